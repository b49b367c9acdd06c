//! What the generator knows of the demo database: tables, columns and keys.

/// What an expression is. It may be NULL besides.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Integer,
    Real,
    Text,
}

/// A column in scope: how it is written, and what it is.
#[derive(Clone, Debug)]
pub(crate) struct Column {
    pub(crate) name: String,
    pub(crate) kind: Kind,
}

pub(crate) struct Table {
    pub(crate) name: &'static str,
    pub(crate) alias: &'static str,
    pub(crate) rows: usize,
    columns: &'static [(&'static str, Kind)],
}

impl Table {
    pub(crate) fn columns(&self) -> impl Iterator<Item = Column> {
        self.columns.iter().map(|(name, kind)| Column { name: format!("{}.{name}", self.alias), kind: *kind })
    }
}

use Kind::{Integer as I, Real as R, Text as T};

pub(crate) const AIRLINES: Table =
    Table { name: "airlines", alias: "l", rows: 16, columns: &[("carrier", T), ("name", T)] };

pub(crate) const AIRPORTS: Table = Table {
    name: "airports",
    alias: "a",
    rows: 1_458,
    columns: &[("faa", T), ("name", T), ("lat", R), ("lon", R), ("alt", I), ("tz", I), ("dst", T), ("tzone", T)],
};

pub(crate) const PLANES: Table = Table {
    name: "planes",
    alias: "p",
    rows: 2_609,
    columns: &[
        ("tailnum", T),
        ("year", I),
        ("type", T),
        ("manufacturer", T),
        ("model", T),
        ("engines", I),
        ("seats", I),
        ("speed", I),
        ("engine", T),
    ],
};

pub(crate) const WEATHER: Table = Table {
    name: "weather",
    alias: "w",
    rows: 2_226,
    columns: &[
        ("origin", T),
        ("day", I),
        ("hour", I),
        ("temp", R),
        ("humid", R),
        ("wind_dir", I),
        ("wind_speed", R),
        ("wind_gust", R),
        ("precip", R),
        ("pressure", R),
        ("visib", R),
        ("time_hour", T),
    ],
};

pub(crate) const FLIGHTS: Table = Table {
    name: "flights",
    alias: "f",
    rows: 27_004,
    columns: &[
        ("id", I),
        ("day", I),
        ("dep_time", I),
        ("dep_delay", I),
        ("arr_time", I),
        ("arr_delay", I),
        ("carrier", T),
        ("flight", I),
        ("tailnum", T),
        ("origin", T),
        ("dest", T),
        ("air_time", I),
        ("distance", I),
        ("time_hour", T),
    ],
};

/// The tables that a query begins with.
pub(crate) const TABLES: &[&Table] = &[&AIRLINES, &FLIGHTS, &AIRPORTS, &PLANES, &WEATHER];

/// What can be joined to a table: by its key, so that a row finds one at most.
pub(crate) fn joins(table: &Table) -> &'static [(&'static Table, &'static str)] {
    match table.name {
        "flights" => &[
            (&AIRLINES, "l.carrier = f.carrier"),
            (&PLANES, "p.tailnum = f.tailnum"),
            (&AIRPORTS, "a.faa = f.dest"),
            (&WEATHER, "w.origin = f.origin and w.time_hour = f.time_hour"),
        ],
        "weather" => &[(&AIRPORTS, "a.faa = w.origin")],
        _ => &[],
    }
}

/// Tables that hold several rows for one of this, and the condition: for subqueries that look out.
pub(crate) fn children(table: &Table) -> &'static [(&'static str, &'static str)] {
    match table.name {
        "airlines" => &[("flights", "x.carrier = l.carrier and x.id < 2000")],
        "airports" => &[
            ("flights", "x.origin = a.faa and x.dest = 'ORD' and x.id < 2000"),
            ("weather", "x.origin = a.faa and x.day = 3"),
        ],
        "planes" => &[("flights", "x.tailnum = p.tailnum"), ("planes", "x.rowid < p.rowid and x.rowid > p.rowid - 9")],
        "weather" => &[("weather", "+x.origin = w.origin and x.rowid between w.rowid - 5 and w.rowid + 5")],
        _ => &[
            ("flights", "x.id < f.id and x.id > f.id - 20"),
            ("flights", "x.tailnum = f.tailnum and x.day = f.day"),
            ("flights", "+x.origin = f.origin and x.id < f.id and x.id > f.id - 30"),
        ],
    }
}
