//! The line between two panes that stand side by side.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::pen::Pen;
use crate::ui::glyphs::Glyph;
use crate::ui::look::Look;

/// Draws it down the first column of the pane at the right. Its head meets the rule above; its foot the
/// rule below, where there is one.
pub fn trunk(buf: &mut Buffer, look: &Look, right: Rect, rule_below: bool) {
    let line = Rect { width: 1, ..right };
    for dy in 0..line.height {
        let mut pen = Pen::on(buf, look, line, dy);
        if dy == 0 {
            pen.word("┬", Glyph::Rule.token());
        } else {
            pen.mark(Glyph::TreeTrunk);
        }
    }
    if rule_below {
        let below = Rect { y: line.bottom(), height: 1, ..line };
        Pen::on(buf, look, below, 0).word("┴", Glyph::Rule.token());
    }
}
