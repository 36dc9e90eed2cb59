//! The fields of a YAML map, read with a complaint for each that is not what it should be.

use yaml_serde::{Mapping, Value};

use crate::domain::clean;
use crate::domain::complaint::Complaints;
use crate::domain::document::yaml;
use crate::domain::time::{Stamp, Timestamp, parse_stamp};

/// Reads parts of one file, and collects what is wrong with them.
pub(super) struct Reader<'c, 'p> {
    pub complaints: &'c mut Complaints<'p>,
    /// nothing in the text can have happened after this moment
    pub limit: Option<Timestamp>,
}

impl Reader<'_, '_> {
    pub(super) fn names(&mut self, map: &Mapping, key: &str, at: &str) -> Vec<String> {
        match map.get(key) {
            None | Some(Value::Null) => Vec::new(),
            Some(Value::Sequence(list)) => {
                list.iter().filter_map(yaml::scalar).map(|name| clean::line(&name)).collect()
            }
            Some(Value::String(one)) => vec![clean::line(one)],
            Some(other) => {
                let what = format!("{} instead of a list of tasks", yaml::kind(other));
                self.complaints.add(format!("{at}{key}"), what);
                Vec::new()
            }
        }
    }

    /// Anything but a clear yes is no; a word that is neither is named.
    pub(super) fn yes(&mut self, map: &Mapping, key: &str, at: &str) -> bool {
        match map.get(key) {
            Some(Value::Bool(yes)) => *yes,
            None | Some(Value::Null) => false,
            Some(Value::String(word)) if is_word(word, &["true", "yes", "on"]) => true,
            Some(Value::String(word)) if is_word(word, &["false", "no", "off"]) => false,
            Some(other) => {
                let what = format!("{} instead of true or false: false", yaml::kind(other));
                self.complaints.add(format!("{at}{key}"), what);
                false
            }
        }
    }

    pub(super) fn time(&mut self, map: &Mapping, key: &str, at: &str) -> Option<Stamp> {
        let text = self.text(map, key, at)?;
        let Some(moment) = parse_stamp(&text) else {
            self.complaints.add(format!("{at}{key}"), format!("{text:?} is not a time: left out"));
            return None;
        };
        Some(Stamp { at: moment, doubtful: self.limit.is_some_and(|limit| moment > limit) })
    }

    /// One line of text; `None` when absent, null or not a scalar.
    pub(super) fn text(&mut self, map: &Mapping, key: &str, at: &str) -> Option<String> {
        self.scalar(map, key, at).map(|text| clean::line(&text))
    }

    /// Several lines of text.
    pub(super) fn block(&mut self, map: &Mapping, key: &str, at: &str) -> Option<String> {
        self.scalar(map, key, at).map(|text| clean::block(&text))
    }

    pub(super) fn scalar(&mut self, map: &Mapping, key: &str, at: &str) -> Option<String> {
        let value = map.get(key).filter(|value| !value.is_null())?;
        let text = yaml::scalar(value);
        if text.is_none() {
            let what = format!("{} instead of a text: left out", yaml::kind(value));
            self.complaints.add(format!("{at}{key}"), what);
        }
        text
    }

    pub(super) fn map<'m>(&mut self, map: &'m Mapping, key: &str, at: &str) -> Option<&'m Mapping> {
        match map.get(key) {
            None | Some(Value::Null) => None,
            Some(Value::Mapping(inner)) => Some(inner),
            Some(other) => {
                let what = format!("{} instead of a map: left out", yaml::kind(other));
                self.complaints.add(format!("{at}{key}"), what);
                None
            }
        }
    }

    pub(super) fn list<'m>(&mut self, map: &'m Mapping, key: &str) -> &'m [Value] {
        match map.get(key) {
            Some(Value::Sequence(list)) => list,
            None => {
                self.complaints.add(key, "is missing: read as empty");
                &[]
            }
            Some(Value::Null) => &[],
            Some(other) => {
                let what = format!("{} instead of a list: read as empty", yaml::kind(other));
                self.complaints.add(key, what);
                &[]
            }
        }
    }
}

fn is_word(word: &str, words: &[&str]) -> bool {
    words.iter().any(|other| word.eq_ignore_ascii_case(other))
}
