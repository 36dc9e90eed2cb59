//! Answers in the shapes of the distribution specification.

use axum::body::{Body, Bytes};
use axum::http::{HeaderName, HeaderValue, Response, StatusCode, header};
use serde_json::{Value, json};

use super::whole;
use crate::sandbox::http::Asked;

/// JSON.
pub fn json(status: StatusCode, body: &Value) -> Response<Body> {
    with(status, "application/json; charset=utf-8", Body::from(format!("{body}\n")))
}

/// Text.
pub fn plain(status: StatusCode, text: &'static str) -> Response<Body> {
    with(status, "text/plain; charset=utf-8", Body::from(text))
}

/// `{"errors": [{"code", "message", "detail"}]}`.
pub fn error(status: StatusCode, code: &str, message: &str, detail: Value) -> Response<Body> {
    let error = json!({ "code": code, "message": message, "detail": detail });
    json(status, &json!({ "errors": [error] }))
}

/// A manifest or a blob, or the part of it that is asked for.
pub fn content(asked: &Asked, bytes: &Bytes, kind: &str, digest: &str) -> Response<Body> {
    let etag = format!("\"{digest}\"");
    if asked.header("if-none-match").is_some_and(|known| known == etag) {
        return with(StatusCode::NOT_MODIFIED, kind, Body::empty());
    }
    let mut response = match asked.header("range").map(|range| part(range, bytes.len())) {
        None => with(StatusCode::OK, kind, whole(bytes)),
        Some(None) => {
            let mut response = with(StatusCode::RANGE_NOT_SATISFIABLE, kind, Body::empty());
            put(&mut response, header::CONTENT_RANGE, &format!("bytes */{}", bytes.len()));
            return response;
        }
        Some(Some((from, to))) => {
            let body = whole(&bytes.slice(from..to));
            let mut response = with(StatusCode::PARTIAL_CONTENT, kind, body);
            let range = format!("bytes {from}-{}/{}", to.saturating_sub(1), bytes.len());
            put(&mut response, header::CONTENT_RANGE, &range);
            response
        }
    };
    put(&mut response, header::ETAG, &etag);
    put(&mut response, header::ACCEPT_RANGES, "bytes");
    put(&mut response, HeaderName::from_static("docker-content-digest"), digest);
    response
}

/// `bytes=10-19`, `bytes=10-`, `bytes=-5`: from and up to without.
fn part(range: &str, length: usize) -> Option<(usize, usize)> {
    let (from, to) = range.strip_prefix("bytes=")?.split_once('-')?;
    let (from, to) = match (from.parse::<usize>().ok(), to.parse::<usize>().ok()) {
        (Some(from), Some(to)) => (from, to.saturating_add(1).min(length)),
        (Some(from), None) if to.is_empty() => (from, length),
        (None, Some(last)) if from.is_empty() => (length.saturating_sub(last), length),
        _ => return None,
    };
    (from < to).then_some((from, to))
}

fn with(status: StatusCode, kind: &str, body: Body) -> Response<Body> {
    let mut response = Response::new(body);
    *response.status_mut() = status;
    put(&mut response, header::CONTENT_TYPE, kind);
    response
}

/// Sets a header; all values are made here.
pub fn put(response: &mut Response<Body>, name: HeaderName, value: &str) {
    if let Ok(value) = HeaderValue::from_str(value) {
        response.headers_mut().insert(name, value);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_range_is_a_part_of_what_is_there() {
        let cases = [
            ("bytes=0-3", Some((0, 4))),
            ("bytes=4-", Some((4, 10))),
            ("bytes=-2", Some((8, 10))),
            ("bytes=8-99", Some((8, 10))),
            ("bytes=10-", None),
            ("bytes=5-4", None),
            ("lines=1-2", None),
        ];
        for (range, expected) in cases {
            assert_eq!(part(range, 10), expected, "{range}");
        }
    }
}
