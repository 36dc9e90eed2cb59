//! Files that the operator wrote (configuration, keymap, theme): what is wrong in them and where, and
//! which name was meant. The program starts all the same.

use std::fmt;

use super::clean;

/// One fault. The program goes on with the value that the sentence names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// the file as the operator knows it, or `environment`
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

/// The line of a byte offset, counted from 1.
pub fn line_of(text: &str, offset: usize) -> usize {
    text.bytes().take(offset).filter(|byte| *byte == b'\n').count() + 1
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_near_name_is_found_and_a_strange_word_has_none() {
        let names = || ["status.fail", "status.pass", "open", "up"].into_iter();
        for (word, near) in [
            ("statsu.fail", Some("status.fail")),
            ("Opne", Some("open")),
            ("pu", Some("up")),
            ("weather", None),
            ("x", None),
            ("", None),
        ] {
            assert_eq!(nearest(word, names()), near, "{word}");
        }
    }

    #[test]
    fn a_problem_is_one_clean_line_with_its_place() {
        let problem = Problem::new("a\x1b[2J.toml", Some(line_of("x\ny\n", 3)), "b\nc");
        assert_eq!(problem.to_string(), "a␛[2J.toml:2 b c");
        assert_eq!(Problem::new("environment", None, "no").to_string(), "environment no");
    }
}
