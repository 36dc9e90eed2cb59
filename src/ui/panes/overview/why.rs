//! The lower pane: why the selected release is where it is, what happens next and who does it.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::super::{PaneCtx, empty, next, words};
use crate::domain::releases::{Activity, Assessment, Reason};
use crate::domain::source::Service;
use crate::domain::tasks::TaskName;
use crate::ui::glyphs::Glyph;
use crate::ui::layout::{split_left, split_top};
use crate::ui::theme::Token;
use crate::ui::widgets::age;
use crate::ui::widgets::pen::Pen;
use crate::ui::widgets::rule::rule;

/// Services whose columns are left out while they are not connected.
const ELSEWHERE: &[Service] = &[Service::Jira, Service::Gitlab];

/// Draws the pane; nothing when it has no room.
pub fn draw(buf: &mut Buffer, area: Rect, ctx: &PaneCtx<'_>, release: Option<&Assessment>) {
    let Some(release) = release else {
        if area.height > 0 {
            rule(buf, ctx.look, area, 0, "no release selected", "", false);
        }
        return;
    };
    let state = release.state.word();
    let (_, body) = split_top(area, 1);
    if area.height == 0 {
    } else if area.width < 100 || area.height < 10 {
        let absent = match empty::not_connected(ctx, ELSEWHERE) {
            Some(text) => format!("{text} ─ p hides"),
            None => "p hides".to_owned(),
        };
        let title = format!("{} {state}", release.release);
        rule(buf, ctx.look, area, 0, &title, &absent, false);
        short(buf, body, ctx, release);
    } else {
        let title = format!("{} ─ why it is {state}", release.release);
        rule(buf, ctx.look, area, 0, &title, "2 opens release", false);
        let (left, right) = split_left(body, body.width / 100 * 63 + body.width % 100 * 63 / 100);
        // The last row parts this pane from the one below.
        let rows = body.height.saturating_sub(1);
        let left = Rect { width: left.width.saturating_sub(1), height: rows, ..left };
        reasons(buf, left, ctx, release);
        for dy in 0..rows {
            Pen::on(buf, ctx.look, right, dy).mark(Glyph::TreeTrunk);
        }
        steps(buf, Rect { height: rows, ..split_left(right, 2).1 }, ctx, release);
    }
}

/// `failed 3h12 ago`, or `failed since Wed 09:31`.
fn with_age(reason: &Reason, ctx: &PaneCtx<'_>) -> String {
    let since = |at| age::since(at, ctx.snapshot.now, ctx.relative);
    match (reason.since, ctx.relative) {
        (None, _) => reason.what.clone(),
        (Some(at), true) => format!("{} {} ago", reason.what, since(at)),
        (Some(at), false) => format!("{} since {}", reason.what, since(at)),
    }
}

/// Left: reasons with what is behind them, then how far tasks and gates are.
fn reasons(buf: &mut Buffer, area: Rect, ctx: &PaneCtx<'_>, release: &Assessment) {
    let (area, foot) = split_top(area, area.height.saturating_sub(2));
    let mut dy = 0;
    let rows: u16 = release.reasons.iter().map(|one| 1 + u16::from(!one.detail.is_empty())).sum();
    for (n, reason) in release.reasons.iter().enumerate() {
        let left = release.reasons.len() - n;
        if dy + 1 >= area.height && left > 1 && rows > area.height {
            Pen::on(buf, ctx.look, area, dy)
                .skip(3)
                .faint(&format!("{left} more: 2 opens release"));
            break;
        }
        let mut pen = Pen::on(buf, ctx.look, area, dy);
        pen.skip(1).mark(words::weight(reason.weight)).skip(1).text(&with_age(reason, ctx));
        dy += 1;
        if !reason.detail.is_empty() {
            Pen::on(buf, ctx.look, area, dy).skip(5).faint(&reason.detail);
            dy += 1;
        }
    }
    let (open, gates) = next::gates(release);
    if let Some(absent) = empty::not_connected(ctx, ELSEWHERE) {
        Pen::on(buf, ctx.look, foot, 1)
            .skip(1)
            .faint(&format!("ON_QA bugs and shipment: {absent}"));
    }
    let of = TaskName::TRACKED.len();
    let mut pen = Pen::on(buf, ctx.look, foot, 0);
    let passed = release.passed.map_or_else(|| "?".to_owned(), |n| n.to_string());
    pen.skip(1)
        .text(&format!("{passed} of {of} tasks passed or waived, {open} of {gates} gates open"));
    if release.activity != Activity::Active {
        pen.text("   ").word(off_the_list(release.activity), Token::StatusWarn);
    }
}

