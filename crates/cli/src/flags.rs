//! The table of command-line flags. It makes the parser, `--help` and the check of NODE_OPTIONS; nothing else knows a
//! flag's name. What is not here is offered to V8.

/// What a flag takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// On when given, off with `--no-`; the value is what it is when not given.
    Switch(bool),
    /// A text, as `--flag=text` or the next argument.
    Text,
    /// A text that may come more than once.
    List,
    /// A whole number.
    Number,
    /// Passed on to V8 as it stands.
    V8,
}

/// One flag.
pub struct Flag {
    pub name: &'static str,
    /// Other spellings, short ones included.
    pub aliases: &'static [&'static str],
    pub kind: Kind,
    /// Whether NODE_OPTIONS may hold it.
    pub in_environment: bool,
    /// One line for `--help`; empty for flags that are accepted and have no effect of their own to tell of.
    pub help: &'static str,
}

const fn flag(name: &'static str, aliases: &'static [&'static str], kind: Kind, env: bool, help: &'static str) -> Flag {
    Flag { name, aliases, kind, in_environment: env, help }
}

use Kind::{List, Number, Switch, Text, V8};

/// Every flag, sorted by name.
pub const FLAGS: &[Flag] = &[
    flag("--abort-on-uncaught-exception", &[], V8, true, "aborting instead of exiting causes a core file"),
    flag("--addons", &[], Switch(true), true, "load native addons"),
    flag("--allow-addons", &[], Switch(false), true, "allow use of addons when any permissions are set"),
    flag("--allow-child-process", &[], Switch(false), true, "allow use of child process when any permissions are set"),
    flag("--allow-fs-read", &[], List, true, "allow permissions to read the filesystem"),
    flag("--allow-fs-write", &[], List, true, "allow permissions to write in the filesystem"),
    flag("--allow-inspector", &[], Switch(false), true, "allow use of inspector when any permissions are set"),
    flag("--allow-natives-syntax", &[], V8, false, "allow V8's own functions (%Name) in scripts"),
    flag("--allow-openssl-store", &[], Switch(false), true, "allow OpenSSL STORE loaders when any permissions are set"),
    flag("--allow-wasi", &[], Switch(false), true, "allow wasi when any permissions are set"),
    flag("--allow-worker", &[], Switch(false), true, "allow worker threads when any permissions are set"),
    flag("--async-context-frame", &["--experimental-async-context-frame"], Switch(true), true, ""),
    flag("--build-snapshot-into", &[], Text, false, "write this binary with a start-up snapshot to a file and exit"),
    flag("--check", &["-c"], Switch(false), false, "syntax check script without executing"),
    flag("--compile-cache", &[], Switch(true), true, "keep compiled code of user modules on disk between runs"),
    flag(
        "--conditions",
        &["-C", "--experimental-conditions"],
        List,
        true,
        "additional user conditions for exports and imports",
    ),
    flag("--deprecation", &[], Switch(true), true, "show deprecation warnings"),
    flag("--disable-proto", &[], Text, true, "disable Object.prototype.__proto__ (delete or throw)"),
    flag("--disable-warning", &[], List, true, "silence warnings by code or type"),
    flag("--disable-wasm-trap-handler", &[], Switch(false), true, ""),
    flag("--disallow-code-generation-from-strings", &[], V8, true, "disallow eval and the like"),
    flag("--dns-result-order", &[], Text, true, "the order of addresses from dns.lookup()"),
    flag("--enable-source-maps", &[], Switch(false), true, "source maps in stack traces"),
    flag("--entry-url", &[], Switch(false), true, "treat the entry point as a URL"),
    flag("--env-file", &[], List, false, "set environment variables from a file; missing is an error"),
    flag("--env-file-if-exists", &[], List, false, "set environment variables from a file if it exists"),
    flag("--eval", &["-e"], Text, false, "evaluate script"),
    flag("--experimental-default-type", &[], Text, true, "how files without a known type are read"),
    flag(
        "--experimental-detect-module",
        &["--detect-module"],
        Switch(true),
        true,
        "look at the syntax of ambiguous files",
    ),
    flag("--experimental-eventsource", &[], Switch(false), true, ""),
    flag("--experimental-global-customevent", &[], Switch(true), true, ""),
    flag("--experimental-global-navigator", &[], Switch(true), true, ""),
    flag("--experimental-global-webcrypto", &[], Switch(true), true, ""),
    flag("--experimental-import-meta-resolve", &[], Switch(false), true, "second argument of import.meta.resolve"),
    flag("--experimental-json-modules", &[], Switch(true), true, ""),
    flag("--experimental-loader", &["--loader"], List, true, "module to use as a custom loader"),
    flag(
        "--experimental-print-required-tla",
        &[],
        Switch(false),
        true,
        "print where required modules await at top level",
    ),
    flag("--experimental-quic", &[], Switch(false), true, ""),
    flag("--experimental-repl-await", &[], Switch(true), true, ""),
    flag("--experimental-require-module", &["--require-module"], Switch(true), true, "require() of ES modules"),
    flag("--experimental-shadow-realm", &[], Switch(false), true, ""),
    flag("--experimental-sqlite", &[], Switch(true), true, ""),
    flag("--experimental-stream-iter", &[], Switch(false), true, ""),
    flag("--experimental-strip-types", &["--strip-types"], Switch(true), true, "run TypeScript by stripping its types"),
    flag(
        "--experimental-transform-types",
        &[],
        Switch(false),
        true,
        "transform TypeScript syntax that is no plain type",
    ),
    flag("--experimental-vm-modules", &[], Switch(false), true, "ES modules in node:vm"),
    flag("--experimental-wasm-modules", &[], Switch(true), true, "ES module support for WebAssembly"),
    flag("--experimental-websocket", &[], Switch(true), true, ""),
    flag("--experimental-webstorage", &["--webstorage"], Switch(false), true, ""),
    flag("--experimental-worker", &[], Switch(true), true, ""),
    flag("--expose-gc", &[], V8, true, "expose the gc function"),
    flag(
        "--expose-internals",
        &["--expose_internals"],
        Switch(false),
        false,
        "let programs require built-in internals",
    ),
    flag("--extra-info-on-fatal-exception", &[], Switch(true), true, "the version below a fatal exception"),
    flag("--force-node-api-uncaught-exceptions-policy", &[], Switch(false), true, ""),
    flag("--frozen-intrinsics", &[], Switch(false), true, "freeze the language's intrinsics"),
    flag("--global-search-paths", &[], Switch(true), true, "modules in NODE_PATH and the home folder"),
    flag("--help", &["-h"], Switch(false), false, "print this text"),
    flag("--icu-data-dir", &[], Text, true, ""),
    flag("--import", &[], List, true, "ES module to load before the program"),
    flag("--input-type", &[], Text, true, "how text from -e and standard input is read: commonjs, module, ..."),
    flag("--insecure-http-parser", &[], Switch(false), true, ""),
    flag("--interactive", &["-i"], Switch(false), false, "the interactive mode, even if standard input is no terminal"),
    flag("--jitless", &[], V8, true, "no run-time code generation"),
    flag("--max-heap-size", &[], V8, true, "limit of the whole heap in MiB"),
    flag("--max-http-header-size", &[], Number, true, ""),
    flag("--max-old-space-size", &[], V8, true, "limit of the old generation in MiB"),
    flag("--max-semi-space-size", &[], V8, true, "limit of a semi-space in MiB"),
    flag("--network-family-autoselection", &["--enable-network-family-autoselection"], Switch(true), true, ""),
    flag("--network-family-autoselection-attempt-timeout", &[], Number, true, ""),
    flag("--no-addons", &[], Switch(false), true, ""),
    flag("--node-snapshot", &[], Switch(true), true, "boot from the start-up snapshot"),
    flag("--pending-deprecation", &[], Switch(false), true, "emit pending deprecation warnings"),
    flag("--permission", &[], Switch(false), true, "enable the permission system"),
    flag("--permission-audit", &[], Switch(false), true, "enable audit only for the permission system"),
    flag("--preserve-symlinks", &[], Switch(false), true, "keep symbolic links when resolving"),
    flag("--preserve-symlinks-main", &[], Switch(false), true, "keep symbolic links when resolving the main module"),
    flag("--print", &["-p"], Switch(false), false, "evaluate script and print the result"),
    flag("--redirect-warnings", &[], Text, true, "write warnings to a file"),
    flag("--require", &["-r"], List, true, "module to load before the program"),
    flag("--stack-size", &[], V8, false, "size of the JavaScript stack in KiB"),
    flag("--stack-trace-limit", &[], V8, true, "frames that an error's stack holds"),
    flag("--test", &[], Switch(false), false, ""),
    flag("--throw-deprecation", &[], Switch(false), true, "throw on deprecations"),
    flag("--title", &[], Text, true, "the process title to use on start"),
    flag("--trace-deprecation", &[], Switch(false), true, "stack traces on deprecations"),
    flag("--trace-exit", &[], Switch(false), true, "stack trace when the program exits"),
    flag("--trace-sigint", &[], Switch(false), true, ""),
    flag("--trace-sync-io", &[], Switch(false), true, ""),
    flag("--trace-uncaught", &[], Switch(false), true, "the stack where an uncaught value was thrown"),
    flag("--trace-warnings", &[], Switch(false), true, "stack traces on process warnings"),
    flag("--unhandled-rejections", &[], Text, true, "strict, warn, none, throw or warn-with-error-code"),
    flag("--use-largepages", &[], Text, true, ""),
    flag("--v8-options", &[], Switch(false), false, "print V8's options"),
    flag("--v8-pool-size", &[], Number, true, ""),
    flag("--verify-base-objects", &[], Switch(false), true, ""),
    flag("--version", &["-v"], Switch(false), false, "print the version"),
    flag("--warnings", &[], Switch(true), true, "print warnings"),
    flag("--zero-fill-buffers", &[], Switch(false), true, "zero-fill all new Buffers"),
];

/// The flag that `name` spells, underscores read as dashes.
pub fn find(name: &str) -> Option<&'static Flag> {
    let dashed = match name.strip_prefix("--") {
        Some(rest) => format!("--{}", rest.replace('_', "-")),
        None => name.to_owned(),
    };
    FLAGS.iter().find(|flag| flag.name == dashed || flag.aliases.contains(&dashed.as_str()))
}

