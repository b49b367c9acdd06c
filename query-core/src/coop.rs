//! The host's turn: on a thread that has other things to do, a request does not run from end to end.

use core::time::Duration;
use std::future::poll_fn;
use std::task::Poll;

use crate::host::Host;

/// How long a request may keep the thread, and since when it does.
#[derive(Debug)]
pub(crate) struct Coop {
    /// Without it the thread is the request's.
    length: Option<Duration>,
    begun: Option<Duration>,
}

impl Coop {
    pub(crate) fn new(length: Option<Duration>) -> Self {
        Self { length, begun: None }
    }

    /// Lets the host have its turn where it is due. Cheap enough for every row.
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

/// Waits once, and is woken at once: whoever polls goes on when it likes.
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
