//! Which crate may use which, as ARCHITECTURE.md draws it; read from `cargo metadata`.

use super::Finding;
use crate::exec;
use anyhow::{Context, Result};
use serde_json::Value;
use std::path::Path;
use std::process::Command;

/// What one crate may use.
struct Room {
    name: &'static str,
    layer: u8,
    /// Crates of the workspace; `None` is every lower layer.
    own: Option<&'static [&'static str]>,
    /// Crates from outside; `None` is any but V8.
    outside: Option<&'static [&'static str]>,
}

const ROOMS: &[Room] = &[
    Room {
        name: "weir-loop",
        layer: 1,
        own: Some(&[]),
        outside: Some(&["rustix", "libc", "socket2", "thiserror", "loom"]),
    },
    Room { name: "weir-http1", layer: 1, own: Some(&[]), outside: Some(&["thiserror"]) },
    Room { name: "weir-websocket", layer: 1, own: Some(&[]), outside: Some(&["thiserror"]) },
    Room { name: "weir-resolve", layer: 1, own: Some(&[]), outside: Some(&["serde_json", "thiserror"]) },
    Room {
        name: "weir-crypto",
        layer: 1,
        own: Some(&[]),
        outside: Some(&["openssl", "openssl-sys", "openssl-src", "foreign-types", "aws-lc-sys", "libc"]),
    },
    Room { name: "weir-sqlite", layer: 1, own: Some(&[]), outside: Some(&["libsqlite3-sys"]) },
    Room { name: "weir-wasi", layer: 1, own: Some(&[]), outside: Some(&["rustix"]) },
    // The stripping of types, apart because of the many crates it brings.
    Room { name: "weir-typescript", layer: 1, own: Some(&[]), outside: Some(&["swc_ts_fast_strip", "swc_common"]) },
    Room { name: "weir-guard", layer: 1, own: Some(&[]), outside: Some(&["thiserror"]) },
    Room { name: "weir-observe", layer: 1, own: Some(&[]), outside: Some(&["hdrhistogram", "thiserror"]) },
    Room { name: "weir-engine-macros", layer: 1, own: Some(&[]), outside: Some(&["syn", "quote", "proc-macro2"]) },
    Room { name: "weir-engine", layer: 2, own: Some(&["weir-loop", "weir-engine-macros"]), outside: None },
    Room { name: "weir-node", layer: 3, own: None, outside: None },
    Room { name: "weir-napi", layer: 3, own: Some(&["weir-engine", "weir-loop"]), outside: None },
    Room { name: "weir-runtime", layer: 4, own: None, outside: None },
    Room { name: "weir-cli", layer: 5, own: None, outside: None },
    Room { name: "weir-fuzz", layer: 5, own: Some(&["weir-resolve", "weir-http1"]), outside: None },
    Room { name: "xtask", layer: 0, own: Some(&[]), outside: None },
];
/// The only crates that may depend on V8.
const ENGINE_OWNERS: &[&str] = &["weir-engine", "weir-napi"];
const ENGINES: &[&str] = &["v8", "deno_v8"];

pub fn check(root: &Path) -> Result<Vec<Finding>> {
    let metadata = exec::text(Command::new("cargo").current_dir(root).args([
        "metadata",
        "--no-deps",
        "--format-version",
        "1",
        "--offline",
    ]))?;
    let metadata: Value = serde_json::from_str(&metadata).context("cargo metadata")?;
    let packages = metadata["packages"].as_array().context("cargo metadata names no packages")?;
    Ok(packages.iter().flat_map(of_package).collect())
}

fn of_package(package: &Value) -> Vec<Finding> {
    let name = package["name"].as_str().unwrap_or_default();
    let place = format!("{name}'s Cargo.toml");
    let Some(room) = ROOMS.iter().find(|room| room.name == name) else {
        return vec![Finding::new(
            &place,
            0,
            "a crate that the plan of layers (xtask/src/tidy/layers.rs) does not know",
        )];
    };
    let dependencies = package["dependencies"].as_array().map(Vec::as_slice).unwrap_or_default();
    let used = dependencies.iter().filter(|dependency| dependency["kind"] != "dev");
    used.filter_map(|dependency| dependency["name"].as_str())
        .filter_map(|used| breaks(room, used).map(|text| Finding::new(&place, 0, text)))
        .collect()
}

/// Why `room` may not use the crate `used`; nothing when it may.
fn breaks(room: &Room, used: &str) -> Option<String> {
    if ENGINES.contains(&used) && !ENGINE_OWNERS.contains(&room.name) {
        return Some(format!("uses {used}: only {} reach V8", ENGINE_OWNERS.join(" and ")));
    }
    if let Some(other) = ROOMS.iter().find(|other| other.name == used) {
        let allowed = match room.own {
            Some(own) => own.contains(&used),
            None => other.layer < room.layer && other.layer > 0,
        };
        return (!allowed).then(|| format!("uses {used}, which layer {} may not", room.layer));
    }
    match room.outside {
        Some(outside) if !outside.contains(&used) => {
            Some(format!("uses {used}: it may use {} alone", outside.join(", ")))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn room(name: &str) -> &'static Room {
        ROOMS.iter().find(|room| room.name == name).unwrap()
    }

    #[test]
    fn lower_rows_never_name_higher_ones() {
        assert!(breaks(room("weir-node"), "weir-engine").is_none());
        assert!(breaks(room("weir-engine"), "weir-node").is_some());
        assert!(breaks(room("weir-loop"), "weir-guard").is_some());
        assert!(breaks(room("weir-node"), "xtask").is_some());
        assert!(breaks(room("weir-cli"), "weir-runtime").is_none());
    }

    #[test]
    fn v8_has_two_owners() {
        assert!(breaks(room("weir-engine"), "deno_v8").is_none());
        assert!(breaks(room("weir-node"), "deno_v8").is_some());
        assert!(breaks(room("xtask"), "v8").is_some());
    }

    #[test]
    fn pure_crates_stay_pure() {
        assert!(breaks(room("weir-guard"), "regex").is_some());
        assert!(breaks(room("weir-resolve"), "serde_json").is_none());
        let package =
            serde_json::json!({ "name": "weir-guard", "dependencies": [{ "name": "proptest", "kind": "dev" }] });
        assert!(of_package(&package).is_empty());
    }
}
