//! The AWS binary is linked at a fixed address: half a megabyte less, and nothing to relocate at a cold start.

fn main() {
    println!("cargo:rerun-if-changed=build.rs");
    if std::env::var("CARGO_CFG_TARGET_OS").is_ok_and(|os| os == "linux") {
        println!("cargo:rustc-link-arg-bin=bootstrap=-no-pie");
    }
}
