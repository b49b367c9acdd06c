//! What the browser gives: time and chance, memory, a turn of its event loop, and the word that nobody waits any more.

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

/// The module's memory. What the module once took from the browser it keeps, so that its size would not tell what is in use.
#[global_allocator]
static HEAP: Heap = heap();

/// How long a request keeps the thread before the event loop has a turn.
pub(crate) const TURN: Duration = Duration::from_millis(30);

/// How often a request that is in the middle of one long step asks whether it is still wanted.
const ASK: Duration = Duration::from_millis(25);

/// The clock of a request that nobody waits for any more: past every deadline.
const LONG_AFTER: Duration = Duration::from_secs(u32::MAX as u64);

#[wasm_bindgen(typescript_custom_section)]
const SIGNAL: &str = "
/** Whether a request is still wanted: asked at every turn and, in the middle of a long step, every 25 ms. An AbortSignal is one. */
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

/// The host's time and chance. A request whose signal is aborted finds its time over.
#[derive(Clone)]
pub(crate) struct PageHost(SendWrapper<Rc<Listener>>);

/// Listens to the signal of the request that runs now.
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
            self.0.next.set(now + ASK);
            self.0.ask();
        }
        if self.0.aborted.get() { LONG_AFTER } else { now }
    }

    fn random(&self) -> u64 {
        // Without the browser's randomness there is still the time's: SQL's random() promises no secrets.
        getrandom::u64().unwrap_or_else(|_| performance_now().to_bits())
    }

    fn memory(&self) -> Option<u64> {
        Some(HEAP.allocated() as u64)
    }
}

impl Listener {
    fn ask(&self) {
        let aborted = self.signal.borrow().as_ref().is_some_and(Signal::aborted);
        self.aborted.set(self.aborted.get() || aborted);
    }
}

impl PageHost {
    /// Runs a request to its end, with turns for the event loop. Where the signal is aborted, the request is dropped at its
    /// next turn, or runs out of its time; either way the error's code is `cancelled`.
    pub(crate) async fn run<T>(
        &self,
        request: impl Future<Output = T>,
        mut signal: Option<Signal>,
        out_of_time: impl Fn(&T) -> bool,
    ) -> Result<T, JsValue> {
        let mut request = pin!(request);
        loop {
            // Others may have run since: while this one does, the clock listens to its signal.
            self.0.signal.replace(signal.take());
            self.0.aborted.set(false);
            let polled = poll_fn(|context| Poll::Ready(request.as_mut().poll(context))).await;
            signal = self.0.signal.take();
            let aborted = self.0.aborted.take();
            match polled {
                Poll::Ready(answer) if aborted && out_of_time(&answer) => return Err(cancelled()),
                Poll::Ready(answer) => return Ok(answer),
                Poll::Pending => turn().await?,
            };
            if aborted || signal.as_ref().is_some_and(Signal::aborted) {
                return Err(cancelled());
            }
        }
    }
}

/// Lets the event loop do what waits: a timer is a task of its own, where a promise that is done is not.
fn turn() -> JsFuture {
    JsFuture::from(Promise::new(&mut |resolve, _| {
        set_timeout(&resolve, 0);
    }))
}

fn cancelled() -> JsValue {
    fault("cancelled", "the request was cancelled")
}
