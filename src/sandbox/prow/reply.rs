//! Answers of the storage and of Gangway.

use axum::body::Body;
use axum::http::{HeaderName, HeaderValue, Response, StatusCode, header};
use serde_json::{Value, json};

use super::artifacts::Object;
use crate::sandbox::http::Asked;

/// A text of a kind.
pub fn with(status: StatusCode, kind: &'static str, body: impl Into<Body>) -> Response<Body> {
    let mut response = Response::new(body.into());
    *response.status_mut() = status;
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
    response
}

/// JSON.
pub fn json(status: StatusCode, value: &Value) -> Response<Body> {
    with(status, "application/json; charset=UTF-8", value.to_string())
}

/// An error of the JSON API.
pub fn refused(status: StatusCode, message: &str) -> Response<Body> {
    let code = status.as_u16();
    let errors = json!([{ "message": message, "domain": "global", "reason": "error" }]);
    json(status, &json!({ "error": { "code": code, "message": message, "errors": errors } }))
}

/// The JSON API has no such object.
pub fn gone(message: &str) -> Response<Body> {
    refused(StatusCode::NOT_FOUND, message)
}

/// There is nothing at a plain address.
pub fn no_such_key() -> Response<Body> {
    let text = "<?xml version='1.0' encoding='UTF-8'?><Error><Code>NoSuchKey</Code><Message>The specified key does not exist.</Message></Error>";
    with(StatusCode::NOT_FOUND, "application/xml; charset=UTF-8", text)
}

/// Changes with what is in it.
pub fn etag(object: &Object) -> String {
    format!("\"{:x}-{:x}\"", object.put, object.text.len())
}

fn put(response: &mut Response<Body>, name: HeaderName, value: &str) {
    if let Ok(value) = HeaderValue::from_str(value) {
        response.headers_mut().insert(name, value);
    }
}

/// An object or the part of it that is asked for (`Range: bytes=A-B`, `A-`, `-N`).
pub fn object(asked: &Asked, object: &Object) -> Response<Body> {
    let (text, tag) = (object.text.as_bytes(), etag(object));
    if asked.header("if-none-match") == Some(tag.as_str()) {
        let mut response = with(StatusCode::NOT_MODIFIED, object.kind, Body::empty());
        put(&mut response, header::ETAG, &tag);
        return response;
    }
    let whole = text.len();
    let mut response = match asked.header("range").map(|range| part(range, whole)) {
        Some(Some(None)) => {
            let mut response = with(StatusCode::RANGE_NOT_SATISFIABLE, object.kind, Body::empty());
            put(&mut response, header::CONTENT_RANGE, &format!("bytes */{whole}"));
            response
        }
        Some(Some(Some((from, to)))) => {
            let bytes = text.get(from..=to).unwrap_or_default().to_vec();
            let mut response = with(StatusCode::PARTIAL_CONTENT, object.kind, bytes);
            put(&mut response, header::CONTENT_RANGE, &format!("bytes {from}-{to}/{whole}"));
            response
        }
        _ => with(StatusCode::OK, object.kind, text.to_vec()),
    };
    put(&mut response, header::ETAG, &tag);
    put(&mut response, header::LAST_MODIFIED, &object.modified());
    put(&mut response, header::ACCEPT_RANGES, "bytes");
    response
}

/// First and last byte; inner `None`: there are no such bytes; outer `None`: not understood, so ignored.
fn part(range: &str, whole: usize) -> Option<Option<(usize, usize)>> {
    let (from, to) = range.trim().strip_prefix("bytes=")?.split_once('-')?;
    let last = whole.checked_sub(1);
    let found = match (from.parse::<usize>(), to.parse::<usize>()) {
        (Ok(from), Ok(to)) if from <= to => last.map(|last| (from, to.min(last))),
        (Ok(from), Err(_)) if to.is_empty() => last.map(|last| (from, last)),
        (Err(_), Ok(count)) if from.is_empty() => {
            last.map(|last| (whole.saturating_sub(count), last)).filter(|_| count > 0)
        }
        _ => return None,
    };
    Some(found.filter(|(from, _)| *from < whole))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_are_those_of_the_standard() {
        let cases = [
            ("bytes=0-3", Some(Some((0, 3)))),
            ("bytes=2-", Some(Some((2, 9)))),
            ("bytes=-4", Some(Some((6, 9)))),
            ("bytes=5-100", Some(Some((5, 9)))),
            ("bytes=10-12", Some(None)),
            ("bytes=-0", Some(None)),
            ("bytes=3-1", None),
            ("lines=1-2", None),
        ];
        for (range, expected) in cases {
            assert_eq!(part(range, 10), expected, "{range}");
        }
        assert_eq!(part("bytes=0-3", 0), Some(None));
    }
}
