//! Ranges as people write them: `'4.14.60'!A1:B19`, `template!B2`, `template`.

/// Columns of a sheet; further to the right there is nothing.
const COLUMNS: usize = 26 * 27;

/// A part of a tab, rows and columns from 0, ends included. An end that is not named is that of the tab.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Range {
    /// title; empty: the first tab
    pub tab: String,
    /// first row and column
    pub from: (usize, usize),
    /// last row and column
    pub to: (Option<usize>, Option<usize>),
}

impl Range {
    /// Reads one; `None`: it is none.
    pub fn read(text: &str) -> Option<Range> {
        let (tab, cells) = match text.rsplit_once('!') {
            Some((tab, cells)) => (unquoted(tab), cells),
            // a name alone may be a cell of the first tab
            None if cell(text).is_some() => (String::new(), text),
            None => return Some(Range { tab: unquoted(text), from: (0, 0), to: (None, None) }),
        };
        let (from, to) = match cells.split_once(':') {
            Some((from, to)) => (cell(from)?, cell(to)?),
            None => (cell(cells)?, cell(cells)?),
        };
        Some(Range { tab, from: (from.0.unwrap_or(0), from.1.unwrap_or(0)), to })
    }

    /// As the service writes it back.
    pub fn written(&self, tab: &str, (rows, columns): (usize, usize)) -> String {
        let (last_row, last_column) = self.ends((rows.max(1_000), columns.max(26)));
        let (row, column) = self.from;
        let plain = tab.chars().all(|c| c.is_ascii_alphanumeric());
        let tab = if plain { tab.to_owned() } else { format!("'{}'", tab.replace('\'', "''")) };
        format!("{tab}!{}{}:{}{}", name(column), row + 1, name(last_column), last_row + 1)
    }

    /// Last row and column in a tab of this size.
    pub fn ends(&self, (rows, columns): (usize, usize)) -> (usize, usize) {
        let last = |count: usize| count.saturating_sub(1);
        (self.to.0.unwrap_or(last(rows)), self.to.1.unwrap_or(last(columns)))
    }
}

fn unquoted(tab: &str) -> String {
    let inner = tab.strip_prefix('\'').and_then(|tab| tab.strip_suffix('\''));
    inner.map_or_else(|| tab.to_owned(), |tab| tab.replace("''", "'"))
}

/// Row and column of `B19`, `B` or `19`.
fn cell(text: &str) -> Option<(Option<usize>, Option<usize>)> {
    let text = text.replace('$', "");
    let letters = text.chars().take_while(char::is_ascii_alphabetic).count();
    let (column, row) = text.split_at(letters);
    let row = match row {
        "" => None,
        row => Some(row.parse::<usize>().ok()?.checked_sub(1)?),
    };
    let place =
        |sum: usize, c: char| sum * 26 + (c.to_ascii_uppercase() as usize - 'A' as usize) + 1;
    let column = match column {
        "" => None,
        column if column.len() <= 3 => Some(column.chars().fold(0, place) - 1),
        _ => return None,
    };
    (row.is_some() || column.is_some()).then_some((row, column.map(|column| column.min(COLUMNS))))
}

fn name(column: usize) -> String {
    let letter = |nth: usize| char::from(b'A' + u8::try_from(nth % 26).unwrap_or_default());
    match column {
        0..26 => letter(column).to_string(),
        _ => format!("{}{}", letter(column / 26 - 1), letter(column)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_are_read_as_people_write_them() {
        let range = |tab: &str, from, to| Some(Range { tab: tab.to_owned(), from, to });
        let cases = [
            ("'4.14.60'!A1:B19", range("4.14.60", (0, 0), (Some(18), Some(1)))),
            ("template!B2", range("template", (1, 1), (Some(1), Some(1)))),
            ("template!C8:E", range("template", (7, 2), (None, Some(4)))),
            ("template!A:B", range("template", (0, 0), (None, Some(1)))),
            ("template", range("template", (0, 0), (None, None))),
            ("'it''s'!$A$1", range("it's", (0, 0), (Some(0), Some(0)))),
            ("template!", None),
            ("template!A0", None),
            ("template!ABCD1", None),
        ];
        for (text, expected) in cases {
            assert_eq!(Range::read(text), expected, "{text}");
        }
        let read = Range::read("'4.14.60'!A1:B19").unwrap();
        assert_eq!(read.written("4.14.60", (25, 6)), "'4.14.60'!A1:B19");
        assert_eq!(
            Range::read("template!C8:E").unwrap().written("template", (25, 6)),
            "template!C8:E1000"
        );
    }
}
