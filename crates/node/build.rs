//! Makes the table of built-in JavaScript from the source tree: `src/a/b.js` has the id `a/b`, `src/a/a.js` the id `a`.
//! Which ids programs may require is listed in `public_ids.txt`.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

fn main() {
    let root = PathBuf::from(std::env::var("CARGO_MANIFEST_DIR").expect("cargo sets it"));
    let source = root.join("src");
    println!("cargo::rerun-if-changed=src");
    println!("cargo::rerun-if-changed=public_ids.txt");
    let mut files = BTreeMap::new();
    collect(&source, &source, &mut files);
    let public = std::fs::read_to_string(root.join("public_ids.txt")).expect("public_ids.txt is readable");
    let mut visibility: BTreeMap<String, &str> = BTreeMap::new();
    for line in public.lines() {
        match line.split_once(':') {
            Some(("weir", id)) => visibility.insert(id.to_owned(), "WeirOnly"),
            Some((_, id)) => visibility.insert(id.to_owned(), "SchemeOnly"),
            None => visibility.insert(line.to_owned(), "Public"),
        };
    }
    let mut ids: Vec<&String> = files.keys().chain(visibility.keys()).collect();
    ids.sort();
    ids.dedup();
    // The ids lie in one text: each by itself would lie beside its module's text, and a look-up would touch them all.
    let all_ids: String = ids.iter().map(|id| id.as_str()).collect();
    let mut table = format!("static IDS: &str = {all_ids:?};\n");
    table.push_str("pub static BUILTINS: &[weir_engine::Builtin] = &[\n");
    let mut end = 0;
    for id in ids {
        let start = end;
        end += id.len();
        let kind = visibility.get(id).copied().unwrap_or("Internal");
        let path = files.get(id).unwrap_or_else(|| panic!("the public id {id} has no file"));
        let relative = path.strip_prefix(&source).expect("below src").display().to_string();
        let is_ascii = std::fs::read(path).expect("src is readable").is_ascii();
        writeln!(
            table,
            "    weir_engine::Builtin {{ id: id({start}, {end}), path: {relative:?}, source: include_str!({path:?}), \
             is_ascii: {is_ascii}, visibility: weir_engine::Visibility::{kind} }},"
        )
        .expect("writing to a string");
    }
    table.push_str("];\n");
    table.push_str(
        "const fn id(start: usize, end: usize) -> &'static str {\n    IDS.split_at(end).0.split_at(start).1\n}\n",
    );
    let out = PathBuf::from(std::env::var("OUT_DIR").expect("cargo sets it"));
    std::fs::write(out.join("builtins.rs"), table).expect("OUT_DIR is writable");
}

/// Adds every `.js` file below `folder` under its id.
fn collect(root: &Path, folder: &Path, files: &mut BTreeMap<String, PathBuf>) {
    for entry in std::fs::read_dir(folder).expect("src is readable") {
        let path = entry.expect("src is readable").path();
        if path.is_dir() {
            collect(root, &path, files);
        } else if path.extension().is_some_and(|extension| extension == "js") {
            files.insert(id_of(path.strip_prefix(root).expect("below src")), path);
        }
    }
}

fn id_of(path: &Path) -> String {
    let id = path.with_extension("").display().to_string();
    match id.rsplit_once('/') {
        Some((folder, name)) if folder == name => folder.to_owned(),
        _ => id,
    }
}
