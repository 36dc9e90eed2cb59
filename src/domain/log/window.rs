//! The part of a log that is held: whole lines, a few megabytes of them, growing at either end and given up
//! at the other.

use std::collections::VecDeque;

use super::{Line, LogPage};

/// Bytes that are asked for at a time.
pub const PAGE: u64 = 256 << 10;

/// Bytes of the log that are held.
const MOST: u64 = 2 << 20;

/// A piece without a line break that is longer than this is a line of its own, so that a log without any
/// line break is shown as well.
const PIECE: usize = 64 << 10;

/// A window.
#[derive(Debug, Clone, Default)]
pub struct Window {
    lines: VecDeque<Line>,
    /// bytes before the first line whose beginning is not known
    head: Vec<u8>,
    /// bytes behind the last line whose end is not known
    tail: Vec<u8>,
    /// the tail as a line, at the end of the log
    last: Option<Line>,
    start: u64,
    end: u64,
    whole: Option<u64>,
}

/// What taking a page did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Taken {
    /// nothing of it is new
    Nothing,
    /// it continues the window; so many lines came at its end
    After(usize),
    /// it leads up to the window; so many lines came at its beginning
    Before(usize),
    /// it took the window's place
    Instead,
}

impl Window {
    /// Place of the first byte that is held.
    pub fn start(&self) -> u64 {
        self.start
    }

    /// Place behind the last byte that is held.
    pub fn end(&self) -> u64 {
        self.end
    }

    /// Length of the log, where it was told, as of the newest page.
    pub fn whole(&self) -> Option<u64> {
        self.whole
    }

    /// Nothing comes before.
    pub fn has_begin(&self) -> bool {
        self.start == 0
    }

    /// Nothing comes behind, as far as is known.
    pub fn has_end(&self) -> bool {
        self.whole.is_some_and(|whole| self.end >= whole)
    }

    /// How many lines there are.
    pub fn len(&self) -> usize {
        self.lines.len() + usize::from(self.last.is_some())
    }

    /// There is nothing to look at.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// A line by its place in the window.
    pub fn line(&self, index: usize) -> Option<&Line> {
        match index.checked_sub(self.lines.len()) {
            None => self.lines.get(index),
            Some(0) => self.last.as_ref(),
            Some(_) => None,
        }
    }

    /// The line that holds a byte of the log; the nearest one where it is not held.
    pub fn index_at(&self, at: u64) -> usize {
        let before = self.lines.partition_point(|line| line.at <= at);
        match self.last.as_ref() {
            Some(last) if last.at <= at => self.lines.len(),
            _ => before.saturating_sub(1),
        }
    }

    /// Takes a page in: at an end where it fits, otherwise in place of everything.
    pub fn take(&mut self, page: LogPage) -> Taken {
        let is_shorter = page.whole.is_some_and(|whole| whole < self.end);
        self.whole = page.whole.or(self.whole);
        if page.bytes.is_empty() {
            // Asked for what is behind its end: all that came is how long it is.
            if self.end == 0 && self.is_empty() {
                (self.start, self.end) = (page.from, page.from);
            }
            if is_shorter {
                *self = Window { whole: self.whole, ..Window::default() };
                return Taken::Instead;
            }
            // Nobody says how long it is, and nothing comes: this is the end.
            self.whole = self.whole.or(Some(self.end));
            self.finish();
            return Taken::Nothing;
        }
        let is_new = self.start == self.end;
        if page.from == self.end && !is_new && !is_shorter {
            return Taken::After(self.append(&page.bytes));
        }
        if page.to() == self.start && !is_new && !is_shorter {
            return Taken::Before(self.prepend(page.bytes));
        }
        if page.from >= self.start && page.to() <= self.end && !is_shorter {
            return Taken::Nothing;
        }
        let (from, whole) = (page.from, self.whole);
        *self = Window { start: from, end: from, whole, ..Window::default() };
        self.append(&page.bytes);
        Taken::Instead
    }