/// The text of `--help`.
pub fn help() -> String {
    let mut text = String::from(
        "Usage: weir [options] [ script.js ] [arguments]\n       weir [options] -e \"script\" [arguments]\n\nOptions:\n",
    );
    for flag in FLAGS.iter().filter(|flag| !flag.help.is_empty()) {
        let mut head = format!("  {}", flag.name);
        if flag.kind == Switch(true) {
            head = format!("  --no-{}", &flag.name[2..]);
        }
        for alias in flag.aliases.iter().filter(|alias| alias.len() == 2) {
            head.push_str(&format!(", {alias}"));
        }
        head.push_str(match flag.kind {
            Text | List => " ...",
            Number => " N",
            V8 | Switch(_) => "",
        });
        let sense = if flag.kind == Switch(true) { "do not: " } else { "" };
        text.push_str(&format!("{head:<44} {sense}{}\n", flag.help));
    }
    text.push_str(
        "\nEnvironment variables:\n  NODE_OPTIONS, NODE_PATH, NODE_NO_WARNINGS, NODE_PENDING_DEPRECATION, NODE_DEBUG,\n  \
         UV_THREADPOOL_SIZE, NO_COLOR, FORCE_COLOR as in Node.js\n  WEIR_DEV_JS=1 reads the built-in JavaScript from the source tree\n",
    );
    text
}
