//! Tunes how the process gets its memory: for a fast start, and without system calls between similar requests.

use std::hint::black_box;

/// Call this before anything large is allocated.
pub(super) fn tune() {
    refuse_huge_pages();
    keep_freed_memory();
}

/// Uses small pages only. The engine asks for huge ones for its page cache, so every cold start would clear two megabytes to
/// hold a few pages of the database.
fn refuse_huge_pages() {
    #[cfg(target_os = "linux")]
    if let Err(error) = rustix::thread::disable_transparent_huge_pages(true) {
        tracing::debug!(%error, "cannot disable huge pages");
    }
}

/// Keeps up to 16 MiB of freed memory for the next request. By default glibc returns it to the system, and a query that sorts
/// would get hundreds of pages again each time, each of them cleared. glibc keeps twice the size of the largest block that was
/// ever freed ("dynamic mmap threshold" in mallopt(3)), so free a large one.
fn keep_freed_memory() {
    const BLOCK: usize = 8 * 1024 * 1024;
    drop(black_box(Vec::<u8>::with_capacity(BLOCK)));
}
