//! The filter of a list (design/ux.md §7): plain words, fields, not, or, exact, fuzzy.
//!
//! `word` is looked for in everything a row shows, `~word` letter by letter, `=word` as a whole word;
//! `field:value`, `field=value` and `field<2d` look at one field; `!` turns a term round; terms are
//! joined by and, `|` is or and binds least; quotes keep blanks and signs together.

use std::cmp::Ordering;

use crate::domain::version::{Release, YStream};

pub use super::filter_parse::{FilterError, FilterFault};

/// What a row offers to a filter.
pub trait Fields {
    /// every text the row shows, separated by spaces
    fn shown(&self) -> String;
    /// a field by its name, one of [`FIELDS`]; `None` when the row has no such field. Lengths of time are given in seconds, as text.
    fn field(&self, name: &str) -> Option<String>;
}

/// The fields a filter can name.
pub const FIELDS: [&str; 16] = [
    "state",
    "release",
    "due",
    "age",
    "arch",
    "job",
    "verdict",
    "stale",
    "late",
    "tier",
    "sev",
    "qa",
    "mr",
    "approvals",
    "pipeline",
    "service",
];

/// A parsed filter. Empty keeps everything.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filter {
    text: String,
    /// a row stays if every term of one alternative fits; no alternative keeps everything
    alternatives: Vec<Vec<Term>>,
}

/// One condition.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Term {
    pub not: bool,
    pub test: Test,
}

/// What a condition looks at. Texts are in small letters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Test {
    /// somewhere in what the row shows
    Contains(String),
    /// its letters in this order within one word
    Fuzzy(String),
    /// as whole words
    Exact(String),
    /// a field by its name
    Field(&'static str, Relation, Value),
}

/// How a field is compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Relation {
    Contains,
    Equal,
    Less,
    AtMost,
    More,
    AtLeast,
}

/// What a field is compared with: the text, and what it means as a number or length of time (seconds).
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Value {
    pub text: String,
    pub number: Option<i64>,
}

impl Filter {
    /// Reads a filter as typed. An error names the column and, for a field that does not exist, the
    /// nearest one; whoever shows the list keeps every row until the text can be read.
    pub fn parse(text: &str) -> Result<Filter, FilterError> {
        let alternatives = super::filter_parse::alternatives(text)?;
        Ok(Filter { text: text.trim().to_owned(), alternatives })
    }

    /// No filter.
    pub fn is_empty(&self) -> bool {
        self.alternatives.is_empty()
    }

    /// As typed.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Whether a row stays.
    pub fn keeps(&self, row: &dyn Fields) -> bool {
        if self.is_empty() {
            return true;
        }
        let shown = row.shown().to_lowercase();
        let fits = |term: &Term| term.test.fits(&shown, row) != term.not;
        self.alternatives.iter().any(|terms| terms.iter().all(fits))
    }
}

impl Test {
    fn fits(&self, shown: &str, row: &dyn Fields) -> bool {
        match self {
            Test::Contains(word) => shown.contains(word),
            Test::Fuzzy(word) => shown.split_whitespace().any(|text| is_subsequence(word, text)),
            Test::Exact(words) => has_words(shown, words),
            Test::Field(name, relation, value) => {
                row.field(name).is_some_and(|own| relation.fits(&own.to_lowercase(), value))
            }
        }
    }
}

impl Relation {
    fn fits(self, own: &str, value: &Value) -> bool {
        let order = || compare(own, value);
        match self {
            Relation::Contains => own.contains(&value.text),
            Relation::Equal => order() == Some(Ordering::Equal),
            Relation::Less => order() == Some(Ordering::Less),
            Relation::AtMost => order().is_some_and(Ordering::is_le),
            Relation::More => order() == Some(Ordering::Greater),
            Relation::AtLeast => order().is_some_and(Ordering::is_ge),
        }
    }
}

/// Versions by their order, numbers and lengths by size, anything else by its letters. `None` when a
/// row has no number where one is asked for: `–` is neither less nor more than two days.
fn compare(own: &str, value: &Value) -> Option<Ordering> {
    if let (Some(own), Some(value)) = (version(own), version(&value.text)) {
        return Some(own.cmp(&value));
    }
    if let (Some(own), Some(value)) = (tier(own), tier(&value.text)) {
        return Some(own.cmp(&value));
    }
    match value.number {
        Some(number) => own.trim().parse::<i64>().ok().map(|own| own.cmp(&number)),
        None => Some(own.cmp(value.text.as_str())),
    }
}

/// A release, or a y-stream as its first release, so that `release>=4.18` means what it says.
fn version(text: &str) -> Option<Release> {
    let y = || text.parse().ok().map(|y: YStream| Release { y, patch: 0, pre: None });
    text.parse().ok().or_else(y)
}

/// The rungs of the ladder in their order, so that `tier>=lead` means what it says.
fn tier(text: &str) -> Option<usize> {
    ["new", "qa", "lead", "mgr", "96h"].iter().position(|word| *word == text)
}

fn is_subsequence(word: &str, text: &str) -> bool {
    let mut letters = text.chars();
    word.chars().all(|letter| letters.any(|other| other == letter))
}

/// Whether `words` stand in `shown` between blanks.
fn has_words(shown: &str, words: &str) -> bool {
    shown.match_indices(words).any(|(at, _)| {
        let before = shown.get(..at).and_then(|text| text.chars().next_back());
        let after = shown.get(at + words.len()..).and_then(|text| text.chars().next());
        [before, after].into_iter().flatten().all(char::is_whitespace)
    })
}

#[cfg(test)]
#[path = "filter_tests.rs"]
mod tests;
