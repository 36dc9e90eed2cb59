//! Bugs in ON_QA, printed. The summary of a restricted bug is for those who see it in Jira.

use serde::Serialize;

use super::sheet::Sheet;
use crate::domain::bugs::Person;
use crate::domain::clean;
use crate::domain::escalation::Ladder;
use crate::domain::source::Source;
use crate::domain::time::Timestamp;
use crate::domain::version::Release;
use crate::store::Snapshot;
use crate::store::bug_rows::{BelongsBy, BugRow, BugSummary, BugWeight, summary};
use crate::ui::filter::Filter;
use crate::ui::panes::bugs::{BugFields, cells};

/// `bugs`
#[derive(Debug, Serialize)]
pub struct BugsJson<'a> {
    /// whose weekdays the timers count
    zone: &'a str,
    /// in the order of the screen; `null`: Jira was never read
    bugs: Option<Vec<BugJson<'a>>>,
}

#[derive(Debug, Serialize)]
struct BugJson<'a> {
    key: &'a str,
    /// `null`: restricted
    summary: Option<&'a str>,
    restricted: bool,
    priority: Option<&'a str>,
    component: Option<&'a str>,
    qa_contact: Option<&'a Person>,
    assignee: Option<&'a Person>,
    /// whom it holds up; `null`: no known release
    release: Option<Release>,
    /// how that is known
    release_by: Option<BelongsBy>,
    weight: BugWeight,
    ladder: &'a Ladder,
}

/// The bugs of one release, in `overview`.
#[derive(Debug, Serialize)]
pub struct OnQaJson {
    count: usize,
    untimed: usize,
    late: usize,
    /// `QA`, `LEAD`, `MGR`, `96h`; `null`: nobody was told yet
    reached: Option<&'static str>,
    /// when the most urgent of the next rungs is due
    due: Option<Timestamp>,
}

/// The bugs that a filter keeps.
pub fn rows<'a>(snapshot: &'a Snapshot, filter: &Filter) -> Vec<&'a BugRow> {
    let rows = snapshot.board.bugs.iter().map(|row| &**row);
    rows.filter(|row| filter.keeps(&BugFields { row, snapshot })).collect()
}

fn is_known(snapshot: &Snapshot) -> bool {
    snapshot.feeds.get(&Source::Bugs).is_some_and(|feed| feed.fetched.is_some())
}

/// The bugs of a release in a line; `None`: Jira was never read.
pub fn of_release(snapshot: &Snapshot, release: Release) -> Option<BugSummary> {
    is_known(snapshot).then(|| summary(&snapshot.board.bugs, release))
}

/// The same with the names of JSON.
pub fn on_qa(sum: BugSummary) -> OnQaJson {
    OnQaJson {
        count: sum.count,
        untimed: sum.untimed,
        late: sum.late,
        reached: sum.reached.map(|rung| rung.word()),
        due: sum.next.map(|next| next.due),
    }
}

/// Every fact of each bug.
pub fn json<'a>(snapshot: &'a Snapshot, rows: &[&'a BugRow]) -> BugsJson<'a> {
    let bugs = rows.iter().map(|row| {
        let bug = &*row.bug;
        BugJson {
            key: &bug.key,
            summary: (!bug.restricted).then_some(&bug.summary),
            restricted: bug.restricted,
            priority: bug.priority.as_deref(),
            component: bug.component.as_deref(),
            qa_contact: bug.qa_contact.as_ref(),
            assignee: bug.assignee.as_ref(),
            release: row.of(),
            release_by: row.release.map(|belongs| belongs.by),
            weight: row.weight,
            ladder: &row.ladder,
        }
    });
    let bugs = is_known(snapshot).then(|| bugs.collect());
    BugsJson { zone: snapshot.board.zone.name(), bugs }
}

/// One row per bug.
pub fn sheet(snapshot: &Snapshot, rows: &[&BugRow]) -> Sheet {
    let now = snapshot.now;
    let row = |row: &&BugRow| {
        let bug = &*row.bug;
        let or_none = |text: Option<String>| text.unwrap_or_else(|| "–".to_owned());
        let spent = match row.ladder {
            Ladder::Unknown => "?".to_owned(),
            _ => or_none(row.spent().map(cells::weekday_hours)),
        };
        let reached = match &row.ladder {
            Ladder::Timed(climb) => climb.reached().map_or("new", |rung| rung.word()),
            Ladder::PreMerge => "–",
            Ladder::Unknown => "?",
        };
        vec![
            bug.key.clone(),
            bug.priority.clone().unwrap_or_else(|| "–".to_owned()),
            or_none(row.of().map(|release| release.to_string())),
            or_none(bug.qa_contact.as_ref().map(|contact| clean::line(contact.short()))),
            spent,
            reached.to_owned(),
            cells::next_in(row, now),
            or_none(row.due().map(|due| due.to_string())),
            if bug.restricted { "(restricted)".to_owned() } else { clean::line(&bug.summary) },
        ]
    };
    Sheet {
        columns: vec![
            "bug", "severity", "release", "contact", "on_qa", "tier", "next", "due", "summary",
        ],
        rows: rows.iter().map(row).collect(),
    }
}
