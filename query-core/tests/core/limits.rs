use super::test;
use super::*;

const ENDLESS: &str = "with recursive c(x) as (select 1 union all select x + 1 from c) select max(x) from c";

fn limited(change: impl FnOnce(&mut Limits)) -> Service {
    let mut limits = Limits::default();
    change(&mut limits);
    let service = service_with(limits);
    run(&service, "create table n(x integer primary key)");
    run(&service, "insert into n select value from generate_series(1, 50)");
    service
}

#[test]
fn rows_are_cut_off_and_the_answer_says_so() {
    let service = limited(|limits| limits.rows = 3);
    let answer = run(&service, "select x from n");
    assert_eq!(answer["rows"], json!([[1], [2], [3]]));
    assert_eq!(answer["truncated"], true);
    let answer = run(&service, "select x from n limit 3");
    assert_eq!(answer["truncated"], false);
    // A write does all it has to, however little of it is shown.
    let answer = run(&service, "update n set x = -x returning x");
    assert_eq!(answer["rows"].as_array().unwrap().len(), 3);
    assert_eq!(answer["rows_affected"], 50);
    assert_eq!(rows(&service, "select count(*) from n where x < 0"), json!([[50]]));
}

#[test]
fn time_runs_out() {
    let service = limited(|limits| limits.time = Duration::from_millis(50));
    fails(&service, "/query", &json!({"sql": ENDLESS}), "time-limit", "50 ms");
    assert_eq!(rows(&service, "select count(*) from n"), json!([[50]]));
}

#[test]
fn steps_run_out_after_the_same_number_each_time() {
    let service = limited(|limits| limits.vm_steps = Some(10_000));
    let request = json!({"sql": ENDLESS});
    fails(&service, "/query", &request, "step-limit", "10000 steps");
    let first = usage(&service, &request);
    assert!((10_000..=10_256).contains(&first.vm_steps), "{first:?}");
    assert_eq!(usage(&service, &request), first);
    // What one request has used is not the next one's.
    assert_eq!(rows(&service, "select count(*) from n"), json!([[50]]));
}

/// A service whose host has `growth` bytes more in use at every look.
fn growing(growth: u64) -> Service {
    let limits = Limits { memory_bytes: 1_000_000, ..Limits::default() };
    let tokens = Tokens::parse(&format!("read:*,write:{WRITER_DIGEST}")).unwrap();
    let config = Config { access: Access::Write, tokens, limits, ..Config::default() };
    Service::open_now(Source::Bytes(Bytes::new()), config, host().growing(growth)).unwrap()
}

#[test]
fn memory_runs_out_at_the_same_step_each_time() {
    let service = growing(10_000);
    let request = json!({"sql": ENDLESS});
    fails(&service, "/query", &request, "memory-limit", "1000000 bytes");
    // A look at every 16 steps, and a hundred looks to the limit, some of them before it runs.
    let first = usage(&service, &request);
    assert!((1_520..=1_600).contains(&first.vm_steps), "{first:?}");
    assert_eq!(usage(&service, &request), first);
    // What the host had in use when a request came is not the request's.
    assert_eq!(rows(&service, "select 1"), json!([[1]]));
}

#[test]
fn a_write_that_ran_out_of_memory_is_not_done() {
    let service = growing(10_000);
    run(&service, "create table n(x)");
    let request = json!({"sql": "insert into n select value from generate_series(1, 1000)"});
    fails(&service, "/query", &request, "memory-limit", "");
    assert_eq!(rows(&service, "select count(*) from n"), json!([[0]]));
    run(&service, "insert into n values (1)");
    assert_eq!(rows(&service, "select count(*) from n"), json!([[1]]));
}

#[test]
fn a_host_that_cannot_tell_its_memory_has_no_limit_on_it() {
    let service = limited(|limits| limits.memory_bytes = 1);
    assert_eq!(rows(&service, "select count(*) from n a, n b"), json!([[2_500]]));
}

