//! Moving through rows. The cursor itself is the identity of an item and lives in the pane; here is
//! only the arithmetic.

use std::ops::Range;

use crate::actions::Action;

/// Where a movement leads from row `at` of `len` rows, `page` of which are visible. `None` when the
/// action is no movement.
pub fn moved(action: Action, at: usize, len: usize, page: usize) -> Option<usize> {
    let (last, page) = (len.saturating_sub(1), page.max(1));
    let to = match action {
        Action::Down => at.saturating_add(1),
        Action::Up => at.saturating_sub(1),
        Action::First => 0,
        Action::Last => last,
        Action::HalfDown => at.saturating_add(page.div_ceil(2)),
        Action::HalfUp => at.saturating_sub(page.div_ceil(2)),
        Action::PageDown => at.saturating_add(page),
        Action::PageUp => at.saturating_sub(page),
        _ => return None,
    };
    Some(to.min(last))
}

/// The rows to draw: scrolled from `top` no further than it takes to keep row `at` visible.
pub fn window(top: usize, at: usize, len: usize, height: usize) -> Range<usize> {
    if height == 0 || len == 0 {
        return 0..0;
    }
    let at = at.min(len - 1);
    let top = top.min(len.saturating_sub(height)).min(at);
    let top = top.max((at + 1).saturating_sub(height));
    top..(top + height).min(len)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_window_moves_only_as_far_as_the_cursor_needs() {
        let cases = [
            ((0, 0, 10, 4), 0..4),
            ((0, 3, 10, 4), 0..4),
            ((0, 4, 10, 4), 1..5),
            ((5, 4, 10, 4), 4..8),
            ((5, 7, 10, 4), 5..9),
            ((9, 9, 10, 4), 6..10),
            ((0, 99, 3, 4), 0..3),
            ((7, 0, 0, 4), 0..0),
            ((7, 2, 9, 0), 0..0),
        ];
        for ((top, at, len, height), expected) in cases {
            assert_eq!(window(top, at, len, height), expected, "{top} {at} {len} {height}");
        }
    }

    #[test]
    fn movements_stop_at_both_ends() {
        assert_eq!(moved(Action::Down, 9, 10, 4), Some(9));
        assert_eq!(moved(Action::Up, 0, 10, 4), Some(0));
        assert_eq!(moved(Action::HalfDown, 2, 10, 5), Some(5));
        assert_eq!(moved(Action::PageDown, 2, 10, 5), Some(7));
        assert_eq!(moved(Action::Last, 2, 0, 5), Some(0));
        assert_eq!(moved(Action::Open, 2, 10, 5), None);
    }
}
