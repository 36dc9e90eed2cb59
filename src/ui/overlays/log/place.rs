//! Where a reader is in a log: a line, and of a line that takes several rows the first row that is seen.

use crate::domain::log::Window;
use crate::ui::widgets::lines;

/// The first row on the screen.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Top {
    /// the line's place in the log
    pub line: u64,
    /// rows of it above the screen
    pub skip: usize,
}

/// The room for text, and whether long lines go on in the next row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Room {
    pub cells: usize,
    pub rows: usize,
    pub wraps: bool,
}

impl Room {
    /// Rows that a line takes.
    pub fn height(self, text: &str) -> usize {
        if self.wraps { lines::count(text, self.cells).max(1) } else { 1 }
    }

    fn of(self, window: &Window, index: usize) -> usize {
        window.line(index).map_or(1, |line| self.height(&line.text))
    }

    /// So many rows further down, but not past the last page.
    pub fn down(self, window: &Window, top: Top, rows: usize) -> Top {
        let (mut index, mut skip) = (window.index_at(top.line), top.skip);
        let mut left = rows;
        while left > 0 {
            let rest = self.of(window, index).saturating_sub(skip + 1);
            if left <= rest {
                skip += left;
                break;
            }
            if index + 1 >= window.len() {
                break;
            }
            left -= rest + 1;
            (index, skip) = (index + 1, 0);
        }
        let line = window.line(index).map_or(0, |line| line.at);
        Top { line, skip }.min(self.last(window))
    }

    /// So many rows further up.
    pub fn up(self, window: &Window, top: Top, rows: usize) -> Top {
        let (mut index, mut skip) = (window.index_at(top.line), top.skip);
        let mut left = rows;
        while left > 0 {
            if left <= skip {
                skip -= left;
                break;
            }
            let Some(before) = index.checked_sub(1) else {
                skip = 0;
                break;
            };
            left -= skip + 1;
            index = before;
            skip = self.of(window, index) - 1;
        }
        Top { line: window.line(index).map_or(0, |line| line.at), skip }
    }

    /// The first row of the last page.
    pub fn last(self, window: &Window) -> Top {
        let (mut index, mut rows) = (window.len(), 0);
        while rows < self.rows {
            let Some(before) = index.checked_sub(1) else { break };
            index = before;
            rows += self.of(window, index);
        }
        let line = window.line(index).map_or(0, |line| line.at);
        Top { line, skip: rows.saturating_sub(self.rows) }
    }

    /// The place that shows a line with a few lines before it.
    pub fn around(self, window: &Window, at: u64) -> Top {
        let line = window.line(window.index_at(at)).map_or(0, |line| line.at);
        let top = self.up(window, Top { line, skip: 0 }, self.rows / 4);
        top.min(self.last(window))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::log::LogPage;

    fn window(text: &str) -> Window {
        let mut window = Window::default();
        let bytes = text.as_bytes().to_vec();
        let whole = Some(bytes.len() as u64);
        window.take(LogPage { from: 0, bytes, whole });
        window
    }

    #[test]
    fn rows_are_walked_one_by_one_and_both_ends_hold() {
        let window = window("a\nbbbbbbb\n\nc\nd");
        for wraps in [true, false] {
            let room = Room { cells: 3, rows: 2, wraps };
            let mut down = vec![Top::default()];
            loop {
                let next = room.down(&window, down[down.len() - 1], 1);
                if next == down[down.len() - 1] {
                    break;
                }
                down.push(next);
            }
            assert_eq!(down.len(), if wraps { 6 } else { 4 }, "{down:?}");
            assert_eq!(down[down.len() - 1], room.last(&window));
            for (steps, place) in down.iter().enumerate() {
                assert_eq!(room.down(&window, Top::default(), steps), *place);
                assert_eq!(room.up(&window, *place, steps), Top::default());
                let back = room.up(&window, down[down.len() - 1], down.len() - 1 - steps);
                assert_eq!(back, *place);
            }
            assert_eq!(room.up(&window, down[1], 99), Top::default());
        }
    }

    #[test]
    fn an_empty_log_has_one_place() {
        let window = Window::default();
        let room = Room { cells: 3, rows: 2, wraps: true };
        assert_eq!(room.last(&window), Top::default());
        assert_eq!(room.down(&window, Top::default(), 5), Top::default());
        assert_eq!(room.up(&window, Top::default(), 5), Top::default());
    }
}
