//! What is wrong with the configuration, where, and what is used instead.

use std::fmt;

use crate::domain::clean;

/// One fault. The program goes on with the value it names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// file, or `environment`
    pub place: String,
    /// line in the file, from 1
    pub line: Option<usize>,
    /// one sentence: what was found, what was expected, what is used
    pub what: String,
}

impl Problem {
    /// A fault; the text is made safe for a terminal.
    pub fn new(place: &str, line: Option<usize>, what: &str) -> Problem {
        Problem { place: clean::line(place), line, what: clean::line(what) }
    }
}

/// `config.toml:31 github.poll = "5 mins": expected a duration such as "5m"; using 3m`
impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.place)?;
        if let Some(line) = self.line {
            write!(f, ":{line}")?;
        }
        write!(f, " {}", self.what)
    }
}
