//! The rule above a pane: title on the left, facts on the right (design/ux.md §4). Rules, not boxes, so
//! that the terminal's own selection copies clean lines.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Modifier;

use super::pen::Pen;
use super::text::{self, CutSide};
use crate::ui::glyphs::Glyph;
use crate::ui::look::Look;
use crate::ui::theme::Token;

/// Draws `── title ───────── right ──` on line `dy` of `area`. What is on the right gives way first.
pub fn rule(
    buf: &mut Buffer,
    look: &Look,
    area: Rect,
    dy: u16,
    title: &str,
    right: &str,
    focused: bool,
) {
    let width = usize::from(area.width);
    let (title, right) = (text::safe(title), text::safe(right));
    let (title, right) = (title.as_ref(), right.as_ref());
    let (line, mut title_style) = if focused {
        (Token::UiRuleFocus, look.style(Token::UiTitle))
    } else {
        (Token::UiRule, look.style(Token::UiTitle))
    };
    title_style = if focused {
        title_style.add_modifier(Modifier::BOLD)
    } else {
        title_style.remove_modifier(Modifier::BOLD)
    };
    let dash = look.text(Glyph::Rule);
    let line = look.style(line);
    let mut pen = Pen::on(buf, look, area, dy);
    let dashes = |pen: &mut Pen<'_>, n: usize| {
        for _ in 0..n {
            pen.styled(dash, line);
        }
    };
    if width < 8 {
        pen.styled(&text::cut(title, width, CutSide::End), title_style);
        return;
    }
    let title = text::cut(title, width - 6, CutSide::End);
    let used = if title.is_empty() { 0 } else { 4 + text::width(&title) };
    let room = width.saturating_sub(used + 6);
    let right = if right.is_empty() || text::width(right) > room { "" } else { right };
    if used > 0 {
        dashes(&mut pen, 2);
        pen.text(" ").styled(&title, title_style).text(" ");
    }
    if right.is_empty() {
        dashes(&mut pen, width - used);
    } else {
        dashes(&mut pen, width - used - text::width(right) - 4);
        pen.text(" ").word(right, Token::UiMuted).text(" ");
        dashes(&mut pen, 2);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::glyphs::GlyphSet;
    use crate::ui::theme::Theme;

    fn drawn(width: u16, title: &str, right: &str) -> String {
        let look = Look { theme: Theme::plain(), glyphs: GlyphSet::Unicode };
        let area = Rect::new(0, 0, width, 1);
        let mut buf = Buffer::empty(area);
        rule(&mut buf, &look, area, 0, title, right, false);
        buf.content.iter().map(|cell| cell.symbol()).collect()
    }

    #[test]
    fn a_rule_fills_its_line_and_drops_the_right_side_first() {
        assert_eq!(drawn(30, "Releases 8", "8 of 8"), "── Releases 8 ────── 8 of 8 ──");
        assert_eq!(drawn(18, "Releases 8", "8 of 8"), "── Releases 8 ────");
        assert_eq!(drawn(12, "Releases 8", ""), "── Relea… ──");
        assert_eq!(drawn(5, "Releases 8", "8"), "Rele…");
        assert_eq!(drawn(9, "", ""), "─────────");
    }
}
