//! Lambda events to HTTP requests and back, on every target; and what runs it: the AWS binary and the local command.
//!
//! [`Function`] is the function as Lambda invokes it: the bytes of an event in, the bytes of the response out; [`replay()`] is
//! one invocation again. Both are portable. What needs an operating system is behind a feature: `aws` for the binary that AWS runs, `cli` for `limbda`.

#[cfg(feature = "aws")]
pub mod aws;
#[cfg(feature = "cli")]
pub mod cli;
mod event;
mod function;
mod heap;
#[cfg(feature = "host")]
mod host;
mod replay;
mod report;
mod response;
mod settings;

pub use event::{Event, Trigger};
pub use function::{Answer, Function, Timing};
pub use heap::{Heap, heap};
#[cfg(feature = "host")]
pub use host::SystemHost;
pub use replay::replay;
pub use report::{Report, Unreadable};
pub use response::encode;
pub use settings::{SETTINGS, Setting, Settings};
