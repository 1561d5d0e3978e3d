//! How the binary is linked: for a start that costs little, since the loader's work is a sixth of that of an empty script.
//!
//! It goes to a fixed address, as Node's does: at any other one, 70,000 pointers would be relocated at every start, which
//! also makes a megabyte of memory the process's own. Stack, heap, libraries and JavaScript's code still go anywhere.
//!
//! The functions of V8 that every start runs lie together: one megabyte, which was strewn over forty, and the kernel brings
//! sixteen pages in for each one that is touched. The list is of C++ names alone, since those of Rust change with the code.

fn main() {
    println!("cargo:rerun-if-changed=build.rs");
    println!("cargo:rerun-if-changed=start-order.txt");
    if std::env::var("CARGO_CFG_TARGET_OS").is_ok_and(|os| os == "linux") {
        println!("cargo:rustc-link-arg-bins=-no-pie");
        // The unwinder is a part of the binary: a library of its own is looked up and relocated at each start.
        println!("cargo:rustc-link-lib=static:-bundle=gcc_eh");
    }
    // Rust links with LLVM's linker there, and V8's archive has these names.
    if std::env::var("TARGET").is_ok_and(|target| target == "x86_64-unknown-linux-gnu") {
        let folder = std::env::var("CARGO_MANIFEST_DIR").expect("cargo sets it");
        println!("cargo:rustc-link-arg-bins=-Wl,--symbol-ordering-file={folder}/start-order.txt");
        println!("cargo:rustc-link-arg-bins=-Wl,--no-warn-symbol-ordering");
        // Off the place where the kernel could map the read-only data as pages of 2 MiB: a start touches three MiB of it,
        // and would be charged with eight.
        println!("cargo:rustc-link-arg-bins=-Wl,--image-base=0x201000");
    }
}
