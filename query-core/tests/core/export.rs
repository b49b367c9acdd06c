use events::DEMO_DATABASE;

use super::test;
use super::*;

fn reading(bytes: Bytes) -> Service {
    Service::open_now(Source::Bytes(bytes), Config::default(), host()).unwrap()
}

fn writing(bytes: Bytes) -> Service {
    let tokens = Tokens::parse(&format!("read:*,write:{WRITER_DIGEST}")).unwrap();
    let config = Config { access: Access::Write, tokens, ..Config::default() };
    Service::open_now(Source::Bytes(bytes), config, host()).unwrap()
}

#[test]
fn what_was_written_is_in_the_exported_file() {
    let service = shop();
    run(&service, "insert into item(name) values ('jam')");
    let exported = drive(service.export()).unwrap().unwrap();
    assert!(exported.starts_with(b"SQLite format 3\0"));
    assert_eq!(exported[18..20], [1, 1], "a plain file: nobody needs a log beside it");
    let names = "select name from item order by id";
    assert_eq!(rows(&reading(exported.clone()), names), json!([["tea"], ["bread"], ["salt"], ["jam"]]));

    // It goes on after that, and what was exported stays as it was.
    run(&service, "delete from item where name = 'jam'");
    assert_eq!(rows(&reading(drive(service.export()).unwrap().unwrap()), names), json!([["tea"], ["bread"], ["salt"]]));
    assert_eq!(rows(&reading(exported), "select count(*) from item"), json!([[4]]));
}

#[test]
fn a_database_that_was_only_read_is_exported_as_it_came() {
    let service = reading(Bytes::from_static(DEMO_DATABASE));
    assert_eq!(rows(&service, "select count(*) from airlines"), json!([[16]]));
    assert!(drive(service.export()).unwrap().unwrap() == DEMO_DATABASE);
}

#[test]
fn writing_leaves_the_given_bytes_alone() {
    let given = Bytes::from_static(DEMO_DATABASE);
    let service = writing(given.clone());
    run(&service, "insert into airlines values ('ZZ', 'Zeppelin')");
    assert_eq!(
        rows(&reading(drive(service.export()).unwrap().unwrap()), "select count(*) from airlines"),
        json!([[17]])
    );
    assert_eq!(rows(&reading(given), "select count(*) from airlines"), json!([[16]]));
}

#[test]
fn an_empty_database_is_exported() {
    let exported = drive(writing(Bytes::new()).export()).unwrap().unwrap();
    assert_eq!(rows(&reading(exported), "select count(*) from sqlite_schema"), json!([[0]]));
}
