//! A counting allocator, to measure how much memory requests use.

use std::alloc::System;

use cap::Cap;

/// The system's allocator with a count of the bytes in use.
///
/// A binary whose host reports memory use installs it as its global allocator:
///
/// ```
/// #[global_allocator]
/// static HEAP: limbda::Heap = limbda::heap();
/// assert!(HEAP.allocated() > 0);
/// ```
pub type Heap = Cap<System>;

/// An allocator without a limit of its own: requests that use too much are stopped by the service, which keeps the process
/// alive.
pub const fn heap() -> Heap {
    Cap::new(System, usize::MAX)
}
