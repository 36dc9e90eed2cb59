//! Where the columns of the matrix stand (design/ux.md §5c, §11).

/// Cells before the job names: cursor and blanks.
pub const INDENT: usize = 4;

/// The columns of a matrix in a width.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Geometry {
    /// cells of the job names; they never scroll
    pub job: usize,
    /// whether there is room for the REQ column
    pub req: bool,
    /// where the first build begins
    pub start: usize,
    /// cells per build, the gap after it included
    pub cell: usize,
    /// cells of the runs inside a build's cell
    pub runs: usize,
    /// builds that fit
    pub columns: usize,
}

impl Geometry {
    /// The columns for a width.
    pub fn of(width: u16, full_names: bool) -> Geometry {
        let width = usize::from(width);
        let (job, req, cell, runs) = match width {
            ..70 => (24, false, 15, 4),
            70..100 => (31, false, 15, 4),
            100..140 => (32, true, 19, 7),
            140..200 => (32, true, 16, 5),
            _ => (38, true, 19, 7),
        };
        // Whole names are 88 to 158 characters long.
        let job = if full_names { job.max((width * 6 / 10).min(158)) } else { job };
        let start = INDENT + job + 1 + if req { 5 } else { 0 };
        // The last build needs no gap after it.
        let columns = ((width + 1).saturating_sub(start) / cell).max(1);
        Geometry { job, req, start, cell, runs, columns }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wider_terminals_show_more_builds() {
        let columns = |width| Geometry::of(width, false).columns;
        assert_eq!([60, 80, 120, 140, 200].map(columns), [2, 3, 4, 6, 8]);
        assert_eq!(Geometry::of(1, true).columns, 1);
    }
}
