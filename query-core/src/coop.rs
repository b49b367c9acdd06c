//! Cooperation with the host: on a thread with other work, a long request gives way now and then.

use core::time::Duration;
use std::future::poll_fn;
use std::task::Poll;

use crate::host::Host;

/// How long a request may keep the thread, and since when it does.
#[derive(Debug)]
pub(crate) struct Coop {
    /// Without it, the request never gives way.
    length: Option<Duration>,
    begun: Option<Duration>,
}

impl Coop {
    pub(crate) fn new(length: Option<Duration>) -> Self {
        Self { length, begun: None }
    }

    /// Gives way to the host, if the request has kept the thread for long enough. Cheap enough for every row.
    pub(crate) async fn give(&mut self, host: &dyn Host) {
        let Some(length) = self.length else { return };
        let now = host.monotonic();
        let begun = *self.begun.get_or_insert(now);
        if now.saturating_sub(begun) >= length {
            suspend().await;
            self.begun = Some(host.monotonic());
        }
    }
}

/// Suspends once and is woken at once: the host resumes when it likes.
async fn suspend() {
    let mut waited = false;
    poll_fn(|context| {
        if std::mem::replace(&mut waited, true) {
            return Poll::Ready(());
        }
        context.waker().wake_by_ref();
        Poll::Pending
    })
    .await;
}
