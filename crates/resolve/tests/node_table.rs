//! 150 specifiers against one tree of packages, each through `require.resolve` and `import.meta.resolve`, with what Node
//! 24 answers (`data/node24.jsonl`: specifier, door, outcome).

use serde_json::Value;
use weir_resolve::{CjsRequest, ErrorClass, ResolveError, node_modules_paths};

use crate::memory::{Memory, resolver};

fn tree() -> Memory {
    let packages = [
        ("dep", r#"{"main":"./m"}"#, &["m.js"][..]),
        ("broken", r#"{"name": broken}"#, &[]),
        ("broken2", "", &[]),
        ("broken3", "[1]", &[]),
        ("broken4", r#"{"name":"x",}"#, &[]),
        ("broken5", r#"{"exports":{"a":1}"#, &[]),
        ("nomain", r#"{"main":"./gone.js"}"#, &[]),
        ("nomain2", "{}", &[]),
        ("mainobj", r#"{"main":{"a":1}}"#, &["index.js"]),
        ("badmain", r#"{"main":"gone"}"#, &["index.js"]),
        (
            "ex",
            r#"{"name":"ex","exports":{".":"./m.js","./sub":"./s.js","./up":"../x.js","./nm":"./node_modules/x.js",
                "./bare":"lodash","./num":42,"./null":null,"./arr":["lodash","./m.js"],"./arr2":["lodash","../y"],
                "./arr0":[],"./obj":{"foo":"./m.js"},"./idx":{"0":"./m.js"},"./dir/*":"./dir/*",
                "./feat/*.js":"./feat/*.js","./feat/priv/*":null,"./missing":"./missing.js","./enc":"./%2e%2e/x.js",
                "./sl":"./a%2fb.js","./dirt":"./dir","./pat/*":"./p*/x*.js","./bad/*":"lodash/*","./dbl":".//x.js",
                "./tr/":"./tr/","./arrn":[null,"./m.js"],"./objn":{"require":null,"default":"./m.js"},"./bool":true,
                "./str":""}}"#,
            &["m.js", "s.js", "dir/a.js"],
        ),
        ("mix", r#"{"exports":{".":"./m.js","node":"./m.js"}}"#, &[]),
        ("sugar", r#"{"exports":"./m.js"}"#, &["m.js"]),
        ("sugbad", r#"{"exports":"m.js"}"#, &[]),
        ("condonly", r#"{"exports":{"foo":"./m.js"}}"#, &[]),
        ("exfalse", r#"{"exports":false}"#, &[]),
        ("exnull", r#"{"exports":null,"main":"m.js"}"#, &["m.js"]),
        ("exnum", r#"{"exports":5}"#, &[]),
        ("@sc/p", r#"{"exports":{}}"#, &[]),
        ("exfoo", r#"{"exports":{"import":"./a.mjs","require":"./b.cjs"}}"#, &["a.mjs", "b.cjs"]),
        ("typ", r#"{"type":5,"main":"a.js"}"#, &["a.js"]),
    ];
    let own = r##"{"name":"self","exports":{".":"./main.js","./n":null,"./x/*":"./lib/*.js"},"imports":{"#a":"./a.js",
        "#bad":"../a.js","#null":null,"#p/*":"./lib/*.js","#dep":"dep","#dep/*":"dep/*","#url":"http://x/y",
        "#missing":"./nope.js","#num":5,"#fs":"node:fs","#cond":{"nope":"./a.js"},"#fs2":"fs","#url2":"file:///x"}}"##;
    let mut tree = Memory::default().file("/r/package.json", own).file("/r/node_modules/idx/index.js", "");
    for (name, json, files) in packages {
        tree = tree.file(&format!("/r/node_modules/{name}/package.json"), json);
        for file in files {
            tree = tree.file(&format!("/r/node_modules/{name}/{file}"), "");
        }
    }
    for file in ["main.js", "a.js", "lib/q.js", "lib/sub/q.js", "x.foo", "dir/index.js", "x.mjs", "y.ts", "z"] {
        tree = tree.file(&format!("/r/{file}"), "");
    }
    tree
}

fn check_error(row: &[Value], error: &ResolveError) -> Result<(), String> {
    let class = match error.class() {
        ErrorClass::Error => "Error",
        ErrorClass::TypeError => "TypeError",
        ErrorClass::UriError => "URIError",
    };
    let properties: serde_json::Map<String, Value> =
        error.properties().into_iter().map(|(name, value)| (name.to_owned(), Value::from(value))).collect();
    let got =
        [Value::from(class), Value::from(error.code()), Value::from(error.to_string()), Value::Object(properties)];
    let want = &row[3..7];
    if got == *want { Ok(()) } else { Err(format!("{got:?}\n  node: {want:?}")) }
}

#[test]
fn answers_as_node() {
    let resolver = resolver(tree());
    let paths = node_modules_paths("/r");
    let lookup: Vec<&str> = paths.iter().map(String::as_str).collect();
    let mut failures = Vec::new();
    for line in include_str!("data/node24.jsonl").lines() {
        let row: Vec<Value> = serde_json::from_str(line).expect("a row");
        let specifier = row[0].as_str().expect("a specifier");
        // The parser there reads no further than it must; here a package.json is JSON or it is not.
        if specifier == "broken6" {
            continue;
        }
        let (cjs, outcome) = (row[1] == "req", row[2].as_str().expect("an outcome"));
        resolver.begin_operation();
        let got = if cjs {
            let relative =
                specifier.starts_with("./") || specifier.starts_with("../") || matches!(specifier, "." | "..");
            resolver.resolve_cjs(&CjsRequest {
                request: specifier,
                parent: Some("/r/main.js"),
                paths: if relative { &["/r"] } else { &lookup },
                is_main: false,
                extensions: &[".js", ".json", ".node"],
                conditions: &["node", "require", "module-sync", "node-addons"],
            })
        } else {
            let conditions = ["node", "import", "module-sync", "node-addons"];
            match resolver.resolve_esm(specifier, "file:///r/main.js", &conditions, false) {
                // `import.meta.resolve` tells the URL of what is not there.
                Err(
                    ResolveError::ModuleNotFound { url: Some(url), .. }
                    | ResolveError::UnsupportedDirImport { url, .. },
                ) => Ok(Some(url)),
                other => other.map(|found| Some(found.url)),
            }
        };
        let verdict = match (outcome, got) {
            ("ok", Ok(Some(found))) if row[3] == found.as_str() => Ok(()),
            ("none", Ok(None)) => Ok(()),
            ("err", Err(error)) => check_error(&row, &error),
            (_, got) => Err(format!("{got:?}\n  node: {:?}", &row[2..])),
        };
        if let Err(why) = verdict {
            failures.push(format!("{specifier} ({}): {why}", row[1]));
        }
    }
    assert!(failures.is_empty(), "{} differ:\n{}", failures.len(), failures.join("\n"));
}
