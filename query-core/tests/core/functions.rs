use super::test;
use super::*;

/// A service whose function calls may make ten megabytes.
fn small() -> Service {
    service_with(Limits { memory_bytes: 80_000_000, ..Limits::default() })
}

#[test]
fn honest_calls_of_functions_that_can_multiply_work() {
    let service = shop();
    assert_eq!(rows(&service, "select replace(name, 'e', 'EE') from item where id < 3"), json!([["tEEa"], ["brEEad"]]));
    let request = json!({"sql": "select replace(?, ?, ?)", "params": ["a b c", " ", "_"]});
    assert_eq!(query(&service, &request)["rows"], json!([["a_b_c"]]));
    assert_eq!(
        rows(
            &service,
            "select replace(null, 'a', 'b'), replace('a', '', 'b'), replace('a', 'a', null), replace(121, 2, 3)"
        ),
        json!([[null, "a", null, "131"]])
    );
    assert_eq!(
        rows(
            &service,
            "select printf('%05d|%-8s|%.2f', 42, 'ab', 1.005), format('%*d', 5, 1), format('%s%%', null), printf(null)"
        ),
        json!([["00042|ab      |1.00", "    1", "%", null]])
    );
    assert_eq!(
        rows(&service, "select concat_ws(', ', 'a', null, 2, 2.5), concat_ws(null, 1, 2)"),
        json!([["a, 2, 2.5", null]])
    );
    assert_eq!(
        rows(
            &service,
            "select repeat('ab', 3), repeat('ab', 0), repeat(null, 2), repeat(12, 2), length(repeat('x', 1000))"
        ),
        json!([["ababab", "", null, "1212", 1000]])
    );
    assert_eq!(
        rows(
            &service,
            "select json_pretty('[1,{}]'), json_pretty('[1]', '.'), json_pretty(null), json_pretty(json('{a:1}'))"
        ),
        json!([["[\n    1,\n    {}\n]", "[\n.1\n]", null, "{\n    \"a\": 1\n}"]])
    );
    assert_eq!(
        rows(&service, "select REPLACE('a', 'a', 'b'), \"printf\"('%d', 1), Format('%d', 2)"),
        json!([["b", "1", "2"]])
    );
    fails(&service, "/query", &json!({"sql": "select replace('a')"}), "sql-error", "replace");
}

#[test]
fn an_outer_join_keeps_its_rows_where_a_function_makes_something_of_null() {
    let sql =
        "select item.id from item left join sale on sale.item = item.id where printf('%s', sale.id) = '' order by 1";
    assert_eq!(rows(&shop(), sql), json!([[3]]));
}

#[test]
fn what_a_call_would_make_is_measured_first() {
    let text = "a".repeat(10_000);
    let service = small();
    for (sql, params) in [
        ("select length(replace(?1, 'a', ?1))", json!([text])),
        ("select length(repeat(?1, 10000))", json!([text])),
        ("select length(concat_ws(?1, 1,2,3,4,5,6,7,8,9,10,11,12))", json!(["b".repeat(1_000_000)])),
        ("select length(format(?1, 1))", json!(["%1000000c".repeat(10)])),
        ("select length(printf(?1, 1000000, 1, 1000000, 1))", json!(["%*.*d".repeat(8)])),
        ("select length(json_pretty(?1))", json!(["[".repeat(2_000) + &"]".repeat(2_000)])),
        ("select length(json_pretty('[1,2,3]', ?1))", json!(["b".repeat(4_000_000)])),
    ] {
        let request = json!({"sql": sql, "params": params});
        let response = post(&service, "/query", &request);
        assert_eq!(body(&response)["code"], "memory-limit", "{sql}: {:?}", response.body());
        assert_eq!(response.status(), 422);
    }
    // The same without a limit: no value is longer than a billion bytes.
    let service = service_with(Limits { memory_bytes: u64::MAX, ..Limits::default() });
    let request = json!({"sql": "select length(replace(?1, 'a', ?2))", "params": [text, "b".repeat(200_000)]});
    fails(&service, "/query", &request, "value-too-large", "");
}

#[test]
fn functions_that_are_not_on_the_list_are_not_there() {
    for sql in [
        "select array_append(null, 1)",
        "select string_to_array('a,b', ',')",
        "select array_to_string(array[1, 2], ',')",
        "select array[1, 2]",
        "select struct_pack(1)",
        "select numeric_add('1', '2')",
        "select test_uint_add(1, 2)",
        "select table_columns_json_array('item')",
        "select bin_record_json_object('[]', x'00')",
        "select conn_txn_id()",
        "select nextval('s')",
        "select array_agg(id) from item",
    ] {
        fails(&shop(), "/query", &json!({ "sql": sql }), "sql-error", "");
    }
    let paths = ", '$'".repeat(17);
    fails(&shop(), "/query", &json!({ "sql": format!("select json_extract('[]'{paths})") }), "sql-error", "at most 17");
}

#[test]
fn a_value_in_the_schema_is_made_by_the_same_functions() {
    let service = small();
    run(&service, "create table t(a, b as (replace(a, 'a', 'bb')), check (replace(a, 'x', '') = a))");
    run(&service, "create index i on t(replace(a, 'a', 'c'))");
    run(&service, "create view v as select replace(a, 'a', 'd') as d from t");
    run(&service, "insert into t(a) values ('aa')");
    assert_eq!(rows(&service, "select b from t where replace(a, 'a', 'c') = 'cc'"), json!([["bbbb"]]));
    assert_eq!(rows(&service, "select d from v"), json!([["dd"]]));
    fails(&service, "/query", &json!({"sql": "insert into t(a) values ('x')"}), "constraint-violation", "");
}

/// The engine puts in when it was compiled, unless `.cargo/config.toml` says another time: with that, no two builds would be the
/// same bytes, and no two targets give the same answer.
#[test]
fn the_engine_does_not_tell_when_it_was_compiled() {
    let source = rows(&shop(), "select sqlite_source_id()");
    assert_eq!(source, json!([["1980-01-01 00:00:00 unknown"]]));
}
