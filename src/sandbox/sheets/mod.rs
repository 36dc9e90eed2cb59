//! A stand-in of Google Sheets, version 4, to read: documents with their tabs, values of ranges
//! (reference/worksheet-and-advisory.md, part A). The one token is everybody's login; who has the file of the
//! service account signs for it at `POST /token`. Nothing can be written.

pub mod account;
pub mod plan;
mod range;

use std::sync::Arc;

use axum::body::Body;
use axum::http::{HeaderValue, Method, Response, StatusCode, header};
use serde_json::{Value, json};

use super::http::{Asked, Service};
use super::stage::Stage;
use plan::PlannedTab;
use range::Range;

/// Sheets.
pub struct Sheets {
    stage: Arc<Stage>,
    url: String,
    token: String,
}

/// What was asked for cannot be given.
struct Refusal(StatusCode, String);

impl Sheets {
    /// Answers from the plan of documents. `url`: where it is reached.
    pub fn new(stage: Arc<Stage>, url: String, token: String) -> Sheets {
        Sheets { stage, url, token }
    }

    fn is_known(&self, asked: &Asked) -> bool {
        let token = asked.header("authorization").and_then(|login| login.strip_prefix("Bearer "));
        token.is_some_and(|token| token.trim() == self.token)
    }

    fn read(&self, asked: &Asked) -> Result<Value, Refusal> {
        let plans = Arc::clone(&self.stage.world().plans);
        let parts: Vec<&str> = asked.parts.iter().map(String::as_str).collect();
        let (id, rest) = match parts.as_slice() {
            ["v4", "spreadsheets", id, rest @ ..] => (*id, rest),
            _ => return Err(missing()),
        };
        let now = self.stage.now().as_second();
        let tabs = plans.sheets.get(id).ok_or_else(missing)?;
        let tabs: Vec<PlannedTab> = tabs.iter().filter_map(|tab| tab.at(now)).collect();
        let tabs = tabs.as_slice();
        match rest {
            [] => Ok(masked(document(id, tabs), asked.query("fields"))),
            ["values:batchGet"] => {
                let ranges: Result<Vec<Value>, Refusal> =
                    asked.query_all("ranges").map(|range| values(tabs, range, asked)).collect();
                Ok(json!({ "spreadsheetId": id, "valueRanges": ranges? }))
            }
            ["values", range] => values(tabs, range, asked),
            _ => Err(missing()),
        }
    }
}

fn missing() -> Refusal {
    Refusal(StatusCode::NOT_FOUND, "Requested entity was not found.".to_owned())
}

fn document(id: &str, tabs: &[PlannedTab]) -> Value {
    let tab = |(nth, tab): (usize, &PlannedTab)| {
        json!({ "properties": {
            "sheetId": tab.id, "title": tab.title, "index": nth, "sheetType": "GRID",
            "gridProperties": { "rowCount": 1000, "columnCount": 26 },
        } })
    };
    let sheets: Vec<Value> = tabs.iter().enumerate().map(tab).collect();
    json!({
        "spreadsheetId": id,
        "properties": { "title": id, "locale": "en_US", "timeZone": "Etc/GMT" },
        "sheets": sheets,
        "spreadsheetUrl": format!("https://docs.google.com/spreadsheets/d/{id}/edit"),
    })
}

/// Of the fields that are named at the top of a mask only; what is inside of them comes whole.
fn masked(mut document: Value, mask: Option<&str>) -> Value {
    let Some(mask) = mask else { return document };
    let top = |field: &str| {
        let end = field.find(['.', '(', '/']).unwrap_or(field.len());
        field.get(..end).unwrap_or_default().trim().to_owned()
    };
    let (mut depth, mut start, mut names) = (0, 0, Vec::new());
    for (at, c) in mask.char_indices() {
        match c {
            '(' => depth += 1,
            ')' => depth -= 1,
            ',' if depth == 0 => {
                names.push(top(&mask[start..at]));
                start = at + 1;
            }
            _ => {}
        }
    }
    names.push(top(&mask[start..]));
    if let Some(fields) = document.as_object_mut() {
        fields.retain(|name, _| names.iter().any(|wanted| wanted == name || wanted == "*"));
    }
    document
}

/// The values of a range; rows end with their last cell that is not empty, and so does the whole.
fn values(tabs: &[PlannedTab], text: &str, asked: &Asked) -> Result<Value, Refusal> {
    let unreadable = || Refusal(StatusCode::BAD_REQUEST, format!("Unable to parse range: {text}"));
    let range = Range::read(text).ok_or_else(unreadable)?;
    let titled = |tab: &&PlannedTab| range.tab.is_empty() || tab.title == range.tab;
    let tab = tabs.iter().find(titled).ok_or_else(unreadable)?;
    let formula = asked.query("valueRenderOption") == Some("FORMULA");
    let (rows, columns) = tab.size();
    let (last_row, last_column) = range.ends((rows, columns));
    let cell = |row: usize, column: usize| match formula {
        true => tab.typed(row, column).to_owned(),
        false => tab.shown(row, column),
    };
    let mut all: Vec<Vec<String>> = Vec::new();
    for row in range.from.0..rows.min(last_row.saturating_add(1)) {
        let mut cells: Vec<String> = (range.from.1..columns.min(last_column.saturating_add(1)))
            .map(|column| cell(row, column))
            .collect();
        while cells.last().is_some_and(String::is_empty) {
            cells.pop();
        }
        all.push(cells);
    }
    while all.last().is_some_and(Vec::is_empty) {
        all.pop();
    }
    let mut told =
        json!({ "range": range.written(&tab.title, (rows, columns)), "majorDimension": "ROWS" });
    if let Some(fields) = told.as_object_mut().filter(|_| !all.is_empty()) {
        fields.insert("values".to_owned(), json!(all));
    }
    Ok(told)
}

