//! What stands in the documents.

use std::collections::BTreeMap;

/// Documents by their ids.
pub type Documents = BTreeMap<String, Vec<PlannedTab>>;

/// A tab of a document.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PlannedTab {
    /// `4.14.60`, `template`
    pub title: String,
    /// its number
    pub id: i64,
    /// rows and columns from 0: what was typed
    pub cells: BTreeMap<(usize, usize), String>,
    /// seconds since 1970: before, there is no such tab
    pub made: i64,
    /// what is typed later on, in the order of time
    pub typed: Vec<Typed>,
}

/// A cell that is typed over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Typed {
    /// seconds since 1970
    pub at: i64,
    /// row and column from 0
    pub cell: (usize, usize),
    /// what it says from then on
    pub text: String,
}

impl PlannedTab {
    /// As it stands at a moment; `None`: it was not made yet.
    pub fn at(&self, now: i64) -> Option<PlannedTab> {
        let mut tab = (self.made <= now).then(|| self.clone())?;
        for typed in tab.typed.drain(..).take_while(|typed| typed.at <= now) {
            tab.cells.insert(typed.cell, typed.text);
        }
        Some(tab)
    }

    /// What a cell shows: of a link its label, else what was typed.
    pub fn shown(&self, row: usize, column: usize) -> String {
        let typed = self.typed(row, column);
        let link = typed.strip_prefix("=HYPERLINK(").and_then(|rest| rest.strip_suffix(')'));
        let label = link.and_then(|link| link.rsplit_once("\",\"")).map(|(_, label)| label);
        label.map_or(typed, |label| label.trim_end_matches('"')).to_owned()
    }

    /// What was typed into a cell.
    pub fn typed(&self, row: usize, column: usize) -> &str {
        self.cells.get(&(row, column)).map_or("", String::as_str)
    }

    /// Rows and columns that are in use.
    pub fn size(&self) -> (usize, usize) {
        let rows = self.cells.keys().map(|(row, _)| row + 1).max().unwrap_or(0);
        let columns = self.cells.keys().map(|(_, column)| column + 1).max().unwrap_or(0);
        (rows, columns)
    }
}
