//! Jira's answers, as far as they are used.

use serde::Deserialize;
use serde_json::Value;

use crate::domain::bugs::Person;
use crate::domain::clean;
use crate::domain::time::Timestamp;

/// A field of the site.
#[derive(Debug, Deserialize)]
pub struct Field {
    pub id: String,
    #[serde(default)]
    pub name: String,
}

/// A page of a search. There is no total.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Page {
    pub issues: Vec<Value>,
    pub next_page_token: Option<String>,
    #[serde(default)]
    pub is_last: bool,
}

/// An issue; its fields depend on what was asked for.
#[derive(Debug, Deserialize)]
pub struct Issue {
    pub key: String,
    #[serde(default)]
    pub fields: serde_json::Map<String, Value>,
}

/// Something with a name: status, priority, component, version.
#[derive(Debug, Deserialize)]
pub struct Named {
    pub name: String,
}

/// An account.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct User {
    pub account_id: String,
    pub display_name: Option<String>,
    pub email_address: Option<String>,
    pub active: Option<bool>,
}

/// A page of the history, oldest first.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Histories {
    pub values: Vec<History>,
    #[serde(default)]
    pub is_last: bool,
}

/// One change.
#[derive(Debug, Deserialize)]
pub struct History {
    pub created: String,
    #[serde(default)]
    pub items: Vec<Item>,
}

/// A field of a change.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Item {
    pub field: String,
    pub to_string: Option<String>,
}

/// A page of comments, oldest first.
#[derive(Debug, Deserialize)]
pub struct Comments {
    pub comments: Vec<Comment>,
    #[serde(default)]
    pub total: usize,
}

/// A comment.
#[derive(Debug, Deserialize)]
pub struct Comment {
    pub created: String,
    #[serde(default)]
    pub body: String,
}

/// A link to the outside.
#[derive(Debug, Deserialize)]
pub struct RemoteLink {
    pub object: Linked,
}

/// Where it leads.
#[derive(Debug, Deserialize)]
pub struct Linked {
    pub url: String,
}

impl Issue {
    /// A field in a shape; `None`: null, absent, or of another shape.
    pub fn field<T: serde::de::DeserializeOwned>(&self, id: &str) -> Option<T> {
        serde_json::from_value(self.fields.get(id)?.clone()).ok()
    }

    /// The name of something with a name.
    pub fn name(&self, id: &str) -> Option<String> {
        self.field::<Named>(id).map(|named| clean::line(&named.name))
    }

    /// A text.
    pub fn text(&self, id: &str) -> Option<String> {
        self.field::<String>(id).map(|text| clean::line(&text))
    }

    /// An account.
    pub fn person(&self, id: &str) -> Option<Person> {
        self.field::<User>(id).map(User::into_person)
    }

    /// Something is there.
    pub fn has(&self, id: &str) -> bool {
        self.fields.get(id).is_some_and(|value| !value.is_null())
    }
}

impl User {
    fn into_person(self) -> Person {
        let name = self.display_name.unwrap_or_else(|| self.account_id.clone());
        Person {
            account: clean::line(&self.account_id),
            name: clean::line(&name),
            email: self.email_address.map(|email| clean::line(&email)),
            active: self.active.unwrap_or(true),
        }
    }
}

/// `2025-07-15T14:10:20.862+0000`: an offset without a colon, that of the asking account.
pub fn moment(text: &str) -> Option<Timestamp> {
    text.parse().ok().or_else(|| Timestamp::strptime("%Y-%m-%dT%H:%M:%S%.f%z", text).ok())
}

#[test]
fn moments_in_every_offset() {
    let cases = [
        ("2025-07-15T14:10:20.862+0000", "2025-07-15T14:10:20.862Z"),
        ("2025-07-15T10:10:20.862-0400", "2025-07-15T14:10:20.862Z"),
        ("2025-07-15T19:40:20+05:30", "2025-07-15T14:10:20Z"),
    ];
    for (text, expected) in cases {
        assert_eq!(moment(text).map(|at| at.to_string()).as_deref(), Some(expected), "{text}");
    }
    assert_eq!(moment("yesterday"), None);
}
