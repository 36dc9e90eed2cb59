//! A long text over the whole body, scrolled by line: the result of a task, the runs of a job.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::pen::Pen;
use super::{lines, rule};
use crate::actions::Action;
use crate::ui::cursor;
use crate::ui::look::Look;

/// Draws title and lines from `top` on.
pub fn draw(buf: &mut Buffer, look: &Look, area: Rect, title: &str, text: &str, top: usize) {
    let (cells, rows) = inside(area);
    let count = lines::count(text, cells);
    let top = top.min(count.saturating_sub(rows));
    let last = (top + rows).min(count);
    let first = if count == 0 { 0 } else { top + 1 };
    let right = format!("lines {first}–{last} of {count} ─ Esc closes");
    rule::rule(buf, look, area, 0, title, &right, true);
    for (dy, line) in (1..).zip(lines::window(text, cells, top, rows)) {
        Pen::on(buf, look, area, dy).skip(1).text(line);
    }
}

/// The new first line after a movement; `None` when the action is none.
pub fn scrolled(action: Action, top: usize, text: &str, area: Rect) -> Option<usize> {
    let (cells, rows) = inside(area);
    let furthest = lines::count(text, cells).saturating_sub(rows);
    cursor::moved(action, top.min(furthest), furthest + 1, rows)
}

/// Cells per line and lines of the text itself.
fn inside(area: Rect) -> (usize, usize) {
    let width = usize::from(area.width);
    (width.saturating_sub(2).max(1), usize::from(area.height.saturating_sub(1)))
}
