//! Searching in the lines of a window.

use super::{Line, Window};

/// What is searched for: a text as it is. While it has no capitals, capitals do not matter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wanted {
    text: String,
    exact: bool,
}

/// A line that has it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Hit {
    /// the line's place in the log
    pub at: u64,
}

impl Wanted {
    /// From what was typed; `None` for nothing.
    pub fn new(typed: &str) -> Option<Wanted> {
        let exact = typed.chars().any(char::is_uppercase);
        (!typed.is_empty()).then(|| Wanted { text: typed.to_owned(), exact })
    }

    /// As it was typed.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Where a line has it: byte ranges that do not overlap.
    pub fn ranges(&self, text: &str) -> Vec<(usize, usize)> {
        if self.exact {
            return text
                .match_indices(&self.text)
                .map(|(at, part)| (at, at + part.len()))
                .collect();
        }
        let (mut found, mut from) = (Vec::new(), 0);
        while let Some(rest) = text.get(from..).filter(|rest| !rest.is_empty()) {
            match self.at_start(rest) {
                Some(len) if len > 0 => {
                    found.push((from, from + len));
                    from += len;
                }
                _ => from += rest.chars().next().map_or(1, char::len_utf8),
            }
        }
        found
    }

    /// Whether a line has it.
    pub fn is_in(&self, text: &str) -> bool {
        if self.exact {
            return text.contains(&self.text);
        }
        if text.is_ascii() && self.text.is_ascii() {
            let wanted = self.text.as_bytes();
            return text
                .as_bytes()
                .windows(wanted.len())
                .any(|part| part.eq_ignore_ascii_case(wanted));
        }
        !self.ranges(text).is_empty()
    }

    /// Bytes that it takes at the beginning of a text.
    fn at_start(&self, text: &str) -> Option<usize> {
        let mut letters = text.char_indices();
        for wanted in self.text.chars() {
            let (_, letter) = letters.next()?;
            if letter != wanted && !letter.to_lowercase().eq(wanted.to_lowercase()) {
                return None;
            }
        }
        Some(letters.next().map_or(text.len(), |(at, _)| at))
    }

    /// The first line from `index` on that has it; with `back`, the last one up to it.
    pub fn find(&self, window: &Window, index: usize, back: bool) -> Option<Hit> {
        let mut hit = |index: usize| window.line(index).filter(|line| self.is_in(&line.text));
        let found: Option<&Line> = if back {
            (0..window.len().min(index.saturating_add(1))).rev().find_map(&mut hit)
        } else {
            (index..window.len()).find_map(&mut hit)
        };
        found.map(|line| Hit { at: line.at })
    }
}

#[cfg(test)]
mod tests {
    use super::super::LogPage;
    use super::*;

    #[test]
    fn capitals_matter_once_there_is_one() {
        let small = Wanted::new("error").unwrap();
        assert_eq!(small.ranges("Error, ERROR and error"), [(0, 5), (7, 12), (17, 22)]);
        assert_eq!(Wanted::new("Error").unwrap().ranges("Error, ERROR"), [(0, 5)]);
        assert_eq!(Wanted::new("ü").unwrap().ranges("aÜü"), [(1, 3), (3, 5)]);
        assert!(small.is_in("an ERROR") && !small.is_in("err"));
        assert_eq!(Wanted::new("aa").unwrap().ranges("aaaa"), [(0, 2), (2, 4)]);
        assert_eq!(Wanted::new(""), None);
    }

    #[test]
    fn lines_are_found_in_both_directions() {
        let bytes = b"one\ntwo\none\nrest one".to_vec();
        let whole = Some(bytes.len() as u64);
        let mut window = Window::default();
        window.take(LogPage { from: 0, bytes, whole });
        let wanted = Wanted::new("one").unwrap();
        let found = |index, back| wanted.find(&window, index, back).map(|hit| hit.at);
        assert_eq!(
            [found(0, false), found(1, false), found(3, false)],
            [Some(0), Some(8), Some(12)]
        );
        assert_eq!([found(3, true), found(1, true), found(9, false)], [Some(12), Some(0), None]);
    }
}
