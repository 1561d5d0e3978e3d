//! The table of command-line flags. It makes the parser, `--help` and the check of NODE_OPTIONS; nothing else knows a
//! flag's name. What is not here is offered to V8.

/// What a flag takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// On when given, off with `--no-`; the value is what it is when not given.
    Switch(bool),
    /// A text, as `--flag=text` or the next argument.
    Text,
    /// A text as `--flag=text` only; without one it is what the flag says.
    Joined(&'static str),
    /// On when given; takes no text and no `--no-`.
    Bare,
    /// A text that may come more than once.
    List,
    /// A whole number; what is none counts as far as it is one.
    Number,
    /// A whole number of 64 bits without sign, into which a negative one wraps.
    Unsigned,
    /// Passed on to V8 as it stands.
    V8,
    /// Once meant something in Node: taken, and of no effect.
    Nothing,
}

/// One flag.
pub struct Flag {
    pub name: &'static str,
    /// Other spellings, short ones included.
    pub aliases: &'static [&'static str],
    pub kind: Kind,
    /// Whether NODE_OPTIONS may hold it.
    pub in_environment: bool,
    /// Whether what it asks for is here: a program that needs it must not run without.
    pub present: bool,
    /// One line for `--help`; empty for flags that are accepted and have no effect of their own to tell of.
    pub help: &'static str,
}