#[test]
fn a_batch_shares_one_budget() {
    let service = limited(|limits| limits.vm_steps = Some(2_000));
    let one = json!({"sql": "select sum(x) from n where x % 2 = 0"});
    let alone = usage(&service, &one).vm_steps;
    let fit = usize::try_from(2_000 / alone).unwrap();
    let problem = fails(&service, "/batch", &json!({"statements": vec![&one; fit + 8]}), "step-limit", "");
    let failed = usize::try_from(problem["statement"].as_u64().unwrap()).unwrap();
    assert!((fit..=fit + 2).contains(&failed), "{failed} of {fit}");
}

#[test]
fn a_response_that_is_too_large_is_an_error() {
    let service = limited(|limits| limits.response_bytes = 1_000);
    fails(&service, "/query", &json!({"sql": "select hex(zeroblob(400)) from n"}), "response-too-large", "1000 bytes");
    fails(&service, "/query", &json!({"sql": "select zeroblob(100000)"}), "response-too-large", "");
    let large = run(&service, "select hex(zeroblob(400))");
    assert_eq!(large["rows"][0][0].as_str().unwrap().len(), 800);
}

#[test]
fn what_is_sent_is_measured() {
    let service = limited(|limits| {
        limits.body_bytes = 200;
        limits.sql_bytes = 60;
        limits.params = 2;
        limits.statements = 2;
    });
    fails(&service, "/query", &json!({"sql": " ".repeat(200)}), "body-too-large", "the limit is 200");
    fails(&service, "/query", &json!({"sql": format!("select 1{}", " ".repeat(60))}), "sql-too-large", "68 bytes");
    fails(&service, "/query", &json!({"sql": "select ?,?,?", "params": [1, 2, 3]}), "too-many-parameters", "3");
    let statements = vec![json!({"sql": "select 1"}); 3];
    fails(&service, "/batch", &json!({"statements": statements}), "too-many-statements", "3 statements");
}

#[test]
fn costs_are_counted_and_the_same_each_time() {
    let service = shop();
    let lookup = json!({"sql": "select name from item where id = ?", "params": [2]});
    let first = usage(&service, &lookup);
    assert_eq!(first, usage(&service, &lookup));
    assert_eq!(first, Usage { rows_read: 0, rows_written: 0, rows_returned: 1, vm_steps: 9 });
    let scan = usage(&service, &json!({"sql": "select * from item"}));
    assert_eq!((scan.rows_read, scan.rows_returned), (3, 3));
}

#[test]
fn a_write_whose_answer_is_refused_is_not_done() {
    let service = limited(|limits| limits.response_bytes = 1_000);
    let request = json!({"sql": "update n set x = x + 1000 returning hex(zeroblob(400))"});
    fails(&service, "/query", &request, "response-too-large", "");
    assert_eq!(rows(&service, "select count(*), max(x) from n"), json!([[50, 50]]));
    let request = json!({"sql": "delete from n returning hex(zeroblob(400))"});
    fails(
        &service,
        "/batch",
        &json!({"statements": [{"sql": "delete from n where x = 1"}, request]}),
        "response-too-large",
        "",
    );
    assert_eq!(rows(&service, "select count(*), max(x) from n"), json!([[50, 50]]));
}

#[test]
fn a_write_whose_response_does_not_pass_is_not_done() {
    // A quote takes two bytes in the body, `\\"`, and two more where the body is a string itself.
    let quotes = "insert into t values (replace(hex(zeroblob(100)), '0', '\"')) returning a";
    for (envelope_bytes, status, rows_then) in [(None, 200, 1), (Some(1_200), 200, 1), (Some(900), 422, 0)] {
        let service = service_with(Limits { envelope_bytes, ..Limits::default() });
        run(&service, "create table t(a)");
        for path in ["/query", "/batch"] {
            let request = json!({ "sql": quotes });
            let request = if path == "/batch" { json!({ "statements": [request] }) } else { request };
            let response = post(&service, path, &request);
            assert_eq!(response.status(), status, "{path} {envelope_bytes:?}: {:?}", response.body());
            assert_eq!(rows(&service, "select count(*) from t"), json!([[rows_then]]));
            run(&service, "delete from t");
        }
    }
}
