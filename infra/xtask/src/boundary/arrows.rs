//! The arrows between the core's modules: what ARCHITECTURE.md says, and what the code does.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use anyhow::{Context, Result, ensure};

use crate::shell;

const ARCHITECTURE: &str = "query-core/ARCHITECTURE.md";
const SOURCE: &str = "query-core/src";

/// The modules that each module names.
type Arrows = BTreeMap<String, BTreeSet<String>>;

/// Compares the table in ARCHITECTURE.md with the code, and holds that there is no circle and no limbo outside `engine`.
pub(super) fn check() -> Result<()> {
    let architecture = fs::read_to_string(shell::root().join(ARCHITECTURE)).context(ARCHITECTURE)?;
    let mut code = Arrows::new();
    read(&shell::root().join(SOURCE), None, &mut code)?;
    let drawn = drawn(&architecture);
    let differences = differences(&drawn, &code);
    ensure!(differences.is_empty(), "{ARCHITECTURE} and {SOURCE} disagree:\n{}", differences.join("\n"));
    let circle = circle(&code);
    ensure!(circle.is_none(), "modules of {SOURCE} import each other in a circle: {}", circle.unwrap_or_default());
    println!("{} modules name each other as {ARCHITECTURE} says", code.len());
    Ok(())
}

/// The rows of the table: a module in backquotes, what it holds, and the modules that it may name.
fn drawn(architecture: &str) -> Arrows {
    let rows = architecture.lines().filter_map(|line| {
        let cells: Vec<_> = line.strip_prefix("| `")?.split('|').map(str::trim).collect();
        let [name, _, names, ""] = cells.as_slice() else { return None };
        let names = names.split(',').map(str::trim).filter(|name| !name.is_empty()).map(str::to_owned).collect();
        Some((name.trim_end_matches('`').to_owned(), names))
    });
    rows.collect()
}

/// Reads the files of a folder; `module` is the top-level module that they belong to.
fn read(folder: &Path, module: Option<&str>, arrows: &mut Arrows) -> Result<()> {
    for entry in fs::read_dir(folder).with_context(|| folder.display().to_string())? {
        let path = entry?.path();
        let stem = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        let module = module.unwrap_or(&stem);
        if path.is_dir() {
            read(&path, Some(module), arrows)?;
        } else if !["lib", "tests"].contains(&&*stem) {
            let code = without_tests(&fs::read_to_string(&path)?);
            ensure!(module == "engine" || !code.contains("limbo::"), "{}: limbo outside `engine`", path.display());
            let named = named(&code).filter(|name| name != module);
            arrows.entry(module.to_owned()).or_default().extend(named);
        }
    }
    Ok(())
}

/// A file's code: no comments, nothing from its tests on.
fn without_tests(text: &str) -> String {
    let code = text.split("#[cfg(test)]\nmod tests {").next().unwrap_or_default();
    code.lines().map(|line| line.split("//").next().unwrap_or_default()).collect::<Vec<_>>().join("\n")
}

/// The modules in paths such as `crate::engine::Rows`.
fn named(code: &str) -> impl Iterator<Item = String> {
    let parts = code.split("crate::").skip(1);
    let names = parts.map(|part| part.chars().take_while(|c| c.is_ascii_lowercase() || *c == '_').collect::<String>());
    names.filter(|name| !name.is_empty()).collect::<Vec<_>>().into_iter()
}

fn differences(drawn: &Arrows, code: &Arrows) -> Vec<String> {
    let none = BTreeSet::new();
    let modules: BTreeSet<_> = drawn.keys().chain(code.keys()).collect();
    let mut lines = Vec::new();
    for module in modules {
        let (drawn, named) = (drawn.get(module).unwrap_or(&none), code.get(module).unwrap_or(&none));
        lines.extend(named.difference(drawn).map(|name| format!("  {module} names {name}, which is not in its row")));
        lines.extend(
            drawn.difference(named).map(|name| format!("  {module} does not name {name}: strike it from its row")),
        );
        if !code.contains_key(module) {
            lines.push(format!("  there is no module {module}"));
        }
    }
    lines
}

/// A module from which the arrows lead back to it, with the way.
fn circle(arrows: &Arrows) -> Option<String> {
    fn back(arrows: &Arrows, start: &str, way: &mut Vec<String>) -> bool {
        let at = way.last().cloned().unwrap_or_default();
        for next in arrows.get(&at).into_iter().flatten() {
            if next == start {
                return true;
            }
            if !way.contains(next) {
                way.push(next.clone());
                if back(arrows, start, way) {
                    return true;
                }
                way.pop();
            }
        }
        false
    }
    arrows.keys().find_map(|start| {
        let mut way = vec![start.clone()];
        back(arrows, start, &mut way).then(|| way.join(" -> "))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn arrows(rows: &[(&str, &[&str])]) -> Arrows {
        let row = |(name, names): &(&str, &[&str])| {
            ((*name).to_owned(), names.iter().map(|name| (*name).to_owned()).collect())
        };
        rows.iter().map(row).collect()
    }

    #[test]
    fn a_table_is_read() {
        let text = "| module | holds | names |\n|---|---|---|\n| `a` | one, two | b, c |\n| `b` | | |\nelse | `x`\n";
        assert_eq!(drawn(text), arrows(&[("a", &["b", "c"]), ("b", &[])]));
    }

    #[test]
    fn arrows_that_one_side_lacks_are_named() {
        let lines = differences(&arrows(&[("a", &["b"]), ("z", &[])]), &arrows(&[("a", &["c"])]));
        assert_eq!(
            lines,
            [
                "  a names c, which is not in its row",
                "  a does not name b: strike it from its row",
                "  there is no module z"
            ]
        );
    }

    #[test]
    fn a_circle_is_found() {
        assert_eq!(circle(&arrows(&[("a", &["b"]), ("b", &["c"]), ("c", &["a"])])), Some("a -> b -> c".to_owned()));
        assert_eq!(circle(&arrows(&[("a", &["b", "c"]), ("b", &["c"])])), None);
    }

    #[test]
    fn comments_and_tests_do_not_count() {
        let code = "use crate::engine::{Rows};\n// crate::error\n#[cfg(test)]\nmod tests {\n use crate::host::Host; }";
        assert_eq!(named(&without_tests(code)).collect::<Vec<_>>(), ["engine"]);
    }
}
