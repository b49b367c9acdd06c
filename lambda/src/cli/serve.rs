//! `limbda serve`: a local endpoint that converts each request to the event that AWS would send.

use std::future::{pending, poll_fn};
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;
use std::task::Poll;
use std::time::Instant;

use axum::Router;
use axum::body::Body;
use axum::extract::{ConnectInfo, State};
use axum::response::{IntoResponse, Response};
use http::uri::Scheme;
use http::{HeaderValue, Request, StatusCode};
use query_core::{Access, Durability, Source};

use super::command::{CommandResult, database};
use super::cors;
use super::record::Recorder;
use crate::function::{Function, Invocation};
use crate::gateway::{self, Arrival};
use crate::heap::Heap;
use crate::host::{STACK_BYTES, SystemHost};
use crate::settings::Settings;

/// The size limit of API Gateway for a request body, in bytes.
const LARGEST_BODY: usize = 10 * 1024 * 1024;

/// Serve a database on this machine; each request takes the same path as on AWS, as an API Gateway event.
#[derive(Debug, clap::Args)]
pub(super) struct Serve {
    /// The SQLite file (default: LIMBDA_DATABASE, else the demo database).
    database: Option<PathBuf>,
    /// The address to listen on.
    #[arg(long, default_value_t = HOST)]
    host: IpAddr,
    /// The port to listen on; 0 picks a free one.
    #[arg(long, default_value_t = PORT)]
    port: u16,
    /// Save every request as a fixture in this folder, with tokens and cookies redacted and responses as on Lambda.
    #[arg(long, value_name = "DIR")]
    record: Option<PathBuf>,
    /// Allow web pages from this origin, such as https://example.org; pages from this machine are always allowed.
    #[arg(long, value_name = "ORIGIN")]
    cors: Vec<HeaderValue>,
}

const HOST: IpAddr = IpAddr::V4(Ipv4Addr::LOCALHOST);
const PORT: u16 = 9000;

impl Default for Serve {
    fn default() -> Self {
        Self { database: None, host: HOST, port: PORT, record: None, cors: Vec::new() }
    }
}

/// The state that requests share.
struct Local {
    function: Function,
    recorder: Option<Recorder>,
}

impl Serve {
    pub(super) fn run(self, heap: &'static Heap) -> CommandResult {
        let mut settings = Settings::from_vars(std::env::vars())?;
        // Unlike on Lambda, writes to a local file last. A recording must match its replay, whose writes do not.
        if self.record.is_none() && std::env::var_os("LIMBDA_DURABILITY").is_none() {
            settings.config.durability = Durability::Durable;
        }
        let path = database(self.database.as_deref(), &settings)?;
        let access = settings.config.access;
        let source = Source::File(path.to_string_lossy().into_owned());
        let function = Function::open_now(source, settings, SystemHost::counting(heap));
        let function = function.map_err(|error| format!("{}: {}", path.display(), error.detail()))?;
        // A recorded response must match its replay to the byte, so omit the timing.
        let function = if self.record.is_some() { function } else { function.with_timing() };
        let recorder = self.record.map(Recorder::new).transpose()?;
        let local = Arc::new(Local { function, recorder });
        let runtime = tokio::runtime::Builder::new_multi_thread().thread_stack_size(STACK_BYTES).enable_all().build();
        let runtime = runtime.map_err(|error| format!("cannot start threads: {error}"))?;
        let router = Router::new().fallback(handle).with_state(local).layer(cors::layer(self.cors));
        runtime.block_on(listen(SocketAddr::new(self.host, self.port), router, |address| {
            let access = match access {
                Access::Read => "read-only",
                Access::Write => "read-write",
            };
            println!("serving {} ({access}) on http://{address}\ntry:\n", path.display());
            println!("  curl -s http://{address}/schema");
            println!("  curl -s http://{address}/query -d '{{\"sql\": \"select type, name from sqlite_schema\"}}'\n");
            println!("Press Ctrl-C to stop.");
        }))
    }
}

async fn listen(address: SocketAddr, router: Router, ready: impl FnOnce(SocketAddr)) -> CommandResult {
    let cannot = |error| format!("cannot listen on {address}: {error}; use --port to pick another port");
    let listener = tokio::net::TcpListener::bind(address).await.map_err(cannot)?;
    // The first poll registers the signal handler, so Ctrl-C works by the time the message mentions it.
    let mut interrupted = Box::pin(interrupted());
    let already = poll_fn(|context| Poll::Ready(interrupted.as_mut().poll(context).is_ready())).await;
    if already {
        return Ok(ExitCode::SUCCESS);
    }
    ready(listener.local_addr().map_err(cannot)?);
    let service = router.into_make_service_with_connect_info::<SocketAddr>();
    let served = axum::serve(listener, service).with_graceful_shutdown(interrupted);
    served.await.map_err(|error| format!("the server failed: {error}"))?;
    println!("stopped");
    Ok(ExitCode::SUCCESS)
}

/// Waits for Ctrl-C. If no handler can be installed, the signal ends the process as usual.
async fn interrupted() {
    if tokio::signal::ctrl_c().await.is_err() {
        pending::<()>().await;
    }
}

async fn handle(
    State(local): State<Arc<Local>>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    request: Request<Body>,
) -> Response {
    let (parts, body) = request.into_parts();
    let Ok(body) = axum::body::to_bytes(body, LARGEST_BODY).await else {
        let text = format!(r#"{{"message":"the body exceeds API Gateway's limit of {LARGEST_BODY} bytes"}}"#);
        return (StatusCode::PAYLOAD_TOO_LARGE, text).into_response();
    };
    let request = Request::from_parts(parts, body);
    let event = gateway::event(&request, &Arrival::now(peer.ip(), Scheme::HTTP, local.function.host()));
    let begun = Instant::now();
    let Invocation { json, status, usage, .. } = local.function.invoke(event.to_json().as_bytes()).await;
    let milliseconds = begun.elapsed().as_secs_f64() * 1e3;
    println!(
        "{} {} {} {milliseconds:.1} ms, {} rows read, {} steps",
        status.as_u16(),
        request.method(),
        request.uri(),
        usage.rows_read,
        usage.vm_steps
    );
    if let Some(recorder) = &local.recorder {
        match recorder.save(&request, event, json.get()) {
            Ok(folder) => println!("    recorded in {}", folder.display()),
            Err(text) => eprintln!("    not recorded: {text}"),
        }
    }
    match gateway::response(json.get()) {
        Ok(response) => response.map(Body::from),
        Err(text) => (StatusCode::BAD_GATEWAY, text).into_response(),
    }
}
