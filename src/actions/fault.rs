//! Faults of a keymap or theme file, in words. The program starts all the same.

use crate::domain::own_files::{Problem, nearest};

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

impl Fault {
    /// The fault with its place, such as `theme light.toml:14 "statsu.fail" unknown, did you mean
    /// status.fail`.
    pub fn at(&self, file: &str, line: usize) -> Problem {
        Problem::new(file, Some(line), &self.to_string())
    }

    /// An unknown name, with the nearest of the known ones.
    pub fn unknown<'a>(name: &str, known: impl Iterator<Item = &'a str>) -> Fault {
        Fault::Unknown { name: name.to_owned(), nearest: nearest(name, known).map(str::to_owned) }
    }
}
