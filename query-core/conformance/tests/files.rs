//! Files that SQLite made with what the engine lacks: each opens, and every table is read as SQLite reads it or refused.
#![cfg(not(target_family = "wasm"))]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test that cannot go on ends")]

use conformance::{Database, Limbo, Value};
use rusqlite::Connection;
use rusqlite::functions::FunctionFlags;

/// A file, and what becomes of statements on it.
struct Case {
    name: &'static str,
    /// How SQLite makes it, beside a table `plain(a, b)`.
    setup: &'static [&'static str],
    /// Answered as SQLite does.
    same: &'static [&'static str],
    /// Refused, and what the error names.
    refused: &'static [(&'static str, &'static str)],
    /// Tables and views that cannot be read.
    hidden: &'static [&'static str],
}

const CASES: &[Case] = &[
    Case {
        name: "fts5",
        setup: &[
            "create virtual table notes using fts5(title, body)",
            "insert into notes values ('one', 'first text'), ('two', 'second text')",
            "create view titles as select title from notes",
        ],
        same: &[
            "select c0, c1 from notes_content order by id",
            "with notes as (select 1 as x) select x from notes",
            "select 'notes' as notes",
            "select type, name, tbl_name, sql from sqlite_schema order by name",
            "select m.type, count(*) from sqlite_master m where type = 'table' group by 1",
            "select name from sqlite_schema where name in (select name from sqlite_master where type = 'view')",
        ],
        refused: &[
            ("select * from notes", "fts5"),
            ("select (select count(*) from NOTES)", "fts5"),
            ("select a from plain where a in (select rowid from notes where notes match 'first')", "fts5"),
            ("select * from plain, main.\"notes\"", "fts5"),
            ("insert into notes values ('a', 'b')", "fts5"),
            ("delete from notes", "fts5"),
            ("drop table notes", "fts5"),
            ("create table other(a)", "fts5"),
            ("select * from titles", "fts5"),
            ("pragma table_info(notes)", "fts5"),
            ("select * from pragma_table_info('notes')", "fts5"),
            ("pragma table_list", "table_list"),
        ],
        hidden: &["notes", "titles"],
    },
    Case {
        name: "more full-text tables",
        setup: &[
            "create virtual table a3 using fts3(body)",
            "create virtual table \"A four\" using FTS4(body, tokenize=porter)",
            "create virtual table less using fts5(body, content='')",
            "create table src(id integer primary key, body text)",
            "create virtual table ext using fts5(body, content='src', content_rowid='id')",
            "create trigger src_ai after insert on src begin insert into ext(rowid, body) values (new.id, new.body); end",
            "insert into src values (1, 'hello')",
            "insert into a3 values ('x'), ('y')",
        ],
        same: &["select * from src", "select count(*) from a3_content"],
        refused: &[("insert into src values (2, 'more')", "src_ai"), ("select * from \"a FOUR\"", "FTS4")],
        hidden: &["a3", "A four", "less", "ext"],
    },
    Case {
        name: "rtree",
        setup: &[
            "create virtual table rt using rtree(id, x0, x1, y0, y1)",
            "insert into rt values (1, 0, 1, 0, 1), (2, 5, 6, 5, 6)",
            "create table geo(id integer primary key, x)",
            "create trigger geo_i after insert on geo begin insert into rt values (new.id, 0, 1, 0, 1); end",
        ],
        same: &["select count(*) from rt_node", "select * from rt_rowid order by rowid"],
        refused: &[("select id from rt where x0 > 2", "rtree"), ("insert into geo values (7, 1)", "geo_i")],
        hidden: &["rt"],
    },
    Case {
        name: "an unknown module",
        setup: &[
            "pragma writable_schema = on",
            "insert into sqlite_schema values ('table', 'SpatialIndex', 'SpatialIndex', 0, \
             'CREATE VIRTUAL TABLE SpatialIndex USING VirtualSpatialIndex()')",
            "pragma writable_schema = off",
        ],
        same: &["select count(*) from sqlite_schema"],
        refused: &[("select * from spatialindex", "VirtualSpatialIndex")],
        hidden: &["SpatialIndex"],
    },
    Case {
        name: "references before not null",
        setup: &[
            "create table p(id integer primary key)",
            "create table c(x int references p(id) not null, y text constraint n references p on delete set null unique, \
             z references p deferrable initially deferred not null default 1)",
            "insert into p values (1), (2)",
            "insert into c values (1, '2', 1)",
        ],
        same: &[
            "select * from c",
            "select x from c where y = 2",
            "insert into c values (2, 1, 2)",
            "select * from c order by x",
        ],
        refused: &[],
        hidden: &[],
    },
    Case {
        name: "odd names",
        setup: &[
            "create table o(without int, 'single' text, [in brackets] int, \"a\"\"b\", `tick` varchar(10, 2))",
            "insert into o values (1, 'x', 2, 3, 4)",
            "create table nulls(a int not null default 3 null, b text null not null unique null)",
            "create table checked(a, check (a > 0) on conflict ignore)",
            "create table two(a int constraint x constraint y not null, b int constraint z unique constraint w)",
            "create table comma(a, b, constraint k unique (a) constraint l check (b > 0) check (a is not null))",
            "insert into two values (1, 2)",
            "insert into comma values (1, 2)",
        ],
        same: &[
            "select \"without\", single from o",
            "select b from two where b = 2",
            "insert or ignore into nulls values (null, 'x'), (1, null), (2, 'y')",
            "select * from nulls",
            "insert into checked values (2)",
            "insert or ignore into two values (null, 3), (4, 2), (5, 6)",
            "select * from two",
        ],
        refused: &[],
        hidden: &[],
    },
    Case {
        name: "an index on no column",
        setup: &["create table t(a, b)", "insert into t values (1, 2), (3, 4)", "create index i on t(\"nosuch\")"],
        same: &["select * from t where a = 3"],
        refused: &[("insert into t values (5, 6)", "index i"), ("pragma index_list(t)", "index_list")],
        hidden: &[],
    },
    Case {
        name: "unknown functions",
        setup: &[
            "create table t(a, b)",
            "insert into t values (1, 2), (3, 4)",
            "create index i on t(twice(a))",
            "create unique index j on t(b) where twice(b) > 0",
            "create table u(a check (twice(a) > 0), b)",
            "insert into u values (1, 2)",
            "create table v(a, b as (twice(a)))",
            "insert into v values (1)",
            "create view w as select twice(a) from t",
        ],
        same: &["select * from t where a = 3", "select a from t order by b desc"],
        refused: &[
            ("insert into t values (5, 6)", "twice"),
            ("update t set a = 1", "twice"),
            ("insert into u values (5, 6)", "twice"),
            ("select * from t indexed by i", "twice"),
            ("pragma index_info(j)", "twice"),
        ],
        hidden: &["v", "w"],
    },
    Case {
        name: "stored generated columns",
        setup: &[
            "create table g(a int, b text generated always as (a * 2) stored not null unique, c as (a + 1) virtual, d)",
            "insert into g(a, d) values (1, 'x'), (2, 'y')",
            "create index gb on g(b)",
        ],
        same: &["select a, b, c, d, typeof(b) from g where b = '4'", "select b from g order by b desc"],
        refused: &[("insert into g(a) values (3)", "(b)"), ("pragma table_info(g)", "table_info")],
        hidden: &[],
    },
    Case {
        name: "unknown collations",
        setup: &[
            "create table n(id integer primary key, name text collate unicase, other text)",
            "insert into n values (1, 'b', 'B'), (2, 'A', 'a'), (3, 'a', 'c')",
            "create index byname on n(name)",
            "create index byother on n(other collate unicase)",
            "create table k(x text, y int, primary key (x collate unicase, y))",
            "insert into k values ('b', 1), ('A', 2)",
            "create table w(x text collate unicase primary key, y) without rowid",
            "insert into w values ('b', 1), ('A', 2)",
            "create view sorted as select id, other from n order by name",
            "create view passed(i, m) as select id, name from n",
            "create view derived as select id, lower(name) as l from n",
            "create table refers(n references n(name), id)",
        ],
        same: &[
            "select id, name, length(name), name is null from n order by id",
            "select name from n where id = 2",
            "select count(name), group_concat(other) from n",
            "select name from n where name like 'a%' order by id",
            "select name from n order by name collate nocase, id",
            "select id from n where name = 'A' collate binary",
            "select m from passed where i = 1",
            "select l from derived order by l, id",
            "select upper(name) u from n order by upper(name), id",
            "select id from n where other = 'a'",
            "select y from w where y = 1",
        ],
        refused: &[
            ("select * from n order by name", "name"),
            ("select * from n order by 2", "name"),
            ("select name as x from n order by x", "x"),
            ("select * from n where name = 'a'", "name"),
            ("select * from n where 'a' < n.name", "name"),
            ("select * from n where name in ('a')", "name"),
            ("select distinct name from n", "name"),
            ("select count(distinct name) from n", "name"),
            ("select max(name) from n", "name"),
            ("select name, count(*) from n group by name", "name"),
            ("select name from n union select 'a'", "name"),
            ("select * from (select name as z from n) where z = 'a'", "z"),
            ("with c(z) as (select name from n) select * from c order by z", "z"),
            ("select row_number() over (order by name) from n", "name"),
            ("select case name when 'a' then 1 end from n", "name"),
            ("select * from n a join n b using (name)", "name"),
            ("select * from n where name between 'a' and 'b'", "name"),
            ("select m from passed order by m", "m"),
            ("select * from k where x = 'a'", "x"),
            ("select * from w order by x", "x"),
            ("insert into n values (4, 'x', 'y')", "unicase"),
            ("insert into refers values ('a', 1)", "refers to"),
        ],
        hidden: &["sorted"],
    },
    Case {
        name: "tables with sequences beside a full-text table",
        setup: &[
            "create virtual table f using fts5(x)",
            "create table s(id integer primary key autoincrement, x)",
            "insert into s(x) values (1), (2)",
            "analyze",
        ],
        same: &[
            "insert into s(x) values (3)",
            "delete from s where id = 3",
            "insert into s(x) values (4)",
            "select * from s",
            "select * from sqlite_sequence",
        ],
        refused: &[("analyze", "f"), ("reindex", "f"), ("alter table s add column y", "f")],
        hidden: &["f"],
    },
    Case {
        name: "more of the kinds",
        setup: &[
            "create table a(k text collate \"ünï\" primary key, v)",
            "create table b(x text, y, unique (x collate unicase desc, y) on conflict ignore)",
            "insert into b values ('a', 1), ('B', 2)",
            "create table c(x int unique, y int references c (x) on delete cascade on update set null not deferrable unique, \
             z int not null on conflict replace default (1 + 1) references c(x) null)",
            "insert into c values (1, null, 1)",
            "create table d(a int, b int as (a + 1) stored, c int as (b + 1), d int generated always as (c + 1) stored \
             check (d > 0), primary key (a)) without rowid",
            "insert into d(a) values (1), (2)",
            "create table e(a text, b text as (upper(a)) stored collate nocase)",
            "insert into e(a) values ('x')",
            "create unique index eb on e(b, a collate unicase)",
            "create index ev on e(length(a), twice(length(a)) desc) where a is not null",
            "create table \"order\"(\"group\" int, 'select' text default 'x''y', [from] real default -1.5, \"to\" default current_timestamp)",
            "insert into \"order\" values (1, 2, 3, 4)",
            "create table strict1(a int, b text as (a || '') stored) strict",
            "insert into strict1(a) values (5)",
            "create view vb as select y, x || '!' as x from b where y > 0",
            "create view vd as select sum(d) s from d",
        ],
        same: &[
            "select y, x from b where y = 2",
            "select * from vb where x = 'a!'",
            "select s from vd",
            "select a, b, c, d from d where a = 2",
            "select a from e where b = 'X'",
            "select a from e where b = 'x'",
            "select \"from\", \"select\" from \"order\"",
            "select typeof(b), b from strict1",
            "select z from c",
        ],
        refused: &[
            ("select * from b where x = 'a'", "x"),
            ("select * from a order by k", "k"),
            ("insert into d(a) values (9)", "(b, d)"),
            ("insert into e(a) values (9)", "e"),
            ("update b set y = 2", "unicase"),
        ],
        hidden: &[],
    },
    Case {
        name: "writes that reach what is left out",
        setup: &[
            "create table p(id integer primary key, v)",
            "create table c(id integer primary key, p references p on delete cascade)",
            "create table d(id integer primary key, c references c on delete cascade)",
            "create index di on d(twice(id))",
            "insert into p values (1, 2)",
            "insert into c values (1, 1)",
            "insert into d values (1, 1)",
            "create table log(t)",
            "create table logged(a)",
            "create index li on log(twice(t))",
            "create trigger tr after update on logged begin insert into log values (new.a); end",
        ],
        same: &["select * from p, c, d"],
        refused: &[
            ("delete from p", "c"),
            ("delete from c", "d"),
            ("delete from d", "twice"),
            ("update logged set a = 2", "tr"),
        ],
        hidden: &[],
    },
];

