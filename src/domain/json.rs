//! JSON from outside, read without trust in its shape: a walk that knows the way it came, so that every
//! fault can say where it is. A fault costs the value it is in and nothing else.

use std::fmt;

use serde_json::{Map, Value};

use super::clean;
use super::complaint::Complaints;
use super::time::{Timestamp, parse_stamp};

/// The largest text that is parsed, in bytes. The largest real file ever was 24 KB
/// (reference/test-results.md §10); a parsed value takes up to thirty times its text.
pub const LARGEST: usize = 1 << 20;

/// Parses a text, or says with line and column why it is none. Nesting is limited by the parser.
pub fn parse(text: &str, complaints: &mut Complaints) -> Option<Value> {
    if text.len() > LARGEST {
        let size = text.len();
        complaints
            .add("", format!("{size} bytes, expected at most {LARGEST}; the file is not used"));
        return None;
    }
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let reason = match serde_json::from_str(text) {
        Ok(value) => return Some(value),
        Err(error) => error,
    };
    // A proxy or a login page answers 200 with HTML: say so, instead of "expected value".
    let what = match text.trim_start() {
        "" => "is empty".to_owned(),
        page if page.starts_with('<') => "is a web page (HTML or XML)".to_owned(),
        _ if reason.is_eof() => "ends too early".to_owned(),
        _ => {
            let words = reason.to_string();
            words.rsplit_once(" at line ").map_or(words.as_str(), |(words, _)| words).to_owned()
        }
    };
    let place = format!("line {} column {}", reason.line(), reason.column());
    complaints.add(place, format!("not JSON: {what}; nothing of the file is used"));
    None
}

/// A value with the way that led to it.
#[derive(Debug, Clone, Copy)]
pub struct Node<'a> {
    /// `None` when it is not there or null: the two mean the same everywhere in these files
    value: Option<&'a Value>,
    step: Step<'a>,
    parent: Option<&'a Node<'a>>,
}

#[derive(Debug, Clone, Copy)]
enum Step<'a> {
    Root,
    Key(&'a str),
    Index(usize),
}

impl<'a> Node<'a> {
    /// The whole document.
    pub fn root(value: &'a Value) -> Node<'a> {
        Node { value: Some(value).filter(|value| !value.is_null()), step: Step::Root, parent: None }
    }

    /// The document as the object it should be.
    pub fn document(&self, complaints: &mut Complaints) -> Option<&'a Map<String, Value>> {
        let object = self.value.and_then(Value::as_object);
        if object.is_none() {
            let found = shown(self.value.unwrap_or(&Value::Null));
            self.fault(complaints, format!("is {found}, expected an object; the file is not used"));
        }
        object
    }

    /// A value that stands inside this one.
    fn inside<'s>(&'s self, value: Option<&'s Value>, step: Step<'s>) -> Node<'s> {
        Node { value: value.filter(|value| !value.is_null()), step, parent: Some(self) }
    }

    /// A field; not there when this is no object.
    pub fn field<'s>(&'s self, key: &'s str) -> Node<'s> {
        self.inside(self.value.and_then(|value| value.get(key)), Step::Key(key))
    }

    /// An element of [`Node::list`].
    pub fn item<'s>(&'s self, index: usize, value: &'s Value) -> Node<'s> {
        self.inside(Some(value), Step::Index(index))
    }

    /// Whether it is there and not null.
    pub fn is_there(&self) -> bool {
        self.value.is_some()
    }

    /// Whether it is an object.
    pub fn is_object(&self) -> bool {
        self.value.is_some_and(Value::is_object)
    }

    /// Whether an object has the key, whatever its value.
    pub fn has_key(&self, key: &str) -> bool {
        self.value.and_then(|value| value.get(key)).is_some()
    }

    /// The keys of an object, in the order of the text; none when it is something else.
    pub fn keys(&self) -> impl Iterator<Item = &'a String> + use<'a> {
        self.value.and_then(Value::as_object).into_iter().flat_map(Map::keys)
    }

    /// A text as it is; `None`, without a complaint, when it is something else.
    pub fn text_if_any(&self) -> Option<&'a str> {
        self.value.and_then(Value::as_str)
    }

    /// A list; `None`, without a complaint, when it is something else.
    pub fn list_if_any(&self) -> Option<&'a [Value]> {
        self.value.and_then(Value::as_array).map(Vec::as_slice)
    }

    /// A complaint about this place.
    pub fn fault(&self, complaints: &mut Complaints, what: impl Into<String>) {
        complaints.add(self.to_string(), what);
    }

    /// The value as `read` takes it; a complaint when it is there and cannot be taken.
    fn expect<T>(
        &self,
        complaints: &mut Complaints,
        wanted: &str,
        read: impl FnOnce(&'a Value) -> Option<T>,
    ) -> Option<T> {
        let value = self.value?;
        let found = read(value);
        if found.is_none() {
            self.fault(complaints, format!("is {}, expected {wanted}; left out", shown(value)));
        }
        found
    }

    /// An object.
    pub fn object(&self, complaints: &mut Complaints) -> Option<&'a Map<String, Value>> {
        self.expect(complaints, "an object", Value::as_object)
    }

    /// A list.
    pub fn list(&self, complaints: &mut Complaints) -> Option<&'a [Value]> {
        self.expect(complaints, "a list", |value| value.as_array().map(Vec::as_slice))
    }

    /// A text, as it is: not for a terminal.
    pub fn raw_text(&self, complaints: &mut Complaints) -> Option<&'a str> {
        self.expect(complaints, "a text", Value::as_str)
    }

    /// A text, cleaned for one line of a terminal.
    pub fn line(&self, complaints: &mut Complaints) -> Option<String> {
        self.raw_text(complaints).map(clean::line)
    }

    /// Yes or no.
    pub fn flag(&self, complaints: &mut Complaints) -> Option<bool> {
        self.expect(complaints, "true or false", Value::as_bool)
    }

    /// A number of things.
    pub fn count(&self, complaints: &mut Complaints) -> Option<u32> {
        self.expect(complaints, "a whole number", |value| value.as_u64()?.try_into().ok())
    }

    /// A number of things, also written as a text of digits; below zero is zero.
    pub fn number_or_digits(&self, complaints: &mut Complaints) -> Option<u64> {
        self.expect(complaints, "a whole number", |value| match value {
            Value::String(text) if text.bytes().all(|b| b.is_ascii_digit()) => text.parse().ok(),
            number => number.as_u64().or_else(|| number.as_i64().map(|_| 0)),
        })
    }

    /// A moment (RFC 3339).
    pub fn stamp(&self, complaints: &mut Complaints) -> Option<Timestamp> {
        self.expect(complaints, "a time (RFC 3339)", |value| parse_stamp(value.as_str()?))
    }
}

