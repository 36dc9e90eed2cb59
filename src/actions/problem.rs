//! What is wrong with a file that a person wrote: keymap or theme. The program starts all the same.

use std::fmt;

/// A fault with its place. Printed as `theme light.toml:14 "statsu.fail" unknown, did you mean status.fail`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// the file as the operator knows it
    pub file: String,
    /// counted from 1
    pub line: usize,
    /// what is wrong and what holds instead
    pub fault: Fault,
}

/// Kinds of faults.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    /// not TOML at this place
    #[error("{0}; the rest of the file is used")]
    Syntax(String),
    /// a name that is none; the entry is left out
    #[error("{name:?} unknown{}", did_you_mean(.nearest))]
    Unknown {
        /// as written
        name: String,
        /// the name that looks most like it
        nearest: Option<String>,
    },
    /// a value of the wrong kind; the entry is left out
    #[error("{name} = {found}: expected {expected}")]
    Value {
        /// the entry
        name: String,
        /// what stands there
        found: String,
        /// what should
        expected: &'static str,
    },
    /// a key that is bound already, in words; the earlier binding stays
    #[error("{key:?} = {wanted:?} clashes with {other:?} = {has:?} at {at}; using {has:?}")]
    Clash {
        /// the key of this line
        key: String,
        /// the action of this line
        wanted: &'static str,
        /// the key that is in the way
        other: String,
        /// its action
        has: &'static str,
        /// where that was said
        at: String,
    },
}

fn did_you_mean(nearest: &Option<String>) -> String {
    nearest.as_ref().map(|name| format!(", did you mean {name}")).unwrap_or_default()
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{}:{} {}",
            self.file,
            self.line,
            crate::domain::clean::line(&self.fault.to_string())
        )
    }
}

impl Fault {
    /// An unknown name, with the nearest of the known ones.
    pub fn unknown<'a>(name: &str, known: impl Iterator<Item = &'a str>) -> Fault {
        Fault::Unknown { name: name.to_owned(), nearest: nearest(name, known).map(str::to_owned) }
    }
}

/// The known name that looks most like a word, if one looks like it at all.
pub fn nearest<'a>(word: &str, known: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let word = word.to_ascii_lowercase();
    let rated = known.map(|name| (likeness(&word, name), name));
    let best = rated.filter(|(rate, _)| *rate > 0.0).max_by(|a, b| a.0.total_cmp(&b.0));
    best.map(|(_, name)| name)
}

/// How much two words look alike: 1 for the same, 0 for words that have little more than a letter in
/// common. One slip of the finger always counts, however short the word.
pub fn likeness(word: &str, name: &str) -> f64 {
    let rate = strsim::jaro_winkler(word, name);
    let slip = word.chars().count() > 1 && strsim::damerau_levenshtein(word, name) <= 1;
    if slip || rate > 0.75 { rate.max(f64::MIN_POSITIVE) } else { 0.0 }
}

/// The line of a byte offset, counted from 1.
pub fn line_of(text: &str, offset: usize) -> usize {
    text.bytes().take(offset).filter(|byte| *byte == b'\n').count() + 1
}