#[test]
fn every_file_opens_and_what_the_engine_lacks_is_refused_by_name() {
    for case in CASES {
        check(case, &[]);
    }
}

/// A schema of many pages, small ones and large, with what is left out in the midst of it.
#[test]
fn whatever_the_pages_are() {
    for pragma in ["pragma page_size = 512", "pragma page_size = 65536"] {
        let filler: Vec<_> = (0..90)
            .map(|n| {
                let long = "x".repeat(n * 7);
                format!("create table filler{n}(id integer primary key, \"{long}y\" unique, z references filler0(id))")
            })
            .collect();
        let before: Vec<_> = [pragma].into_iter().chain(filler.iter().map(String::as_str)).collect();
        for case in CASES {
            check(case, &before);
        }
    }
}

#[track_caller]
fn check(case: &Case, before: &[&str]) {
    let name = case.name;
    let mut sqlite = with_extensions(Connection::open_in_memory().unwrap());
    for sql in before {
        sqlite.execute_batch(sql).unwrap_or_else(|error| panic!("{name}: {sql}: {error}"));
    }
    sqlite
        .execute_batch("create table plain(a integer primary key, b text); insert into plain values (1, 'one')")
        .unwrap();
    for sql in case.setup {
        sqlite.execute_batch(sql).unwrap_or_else(|error| panic!("{name}: {sql}: {error}"));
    }
    let bytes: &'static [u8] = sqlite.serialize("main").unwrap().to_vec().leak();
    let mut limbo = Limbo::open(bytes).unwrap_or_else(|error| panic!("{name}: {error:?}"));
    let mut failed = Vec::new();
    for table in tables(&sqlite) {
        let sql = format!("select * from \"{table}\"");
        match (limbo.run(&sql), case.hidden.contains(&&*table)) {
            (Ok(answer), false) => {
                let (theirs, ours) = (sorted(rows(&sqlite, &sql).unwrap()), sorted(answer.rows));
                if theirs != ours {
                    failed.push(format!("{sql}: {theirs:?} is not {ours:?}"));
                }
            }
            (Err(error), true) if error.0.starts_with("engine-limitation") || error.0.contains("no such function") => {}
            (other, _) => failed.push(format!("{sql}: {other:?}")),
        }
    }
    for sql in case.same {
        match (limbo.run(sql), rows(&sqlite, sql)) {
            (Ok(ours), Ok(theirs)) if ours.rows == theirs => {}
            (ours, theirs) => failed.push(format!("{sql}: {ours:?} is not {theirs:?}")),
        }
    }
    for (sql, names) in case.refused {
        match limbo.run(sql) {
            Err(error) if error.0.starts_with("engine-limitation") && error.0.contains(names) => {}
            other => failed.push(format!("{sql}: {other:?}")),
        }
    }
    let (status, schema) = limbo.get("/schema").unwrap();
    let schema = String::from_utf8_lossy(&schema);
    if !status.is_success()
        || case.hidden.iter().any(|hidden| *hidden != "w" && !schema.contains(&format!("\"name\":\"{hidden}\"")))
    {
        failed.push(format!("/schema: {schema}"));
    }
    if let Err(error) = written(&mut limbo, &sqlite) {
        failed.push(error);
    }
    assert!(failed.is_empty(), "{name}:\n{}", failed.join("\n"));
}

