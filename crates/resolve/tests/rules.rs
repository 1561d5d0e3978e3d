//! Rules that one table row cannot show: links, caches, formats, scopes, depth.

use weir_resolve::{CjsRequest, Format, PackageType, ResolveError, Resolver};

use crate::memory::{Ada, Memory, resolver};

fn require(resolver: &Resolver<Memory, Ada>, request: &str, paths: &[&str]) -> Result<Option<String>, ResolveError> {
    resolver.find_path(&CjsRequest {
        request,
        parent: None,
        paths,
        is_main: false,
        extensions: &[".js", ".json", ".node"],
        conditions: &["node", "require"],
    })
}

#[test]
fn links_are_followed_unless_preserved() {
    let files = || {
        Memory::default()
            .file("/real/a.js", "")
            .file("/real/pkg/b.js", "")
            .link("/app/a.js", "/real/a.js")
            .link("/app/pkg", "/real/pkg")
            .file("/app/x", "")
    };
    let mut links = resolver(files());
    assert_eq!(require(&links, "./a", &["/app"]), Ok(Some("/real/a.js".to_owned())));
    assert_eq!(require(&links, "./pkg/b", &["/app"]), Ok(Some("/real/pkg/b.js".to_owned())));
    let url = links.resolve_esm("./a.js?q#h", "file:///app/m.mjs", &[], false).map(|found| found.url);
    assert_eq!(url.as_deref(), Ok("file:///real/a.js?q#h"));
    links.preserve_symlinks = true;
    assert_eq!(require(&links, "./a", &["/app"]), Ok(Some("/app/a.js".to_owned())));
}

#[test]
fn a_parent_that_is_a_folder_looks_into_itself_first() {
    let resolver = resolver(
        Memory::default()
            .file("/app/node_modules/pk/package.json", r#"{"main":"m.js"}"#)
            .file("/app/node_modules/pk/m.js", "")
            .file("/app/package.json", r#"{"type":"module"}"#),
    );
    let url = resolver.resolve_esm("pk", "file:///app/", &[], false).map(|found| found.url);
    assert_eq!(url.as_deref(), Ok("file:///app/node_modules/pk/m.js"));
    assert_eq!(resolver.package_type("/app/"), Ok(PackageType::Module));
}

#[test]
fn a_main_that_was_searched_for_is_deprecated_for_modules() {
    let resolver = resolver(
        Memory::default()
            .file("/app/node_modules/a/package.json", r#"{"type":"module"}"#)
            .file("/app/node_modules/a/index.js", "")
            .file("/app/node_modules/b/package.json", r#"{"type":"module","main":"/app/node_modules/a/index.js"}"#),
    );
    let found = resolver.resolve_esm("a", "file:///app/m.mjs", &[], false).map(|found| found.url);
    assert_eq!(found.as_deref(), Ok("file:///app/node_modules/a/index.js"));
    let warnings = resolver.take_warnings();
    assert_eq!(warnings.len(), 1);
    assert_eq!(warnings[0].code, "DEP0151");
    // An absolute main is taken as it is, and in full.
    let found = resolver.resolve_esm("b", "file:///app/m.mjs", &[], false).map(|found| found.url);
    assert_eq!(found.as_deref(), Ok("file:///app/node_modules/a/index.js"));
    assert!(resolver.take_warnings().is_empty());
}

#[test]
fn file_before_folder_unless_slashed() {
    let files =
        Memory::default().file("/a/foo.js", "").file("/a/foo/index.js", "").file("/a/bar", "").file("/a/bar.js", "");
    let resolver = resolver(files);
    for (request, want) in [
        ("./foo", Some("/a/foo.js")),
        ("./foo/", Some("/a/foo/index.js")),
        ("./foo/.", Some("/a/foo/index.js")),
        ("./bar", Some("/a/bar")),
        ("./bar/", None),
        ("/a/bar.js", Some("/a/bar.js")),
        ("/a/foo", Some("/a/foo.js")),
    ] {
        assert_eq!(require(&resolver, request, &["/a"]).unwrap().as_deref(), want, "{request}");
    }
}

#[test]
fn a_package_json_is_read_once_and_missing_ones_again() {
    let resolver = resolver(Memory::default().file("/p/package.json", r#"{"type":"module"}"#).file("/p/a.js", ""));
    for _ in 0..3 {
        assert_eq!(resolver.package_type("/p/a.js"), Ok(PackageType::Module));
    }
    assert_eq!(resolver.package_type("/q/a.js"), Ok(PackageType::None));
}

#[test]
fn a_scope_ends_at_node_modules() {
    let resolver = resolver(Memory::default().file("/package.json", r#"{"type":"module"}"#));
    assert_eq!(resolver.package_type("/node_modules/x/a.js"), Ok(PackageType::None));
    assert_eq!(resolver.package_type("/src/a.js"), Ok(PackageType::Module));
}

#[test]
fn formats_of_files() {
    let files = Memory::default()
        .file("/m/package.json", r#"{"type":"module"}"#)
        .file("/m/a.js", "")
        .file("/m/noext", "")
        .file("/m/a.ts", "")
        .file("/n/a.js", "")
        .file("/n/a.foo", "")
        .file("/n/a.cts", "");
    let resolver = resolver(files);
    let of = |specifier: &str| resolver.resolve_esm(specifier, "file:///x.mjs", &[], false).unwrap().format;
    assert_eq!(of("/m/a.js"), Some(Format::Module));
    assert_eq!(of("/m/noext"), Some(Format::ModuleOrWasm));
    assert_eq!(of("/m/a.ts"), Some(Format::ModuleTypeScript));
    assert_eq!(of("/n/a.js"), Some(Format::Ambiguous));
    assert_eq!(of("/n/a.foo"), None);
    assert_eq!(of("/n/a.cts"), Some(Format::CommonJsTypeScript));
    assert_eq!(of("data:text/javascript;charset=utf-8,x"), Some(Format::Module));
    assert_eq!(of("node:fs"), Some(Format::Builtin));
}

#[test]
fn from_a_data_url_only_builtins_and_urls() {
    let resolver = resolver(Memory::default());
    let parent = "data:text/javascript,x";
    let url = |specifier: &str| resolver.resolve_esm(specifier, parent, &[], false).map(|found| found.url);
    assert_eq!(url("fs").as_deref(), Ok("node:fs"));
    for (specifier, relative) in [("./x", true), ("/x", true), ("nope", false)] {
        let want = ResolveError::UnsupportedResolveRequest {
            specifier: specifier.to_owned(),
            base: parent.to_owned(),
            relative,
        };
        assert_eq!(url(specifier), Err(want));
    }
}

#[test]
fn deep_nesting_is_an_error_not_a_crash() {
    let deep = format!(r#"{{"exports":{}{}}}"#, "[".repeat(100_000), "]".repeat(100_000));
    let resolver = resolver(Memory::default().file("/a/node_modules/p/package.json", &deep));
    let error = require(&resolver, "p", &["/a/node_modules"]).unwrap_err();
    assert_eq!(error.code(), Some("ERR_INVALID_PACKAGE_CONFIG"));
}

#[test]
fn conditions_apply_in_the_order_of_the_file() {
    let json = r#"{"exports":{"require":"./a.js","node":"./b.js"}}"#;
    let files = Memory::default().file("/n/p/package.json", json).file("/n/p/a.js", "").file("/n/p/b.js", "");
    let resolver = resolver(files);
    assert_eq!(require(&resolver, "p", &["/n"]), Ok(Some("/n/p/a.js".to_owned())));
}
