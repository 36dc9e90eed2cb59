//! The cells of a release that come from Jira and GitLab: its bugs in ON_QA and its shipment.

use super::super::{PaneCtx, bugs, empty, words};
use crate::domain::escalation::Ladder;
use crate::domain::freshness::Freshness;
use crate::domain::shipment::{MrState, NeedState, NeedWhat, ShipmentRow};
use crate::domain::source::{Service, Source};
use crate::domain::time::span;
use crate::domain::version::Release;
use crate::store::ServiceState;
use crate::store::bug_rows::{BugSummary, summary};
use crate::ui::glyphs::Glyph;
use crate::ui::theme::Token;
use crate::ui::widgets::age;
use crate::ui::widgets::pen::Pen;

/// Cells of count, rung reached, bar and time left.
pub const ON_QA: usize = 16;
/// The same without the bar.
pub const ON_QA_SMALL: usize = 13;
/// Cells of a merge request's number, approval, stage and production.
pub const SHIPMENT: usize = 13;

/// Nothing is known: not connected is not the same as never answered.
fn unknown(pen: &mut Pen<'_>, service: Service, ctx: &PaneCtx<'_>) {
    let is_connected = ctx.snapshot.service(service) != ServiceState::NotConnected;
    pen.mark(if is_connected { Glyph::Unknown } else { Glyph::NotApplicable });
}

/// `5 MGR  ▰▰▱   7h`: how many, the highest rung reached, how far the next one is, when it is due.
pub fn on_qa(pen: &mut Pen<'_>, release: Release, with_bar: bool, ctx: &PaneCtx<'_>) {
    if !empty::known(ctx, Source::Bugs) {
        return unknown(pen, Service::Jira, ctx);
    }
    let begin = pen.at();
    let sum = summary(&ctx.snapshot.board.bugs, release);
    let stale = age::level(ctx.snapshot, Source::Bugs) >= Freshness::Stale;
    pen.text(&sum.count.to_string());
    if stale {
        pen.mark(Glyph::Stale);
    }
    if sum.count == 0 {
        return;
    }
    pen.to(begin + 3).word(tier(&sum, release, ctx), tone(&sum)).to(begin + 8);
    let Some(next) = &sum.next else { return };
    if with_bar {
        bugs::bar(pen, next, 3, ctx);
    }
    let left = if next.paused.is_some() { "paused".to_owned() } else { span(next.left) };
    let end = begin + if with_bar { ON_QA } else { ON_QA_SMALL };
    let room = end.saturating_sub(pen.at());
    let left = if left.chars().count() > room { "-".to_owned() } else { left };
    pen.to(end - left.chars().count()).word(&left, tone(&sum));
}

