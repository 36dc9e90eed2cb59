//! How things look: theme and glyph set together, handed to everything that draws.

use ratatui::style::Style;
use ratatui::text::Span;

use super::glyphs::{Glyph, GlyphSet};
use super::theme::{Theme, Token};

/// Theme and glyphs.
#[derive(Debug, Clone)]
pub struct Look {
    /// tokens → styles
    pub theme: Theme,
    /// which marks
    pub glyphs: GlyphSet,
}

impl Look {
    /// The look of a meaning.
    pub fn style(&self, token: Token) -> Style {
        self.theme.style(token)
    }

    /// A mark in its own look.
    pub fn mark(&self, glyph: Glyph) -> Span<'static> {
        Span::styled(glyph.text(self.glyphs), self.style(glyph.token()))
    }

    /// A mark as text.
    pub fn text(&self, glyph: Glyph) -> &'static str {
        glyph.text(self.glyphs)
    }
}
