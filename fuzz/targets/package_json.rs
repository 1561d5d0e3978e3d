//! Any bytes as a package.json: every way of asking a package answers or says what is wrong, also the second time, when
//! the file is known.

#![no_main]

#[path = "../../crates/resolve/tests/memory.rs"]
mod memory;

use libfuzzer_sys::fuzz_target;
use memory::{Memory, resolver};

const REQUESTS: &[&str] =
    &["p", "p/a", "p/a/b.js", "p/", "p/package.json", "#a", "#a/b", "#", "p/./../x", "p/%2e%2e/x", "q"];

fuzz_target!(|bytes: &[u8]| {
    let text = String::from_utf8_lossy(bytes);
    let files = Memory::default()
        .file("/p/package.json", &text)
        .file("/p/a.js", "")
        .file("/p/index.js", "")
        .file("/node_modules/p/package.json", &text)
        .file("/node_modules/p/a/b.js", "")
        .file("/node_modules/p/index.json", "{}")
        .link("/node_modules/q", "/p");
    let resolver = resolver(files);
    let mut first = Vec::new();
    for round in 0..2 {
        for (at, request) in REQUESTS.iter().enumerate() {
            for conditions in [&["node", "import"][..], &["node", "require"][..]] {
                let answer = match resolver.resolve_esm(request, "file:///p/a.js", conditions, false) {
                    Ok(found) => found.url,
                    Err(error) => error.to_string(),
                };
                assert!(!answer.is_empty());
                if round == 0 {
                    first.push(answer);
                } else {
                    let before = at * 2 + usize::from(conditions[1] == "require");
                    assert_eq!(first[before], answer, "the same request has two answers");
                }
            }
        }
        let _either = resolver.package_type("/p/a.js");
        let _either = resolver.package_scope("/node_modules/p/a/b.js");
        let _told = resolver.take_warnings();
    }
});
