//! What was seen to change here since the operator last looked (design/ux.md §5b): local knowledge, nobody
//! is asked for it.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::super::PaneCtx;
use crate::domain::chronicle::Entry;
use crate::domain::version::Release;
use crate::ui::clock;
use crate::ui::widgets::age;
use crate::ui::widgets::pen::Pen;
use crate::ui::widgets::rule::rule;

/// Changes that are listed; the rest is counted.
const SHOWN: usize = 4;
/// Rows of the view from which on there is room for it.
const ROOM: u16 = 30;

/// Newest first.
fn entries<'a>(ctx: &PaneCtx<'a>, release: Release) -> impl Iterator<Item = &'a Entry> {
    let looked = ctx.looked;
    ctx.snapshot
        .chronicle
        .entries()
        .rev()
        .take_while(move |entry| looked.is_some_and(|looked| entry.at > looked))
        .filter(move |entry| entry.about.release() == Some(release))
}

/// Rows it takes; none while nothing changed, or where there is no room.
pub fn height(ctx: &PaneCtx<'_>, release: Release, area: Rect) -> u16 {
    match entries(ctx, release).take(SHOWN).count() {
        0 => 0,
        _ if area.height < ROOM => 0,
        shown => 1 + u16::try_from(shown).unwrap_or(0),
    }
}

/// Draws rule and changes.
pub fn draw(buf: &mut Buffer, area: Rect, ctx: &PaneCtx<'_>, release: Release) {
    let Some(looked) = ctx.looked.filter(|_| area.height > 0) else { return };
    let all = entries(ctx, release).count();
    let title = format!("Since you last looked ({})", clock::at(looked, ctx.snapshot.now));
    let right = match all.saturating_sub(SHOWN) {
        0 => "6 opens activity".to_owned(),
        more => format!("{more} more ─ 6 opens activity"),
    };
    rule(buf, ctx.look, area, 0, &title, &right, false);
    for (dy, entry) in (1..area.height).zip(entries(ctx, release)) {
        let mut pen = Pen::on(buf, ctx.look, area, dy);
        pen.skip(1).faint(&age::since(entry.at, ctx.snapshot.now, ctx.relative)).to(11);
        pen.text(&entry.what).to(34.min(area.width.into())).text(&entry.result);
    }
}
