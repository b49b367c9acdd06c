//! Translates between Lambda events and HTTP on every target; runs the AWS binary and the local command.
//!
//! [`Function`] is the function as Lambda invokes it: the bytes of an event in, the bytes of the response out. [`replay()`]
//! repeats one invocation, and [`gateway`] plays API Gateway's part. All of this is portable. Code that needs an operating
//! system is behind a feature: `aws` for the binary that runs on Lambda, `cli` for `limbda`.

#[cfg(feature = "aws")]
pub mod aws;
#[cfg(feature = "cli")]
pub mod cli;
mod content_type;
mod event;
mod function;
pub mod gateway;
mod heap;
#[cfg(feature = "host")]
mod host;
mod replay;
mod report;
mod response;
mod settings;

pub use event::{Event, Trigger};
pub use function::{Function, Invocation, Timing};
pub use heap::{Heap, heap};
#[cfg(feature = "host")]
pub use host::SystemHost;
pub use replay::replay;
pub use report::{Report, Unreadable};
pub use response::encode;
pub use settings::{SETTINGS, Setting, Settings};