    fn append(&mut self, bytes: &[u8]) -> usize {
        let before = self.lines.len();
        let mut at = self.end - self.tail.len() as u64;
        self.end += bytes.len() as u64;
        self.last = None;
        let mut all = std::mem::take(&mut self.tail);
        all.extend_from_slice(bytes);
        let mut rest = all.as_slice();
        // The window begins in the middle of a line, whose beginning may come later.
        if self.lines.is_empty() && self.head.is_empty() && self.start > 0 && at == self.start {
            let cut = rest.iter().position(|b| *b == b'\n').map(|at| at + 1);
            if let Some(cut) = cut.filter(|cut| *cut <= PIECE) {
                let (head, behind) = rest.split_at(cut);
                self.head = head.to_vec();
                (rest, at) = (behind, at + cut as u64);
            }
        }
        while let Some(len) = whole_line(rest) {
            let (line, behind) = rest.split_at(len);
            self.lines.push_back(Line::read(at, line));
            (rest, at) = (behind, at + len as u64);
        }
        self.tail = rest.to_vec();
        let new = self.lines.len() - before;
        self.finish();
        while self.end - self.start > MOST && self.lines.len() > 1 {
            let Some(gone) = self.lines.pop_front() else { break };
            self.head.clear();
            self.start = gone.at + gone.len;
        }
        new
    }

    fn prepend(&mut self, bytes: Vec<u8>) -> usize {
        let before = self.lines.len();
        let from = self.start - bytes.len() as u64;
        let mut all = bytes;
        all.append(&mut self.head);
        if self.lines.is_empty() {
            // All that is held is the middle of a line: it is read again with what comes before.
            all.append(&mut self.tail);
            *self = Window { start: from, end: from, whole: self.whole, ..Window::default() };
            return self.append(&all);
        }
        let (mut rest, mut at) = (all.as_slice(), from);
        if from > 0 {
            let cut = rest.iter().position(|b| *b == b'\n').map(|at| at + 1);
            if let Some(cut) = cut.filter(|cut| *cut <= PIECE) {
                let (head, behind) = rest.split_at(cut);
                self.head = head.to_vec();
                (rest, at) = (behind, at + cut as u64);
            }
        }
        let mut new = Vec::new();
        while !rest.is_empty() {
            // What is left without a break leads up to a line that begins where the window began.
            let len = whole_line(rest).unwrap_or(rest.len());
            let (line, behind) = rest.split_at(len);
            new.push(Line::read(at, line));
            (rest, at) = (behind, at + len as u64);
        }
        for line in new.into_iter().rev() {
            self.lines.push_front(line);
        }
        self.start = from;
        let count = self.lines.len() - before;
        while self.end - self.start > MOST && self.lines.len() > 1 {
            let Some(gone) = self.lines.pop_back() else { break };
            self.tail.clear();
            self.last = None;
            self.end = gone.at;
        }
        count
    }

    /// At the end of the log the last line is shown although it has no end yet.
    fn finish(&mut self) {
        let at = self.end - self.tail.len() as u64;
        let is_shown = self.has_end() && !self.tail.is_empty();
        self.last = is_shown.then(|| Line::read(at, &self.tail));
    }
}