/// The way to a value, `result[2].firstJob.jobStartTime`; empty for the document itself.
impl fmt::Display for Node<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(parent) = self.parent {
            write!(f, "{parent}")?;
        }
        match self.step {
            Step::Root => Ok(()),
            Step::Index(index) => write!(f, "[{index}]"),
            Step::Key(key) => {
                let nested = self.parent.is_some_and(|parent| !matches!(parent.step, Step::Root));
                write!(f, "{}{}", if nested { "." } else { "" }, excerpt(key))
            }
        }
    }
}

/// A value in a few words: what it is, and its beginning when it is short to say.
fn shown(value: &Value) -> String {
    match value {
        Value::Null => "null".to_owned(),
        Value::Bool(flag) => flag.to_string(),
        Value::Number(number) => format!("the number {number}"),
        Value::String(text) => format!("the text \"{}\"", excerpt(text)),
        Value::Array(_) => "a list".to_owned(),
        Value::Object(_) => "an object".to_owned(),
    }
}

/// The beginning of a text from outside, short enough for one line.
pub fn excerpt(text: &str) -> String {
    const LONGEST: usize = 49;
    clean::line(&clean::cut(text, LONGEST))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_that_is_no_json_is_refused_with_line_column_and_reason() {
        let deep = "[".repeat(100_000);
        let cases = [
            ("", "line 1 column 0", "not JSON: is empty"),
            ("{\n  \"a\": 1,\n}", "line 3 column 1", "not JSON: trailing comma"),
            ("{\"a\": [1, 2", "line 1 column 11", "not JSON: ends too early"),
            ("  <!DOCTYPE html><html>", "line 1 column 3", "not JSON: is a web page (HTML or XML)"),
            ("4.15.0-rc.4", "line 1 column 5", "not JSON: trailing characters"),
            ("more test", "line 1 column 1", "not JSON: expected value"),
            (&deep, "line 1 column 128", "not JSON: recursion limit exceeded"),
            ("[1e999]", "line 1 column 6", "not JSON: number out of range"),
        ];
        for (text, place, what) in cases {
            let mut complaints = Complaints::of("f.json");
            assert_eq!(parse(text, &mut complaints), None);
            let [complaint] = complaints.found.as_slice() else { panic!("{complaints:?}") };
            assert_eq!(complaint.place, place, "{:.40}", text);
            assert_eq!(complaint.what, format!("{what}; nothing of the file is used"));
        }
    }

    #[test]
    fn a_text_of_absurd_size_is_not_even_parsed() {
        let mut complaints = Complaints::of("f.json");
        assert_eq!(parse(&" ".repeat(LARGEST + 1), &mut complaints), None);
        assert_eq!(
            complaints.found[0].what,
            "1048577 bytes, expected at most 1048576; the file is not used"
        );
    }

    #[test]
    fn a_fault_names_the_way_to_the_value_and_what_is_there() {
        let value = serde_json::json!({"a": [{"b": {"c": "x".repeat(30_000), "\u{1b}k": 1}}]});
        let mut complaints = Complaints::of("f.json");
        let root = Node::root(&value);
        let list = root.field("a");
        let item = list.item(0, &value["a"][0]);
        let (b, missing) = (item.field("b"), item.field("nothing"));
        assert_eq!(b.field("c").count(&mut complaints), None);
        assert_eq!(b.field("\u{1b}k").line(&mut complaints), None);
        assert_eq!(missing.field("deeper").flag(&mut complaints), None);
        let found: Vec<String> = complaints.found.iter().map(ToString::to_string).collect();
        let start = "x".repeat(48);
        assert_eq!(
            found,
            [
                format!(
                    "f.json: a[0].b.c: is the text \"{start}…\", expected a whole number; left out"
                ),
                "f.json: a[0].b.␛k: is the number 1, expected a text; left out".to_owned(),
            ]
        );
    }
}
