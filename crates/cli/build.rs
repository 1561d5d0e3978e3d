//! How the binary is linked. Relative relocations are packed: a binary of this size has 70,000 of them, and the loader
//! applies the packed ones in a third of the time, at every start.

fn main() {
    println!("cargo:rerun-if-changed=build.rs");
    if std::env::var("CARGO_CFG_TARGET_OS").is_ok_and(|os| os == "linux") {
        println!("cargo:rustc-link-arg-bins=-Wl,-z,pack-relative-relocs");
    }
}
