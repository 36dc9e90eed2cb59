//! Builds × architectures: what the release controller says of each.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::super::{PaneCtx, words};
use super::matrix::{Matrix, is_candidate, is_promoted};
use crate::domain::acceptance::{BuildState, Judgement};
use crate::domain::arch::Arch;
use crate::domain::builds::{ArchPhase, Phase};
use crate::domain::freshness::Freshness;
use crate::domain::release_payloads::Mark;
use crate::domain::releases::Assessment;
use crate::domain::source::Source;
use crate::store::board::{BuildRow, Role};
use crate::ui::cursor;
use crate::ui::glyphs::Glyph;
use crate::ui::theme::Token;
use crate::ui::widgets::age;
use crate::ui::widgets::pen::{Align, Pen};
use crate::ui::widgets::rule::rule;
use crate::ui::widgets::text::{self, CutSide};

const HEADS: &str = "amd arm mul ppc s39";

/// Draws rule, heads and the builds around the selected one.
pub fn draw(
    buf: &mut Buffer,
    area: Rect,
    ctx: &PaneCtx<'_>,
    release: &Assessment,
    matrix: &Matrix,
    (_, column): (usize, usize),
) {
    if area.height == 0 {
        return;
    }
    let wide = area.width >= 100;
    let all = matrix.order.len();
    let rows = usize::from(area.height.saturating_sub(if wide { 3 } else { 1 }));
    let shown = cursor::window(0, place(matrix, column), all, rows);
    let more =
        if shown.len() < all { format!("{} more ─ ", all - shown.len()) } else { String::new() };
    let first = if wide { 2 } else { 1 };
    if wide {
        let title = format!("Builds {all} × arch 5");
        rule(buf, ctx.look, area, 0, &title, &format!("{more}phase ─ age ─ QE mark"), false);
        let mut pen = Pen::on(buf, ctx.look, area, 1);
        pen.to(4).faint("BUILD");
        for arch in Arch::ALL {
            pen.to(arch_at(arch, area.width)).faint(arch.name());
        }
        pen.to(age_end(area.width).saturating_sub(3)).faint("AGE");
    } else {
        let some = if shown.len() < all { format!("{} of ", shown.len()) } else { String::new() };
        let title = format!("Builds {some}{all} × arch");
        rule(buf, ctx.look, area, 0, &title, HEADS, false);
    }
    for (dy, at) in (first..).zip(shown) {
        let build = matrix.order.get(at).and_then(|at| matrix.builds().get(*at));
        if let Some(build) = build {
            let mut pen = Pen::on(buf, ctx.look, area, dy);
            line(&mut pen, ctx, release, build, area.width, matrix.arch());
        }
    }
}

/// Where the selected column's build stands in the list.
fn place(matrix: &Matrix, column: usize) -> usize {
    let build = matrix.columns.get(matrix.first + column);
    matrix.order.iter().position(|at| Some(at) == build).unwrap_or(0)
}

fn arch_at(arch: Arch, width: u16) -> usize {
    if width >= 100 {
        46 + 13 * arch.index()
    } else {
        usize::from(width).saturating_sub(3 + HEADS.len()) + 4 * arch.index()
    }
}

/// Where ages end: at the right, but never far from what they are about.
fn age_end(width: u16) -> usize {
    usize::from(width).min(120)
}

fn line(
    pen: &mut Pen<'_>,
    ctx: &PaneCtx<'_>,
    release: &Assessment,
    build: &BuildRow,
    width: u16,
    arch: Arch,
) {
    let wide = width >= 100;
    pen.to(1).mark(worst(build, arch)).to(4);
    let role = match (role(build, release), mark(ctx, build)) {
        // There is no column to spare for the mark.
        (role, Some(Mark::Accepted)) if !wide => format!("{role} QE").trim_start().to_owned(),
        (role, _) => role,
    };
    let end = arch_at(Arch::Amd64, width).saturating_sub(2);
    let (name, room) = (build.name.short(), end.saturating_sub(pen.at()));
    // What the build is gives way to its name, unless the name is one that no column holds.
    let (cells, odd) = (text::width(name), text::width(name) >= room);
    let role = Some(role).filter(|role| odd || cells + role.len() < room).unwrap_or_default();
    let room = room.saturating_sub(role.len() + 1);
    pen.cell(name, room, CutSide::Middle, Align::Left, ctx.look.style(Token::UiFg));
    pen.to(end.saturating_sub(role.len())).faint(&role);
    for arch in Arch::ALL {
        let (glyph, word) = words::phase(build.phases[arch.index()]);
        let stale = age::level(ctx.snapshot, Source::Tags(arch)) >= Freshness::Stale;
        let stale = stale && glyph != Glyph::Unknown;
        pen.to(arch_at(arch, width)).mark(glyph);
        if stale {
            pen.mark(Glyph::Stale);
        }
        if wide && !word.is_empty() {
            let token = if stale { Token::FreshStale } else { glyph.token() };
            pen.skip(1).word(word, token);
        }
        if wide && arch == Arch::Amd64 {
            pen.to(arch_at(arch, width) + 10);
            qe(pen, ctx, build);
        }
    }
    let made = build.made.map(|at| age::since(at, ctx.snapshot.now, true));
    let made = made.unwrap_or_else(|| "–".to_owned());
    let cells = if wide { 5 } else { 3 };
    pen.to(age_end(width).saturating_sub(cells));
    pen.cell(&made, cells, CutSide::Never, Align::Right, ctx.look.style(Token::UiMuted));
}

