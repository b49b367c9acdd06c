//! The API: events wait here until the process asks, answers until they are taken.

use std::collections::VecDeque;
use std::io;
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use crate::connection;
use crate::failure::Failure;

/// Threads that wait for connections. A client has one or two; where it opens a new one for each request, no thread has to be
/// started while somebody measures.
const WORKERS: usize = 8;

/// How often a wait looks whether the process lives. An answer ends the wait at once.
const LOOK: Duration = Duration::from_millis(20);

/// A runtime API for one process.
pub struct RuntimeApi {
    address: SocketAddr,
    pub(crate) shared: Arc<Shared>,
}

/// The answer to an event, and its moments.
#[derive(Clone, Debug)]
pub struct Answer {
    /// What the function returned.
    pub body: Vec<u8>,
    /// The id that the invocation had.
    pub request_id: String,
    /// When the process asked for this event.
    pub asked: Instant,
    /// Just before the event was written to it.
    pub sent: Instant,
    /// When the last byte of the answer was read from it.
    pub received: Instant,
}

#[derive(Default)]
pub(crate) struct Shared {
    state: Mutex<State>,
    changed: Condvar,
}

#[derive(Default)]
pub(crate) struct State {
    events: VecDeque<Vec<u8>>,
    /// When the process asked for the event that it waits for.
    asked: Option<Instant>,
    /// The invocation under way.
    current: Option<Invocation>,
    invocations: u64,
    outcomes: VecDeque<Result<Answer, Failure>>,
    /// The init failed: nothing will come any more.
    init: Option<Failure>,
    closed: bool,
}

/// An event that the process has.
#[derive(Clone, Debug)]
pub(crate) struct Invocation {
    pub(crate) id: String,
    pub(crate) event: Vec<u8>,
    asked: Instant,
    sent: Instant,
}

impl RuntimeApi {
    /// Listens on a free port of loopback.
    ///
    /// # Errors
    /// What the system says.
    pub fn start() -> io::Result<Self> {
        let listener = Arc::new(TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?);
        let address = listener.local_addr()?;
        let shared = Arc::new(Shared::default());
        for _ in 0..WORKERS {
            let (listener, shared) = (listener.clone(), shared.clone());
            std::thread::spawn(move || {
                while let Ok((stream, _)) = listener.accept() {
                    if shared.lock().closed {
                        break;
                    }
                    // A client that breaks off has said what it had to; what is missing is missed by who waits for it.
                    let _ = connection::serve(&stream, &shared);
                }
            });
        }
        Ok(Self { address, shared })
    }

    /// Where it listens: the value of `AWS_LAMBDA_RUNTIME_API`.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Waits until the process asks for an event, its init or the last invocation done, and tells when it asked.
    ///
    /// # Errors
    /// [`Failure::Init`].
    pub fn next_asked(&self) -> Result<Instant, Failure> {
        self.shared.next_asked(|| Ok(()))
    }

    /// Gives the process an event and waits for the answer; for as long as it takes.
    ///
    /// # Errors
    /// [`Failure::Init`], [`Failure::Invocation`].
    pub fn invoke(&self, event: impl Into<Vec<u8>>) -> Result<Answer, Failure> {
        self.shared.invoke(event.into(), || Ok(()))
    }
}

impl Drop for RuntimeApi {
    /// Ends the threads: those that wait for an event, and those that wait for a connection. One that reads from a process
    /// ends when the process does.
    fn drop(&mut self) {
        self.shared.lock().closed = true;
        self.shared.changed.notify_all();
        for _ in 0..WORKERS {
            let _ = TcpStream::connect(self.address);
        }
    }
}

impl Shared {
    pub(crate) fn next_asked(&self, lives: impl FnMut() -> Result<(), Failure>) -> Result<Instant, Failure> {
        self.wait(lives, |state| state.asked)
    }

    pub(crate) fn invoke(&self, event: Vec<u8>, lives: impl FnMut() -> Result<(), Failure>) -> Result<Answer, Failure> {
        self.lock().events.push_back(event);
        self.changed.notify_all();
        self.wait(lives, |state| state.outcomes.pop_front())?
    }

    fn wait<T>(
        &self,
        mut lives: impl FnMut() -> Result<(), Failure>,
        mut look: impl FnMut(&mut State) -> Option<T>,
    ) -> Result<T, Failure> {
        let mut state = self.lock();
        loop {
            if let Some(found) = look(&mut state) {
                return Ok(found);
            }
            if let Some(failure) = &state.init {
                return Err(failure.clone());
            }
            lives()?;
            state = self.changed.wait_timeout(state, LOOK).unwrap_or_else(PoisonError::into_inner).0;
        }
    }

    /// The process asks for an event: waits until there is one, or the API is closed.
    pub(crate) fn next(&self, asked: Instant) -> Option<Invocation> {
        let mut state = self.lock();
        state.asked = Some(asked);
        self.changed.notify_all();
        loop {
            if state.closed {
                return None;
            }
            if let Some(event) = state.events.pop_front() {
                state.asked = None;
                state.invocations += 1;
                let id = format!("00000000-0000-4000-8000-{:012x}", state.invocations);
                let invocation = Invocation { id, event, asked, sent: Instant::now() };
                state.current = Some(invocation.clone());
                return Some(invocation);
            }
            state = self.changed.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
    }

    /// The process ends the invocation with this id; whether there is one.
    pub(crate) fn end(&self, id: &str, outcome: Result<Vec<u8>, Failure>) -> bool {
        let received = Instant::now();
        let mut state = self.lock();
        let Some(Invocation { id: request_id, asked, sent, .. }) = state.current.take_if(|current| current.id == id)
        else {
            return false;
        };
        state.outcomes.push_back(outcome.map(|body| Answer { body, request_id, asked, sent, received }));
        self.changed.notify_all();
        true
    }

    /// The process says that it cannot start.
    pub(crate) fn fail_init(&self, text: String) {
        self.lock().init = Some(Failure::Init(text));
        self.changed.notify_all();
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
