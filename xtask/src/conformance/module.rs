//! Says which module a test of Node is about, from its folder and its name.

/// Name starts (after `test-`) that are not told by the part before the first dash. The longest that matches wins; a
/// start must end at a dash or at the name's end.
const ALIASES: &[(&str, &str)] = &[
    ("abortcontroller", "abort"),
    ("abortsignal", "abort"),
    ("aborted-util", "util"),
    ("assert", "assert"),
    ("async-hooks", "async-hooks"),
    ("async-local-storage", "async-local-storage"),
    ("async-wrap", "async-hooks"),
    ("asyncresource", "async-hooks"),
    ("atomics-wake", "worker"),
    ("arraybuffer", "buffer"),
    ("btoa-atob", "buffer"),
    ("bash-completion", "cli"),
    ("beforeexit-event-exit", "process"),
    ("child-process", "child-process"),
    ("compile-cache", "compile-cache"),
    ("compression-decompression-stream", "webstreams"),
    ("cwd", "process"),
    ("diagnostics-channel", "diagnostics-channel"),
    ("domexception", "errors"),
    ("double-tls", "tls"),
    ("err-name-deprecation", "errors"),
    ("error", "errors"),
    ("errors", "errors"),
    ("esm", "es-module"),
    ("event-capture-rejections", "events"),
    ("event-emitter", "events"),
    ("event-on-async-iterator", "events"),
    ("event-target", "event-target"),
    ("eventemitter", "events"),
    ("eventtarget", "event-target"),
    ("exception-handler", "process"),
    ("fastutf8stream", "fs"),
    ("file", "blob"),
    ("filehandle", "fs"),
    ("find-package-json", "module"),
    ("fixed-queue", "next-tick"),
    ("global", "globals"),
    ("globals", "globals"),
    ("heap", "v8"),
    ("heapdump", "v8"),
    ("heapsnapshot", "v8"),
    ("icu", "intl"),
    ("inspect", "inspector"),
    ("internal-fs", "fs"),
    ("internal-util", "util"),
    ("mime", "util"),
    ("kill-segfault-freebsd", "process"),
    ("listen-fd", "net"),
    ("messagechannel", "worker"),
    ("messageevent", "worker"),
    ("messageport", "worker"),
    ("messaging", "worker"),
    ("microtask", "next-tick"),
    ("next-tick", "next-tick"),
    ("nodeeventtarget", "event-target"),
    ("outgoing-message", "http"),
    ("package", "module"),
    ("parse-args", "util"),
    ("perf-hooks", "perf-hooks"),
    ("perf-gc-crash", "perf-hooks"),
    ("performance", "perf-hooks"),
    ("performanceobserver", "perf-hooks"),
    ("pipe", "net"),
    ("preload", "module"),
    ("promise", "promises"),
    ("promises", "promises"),
    ("queue-microtask", "next-tick"),
    ("readable", "stream"),
    ("require", "module"),
    ("runner", "test-runner"),
    ("set-process-debug-port", "process"),
    ("set-immediate", "timers"),
    ("shadow-realm", "shadow-realm"),
    ("signal", "process"),
    ("socketaddress", "net"),
    ("source-map", "source-map"),
    ("stdin", "stdio"),
    ("stdio", "stdio"),
    ("stdout", "stdio"),
    ("stream2", "stream"),
    ("stream3", "stream"),
    ("streams", "stream"),
    ("string-decoder", "string-decoder"),
    ("structuredClone", "worker"),
    ("sync-fileread", "fs"),
    ("tcp-wrap", "net"),
    ("tick-processor", "v8"),
    ("trace-events", "trace-events"),
    ("ttywrap", "tty"),
    ("uncaught-exception", "process"),
    ("unhandled-exception", "process"),
    ("utf8-scripts", "globals"),
    ("uv", "process"),
    ("warn", "process"),
    ("web-locks", "worker"),
    ("webcrypto", "webcrypto"),
    ("webstream", "webstreams"),
    ("webstreams", "webstreams"),
    ("whatwg-encoding", "whatwg-encoding"),
    ("whatwg-events", "event-target"),
    ("whatwg-readablebytestream", "webstreams"),
    ("whatwg-readablestream", "webstreams"),
    ("whatwg-transformstream", "webstreams"),
    ("whatwg-url", "whatwg-url"),
    ("whatwg-webstreams", "webstreams"),
    ("whatwg-writablestream", "webstreams"),
    ("x509-escaping", "crypto"),
];

/// The folders whose tests are told apart by name; the tests of every other folder belong to a module named like it.
const MIXED: &[&str] = &["parallel", "sequential", "pummel"];

/// The module of the test `file` in the folder `dir`.
pub fn of(dir: &str, file: &str) -> String {
    if !MIXED.contains(&dir) {
        return dir.to_string();
    }
    let stem = file.split('.').next().unwrap_or(file);
    let name = stem.strip_prefix("test-").unwrap_or(stem);
    let starts = |start: &str| name.strip_prefix(start).is_some_and(|rest| rest.is_empty() || rest.starts_with('-'));
    let alias = ALIASES.iter().filter(|(start, _)| starts(start)).max_by_key(|(start, _)| start.len());
    match alias {
        Some((_, module)) => (*module).to_string(),
        None => name.split('-').next().unwrap_or(name).to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::of;

    #[test]
    fn by_the_first_part_or_by_alias() {
        assert_eq!(of("parallel", "test-fs-stat.js"), "fs");
        assert_eq!(of("parallel", "test-next-tick-when-exiting.js"), "next-tick");
        assert_eq!(of("parallel", "test-eventtarget.js"), "event-target");
        assert_eq!(of("parallel", "test-event-target.js"), "event-target");
        assert_eq!(of("parallel", "test-whatwg-url-custom-setters.js"), "whatwg-url");
        assert_eq!(of("parallel", "test-string-decoder-end.js"), "string-decoder");
        assert_eq!(of("parallel", "test-stream2-transform.js"), "stream");
        assert_eq!(of("parallel", "test-filehandle-close.js"), "fs");
        assert_eq!(of("sequential", "test-timers-set-interval-excludes-callback-duration.js"), "timers");
        assert_eq!(of("es-module", "test-esm-basic-imports.mjs"), "es-module");
        assert_eq!(of("parallel", "test-url.js"), "url");
        assert_eq!(of("parallel", "test-eslint.mjs"), "eslint");
    }

    #[test]
    fn the_aliases_are_all_different() {
        let mut starts: Vec<_> = super::ALIASES.iter().map(|(start, _)| start).collect();
        starts.sort();
        starts.dedup();
        assert_eq!(starts.len(), super::ALIASES.len());
    }
}
