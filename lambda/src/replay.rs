//! Replays an event at its own time, on a database of its own, to get the response that Lambda returned.

use std::time::Duration;

use bytes::Bytes;
use query_core::{Error, FixedHost, Host, Source};

use crate::event::Event;
use crate::function::{Function, Invocation};
use crate::settings::Settings;

/// Answers an event on a private copy of the database, so one event's writes are invisible to the next.
///
/// SQL's `now` is the event's own time and its random numbers are a fixed sequence, so every replay gives the same bytes. The
/// limits on time and memory use the host's clock and count.
///
/// # Errors
/// As [`Function::open`]. A bad event is no error here; the response reports it.
pub async fn replay(database: Bytes, settings: Settings, event: &[u8], host: impl Host) -> Result<Invocation, Error> {
    let time = Event::parse(event).ok().and_then(|event| event.time()).unwrap_or_default();
    let host = ReplayHost { event: FixedHost::new(time), host };
    let function = Function::open(Source::Bytes(database), settings, host).await?;
    Ok(function.invoke(event).await)
}

/// Takes the date and the randomness from the event, elapsed time and memory from the real host.
struct ReplayHost<H> {
    event: FixedHost,
    host: H,
}

impl<H: Host> Host for ReplayHost<H> {
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
