//! Heads and rows of tables whose columns were fitted by [`crate::ui::layout`].

use ratatui::style::Style;

use super::pen::Pen;
use crate::ui::layout::{Column, Fitted};
use crate::ui::theme::Token;

/// The line of headings, `indent` cells from the left.
pub fn head(pen: &mut Pen<'_>, columns: &[Column], fitted: &Fitted, indent: usize) {
    for placed in &fitted.shown {
        let Some(column) = columns.get(placed.index) else { continue };
        pen.to(indent + placed.x);
        let head = super::text::cut(column.head, placed.width, super::text::CutSide::End);
        if column.align == super::pen::Align::Right {
            pen.skip(placed.width.saturating_sub(super::text::width(&head)));
        }
        pen.word(&head, Token::UiMuted);
    }
}

/// One cell of a row, in its column's place, alignment and cut.
pub fn cell(pen: &mut Pen<'_>, column: &Column, at: usize, width: usize, text: &str, style: Style) {
    pen.to(at).cell(text, width, column.cut, column.align, style);
}
