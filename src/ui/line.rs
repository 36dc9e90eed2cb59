//! One row of text: cut to its place with a mark, or with something at each end.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};
use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

use super::glyphs::Glyph;
use super::look::Look;

/// Writes a line into the first row of `area`; what does not fit is cut with `…`.
pub fn put(buf: &mut Buffer, area: Rect, line: Line<'_>, look: &Look) {
    if area.is_empty() {
        return;
    }
    let width = area.width;
    let line = cut(line, width.into(), look);
    buf.set_line(area.x, area.y, &line, width);
}

/// Writes a line with a part at each end. The right part ends one cell before the edge and is kept
/// whole as long as it fits; the left part is cut.
pub fn ends(buf: &mut Buffer, area: Rect, left: Line<'_>, right: Line<'_>, look: &Look) {
    let width = u16::try_from(right.width()).unwrap_or(u16::MAX);
    if width == 0 || width + 2 > area.width {
        return put(buf, area, left, look);
    }
    let start = area.width - width - 1;
    put(buf, Rect { x: area.x + start, width, ..area }, right, look);
    // One blank between the two.
    put(buf, Rect { width: start.saturating_sub(1), ..area }, left, look);
}

/// A line that is at most `width` cells wide; where something was left out it ends with `…`.
pub fn cut<'a>(line: Line<'a>, width: usize, look: &Look) -> Line<'a> {
    if line.width() <= width {
        return line;
    }
    let mut room = width.saturating_sub(1);
    let mut spans: Vec<Span<'a>> = Vec::new();
    for span in line.spans {
        let cells = span.width();
        if cells <= room {
            room -= cells;
            spans.push(span);
            continue;
        }
        let mut text = String::new();
        for part in span.content.graphemes(true) {
            let Some(left) = room.checked_sub(part.width()) else { break };
            room = left;
            text.push_str(part);
        }
        spans.push(Span::styled(text, span.style));
        break;
    }
    if width > 0 {
        spans.push(look.mark(Glyph::Cut));
    }
    Line { spans, style: line.style, alignment: line.alignment }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::glyphs::GlyphSet;
    use crate::ui::theme::Theme;

    fn look() -> Look {
        Look { theme: Theme::plain(), glyphs: GlyphSet::Unicode }
    }

    #[test]
    fn a_line_is_cut_with_a_mark_and_never_inside_a_letter() {
        let cases = [
            ("abc", 3, "abc"),
            ("abcd", 3, "ab…"),
            ("abcd", 1, "…"),
            ("abcd", 0, ""),
            ("日本語", 4, "日…"),
            ("e\u{301}e\u{301}x", 2, "e\u{301}…"),
        ];
        for (text, width, expected) in cases {
            let line = cut(Line::raw(text), width, &look());
            assert_eq!(line.to_string(), expected, "{text} in {width}");
            assert!(line.width() <= width);
        }
    }

    #[test]
    fn the_right_end_is_kept_whole_and_the_left_gives_way() {
        for (width, expected) in
            [(20, "left side     right "), (14, "left s… right "), (6, "left …")]
        {
            let area = Rect::new(0, 0, width, 1);
            let mut buf = Buffer::empty(area);
            ends(&mut buf, area, Line::raw("left side"), Line::raw("right"), &look());
            let text: String = buf.content().iter().map(|cell| cell.symbol()).collect();
            assert_eq!(text.trim_end(), expected.trim_end(), "{width}");
        }
    }
}
