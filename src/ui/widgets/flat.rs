//! The 7-bit screen: whatever was drawn, one ASCII character per cell remains. Panes draw marks from
//! the glyph set; this catches the arrows and dashes in their words, and the texts of services.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use crate::ui::glyphs::{Glyph, GlyphSet};

const GLYPHS: &[Glyph] = &[
    Glyph::Pass,
    Glyph::Fail,
    Glyph::Run,
    Glyph::Queue,
    Glyph::Wait,
    Glyph::Idle,
    Glyph::Block,
    Glyph::Warn,
    Glyph::Paused,
    Glyph::Waive,
    Glyph::Abort,
    Glyph::NotApplicable,
    Glyph::Cursor,
    Glyph::Mark,
    Glyph::BarFull,
    Glyph::BarEmpty,
    Glyph::TreeBranch,
    Glyph::TreeEnd,
    Glyph::TreeTrunk,
    Glyph::Rule,
    Glyph::DoubleRule,
    Glyph::Arrow,
    Glyph::MoreRight,
    Glyph::MoreLeft,
    Glyph::Cut,
];

/// Characters of our own words that are no marks.
const WORDS: &[(&str, &str)] = &[
    ("×", "x"),
    ("┬", "+"),
    ("┴", "+"),
    ("╭", "+"),
    ("╮", "+"),
    ("╰", "+"),
    ("╯", "+"),
    ("╌", "."),
    ("—", "-"),
    ("↓", "v"),
    ("«", "\""),
    ("»", "\""),
    ("≠", "#"),
    ("“", "\""),
    ("”", "\""),
    ("’", "'"),
];

/// Replaces every character that is not ASCII when the glyph set is the 7-bit one.
pub fn flatten(buf: &mut Buffer, area: Rect, glyphs: GlyphSet) {
    if glyphs != GlyphSet::Ascii {
        return;
    }
    let area = area.intersection(buf.area);
    for position in area.positions() {
        let Some(cell) = buf.cell_mut(position) else { continue };
        if !cell.symbol().is_ascii() {
            let plain = ascii(cell.symbol());
            cell.set_symbol(plain);
        }
    }
}

fn ascii(symbol: &str) -> &'static str {
    let glyph = GLYPHS.iter().find(|glyph| glyph.text(GlyphSet::Unicode) == symbol);
    let word = || WORDS.iter().find(|(unicode, _)| *unicode == symbol).map(|(_, plain)| *plain);
    glyph.map(|glyph| glyph.text(GlyphSet::Ascii)).or_else(word).unwrap_or("?")
}
