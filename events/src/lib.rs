//! The fixtures and the demo database, compiled in.
//!
//! `events/README.md` explains what a case is and how to add one.

mod event;
mod hostile;

pub use event::Event;
pub use hostile::{Hostile, hostile};

/// `#[test]` for every target: a test file with `use events::test` runs natively, in Node and in a browser.
#[cfg(not(all(target_family = "wasm", target_os = "unknown")))]
pub use core::prelude::v1::test;
#[cfg(all(target_family = "wasm", target_os = "unknown"))]
pub use wasm_bindgen_test::wasm_bindgen_test as test;

/// A fixture: the folder `events/cases/<name>`.
#[derive(Clone, Copy, Debug)]
pub struct Case {
    /// The folder's name, in kebab-case.
    pub name: &'static str,
    /// `event.json`: the event as AWS sends it.
    pub event: &'static str,
    /// `response.json`: the response that the function must return, and a newline. Empty until it is recorded.
    pub response: &'static str,
    /// `settings.json`: the function's environment variables, as an object of strings. `{}` if there is no such file.
    pub settings: &'static str,
}

/// Every fixture, by name.
pub const CASES: &[Case] = include!(concat!(env!("OUT_DIR"), "/cases.rs"));

/// The SQLite file that the fixtures query. `events/data/README.md` describes it.
pub const DEMO_DATABASE: &[u8] = include_bytes!("../data/nycflights.db");

impl Case {
    /// The case of this name.
    pub fn find(name: &str) -> Option<&'static Case> {
        CASES.iter().find(|case| case.name == name)
    }

    /// The environment variables of this case.
    ///
    /// # Errors
    /// `settings.json` is not an object of strings.
    pub fn variables(&self) -> serde_json::Result<std::collections::BTreeMap<String, String>> {
        serde_json::from_str(self.settings)
    }
}

#[cfg(test)]
mod tests {
    use super::test;
    use super::*;

    #[test]
    fn names_are_kebab_case() {
        for Case { name, .. } in CASES {
            let fits = name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-');
            assert!(fits, "events/cases/{name}: names are lower-case words joined by hyphens");
        }
    }

    #[test]
    fn events_are_json() {
        for Case { name, event, .. } in CASES {
            let read = serde_json::from_str::<serde_json::Value>(event);
            assert!(read.is_ok(), "events/cases/{name}/event.json: {read:?}");
        }
    }

    #[test]
    fn settings_are_variables() {
        for case in CASES {
            let variables =
                case.variables().unwrap_or_else(|error| panic!("events/cases/{}/settings.json: {error}", case.name));
            for name in variables.keys() {
                assert!(
                    name.starts_with("LIMBDA_"),
                    "events/cases/{}/settings.json: {name} does not begin with LIMBDA_",
                    case.name
                );
            }
        }
    }

    #[test]
    fn every_case_is_recorded() {
        let missing: Vec<_> = CASES.iter().filter(|case| case.response.is_empty()).map(|case| case.name).collect();
        assert!(
            missing.is_empty(),
            "no response.json in {missing:?}: cargo run -- replay events/cases/NAME/event.json --write"
        );
    }
}
