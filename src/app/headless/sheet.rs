//! A view as rows of words: printed as an aligned table, CSV or Markdown.

use std::fmt::Write;

use clap::ValueEnum;
use unicode_width::UnicodeWidthStr;

/// The forms a view can be printed in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Form {
    /// aligned columns
    Table,
    /// the whole view with every fact
    Json,
    /// RFC 4180
    Csv,
    /// Markdown table
    Md,
}

/// Rows under headings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sheet {
    /// headings, in order; the words of `--columns`
    pub columns: Vec<&'static str>,
    /// as many words per row as there are headings
    pub rows: Vec<Vec<String>>,
}

impl Sheet {
    /// Keeps the named columns, in the order they were named.
    ///
    /// # Errors
    /// A name that is no column: the sentence names it and the nearest one.
    pub fn pick(&mut self, names: &[String]) -> Result<(), String> {
        let mut places = Vec::new();
        for name in names {
            match self.columns.iter().position(|column| column == name) {
                Some(place) => places.push(place),
                None => {
                    let near = super::nearest(name, self.columns.iter().copied());
                    let all = self.columns.join(", ");
                    return Err(format!("no column {name:?}{near}; there are {all}"));
                }
            }
        }
        let pick =
            |row: &[String]| places.iter().filter_map(|place| row.get(*place).cloned()).collect();
        self.rows = self.rows.iter().map(|row| pick(row)).collect();
        self.columns =
            places.iter().filter_map(|place| self.columns.get(*place).copied()).collect();
        Ok(())
    }

    /// Aligned columns, two spaces apart, no trailing blanks.
    pub fn table(&self, headers: bool) -> String {
        let width = |place: usize| {
            let cells = self.rows.iter().filter_map(|row| row.get(place)).map(|cell| cell.width());
            cells.chain(headers.then(|| self.columns[place].width())).max().unwrap_or(0)
        };
        let widths: Vec<usize> = (0..self.columns.len()).map(width).collect();
        let mut out = String::new();
        let mut line = |cells: &mut dyn Iterator<Item = &str>| {
            let mut text = String::new();
            for (cell, width) in cells.zip(&widths) {
                let pad = width.saturating_sub(cell.width());
                let _ = write!(text, "{cell}{:pad$}  ", "");
            }
            out.push_str(text.trim_end());
            out.push('\n');
        };
        if headers {
            let heads: Vec<String> = self.columns.iter().map(|head| head.to_uppercase()).collect();
            line(&mut heads.iter().map(String::as_str));
        }
        for row in &self.rows {
            line(&mut row.iter().map(String::as_str));
        }
        out
    }

    /// RFC 4180, lines end in CR LF.
    pub fn csv(&self, headers: bool) -> String {
        let mut out = String::new();
        let mut line = |cells: &mut dyn Iterator<Item = &str>| {
            let cells: Vec<String> = cells.map(csv_cell).collect();
            out.push_str(&cells.join(","));
            out.push_str("\r\n");
        };
        if headers {
            line(&mut self.columns.iter().copied());
        }
        for row in &self.rows {
            line(&mut row.iter().map(String::as_str));
        }
        out
    }

    /// A Markdown table. It has no form without headings.
    pub fn md(&self) -> String {
        let mut out = String::new();
        let _ = writeln!(out, "| {} |", self.columns.join(" | "));
        let _ = writeln!(out, "|{}", " --- |".repeat(self.columns.len()));
        for row in &self.rows {
            let cells: Vec<String> = row.iter().map(|cell| cell.replace('|', "\\|")).collect();
            let _ = writeln!(out, "| {} |", cells.join(" | "));
        }
        out
    }
}

/// Quoted where needed. A cell that a spreadsheet would take for a formula gets a leading quote mark.
fn csv_cell(cell: &str) -> String {
    let formula = cell.len() > 1 && cell.starts_with(['=', '+', '@']);
    let cell = if formula { format!("'{cell}") } else { cell.to_owned() };
    if cell.contains(['"', ',', '\n', '\r']) {
        format!("\"{}\"", cell.replace('"', "\"\""))
    } else {
        cell
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sheet() -> Sheet {
        let row = |cells: [&str; 3]| cells.map(str::to_owned).to_vec();
        Sheet {
            columns: vec!["release", "state", "why"],
            rows: vec![
                row(["4.20.17", "BLOCKED", "say \"no\", then|go"]),
                row(["4.9.1", "ACT", "日本 ok"]),
            ],
        }
    }

    #[test]
    fn the_forms_keep_every_word() {
        assert_eq!(
            sheet().table(true),
            "RELEASE  STATE    WHY\n4.20.17  BLOCKED  say \"no\", then|go\n4.9.1    ACT      日本 ok\n"
        );
        assert_eq!(
            sheet().csv(true),
            "release,state,why\r\n4.20.17,BLOCKED,\"say \"\"no\"\", then|go\"\r\n4.9.1,ACT,日本 ok\r\n"
        );
        assert_eq!(
            sheet().md(),
            "| release | state | why |\n| --- | --- | --- |\n| 4.20.17 | BLOCKED | say \"no\", then\\|go |\n\
             | 4.9.1 | ACT | 日本 ok |\n"
        );
    }

    #[test]
    fn columns_are_picked_by_name_and_an_unknown_one_names_the_nearest() {
        let mut picked = sheet();
        picked.pick(&["state".to_owned(), "release".to_owned()]).unwrap();
        assert_eq!(picked.csv(false), "BLOCKED,4.20.17\r\nACT,4.9.1\r\n");
        let refusal = sheet().pick(&["stat".to_owned()]).unwrap_err();
        assert!(
            refusal.contains("\"stat\"") && refusal.contains("did you mean state"),
            "{refusal}"
        );
    }
}
