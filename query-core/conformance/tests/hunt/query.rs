//! Random queries: joins of every form, subqueries in every clause, grouping, windows, compounds, CTEs, and aliases that are also
//! columns' names.

use conformance::Tape;

use crate::expression::{Columns, aggregate, expression};
use crate::schema::{NAMES, Relation};

/// What an expression can name.
pub(crate) struct Context<'a> {
    /// What can be read by name.
    relations: &'a [Relation],
    /// The columns of this query's own sources.
    pub(crate) columns: Columns,
    /// The columns of the queries around it.
    pub(crate) outer: Columns,
    /// How many subqueries may still stand within each other.
    depth: usize,
}

/// The query that these choices make.
pub(crate) fn query(tape: &mut Tape<'_>, relations: &[Relation]) -> String {
    let mut relations = relations.to_vec();
    let mut with = String::new();
    if tape.chance(25) {
        let body = Context { relations: &relations, columns: vec![], outer: vec![], depth: 1 };
        let (sql, columns) = select(tape, &body, 2, false);
        let names: Vec<_> = NAMES.iter().take(columns).map(|name| (*name).to_owned()).collect();
        with = format!("with c0({}) as ({sql}) ", names.join(", "));
        relations.push(Relation { name: "c0".to_owned(), columns: names });
    }
    let context = Context { relations: &relations, columns: vec![], outer: vec![], depth: 2 };
    let wanted = 1 + tape.below(3);
    if tape.chance(20) {
        let (one, columns) = select(tape, &context, wanted, false);
        let (other, _) = select(tape, &context, wanted, false);
        let operator = tape.pick(&["union all", "union", "intersect", "except"]);
        return format!("{with}{one} {operator} {other}{}", order(tape, columns, None));
    }
    let (sql, _) = select(tape, &context, wanted, true);
    format!("{with}{sql}")
}

/// A SELECT of so many columns, with an order if it may have one.
fn select(tape: &mut Tape<'_>, around: &Context<'_>, columns: usize, ordered: bool) -> (String, usize) {
    let (from, own) = sources(tape, around);
    let outer = around.outer.iter().chain(&around.columns).cloned().collect();
    let context = Context { relations: around.relations, columns: own, outer, depth: around.depth.saturating_sub(1) };
    let filter = if tape.chance(50) { format!(" where {}", expression(tape, &context, 2)) } else { String::new() };
    let aliased = |tape: &mut Tape<'_>, sql: String| {
        if tape.chance(40) { format!("{sql} as {}", tape.pick(NAMES)) } else { sql }
    };
    let mut term = None;
    let (list, tail): (Vec<String>, String) = match tape.below(4) {
        0 | 1 => {
            term = Some(expression(tape, &context, 1));
            ((0..columns).map(|_| expression(tape, &context, 2)).collect(), String::new())
        }
        2 => {
            let key = expression(tape, &context, 1);
            let having = match tape.below(3) {
                0 => String::new(),
                1 => format!(" having {} > {}", aggregate(tape, &context), tape.below(4)),
                _ => format!(" having {key} is not null"),
            };
            let mut list = vec![key.clone()];
            list.extend((1..columns).map(|_| aggregate(tape, &context)));
            term = Some(aggregate(tape, &context));
            (list, format!(" group by {key}{having}"))
        }
        _ => {
            let window = |tape: &mut Tape<'_>| {
                let function = tape.pick(&["count(*)", "rank()", "dense_rank()", "max(1)"]);
                let partition = expression(tape, &context, 0);
                format!("{function} over (partition by {partition} order by {})", expression(tape, &context, 0))
            };
            let mut list = vec![expression(tape, &context, 1)];
            list.extend((1..columns).map(|_| window(tape)));
            (list, String::new())
        }
    };
    let distinct = if tape.chance(10) { "distinct " } else { "" };
    let list: Vec<_> = list.into_iter().map(|sql| aliased(tape, sql)).collect();
    let order = if ordered { order(tape, list.len(), term.filter(|_| distinct.is_empty())) } else { String::new() };
    (format!("select {distinct}{}{from}{filter}{tail}{order}", list.join(", ")), columns)
}

