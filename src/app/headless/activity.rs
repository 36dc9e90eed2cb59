//! What was seen to change, printed.

use serde::Serialize;

use super::sheet::Sheet;
use crate::domain::chronicle::Entry;
use crate::domain::clean;
use crate::store::Snapshot;
use crate::ui::filter::Filter;
use crate::ui::panes::activity::EntryFields;

/// `activity`
#[derive(Debug, Serialize)]
pub struct ActivityJson<'a> {
    /// newest first
    entries: Vec<&'a Entry>,
}

/// The changes that a filter keeps, newest first.
pub fn rows<'a>(snapshot: &'a Snapshot, filter: &Filter) -> Vec<&'a Entry> {
    let all = snapshot.chronicle.entries().rev();
    all.filter(|entry| filter.keeps(&EntryFields { entry, snapshot })).collect()
}

/// Every fact of each change.
pub fn json(rows: Vec<&Entry>) -> ActivityJson<'_> {
    ActivityJson { entries: rows }
}

/// One row per change.
pub fn sheet(rows: &[&Entry]) -> Sheet {
    let row = |entry: &&Entry| {
        vec![
            format!("{:.0}", entry.at),
            "observed".to_owned(),
            entry.what.clone(),
            entry.about.words(),
            clean::line(&entry.result),
        ]
    };
    Sheet {
        columns: vec!["when", "who", "what", "target", "result"],
        rows: rows.iter().map(row).collect(),
    }
}
