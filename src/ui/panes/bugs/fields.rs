//! A bug as a filter sees it, on the screen and on the command line.

use super::cells;
use crate::domain::escalation::Ladder;
use crate::domain::freshness::Freshness;
use crate::domain::source::Source;
use crate::store::bug_rows::{BugRow, BugWeight};
use crate::store::snapshot::Snapshot;
use crate::ui::filter::Fields;
use crate::ui::widgets::age;

/// A row with the picture it is part of.
#[derive(Debug, Clone, Copy)]
pub struct BugFields<'a> {
    /// the row
    pub row: &'a BugRow,
    /// the picture
    pub snapshot: &'a Snapshot,
}

/// The rungs reached as they compare: `tier>=mgr`.
fn tier(row: &BugRow) -> Option<String> {
    let word = match &row.ladder {
        Ladder::Timed(climb) => climb.reached().map_or("new", |rung| rung.word()),
        Ladder::PreMerge | Ladder::Unknown => return None,
    };
    Some(word.to_lowercase())
}

impl Fields for BugFields<'_> {
    fn shown(&self) -> String {
        let (bug, row) = (&self.row.bug, self.row);
        let mut text = format!("{} {} {}", bug.key, cells::priority(bug), cells::flag(bug));
        let release = row.of().map(|release| release.to_string());
        let people = bug.qa_contact.as_ref().map(|contact| contact.short().to_owned());
        let summary = (!bug.restricted).then(|| bug.summary.clone());
        for more in [release, people, bug.component.clone(), summary].into_iter().flatten() {
            text.push(' ');
            text.push_str(&more);
        }
        text
    }

    fn field(&self, name: &str) -> Option<String> {
        let (bug, row, now) = (&self.row.bug, self.row, self.snapshot.now);
        let yes = |is: bool| Some(if is { "yes" } else { "no" }.to_owned());
        match name {
            "release" => Some(row.of()?.to_string()),
            "tier" => tier(row),
            "sev" => Some(bug.priority.clone()?.to_lowercase()),
            "qa" => Some(bug.qa_contact.as_ref()?.short().to_owned()),
            "due" => Some(row.due()?.duration_since(now).as_secs().to_string()),
            "age" => Some(now.duration_since(bug.on_qa?).as_secs().to_string()),
            "late" => yes(row.weight == BugWeight::Late),
            "stale" => yes(age::level(self.snapshot, Source::Bugs) >= Freshness::Stale),
            _ => None,
        }
    }
}