/// A file whose tables were only put another way can be changed like another.
#[test]
fn a_schema_without_omissions_can_be_changed() {
    let setup = "create table p(id integer primary key); insert into p values (1); \
                 create table c(x int references p(id) not null, without text); insert into c values (1, 'a')";
    let mut sqlite = Connection::open_in_memory().unwrap();
    sqlite.execute_batch(setup).unwrap();
    let bytes: &'static [u8] = sqlite.serialize("main").unwrap().to_vec().leak();
    let mut limbo = Limbo::open(bytes).unwrap();
    for sql in ["create table other(a)", "alter table c add column more default 7", "create index ci on c(x)"] {
        limbo.run(sql).unwrap_or_else(|error| panic!("{sql}: {error:?}"));
    }
    let bytes = limbo.export().unwrap();
    let mut after = Connection::open_in_memory().unwrap();
    after.deserialize_read_exact("main", &*bytes, bytes.len(), false).unwrap();
    let check = rows(&after, "pragma integrity_check").unwrap();
    assert_eq!(check, [[Value::Text("ok".to_owned())]]);
    let row = [Value::Integer(1), Value::Text("a".to_owned()), Value::Integer(7)];
    assert_eq!(rows(&after, "select x, \"without\", more from c where x = 1"), Ok(vec![row.to_vec()]));
}

