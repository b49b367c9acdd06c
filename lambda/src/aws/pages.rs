//! How the process holds its memory: to start soon, and to ask the system for nothing between two requests that are alike.

use std::hint::black_box;

/// To be called before anything large is held.
pub(super) fn arrange() {
    refuse_huge_pages();
    keep_freed_memory();
}

/// Memory comes in small pages. The engine asks for huge ones for what it reads of the file: two megabytes would be cleared at
/// every cold start, for a few pages of the database.
fn refuse_huge_pages() {
    #[cfg(target_os = "linux")]
    if let Err(error) = rustix::thread::disable_transparent_huge_pages(true) {
        tracing::debug!(%error, "huge pages stay");
    }
}

/// What a request has freed stays for the next one, 16 MiB at most. glibc would give it back to the system, and a query that
/// sorts would take hundreds of pages anew each time, each of them cleared. It keeps twice the largest block that it has seen
/// come and go ("dynamic mmap threshold" in mallopt(3)), so that it is shown one.
fn keep_freed_memory() {
    const BLOCK: usize = 8 * 1024 * 1024;
    drop(black_box(Vec::<u8>::with_capacity(BLOCK)));
}
