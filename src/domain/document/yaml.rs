//! YAML into a tree, with limits. Files come from a branch that many write to, so a text may be huge,
//! nested without end, or blown up by aliases; each of these is a complaint, never a stall.

use std::fmt;

use serde::de::{self, DeserializeSeed, EnumAccess, MapAccess, SeqAccess, VariantAccess, Visitor};
use yaml_serde::{Deserializer, Mapping, Value};

use crate::domain::complaint::Complaints;

/// Longest text that is read: a hundred times the largest StateBox seen, nine times the largest
/// `releases.yml`.
const MAX_TEXT: usize = 4 << 20;
/// Most values a tree may have, aliases counted each time they are used.
const MAX_VALUES: usize = 400_000;
/// Most bytes of text in a tree, aliases counted each time they are used.
const MAX_BYTES: usize = 16 << 20;
/// Most brackets open at a time: the scanner's work grows with text times depth.
const MAX_OPEN: usize = 512;

/// Reads a text into a tree. `None`, with a complaint that says where, when it is not YAML or beyond
/// the limits. A key that occurs twice is a complaint; the last one counts, as for the writers.
pub(crate) fn read(text: &str, complaints: &mut Complaints<'_>) -> Option<Value> {
    // Editors of another system put it there; it means nothing.
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    if text.len() > MAX_TEXT {
        complaints.add("", format!("{} MB of text, more than 4 MB: not read", text.len() >> 20));
        return None;
    }
    if text.trim().is_empty() {
        complaints.add("", "the file is empty");
        return None;
    }
    if looks_like_html(text) {
        complaints.add("line 1", "this is an HTML page, not YAML");
        return None;
    }
    if let Some(line) = too_deep(text) {
        complaints.add(format!("line {line}"), "more than 512 brackets open: not read");
        return None;
    }
    let mut budget = Budget { values: MAX_VALUES, bytes: MAX_BYTES, twice: Vec::new() };
    let read = Tree(&mut budget).deserialize(Deserializer::from_str(text));
    for key in budget.twice {
        complaints.add("", format!("key {key:?} occurs twice in one map: the last one counts"));
    }
    match read {
        Ok(value) => Some(value),
        Err(error) => {
            let place = error
                .location()
                .map(|at| format!("line {} column {}", at.line(), at.column()))
                .unwrap_or_default();
            complaints.add(place, format!("not YAML: {error}"));
            None
        }
    }
}

/// The text of a scalar; `None` for null, lists and maps.
pub(crate) fn scalar(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(yes) => Some(yes.to_string()),
        Value::Null | Value::Sequence(_) | Value::Mapping(_) | Value::Tagged(_) => None,
    }
}

/// What a value is, for complaints.
pub(crate) fn kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "nothing",
        Value::Bool(_) => "a yes or no",
        Value::Number(_) => "a number",
        Value::String(_) => "a text",
        Value::Sequence(_) => "a list",
        Value::Mapping(_) => "a map",
        Value::Tagged(_) => "a tagged value",
    }
}

fn looks_like_html(text: &str) -> bool {
    let start: String = text.trim_start().chars().take(15).collect::<String>().to_ascii_lowercase();
    start.starts_with("<!doctype html") || start.starts_with("<html")
}

/// The line on which too many brackets are open. Brackets inside texts are counted too: no log of the
/// field leaves hundreds of them open.
fn too_deep(text: &str) -> Option<usize> {
    let mut open = 0_usize;
    for (number, line) in text.lines().enumerate() {
        for byte in line.bytes() {
            match byte {
                b'[' | b'{' => open += 1,
                b']' | b'}' => open = open.saturating_sub(1),
                _ => {}
            }
        }
        if open > MAX_OPEN {
            return Some(number + 1);
        }
    }
    None
}

/// What a tree may still cost.
struct Budget {
    values: usize,
    bytes: usize,
    twice: Vec<String>,
}

impl Budget {
    fn spend<E: de::Error>(&mut self, bytes: usize) -> Result<(), E> {
        let left = self.values.checked_sub(1).zip(self.bytes.checked_sub(bytes));
        let (values, bytes) =
            left.ok_or_else(|| E::custom("the text unfolds beyond all bounds"))?;
        (self.values, self.bytes) = (values, bytes);
        Ok(())
    }
}

/// Builds the tree while it counts.
struct Tree<'b>(&'b mut Budget);

