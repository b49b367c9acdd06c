//! What the module asks of its host is a list in the repository.

use std::path::Path;

use anyhow::{Result, ensure};

use crate::list::List;
use crate::shell;
use crate::tools::node::Node;

const LIST: List = List { path: "wasm/imports.txt", items: "imports of the demo's module", stage: "demo" };

const SCRIPT: &str = "infra/xtask/src/demo/imports.mjs";

/// Compares the module's imports with the list, or rewrites the list.
pub(super) fn check_or_bless(node: &Node, module: &Path, bless: bool) -> Result<()> {
    LIST.check_or_bless(current(node, module)?, bless)
}

/// Asks Node. An import from `env` is one that no JavaScript was made for: of C, or of an operating system.
fn current(node: &Node, module: &Path) -> Result<Vec<String>> {
    let imports = names(&shell::read(node.script(SCRIPT).arg(module))?);
    let foreign: Vec<_> = imports.iter().filter(|import| import.starts_with("env ")).cloned().collect();
    ensure!(foreign.is_empty(), "the demo's module imports what no browser has: {}", foreign.join(", "));
    Ok(imports)
}

/// The imports without wasm-bindgen's hashes and numbers, sorted. Two that differ in nothing else are two lines.
fn names(printed: &str) -> Vec<String> {
    let mut names: Vec<_> =
        printed.lines().map(|line| line.split(' ').map(without_hash).collect::<Vec<_>>().join(" ")).collect();
    names.sort_unstable();
    names
}

/// `__wbg_now_463ac581d2fc7ea3` is `__wbg_now`: the hash is of wasm-bindgen's version too.
fn without_hash(word: &str) -> &str {
    match word.rsplit_once('_') {
        Some((name, hash)) if hash.len() == 16 && hash.bytes().all(|byte| byte.is_ascii_hexdigit()) => name,
        _ => word,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hash_is_cut_off_and_a_name_is_not() {
        let printed = "./limbda_bg.js __wbg_now_463ac581d2fc7ea3 function\n\
                       ./limbda_bg.js __wbg_answer_new function\n\
                       ./limbda_bg.js __wbg_now_fc200c71898ed96f function\n\
                       ./limbda_bg.js __wbindgen_init_externref_table function\n";
        assert_eq!(
            names(printed),
            [
                "./limbda_bg.js __wbg_answer_new function",
                "./limbda_bg.js __wbg_now function",
                "./limbda_bg.js __wbg_now function",
                "./limbda_bg.js __wbindgen_init_externref_table function",
            ]
        );
    }
}
