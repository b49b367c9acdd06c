//! A replay: an event answered as Lambda answered it, at its own time and on a database of its own.

use std::time::Duration;

use bytes::Bytes;
use query_core::{Error, FixedHost, Host, Source};

use crate::event::Event;
use crate::function::{Answer, Function};
use crate::settings::Settings;

/// Answers an event on a database that nobody else sees: what one event writes the next does not find.
///
/// SQL's `now` is the event's own time, and its random numbers are a fixed sequence, so that a replay gives the same bytes
/// every time; the limits of time and memory are the host's.
///
/// # Errors
/// As [`Function::open`]: the database, not the event.
pub async fn replay(database: Bytes, settings: Settings, event: &[u8], host: impl Host) -> Result<Answer, Error> {
    let time = Event::parse(event).ok().and_then(|event| event.time()).unwrap_or_default();
    let host = ReplayHost { event: FixedHost::new(time), host };
    let function = Function::open(Source::Bytes(database), settings, host).await?;
    Ok(function.invoke(event).await)
}

/// The event's time of day and fixed randomness, while the time that passes and the memory are real.
struct ReplayHost<C> {
    event: FixedHost,
    host: C,
}

impl<C: Host> Host for ReplayHost<C> {
    fn now(&self) -> Duration {
        self.event.now()
    }

    fn monotonic(&self) -> Duration {
        self.host.monotonic()
    }

    fn random(&self) -> u64 {
        self.event.random()
    }

    fn memory(&self) -> Option<u64> {
        self.host.memory()
    }
}
