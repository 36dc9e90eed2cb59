//! A pane that is one table: rule, heads, the rows around the cursor, or a sentence in their place.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use super::pen::Pen;
use super::rule::rule;
use super::table;
use crate::ui::cursor;
use crate::ui::glyphs::Glyph;
use crate::ui::layout::{Column, Fitted, fit};
use crate::ui::look::Look;
use crate::ui::theme::Token;

/// Cells before the first column: cursor, mark, two blanks.
pub const INDENT: usize = 4;

/// What a table is drawn from; its rows are drawn by whoever knows them.
pub struct Listing<'a> {
    /// left of the rule
    pub title: &'a str,
    /// right of the rule; hidden columns are added to it
    pub right: &'a str,
    /// all columns
    pub columns: &'a [Column],
    /// columns scrolled out
    pub skip: usize,
    /// how many rows there are
    pub rows: usize,
    /// first row as last scrolled
    pub top: usize,
    /// row under the cursor
    pub selected: usize,
    /// keys go here
    pub focused: bool,
    /// look laid under the rows: stale facts are dimmed
    pub under: Style,
    /// what stands in the place of rows
    pub nothing: &'a [String],
}

impl Listing<'_> {
    /// Rows that an area shows.
    pub fn page(area: Rect) -> usize {
        usize::from(area.height.saturating_sub(2))
    }

    /// Draws. `row` writes a row: its number and the columns' places; the cursor is drawn already.
    pub fn draw(
        &self,
        buf: &mut Buffer,
        area: Rect,
        look: &Look,
        mut row: impl FnMut(&mut Pen<'_>, usize, &Fitted),
    ) {
        if area.height == 0 {
            return;
        }
        let fitted = fit(self.columns, usize::from(area.width).saturating_sub(INDENT), self.skip);
        let hidden = fitted.hidden();
        let parts = [self.right, &hidden].into_iter().filter(|part| !part.is_empty());
        let right = parts.collect::<Vec<_>>().join(" ─ ");
        rule(buf, look, area, 0, self.title, &right, self.focused);
        if self.rows == 0 {
            for (dy, line) in (1..).zip(self.nothing) {
                Pen::on(buf, look, area, dy).skip(INDENT).text(line);
            }
            return;
        }
        table::head(&mut Pen::on(buf, look, area, 1), self.columns, &fitted, INDENT);
        let shown = cursor::window(self.top, self.selected, self.rows, Listing::page(area));
        for (dy, at) in (2..).zip(shown) {
            let mut pen = Pen::on(buf, look, area, dy).under(self.under);
            if at == self.selected {
                pen.mark(Glyph::Cursor);
            }
            pen.to(1);
            row(&mut pen, at, &fitted);
            if at == self.selected && self.focused {
                pen.over(look.style(Token::UiCursorBg));
            }
        }
    }
}
