//! «Needs a human now»: facts of all releases in deadline order.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Modifier;

use super::super::{PaneCtx, PaneEffect, Thing, View, empty, words};
use super::table::day;
use super::{Focus, State};
use crate::actions::Action;
use crate::domain::attention::{Attention, AttentionKind, message};
use crate::domain::source::{Branch, Source};
use crate::ui::clock;
use crate::ui::cursor;
use crate::ui::glyphs::Glyph;
use crate::ui::theme::Token;
use crate::ui::widgets::age;
use crate::ui::widgets::pen::{Align, Pen};
use crate::ui::widgets::rule::rule;
use crate::ui::widgets::text::CutSide;

/// The sources that an empty list hangs on.
const BEHIND: [Source; 2] = [Source::Branch(Branch::ZStream), Source::Branch(Branch::Record)];

fn all_known(ctx: &PaneCtx<'_>) -> bool {
    BEHIND.iter().all(|source| empty::known(ctx, *source))
}

/// Draws rule and visible entries.
pub fn draw(state: &State, buf: &mut Buffer, area: Rect, ctx: &PaneCtx<'_>) {
    if area.height == 0 {
        return;
    }
    let entries = &ctx.snapshot.board.attention;
    let focused = ctx.focused && state.focus == Focus::Attention;
    let rows = usize::from(area.height - 1);
    let at = position(state, entries);
    let shown = cursor::window(state.entries_top, at, entries.len(), rows);
    let wide = area.width >= 100;
    let mut right = if wide { "sorted by deadline" } else { "deadline" }.to_owned();
    if shown.end < entries.len() {
        right = format!("{} more ↓ ─ {right}", entries.len() - shown.end);
    }
    let known = !entries.is_empty() || all_known(ctx);
    let count = if known { entries.len().to_string() } else { "?".to_owned() };
    let title = format!("Needs a human now {count}");
    rule(buf, ctx.look, area, 0, &title, &right, focused);
    if entries.is_empty() {
        Pen::on(buf, ctx.look, area, 1).skip(2).text(&nothing(ctx));
    }
    // A version is never cut, and `4.22.0-rc.2` is longer than most.
    let longest = entries.iter().map(|entry| name(entry).len()).max().unwrap_or(0);
    let due_at = if wide { 4 + longest.max(9) + 1 } else { 3 + longest.max(8) + 1 };
    for (dy, n) in (1..).zip(shown) {
        let Some(entry) = entries.get(n) else { continue };
        let under_cursor = focused && n == at;
        let mut pen = Pen::on(buf, ctx.look, area, dy);
        if under_cursor {
            pen.mark(Glyph::Cursor);
        }
        line(&mut pen, n + 1, entry, wide, due_at, ctx);
        if under_cursor {
            pen.over(ctx.look.style(Token::UiCursorBg));
        }
    }
}

/// What an entry is about.
fn name(entry: &Attention) -> String {
    let service = || entry.service.map_or("–", |service| service.name()).to_owned();
    entry.release.map_or_else(service, |release| release.to_string())
}

/// `due_at`: the column of the due date, behind the longest name.
fn line(
    pen: &mut Pen<'_>,
    number: usize,
    entry: &Attention,
    wide: bool,
    due_at: usize,
    ctx: &PaneCtx<'_>,
) {
    let fg = ctx.look.style(Token::UiFg);
    let due = entry.due.map_or_else(|| "–".to_owned(), |date| day(date, ctx));
    let soon = due == "TODAY" || due.ends_with("LATE");
    let due_style = ctx.look.style(if soon { Token::StatusWarn } else { Token::UiFg });
    pen.cell(&number.to_string(), if wide { 3 } else { 2 }, CutSide::Never, Align::Right, fg);
    pen.skip(1).styled(&name(entry), fg.add_modifier(Modifier::BOLD)).to(due_at);
    pen.cell(&due, 8, CutSide::Never, Align::Left, due_style).skip(1);
    pen.mark(words::attention(&entry.kind)).skip(1);
    let age = entry.since.map(|at| age::since(at, ctx.snapshot.now, ctx.relative));
    let (age, who) = (age.unwrap_or_default(), entry.who.as_str());
    let (age_cells, who_cells) = if wide { (10, 20) } else { (0, 10) };
    let room = pen.left().saturating_sub(age_cells + who_cells + 2);
    pen.cell(&entry.what, room, CutSide::End, Align::Left, fg).skip(2);
    pen.cell(who, who_cells.min(pen.left()), CutSide::End, Align::Left, fg);
    if wide {
        pen.cell(&age, age_cells - 1, CutSide::Never, Align::Right, ctx.look.style(Token::UiMuted));
    }
}

/// An empty list is a claim, so it carries the time of the oldest fact behind it.
fn nothing(ctx: &PaneCtx<'_>) -> String {
    if !all_known(ctx) {
        return "not known yet: StateBoxes and results have to be read first".to_owned();
    }
    let (oldest, _) = ctx.snapshot.freshness_of(&BEHIND);
    let at = oldest.map_or_else(String::new, clock::utc);
    format!("Nothing needs a human, as of {at} UTC. ✓")
}

fn position(state: &State, entries: &[Attention]) -> usize {
    let Some((release, kind)) = &state.entry else { return 0 };
    entries.iter().position(|one| one.release == *release && one.kind == *kind).unwrap_or(0)
}

/// Moves through the list, or goes where an entry can be understood.
pub fn act(state: &mut State, action: Action, area: Rect, ctx: &PaneCtx<'_>) -> Option<PaneEffect> {
    let entries = &ctx.snapshot.board.attention;
    let at = position(state, entries);
    match action {
        Action::Open => return entries.get(at).map(open),
        Action::CopyMessage => {
            return entries.get(at).map(|entry| PaneEffect::Copy(text(entry, ctx)));
        }
        _ => {}
    }
    let rows = usize::from(area.height.saturating_sub(1));
    let to = cursor::moved(action, at, entries.len(), rows)?;
    state.entry = entries.get(to).map(|entry| (entry.release, entry.kind.clone()));
    state.entries_top = cursor::window(state.entries_top, to, entries.len(), rows).start;
    Some(PaneEffect::Moved)
}

/// Where an entry can be understood.
fn open(entry: &Attention) -> PaneEffect {
    let view = match &entry.kind {
        AttentionKind::RungLate { bug } | AttentionKind::RungSoon { bug } => {
            return PaneEffect::Show(Thing::Bug(bug.clone()));
        }
        AttentionKind::JobFailed { .. }
        | AttentionKind::JobError { .. }
        | AttentionKind::PlanIncomplete { .. } => View::Builds,
        _ => View::Release,
    };
    match (&entry.kind, entry.release, entry.service) {
        (AttentionKind::ShipmentNeeds | AttentionKind::OutsideOverdue, Some(release), _) => {
            PaneEffect::Show(Thing::Shipment(release))
        }
        (_, Some(release), _) => PaneEffect::GoTo(view, release),
        (_, None, Some(service)) => PaneEffect::Show(Thing::Service(service)),
        (_, None, None) => PaneEffect::Note(entry.what.clone()),
    }
}

/// A message about an entry, with the address where its release ships from.
pub fn text(entry: &Attention, ctx: &PaneCtx<'_>) -> String {
    let release = entry.release.and_then(|release| ctx.snapshot.board.release(release));
    let link = release.and_then(|release| release.facts.shipment_url.as_deref());
    message(entry, link, ctx.snapshot.now)
}