/// A write to the plain table leaves the rest of the file as it was.
fn written(limbo: &mut Limbo, sqlite: &Connection) -> Result<(), String> {
    for n in 0..3 {
        let sql = format!("insert into plain(b) values (hex(zeroblob(3000)) || {n})");
        limbo.run(&sql).map_err(|error| format!("{sql}: {error:?}"))?;
    }
    let bytes = limbo.export().map_err(|error| format!("{error:?}"))?;
    let mut after = with_extensions(Connection::open_in_memory().unwrap());
    after.deserialize_read_exact("main", &*bytes, bytes.len(), false).map_err(|error| error.to_string())?;
    let check = rows(&after, "pragma integrity_check").map_err(|error| error.to_string())?;
    if check != [[Value::Text("ok".to_owned())]] {
        return Err(format!("integrity_check: {check:?}"));
    }
    let schema = "select rowid, * from sqlite_schema order by rowid";
    let (before, schema) = (rows(sqlite, schema), rows(&after, schema));
    if before != schema {
        return Err(format!("the schema was {before:?} and is {schema:?}"));
    }
    match rows(&after, "select count(*) from plain") {
        Ok(count) if count == [[Value::Integer(4)]] => Ok(()),
        other => Err(format!("{other:?}")),
    }
}

fn with_extensions(connection: Connection) -> Connection {
    for name in ["unicase", "ünï"] {
        connection.create_collation(name, |a, b| a.to_lowercase().cmp(&b.to_lowercase())).unwrap();
    }
    let flags = FunctionFlags::SQLITE_UTF8 | FunctionFlags::SQLITE_DETERMINISTIC;
    connection.create_scalar_function("twice", 1, flags, |context| Ok(context.get::<i64>(0)? * 2)).unwrap();
    connection
}

