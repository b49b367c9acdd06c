use super::test;
use super::*;

const READER: &str = "demo-read-token";
const READER_DIGEST: &str = "d2771ba6a5ce166531a002e101dc6f4259fe1926281ac28f9bdaedf21e381866";

fn open(access: Access, tokens: &str) -> Service {
    let config = Config { access, tokens: Tokens::parse(tokens).unwrap(), ..Config::default() };
    Service::open_now(Source::Bytes(Bytes::new()), config, host()).unwrap()
}

#[track_caller]
fn check(service: &Service, authorization: Option<&str>, sql: &str, status: u16, code: &str) {
    let mut request = Request::post("/query");
    if let Some(value) = authorization {
        request = request.header("authorization", value);
    }
    let response = service.handle_now(&request.body(json!({ "sql": sql }).to_string().into()).unwrap()).response;
    assert_eq!(response.status(), status, "{:?}", response.body());
    if status != 200 {
        assert_eq!(body(&response)["code"], code);
    }
    assert_eq!(response.headers().contains_key("www-authenticate"), status == 401);
    let text = String::from_utf8_lossy(response.body());
    assert!(!text.contains(READER) && !text.contains(WRITER) && !text.contains("wrong"), "{text}");
}

const READ: &str = "select 1";
const WRITE: &str = "create table t(a)";

#[test]
fn without_tokens_everyone_reads_and_nobody_writes() {
    let service = open(Access::Write, "read:*");
    check(&service, None, READ, 200, "");
    check(&service, Some("Bearer whatever"), READ, 200, "");
    check(&service, None, WRITE, 401, "unauthorized");
}

#[test]
fn a_token_is_needed_where_there_are_tokens() {
    let service = open(Access::Write, &format!("read:{READER_DIGEST},write:{WRITER_DIGEST}"));
    check(&service, None, READ, 401, "unauthorized");
    check(&service, Some("Bearer wrong"), READ, 401, "unauthorized");
    check(&service, Some(READER), READ, 401, "unauthorized");
    check(&service, Some("Basic demo-read-token"), READ, 401, "unauthorized");
    check(&service, Some("Bearer demo-read-token"), READ, 200, "");
    check(&service, Some("bearer  demo-read-token"), READ, 200, "");
    check(&service, Some("Bearer demo-read-token"), WRITE, 403, "forbidden");
    check(&service, Some("Bearer demo-write-token"), WRITE, 200, "");
    check(&service, Some("Bearer demo-write-token"), READ, 200, "");
}

#[test]
fn reading_can_stay_open_beside_tokens() {
    let service = open(Access::Write, &format!("read:*, write:{WRITER_DIGEST}"));
    check(&service, None, READ, 200, "");
    check(&service, None, WRITE, 401, "unauthorized");
    check(&service, Some("Bearer wrong"), READ, 401, "unauthorized");
}

#[test]
fn a_kept_statement_is_judged_anew_for_every_request() {
    let service = open(Access::Write, &format!("read:*,write:{WRITER_DIGEST}"));
    check(&service, Some("Bearer demo-write-token"), WRITE, 200, "");
    let insert = "insert into t values (1)";
    check(&service, Some("Bearer demo-write-token"), insert, 200, "");
    check(&service, None, insert, 401, "unauthorized");
    check(&service, Some("Bearer demo-write-token"), insert, 200, "");
    assert_eq!(rows_open(&service, "select count(*) from t"), json!([[2]]));
}

fn rows_open(service: &Service, sql: &str) -> Value {
    let request = Request::post("/query").body(json!({ "sql": sql }).to_string().into()).unwrap();
    body(&service.handle_now(&request).response)["rows"].clone()
}

#[test]
fn a_read_only_service_writes_for_no_token() {
    let service = open(Access::Read, &format!("write:{WRITER_DIGEST}"));
    check(&service, Some("Bearer demo-write-token"), WRITE, 403, "read-only");
}

