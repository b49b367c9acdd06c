//! `cargo xtask size`: the Lambda binary and the demo's module, held to their budgets.

use std::path::Path;

use anyhow::{Context, Result, ensure};

use crate::table::table;
use crate::tools::node::Node;
use crate::{bootstrap, demo, shell};

/// Seventeen and a half megabytes, stripped, the C library among them. A cold start reads what it runs of the binary, and this is
/// well under what Lambda takes directly (50 MB zipped); the engine is most of it, so a jump means that a dependency came along.
const BOOTSTRAP: u64 = 17_500_000;

/// Compressed by brotli: what a browser downloads before the first query. The rules by which an answer is SQLite's or refused,
/// and the opening of files that the engine cannot read in full, are 0.13 of it.
const MODULE: u64 = 2_100_000;

/// Prints a file's sizes; run by Node, which has both compressions.
const SCRIPT: &str = "infra/xtask/src/size/compressed.mjs";

/// Build what is deployed, print how large it is, and fail above a budget.
///
/// The Lambda binary is held to its size on disk, the demo's WebAssembly module to what a browser downloads of it.
#[derive(clap::Args)]
pub(crate) struct Options {}

pub(crate) fn run(_: &Options) -> Result<()> {
    let node = Node::find_or_install()?;
    let bootstrap = measure(&node, &bootstrap::built()?)?;
    let module = measure(&node, &demo::built(&node)?)?;
    let sizes = [
        Size { name: "bootstrap", bytes: bootstrap, held: Held::Raw, budget: BOOTSTRAP },
        Size { name: "limbda_bg.wasm", bytes: module, held: Held::Brotli, budget: MODULE },
    ];
    print!("{}", table(["megabytes", "raw", "gzip", "brotli", "budget", "of"], &sizes.each_ref().map(Size::row)));
    let over: Vec<_> = sizes.iter().filter(|size| !size.fits()).map(|size| size.name).collect();
    ensure!(over.is_empty(), "over budget: {}", over.join(", "));
    Ok(())
}

/// A file's sizes in bytes.
#[derive(Clone, Copy)]
pub(crate) struct Bytes {
    pub(crate) raw: u64,
    pub(crate) gzip: u64,
    pub(crate) brotli: u64,
}

/// Which of its sizes a file is held to.
#[derive(Clone, Copy)]
enum Held {
    Raw,
    Brotli,
}

struct Size {
    name: &'static str,
    bytes: Bytes,
    held: Held,
    budget: u64,
}

impl Size {
    fn fits(&self) -> bool {
        let size = match self.held {
            Held::Raw => self.bytes.raw,
            Held::Brotli => self.bytes.brotli,
        };
        size <= self.budget
    }

    fn row(&self) -> [String; 6] {
        let Bytes { raw, gzip, brotli } = self.bytes;
        let held = match self.held {
            Held::Raw => "raw",
            Held::Brotli => "brotli",
        };
        let [raw, gzip, brotli, budget] =
            [raw, gzip, brotli, self.budget].map(|bytes| format!("{:.2}", megabytes(bytes)));
        [self.name.into(), raw, gzip, brotli, budget, held.into()]
    }
}

/// A file's sizes.
pub(crate) fn measure(node: &Node, file: &Path) -> Result<Bytes> {
    let printed = shell::read(node.script(SCRIPT).arg(file))?;
    parsed(&printed).with_context(|| format!("{SCRIPT} printed `{}`", printed.trim()))
}

/// Three numbers.
fn parsed(printed: &str) -> Option<Bytes> {
    let mut numbers = printed.split_whitespace().map(|word| word.parse().ok());
    Some(Bytes { raw: numbers.next()??, gzip: numbers.next()??, brotli: numbers.next()?? })
}

/// Millions of bytes, for a reader.
pub(crate) fn megabytes(bytes: u64) -> f64 {
    bytes as f64 / 1e6
}

#[cfg(test)]
mod tests {
    use super::*;

    fn module(brotli: u64) -> Size {
        let bytes = Bytes { raw: 7_512_568, gzip: 2_853_007, brotli };
        Size { name: "limbda_bg.wasm", bytes, held: Held::Brotli, budget: MODULE }
    }

    #[test]
    fn a_file_is_held_to_one_of_its_sizes() {
        assert!(module(2_100_000).fits());
        assert!(!module(2_100_001).fits());
    }

    #[test]
    fn a_row_is_in_megabytes() {
        assert_eq!(module(1_687_654).row(), ["limbda_bg.wasm", "7.51", "2.85", "1.69", "2.10", "brotli"]);
    }

    #[test]
    fn three_numbers_are_printed() {
        assert_eq!(parsed("3 2 1\n").map(|bytes| [bytes.raw, bytes.gzip, bytes.brotli]), Some([3, 2, 1]));
        assert!(parsed("3 2").is_none());
        assert!(parsed("no such file").is_none());
    }
}