fn tables(connection: &Connection) -> Vec<String> {
    let rows = rows(connection, "select name from sqlite_schema where type in ('table', 'view')").unwrap();
    let name = |row: Vec<Value>| match row.into_iter().next() {
        Some(Value::Text(name)) => name,
        other => panic!("{other:?}"),
    };
    rows.into_iter().map(name).collect()
}

fn rows(connection: &Connection, sql: &str) -> Result<Vec<Vec<Value>>, String> {
    use rusqlite::types::Value as Sql;
    let mut statement = connection.prepare(sql).map_err(|error| error.to_string())?;
    let columns = statement.column_count();
    let mut found = statement.query([]).map_err(|error| error.to_string())?;
    let mut rows = Vec::new();
    while let Some(row) = found.next().map_err(|error| error.to_string())? {
        let value = |i| match row.get::<_, Sql>(i).unwrap() {
            Sql::Null => Value::Null,
            Sql::Integer(integer) => Value::Integer(integer),
            Sql::Real(real) => Value::Real(real),
            Sql::Text(text) => Value::Text(text),
            Sql::Blob(blob) => Value::Blob(blob),
        };
        rows.push((0..columns).map(value).collect());
    }
    Ok(rows)
}

fn sorted(mut rows: Vec<Vec<Value>>) -> Vec<Vec<Value>> {
    rows.sort_by_key(|row| format!("{row:?}"));
    rows
}
