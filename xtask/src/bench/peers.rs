//! The runtimes that a bench compares: weir's release build and its peers, which npm installs into the target folder.

use crate::programs::install;
use crate::{exec, paths};
use anyhow::{Result, bail};
use std::path::{Path, PathBuf};
use std::process::Command;

/// One runtime of a bench.
pub struct Runtime {
    pub name: &'static str,
    pub program: PathBuf,
    /// What stands before the script.
    pub words: &'static [&'static str],
}

pub const OWN: &str = "weir";

/// Weir first, then the peers named in `only`; all of them when it is empty.
///
/// # Errors
/// Weir is not built, a peer cannot be installed, or a name is not one of theirs.
pub fn all(weir: PathBuf, only: &[String]) -> Result<Vec<Runtime>> {
    let arch = match std::env::consts::ARCH {
        "x86_64" => "x64",
        "aarch64" => "arm64",
        other => bail!("npm has no peers for {other}"),
    };
    let home = paths::target().join("bench/peers");
    install::locked(&paths::root().join("bench/peers"), &home, finish)?;
    let modules = home.join("node_modules");
    let deno_arch = format!("@deno/linux-{arch}-glibc/deno");
    let peers = [
        Runtime { name: "node24", program: modules.join(format!("node24-{arch}/bin/node")), words: &[] },
        Runtime { name: "node26", program: modules.join(format!("node26-{arch}/bin/node")), words: &[] },
        Runtime { name: "deno", program: modules.join(deno_arch), words: &["run", "--quiet", "--allow-all"] },
        Runtime { name: "bun", program: modules.join("bun/bin/bun.exe"), words: &[] },
    ];
    if let Some(name) = only.iter().find(|name| peers.iter().all(|peer| peer.name != **name)) {
        bail!("there is no peer {name}: {}", peers.map(|peer| peer.name).join(", "));
    }
    let mut runtimes = vec![Runtime { name: OWN, program: weir, words: &[] }];
    runtimes.extend(peers.into_iter().filter(|peer| only.is_empty() || only.iter().any(|name| name == peer.name)));
    // Not every peer is made for every processor.
    runtimes.retain(|runtime| {
        let there = runtime.program.is_file();
        if !there {
            println!("left out: {} is not installed ({})", runtime.name, runtime.program.display());
        }
        there
    });
    Ok(runtimes)
}

/// Bun's package puts the binary that suits the processor in place by a script of its own.
fn finish(home: &Path) -> Result<()> {
    exec::output(Command::new("node").current_dir(home.join("node_modules/bun")).arg("install.js")).map(|_| ())
}