/// The rung's word; `new` while nobody was told, `–` when none of its bugs has a timer, `?` when nobody
/// can say where they stand.
fn tier(sum: &BugSummary, release: Release, ctx: &PaneCtx<'_>) -> &'static str {
    let unknown = || {
        let own = ctx.snapshot.board.bugs.iter().filter(|row| row.of() == Some(release));
        own.filter(|row| row.ladder == Ladder::Unknown).count()
    };
    match (sum.reached, sum.next) {
        (Some(rung), _) => rung.word(),
        (None, Some(_)) => "new",
        (None, None) if unknown() > 0 => "?",
        (None, None) => "–",
    }
}

fn tone(sum: &BugSummary) -> Token {
    if sum.late > 0 { Token::TierLate } else { Token::UiFg }
}

/// `!498 ○ S✓ P·`: the merge request, QE's approval, the releases to stage and to production.
pub fn shipment(pen: &mut Pen<'_>, release: Release, ctx: &PaneCtx<'_>) {
    let rows = ctx.snapshot.board.shipments.iter();
    let Some(row) = rows.into_iter().find(|row| row.release == release && row.is_own) else {
        return unknown_or_none(pen, release, ctx);
    };
    pen.text(&row.number);
    let level = age::level(ctx.snapshot, Source::Shipment(release));
    if level >= Freshness::Stale && row.state.is_some() {
        pen.mark(Glyph::Stale);
    }
    pen.skip(1);
    match row.state {
        None => unknown(pen, Service::Gitlab, ctx),
        Some(MrState::Merged) => drop(pen.text("merged")),
        Some(MrState::Closed) => drop(pen.text("closed")),
        Some(_) => {
            pen.mark(approval(row)).text(" S").mark(words::weight(row.stage_release.weight));
            pen.text(" P").mark(words::weight(row.prod_release.weight));
        }
    }
}

/// QE's approval, else all of them.
fn approval(row: &ShipmentRow) -> Glyph {
    let is_qe = |what: &NeedWhat| matches!(what, NeedWhat::Approval { rule } if rule.to_lowercase().contains("qe"));
    let qe = row.needs.iter().find(|need| is_qe(&need.what));
    match qe.map(|need| need.state) {
        Some(NeedState::Met) => Glyph::Pass,
        Some(NeedState::Unknown) => Glyph::Unknown,
        Some(_) => Glyph::Wait,
        None => words::weight(row.approvals.weight),
    }
}

/// No merge request is named: there is none in this flow, or nobody told yet.
fn unknown_or_none(pen: &mut Pen<'_>, release: Release, ctx: &PaneCtx<'_>) {
    let known = ctx.snapshot.board.release(release).and_then(|one| one.flow_kind);
    pen.mark(if known.is_some() { Glyph::NotApplicable } else { Glyph::Unknown });
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::glyphs::GlyphSet;
    use crate::ui::panes::picture::picture;
    use crate::ui::sample::bugs::{week_with_bugs, week_without_bugs};
    use crate::ui::sample::shipments::week_with_shipments;
    use crate::ui::sample::{release, week};

    fn cell(
        snapshot: &crate::store::Snapshot,
        set: GlyphSet,
        put: impl Fn(&mut Pen<'_>, &PaneCtx<'_>),
    ) -> String {
        let drawn = picture(snapshot, (20, 1), set, |buf, area, ctx| {
            put(&mut Pen::on(buf, ctx.look, area, 0), ctx);
        });
        drawn.trim_end().to_owned()
    }

    #[test]
    fn bugs_of_a_release_in_one_cell() {
        let of = |snapshot: &crate::store::Snapshot, name: &str, bar| {
            cell(snapshot, GlyphSet::Unicode, |pen, ctx| on_qa(pen, release(name), bar, ctx))
        };
        let bugs = week_with_bugs();
        assert_eq!(of(&bugs, "4.17.52", true), "3  LEAD ▰▰▰-3h07");
        assert_eq!(of(&bugs, "4.20.17", true), "5  MGR  ▰▰▱ 4h13");
        assert_eq!(of(&bugs, "4.20.17", false), "5  MGR   4h13");
        assert_eq!(of(&bugs, "4.16.59", true), "1  new  ▰▰▱ 5h53");
        assert_eq!(of(&bugs, "4.21.7", true), "1  ?");
        assert_eq!(of(&bugs, "4.14.63", true), "0");
        assert_eq!(of(&week_without_bugs(), "4.20.17", true), "0");
        assert_eq!(of(&week(), "4.20.17", true), "–");
    }

    #[test]
    fn nothing_zero_unknown_and_not_connected_are_told_apart_in_every_set_of_marks() {
        for set in [GlyphSet::Unicode, GlyphSet::Ascii] {
            let of = |snapshot: &crate::store::Snapshot, name: &str| {
                cell(snapshot, set, |pen, ctx| on_qa(pen, release(name), true, ctx))
            };
            let mut asking = week();
            let feeds = std::sync::Arc::make_mut(&mut asking.feeds);
            feeds.entry(Source::Bugs).or_default();
            let all = [
                of(&week(), "4.20.17"),
                of(&asking, "4.20.17"),
                of(&week_without_bugs(), "4.20.17"),
                of(&week_with_bugs(), "4.20.17"),
            ];
            for (n, one) in all.iter().enumerate() {
                assert!(!all[..n].contains(one), "{one:?} twice in {all:?}");
            }
        }
    }

    #[test]
    fn a_shipment_in_one_cell() {
        let snapshot = week_with_shipments();
        let mut album = String::new();
        for known in &snapshot.board.releases {
            let text = cell(&snapshot, GlyphSet::Unicode, |pen, ctx| {
                shipment(pen, known.release, ctx);
            });
            album.push_str(&format!("{:12} {text}\n", known.release.to_string()));
        }
        insta::assert_snapshot!(album);
    }
}
