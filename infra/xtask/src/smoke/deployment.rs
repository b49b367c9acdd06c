//! What is known of a deployment, and which fixtures it answers as they are recorded.

use std::collections::BTreeMap;

use ureq::http::Method;

use super::fixture::Fixture;

/// What in a request makes its answer another every time.
const NEVER_THE_SAME: [(&str, &str); 3] = [
    ("'now'", "its answer is the time of day"),
    ("current_time", "its answer is the time of day"),
    ("random", "its answer is made by chance"),
];

/// Settings on which no recorded answer depends: where the data is, and what a client puts before every path.
const ANYWHERE: [&str; 2] = ["LIMBDA_DATABASE", "LIMBDA_BASE_PATH"];

/// Settings that `/health` tells.
const TOLD: [&str; 2] = ["LIMBDA_ACCESS", "LIMBDA_DURABILITY"];

/// Settings that decide who may; a token that is given answers them.
const WHO: [&str; 2] = ["LIMBDA_TOKENS", "LIMBDA_CLAIMS"];

/// A deployment.
#[derive(Clone, Debug, Default)]
pub(super) struct Deployment {
    /// The settings that differ from the defaults.
    pub(super) settings: BTreeMap<String, String>,
    /// `read` or `write`, from `/health`.
    pub(super) access: String,
    /// `ephemeral` or `durable`, from `/health`.
    pub(super) durability: String,
    /// Whether a token is sent.
    pub(super) token: bool,
    /// Whether the data is new and nobody else's, so that a fixture may write.
    pub(super) fresh: bool,
}

impl Deployment {
    /// Why a fixture is not sent; nothing, if it is.
    pub(super) fn passes_over(&self, fixture: &Fixture) -> Option<String> {
        let request = match &fixture.request {
            Ok(request) => request,
            Err(why) => return Some(why.clone()),
        };
        if fixture.claims {
            return Some("what an authorizer claims of the caller is in the event alone".to_owned());
        }
        let body = String::from_utf8_lossy(&request.body);
        if let Some((_, why)) = NEVER_THE_SAME.iter().find(|(sql, _)| body.contains(sql)) {
            return Some((*why).to_owned());
        }
        self.other_settings(fixture)
            .or_else(|| self.other_access(fixture, request.method == Method::GET))
            .or_else(|| self.other_durability(fixture))
            .or_else(|| {
                let refused = self.token && request.header("authorization").is_none() && fixture.recorded.status == 401;
                refused.then(|| "it is about a request without a token, and one is given".to_owned())
            })
    }

    fn other_settings(&self, fixture: &Fixture) -> Option<String> {
        let answered = |name: &str| {
            self.token && WHO.contains(&name) && !WHO.iter().any(|name| fixture.settings.contains_key(*name))
        };
        let counts = |name: &str| !ANYWHERE.contains(&name) && !TOLD.contains(&name) && !answered(name);
        let counted = |settings: &BTreeMap<String, String>| {
            settings
                .iter()
                .filter(|(name, _)| counts(name))
                .map(|(n, v)| (n.clone(), v.clone()))
                .collect::<BTreeMap<_, _>>()
        };
        let (needs, has) = (counted(&fixture.settings), counted(&self.settings));
        if let Some((name, value)) = needs.iter().find(|(name, value)| has.get(*name) != Some(value)) {
            let value = if WHO.contains(&name.as_str()) { "..." } else { value };
            return Some(format!("needs {name}={value}"));
        }
        let more = has.keys().find(|name| !needs.contains_key(*name))?;
        Some(format!("needs the default of {more}"))
    }

    fn other_access(&self, fixture: &Fixture, reads: bool) -> Option<String> {
        let needs = fixture.settings.get("LIMBDA_ACCESS").map_or("read", String::as_str);
        if needs == "write" && self.access != "write" {
            return Some("needs LIMBDA_ACCESS=write".to_owned());
        }
        if needs == "write" && !self.fresh && !reads {
            return Some("it writes, and would find what it wrote the last time".to_owned());
        }
        let of_a_reader = [fixture.recorded.field("code"), fixture.recorded.field("access")];
        let told = of_a_reader.iter().flatten().any(|text| text == "read-only" || text == "read");
        (needs == "read" && self.access == "write" && told).then(|| "needs LIMBDA_ACCESS=read".to_owned())
    }

    fn other_durability(&self, fixture: &Fixture) -> Option<String> {
        let recorded = fixture.recorded.field("durability")?;
        (recorded != self.durability).then(|| format!("needs LIMBDA_DURABILITY={recorded}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fixture(name: &str) -> Fixture {
        Fixture::of(events::Case::find(name).unwrap()).unwrap()
    }

    fn reader() -> Deployment {
        Deployment { access: "read".into(), durability: "ephemeral".into(), ..Deployment::default() }
    }

    #[track_caller]
    fn check(deployment: &Deployment, name: &str, why: Option<&str>) {
        assert_eq!(deployment.passes_over(&fixture(name)).as_deref(), why, "{name}");
    }

    #[test]
    fn a_deployment_as_it_comes() {
        let deployment = reader();
        check(&deployment, "query-airlines", None);
        check(&deployment, "health", None);
        check(&deployment, "http-api-base-path", None);
        check(&deployment, "error-read-only", None);
        check(&deployment, "rows-truncated", Some("needs LIMBDA_MAX_ROWS=3"));
        check(&deployment, "read-without-token", Some("needs LIMBDA_TOKENS=..."));
        check(&deployment, "write-insert", Some("needs LIMBDA_TOKENS=..."));
        check(&deployment, "claim-reads", Some("what an authorizer claims of the caller is in the event alone"));
        check(&deployment, "sql-random", Some("its answer is made by chance"));
        check(&deployment, "sql-date-now", Some("its answer is the time of day"));
        check(&deployment, "load-balancer-time", Some("its answer is the time of day"));
        check(&deployment, "sql-date-functions", None);
        check(&deployment, "error-event-queue", Some("it is no HTTP event"));
    }

    #[test]
    fn other_settings() {
        let settings = BTreeMap::from([("LIMBDA_MAX_ROWS".to_owned(), "3".to_owned())]);
        let deployment = Deployment { settings, ..reader() };
        check(&deployment, "rows-truncated", None);
        check(&deployment, "query-airlines", Some("needs the default of LIMBDA_MAX_ROWS"));
    }

    #[test]
    fn a_token_answers_who_may() {
        let settings = BTreeMap::from([("LIMBDA_TOKENS".to_owned(), "read:0".to_owned())]);
        let deployment = Deployment { settings, token: true, ..reader() };
        check(&deployment, "query-airlines", None);
        check(&deployment, "read-without-token", Some("needs LIMBDA_TOKENS=..."));
    }

    #[test]
    fn one_that_writes() {
        let deployment = Deployment { access: "write".into(), ..reader() };
        check(&deployment, "query-airlines", None);
        check(&deployment, "error-read-only", Some("needs LIMBDA_ACCESS=read"));
        check(&deployment, "health", Some("needs LIMBDA_ACCESS=read"));
        let settings = fixture("write-insert").settings;
        let deployment = Deployment { settings, ..deployment };
        check(&deployment, "write-insert", Some("it writes, and would find what it wrote the last time"));
        check(&Deployment { fresh: true, ..deployment }, "write-insert", None);
    }

    #[test]
    fn one_whose_writes_last() {
        let deployment = Deployment { durability: "durable".into(), ..reader() };
        check(&deployment, "health", Some("needs LIMBDA_DURABILITY=ephemeral"));
    }
}
