//! The processors that Lambda has.

use std::env::consts::{ARCH, OS};

/// One of Lambda's two kinds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Processor {
    X86_64,
    Arm64,
}

impl Processor {
    /// As Lambda calls it.
    #[cfg(feature = "function")]
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::X86_64 => "x86_64",
            Self::Arm64 => "arm64",
        }
    }

    /// As Debian calls it.
    #[cfg(feature = "function")]
    pub(crate) fn debian(self) -> &'static str {
        match self {
            Self::X86_64 => "amd64",
            Self::Arm64 => "arm64",
        }
    }

    /// As the compiler calls a Linux on it.
    pub(crate) fn triple(self) -> &'static str {
        match self {
            Self::X86_64 => "x86_64-unknown-linux-gnu",
            Self::Arm64 => "aarch64-unknown-linux-gnu",
        }
    }

    /// The variable by which cargo takes the compiler's flags for it.
    pub(crate) fn flags_variable(self) -> String {
        format!("CARGO_TARGET_{}_RUSTFLAGS", self.triple().replace('-', "_").to_uppercase())
    }

    /// The one that this machine's compiler makes Lambda's binaries for, by itself.
    pub(crate) fn of_this_machine() -> Option<Self> {
        let ours = [Self::X86_64, Self::Arm64].into_iter().find(|processor| processor.triple().starts_with(ARCH));
        ours.filter(|_| OS == "linux" && cfg!(target_env = "gnu"))
    }
}
