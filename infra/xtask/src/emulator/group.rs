//! Which fixtures one process of the function can answer, one after another.

use std::collections::BTreeMap;

use anyhow::{Context, Result};

use crate::cases::Case;

/// The variables that the function starts with.
pub(super) type Variables = BTreeMap<String, String>;

/// Fixtures that ask for the same function.
pub(super) struct Group<'a> {
    pub(super) variables: Variables,
    pub(super) cases: Vec<&'a Case>,
}

/// Groups the fixtures by their settings. One that may write has a process of its own, because what it writes the next
/// one would find.
pub(super) fn by_settings(cases: &[Case]) -> Result<Vec<Group<'_>>> {
    let mut groups = Vec::<Group<'_>>::new();
    for case in cases {
        let variables = variables(case)?;
        let alone = variables.get("LIMBDA_ACCESS").is_some_and(|access| access == "write");
        match groups.iter_mut().find(|group| !alone && group.variables == variables) {
            Some(group) => group.cases.push(case),
            None => groups.push(Group { variables, cases: vec![case] }),
        }
    }
    Ok(groups)
}

fn variables(case: &Case) -> Result<Variables> {
    match &*case.settings {
        "" => Ok(Variables::new()),
        json => serde_json::from_str(json)
            .with_context(|| format!("events/cases/{}/settings.json is no object of strings", case.name)),
    }
}

#[cfg(test)]
mod tests {
    use super::super::compare::tests::case;
    use super::*;

    #[test]
    fn writers_are_alone_and_readers_share() {
        let [two, write] = [r#"{"LIMBDA_MAX_ROWS": "2"}"#, r#"{"LIMBDA_ACCESS": "write"}"#];
        let settings = ["", two, write, "", write, two, "{}"];
        let cases: Vec<_> = settings.map(|settings| Case { settings: settings.into(), ..case("query", "") }).into();
        let groups = by_settings(&cases).unwrap();
        assert_eq!(groups.iter().map(|group| group.cases.len()).collect::<Vec<_>>(), [3, 2, 1, 1]);
        assert_eq!(groups[1].variables["LIMBDA_MAX_ROWS"], "2");
    }

    #[test]
    fn settings_of_another_shape_are_named() {
        let cases = [Case { settings: "[]".into(), ..case("query", "") }];
        let error = by_settings(&cases).err().unwrap().to_string();
        assert_eq!(error, "events/cases/query/settings.json is no object of strings");
    }
}
