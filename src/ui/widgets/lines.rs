//! Long text in lines of a given width: which piece of it stands on line n, without making the others.

use super::text;

/// Pieces of one line of text, each at most `cells` wide.
fn pieces(line: &str, cells: usize) -> impl Iterator<Item = &str> {
    let mut rest = Some(line);
    std::iter::from_fn(move || {
        let text = rest?;
        let (mut bytes, _) = text::prefix(text, cells);
        if bytes == 0 && !text.is_empty() {
            // A grapheme wider than the line: taken as it is, the pen leaves it out.
            bytes = text.chars().next().map_or(text.len(), char::len_utf8);
        }
        let (piece, tail) = text.split_at_checked(bytes).unwrap_or((text, ""));
        rest = (!tail.is_empty()).then_some(tail);
        Some(piece)
    })
}

/// How many lines a text takes.
pub fn count(text: &str, cells: usize) -> usize {
    let cells = cells.max(1);
    text.lines().map(|line| height(line, cells)).sum()
}

fn height(line: &str, cells: usize) -> usize {
    // One byte per cell is the usual case and needs no walk through the line.
    if line.is_ascii() { line.len().div_ceil(cells).max(1) } else { pieces(line, cells).count() }
}

/// Lines `from` to `from + rows` of a text, wrapped; lines before them are counted, not made.
pub fn window(text: &str, cells: usize, from: usize, rows: usize) -> Vec<&str> {
    let cells = cells.max(1);
    let mut skip = from;
    let mut shown = Vec::with_capacity(rows);
    for line in text.lines() {
        if shown.len() == rows {
            break;
        }
        if skip > 0 {
            let height = height(line, cells);
            if height <= skip {
                skip -= height;
                continue;
            }
        }
        shown.extend(pieces(line, cells).skip(skip).take(rows - shown.len()));
        skip = 0;
    }
    shown
}

/// A sentence in at most `rows` lines, broken between words. The last one holds all that is left, for the
/// pen to cut.
pub fn sentence(text: &str, cells: usize, rows: usize) -> Vec<&str> {
    let mut rest = text.trim();
    let mut lines = Vec::with_capacity(rows);
    while !rest.is_empty() && lines.len() < rows {
        let (bytes, _) = text::prefix(rest, cells);
        let (head, tail) = rest.split_at_checked(bytes).unwrap_or((rest, ""));
        let whole = tail.is_empty() || tail.starts_with(' ');
        let end = if whole { Some(bytes) } else { head.rfind(' ') };
        let end = end.filter(|end| *end > 0).unwrap_or(bytes);
        if lines.len() + 1 == rows || end == 0 {
            lines.push(rest);
            break;
        }
        let (line, tail) = rest.split_at_checked(end).unwrap_or((rest, ""));
        lines.push(line.trim_end());
        rest = tail.trim_start();
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_window_shows_the_same_lines_as_the_whole_text() {
        let text = format!("one\n\n{}\n日本語日本語\nlast", "x".repeat(25));
        let whole = window(&text, 10, 0, 100);
        assert_eq!(whole.len(), count(&text, 10));
        assert_eq!(whole[2..6], ["xxxxxxxxxx", "xxxxxxxxxx", "xxxxx", "日本語日本"]);
        for from in 0..10 {
            let part = window(&text, 10, from, 3);
            assert_eq!(part, whole[from.min(whole.len())..(from + 3).min(whole.len())]);
        }
    }

    #[test]
    fn a_sentence_is_broken_between_words_and_ends_whole() {
        let text = "  repair and run it again, or waive";
        assert_eq!(sentence(text, 12, 9), ["repair and", "run it", "again, or", "waive"]);
        assert_eq!(sentence(text, 12, 2), ["repair and", "run it again, or waive"]);
        assert_eq!(sentence("superlong word", 5, 9), ["super", "long", "word"]);
        assert_eq!(sentence("日本語 日本", 6, 9), ["日本語", "日本"]);
        for cells in 0..4 {
            assert_eq!(sentence("日本", cells, 9).concat(), "日本");
        }
        assert!(sentence("", 9, 9).is_empty() && sentence("a", 9, 0).is_empty());
    }

    #[test]
    fn a_line_narrower_than_its_characters_ends() {
        assert_eq!(count("日本", 1), 2);
        assert_eq!(count("", 0), 0);
    }
}
