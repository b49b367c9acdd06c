//! How the AWS binary is linked.

fn main() {
    println!("cargo:rerun-if-changed=build.rs");
    println!("cargo:rerun-if-changed=link");
    let target = |part: &str| std::env::var(format!("CARGO_CFG_TARGET_{part}")).unwrap_or_default();
    if target("OS") != "linux" {
        return;
    }
    // At a fixed address: half a megabyte less, and nothing to relocate at a cold start.
    println!("cargo:rustc-link-arg-bin=bootstrap=-no-pie");
    if target("ENV") == "gnu" {
        // For Lambda's C library, which may be older than this machine's. The linker is a C compiler's: it takes the source.
        let folder = std::env::var("CARGO_MANIFEST_DIR").unwrap_or_default();
        println!("cargo:rustc-link-arg-bin=bootstrap={folder}/link/hypot.c");
    }
}
