//! WebAssembly beside native: the same benches, by the same names.

use super::Section;
use super::markdown::table;
use crate::bench::measure::criterion::Medians;
use crate::bench::measure::figure;

/// A table of what both have.
pub(super) fn section(native: &Medians, wasm: &Medians) -> Section {
    let micro = |nanoseconds: f64| figure::significant(nanoseconds / 1e3, 3);
    let rows: Vec<_> = ratios(native, wasm)
        .into_iter()
        .map(|(id, native, wasm, ratio)| vec![format!("`{id}`"), micro(native), micro(wasm), figure::ratio(ratio)])
        .collect();
    let text = format!(
        "The same requests in WebAssembly, in Node, the demo database in memory: medians, in microseconds.\n\n{}",
        table(&["bench", "native, us", "WebAssembly, us", "to native"], &rows)
    );
    Section { title: "WebAssembly", part: "wasm", text, plots: Vec::new() }
}

/// Id, native, WebAssembly, and what the second is to the first.
pub(super) fn ratios<'a>(native: &Medians, wasm: &'a Medians) -> Vec<(&'a str, f64, f64, f64)> {
    let both = |(id, wasm): (&'a String, &f64)| {
        let native = native.get(id)?;
        Some((&**id, *native, *wasm, wasm / native))
    };
    wasm.iter().filter_map(both).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_both_have() {
        let medians =
            |list: &[(&str, f64)]| list.iter().map(|(id, time)| ((*id).to_owned(), *time)).collect::<Medians>();
        let (native, wasm) =
            (medians(&[("warm/a", 2.0), ("warm/b", 1.0)]), medians(&[("warm/a", 5.0), ("warm/c", 1.0)]));
        assert_eq!(ratios(&native, &wasm), [("warm/a", 2.0, 5.0, 2.5)]);
    }
}