impl Service for Sheets {
    fn answer(&self, asked: &Asked) -> Response<Body> {
        if asked.method == Method::POST && asked.parts == ["token"] {
            return match account::grant(asked, &self.url, &self.token) {
                Ok(granted) => reply(StatusCode::OK, &granted),
                Err((word, why)) => {
                    let told = json!({ "error": word, "error_description": why });
                    reply(StatusCode::BAD_REQUEST, &told)
                }
            };
        }
        if !self.is_known(asked) {
            return self.refuse(StatusCode::UNAUTHORIZED);
        }
        if !asked.reads() {
            return self.refuse(StatusCode::FORBIDDEN);
        }
        match self.read(asked) {
            Ok(value) => reply(StatusCode::OK, &value),
            Err(Refusal(status, why)) => refused(status, &why),
        }
    }

    fn refuse(&self, status: StatusCode) -> Response<Body> {
        let why = match status {
            StatusCode::UNAUTHORIZED => "Request had invalid authentication credentials.",
            StatusCode::FORBIDDEN => "The caller does not have permission",
            StatusCode::TOO_MANY_REQUESTS => "Quota exceeded for quota metric 'Read requests'",
            _ => status.canonical_reason().unwrap_or("error"),
        };
        refused(status, why)
    }
}

/// An error in Google's shape.
fn refused(status: StatusCode, why: &str) -> Response<Body> {
    let word = match status.as_u16() {
        400 => "INVALID_ARGUMENT",
        401 => "UNAUTHENTICATED",
        403 => "PERMISSION_DENIED",
        404 => "NOT_FOUND",
        429 => "RESOURCE_EXHAUSTED",
        _ => "INTERNAL",
    };
    let error = json!({ "code": status.as_u16(), "message": why, "status": word });
    reply(status, &json!({ "error": error }))
}

fn reply(status: StatusCode, value: &Value) -> Response<Body> {
    let mut response = Response::new(Body::from(value.to_string()));
    *response.status_mut() = status;
    let kind = HeaderValue::from_static("application/json; charset=UTF-8");
    response.headers_mut().insert(header::CONTENT_TYPE, kind);
    response
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use axum::body::Bytes;
    use axum::http::HeaderMap;

    use super::*;

    fn tab() -> PlannedTab {
        let link = "=HYPERLINK(\"https://issues.example/ART-1\",\"ART-1\")";
        let cells = [((0, 0), "Overall"), ((0, 1), "Green"), ((3, 1), link), ((7, 0), "Ownership")];
        let cells = cells.map(|(place, text)| (place, text.to_owned()));
        PlannedTab {
            title: "4.14.60".to_owned(),
            id: 7,
            cells: BTreeMap::from(cells),
            ..PlannedTab::default()
        }
    }

    fn asked(address: &str) -> Asked {
        Asked::new(Method::GET, &address.parse().unwrap(), HeaderMap::new(), Bytes::new())
    }

    #[test]
    fn rows_end_with_their_last_cell_and_links_show_their_labels() {
        let plain = values(&[tab()], "'4.14.60'!A1:B19", &asked("/")).unwrap_or_default();
        let expected =
            json!([["Overall", "Green"], [], [], ["", "ART-1"], [], [], [], ["Ownership"]]);
        assert_eq!(plain["values"], expected);
        assert_eq!(plain["range"], "'4.14.60'!A1:B19");
        let formula = values(&[tab()], "4.14.60!B4", &asked("/?valueRenderOption=FORMULA"));
        assert!(
            formula.unwrap_or_default()["values"][0][0].as_str().unwrap().starts_with("=HYPERLINK")
        );
        let beyond = values(&[tab()], "'4.14.60'!D1:E2", &asked("/")).unwrap_or_default();
        assert_eq!(beyond["values"], Value::Null);
        for wrong in ["'4.14.61'!A1", "'4.14.60'!A0"] {
            let refused = values(&[tab()], wrong, &asked("/"));
            assert!(refused.is_err_and(|why| why.0 == StatusCode::BAD_REQUEST), "{wrong}");
        }
    }

    #[test]
    fn a_mask_keeps_the_fields_that_it_names() {
        let names = |mask: &str| {
            let masked = masked(document("d", &[tab()]), Some(mask));
            masked.as_object().unwrap().keys().cloned().collect::<Vec<_>>().join(" ")
        };
        assert_eq!(names("sheets.properties(sheetId,title)"), "sheets");
        assert_eq!(names("spreadsheetId,sheets(properties/title)"), "spreadsheetId sheets");
    }
}
