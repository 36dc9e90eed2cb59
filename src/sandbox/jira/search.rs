//! `search/jql`: pages with a token, fields as asked for, history and comments cut as in the real one.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};

use super::jql;
use super::reply::Refusal;
use super::shape::View;
use super::tracker::Issue;
use crate::sandbox::http::Asked;

/// Issues of a page, however many are asked for.
const MOST: usize = 100;
/// Entries of the history that a list shows, newest first.
const HISTORY: usize = 40;
/// Comments that a list shows.
const COMMENTS: usize = 5;

/// A page of what a query finds. GET has the question in its query, POST in its body.
pub fn page(view: &View<'_>, asked: &Asked) -> Result<Value, Refusal> {
    let body: Value = serde_json::from_slice(&asked.body).unwrap_or_default();
    let text = |key: &str| {
        let inside = match &body[key] {
            Value::String(text) => Some(text.clone()),
            Value::Number(number) => Some(number.to_string()),
            Value::Array(all) => {
                Some(all.iter().filter_map(Value::as_str).collect::<Vec<&str>>().join(","))
            }
            _ => None,
        };
        asked.query(key).map(str::to_owned).or(inside)
    };
    let query = jql::parse(&text("jql").unwrap_or_default())?;
    let most = text("maxResults").map_or(Ok(50), |most| most.parse::<usize>());
    let most = most.map_err(|_| Refusal::bad("maxResults must be a number."))?.clamp(1, MOST);
    let start = match text("nextPageToken").filter(|token| !token.is_empty()) {
        None => 0,
        Some(token) => start(&token)
            .ok_or_else(|| Refusal::bad("The provided next page token is invalid or expired."))?,
    };
    let found = query.find(view)?;
    let expand = text("expand").unwrap_or_default();
    let fields = Wanted::new(text("fields").as_deref());
    let issues: Vec<Value> = found
        .iter()
        .skip(start)
        .take(most)
        .map(|issue| listed(view, issue, &fields, expand.contains("changelog")))
        .collect();
    let next = start + issues.len();
    let is_last = next >= found.len();
    let mut page = json!({ "issues": issues, "isLast": is_last });
    if let (false, Some(page)) = (is_last, page.as_object_mut()) {
        page.insert("nextPageToken".to_owned(), json!(token(next)));
    }
    Ok(page)
}

fn token(start: usize) -> String {
    URL_SAFE_NO_PAD.encode(format!("##{start}##"))
}

fn start(token: &str) -> Option<usize> {
    let inside = String::from_utf8(URL_SAFE_NO_PAD.decode(token).ok()?).ok()?;
    inside.strip_prefix("##")?.strip_suffix("##")?.parse().ok()
}

fn listed(view: &View<'_>, issue: &Issue, fields: &Wanted, history: bool) -> Value {
    let mut shown = view.shown(issue, |id| fields.has(id));
    if fields.0.is_empty() {
        return json!({ "id": shown["id"] });
    }
    let comments = shown.pointer_mut("/fields/comment/comments").and_then(Value::as_array_mut);
    if let Some(comments) = comments {
        let cut = comments.len().saturating_sub(COMMENTS);
        comments.drain(..cut);
    }
    if history {
        let newest: Vec<Value> =
            issue.changes_by(view.now).rev().take(HISTORY).map(|one| view.change(one)).collect();
        let total = issue.changes_by(view.now).count();
        shown["changelog"] = json!({
            "startAt": 0, "maxResults": newest.len(), "total": total, "histories": newest,
        });
    }
    shown
}

/// Which fields are asked for; none: the number alone.
pub struct Wanted(Vec<String>);

impl Wanted {
    /// `summary,status`, `*all`, `*all,-comment`
    pub fn new(text: Option<&str>) -> Wanted {
        let names = text.unwrap_or_default().split(',').map(str::trim);
        Wanted(names.filter(|name| !name.is_empty()).map(str::to_owned).collect())
    }

    /// Whether a field is among them.
    pub fn has(&self, id: &str) -> bool {
        let left_out = self.0.iter().any(|name| name.strip_prefix('-') == Some(id));
        let all = self.0.iter().any(|name| name == "*all" || name == "*navigable");
        !left_out && (all || self.0.iter().any(|name| name == id))
    }

    /// Nothing was said.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}
