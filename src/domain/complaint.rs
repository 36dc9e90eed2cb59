//! What is wrong with a document, where, and what was done about it.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::clean;

/// A fault found while reading a file from a service. Everything else in the file, and every other file,
/// is used all the same.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Complaint {
    /// the file, as its path in the repository
    pub path: String,
    /// the place inside: `line 12 column 4`, or the way through the document, `tasks[2].status`
    pub place: String,
    /// what is wrong and what follows, one sentence, cleaned for a terminal
    pub what: String,
}

impl fmt::Display for Complaint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.place.as_str() {
            "" => write!(f, "{}: {}", self.path, self.what),
            place => write!(f, "{}: {}: {}", self.path, place, self.what),
        }
    }
}

/// Characters of a path, a place or a sentence; a quoted value may be as long as the file.
const LONGEST: usize = 300;

/// Collects faults of one file while it is read.
#[derive(Debug)]
pub struct Complaints<'a> {
    path: &'a str,
    /// what was found so far
    pub found: Vec<Complaint>,
}

impl<'a> Complaints<'a> {
    /// None yet.
    pub fn of(path: &'a str) -> Complaints<'a> {
        Complaints { path, found: Vec::new() }
    }

    /// A file that is wrong everywhere is not worth more lines than this: faults after it are dropped,
    /// and the last complaint says so.
    pub const AT_MOST: usize = 50;

    /// One more. Path, place and words are cleaned and cut: all three can hold text from outside.
    pub fn add(&mut self, place: impl Into<String>, what: impl Into<String>) {
        let (place, what) = match self.found.len() {
            n if n + 1 < Self::AT_MOST => (place.into(), what.into()),
            n if n < Self::AT_MOST => (String::new(), "further faults are not listed".to_owned()),
            _ => return,
        };
        let short = |text: &str| clean::line(&clean::cut(text, LONGEST));
        let [path, place, what] = [self.path, &place, &what].map(short);
        self.found.push(Complaint { path, place, what });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_that_is_wrong_everywhere_gives_a_bounded_list_of_clean_lines() {
        let mut complaints = Complaints::of("a\x1b[2J.json");
        (0..10_000).for_each(|n| complaints.add(format!("x[{n}]\n"), "bad\x07"));
        assert_eq!(complaints.found.len(), Complaints::AT_MOST);
        assert_eq!(complaints.found[0].to_string(), "a␛[2J.json: x[0] : bad␇");
        assert_eq!(complaints.found.last().unwrap().what, "further faults are not listed");
        let mut complaints = Complaints::of("f.yaml");
        complaints.add("x", "é".repeat(1 << 20));
        assert_eq!(complaints.found[0].what.chars().count(), LONGEST);
    }
}
