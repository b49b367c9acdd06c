//! How much memory a program has in use: counted where it is asked for.

use std::alloc::System;

use cap::Cap;

/// The system's allocator, and a count of the bytes that it has given out.
///
/// A binary whose host is to tell how much memory is in use makes it its allocator:
///
/// ```
/// #[global_allocator]
/// static HEAP: limbda::Heap = limbda::heap();
/// assert!(HEAP.allocated() > 0);
/// ```
pub type Heap = Cap<System>;

/// An allocator without a ceiling of its own: a request that takes too much is stopped, the process never is.
pub const fn heap() -> Heap {
    Cap::new(System, usize::MAX)
}
