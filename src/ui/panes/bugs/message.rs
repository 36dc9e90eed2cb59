//! A message to whoever has to act on a bug: polite, short, with the facts and their time
//! (design/ux.md §5d).

use crate::domain::time::{Timestamp, when};
use crate::store::bug_rows::BugRow;

/// The message. A restricted summary stays out of it.
pub fn message(row: &BugRow, now: Timestamp) -> String {
    let bug = &row.bug;
    let contact = bug.qa_contact.as_ref().or(bug.assignee.as_ref()).or(bug.reporter.as_ref());
    let contact = contact.map_or("everybody", |person| person.short());
    let summary = if bug.restricted { String::new() } else { format!(" ({})", bug.summary) };
    let release = row.of().map(|release| format!(" It is part of {release}.")).unwrap_or_default();
    let spent = row.spent().map(|spent| format!(" for {} weekday hours", spent.as_hours()));
    let next = row.ladder.current().map(|current| match current.late {
        true => format!(" The {} was due {} UTC.", current.rung.words(), when(current.due, now)),
        false => format!(" Next is the {}, {} UTC.", current.rung.words(), when(current.due, now)),
    });
    format!(
        "Hello {contact}, {}{summary} is in ON_QA{}.{release}{} Could you verify it, or say what is missing?\n\
         (as of {} UTC)",
        bug.key,
        spent.unwrap_or_default(),
        next.unwrap_or_default(),
        now.strftime("%a %-d %b %H:%M")
    )
}
