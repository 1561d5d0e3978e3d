//! Whatever the disk holds and whatever is asked for, resolution answers; it never panics and never leaves the package.

use proptest::prelude::*;
use weir_resolve::{CjsRequest, file_url_to_path, node_modules_paths, normalize, path_to_file_url};

use crate::memory::{Memory, resolver};

fn text() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        Just("/".to_owned()),
        Just("./".to_owned()),
        Just("../".to_owned()),
        Just("*".to_owned()),
        Just("#".to_owned()),
        Just("@".to_owned()),
        Just("%2f".to_owned()),
        Just("%".to_owned()),
        Just("node_modules".to_owned()),
        Just("file:".to_owned()),
        Just("data:,".to_owned()),
        Just("p".to_owned()),
        Just("?".to_owned()),
        Just("\\".to_owned()),
        "\\PC{0,3}",
        "[a-c./]{0,4}",
    ];
    prop::collection::vec(piece, 0..6).prop_map(|pieces| pieces.concat())
}

fn target() -> impl Strategy<Value = serde_json::Value> {
    let leaf = prop_oneof![
        text().prop_map(serde_json::Value::from),
        text().prop_map(|text| serde_json::Value::from(format!("./{text}"))),
        Just(serde_json::Value::Null),
        Just(serde_json::Value::from(7)),
    ];
    leaf.prop_recursive(4, 24, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(serde_json::Value::from),
            prop::collection::vec((key(), inner), 0..4)
                .prop_map(|entries| serde_json::Value::Object(entries.into_iter().collect())),
        ]
    })
}

fn key() -> impl Strategy<Value = String> {
    prop_oneof![
        Just("node".to_owned()),
        Just("default".to_owned()),
        text().prop_map(|text| format!("./{text}")),
        text().prop_map(|text| format!("#{text}")),
        text()
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn never_panics(request in text(), parent in text(), exports in target(), imports in target(), main in text()) {
        let json = serde_json::json!({"name": "p", "exports": exports, "imports": imports, "main": main}).to_string();
        let plain = serde_json::json!({"main": main}).to_string();
        let files = Memory::default()
            .file("/a/package.json", &json)
            .file("/a/node_modules/p/package.json", &json)
            .file("/a/node_modules/q/package.json", &plain)
            .file("/a/b", "");
        let resolver = resolver(files);
        let paths = node_modules_paths("/a");
        let paths: Vec<&str> = paths.iter().map(String::as_str).chain([request.as_str()]).collect();
        for request in [request.clone(), format!("p/{request}"), format!("q/{request}"), format!("#{request}"), format!("./{request}")] {
            let found = resolver.resolve_cjs(&CjsRequest {
                request: &request,
                parent: Some("/a/m.js"),
                paths: &paths,
                is_main: false,
                extensions: &[".js", &parent],
                conditions: &["node"],
            });
            if let Err(error) = found {
                prop_assert!(!error.to_string().is_empty());
            }
            for parent in ["file:///a/m.js", "data:text/javascript,1", parent.as_str()] {
                if let Err(error) = resolver.resolve_esm(&request, parent, &["node"], false) {
                    prop_assert!(!error.to_string().is_empty());
                }
            }
        }
    }

    #[test]
    fn any_text_as_package_json(text in ".{0,40}") {
        let resolver = resolver(Memory::default().file("/a/package.json", &text));
        let _either = resolver.package_type("/a/x.js");
    }

    #[test]
    fn file_urls_round_trip(path in "/\\PC{0,12}") {
        let path = normalize(&path);
        prop_assert_eq!(file_url_to_path(&path_to_file_url(&path)), Ok(path));
    }
}
