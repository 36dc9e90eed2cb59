//! A line of text that is being typed.

use ratatui::text::Span;
use tui_input::{Input, InputRequest};

use super::glyphs::Glyph;
use super::look::Look;
use super::theme::Token;
use crate::actions::{Chord, Code};
use crate::domain::clean;

/// Longer texts are not taken: nobody types them, and they would have to be kept.
const LIMIT: usize = 200;

/// The field.
#[derive(Debug, Clone, Default)]
pub struct TextField {
    input: Input,
}

impl TextField {
    /// A field that holds a text already, with the cursor at its end.
    pub fn with(text: &str) -> TextField {
        TextField { input: Input::new(text.chars().take(LIMIT).collect()) }
    }

    /// What was typed.
    pub fn text(&self) -> &str {
        self.input.value()
    }

    /// Takes a chord; false when it means nothing in a text.
    pub fn press(&mut self, chord: Chord) -> bool {
        let Some(request) = request(chord) else { return false };
        let full = self.text().chars().count() >= LIMIT;
        if !(full && matches!(request, InputRequest::InsertChar(_))) {
            self.input.handle(request);
        }
        true
    }

    /// Takes pasted text: its first line, made safe.
    pub fn paste(&mut self, text: &str) {
        let first = text.lines().next().unwrap_or_default();
        let room = LIMIT.saturating_sub(self.text().chars().count());
        for c in clean::line(first).chars().take(room) {
            self.input.handle(InputRequest::InsertChar(c));
        }
    }

    /// The text with its caret, scrolled so that the caret is inside `width` cells.
    pub fn spans(&self, width: usize, look: &Look) -> Vec<Span<'static>> {
        let style = look.style(Token::InputFg);
        let scroll = self.input.visual_scroll(width.saturating_sub(1));
        let (mut before, mut after, mut cells) = (String::new(), String::new(), 0);
        for (number, c) in self.text().chars().enumerate() {
            let wide = unicode_width::UnicodeWidthChar::width(c).unwrap_or(0);
            let shown = cells >= scroll && cells + wide < scroll + width;
            cells += wide;
            match (shown, number < self.input.cursor()) {
                (false, _) => {}
                (true, true) => before.push(c),
                (true, false) => after.push(c),
            }
        }
        vec![
            Span::styled(before, style),
            Span::styled(look.text(Glyph::Caret), look.style(Glyph::Caret.token())),
            Span::styled(after, style),
        ]
    }
}

/// What a chord does to a text: arrows and the common control keys.
fn request(chord: Chord) -> Option<InputRequest> {
    if let Some(c) = chord.typed() {
        return Some(InputRequest::InsertChar(c));
    }
    let mods = chord.mods();
    Some(match (chord.code(), mods.ctrl, mods.alt) {
        (Code::Backspace, false, false) | (Code::Char('h'), true, false) => {
            InputRequest::DeletePrevChar
        }
        (Code::Backspace, ..) | (Code::Char('w'), true, false) => InputRequest::DeletePrevWord,
        (Code::Delete, ..) | (Code::Char('d'), true, false) => InputRequest::DeleteNextChar,
        (Code::Char('u'), true, false) => InputRequest::DeleteFromStart,
        (Code::Char('k'), true, false) => InputRequest::DeleteTillEnd,
        (Code::Char('y'), true, false) => InputRequest::Yank,
        (Code::Left, false, false) | (Code::Char('b'), true, false) => InputRequest::GoToPrevChar,
        (Code::Right, false, false) | (Code::Char('f'), true, false) => InputRequest::GoToNextChar,
        (Code::Left, ..) | (Code::Char('b'), false, true) => InputRequest::GoToPrevWord,
        (Code::Right, ..) | (Code::Char('f'), false, true) => InputRequest::GoToNextWord,
        (Code::Home, ..) | (Code::Char('a'), true, false) => InputRequest::GoToStart,
        (Code::End, ..) | (Code::Char('e'), true, false) => InputRequest::GoToEnd,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::glyphs::GlyphSet;
    use crate::ui::theme::Theme;

    fn typed(keys: &[&str]) -> TextField {
        let mut field = TextField::default();
        for key in keys {
            field.press(key.parse().unwrap());
        }
        field
    }

    #[test]
    fn keys_edit_the_text() {
        let cases: &[(&[&str], &str)] = &[
            (&["a", "Space", "b"], "a b"),
            (&["a", "b", "Backspace", "c"], "ac"),
            (&["a", "b", "Left", "x"], "axb"),
            (&["a", "b", "Home", "x", "End", "y"], "xaby"),
            (&["a", "Space", "b", "c", "C-w", "d"], "a d"),
            (&["a", "b", "C-u", "c"], "c"),
            (&["a", "F5", "b"], "ab"),
        ];
        for (keys, expected) in cases {
            assert_eq!(typed(keys).text(), *expected, "{keys:?}");
        }
    }

    #[test]
    fn pasted_text_is_one_safe_line_and_bounded() {
        let mut field = TextField::default();
        field.paste("a\u{1b}[2J\nsecond");
        assert_eq!(field.text(), "a␛[2J");
        field.paste(&"x".repeat(10_000));
        assert_eq!(field.text().chars().count(), LIMIT);
    }

    #[test]
    fn the_caret_stays_inside_the_width() {
        let look = Look { theme: Theme::plain(), glyphs: GlyphSet::Unicode };
        let text = |field: &TextField, width| -> String {
            field.spans(width, &look).iter().map(|span| span.content.to_string()).collect()
        };
        assert_eq!(text(&TextField::with("abc"), 10), "abc▌");
        assert_eq!(text(&typed(&["a", "b", "Left"]), 10), "a▌b");
        for width in 0..12 {
            let shown = text(&TextField::with("日本語 release:4.20"), width);
            assert!(shown.contains('▌'), "{width}");
            assert!(
                unicode_width::UnicodeWidthStr::width(shown.as_str()) <= width.max(1),
                "{width}"
            );
        }
    }
}