/// Bytes of the first line with its break, or of a piece that is long enough to be one.
fn whole_line(bytes: &[u8]) -> Option<usize> {
    let near = bytes.get(..bytes.len().min(PIECE)).unwrap_or(bytes);
    match near.iter().position(|b| *b == b'\n') {
        Some(at) => Some(at + 1),
        None if bytes.len() > PIECE => Some(PIECE),
        None => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(log: &[u8], from: usize, to: usize) -> LogPage {
        let to = to.min(log.len());
        LogPage {
            from: from as u64,
            bytes: log[from.min(to)..to].to_vec(),
            whole: Some(log.len() as u64),
        }
    }

    fn texts(window: &Window) -> Vec<String> {
        (0..window.len()).map(|index| window.line(index).unwrap().text.clone()).collect()
    }

    #[test]
    fn lines_are_the_same_wherever_the_pages_were_cut() {
        let log = "erste\n日本語の行\n\nlast é line\nrest".as_bytes();
        let expected = ["erste", "日本語の行", "", "last é line", "rest"];
        for cut in 1..log.len() {
            let mut down = Window::default();
            assert_eq!(down.take(page(log, 0, cut)), Taken::Instead);
            assert!(matches!(down.take(page(log, cut, log.len())), Taken::After(_)));
            assert_eq!(texts(&down), expected, "down, cut at {cut}");
            let mut up = Window::default();
            up.take(page(log, cut, log.len()));
            assert!(matches!(up.take(page(log, 0, cut)), Taken::Before(_)), "{cut}");
            assert_eq!(texts(&up), expected, "up, cut at {cut}");
            assert!(up.has_begin() && up.has_end());
        }
    }

    #[test]
    fn bytes_that_come_one_by_one_make_the_same_lines() {
        let log = "ä\r\n50%\r100%\nö".as_bytes();
        let (mut down, mut up) = (Window::default(), Window::default());
        for at in 0..log.len() {
            down.take(page(log, at, at + 1));
            let back = log.len() - 1 - at;
            up.take(page(log, back, back + 1));
        }
        assert_eq!(texts(&down), ["ä", "100%", "ö"]);
        assert_eq!(texts(&up), texts(&down));
    }

    #[test]
    fn the_window_stays_small_and_gives_up_what_is_far_away() {
        let log: Vec<u8> = (0..400_000).flat_map(|n| format!("line {n}\n").into_bytes()).collect();
        let whole = log.len();
        let mut window = Window::default();
        let step = PAGE as usize;
        for from in (0..whole).step_by(step) {
            window.take(page(&log, from, from + step));
            assert!(window.end() - window.start() <= MOST);
        }
        assert!(window.has_end() && !window.has_begin());
        assert_eq!(texts(&window).last().unwrap(), "line 399999");
        let first = window.line(0).unwrap().clone();
        assert_eq!(&log[first.at as usize..][..first.text.len()], first.text.as_bytes());
        while !window.has_begin() {
            let to = window.start() as usize;
            let taken = window.take(page(&log, to.saturating_sub(step), to));
            assert!(matches!(taken, Taken::Before(1..)), "{taken:?}");
            assert!(window.end() - window.start() <= MOST);
        }
        assert_eq!(texts(&window)[0], "line 0");
        let end = window.end() as usize;
        window.take(page(&log, end, end + step));
        let all = texts(&window);
        let number = |text: &String| text.split(' ').nth(1).unwrap().parse::<u32>().unwrap();
        assert!(all.windows(2).all(|two| number(&two[0]) + 1 == number(&two[1])));
    }

    #[test]
    fn a_log_without_line_breaks_is_shown_in_pieces_and_ends() {
        let log = vec![b'x'; 5 * PIECE + 10];
        let mut window = Window::default();
        window.take(page(&log, 2 * PIECE, log.len()));
        assert!(window.len() >= 3);
        window.take(page(&log, 0, 2 * PIECE));
        assert!(window.has_begin() && window.len() >= 5);
    }

    #[test]
    fn a_log_that_grows_is_continued_and_one_that_shrank_is_begun_anew() {
        let mut window = Window::default();
        window.take(page(b"one\ntw", 0, 6));
        assert_eq!(texts(&window), ["one", "tw"]);
        assert_eq!(window.take(page(b"one\ntw", 6, 6)), Taken::Nothing);
        assert_eq!(window.take(page(b"one\ntwo\nthree", 6, 13)), Taken::After(1));
        assert_eq!(texts(&window), ["one", "two", "three"]);
        assert_eq!(window.take(page(b"new\n", 4, 4)), Taken::Instead);
        assert!(window.is_empty() && !window.has_end());
    }

    #[test]
    fn a_line_is_found_by_any_of_its_bytes() {
        let mut window = Window::default();
        window.take(page(b"one\ntwo\nrest", 0, 12));
        let found: Vec<usize> = [0, 3, 4, 7, 8, 99].map(|at| window.index_at(at)).to_vec();
        assert_eq!(found, [0, 0, 1, 1, 2, 2]);
    }
}
