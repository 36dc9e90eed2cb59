//! What colours and attributes carry beside the text.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Modifier;

use super::{PaneCtx, builds, overview, release as one};
use crate::store::snapshot::Snapshot;
use crate::ui::filter::Filter;
use crate::ui::glyphs::GlyphSet;
use crate::ui::look::Look;
use crate::ui::sample::{release, stale, week};
use crate::ui::theme::Theme;

type Draw = fn(&mut Buffer, Rect, &PaneCtx<'_>);

fn drawn(snapshot: &Snapshot, theme: Theme, draw: Draw) -> Buffer {
    let look = Look { theme, glyphs: GlyphSet::Unicode };
    let filter = Filter::default();
    let ctx = PaneCtx {
        snapshot,
        look: &look,
        filter: &filter,
        focused: true,
        relative: true,
        looked: None,
    };
    let mut buf = Buffer::empty(Rect::new(0, 0, 120, 36));
    draw(&mut buf, Rect::new(0, 0, 120, 36), &ctx);
    buf
}

const VIEWS: [(Draw, u16); 3] = [
    (|buf, area, ctx| overview::draw(&overview::State::default(), buf, area, ctx), 4),
    (|buf, area, ctx| one::draw(&one::State::default(), buf, area, ctx), 8),
    (
        |buf, area, ctx| {
            let mut state = builds::State::default();
            state.release = Some(release("4.20.17"));
            builds::draw(&state, buf, area, ctx);
        },
        11,
    ),
];

/// Cells of a line that show something, with their looks.
fn line(buf: &Buffer, y: u16) -> Vec<(String, Modifier)> {
    let cells = (0..76).map(|x| &buf[(x, y)]).filter(|cell| cell.symbol() != " ");
    cells.map(|cell| (cell.symbol().to_owned(), cell.modifier)).collect()
}

#[test]
fn a_stale_row_is_dimmed_from_end_to_end() {
    for theme in [Theme::terminal, Theme::mono] {
        for (draw, y) in VIEWS {
            let dim = |snapshot: &Snapshot| {
                let line = line(&drawn(snapshot, theme(), draw), y);
                assert!(!line.is_empty());
                line.iter().all(|(_, look)| look.contains(Modifier::DIM))
            };
            assert!(dim(&stale()) && !dim(&week()));
        }
    }
}

#[test]
fn the_row_under_the_cursor_stands_out_in_one_colour() {
    let buf = drawn(&week(), Theme::mono(), VIEWS[0].0);
    let reversed = |y| line(&buf, y).iter().all(|(_, look)| look.contains(Modifier::REVERSED));
    assert!(reversed(2) && !reversed(3));
}
