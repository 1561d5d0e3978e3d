//! How the binary is linked: for a start that costs little, since the loader's work is a sixth of that of an empty script.
//!
//! It goes to a fixed address, as Node's does: at any other one, 70,000 pointers would be relocated at every start, which
//! also makes a megabyte of memory the process's own. Stack, heap, libraries and JavaScript's code still go anywhere.
//!
//! The functions of V8 that every start runs lie together: one megabyte, which was strewn over forty, and the kernel brings
//! sixteen pages in for each one that is touched. Behind them lie those that a server comes to run, the collector and the
//! compilers above all: four megabytes, which were strewn as widely. The lists are of C++ names alone, since those of Rust
//! change with the code.

use std::path::PathBuf;

/// The names of busy-order.txt, sorted: a line has how many bytes a name shares with the one before it, and the rest of it.
fn unfold(list: &str) -> String {
    let (mut names, mut name) = (String::new(), String::new());
    for line in list.lines().filter(|line| !line.starts_with('#')) {
        let (shared, rest) = line.split_once(' ').expect("a count and a text");
        name.truncate(shared.parse().expect("a count"));
        name.push_str(rest);
        names.push_str(&name);
        names.push('\n');
    }
    names
}

/// Writes both lists into one file for the linker.
fn order() -> PathBuf {
    let read = |name: &str| std::fs::read_to_string(name).expect("the list lies beside this file");
    let path = PathBuf::from(std::env::var("OUT_DIR").expect("cargo sets it")).join("order.txt");
    std::fs::write(&path, read("start-order.txt") + &unfold(&read("busy-order.txt"))).expect("the folder is there");
    path
}

fn main() {
    println!("cargo:rerun-if-changed=build.rs");
    println!("cargo:rerun-if-changed=start-order.txt");
    println!("cargo:rerun-if-changed=busy-order.txt");
    if std::env::var("CARGO_CFG_TARGET_OS").is_ok_and(|os| os == "linux") {
        println!("cargo:rustc-link-arg-bins=-no-pie");
        // The unwinder is a part of the binary: a library of its own is looked up and relocated at each start.
        println!("cargo:rustc-link-lib=static:-bundle=gcc_eh");
    }
    // Rust links with LLVM's linker there, and V8's archive has these names.
    if std::env::var("TARGET").is_ok_and(|target| target == "x86_64-unknown-linux-gnu") {
        println!("cargo:rustc-link-arg-bins=-Wl,--symbol-ordering-file={}", order().display());
        println!("cargo:rustc-link-arg-bins=-Wl,--no-warn-symbol-ordering");
        // Off the place where the kernel could map the read-only data as pages of 2 MiB: a start touches three MiB of it,
        // and would be charged with eight.
        println!("cargo:rustc-link-arg-bins=-Wl,--image-base=0x201000");
    }
}