const fn flag(name: &'static str, aliases: &'static [&'static str], kind: Kind, env: bool, help: &'static str) -> Flag {
    Flag { name, aliases, kind, in_environment: env, present: true, help }
}

/// A flag of Node's that asks for what is not here yet.
const fn absent(name: &'static str, aliases: &'static [&'static str], kind: Kind, env: bool) -> Flag {
    Flag { name, aliases, kind, in_environment: env, present: false, help: "" }
}

use Kind::{Bare, Joined, List, Nothing, Number, Switch, Text, Unsigned, V8};

/// Every flag, sorted by name.
pub const FLAGS: &[Flag] = &[
    flag("--abort-on-uncaught-exception", &[], Switch(false), true, "aborting instead of exiting causes a core file"),
    flag("--addons", &[], Switch(true), true, "load native addons"),
    flag("--admission-control", &[], Switch(true), true, "answer 503 while requests wait too long for the loop"),
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
    flag("--backpressure-checks", &[], Switch(true), true, "count and warn of writes that do not wait for 'drain'"),
    flag("--build-code-into", &[], Text, false, "write this binary with its built-in code compiled to a file and exit"),
    absent("--build-snapshot", &[], Switch(false), false),
    absent("--build-snapshot-config", &[], Text, false),
    flag("--build-snapshot-into", &[], Text, false, "write this binary with a start-up snapshot to a file and exit"),
    flag("--check", &["-c"], Switch(false), false, "syntax check script without executing"),
    flag("--compile-cache", &[], Switch(true), true, "keep compiled code of user modules on disk between runs"),
    absent("--completion-bash", &[], Switch(false), false),
    flag(
        "--conditions",
        &["-C", "--experimental-conditions"],
        List,
        true,
        "additional user conditions for exports and imports",
    ),
    flag("--cpu-prof", &[], Switch(false), true, "write a CPU profile of the program when it ends"),
    flag("--cpu-prof-dir", &[], Text, true, "folder of the CPU profile"),
    flag("--cpu-prof-interval", &[], Unsigned, true, "microseconds between samples"),
    flag("--cpu-prof-name", &[], Text, true, "name of the CPU profile"),
    absent("--debug", &[], Switch(false), false),
    flag("--debug-arraybuffer-allocations", &[], Switch(false), true, ""),
    absent("--debug-brk", &[], Switch(false), false),
    flag(
        "--decompression-ceiling",
        &[],
        Switch(true),
        true,
        "stop decompression that gives over 1,000 times its input",
    ),
    flag("--deprecation", &[], Switch(true), true, "show deprecation warnings"),
    flag("--diagnostic-dir", &[], Text, true, ""),
    flag("--disable-proto", &[], Text, true, "disable Object.prototype.__proto__ (delete or throw)"),
    flag("--disable-sigusr1", &[], Switch(false), true, ""),
    flag("--disable-warning", &[], List, true, "silence warnings by code or type"),
    flag("--disable-wasm-trap-handler", &[], Switch(false), true, ""),
    flag("--disallow-code-generation-from-strings", &[], V8, true, "disallow eval and the like"),
    flag("--dns-result-order", &[], Text, true, "the order of addresses from dns.lookup()"),
    flag("--enable-etw-stack-walking", &[], V8, true, ""),
    flag("--enable-fips", &[], Switch(false), true, "use FIPS algorithms alone"),
    flag("--enable-source-maps", &[], Switch(false), true, "source maps in stack traces"),
    flag("--entry-url", &[], Switch(false), true, "treat the entry point as a URL"),
    flag("--env-file", &[], List, false, "set environment variables from a file; missing is an error"),
    flag("--env-file-if-exists", &[], List, false, "set environment variables from a file if it exists"),
    flag("--eval", &["-e"], Text, false, "evaluate script"),
    flag("--experimental-abortcontroller", &[], Nothing, true, ""),
    flag("--experimental-addon-modules", &[], Switch(false), true, ""),
    flag(
        "--experimental-config-file",
        &[],
        Joined(crate::config_file::DEFAULT_PATH),
        false,
        "flags from a JSON file, node.config.json unless named",
    ),
    flag("--experimental-default-config-file", &[], Bare, false, "flags from node.config.json"),
    flag(
        "--experimental-detect-module",
        &["--detect-module"],
        Switch(true),
        true,
        "look at the syntax of ambiguous files",
    ),
    flag("--experimental-eventsource", &[], Switch(false), true, ""),
    flag("--experimental-fetch", &[], Nothing, true, ""),
    flag("--experimental-global-customevent", &[], Nothing, true, ""),
    flag("--experimental-global-navigator", &[], Switch(true), true, ""),
    flag("--experimental-global-webcrypto", &[], Nothing, true, ""),
    flag("--experimental-import-meta-resolve", &[], Switch(false), true, "second argument of import.meta.resolve"),
    flag("--experimental-import-text", &[], Switch(false), true, ""),
    absent("--experimental-inspector-network-resource", &[], Switch(false), false),
    flag("--experimental-json-modules", &[], Nothing, true, ""),
    flag("--experimental-loader", &["--loader"], List, true, "module to use as a custom loader"),
    flag("--experimental-modules", &[], Nothing, true, ""),
    absent("--experimental-network-inspection", &[], Switch(false), false),
    flag("--experimental-package-map", &[], Text, true, "find packages by a map instead of node_modules folders"),
    flag(
        "--experimental-print-required-tla",
        &[],
        Switch(false),
        true,
        "print where required modules await at top level",
    ),
    flag("--experimental-quic", &[], Nothing, true, ""),
    flag("--experimental-repl-await", &[], Switch(true), true, ""),
    flag("--experimental-report", &[], Nothing, true, ""),
    flag("--experimental-require-module", &["--require-module"], Switch(true), true, "require() of ES modules"),
    absent("--experimental-sea-config", &[], Text, false),
    flag("--experimental-shadow-realm", &[], Switch(false), true, ""),
    flag("--experimental-specifier-resolution", &["--es-module-specifier-resolution"], Nothing, true, ""),
    flag("--experimental-sqlite", &[], Switch(true), true, ""),
    absent("--experimental-storage-inspection", &[], Switch(false), false),
    flag("--experimental-stream-iter", &[], Switch(false), true, ""),
    flag("--experimental-test-coverage", &[], Switch(false), false, ""),
    flag("--experimental-test-module-mocks", &[], Switch(false), false, ""),
    flag("--experimental-test-snapshots", &[], Nothing, false, ""),
    flag("--experimental-test-tag-filter", &[], List, false, ""),
    flag("--experimental-top-level-await", &[], Nothing, true, ""),
    flag(
        "--experimental-transform-types",
        &[],
        Switch(false),
        true,
        "transform TypeScript syntax that is no plain type",
    ),
    flag("--experimental-vm-modules", &[], Switch(false), true, "ES modules in node:vm"),
    flag("--experimental-wasi-unstable-preview1", &[], Nothing, true, ""),
    flag("--experimental-wasm-modules", &[], Nothing, true, "ES module support for WebAssembly"),
    flag("--experimental-websocket", &[], Switch(true), true, ""),
    flag("--experimental-webstorage", &["--webstorage"], Switch(false), true, ""),
    flag("--experimental-worker", &[], Nothing, true, ""),
    absent("--experimental-worker-inspection", &[], Switch(false), false),
    flag("--expose-gc", &[], V8, true, "expose the gc function"),
    flag(
        "--expose-internals",
        &["--expose_internals"],
        Switch(false),
        false,
        "let programs require built-in internals",
    ),
    flag("--extra-info-on-fatal-exception", &[], Switch(true), true, "the version below a fatal exception"),
    flag("--force-async-hooks-checks", &[], Switch(true), true, ""),
    flag("--force-context-aware", &[], Switch(false), true, ""),
    flag("--force-fips", &[], Switch(false), true, "as --enable-fips, and the program cannot change it"),
    flag("--force-node-api-uncaught-exceptions-policy", &[], Switch(false), true, ""),
    flag("--frozen-intrinsics", &[], Switch(false), true, "freeze the language's intrinsics"),
    flag("--global-search-paths", &[], Switch(true), true, "modules in NODE_PATH and the home folder"),
    flag("--harmony-shadow-realm", &[], V8, false, ""),
    flag("--heap-prof", &[], Switch(false), true, "write a heap profile of the program when it ends"),
    flag("--heap-prof-dir", &[], Text, true, "folder of the heap profile"),
    flag("--heap-prof-interval", &[], Unsigned, true, "bytes between samples"),
    flag("--heap-prof-name", &[], Text, true, "name of the heap profile"),
    flag("--heapsnapshot-near-heap-limit", &[], Number, true, "write N heap snapshots before the heap is full"),
    flag("--heapsnapshot-signal", &[], Text, true, "write a heap snapshot on a signal"),
    flag("--help", &["-h"], Switch(false), false, "print this text"),
    flag("--http-parser", &[], Nothing, true, ""),
    flag("--icu-data-dir", &[], Text, true, ""),
    flag("--import", &[], List, true, "ES module to load before the program"),
    flag("--input-type", &[], Text, true, "how text from -e and standard input is read: commonjs, module, ..."),
    flag("--insecure-http-parser", &[], Switch(false), true, ""),
    absent("--inspect", &[], Switch(false), true),
    absent("--inspect-brk", &[], Switch(false), true),
    absent("--inspect-brk-node", &[], Switch(false), false),
    flag("--inspect-port", &["--debug-port"], Text, true, ""),
    flag("--inspect-publish-uid", &[], Text, true, ""),
    absent("--inspect-wait", &[], Switch(false), true),
    flag("--interactive", &["-i"], Switch(false), false, "the interactive mode, even if standard input is no terminal"),
    flag("--interpreted-frames-native-stack", &[], V8, true, ""),
    flag("--jitless", &[], V8, true, "no run-time code generation"),
    flag("--kernel-pipes", &[], Switch(true), true, "let the kernel move what is piped between files and sockets"),
    flag("--localstorage-file", &[], Text, true, ""),
    flag("--max-backpressure", &[], Number, true, "fail writes that find N times the high-water mark waiting"),
    flag("--max-heap-size", &[], V8, true, "limit of the whole heap in MiB"),
    flag("--max-http-header-size", &[], Unsigned, true, ""),
    flag("--max-old-space-size", &[], V8, true, "limit of the old generation in MiB"),
    flag("--max-old-space-size-percentage", &[], Text, true, "limit of the old generation in percent of the memory"),
    flag("--max-semi-space-size", &[], V8, true, "limit of a semi-space in MiB"),
    flag("--napi-modules", &[], Nothing, true, ""),
    flag("--network-family-autoselection", &["--enable-network-family-autoselection"], Switch(true), true, ""),
    flag("--network-family-autoselection-attempt-timeout", &[], Unsigned, true, ""),
    flag("--node-memory-debug", &[], Nothing, true, ""),
    flag("--node-snapshot", &[], Switch(true), true, "boot from the start-up snapshot"),
    flag("--openssl-config", &[], Text, true, ""),
    flag("--openssl-legacy-provider", &[], Switch(false), true, ""),
    flag("--openssl-shared-config", &[], Switch(false), true, ""),
    flag("--pending-deprecation", &[], Switch(false), true, "emit pending deprecation warnings"),
    flag("--perf-basic-prof", &[], V8, true, ""),
    flag("--perf-basic-prof-only-functions", &[], V8, true, ""),
    flag("--perf-prof", &[], V8, true, ""),
    flag("--perf-prof-unwinding-info", &[], V8, true, ""),
    flag("--permission", &[], Switch(false), true, "enable the permission system"),
    flag("--permission-audit", &[], Switch(false), true, "enable audit only for the permission system"),
    flag("--preserve-symlinks", &[], Switch(false), true, "keep symbolic links when resolving"),
    flag("--preserve-symlinks-main", &[], Switch(false), true, "keep symbolic links when resolving the main module"),
    flag("--print", &["-p"], Switch(false), false, "evaluate script and print the result"),
    flag("--prof", &[], V8, false, ""),
    absent("--prof-process", &[], Switch(false), true),
    flag("--redirect-warnings", &[], Text, true, "write warnings to a file"),
    flag("--report-compact", &[], Switch(false), true, ""),
    flag("--report-dir", &["--report-directory"], Text, true, ""),
    flag("--report-exclude-env", &[], Switch(false), true, ""),
    flag("--report-exclude-network", &[], Switch(false), true, ""),
    flag("--report-filename", &[], Text, true, ""),
    flag("--report-on-fatalerror", &[], Switch(false), true, ""),
    flag("--report-on-signal", &[], Switch(false), true, ""),
    flag("--report-signal", &[], Text, true, ""),
    flag("--report-uncaught-exception", &[], Switch(false), true, ""),
    flag("--require", &["-r"], List, true, "module to load before the program"),
    flag("--run", &[], Text, false, "run a script of package.json"),
    flag("--secure-heap", &[], Number, true, "bytes of OpenSSL's secure heap"),
    flag("--secure-heap-min", &[], Number, true, "least allocation in the secure heap"),
    flag("--security-revert", &["--security-reverts"], List, false, ""),
    absent("--snapshot-blob", &[], Text, true),
    flag("--stack-size", &[], V8, false, "size of the JavaScript stack in KiB"),
    flag("--stack-trace-limit", &[], V8, true, "frames that an error's stack holds"),
    flag("--strip-types", &["--experimental-strip-types"], Switch(true), true, "run TypeScript by stripping its types"),
    flag("--test", &[], Switch(false), false, ""),
    flag("--test-concurrency", &[], Unsigned, false, ""),
    flag("--test-coverage-branches", &[], Unsigned, true, ""),
    flag("--test-coverage-exclude", &[], List, true, ""),
    flag("--test-coverage-functions", &[], Unsigned, true, ""),
    flag("--test-coverage-include", &[], List, true, ""),
    flag("--test-coverage-lines", &[], Unsigned, true, ""),
    flag("--test-force-exit", &[], Switch(false), false, ""),
    flag("--test-global-setup", &[], Text, true, ""),
    flag("--test-isolation", &["--experimental-test-isolation"], Text, true, ""),
    flag("--test-name-pattern", &[], List, true, ""),
    flag("--test-only", &[], Switch(false), true, ""),
    flag("--test-random-seed", &[], Unsigned, true, ""),
    flag("--test-randomize", &[], Switch(false), true, ""),
    flag("--test-reporter", &[], List, true, ""),
    flag("--test-reporter-destination", &[], List, true, ""),
    flag("--test-rerun-failures", &[], Text, true, ""),
    flag("--test-shard", &[], Text, true, ""),
    flag("--test-skip-pattern", &[], List, true, ""),
    flag("--test-timeout", &[], Unsigned, false, ""),
    flag("--test-udp-no-try-send", &[], Switch(false), false, ""),
    flag("--test-update-snapshots", &[], Switch(false), false, ""),
    flag("--throw-deprecation", &[], Switch(false), true, "throw on deprecations"),
    flag("--title", &[], Text, true, "the process title to use on start"),
    flag("--tls-cipher-list", &[], Text, true, ""),
    flag("--tls-keylog", &[], Text, true, ""),
    flag("--tls-max-v1.2", &[], Switch(false), true, ""),
    flag("--tls-max-v1.3", &[], Switch(false), true, ""),
    flag("--tls-min-v1.0", &[], Switch(false), true, ""),
    flag("--tls-min-v1.1", &[], Switch(false), true, ""),
    flag("--tls-min-v1.2", &[], Switch(false), true, ""),
    flag("--tls-min-v1.3", &[], Switch(false), true, ""),
    flag("--trace-deprecation", &[], Switch(false), true, "stack traces on deprecations"),
    flag("--trace-env", &[], Switch(false), true, ""),
    flag("--trace-env-js-stack", &[], Switch(false), true, ""),
    flag("--trace-env-native-stack", &[], Switch(false), true, ""),
    flag("--trace-event-categories", &[], Text, true, "comma separated list of trace event categories to record"),
    flag("--trace-event-file-pattern", &[], Text, true, ""),
    flag("--trace-events-enabled", &[], Switch(false), true, ""),
    flag("--trace-exit", &[], Switch(false), true, "stack trace when the program exits"),
    flag("--trace-promises", &[], Switch(false), true, ""),
    flag("--trace-require-module", &[], Text, true, ""),
    flag("--trace-sigint", &[], Switch(false), true, ""),
    flag("--trace-sync-io", &[], Switch(false), true, ""),
    flag("--trace-tls", &[], Switch(false), true, ""),
    flag("--trace-uncaught", &[], Switch(false), true, "the stack where an uncaught value was thrown"),
    flag("--trace-warnings", &[], Switch(false), true, "stack traces on process warnings"),
    flag("--track-heap-objects", &[], Switch(false), true, ""),
    flag("--unhandled-rejections", &[], Text, true, "strict, warn, none, throw or warn-with-error-code"),
    flag("--use-bundled-ca", &[], Switch(false), true, ""),
    flag("--use-env-proxy", &[], Switch(false), true, ""),
    flag("--use-largepages", &[], Text, true, ""),
    flag("--use-openssl-ca", &[], Switch(false), true, ""),
    flag("--use-system-ca", &[], Switch(false), true, ""),
    flag("--v8-options", &[], Switch(false), false, "print V8's options"),
    flag("--v8-pool-size", &[], Number, true, ""),
    flag("--verify-base-objects", &[], Switch(false), true, ""),
    flag("--version", &["-v"], Switch(false), false, "print the version"),
    flag("--warnings", &[], Switch(true), true, "print warnings"),
    flag("--watch", &[], Switch(false), true, "run in watch mode"),
    flag("--watch-kill-signal", &[], Text, true, "kill signal to send to the process on watch mode restarts"),
    flag("--watch-path", &[], List, true, "path to watch"),
    flag("--watch-preserve-output", &[], Switch(false), true, "preserve outputs on watch mode restart"),
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
            Number | Unsigned => " N",
            Joined(_) => "=...",
            V8 | Switch(_) | Bare | Nothing => "",
        });
        let sense = if flag.kind == Switch(true) { "do not: " } else { "" };
        text.push_str(&format!("{head:<44} {sense}{}\n", flag.help));
    }
    text.push_str(
        "\nEnvironment variables:\n  NODE_OPTIONS, NODE_PATH, NODE_NO_WARNINGS, NODE_PENDING_DEPRECATION, NODE_DEBUG,\n  \
         NODE_REDIRECT_WARNINGS, NODE_PRESERVE_SYMLINKS, NODE_PRESERVE_SYMLINKS_MAIN, UV_THREADPOOL_SIZE,\n  \
         NO_COLOR, FORCE_COLOR as in Node.js\n  WEIR_DEV_JS=1 reads the built-in JavaScript from the source tree\n",
    );
    text
}