#[test]
fn health_needs_no_token() {
    let service = open(Access::Read, &format!("read:{READER_DIGEST}"));
    let request = Request::get("/health").body(Bytes::new()).unwrap();
    assert_eq!(service.handle_now(&request).response.status(), 200);
    let request = Request::get("/schema").body(Bytes::new()).unwrap();
    assert_eq!(service.handle_now(&request).response.status(), 401);
}

#[test]
fn a_list_that_does_not_fit_is_refused_without_repeating_it() {
    for (list, text) in [
        ("", "entry 1 has no scope"),
        ("read:*,admin:x", "entry 2 has the scope `admin`"),
        ("write:*", "entry 1 lets everyone write"),
        ("read:secret", "entry 1 has no SHA-256 digest"),
        (&READER_DIGEST[1..], "entry 1 has no scope"),
    ] {
        let error = Tokens::parse(list).unwrap_err();
        assert!(error.contains(text), "{list}: {error}");
        assert!(!error.contains("secret"));
    }
    assert_eq!(
        format!("{:?}", Tokens::parse(&format!("read:{READER_DIGEST}")).unwrap()),
        "Tokens { digests: 1, open: false }"
    );
}

#[track_caller]
fn check_claims(service: &Service, claims: &[&str], authorization: Option<&str>, sql: &str, status: u16) {
    let mut request =
        Request::post("/query").extension(claims.iter().map(|name| (*name).to_owned()).collect::<Claims>());
    if let Some(value) = authorization {
        request = request.header("authorization", value);
    }
    let response = service.handle_now(&request.body(json!({ "sql": sql }).to_string().into()).unwrap()).response;
    assert_eq!(response.status(), status, "{claims:?}: {:?}", response.body());
}

#[test]
fn what_an_authorizer_claims_gives_a_scope() {
    let open = |tokens: &str| {
        let claims = ClaimScopes::parse("read:limbda/read, write:limbda/write, write:arn:aws:iam::1:user/ada").unwrap();
        let tokens = if tokens.is_empty() { Tokens::default() } else { Tokens::parse(tokens).unwrap() };
        let config = Config { access: Access::Write, tokens, claims, ..Config::default() };
        Service::open_now(Source::Bytes(Bytes::new()), config, host()).unwrap()
    };
    let service = open("");
    check_claims(&service, &["openid", "limbda/read"], None, READ, 200);
    check_claims(&service, &["limbda/read"], None, WRITE, 403);
    check_claims(&service, &["openid"], None, READ, 403);
    check_claims(&service, &["limbda/writer", "LIMBDA/WRITE", "read:limbda/read"], None, READ, 403);
    check_claims(&service, &["limbda/read", "limbda/write"], None, WRITE, 200);
    check_claims(&service, &["arn:aws:iam::1:user/ada"], None, "drop table t", 200);
    check(&service, None, READ, 401, "unauthorized");
    check(&service, Some("Bearer demo-write-token"), READ, 401, "unauthorized");

    // Beside tokens either will do, and reading may be open to all.
    let service = open(&format!("read:*,write:{WRITER_DIGEST}"));
    check_claims(&service, &["limbda/write"], None, WRITE, 200);
    check_claims(&service, &[], Some("Bearer demo-write-token"), "drop table t", 200);
    check_claims(&service, &["openid"], None, READ, 200);
    check_claims(&service, &["openid"], None, WRITE, 401);
    let service = open("read:*");
    check_claims(&service, &["openid"], None, READ, 200);
    check(&service, None, READ, 200, "");
}

#[test]
fn a_claim_is_nothing_where_none_is_asked_for() {
    let service = open(Access::Write, &format!("write:{WRITER_DIGEST}"));
    check_claims(&service, &["limbda/write", "write", "*"], None, READ, 401);
}

#[test]
fn a_list_of_claims_that_does_not_fit_is_named() {
    for list in ["", "limbda/read", "admin:x", "read:", "read:a,,write:b"] {
        let error = ClaimScopes::parse(list).unwrap_err();
        assert!(error.contains("expected read:CLAIM or write:CLAIM"), "{list}: {error}");
    }
}
