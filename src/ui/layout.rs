//! Which columns are shown and how wide, and which shape a screen has (design/ux.md §11).

use ratatui::layout::Rect;

use super::widgets::pen::Align;
use super::widgets::text::CutSide;

/// Shapes of a screen, by its size.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Class {
    /// one line per thing
    Digest,
    /// 60–99 columns: one pane below the other
    Small,
    /// 100–139 columns: details beside
    Medium,
    /// 140–199 columns
    Large,
    /// from 200 columns
    Huge,
}

/// Rows the frame takes above and below the body of a low terminal.
const FRAME_ROWS: u16 = 4;

/// The shape for a body. Terminals below 60×16 show digests.
pub fn class(body: Rect) -> Class {
    match (body.width, body.height + FRAME_ROWS.min(u16::MAX - body.height)) {
        (..60, _) | (_, ..16) => Class::Digest,
        (60..100, _) => Class::Small,
        (100..140, _) => Class::Medium,
        (140..200, _) => Class::Large,
        _ => Class::Huge,
    }
}

/// A column of a table.
#[derive(Debug, Clone, Copy)]
pub struct Column {
    /// heading
    pub head: &'static str,
    /// 1 is the last to go
    pub priority: u8,
    /// below this it is dropped
    pub min: usize,
    /// gets this before anybody gets more
    pub want: usize,
    /// never wider
    pub max: usize,
    /// where texts stand
    pub align: Align,
    /// where texts that are too long are cut
    pub cut: CutSide,
    /// stays while the others are scrolled
    pub frozen: bool,
}

impl Column {
    /// A column of one width, whose text is never cut.
    pub const fn fixed(head: &'static str, priority: u8, width: usize) -> Column {
        Column {
            head,
            priority,
            min: width,
            want: width,
            max: width,
            align: Align::Left,
            cut: CutSide::Never,
            frozen: false,
        }
    }

    /// A column that gives way.
    pub const fn flexible(
        head: &'static str,
        priority: u8,
        (min, want, max): (usize, usize, usize),
        cut: CutSide,
    ) -> Column {
        Column { min, want, max, cut, ..Column::fixed(head, priority, min) }
    }

    /// Texts stand at the right.
    pub const fn right(self) -> Column {
        Column { align: Align::Right, ..self }
    }

    /// Stays while the others are scrolled.
    pub const fn frozen(self) -> Column {
        Column { frozen: true, ..self }
    }
}

/// A column that found its place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Placed {
    /// which of the columns
    pub index: usize,
    /// cells from the left
    pub x: usize,
    /// cells
    pub width: usize,
}

/// The outcome of [`fit`].
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Fitted {
    /// shown columns, from left to right
    pub shown: Vec<Placed>,
    /// columns scrolled out at the left
    pub left: usize,
    /// columns dropped for lack of room
    pub dropped: usize,
}

/// Chooses columns and widths. `skip` columns that are not frozen are scrolled out. Whole columns go by
/// priority before any is narrower than its minimum; what is left over goes to the widths wanted, most
/// important first, and then up to the maxima. One cell stands between columns.
pub fn fit(columns: &[Column], width: usize, skip: usize) -> Fitted {
    let scrollable = columns.iter().filter(|column| !column.frozen).count();
    let left = skip.min(scrollable.saturating_sub(1));
    let mut to_skip = left;
    let mut shown: Vec<usize> = (0..columns.len())
        .filter(|&index| {
            let skipped = to_skip > 0 && !columns[index].frozen;
            to_skip -= usize::from(skipped);
            !skipped
        })
        .collect();
    let candidates = shown.len();
    let needed = |shown: &[usize]| {
        shown.iter().map(|&i| columns[i].min).sum::<usize>() + shown.len().saturating_sub(1)
    };
    while shown.len() > 1 && needed(&shown) > width {
        let least = (0..shown.len())
            .filter(|&at| !columns[shown[at]].frozen)
            .max_by_key(|&at| columns[shown[at]].priority);
        shown.remove(least.unwrap_or(shown.len() - 1));
    }
    let mut widths: Vec<usize> = shown.iter().map(|&i| columns[i].min.min(width)).collect();
    let mut spare = width.saturating_sub(needed(&shown));
    let mut by_priority: Vec<usize> = (0..shown.len()).collect();
    by_priority.sort_by_key(|&at| columns[shown[at]].priority);
    let goals: [fn(&Column) -> usize; 2] = [|column| column.want, |column| column.max];
    for goal in goals {
        for &at in &by_priority {
            let more = goal(&columns[shown[at]]).saturating_sub(widths[at]).min(spare);
            widths[at] += more;
            spare -= more;
        }
    }
    let mut x = 0;
    let place = |(index, width): (usize, usize)| {
        let placed = Placed { index, x, width };
        x += width + 1;
        placed
    };
    let dropped = candidates - shown.len();
    Fitted { shown: shown.into_iter().zip(widths).map(place).collect(), left, dropped }
}