/// `QE` where the build carries the mark that QE accepted it; a build that it rejected says so by its colour
/// and its glyph.
fn qe(pen: &mut Pen<'_>, ctx: &PaneCtx<'_>, build: &BuildRow) {
    match mark(ctx, build) {
        Some(Mark::Accepted) => drop(pen.word("QE", Token::UiFg)),
        Some(Mark::Rejected) => drop(pen.mark(Glyph::Fail).word("QE", Glyph::Fail.token())),
        None => {}
    }
}

fn mark(ctx: &PaneCtx<'_>, build: &BuildRow) -> Option<Mark> {
    ctx.snapshot.outside.release_payloads.as_ref()?.qe(&build.name)
}

/// What the build is to this release, or to another active one.
fn role(build: &BuildRow, release: &Assessment) -> String {
    if is_promoted(build, release.release) {
        return "promoted".to_owned();
    }
    if is_candidate(build, release) {
        return "candidate".to_owned();
    }
    match build.role {
        Role::Candidate(other) => format!("for {other}"),
        Role::Promoted(_) | Role::Other => String::new(),
    }
}

/// The mark of a build: what is wrong on any architecture, else how it stands on the one looked at.
fn worst(build: &BuildRow, arch: Arch) -> Glyph {
    let is = |phase| build.phases.contains(&ArchPhase::Known(phase));
    if is(Phase::Failed) {
        Glyph::Error
    } else if is(Phase::Rejected) {
        Glyph::Fail
    } else {
        words::phase(build.phases[arch.index()]).0
    }
}

/// Mark and word of a build's verdict.
pub fn state(judgement: &Judgement) -> (Glyph, &'static str) {
    match judgement.state {
        BuildState::Open if judgement.all_completed => (Glyph::Wait, "no verdict"),
        BuildState::Open => (Glyph::Run, "running"),
        BuildState::Accepted => (Glyph::Pass, "accepted"),
        BuildState::Rejected => (Glyph::Fail, "rejected"),
        BuildState::Promoted => (Glyph::Waive, "promoted"),
        BuildState::Reopened => (Glyph::Warn, "reopened"),
    }
}

/// The smallest screens: a line per build with the verdict of its jobs.
pub fn digest(
    buf: &mut Buffer,
    area: Rect,
    ctx: &PaneCtx<'_>,
    release: &Assessment,
    matrix: &Matrix,
    (_, column): (usize, usize),
) {
    let at = place(matrix, column);
    let shown = cursor::window(0, at, matrix.order.len(), usize::from(area.height));
    for (dy, n) in (0..).zip(shown) {
        let build = matrix.order.get(n).and_then(|at| matrix.builds().get(*at));
        let Some(build) = build else { continue };
        let mut pen = Pen::on(buf, ctx.look, area, dy);
        if n == at && area.width >= 20 {
            pen.mark(Glyph::Cursor);
        }
        if area.width >= 20 {
            pen.to(1);
        }
        pen.mark(worst(build, matrix.arch())).skip(1).text(build.name.short()).skip(1);
        let judged = build.tested_on(matrix.arch()).and_then(|tested| tested.judgement.as_ref());
        if let Some(judged) = judged {
            let (glyph, word) = state(judged);
            pen.text(&format!("{}/{} ", judged.required_passed, judged.required));
            pen.mark(glyph).skip(1).word(word, glyph.token()).skip(1);
        }
        pen.faint(&role(build, release));
    }
}
