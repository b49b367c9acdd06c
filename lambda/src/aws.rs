//! Runs the function on AWS: reads the settings from the environment, opens the database during init, logs one line per
//! request.

mod pages;

use std::cell::Cell;
use std::mem;
use std::path::Path;
use std::process::ExitCode;

use lambda_http::lambda_runtime::tower::util::MapFutureLayer;
use lambda_http::lambda_runtime::{Error, LambdaEvent, Runtime, service_fn};
use query_core::{Access, Source};
use serde_json::value::RawValue;
use tracing::{error, info};
use tracing_subscriber::filter::{LevelFilter, Targets};
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;

use crate::function::{Function, Invocation};
use crate::heap::Heap;
use crate::host::{STACK_BYTES, SystemHost};
use crate::settings::Settings;

/// Runs the function until Lambda stops it. `heap` is the program's allocator.
pub fn main(heap: &'static Heap) -> ExitCode {
    log_as_json();
    pages::tune();
    let ended = std::thread::Builder::new().stack_size(STACK_BYTES).spawn(move || match init(heap) {
        Ok(function) => run(&function).inspect_err(|error| error!(%error, "the runtime stopped")).is_ok(),
        Err(text) => {
            error!(error = text, "init failed");
            false
        }
    });
    match ended.map(|thread| thread.join()) {
        Ok(Ok(true)) => ExitCode::SUCCESS,
        _ => ExitCode::FAILURE,
    }
}

/// Reads the settings and opens the database, to report mistakes in either before the first request.
fn init(heap: &'static Heap) -> Result<Function, String> {
    let settings = Settings::from_vars(std::env::vars())?;
    let path = settings.database.clone();
    let path =
        path.ok_or("LIMBDA_DATABASE is not set; set it to the path of the SQLite file, such as /var/task/my.db")?;
    let path = match settings.config.access {
        Access::Read => path,
        Access::Write => writable(path)?,
    };
    let opened = Function::open_now(Source::File(path.clone()), settings, SystemHost::counting(heap));
    opened.map(Function::with_timing).map_err(|error| format!("LIMBDA_DATABASE={path}: {}", error.detail()))
}

/// The path of a writable copy of the database. Deployed files are read-only, so those are copied to the temporary directory,
/// which lasts as long as this execution environment.
fn writable(path: String) -> Result<String, String> {
    let deployed = std::env::var("LAMBDA_TASK_ROOT").is_ok_and(|root| Path::new(&path).starts_with(root));
    if !deployed {
        return Ok(path);
    }
    let name = Path::new(&path).file_name().unwrap_or_default();
    let copy = std::env::temp_dir().join(name);
    match std::fs::copy(&path, &copy) {
        Ok(_) => Ok(copy.to_string_lossy().into_owned()),
        Err(error) => Err(format!("LIMBDA_DATABASE={path}: cannot copy it to {}: {error}", copy.display())),
    }
}

/// Answers events as they arrive. Each is logged after its response is sent, so logging delays no response.
fn run(function: &Function) -> Result<(), Error> {
    let finished = Cell::new(None);
    let invoke = async |event: LambdaEvent<Box<RawValue>>| {
        let mut invocation = function.invoke(event.payload.get().as_bytes()).await;
        let json = mem::take(&mut invocation.json);
        finished.set(Some((event.context.request_id, invocation)));
        Ok::<_, Error>(json)
    };
    let and_log = MapFutureLayer::new(|sending| async {
        let sent = sending.await;
        if let Some((request_id, invocation)) = finished.take() {
            log(&request_id, &invocation);
        }
        sent
    });
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(Runtime::new(service_fn(invoke)).layer(and_log).run())
}

fn log(request_id: &str, invocation: &Invocation) {
    info!(
        request_id,
        gateway_request_id = invocation.request_id,
        status = invocation.status.as_u16(),
        code = invocation.error.as_ref().map(|error| error.code().as_str()),
        cause = invocation.error.as_ref().and_then(|error| error.cause()),
        rows_read = invocation.usage.rows_read,
        rows_returned = invocation.usage.rows_returned,
        rows_written = invocation.usage.rows_written,
        vm_steps = invocation.usage.vm_steps,
        duration_ms = invocation.timing.map(|timing| timing.took.as_secs_f64() * 1e3),
        cold = invocation.timing.map(|timing| timing.cold),
        "request"
    );
}

/// Logs one JSON object per line, for events of this crate only: the engine's own events may contain data from rows.
fn log_as_json() {
    let level = std::env::var("AWS_LAMBDA_LOG_LEVEL").ok().and_then(|level| level.parse().ok());
    let ours = Targets::new().with_target(env!("CARGO_PKG_NAME"), level.unwrap_or(LevelFilter::INFO));
    let lines =
        tracing_subscriber::fmt::layer().json().flatten_event(true).with_current_span(false).with_span_list(false);
    tracing_subscriber::registry().with(lines).with(ours).init();
}
