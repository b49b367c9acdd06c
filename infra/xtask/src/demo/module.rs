//! The module: the crate `wasm`, optimised, JavaScript around it, and the whole made small.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};

use super::page;
use crate::tools::node::Node;
use crate::tools::npm::newer;
use crate::tools::wasm_bindgen::Tools;
use crate::{shell, wasm_target};

/// Cargo's profile; it strips nothing, because wasm-bindgen and wasm-opt read in the module what it may use.
const PROFILE: &str = "wasm";

/// Where the page looks for the module.
const FOLDER: &str = "wasm/demo/pkg";

/// The module's file, as wasm-bindgen writes it and the page wants it.
const BOUND: &str = "limbda_bg.wasm";

/// The file that wasm-opt makes of it, last of all: newer than what it is made of, there is nothing to do.
const SMALL: &str = "small.wasm";

/// The versions of what it is made with.
const LOCKS: [&str; 2] = ["Cargo.lock", "wasm/demo/package-lock.json"];

/// Builds it into wasm/demo/pkg, and gives its path. The page's package has to be installed:
/// wasm-opt comes with it.
pub(super) fn build(node: &Node) -> Result<PathBuf> {
    // What is missing is told before the long work.
    let (tools, mut wasm_opt) = (Tools::find_or_install()?, wasm_opt(node)?);
    let compiled = compile()?;
    let made = compiled.with_file_name("limbda-web");
    let small = made.join(SMALL);
    let inputs = LOCKS.map(|lock| shell::root().join(lock));
    if inputs.iter().chain([&compiled]).all(|input| newer(&small, input)) {
        println!("{} is up to date", small.display());
    } else {
        bind(&tools, &compiled, &made)?;
        println!("making the module small: wasm-opt takes half a minute, and prints nothing");
        shell::run(wasm_opt.args([made.join(BOUND).as_os_str(), "-o".as_ref(), small.as_os_str()]))?;
    }
    publish(&made)
}

fn compile() -> Result<PathBuf> {
    let mut cargo = wasm_target::find_or_install()?.cargo("build");
    shell::run(cargo.args(["--profile", PROFILE, "-p", "wasm"]))?;
    Ok(wasm_target::built(PROFILE, "limbda.wasm"))
}

/// Makes the JavaScript around the module, and the module that it wants.
fn bind(tools: &Tools, compiled: &Path, made: &Path) -> Result<()> {
    let mut bindgen = tools.bindgen();
    bindgen.args(["--target", "web", "--out-name", "limbda", "--out-dir"]).args([made, compiled]);
    shell::run(&mut bindgen)
}

/// wasm-opt, stripping what a browser does not read. With `-Oz` it would inline more: the module would be smaller as a
/// file, and larger once it is compressed.
fn wasm_opt(node: &Node) -> Result<Command> {
    let program = Path::new(page::FOLDER).join("node_modules/binaryen/bin/wasm-opt");
    shell::root()
        .join(&program)
        .metadata()
        .with_context(|| format!("no {}: `binaryen` belongs in {}/package.json", program.display(), page::FOLDER))?;
    let mut wasm_opt = node.script(program);
    wasm_opt.args([
        "-O1",
        "--duplicate-function-elimination",
        "--strip-debug",
        "--strip-producers",
        "--strip-target-features",
    ]);
    Ok(wasm_opt)
}

/// Copies what was made to where the page looks for it; gives the module's path there.
fn publish(made: &Path) -> Result<PathBuf> {
    let folder = shell::root().join(FOLDER);
    fs::create_dir_all(&folder).with_context(|| format!("cannot create {}", folder.display()))?;
    for (from, to) in [("limbda.js", "limbda.js"), ("limbda.d.ts", "limbda.d.ts"), (SMALL, BOUND)] {
        fs::copy(made.join(from), folder.join(to)).with_context(|| format!("cannot copy {to} to {FOLDER}"))?;
    }
    Ok(folder.join(BOUND))
}
