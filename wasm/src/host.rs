//! The browser as a host: its clocks and randomness, the module's memory, its event loop, and cancellation.

use std::cell::{Cell, RefCell};
use std::future::poll_fn;
use std::pin::pin;
use std::rc::Rc;
use std::task::Poll;
use std::time::Duration;

use js_sys::{Date, Function, Promise};
use limbda::{Heap, heap};
use query_core::Host;
use send_wrapper::SendWrapper;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;

use crate::fault::fault;

/// The module's allocator, which counts the memory in use. The size of WebAssembly's memory is no measure, since it never
/// shrinks.
#[global_allocator]
static HEAP: Heap = heap();

/// How long a request runs before it yields to the event loop.
pub(crate) const TURN: Duration = Duration::from_millis(30);

/// How often a request checks its signal during one long step.
const CHECK: Duration = Duration::from_millis(25);

/// What the clock shows to a cancelled request: a time past every deadline.
const LONG_AFTER: Duration = Duration::from_secs(u32::MAX as u64);

#[wasm_bindgen(typescript_custom_section)]
const SIGNAL: &str = "
/** Cancels a request. It is read at every turn of the event loop and, during a long step, every 25 ms. An AbortSignal is one. */
export interface Signal {
  readonly aborted: boolean;
}
";

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(typescript_type = "Signal")]
    pub type Signal;
    #[wasm_bindgen(method, getter, structural)]
    fn aborted(this: &Signal) -> bool;

    #[wasm_bindgen(js_namespace = performance, js_name = now)]
    fn performance_now() -> f64;
    #[wasm_bindgen(js_name = setTimeout)]
    fn set_timeout(callback: &Function, milliseconds: u32) -> JsValue;
}

/// The browser's clocks and randomness. To a request whose signal is aborted, the clock shows that its time is over.
#[derive(Clone)]
pub(crate) struct PageHost(SendWrapper<Rc<Listener>>);

/// Watches the signal of the request that is running.
#[derive(Default)]
struct Listener {
    signal: RefCell<Option<Signal>>,
    next: Cell<Duration>,
    aborted: Cell<bool>,
}

impl Default for PageHost {
    fn default() -> Self {
        Self(SendWrapper::new(Rc::default()))
    }
}

impl Host for PageHost {
    fn now(&self) -> Duration {
        Duration::from_secs_f64(Date::now().max(0.0) / 1e3)
    }

    fn monotonic(&self) -> Duration {
        let now = Duration::from_secs_f64(performance_now().max(0.0) / 1e3);
        if now >= self.0.next.get() {
            self.0.next.set(now + CHECK);
            self.0.check();
        }
        if self.0.aborted.get() { LONG_AFTER } else { now }
    }

    fn random(&self) -> u64 {
        // Fall back to the clock: SQL's random() is not meant to be unpredictable.
        getrandom::u64().unwrap_or_else(|_| performance_now().to_bits())
    }

    fn memory(&self) -> Option<u64> {
        Some(HEAP.allocated() as u64)
    }
}

impl Listener {
    fn check(&self) {
        let aborted = self.signal.borrow().as_ref().is_some_and(Signal::aborted);
        self.aborted.set(self.aborted.get() || aborted);
    }
}

impl PageHost {
    /// Runs a request to its end, yielding to the event loop. If the signal is aborted, the request is dropped when it yields
    /// or it exceeds its time limit; either way the error's code is `cancelled`.
    pub(crate) async fn run<T>(
        &self,
        request: impl Future<Output = T>,
        mut signal: Option<Signal>,
        timed_out: impl Fn(&T) -> bool,
    ) -> Result<T, JsValue> {
        let mut request = pin!(request);
        loop {
            // Other requests may have run in between: watch this one's signal while it runs.
            self.0.signal.replace(signal.take());
            self.0.aborted.set(false);
            let polled = poll_fn(|context| Poll::Ready(request.as_mut().poll(context))).await;
            signal = self.0.signal.take();
            let aborted = self.0.aborted.take();
            match polled {
                Poll::Ready(answer) if aborted && timed_out(&answer) => return Err(cancelled()),
                Poll::Ready(answer) => return Ok(answer),
                Poll::Pending => turn().await?,
            };
            if aborted || signal.as_ref().is_some_and(Signal::aborted) {
                return Err(cancelled());
            }
        }
    }
}

/// Yields to the event loop. A timer is a task of its own; resolving a promise would not let other tasks run.
fn turn() -> JsFuture {
    JsFuture::from(Promise::new(&mut |resolve, _| {
        set_timeout(&resolve, 0);
    }))
}

fn cancelled() -> JsValue {
    fault("cancelled", "the request was cancelled")
}
