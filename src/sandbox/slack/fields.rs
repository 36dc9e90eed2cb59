//! The arguments of a call: in the query, in a form or in JSON, as Slack takes them.

use serde_json::{Map, Value};

use super::super::http::Asked;

/// A call's arguments.
pub struct Fields<'a> {
    asked: &'a Asked,
    json: Option<Map<String, Value>>,
}

impl<'a> Fields<'a> {
    /// Reads them.
    ///
    /// # Errors
    /// The word that Slack has for a body that is no JSON, or not an object.
    pub fn new(asked: &'a Asked) -> Result<Fields<'a>, &'static str> {
        let kind = asked.header("content-type").unwrap_or_default();
        if !kind.starts_with("application/json") || asked.body.is_empty() {
            return Ok(Fields { asked, json: None });
        }
        match serde_json::from_slice(&asked.body) {
            Ok(Value::Object(fields)) => Ok(Fields { asked, json: Some(fields) }),
            Ok(_) => Err("json_not_object"),
            Err(_) => Err("invalid_json"),
        }
    }

    /// An argument as text; an empty one is none.
    pub fn text(&self, key: &str) -> Option<String> {
        let found = match &self.json {
            Some(fields) => fields.get(key).map(|value| match value {
                Value::String(text) => text.clone(),
                other => other.to_string(),
            }),
            None => self.asked.form(key),
        };
        let found = found.or_else(|| self.asked.query(key).map(str::to_owned));
        found.filter(|text| !text.is_empty())
    }

    /// A yes or no.
    pub fn flag(&self, key: &str) -> bool {
        self.text(key).is_some_and(|text| matches!(text.as_str(), "true" | "1" | "t"))
    }

    /// The token: of the header, or an argument; never in JSON.
    pub fn token(&self) -> Option<String> {
        let header = self.asked.header("authorization").and_then(|header| header.split_once(' '));
        let bearer = header.filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer"));
        match bearer {
            Some((_, token)) => Some(token.trim().to_owned()),
            None if self.json.is_some() => None,
            None => self.text("token"),
        }
    }
}
