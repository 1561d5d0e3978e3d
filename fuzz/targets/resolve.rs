//! Resolution over any disk: each request ends with an answer or an error that has a text, and never outside of what was
//! asked for.
//!
//! An input is fields that a zero byte parts: the request, its parent, then pairs of a path and the file's text. A path
//! that begins with `>` is a link to what its text names.

#![no_main]

#[path = "../../crates/resolve/tests/memory.rs"]
mod memory;

use libfuzzer_sys::fuzz_target;
use memory::{Memory, resolver};
use weir_resolve::{CjsRequest, file_url_to_path, node_modules_paths, normalize, path_to_file_url};

const CONDITIONS: &[&str] = &["node", "import", "module-sync"];
const MOST_FILES: usize = 24;

fn disk<'a>(mut fields: impl Iterator<Item = &'a str>) -> Memory {
    let mut files = Memory::default();
    for _ in 0..MOST_FILES {
        let (Some(path), Some(text)) = (fields.next(), fields.next()) else { break };
        files = match path.strip_prefix('>') {
            Some(path) => files.link(&normalize(&format!("/{path}")), &normalize(&format!("/{text}"))),
            None => files.file(&normalize(&format!("/{path}")), text),
        };
    }
    files
}

fuzz_target!(|bytes: &[u8]| {
    let text = String::from_utf8_lossy(bytes);
    let mut fields = text.split('\0');
    let (Some(request), Some(parent)) = (fields.next(), fields.next()) else { return };
    let parent = normalize(&format!("/{parent}"));
    let resolver = resolver(disk(fields));
    let folder = parent.rsplit_once('/').map_or("/", |(folder, _)| if folder.is_empty() { "/" } else { folder });
    let paths = node_modules_paths(folder);
    let paths: Vec<&str> = paths.iter().map(String::as_str).collect();
    for is_main in [false, true] {
        let asked = CjsRequest {
            request,
            parent: Some(&parent),
            paths: &paths,
            is_main,
            extensions: &[".js", ".json", ".node"],
            conditions: &["node", "require"],
        };
        match resolver.resolve_cjs(&asked) {
            Ok(Some(found)) => assert!(found.starts_with('/'), "{found:?} is no absolute path"),
            Ok(None) => {}
            Err(error) => assert!(!error.to_string().is_empty()),
        }
        resolver.begin_operation();
    }
    let url = path_to_file_url(&parent);
    assert_eq!(file_url_to_path(&url).as_deref(), Ok(parent.as_str()));
    for base in [url.as_str(), request] {
        match resolver.resolve_esm(request, base, CONDITIONS, false) {
            Ok(found) => assert!(found.url.contains(':'), "{:?} is no URL", found.url),
            Err(error) => assert!(!error.to_string().is_empty()),
        }
    }
    let _either = resolver.find_package(request, &url);
    let _either = resolver.package_scope(&parent);
    let _either = resolver.format_of_path(&parent);
    let _told = resolver.take_warnings();
});
