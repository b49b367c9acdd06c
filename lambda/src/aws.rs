//! The function on AWS: settings from the environment, the database opened during init, one line of log for each request.

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

use crate::function::{Answer, Function};
use crate::heap::Heap;
use crate::host::{STACK_BYTES, SystemHost};
use crate::settings::Settings;

/// Runs the function until Lambda ends it. `heap` is the program's allocator.
pub fn main(heap: &'static Heap) -> ExitCode {
    log_as_json();
    pages::arrange();
    let ended = std::thread::Builder::new().stack_size(STACK_BYTES).spawn(move || match init(heap) {
        Ok(function) => run(&function).inspect_err(|error| error!(%error, "the runtime ended")).is_ok(),
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

/// The settings and the database. Whatever is wrong with them is said once, before the first request.
fn init(heap: &'static Heap) -> Result<Function, String> {
    let settings = Settings::from_vars(std::env::vars())?;
    let path = settings.database.clone();
    let path = path.ok_or("LIMBDA_DATABASE is not set; it is the path of the SQLite file, such as /var/task/my.db")?;
    let path = match settings.config.access {
        Access::Read => path,
        Access::Write => writable(path)?,
    };
    let opened = Function::open_now(Source::File(path.clone()), settings, SystemHost::counting(heap));
    opened.map(Function::telling_time).map_err(|error| format!("LIMBDA_DATABASE={path}: {}", error.detail()))
}

/// Where the file may be written. What is deployed may not: it is copied to the disk that lives as long as this function's
/// environment does.
fn writable(path: String) -> Result<String, String> {
    let deployed = std::env::var("LAMBDA_TASK_ROOT").is_ok_and(|root| Path::new(&path).starts_with(root));
    if !deployed {
        return Ok(path);
    }
    let name = Path::new(&path).file_name().unwrap_or_default();
    let copy = std::env::temp_dir().join(name);
    match std::fs::copy(&path, &copy) {
        Ok(_) => Ok(copy.to_string_lossy().into_owned()),
        Err(error) => Err(format!("LIMBDA_DATABASE={path}: cannot be copied to {}: {error}", copy.display())),
    }
}

/// Answers events as they come. An answer is logged once it is sent: nobody waits for the line.
fn run(function: &Function) -> Result<(), Error> {
    let answered = Cell::new(None);
    let invoke = async |event: LambdaEvent<Box<RawValue>>| {
        let mut answer = function.invoke(event.payload.get().as_bytes()).await;
        let json = mem::take(&mut answer.json);
        answered.set(Some((event.context.request_id, answer)));
        Ok::<_, Error>(json)
    };
    let and_log = MapFutureLayer::new(|sending| async {
        let sent = sending.await;
        if let Some((request_id, answer)) = answered.take() {
            log(&request_id, &answer);
        }
        sent
    });
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(Runtime::new(service_fn(invoke)).layer(and_log).run())
}

fn log(request_id: &str, answer: &Answer) {
    info!(
        request_id,
        gateway_request_id = answer.request_id,
        status = answer.status.as_u16(),
        code = answer.error.as_ref().map(|error| error.code().as_str()),
        cause = answer.error.as_ref().and_then(|error| error.cause()),
        rows_read = answer.usage.rows_read,
        rows_returned = answer.usage.rows_returned,
        rows_written = answer.usage.rows_written,
        vm_steps = answer.usage.vm_steps,
        duration_ms = answer.timing.map(|timing| timing.took.as_secs_f64() * 1e3),
        cold = answer.timing.map(|timing| timing.cold),
        "request"
    );
}

/// One JSON object a line, for our own events only: what the engine says of itself may hold a row.
fn log_as_json() {
    let level = std::env::var("AWS_LAMBDA_LOG_LEVEL").ok().and_then(|level| level.parse().ok());
    let ours = Targets::new().with_target(env!("CARGO_PKG_NAME"), level.unwrap_or(LevelFilter::INFO));
    let lines =
        tracing_subscriber::fmt::layer().json().flatten_event(true).with_current_span(false).with_span_list(false);
    tracing_subscriber::registry().with(lines).with(ours).init();
}
