//! What is left on a very small terminal: a line per release, and below 20×4 only the worst of them.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use crate::domain::releases::Assessment;
use crate::domain::version::Release;
use crate::store::Snapshot;
use crate::ui::glyphs::Glyph;
use crate::ui::line;
use crate::ui::look::Look;
use crate::ui::theme::Token;

/// Smaller than this in either direction, only the worst state is shown.
const WORST: (u16, u16) = (20, 4);

/// Whether there is only room for the worst state.
pub(super) fn is_tiny(area: Rect) -> bool {
    area.width < WORST.0 || area.height < WORST.1
}

/// Draws as many of the releases as there is room for, the chosen one among them.
pub(super) fn draw(
    buf: &mut Buffer,
    area: Rect,
    releases: &[Release],
    chosen: Option<Release>,
    look: &Look,
    snapshot: &Snapshot,
) {
    if releases.is_empty() {
        return line::put(buf, area, Line::raw("no release known"), look);
    }
    if is_tiny(area) {
        // The list is in the order of attention: the first is the worst.
        let worst = releases.first().and_then(|release| snapshot.board.release(*release));
        let text = worst.map(|one| {
            Line::from(vec![
                look.mark(glyph(one)),
                Span::raw(format!(" {} {}", one.state.word(), one.release)),
            ])
        });
        return line::put(buf, area, text.unwrap_or_default(), look);
    }
    let height = usize::from(area.height);
    let at = releases.iter().position(|release| Some(*release) == chosen).unwrap_or(0);
    let start = (at + 1).saturating_sub(height);
    for (release, row) in releases.iter().skip(start).zip(area.rows()) {
        let Some(one) = snapshot.board.release(*release) else { continue };
        line::put(buf, row, release_line(one, Some(*release) == chosen, look), look);
        if Some(*release) == chosen {
            buf.set_style(row, look.style(Token::UiCursorBg));
        }
    }
}

fn release_line(one: &Assessment, chosen: bool, look: &Look) -> Line<'static> {
    let (cursor, token) = match chosen {
        true => (look.mark(Glyph::Cursor), Token::UiCursorFg),
        false => (Span::raw(" "), Token::UiFg),
    };
    let reason = one.reasons.first().map_or(String::new(), |reason| reason.what.clone());
    let text = format!(" {:<8} {:<8} {reason}", one.release.to_string(), one.state.word());
    Line::from(vec![cursor, look.mark(glyph(one)), Span::styled(text, look.style(token))])
}

fn glyph(one: &Assessment) -> Glyph {
    Glyph::of_release(one.state, one.has_open_note)
}
