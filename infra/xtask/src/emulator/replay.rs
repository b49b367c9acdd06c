//! Every fixture under every emulator.

use std::fs;
use std::path::Path;
use std::time::Instant;

use anyhow::{Context, Result, ensure};

use super::Options;
use super::cargo_lambda::CargoLambda;
use super::compare::{Answer, difference};
use super::group::{self, Group, Variables};
use super::report::Report;
use super::rie::Rie;
use super::task::Task;
use crate::bootstrap::processor::Processor;
use crate::bootstrap::{self, glibc};
use crate::cases::{self, Case};
use crate::shell;

/// Something that runs a function as Lambda does.
pub(super) trait Emulator {
    fn name(&self) -> &'static str;

    /// Starts it with a function of these variables, whose temporary files go into the folder, as does what both print.
    fn start(&self, task: &Task, variables: &Variables, folder: &Path) -> Result<Box<dyn Function>>;
}

/// A function that runs.
pub(super) trait Function {
    /// Sends it the event in a file, and gives what it returns.
    fn invoke(&mut self, event: &Path) -> Result<String>;
}

pub(crate) fn run(options: &Options) -> Result<()> {
    let cases = chosen(&options.cases)?;
    // What is missing is told before the long work.
    let emulators: [Box<dyn Emulator>; 2] =
        [Box::new(Rie::find_or_install()?), Box::new(CargoLambda::find_or_install()?)];
    let bootstrap = bootstrap::built()?;
    if let Some(processor) = Processor::of_this_machine() {
        // Here it would start.
        glibc::check(&bootstrap, processor)?;
    }
    let task = Task::laid_out(&bootstrap)?;
    let groups = group::by_settings(&cases)?;
    let mut reports = Vec::new();
    for emulator in &emulators {
        let name = emulator.name();
        println!("{name}: {} events, {} processes of the function", cases.len(), groups.len());
        reports.push(replayed(emulator.as_ref(), &groups, &task).with_context(|| format!("under {name}"))?);
        task.is_untouched().with_context(|| format!("under {name}"))?;
    }
    print!("{}", Report::summary(&reports, &cases));
    let differing: usize = reports.iter().map(Report::differing).sum();
    ensure!(differing == 0, "{differing} responses differ from what is recorded");
    Ok(())
}

fn chosen(names: &[String]) -> Result<Vec<Case>> {
    let mut cases = cases::all()?;
    for name in names {
        ensure!(cases.iter().any(|case| case.name == *name), "there is no fixture events/cases/{name}");
    }
    cases.retain(|case| names.is_empty() || names.contains(&case.name));
    Ok(cases)
}

/// Every group with a process of its own.
fn replayed(emulator: &dyn Emulator, groups: &[Group<'_>], task: &Task) -> Result<Report> {
    let folder = shell::target_dir().join("emulator").join(emulator.name().replace([' ', '\''], "-"));
    if folder.exists() {
        fs::remove_dir_all(&folder).with_context(|| format!("cannot remove {}", folder.display()))?;
    }
    let mut report = Report::new(emulator.name());
    for group in groups {
        let Some(first) = group.cases.first() else { continue };
        let folder = folder.join(&first.name);
        fs::create_dir_all(&folder).with_context(|| format!("cannot create {}", folder.display()))?;
        let mut function = emulator.start(task, &group.variables, &folder)?;
        for (at, case) in group.cases.iter().enumerate() {
            answered(function.as_mut(), case, at == 0, &mut report)
                .with_context(|| format!("events/cases/{}", case.name))?;
        }
    }
    Ok(report)
}

/// Sends one event, and notes the response: whether it is the recorded one, and its time.
fn answered(function: &mut dyn Function, case: &Case, first: bool, report: &mut Report) -> Result<()> {
    let begun = Instant::now();
    let json = function.invoke(&case.event)?;
    let took = begun.elapsed();
    let answer = match Answer::parse(json) {
        Ok(answer) => answer,
        Err(error) => {
            report.differs(&case.name, &error.to_string());
            return Ok(());
        }
    };
    report.took(first, took, answer.timing);
    if answer.timing.cold != first {
        report.differs(
            &case.name,
            "it is `cold` on the first event of a process, and on no other: the process was started anew",
        );
    } else if let Some(difference) = difference(case, &answer.json) {
        report.differs(&case.name, &difference);
    } else {
        report.same();
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use anyhow::bail;

    use super::super::compare::tests::case;
    use super::*;

    /// What it returns, one after another.
    struct StandIn(Vec<String>);

    impl Function for StandIn {
        fn invoke(&mut self, _: &Path) -> Result<String> {
            if self.0.is_empty() { bail!("it has ended") } else { Ok(self.0.remove(0)) }
        }
    }

    const RECORDED: &str = r#"{"statusCode":200,"headers":{"content-type":"application/json"},"body":"{}"}"#;

    fn timed(timing: &str) -> String {
        RECORDED.replace(r#"json"}"#, &format!(r#"json","server-timing":"{timing}"}}"#))
    }

    #[track_caller]
    fn differing(answers: [&str; 2], count: usize) {
        let mut function = StandIn(answers.map(str::to_owned).into());
        let mut report = Report::new("a stand-in");
        for first in [true, false] {
            answered(&mut function, &case("query", RECORDED), first, &mut report).unwrap();
        }
        assert_eq!(report.differing(), count, "{answers:?}");
        assert!(answered(&mut function, &case("query", RECORDED), false, &mut report).is_err());
    }

    #[test]
    fn what_differs_is_counted() {
        let (cold, warm) = (&*timed("cold, function;dur=9.000"), &*timed("function;dur=0.100"));
        differing([cold, warm], 0);
        differing([cold, &warm.replace("200", "404")], 1);
        differing([&cold.replace("{}", "{ }"), &warm.replace("json", "text")], 2);
        differing([RECORDED, warm], 1);
        differing([r#"{"errorType":"Runtime.ExitError"}"#, warm], 1);
    }

    #[test]
    fn a_process_that_was_started_anew_is_seen() {
        let (cold, warm) = (&*timed("cold, function;dur=9.000"), &*timed("function;dur=0.100"));
        differing([cold, cold], 1);
        differing([warm, warm], 1);
    }

    #[test]
    fn a_fixture_that_is_not_there_is_named() {
        assert!(chosen(&[]).unwrap().len() > 100);
        assert_eq!(chosen(&["health".into(), "schema".into()]).unwrap().len(), 2);
        let error = chosen(&["no-such-case".into()]).err().unwrap().to_string();
        assert_eq!(error, "there is no fixture events/cases/no-such-case");
    }
}
