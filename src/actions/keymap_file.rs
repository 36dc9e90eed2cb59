//! Reading one keymap file: sections are places, entries are `"chord" = "action"`, an empty action takes
//! the chord away. What cannot be used is named and left out.

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::catalog::{Action, CATALOG, Place};
use super::chord::{Chord, parse_sequence};
use super::fault::Fault;
use crate::domain::own_files::{Problem, line_of};

/// A keymap file that was read.
#[derive(Debug, Clone, Default)]
pub(super) struct Layer {
    pub file: String,
    pub name: Option<String>,
    /// the keymap it builds on, and the line that says so
    pub inherits: Option<(String, usize)>,
    /// in the order of the file
    pub lines: Vec<Line>,
}

/// One entry.
#[derive(Debug, Clone)]
pub(super) struct Line {
    pub place: Place,
    pub chords: Vec<Chord>,
    /// `None` takes the chords away
    pub action: Option<Action>,
    pub line: usize,
}

/// Reads a keymap. `file` is only for the words of the problems.
pub(super) fn read(file: &str, text: &str) -> (Layer, Vec<Problem>) {
    let mut reader = Reader { file, text, layer: Layer::default(), problems: Vec::new() };
    reader.layer.file = file.to_owned();
    let (table, faults) = DeTable::parse_recoverable(text);
    for fault in faults {
        let at = fault.span().map_or(0, |span| span.start);
        reader.problem(at, Fault::Syntax(fault.message().to_owned()));
    }
    for (key, value) in table.get_ref() {
        reader.top(key.get_ref(), key.span().start, value);
    }
    let Reader { mut layer, mut problems, .. } = reader;
    layer.lines.sort_by_key(|line| line.line);
    problems.sort_by_key(|problem| problem.line);
    (layer, problems)
}

struct Reader<'a> {
    file: &'a str,
    text: &'a str,
    layer: Layer,
    problems: Vec<Problem>,
}

impl Reader<'_> {
    fn problem(&mut self, at: usize, fault: Fault) {
        let line = line_of(self.text, at);
        self.problems.push(fault.at(self.file, line));
    }

    fn top(&mut self, key: &str, at: usize, value: &Spanned<DeValue<'_>>) {
        let line = line_of(self.text, at);
        match (key, value.get_ref()) {
            ("name", DeValue::String(name)) => self.layer.name = Some(name.to_string()),
            ("inherits", DeValue::String(name)) => {
                self.layer.inherits = Some((name.to_string(), line));
            }
            ("name" | "inherits", other) => self.problem(at, not_text(key, other)),
            (section, DeValue::Table(entries)) => match Place::of_section(section) {
                Some(place) => {
                    for (chords, action) in entries {
                        self.entry(place, chords, action);
                    }
                }
                None => {
                    let known = Place::ALL.iter().map(|place| place.section());
                    self.problem(at, Fault::unknown(section, known));
                }
            },
            (other, _) => {
                let known = ["name", "inherits"].into_iter();
                let known = known.chain(Place::ALL.iter().map(|place| place.section()));
                self.problem(at, Fault::unknown(other, known));
            }
        }
    }

    fn entry(
        &mut self,
        place: Place,
        key: &Spanned<std::borrow::Cow<'_, str>>,
        value: &Spanned<DeValue<'_>>,
    ) {
        let (written, at) = (key.get_ref(), key.span().start);
        let chords = match parse_sequence(written) {
            Ok(chords) => chords,
            Err(bad) => {
                let nearest = bad.nearest.map(str::to_owned);
                return self.problem(at, Fault::Unknown { name: bad.text, nearest });
            }
        };
        let DeValue::String(name) = value.get_ref() else {
            return self.problem(at, not_text(written, value.get_ref()));
        };
        let action = CATALOG.iter().find(|entry| entry.name == name.as_ref());
        if action.is_none() && !name.is_empty() {
            let known = CATALOG.iter().map(|entry| entry.name);
            return self.problem(value.span().start, Fault::unknown(name, known));
        }
        let (action, line) = (action.map(|entry| entry.action), line_of(self.text, at));
        self.layer.lines.push(Line { place, chords, action, line });
    }
}

fn not_text(name: &str, found: &DeValue<'_>) -> Fault {
    let expected = "a text in quotes";
    Fault::Value { name: name.to_owned(), found: found.type_str().to_owned(), expected }
}
