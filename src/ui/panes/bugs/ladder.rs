//! The contact ladder: who was told, when, and what follows.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::super::PaneCtx;
use super::{cells, detail, table};
use crate::domain::bugs::Addressee;
use crate::domain::escalation::{Climb, Ladder, Rung, Step, StepState};
use crate::domain::time::{Timestamp, span, when};
use crate::store::bug_rows::BugRow;
use crate::ui::glyphs::Glyph;
use crate::ui::layout::{split_left, split_top};
use crate::ui::theme::Token;
use crate::ui::widgets::pen::{Align, Pen};
use crate::ui::widgets::rule::rule;
use crate::ui::widgets::text::CutSide;

/// Draws the pane: beside the detail, or alone below the list.
pub fn draw(buf: &mut Buffer, area: Rect, ctx: &PaneCtx<'_>, row: &BugRow, beside: bool) {
    if area.height == 0 {
        return;
    }
    let area = if beside { split_left(area, 1).1 } else { area };
    let title =
        if beside { "Contact ladder".to_owned() } else { format!("{} ladder", row.bug.key) };
    rule(buf, ctx.look, area, 0, &title, "", false);
    let (_, body) = split_top(area, 1);
    match (&row.ladder, beside) {
        (Ladder::Timed(climb), true) => tall(buf, body, ctx, climb),
        (Ladder::Timed(climb), false) => low(buf, body, ctx, row, climb),
        (Ladder::PreMerge, _) => say(
            buf,
            body,
            ctx,
            &["No timer: every linked pull request was verified before its merge."],
        ),
        (Ladder::Unknown, _) => say(
            buf,
            body,
            ctx,
            &[
                "Nobody can say where it stands: Jira's history has no move to ON_QA.",
                "The notifier does nothing about it either.",
            ],
        ),
    }
}

fn say(buf: &mut Buffer, area: Rect, ctx: &PaneCtx<'_>, lines: &[&str]) {
    for (dy, line) in (0..).zip(lines) {
        Pen::on(buf, ctx.look, area, dy).skip(1).text(line);
    }
}

fn told(rung: Rung) -> &'static str {
    match rung {
        Rung::Qa => "QA contact",
        Rung::Lead => "Team lead",
        Rung::Mgr => "Manager",
        Rung::Label => "96h label",
    }
}

/// Whom a notice that stands in addresses.
fn stand_in(by: Addressee) -> &'static str {
    match by {
        Addressee::QaContact => "QA contact",
        Addressee::TeamLead => "team lead",
        Addressee::Manager => "manager",
        Addressee::Assignee => "assignee",
        Addressee::Reporter => "reporter",
    }
}

fn who(step: &Step) -> String {
    match (step.who.as_slice(), step.rung) {
        ([], Rung::Label) => "on the bug".to_owned(),
        ([], _) => "nobody is known".to_owned(),
        (names, _) => names.join(", "),
    }
}

/// When, and in which sense.
fn at(step: &Step, now: Timestamp) -> String {
    match step.state {
        StepState::Sent { at } | StepState::Met { at, .. } => when(at, now),
        // the mark tells which of them it is
        StepState::Counting { due } | StepState::Late { due } => format!("due {}", when(due, now)),
        StepState::Later => "–".to_owned(),
        StepState::Set => "set".to_owned(),
    }
}

fn tall(buf: &mut Buffer, area: Rect, ctx: &PaneCtx<'_>, climb: &Climb) {
    let (fg, muted) = (ctx.look.style(Token::UiFg), ctx.look.style(Token::UiMuted));
    let now = ctx.snapshot.now;
    let mut heads = Pen::on(buf, ctx.look, area, 0);
    heads.skip(1).faint("  RUNG").to(14).faint("WHO").to(29).faint("SENT");
    let mut dy = 1;
    for step in &climb.steps {
        let mut pen = Pen::on(buf, ctx.look, area, dy);
        pen.skip(1).mark(cells::step(step.state)).skip(1).text(told(step.rung)).to(14);
        pen.cell(&who(step), 14, CutSide::Middle, Align::Left, fg).skip(1);
        pen.styled(&at(step, now), if step.state == StepState::Later { muted } else { fg });
        dy += 1;
        if let StepState::Met { by, again, .. } = step.state {
            let text = match again {
                false => format!("met by the notice to the {}", stand_in(by)),
                true => format!("the {} was told before, and is not told twice", stand_in(by)),
            };
            Pen::on(buf, ctx.look, area, dy).skip(5).faint(&text);
            dy += 1;
        }
    }
    if let Some(current) = &climb.current {
        let mut pen = Pen::on(buf, ctx.look, area, dy);
        table::bar(pen.skip(5), current, cells::BAR, ctx);
        pen.skip(2).text(&format!(
            "{} of {}, {}",
            cells::weekday_hours(current.gone),
            cells::weekday_hours(current.whole),
            match current.late {
                true => format!("{} late", span(current.left.abs())),
                false => format!("{} left", span(current.left)),
            }
        ));
        dy += 1;
        if let Some(until) = current.paused {
            let text = format!("a weekend: the time goes on {}", when(until, now));
            Pen::on(buf, ctx.look, area, dy).skip(5).text(&text);
            dy += 1;
        }
    }
    if climb.stale_label {
        Pen::on(buf, ctx.look, area, dy).skip(1).mark(Glyph::Warn).text(" the label is old");
        dy += 1;
    }
    for line in [
        "If a contact is missing: the assignee and",
        "their manager, then the reporter.",
        "Every notice sent starts 24 weekday hours.",
    ] {
        dy += 1;
        Pen::on(buf, ctx.look, area, dy).skip(1).faint(line);
    }
}

/// Two rungs a line, and the most useful of the detail.
fn low(buf: &mut Buffer, area: Rect, ctx: &PaneCtx<'_>, row: &BugRow, climb: &Climb) {
    let half = usize::from(area.width / 2);
    for (nth, step) in climb.steps.iter().enumerate() {
        let dy = u16::try_from(nth / 2).unwrap_or(0);
        let mut pen = Pen::on(buf, ctx.look, area, dy);
        pen.skip(1 + nth % 2 * half).mark(cells::step(step.state)).skip(1);
        let text = format!("{} {} {}", told(step.rung), who(step), at(step, ctx.snapshot.now));
        pen.cell(
            &text,
            half.saturating_sub(4),
            CutSide::End,
            Align::Left,
            ctx.look.style(Token::UiFg),
        );
    }
    for (dy, line) in (2..).zip(detail::lines(row, ctx)) {
        Pen::on(buf, ctx.look, area, dy).skip(1).text(&line);
    }
}
