use super::test;
use super::*;

#[test]
fn tables_views_indexes_and_keys() {
    let service = service();
    run(&service, "create table a(x integer primary key, y text not null default 'it''s', z)");
    run(&service, "create table \"b c\"(k, l, r references a(x) on delete cascade, primary key (k, l), unique (l))");
    run(&service, "create index part on a(y) where z > 1");
    run(&service, "create view v as select x from a");
    run(&service, "insert into a(z) values (1), (2)");
    let response = send(&service, Method::GET, "/schema", "");
    assert_eq!(response.status(), 200);
    let schema = body(&response);
    let a = &schema["tables"][0];
    assert_eq!(a["name"], "a");
    assert_eq!(a["rows"], 2);
    assert_eq!(
        a["columns"],
        json!([
            {"name": "x", "type": "INTEGER", "not_null": false, "default": null, "primary_key": 1},
            {"name": "y", "type": "TEXT", "not_null": true, "default": "'it''s'", "primary_key": 0},
            {"name": "z", "type": "", "not_null": false, "default": null, "primary_key": 0},
        ])
    );
    assert_eq!(a["indexes"], json!([{"name": "part", "unique": false, "partial": true, "columns": ["y"]}]));
    let b = &schema["tables"][1];
    assert_eq!((&b["name"], &b["rows"]), (&json!("b c"), &json!(0)));
    assert_eq!(b["indexes"].as_array().unwrap().len(), 2);
    assert_eq!(
        b["foreign_keys"],
        json!([{"columns": ["r"], "table": "a", "references": ["x"], "on_update": "NO ACTION", "on_delete": "CASCADE"}])
    );
    let v = &schema["views"][0];
    assert_eq!(v["name"], "v");
    assert_eq!(v["columns"][0]["name"], "x");
    assert!(v["sql"].as_str().unwrap().starts_with("CREATE VIEW"));
}

#[test]
fn health_says_what_answers() {
    let response = send(&service(), Method::GET, "/health", "");
    let lock = include_str!("../../../Cargo.lock");
    let locked = lock.split("name = \"turso_core\"\nversion = \"").nth(1).unwrap().split('"').next().unwrap();
    assert_eq!(
        body(&response),
        json!({
            "status": "ok", "version": env!("CARGO_PKG_VERSION"),
            "engine": {"name": "limbo", "version": locked}, "access": "write", "durability": "ephemeral",
        })
    );
}
