//! The selected bug: whose it is, since when, what was tested before the merge, and what happens when the
//! release ships without it.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::super::PaneCtx;
use super::cells;
use crate::domain::bugs::{Bug, Person, PreMerge, Pull};
use crate::domain::releases::FlowKind;
use crate::domain::time;
use crate::store::bug_rows::{BelongsBy, BugRow};
use crate::ui::clock;
use crate::ui::layout::split_top;
use crate::ui::widgets::pen::Pen;
use crate::ui::widgets::rule::rule;

/// Draws the pane.
pub fn draw(buf: &mut Buffer, area: Rect, ctx: &PaneCtx<'_>, row: &BugRow) {
    if area.height == 0 {
        return;
    }
    let bug = &row.bug;
    let parts = [
        Some(bug.key.as_str()),
        bug.priority.as_deref(),
        Some(cells::flag(bug)).filter(|flag| !flag.is_empty()),
        bug.restricted.then_some("restricted"),
    ];
    let title = parts.into_iter().flatten().collect::<Vec<_>>().join(" ─ ");
    rule(buf, ctx.look, area, 0, &title, "", false);
    let (_, body) = split_top(area, 1);
    for (dy, line) in (0..).zip(lines(row, ctx)) {
        Pen::on(buf, ctx.look, body, dy).skip(1).text(&line);
    }
}

/// Its lines, most useful first.
pub fn lines(row: &BugRow, ctx: &PaneCtx<'_>) -> Vec<String> {
    let bug = &row.bug;
    let mut lines = vec![
        // Never more than its class: who may read it reads it in Jira.
        if bug.restricted { "summary restricted".to_owned() } else { bug.summary.clone() },
        format!("{}   component {}", belongs(row), bug.component.as_deref().unwrap_or("–")),
        format!(
            "assignee {}   QA contact {}   reporter {}",
            name(bug.assignee.as_ref()),
            name(bug.qa_contact.as_ref()),
            name(bug.reporter.as_ref())
        ),
        since(row, ctx),
        pulls(bug),
        String::new(),
        "If still ON_QA when the release ships".to_owned(),
    ];
    lines.extend(ending(row, ctx));
    lines
}

fn name(person: Option<&Person>) -> String {
    match person {
        None => "(none)".to_owned(),
        Some(person) if person.active => person.short().to_owned(),
        Some(person) => format!("{} (inactive)", person.short()),
    }
}

fn belongs(row: &BugRow) -> String {
    let Some(belongs) = row.release else {
        return "release –, none is planned in its target version".to_owned();
    };
    let how = match belongs.by {
        BelongsBy::Shipment => "in its shipment",
        BelongsBy::Advisory => "in its advisory",
        BelongsBy::TargetVersion => "by target version",
    };
    format!("release {} {how}", belongs.release)
}

fn since(row: &BugRow, ctx: &PaneCtx<'_>) -> String {
    let Some(at) = row.bug.on_qa else {
        return "ON_QA since ?: Jira's history has no move to ON_QA".to_owned();
    };
    let clock_hours = ctx.snapshot.now.duration_since(at).as_hours();
    let spent = row.spent().map(|spent| format!("   {} weekday hours", spent.as_hours()));
    format!(
        "ON_QA since {} {} UTC{}, {clock_hours} clock hours",
        time::weekday_date(time::day(at)),
        clock::utc(at),
        spent.unwrap_or_default()
    )
}

fn pulls(bug: &Bug) -> String {
    if bug.pulls.is_empty() {
        return "linked PRs  none in openshift".to_owned();
    }
    let words = |pull: &Pull| {
        let word = match pull.verified {
            None => "labels unknown",
            Some(PreMerge::Verified) => "verified",
            Some(PreMerge::Later) => "verified-later, to be tested after the merge",
            Some(PreMerge::Not) => "not verified before the merge",
        };
        format!("{} {word}", pull.name)
    };
    format!("linked PRs  {}", bug.pulls.iter().map(words).collect::<Vec<_>>().join("   "))
}

fn ending(row: &BugRow, ctx: &PaneCtx<'_>) -> Vec<String> {
    let flow = row
        .of()
        .and_then(|release| ctx.snapshot.board.release(release))
        .and_then(|release| release.flow_kind);
    let flow = match flow {
        Some(FlowKind::Konflux) => {
            "  Konflux flow: only verified bugs are picked up, nothing to drop"
        }
        Some(FlowKind::Errata) => "  Errata flow: it has to be dropped from its advisory",
        None => "  flow unknown: whether it has to be dropped cannot be said",
    };
    let mut lines = vec![flow.to_owned()];
    if row.bug.is_cve_tracker() {
        lines.push("  CVE trackers are never dropped automatically".to_owned());
    }
    lines
}
