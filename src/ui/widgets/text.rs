//! Width and cutting of text, counted in cells by grapheme (design/ux.md §9, §11 rule 2).

use std::borrow::Cow;

use ratatui::buffer::CellWidth;
use unicode_segmentation::UnicodeSegmentation;

use crate::domain::clean;

/// What stands where text was cut away.
pub const CUT: &str = "…";

/// Where a text that is too long loses characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CutSide {
    /// summaries
    End,
    /// names
    Middle,
    /// identifiers, state words, times: drawn whole or not at all
    Never,
}

/// Cells one grapheme takes; 0 for what a terminal does not show.
fn grapheme_width(grapheme: &str) -> usize {
    if grapheme.contains(char::is_control) { 0 } else { usize::from(grapheme.cell_width()) }
}

/// Cells a text takes.
pub fn width(text: &str) -> usize {
    if is_plain(text) { text.len() } else { text.graphemes(true).map(grapheme_width).sum() }
}

/// Only printable ASCII: a byte is a cell.
fn is_plain(text: &str) -> bool {
    text.bytes().all(|byte| (b' '..=b'~').contains(&byte))
}

/// Safe for a terminal. Documents are cleaned when they are read; this is for names that reach the
/// screen by another way, and costs nothing when there is nothing to clean.
pub fn safe(text: &str) -> Cow<'_, str> {
    if is_plain(text) { Cow::Borrowed(text) } else { Cow::Owned(clean::line(text)) }
}

/// The longest beginning that takes at most `cells`, in bytes, and the cells it takes.
pub fn prefix(text: &str, cells: usize) -> (usize, usize) {
    if is_plain(text) {
        let taken = text.len().min(cells);
        return (taken, taken);
    }
    let (mut bytes, mut taken) = (0, 0);
    for grapheme in text.graphemes(true) {
        let width = grapheme_width(grapheme);
        if taken + width > cells {
            break;
        }
        bytes += grapheme.len();
        taken += width;
    }
    (bytes, taken)
}

/// The longest ending that takes at most `cells`, as the byte it starts at.
fn suffix(text: &str, cells: usize) -> usize {
    if is_plain(text) {
        return text.len() - text.len().min(cells);
    }
    let (mut start, mut taken) = (text.len(), 0);
    for (at, grapheme) in text.grapheme_indices(true).rev() {
        taken += grapheme_width(grapheme);
        if taken > cells {
            break;
        }
        start = at;
    }
    start
}

/// A text in at most `cells`. Every cut shows `…`; what may not be cut gives way as a whole.
pub fn cut(text: &str, cells: usize, side: CutSide) -> Cow<'_, str> {
    // A text of 30 kB is not measured to its end to learn that it does not fit.
    if prefix(text, cells).0 == text.len() {
        return Cow::Borrowed(text);
    }
    match (cells, side) {
        (0, _) => Cow::Borrowed(""),
        (_, CutSide::Never) => Cow::Borrowed(CUT),
        (_, CutSide::End) => {
            let (bytes, _) = prefix(text, cells - 1);
            Cow::Owned([text.get(..bytes).unwrap_or_default().trim_end(), CUT].concat())
        }
        (_, CutSide::Middle) => {
            let tail = (cells - 1) / 2;
            let (head, _) = prefix(text, cells - 1 - tail);
            let tail = suffix(text, tail);
            let part = |range| text.get(range).unwrap_or_default();
            Cow::Owned([part(0..head), CUT, part(tail..text.len())].concat())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_cut_shows_and_fits() {
        let texts = [
            "image-consistency-check",
            "日本語のテキスト",
            "e\u{301}e\u{301}e\u{301}e\u{301}",
            "👩‍👩‍👧‍👦 family 👍🏽 ok",
            "שלום עולם",
            "a\u{200b}b\u{feff}c",
            "",
        ];
        for text in texts {
            for cells in 0..=width(text) + 2 {
                for side in [CutSide::End, CutSide::Middle, CutSide::Never] {
                    let short = cut(text, cells, side);
                    assert!(width(&short) <= cells, "{short:?} in {cells}");
                    assert_eq!(short == text, width(text) <= cells, "{text:?} in {cells}");
                    assert!(short == text || cells == 0 || short.contains(CUT), "{short:?}");
                }
            }
        }
    }

    #[test]
    fn names_lose_their_middle_and_summaries_their_end() {
        assert_eq!(cut("image-consistency-check", 14, CutSide::Middle), "image-c…-check");
        assert_eq!(cut("two images differ", 10, CutSide::End), "two image…");
        assert_eq!(cut("日本語", 4, CutSide::End), "日…");
        assert_eq!(cut("4.20.17", 5, CutSide::Never), "…");
    }

    #[test]
    fn text_that_would_steer_the_terminal_is_made_visible() {
        assert_eq!(safe("a\u{202e}b\x1b[2J"), "a\u{fffd}b␛[2J");
        assert!(matches!(safe("plain"), Cow::Borrowed("plain")));
    }
}