impl<'de> DeserializeSeed<'de> for Tree<'_> {
    type Value = Value;

    fn deserialize<D: de::Deserializer<'de>>(self, from: D) -> Result<Value, D::Error> {
        from.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Tree<'_> {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("YAML")
    }

    fn visit_bool<E: de::Error>(self, yes: bool) -> Result<Value, E> {
        self.0.spend(0).map(|()| Value::Bool(yes))
    }

    fn visit_i64<E: de::Error>(self, number: i64) -> Result<Value, E> {
        self.0.spend(0).map(|()| Value::Number(number.into()))
    }

    fn visit_u64<E: de::Error>(self, number: u64) -> Result<Value, E> {
        self.0.spend(0).map(|()| Value::Number(number.into()))
    }

    fn visit_f64<E: de::Error>(self, number: f64) -> Result<Value, E> {
        self.0.spend(0).map(|()| Value::Number(number.into()))
    }

    fn visit_i128<E: de::Error>(self, number: i128) -> Result<Value, E> {
        self.visit_string(number.to_string())
    }

    fn visit_u128<E: de::Error>(self, number: u128) -> Result<Value, E> {
        self.visit_string(number.to_string())
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<Value, E> {
        self.0.spend(text.len()).map(|()| Value::String(text.to_owned()))
    }

    fn visit_unit<E: de::Error>(self) -> Result<Value, E> {
        self.0.spend(0).map(|()| Value::Null)
    }

    fn visit_none<E: de::Error>(self) -> Result<Value, E> {
        self.visit_unit()
    }

    fn visit_some<D: de::Deserializer<'de>>(self, from: D) -> Result<Value, D::Error> {
        self.deserialize(from)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Value, A::Error> {
        self.0.spend(0)?;
        let mut list = Vec::new();
        while let Some(item) = items.next_element_seed(Tree(self.0))? {
            list.push(item);
        }
        Ok(Value::Sequence(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Value, A::Error> {
        self.0.spend(0)?;
        let mut map = Mapping::new();
        while let Some(key) = entries.next_key_seed(Tree(self.0))? {
            let value = entries.next_value_seed(Tree(self.0))?;
            if map.contains_key(&key) && self.0.twice.len() < 5 {
                self.0.twice.push(scalar(&key).unwrap_or_default());
            }
            map.insert(key, value);
        }
        merge(&mut map);
        Ok(Value::Mapping(map))
    }

    fn visit_enum<A: EnumAccess<'de>>(self, data: A) -> Result<Value, A::Error> {
        let (_tag, content) = data.variant::<String>()?;
        content.newtype_variant_seed(self)
    }
}

/// Applies `<<`, which the YAML crate leaves in place: what the map has itself stays.
fn merge(map: &mut Mapping) {
    let sources = match map.remove("<<") {
        None => return,
        Some(Value::Sequence(list)) => list,
        Some(other) => vec![other],
    };
    for source in sources {
        let Value::Mapping(source) = source else { continue };
        for (key, value) in source {
            if !map.contains_key(&key) {
                map.insert(key, value);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn complaints_of(text: &str) -> (Option<Value>, Vec<String>) {
        let mut complaints = Complaints::of("f.yaml");
        let value = read(text, &mut complaints);
        (value, complaints.found.iter().map(ToString::to_string).collect())
    }

    #[test]
    fn what_is_not_yaml_is_named_with_its_place() {
        let cases = [
            ("", "f.yaml: the file is empty"),
            ("  \n\n", "f.yaml: the file is empty"),
            ("<!DOCTYPE html>\n<html lang=en>", "f.yaml: line 1: this is an HTML page, not YAML"),
            ("a: b\nc: [1, 2\nd: e\n", "f.yaml: line 3 column 2: not YAML"),
            ("a:\n\t- b\n", "f.yaml: line 2 column 1: not YAML"),
        ];
        for (text, expected) in cases {
            let (value, complaints) = complaints_of(text);
            assert_eq!(value, None, "{text:?}");
            assert!(complaints[0].starts_with(expected), "{complaints:?}");
        }
    }

    #[test]
    fn a_small_text_that_unfolds_to_billions_is_refused() {
        let mut bomb = "a0: &a0 [x,x,x,x,x,x,x,x,x,x]\n".to_owned();
        for n in 1..12 {
            let last = format!("*a{}", n - 1);
            bomb.push_str(&format!("a{n}: &a{n} [{}]\n", [last.as_str(); 10].join(",")));
        }
        let (value, complaints) = complaints_of(&bomb);
        assert_eq!(value, None);
        assert!(complaints[0].contains("not YAML: "), "{complaints:?}");
    }

    #[test]
    fn nesting_and_size_have_an_end() {
        for text in [
            "[".repeat(100_000),
            format!("a: {}", "- ".repeat(20_000)),
            "x".repeat(MAX_TEXT + 1),
            format!("a: {}x{}", "[".repeat(300), "]".repeat(300)),
        ] {
            let (value, complaints) = complaints_of(&text);
            assert_eq!(value, None);
            assert_eq!(complaints.len(), 1, "{complaints:?}");
        }
    }

    #[test]
    fn a_key_twice_is_named_and_a_merge_key_is_applied() {
        let (value, complaints) =
            complaints_of("a: 1\na: 2\nb: &b {x: 1, y: 2}\nc: {<<: *b, x: 9}");
        let value = value.unwrap();
        assert_eq!(value["a"], Value::from(2));
        assert_eq!((&value["c"]["x"], &value["c"]["y"]), (&Value::from(9), &Value::from(2)));
        assert_eq!(complaints, ["f.yaml: key \"a\" occurs twice in one map: the last one counts"]);
    }
}
