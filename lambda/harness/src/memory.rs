//! How much memory a process has, as Linux tells it.

use std::fs;

/// A process's resident memory, in bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Memory {
    /// Now (`VmRSS`).
    pub resident: u64,
    /// The most there was since its start (`VmHWM`).
    pub peak: u64,
}

impl Memory {
    /// The memory of a process by its id; nothing where there is no such process, or the system does not tell.
    pub fn of(id: u32) -> Option<Self> {
        Self::parse(&fs::read_to_string(format!("/proc/{id}/status")).ok()?)
    }

    fn parse(status: &str) -> Option<Self> {
        let bytes = |name: &str| {
            let line = status.lines().find_map(|line| line.strip_prefix(name))?;
            Some(line.trim().strip_suffix(" kB")?.parse::<u64>().ok()? * 1024)
        };
        Some(Self { resident: bytes("VmRSS:")?, peak: bytes("VmHWM:")? })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kilobytes_are_bytes() {
        let status = "Name:\tbootstrap\nVmHWM:\t    5120 kB\nVmRSS:\t    4096 kB\nThreads:\t2\n";
        assert_eq!(Memory::parse(status), Some(Memory { resident: 4_194_304, peak: 5_242_880 }));
        assert_eq!(Memory::parse("Name:\tkthreadd\n"), None);
    }
}