fn off_the_list(activity: Activity) -> &'static str {
    match activity {
        Activity::Active => "",
        Activity::Done => "not on the list: done, shipping was not checked live",
        Activity::Stopped => "not on the list: stopped without an end",
        Activity::Historic => "not on the list: announced only",
    }
}

/// Right: what happens next, what cannot happen yet, where to go.
fn steps(buf: &mut Buffer, area: Rect, ctx: &PaneCtx<'_>, release: &Assessment) {
    let (area, foot) = split_top(area, area.height.saturating_sub(2));
    Pen::on(buf, ctx.look, area, 0).faint("What happens next");
    let mut dy = 1;
    let half = (area.height / 2).max(2);
    for step in next::steps(release).take(usize::from(half)) {
        let mut pen = Pen::on(buf, ctx.look, area, dy);
        pen.skip(1).mark(step.glyph).skip(1).text(step.what).to(27).faint(step.who);
        if let Some(at) = step.since {
            pen.skip(1).faint(&age::since(at, ctx.snapshot.now, ctx.relative));
        }
        dy += 1;
    }
    if dy == 1 {
        Pen::on(buf, ctx.look, area, dy).skip(1).text(&release.now.what);
        dy += 1;
    }
    if next::not_yet(release).next().is_some() {
        Pen::on(buf, ctx.look, area, dy).faint("Not yet");
    }
    for (task, lacks, more) in next::not_yet(release) {
        dy += 1;
        let more = if more > 0 { format!(" +{more}") } else { String::new() };
        let mut pen = Pen::on(buf, ctx.look, area, dy);
        pen.skip(1).mark(words::task(task)).skip(1).text(task.name.name()).to(27);
        pen.faint(lacks).faint(&more);
    }
    Pen::on(buf, ctx.look, foot, 0).faint("Go to");
    Pen::on(buf, ctx.look, foot, 1).text("   2 release   3 builds   4 bugs   5 shipment");
}

/// A few lines: the weightiest reasons, then what is next and what is not yet.
fn short(buf: &mut Buffer, area: Rect, ctx: &PaneCtx<'_>, release: &Assessment) {
    let room = usize::from(area.height.saturating_sub(1));
    for (dy, reason) in (0..).zip(release.reasons.iter().take(room)) {
        let mut pen = Pen::on(buf, ctx.look, area, dy);
        pen.skip(1).mark(words::weight(reason.weight)).skip(1).text(&reason.what);
        if let Some(at) = reason.since {
            pen.text(" ").text(&age::since(at, ctx.snapshot.now, ctx.relative));
        }
        pen.skip(3).faint(&reason.detail);
    }
    if area.height == 0 {
        return;
    }
    let mut pen = Pen::on(buf, ctx.look, area, area.height - 1);
    pen.skip(1);
    if let Some(step) = next::steps(release).next() {
        pen.faint("next: ").text(step.what).text(", ").text(step.who).skip(3);
    }
    if let Some((task, lacks, more)) = next::not_yet(release).next() {
        let more = if more > 0 { format!(" +{more}") } else { String::new() };
        pen.faint("not yet: ").text(&format!("{} ({lacks}{more})", task.name));
    }
}
