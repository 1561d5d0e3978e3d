//! How the binary is linked: for a start that costs little, since the loader's work is a sixth of that of an empty script.
//!
//! It goes to a fixed address, as Node's does: at any other one, 70,000 pointers would be relocated at every start, which
//! also makes a megabyte of memory the process's own. Stack, heap, libraries and JavaScript's code still go anywhere.

fn main() {
    println!("cargo:rerun-if-changed=build.rs");
    if std::env::var("CARGO_CFG_TARGET_OS").is_ok_and(|os| os == "linux") {
        println!("cargo:rustc-link-arg-bins=-no-pie");
    }
}
