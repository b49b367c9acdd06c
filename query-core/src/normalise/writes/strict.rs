//! STRICT tables.

use limbo_parser::ast::{Stmt, TriggerEvent, TriggerTime};

use super::{Write, limitation, target};
use crate::error::Error;

/// A BEFORE trigger of the engine's sees a value before it has the column's type.
pub(super) fn triggers(write: &Write<'_>) -> Result<(), Error> {
    let Some(name) = target(write.statement) else { return Ok(()) };
    let Some(table) = write.catalog.table(name.as_str()).filter(|table| table.is_strict) else { return Ok(()) };
    let fires = |event: &TriggerEvent| match write.statement {
        Stmt::Insert { .. } => matches!(event, TriggerEvent::Insert | TriggerEvent::Update | TriggerEvent::UpdateOf(_)),
        Stmt::Update(_) => matches!(event, TriggerEvent::Update | TriggerEvent::UpdateOf(_)),
        _ => false,
    };
    let before = |trigger: &&std::sync::Arc<_>| is_before(trigger, fires);
    match write.catalog.triggers(&table.name).find(before) {
        None => Ok(()),
        Some(trigger) => Err(limitation(format!(
            "a BEFORE trigger ({}) on a STRICT table is not supported by the engine: make it an AFTER trigger",
            trigger.name
        ))),
    }
}

fn is_before(trigger: &crate::engine::catalog::Trigger, fires: impl Fn(&TriggerEvent) -> bool) -> bool {
    trigger.time == TriggerTime::Before && fires(&trigger.event)
}