impl Fitted {
    /// `+3 cols ›`, `‹ 1 +2 cols ›`, or nothing when all columns are there.
    pub fn hidden(&self) -> String {
        match (self.left, self.dropped) {
            (0, 0) => String::new(),
            (0, n) => format!("+{n} col{} ›", plural(n)),
            (left, 0) => format!("‹ {left} col{}", plural(left)),
            (left, n) => format!("‹ {left} +{n} cols ›"),
        }
    }
}

fn plural(n: usize) -> &'static str {
    if n == 1 { "" } else { "s" }
}

/// Cuts `rows` rows off the top of an area; both parts may be empty.
pub fn split_top(area: Rect, rows: u16) -> (Rect, Rect) {
    let rows = rows.min(area.height);
    (
        Rect { height: rows, ..area },
        Rect { y: area.y.saturating_add(rows), height: area.height - rows, ..area },
    )
}

/// Cuts `columns` columns off the left of an area; both parts may be empty.
pub fn split_left(area: Rect, columns: u16) -> (Rect, Rect) {
    let columns = columns.min(area.width);
    (
        Rect { width: columns, ..area },
        Rect { x: area.x.saturating_add(columns), width: area.width - columns, ..area },
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    const COLUMNS: [Column; 4] = [
        Column::fixed("ID", 1, 7).frozen(),
        Column::flexible("NAME", 3, (6, 12, 20), CutSide::Middle),
        Column::fixed("STATE", 2, 8),
        Column::flexible("WHY", 4, (10, 30, 99), CutSide::End),
    ];

    fn shape(width: usize, skip: usize) -> (Vec<(&'static str, usize)>, String) {
        let fitted = fit(&COLUMNS, width, skip);
        let shown = fitted.shown.iter().map(|p| (COLUMNS[p.index].head, p.width)).collect();
        (shown, fitted.hidden())
    }

    #[test]
    fn whole_columns_go_before_any_is_below_its_minimum() {
        assert_eq!(shape(34, 0).0, [("ID", 7), ("NAME", 6), ("STATE", 8), ("WHY", 10)]);
        assert_eq!(shape(33, 0).0, [("ID", 7), ("NAME", 16), ("STATE", 8)]);
        assert_eq!(shape(22, 0), (vec![("ID", 7), ("STATE", 8)], "+2 cols ›".to_owned()));
        assert_eq!(shape(3, 0).0, [("ID", 3)]);
        assert_eq!(shape(0, 0).0, [("ID", 0)]);
    }

    #[test]
    fn spare_cells_go_to_wishes_first_and_then_to_maxima() {
        assert_eq!(shape(50, 0).0, [("ID", 7), ("NAME", 12), ("STATE", 8), ("WHY", 20)]);
        assert_eq!(shape(70, 0).0, [("ID", 7), ("NAME", 20), ("STATE", 8), ("WHY", 32)]);
    }

    #[test]
    fn the_frozen_column_stays_while_the_others_scroll() {
        assert_eq!(
            shape(40, 1),
            (vec![("ID", 7), ("STATE", 8), ("WHY", 23)], "‹ 1 col".to_owned())
        );
        assert_eq!(shape(40, 9).0, [("ID", 7), ("WHY", 32)]);
    }

    #[test]
    fn the_shape_follows_the_size_of_the_terminal() {
        let cases = [
            ((120, 34), Class::Medium),
            ((80, 20), Class::Small),
            ((60, 12), Class::Small),
            ((59, 40), Class::Digest),
            ((120, 11), Class::Digest),
            ((150, 40), Class::Large),
            ((200, 56), Class::Huge),
            ((1, 1), Class::Digest),
            ((u16::MAX, u16::MAX), Class::Huge),
        ];
        for ((width, height), expected) in cases {
            assert_eq!(class(Rect::new(0, 0, width, height)), expected, "{width}×{height}");
        }
    }
}
