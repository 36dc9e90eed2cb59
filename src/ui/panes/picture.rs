//! What a pane puts on a screen, as text.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::PaneCtx;
use crate::store::snapshot::Snapshot;
use crate::ui::filter::Filter;
use crate::ui::glyphs::GlyphSet;
use crate::ui::look::Look;
use crate::ui::theme::Theme;

pub fn look(glyphs: GlyphSet) -> Look {
    Look { theme: Theme::plain(), glyphs }
}

/// Does something where a pane with the keys would: unicode, no filter, ages.
pub fn on<T>(snapshot: &Snapshot, act: impl FnOnce(&PaneCtx<'_>) -> T) -> T {
    let (look, filter) = (look(GlyphSet::Unicode), Filter::default());
    act(&PaneCtx {
        snapshot,
        look: &look,
        filter: &filter,
        focused: true,
        relative: true,
        looked: None,
    })
}

/// What `draw` puts on a screen of this size.
pub fn picture(
    snapshot: &Snapshot,
    (width, height): (u16, u16),
    glyphs: GlyphSet,
    draw: impl Fn(&mut Buffer, Rect, &PaneCtx<'_>),
) -> String {
    filtered(snapshot, (width, height), glyphs, &Filter::default(), draw)
}

pub fn filtered(
    snapshot: &Snapshot,
    (width, height): (u16, u16),
    glyphs: GlyphSet,
    filter: &Filter,
    draw: impl Fn(&mut Buffer, Rect, &PaneCtx<'_>),
) -> String {
    let look = look(glyphs);
    let ctx =
        PaneCtx { snapshot, look: &look, filter, focused: true, relative: true, looked: None };
    // One row and column more than the pane may touch.
    let mut buf = Buffer::empty(Rect::new(0, 0, width + 1, height + 1));
    draw(&mut buf, Rect::new(0, 0, width, height), &ctx);
    let mut text = String::new();
    for y in 0..=height {
        let mut line = String::new();
        let mut skip = 0;
        for x in 0..=width {
            let symbol = buf[(x, y)].symbol();
            if skip == 0 {
                line.push_str(symbol);
                skip = crate::ui::widgets::text::width(symbol);
            }
            skip -= 1;
        }
        assert!(y < height || line.trim().is_empty(), "drawn below the area: {line:?}");
        assert_eq!(buf[(width, y)].symbol(), " ", "drawn beside the area: {line:?}");
        if y < height {
            text.push_str(line.trim_end());
            text.push('\n');
        }
    }
    text
}