/// A total order: a term that may be an expression, then all columns, so a limit cuts at the same row on both sides.
fn order(tape: &mut Tape<'_>, columns: usize, term: Option<String>) -> String {
    if !tape.chance(60) {
        return String::new();
    }
    let mut terms: Vec<_> = term.filter(|_| tape.chance(50)).into_iter().collect();
    terms.extend((1..=columns).map(|at| format!("{at}{}", tape.pick(&["", " desc"]))));
    let limit = if tape.chance(50) { format!(" limit {}", 1 + tape.below(5)) } else { String::new() };
    format!(" order by {}{limit}", terms.join(", "))
}

/// A FROM clause, and the columns that it gives, by their sources.
fn sources(tape: &mut Tape<'_>, around: &Context<'_>) -> (String, Columns) {
    let mut columns: Columns = Vec::new();
    let mut sql = String::new();
    for i in 0..=tape.below(3) {
        let alias = format!("s{}{i}", around.outer.len() + around.columns.len());
        let (source, names) = source(tape, around);
        let join = if i == 0 { " from " } else { tape.pick(&[" join ", " left join ", ", "]) };
        sql.push_str(&format!("{join}{source} {alias}"));
        let before = columns.clone();
        columns.extend(names.iter().map(|name| format!("{alias}.{name}")));
        if join.contains("join") {
            let one = &before[tape.below(before.len())];
            let other = &columns[before.len() + tape.below(names.len())];
            sql.push_str(&match tape.below(4) {
                0 | 1 => format!(" on {one} = {other}"),
                2 => format!(" on {one} = {other} and {other} is not null"),
                _ => format!(" on {one} >= {other}"),
            });
        }
    }
    // Half of the time a column is written alone, where that names one column.
    let bare: Columns = columns
        .iter()
        .filter_map(|column| column.split_once('.').map(|(_, name)| name))
        .filter(|name| columns.iter().filter(|column| column.ends_with(&format!(".{name}"))).count() == 1)
        .map(str::to_owned)
        .collect();
    columns.extend(bare);
    (sql, columns)
}

fn source(tape: &mut Tape<'_>, around: &Context<'_>) -> (String, Vec<String>) {
    if around.depth > 0 && tape.chance(20) {
        let inner = Context { relations: around.relations, columns: vec![], outer: vec![], depth: around.depth - 1 };
        let of = &around.relations[tape.below(around.relations.len())];
        let (one, two) = (&of.columns[0], &of.columns[tape.below(of.columns.len())]);
        let sql = match tape.below(3) {
            0 => format!("(select {one} as p, {two} as q from {})", of.name),
            1 => format!("(select {one} as p, {} as q from {} group by {one})", "count(*)", of.name),
            _ => {
                let (union, _) = select(tape, &inner, 2, false);
                format!("(select {one} as p, {two} as q from {} union all {union})", of.name)
            }
        };
        return (sql, vec!["p".to_owned(), "q".to_owned()]);
    }
    let relation = &around.relations[tape.below(around.relations.len())];
    (relation.name.clone(), relation.columns.clone())
}

/// `(select ..)` of one column, for IN and EXISTS.
pub(crate) fn column_subquery(tape: &mut Tape<'_>, context: &Context<'_>) -> String {
    if context.depth == 0 {
        return "(select 1)".to_owned();
    }
    format!("({})", select(tape, context, 1, false).0)
}

/// `(select ..)` of one value, the same whatever the plan.
pub(crate) fn scalar_subquery(tape: &mut Tape<'_>, context: &Context<'_>) -> String {
    if context.depth == 0 {
        return "(select 1)".to_owned();
    }
    let (from, own) = sources(tape, context);
    let outer = context.outer.iter().chain(&context.columns).cloned().collect();
    let inner = Context { relations: context.relations, columns: own, outer, depth: context.depth - 1 };
    let filter = if tape.chance(60) { format!(" where {}", expression(tape, &inner, 1)) } else { String::new() };
    match tape.below(2) {
        0 => format!("(select {}{from}{filter})", aggregate(tape, &inner)),
        _ => format!("(select {}{from}{filter} order by 1 limit 1)", expression(tape, &inner, 1)),
    }
}
