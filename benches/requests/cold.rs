//! `cold`: a database opened and asked once, by its size. The curve is to be flat.
//!
//! The files are made by SQLite, row by row, with nothing sparse in them, once; their pages are in the system's cache when they
//! are opened, so what is measured is the work, not the disk.

use std::fs;
use std::hint::black_box;
use std::path::{Path, PathBuf};

use benches::Query;
use bytes::Bytes;
use criterion::{BenchmarkId, Criterion};
use events::{DEMO_DATABASE, Event};
use limbda::{Function, Settings, SystemHost};
use query_core::Source;
use serde_json::json;

use crate::warm;

/// In megabytes.
pub(crate) const SIZES: [u64; 4] = [1, 30, 300, 3_000];

/// What is made without being asked for, under `--test` too.
const SMALL: u64 = 30;

/// A row has 1,000 bytes: pages of 4,096 hold three or four, as of a table with some texts.
const SCHEMA: &str = "
    pragma journal_mode = off;
    pragma synchronous = off;
    pragma cache_size = -200000;
    create table part(id integer primary key, number integer, text text);
    create index part_number on part(number);
";

const FILL: &str = "
    with recursive n(value) as (select ?1 union all select value + 1 from n where value < ?2)
    insert into part
    select value, value * 2654435761 % 1000000007, printf('part %d ', value) || hex(zeroblob(490)) from n
";

pub(crate) fn bench(criterion: &mut Criterion, lookup: &Query) {
    let test = std::env::args().any(|argument| argument == "--test");
    let mut cold = criterion.benchmark_group("cold");
    // As WebAssembly has it: the demo database, in memory.
    let (source, event) = (Source::Bytes(Bytes::from_static(DEMO_DATABASE)), lookup.event());
    cold.bench_function("demo", |bencher| {
        bencher.iter(|| {
            let opened = Function::open_now(source.clone(), Settings::default(), SystemHost::default());
            let answer = opened.unwrap().invoke_now(black_box(event.as_bytes()));
            assert!(answer.status == 200 && answer.usage.rows_returned == 1);
            answer
        });
    });
    for size in SIZES.into_iter().filter(|size| !test || *size <= SMALL) {
        // Only what is chosen on the command line is made: criterion does not call the rest.
        cold.bench_with_input(BenchmarkId::from_parameter(format!("{size}-mb")), &size, |bencher, size| {
            let path = database(*size);
            let event =
                Event::post("/query").json(json!({"sql": "select id, number from part where id = ?", "params": [700]}));
            let event = event.http_api();
            bencher.iter(|| {
                let answer = warm::open(black_box(path.to_str().unwrap())).invoke_now(event.as_bytes());
                assert!(answer.status == 200 && answer.usage.rows_returned == 1);
                answer
            });
        });
    }
    cold.finish();
}

/// A database of so many megabytes, made where there is none.
fn database(size: u64) -> PathBuf {
    let path = folder().join(format!("{size}-mb.db"));
    if !path.is_file() {
        println!("cold: making {} once", path.display());
        fs::create_dir_all(folder()).unwrap();
        make(&path.with_extension("part"), size * 1_000_000);
        fs::rename(path.with_extension("part"), &path).unwrap();
    }
    path
}

fn make(path: &Path, bytes: u64) {
    let _ = fs::remove_file(path);
    let mut sqlite = rusqlite::Connection::open(path).unwrap();
    sqlite.execute_batch(SCHEMA).unwrap();
    let (mut from, step) = (1, 1_000_000_i64.min(i64::try_from(bytes / 20_000).unwrap()));
    while fs::metadata(path).unwrap().len() < bytes {
        let transaction = sqlite.transaction().unwrap();
        transaction.execute(FILL, (from, from + step - 1)).unwrap();
        transaction.commit().unwrap();
        from += step;
    }
}

/// Deletes what [`database`] has made.
pub(crate) fn delete_databases() {
    match fs::remove_dir_all(folder()) {
        Ok(()) => println!("deleted {}", folder().display()),
        Err(error) => println!("{}: {error}", folder().display()),
    }
}

fn folder() -> PathBuf {
    benches::target_dir().join("bench/databases")
}
