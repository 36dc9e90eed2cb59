//! A pen that writes one line of the screen from left to right and cannot leave it.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use super::text::{self, CutSide};
use crate::ui::glyphs::Glyph;
use crate::ui::look::Look;
use crate::ui::theme::Token;

/// Where a cell's text stands in its width.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Align {
    /// at the left
    Left,
    /// at the right
    Right,
}

/// A line being written. Positions are counted from the left end of its area.
pub struct Pen<'a> {
    buf: &'a mut Buffer,
    look: &'a Look,
    row: Rect,
    at: u16,
    base: Style,
}

impl<'a> Pen<'a> {
    /// The line `dy` below the top of `area`. Outside the area or the buffer it writes nothing.
    pub fn on(buf: &'a mut Buffer, look: &'a Look, area: Rect, dy: u16) -> Pen<'a> {
        let row = if dy < area.height {
            let row = Rect { y: area.y.saturating_add(dy), height: 1, ..area };
            row.intersection(buf.area)
        } else {
            Rect::ZERO
        };
        Pen { buf, look, row, at: 0, base: Style::new() }
    }

    /// A look laid under everything that follows: a stale row is dimmed as a whole.
    pub fn under(mut self, base: Style) -> Pen<'a> {
        self.base = base;
        self
    }

    /// Cells left on the line.
    pub fn left(&self) -> usize {
        if self.row.height == 0 { 0 } else { usize::from(self.row.width.saturating_sub(self.at)) }
    }

    /// Cells written so far.
    pub fn at(&self) -> usize {
        usize::from(self.at)
    }

    /// Moves on to a column; never back.
    pub fn to(&mut self, column: usize) -> &mut Pen<'a> {
        self.at = self.at.max(u16::try_from(column).unwrap_or(u16::MAX).min(self.row.width));
        self
    }

    /// Leaves cells empty.
    pub fn skip(&mut self, cells: usize) -> &mut Pen<'a> {
        self.to(usize::from(self.at) + cells)
    }

    /// Writes in a look, as far as the line goes; what does not fit ends in `…`.
    pub fn styled(&mut self, text: &str, style: Style) -> &mut Pen<'a> {
        let left = self.left();
        self.put(&text::cut(&text::safe(text), left, CutSide::End), style)
    }

    /// Writes in the look of a meaning.
    pub fn word(&mut self, text: &str, token: Token) -> &mut Pen<'a> {
        let style = self.look.style(token);
        self.styled(text, style)
    }

    /// Writes in the normal look.
    pub fn text(&mut self, text: &str) -> &mut Pen<'a> {
        self.word(text, Token::UiFg)
    }

    /// Writes what is less important.
    pub fn faint(&mut self, text: &str) -> &mut Pen<'a> {
        self.word(text, Token::UiMuted)
    }

    /// Writes a mark in its own look.
    pub fn mark(&mut self, glyph: Glyph) -> &mut Pen<'a> {
        let (mark, style) = (self.look.text(glyph), self.look.style(glyph.token()));
        if self.left() > 0 { self.put(mark, style) } else { self }
    }

    /// Writes into a cell of a table: cut as told, padded to its width.
    pub fn cell(
        &mut self,
        text: &str,
        cells: usize,
        side: CutSide,
        align: Align,
        style: Style,
    ) -> &mut Pen<'a> {
        let end = usize::from(self.at) + cells;
        let text = text::safe(text);
        let text = text::cut(&text, cells.min(self.left()), side);
        if align == Align::Right {
            self.skip(cells.saturating_sub(text::width(&text)));
        }
        self.put(&text, style);
        self.to(end)
    }

    /// Lays a look over the whole line: the row under the cursor.
    pub fn over(&mut self, style: Style) -> &mut Pen<'a> {
        self.buf.set_style(self.row, style);
        self
    }

    fn put(&mut self, text: &str, style: Style) -> &mut Pen<'a> {
        let left = self.left();
        if left > 0 && !text.is_empty() {
            let x = self.row.x.saturating_add(self.at);
            let style = style.patch(self.base);
            let (x, _) = self.buf.set_stringn(x, self.row.y, text, left, style);
            self.at = x.saturating_sub(self.row.x);
        }
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::glyphs::GlyphSet;
    use crate::ui::theme::Theme;

    #[test]
    fn a_pen_outside_its_area_or_the_buffer_writes_nothing() {
        let look = Look { theme: Theme::plain(), glyphs: GlyphSet::Unicode };
        let mut buf = Buffer::empty(Rect::new(0, 0, 4, 1));
        for (area, dy) in [
            (Rect::new(0, 0, 4, 1), 1),
            (Rect::new(0, 5, 4, 1), 0),
            (Rect::new(9, 0, 4, 1), 0),
            (Rect::new(0, 0, 0, 0), 0),
        ] {
            let mut pen = Pen::on(&mut buf, &look, area, dy);
            pen.text("text").mark(Glyph::Pass).cell(
                "right",
                9,
                CutSide::End,
                Align::Right,
                Style::new(),
            );
        }
        assert_eq!(buf, Buffer::empty(buf.area));
    }

    #[test]
    fn a_wide_character_at_the_edge_does_not_spill() {
        let look = Look { theme: Theme::plain(), glyphs: GlyphSet::Unicode };
        let mut buf = Buffer::empty(Rect::new(0, 0, 6, 1));
        Pen::on(&mut buf, &look, Rect::new(0, 0, 4, 1), 0).text("a日本");
        assert_eq!(buf, Buffer::with_lines(["a日…  "]));
    }
}
