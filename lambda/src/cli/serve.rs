//! `limbda serve`: a local endpoint. Every request becomes the event that AWS would make of it and takes the whole path.

use std::future::{pending, poll_fn};
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;
use std::task::Poll;
use std::time::Instant;

use axum::Router;
use axum::body::Body;
use axum::extract::{ConnectInfo, Request, State};
use axum::response::{IntoResponse, Response};
use http::HeaderValue;
use query_core::{Access, Durability, Source};

use super::record::Recorder;
use super::{Outcome, cors, database, gateway};
use crate::function::Function;
use crate::heap::Heap;
use crate::host::{STACK_BYTES, SystemHost};
use crate::settings::Settings;

/// What a gateway takes of a body before it refuses it itself, in bytes.
const LARGEST_BODY: usize = 10 * 1024 * 1024;

/// Serve a database on this machine; each request becomes an API Gateway event and takes the whole path.
#[derive(Debug, clap::Args)]
pub(super) struct Serve {
    /// The SQLite file; without it LIMBDA_DATABASE, or the demo database.
    database: Option<PathBuf>,
    /// Where to listen.
    #[arg(long, default_value_t = HOST)]
    host: IpAddr,
    /// The port to listen on; 0 takes a free one.
    #[arg(long, default_value_t = PORT)]
    port: u16,
    /// Save every request as a fixture in this folder; tokens and cookies are blanked, and nothing is called durable.
    #[arg(long, value_name = "DIR")]
    record: Option<PathBuf>,
    /// Let the web pages of this origin ask, too, such as https://example.org; those of this machine may anyway.
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

/// What every request needs.
struct Local {
    function: Function,
    recorder: Option<Recorder>,
}

impl Serve {
    pub(super) fn run(self, heap: &'static Heap) -> Outcome {
        let mut settings = Settings::from_vars(std::env::vars())?;
        // A file on this machine stays, unlike Lambda's; what is recorded is to be replayed, where nothing stays.
        if self.record.is_none() && std::env::var_os("LIMBDA_DURABILITY").is_none() {
            settings.config.durability = Durability::Durable;
        }
        let path = database(self.database.as_deref(), &settings)?;
        let access = settings.config.access;
        let source = Source::File(path.to_string_lossy().into_owned());
        let function = Function::open_now(source, settings, SystemHost::counting(heap));
        let function = function.map_err(|error| format!("{}: {}", path.display(), error.detail()))?;
        // To the byte, so without times.
        let function = if self.record.is_some() { function } else { function.telling_time() };
        let recorder = self.record.map(Recorder::new).transpose()?;
        let local = Arc::new(Local { function, recorder });
        let runtime = tokio::runtime::Builder::new_multi_thread().thread_stack_size(STACK_BYTES).enable_all().build();
        let runtime = runtime.map_err(|error| format!("cannot start threads: {error}"))?;
        let router = Router::new().fallback(answer).with_state(local).layer(cors::layer(self.cors));
        runtime.block_on(listen(SocketAddr::new(self.host, self.port), router, |address| {
            let access = match access {
                Access::Read => "read-only",
                Access::Write => "for reading and, with a token, writing",
            };
            println!("{} is served {access} on http://{address}\ntry:\n", path.display());
            println!("  curl -s http://{address}/schema");
            println!("  curl -s http://{address}/query -d '{{\"sql\": \"select type, name from sqlite_schema\"}}'\n");
            println!("Ctrl-C ends it.");
        }))
    }
}

async fn listen(address: SocketAddr, router: Router, ready: impl FnOnce(SocketAddr)) -> Outcome {
    let cannot = |error| format!("cannot listen on {address}: {error}; --port takes another one");
    let listener = tokio::net::TcpListener::bind(address).await.map_err(cannot)?;
    // The first poll asks the system for the signal: before anybody is told that Ctrl-C ends it.
    let mut interrupted = Box::pin(interrupted());
    let already = poll_fn(|context| Poll::Ready(interrupted.as_mut().poll(context).is_ready())).await;
    if already {
        return Ok(ExitCode::SUCCESS);
    }
    ready(listener.local_addr().map_err(cannot)?);
    let service = router.into_make_service_with_connect_info::<SocketAddr>();
    let served = axum::serve(listener, service).with_graceful_shutdown(interrupted);
    served.await.map_err(|error| format!("the server ended: {error}"))?;
    println!("ended");
    Ok(ExitCode::SUCCESS)
}

/// Waits for Ctrl-C. Where the signal cannot be had, the server is ended as any program is.
async fn interrupted() {
    if tokio::signal::ctrl_c().await.is_err() {
        pending::<()>().await;
    }
}

async fn answer(
    State(local): State<Arc<Local>>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    request: Request,
) -> Response {
    let (parts, body) = request.into_parts();
    let Ok(body) = axum::body::to_bytes(body, LARGEST_BODY).await else {
        let text = format!(r#"{{"message":"the body has more than {LARGEST_BODY} bytes, which API Gateway refuses"}}"#);
        return (http::StatusCode::PAYLOAD_TOO_LARGE, text).into_response();
    };
    let event = gateway::Event::of(&parts, &body, peer, local.function.host());
    let begun = Instant::now();
    let answer = local.function.invoke(event.json().as_bytes()).await;
    let took = begun.elapsed();
    let milliseconds = took.as_secs_f64() * 1e3;
    println!(
        "{} {} {} {milliseconds:.1} ms, {} rows read, {} steps",
        answer.status.as_u16(),
        parts.method,
        parts.uri,
        answer.usage.rows_read,
        answer.usage.vm_steps
    );
    if let Some(recorder) = &local.recorder {
        match recorder.save(&parts, event, answer.json.get()) {
            Ok(folder) => println!("    recorded in {}", folder.display()),
            Err(text) => eprintln!("    not recorded: {text}"),
        }
    }
    match gateway::response(answer.json.get()) {
        Ok(response) => response.map(Body::from),
        Err(text) => (http::StatusCode::BAD_GATEWAY, text).into_response(),
    }
}
