//! The box of an overlay: a title in the upper edge, the keys in the lower one.

use ratatui::buffer::Buffer;
use ratatui::layout::{Margin, Rect};
use ratatui::text::{Line, Span};
use ratatui::widgets::{Clear, Widget};

use crate::ui::glyphs::Glyph;
use crate::ui::line;
use crate::ui::look::Look;
use crate::ui::theme::Token;

/// Draws an empty box over whatever was there and returns the room inside, without the edges and one
/// blank cell at each side.
pub fn draw(buf: &mut Buffer, area: Rect, title: &str, keys: &str, look: &Look) -> Rect {
    Clear.render(area, buf);
    buf.set_style(area, look.style(Token::OverlayBg).patch(look.style(Token::OverlayFg)));
    if area.width < 4 || area.height < 3 {
        return Rect { width: 0, height: 0, ..area };
    }
    let side = look.text(Glyph::TreeTrunk);
    for row in area.rows() {
        for x in [row.x, row.right() - 1] {
            buf.set_string(x, row.y, side, look.style(Token::OverlayBorder));
        }
    }
    edge(buf, area, area.y, [Glyph::TopLeft, Glyph::TopRight], title, look);
    let bottom = area.bottom() - 1;
    edge(buf, area, bottom, [Glyph::BottomLeft, Glyph::BottomRight], keys, look);
    area.inner(Margin { horizontal: 2, vertical: 1 })
}

/// A rule from edge to edge of the box, at row `y`.
pub fn rule(buf: &mut Buffer, area: Rect, y: u16, look: &Look) {
    if y > area.y && y + 1 < area.bottom() {
        edge(buf, area, y, [Glyph::TeeLeft, Glyph::TeeRight], "", look);
    }
}

fn edge(buf: &mut Buffer, area: Rect, y: u16, corners: [Glyph; 2], words: &str, look: &Look) {
    let style = look.style(Token::OverlayBorder);
    let [left, right] = corners.map(|glyph| look.text(glyph));
    let rule = look.text(Glyph::Rule);
    let width = usize::from(area.width);
    buf.set_string(area.x, y, format!("{left}{}{right}", rule.repeat(width - 2)), style);
    if !words.is_empty() && width > 6 {
        let words = Line::from(Span::styled(format!(" {words} "), look.style(Token::OverlayTitle)));
        let words = line::cut(words, width - 4, look);
        buf.set_line(area.x + 2, y, &words, area.width - 4);
    }
}
