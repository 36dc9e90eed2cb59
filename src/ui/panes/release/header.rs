//! The facts above the task list.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::super::{PaneCtx, words};
use super::beside;
use crate::domain::freshness::Freshness;
use crate::domain::releases::{Assessment, FlowKind, StateWord};
use crate::domain::source::{Branch, Source};
use crate::domain::tasks::TaskName;
use crate::domain::time;
use crate::ui::glyphs::Glyph;
use crate::ui::layout::split_top;
use crate::ui::theme::Token;
use crate::ui::widgets::age;
use crate::ui::widgets::pen::Pen;
use crate::ui::widgets::rule::rule;

/// At most so many warnings stand in the header; the rest are counted.
const SHOWN: usize = 2;

/// Why nothing is known of it, and where its sources contradict each other.
fn warnings(release: &Assessment) -> impl Iterator<Item = &str> {
    let unknown = release.reasons.first().filter(|_| release.state == StateWord::Unknown);
    let unknown = unknown.map(|reason| match reason.detail.as_str() {
        "" => reason.what.as_str(),
        detail => detail,
    });
    unknown.into_iter().chain(release.facts.contradictions.iter().map(String::as_str))
}

/// Rows the header takes.
pub fn height(ctx: &PaneCtx<'_>, release: &Assessment, wide: bool) -> u16 {
    let shown = warnings(release).take(SHOWN).count();
    match wide {
        true => 4 + beside::height(ctx, release) + u16::try_from(shown).unwrap_or(0),
        false => 1 + u16::from(shown > 0),
    }
}

fn flow_word(kind: Option<FlowKind>) -> &'static str {
    match kind {
        Some(FlowKind::Konflux) => "Konflux",
        Some(FlowKind::Errata) => "Errata",
        None => "?",
    }
}

/// Draws rule and facts.
pub fn draw(buf: &mut Buffer, area: Rect, ctx: &PaneCtx<'_>, release: &Assessment, wide: bool) {
    if area.height == 0 {
        return;
    }
    let state = release.state.word();
    let (due, _) = words::due(release.due, ctx.snapshot, Source::BuildData(release.release.y));
    let flow = flow_word(release.flow_kind);
    if !wide {
        let limited =
            if release.facts.worksheet.is_some() { " ─ limited: worksheet" } else { "" };
        let title = format!("{} {state} ─ {due} ─ {flow}{limited}", release.release);
        let passed = release.passed.map_or_else(|| "?".to_owned(), |n| n.to_string());
        let right = format!("tasks {passed}/{}", TaskName::TRACKED.len());
        rule(buf, ctx.look, area, 0, &title, &right, false);
        warn(buf, Rect { y: area.y + 1, height: area.height - 1, ..area }, ctx, release);
        return;
    }
    let date = release.due.map_or_else(String::new, |due| time::weekday_date(due.date));
    let due = if date.starts_with(&due) { date } else { format!("{due} {date}") };
    let title = format!("{} ─ {state} ─ due {}", release.release, due.trim_end());
    rule(buf, ctx.look, area, 0, &title, "J next release  K previous", false);
    first_line(&mut Pen::on(buf, ctx.look, area, 1), ctx, release, flow);
    second_line(&mut Pen::on(buf, ctx.look, area, 2), ctx, release);
    let (lines, below) = split_top(split_top(area, 3).1, beside::height(ctx, release));
    beside::draw(buf, lines, ctx, release);
    warn(buf, below, ctx, release);
}

fn fact(pen: &mut Pen<'_>, name: &str, value: Option<&str>) {
    pen.faint(name).skip(1);
    match value {
        Some(value) => pen.text(value),
        None => pen.mark(Glyph::NotApplicable),
    };
    pen.skip(6);
}

fn first_line(pen: &mut Pen<'_>, ctx: &PaneCtx<'_>, release: &Assessment, flow: &str) {
    pen.skip(1);
    fact(pen, "flow", Some(flow));
    let ticket = release.facts.jira_ticket.as_deref();
    let placeholder = ticket == Some("ART-0");
    fact(pen, "ticket", ticket);
    if placeholder {
        pen.faint("(placeholder)").skip(6);
    }
    if release.facts.advisories.is_empty() {
        fact(pen, "advisories", None);
    } else if !beside::has_states(ctx, release) {
        beside::advisories(pen, ctx, release);
    }
    if age::level(ctx.snapshot, Source::BuildData(release.release.y)) == Freshness::Never {
        pen.skip(2).faint("build data not read");
    }
}

fn second_line(pen: &mut Pen<'_>, ctx: &PaneCtx<'_>, release: &Assessment) {
    let (facts, now) = (&release.facts, ctx.snapshot.now);
    let promoted = facts.promoted.map(|stamp| age::stamp(Some(stamp), now));
    let boxed = age::age_of(ctx.snapshot, &[Source::Branch(Branch::ZStream)], ctx.relative);
    pen.skip(1);
    fact(pen, "candidate", facts.candidate.as_ref().map(|build| build.0.as_str()));
    fact(pen, "promoted", promoted.as_deref());
    fact(pen, "shipment", facts.shipment.as_deref());
    if let Some(sheet) = &facts.worksheet {
        let source = [Source::Report(release.release.y)];
        let read = age::age_of(ctx.snapshot, &source, ctx.relative);
        pen.word("limited: worksheet", Token::StatusWarn).skip(1);
        pen.text(sheet.overall.map_or("", |overall| overall.word())).skip(1).faint(&read.text);
        return;
    }
    pen.faint("StateBox ");
    pen.word(
        &boxed.text,
        if boxed.level >= Freshness::Stale { Token::FreshStale } else { Token::UiFg },
    );
}

fn warn(buf: &mut Buffer, area: Rect, ctx: &PaneCtx<'_>, release: &Assessment) {
    let all = warnings(release).count();
    let shown = usize::from(area.height).min(SHOWN);
    for (dy, text) in (0..).zip(warnings(release).take(shown)) {
        let mut pen = Pen::on(buf, ctx.look, area, dy);
        pen.skip(1).mark(Glyph::Warn).skip(1);
        if usize::from(dy) + 1 == shown && all > shown {
            pen.faint(&format!("(1 of {}) ", all - usize::from(dy)));
        }
        pen.word(text, Token::StatusWarn);
    }
}

/// The only line of the header on the smallest screens.
pub fn digest(buf: &mut Buffer, area: Rect, ctx: &PaneCtx<'_>, release: &Assessment) {
    let glyph = words::release(release);
    let mut pen = Pen::on(buf, ctx.look, area, 0);
    pen.mark(glyph).skip(1).text(&release.release.to_string()).skip(1);
    pen.word(release.state.word(), glyph.token());
    pen.skip(2).faint(release.reasons.first().map_or("", |reason| &reason.what));
}
