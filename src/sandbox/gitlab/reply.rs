//! Answers in GitLab's shape.

use std::hash::{DefaultHasher, Hash, Hasher};

use axum::body::{Body, Bytes};
use axum::http::{HeaderValue, Response, StatusCode, header};
use serde_json::{Value, json};

use crate::sandbox::http::Asked;

/// JSON.
pub fn json(status: StatusCode, value: &Value) -> Response<Body> {
    with_tag(status, "application/json", value.to_string().into_bytes())
}

/// JSON of something that is there.
pub fn ok(value: &Value) -> Response<Body> {
    json(StatusCode::OK, value)
}

/// `{"message": "404 Not found"}`
pub fn refusal(status: StatusCode, message: &str) -> Response<Body> {
    json(status, &json!({ "message": message }))
}

/// Text of some kind.
pub fn text(kind: &'static str, text: String) -> Response<Body> {
    with_tag(StatusCode::OK, kind, text.into_bytes())
}

/// 429, in plain text.
pub fn retry_later(seconds: i64) -> Response<Body> {
    let mut response =
        with_tag(StatusCode::TOO_MANY_REQUESTS, "text/plain", b"Retry later\n".into());
    response.headers_mut().insert(header::RETRY_AFTER, seconds.max(1).into());
    response
}

/// Part of a text, where a range is asked for.
pub fn part(text: String, asked: &Asked) -> Response<Body> {
    let whole = text.len();
    let range = asked.header("range").and_then(|range| range.strip_prefix("bytes="));
    let Some((first, last)) = range.and_then(|range| range.split_once('-')) else {
        return with_tag(StatusCode::OK, "text/plain", text.into_bytes());
    };
    let number = |text: &str| text.trim().parse::<usize>().ok();
    let (first, last) = match (number(first), number(last)) {
        (Some(first), last) => (first, last.unwrap_or(usize::MAX)),
        (None, Some(back)) => (whole.saturating_sub(back), usize::MAX),
        (None, None) => (0, usize::MAX),
    };
    if first >= whole {
        let mut none = with_tag(StatusCode::RANGE_NOT_SATISFIABLE, "text/plain", Vec::new());
        set(&mut none, "content-range", &format!("bytes */{whole}"));
        return none;
    }
    let end = last.saturating_add(1).min(whole);
    let bytes = text.as_bytes().get(first..end).unwrap_or_default().to_vec();
    let mut response = with_tag(StatusCode::PARTIAL_CONTENT, "text/plain", bytes);
    set(&mut response, "content-range", &format!("bytes {first}-{}/{whole}", end - 1));
    response
}

fn with_tag(status: StatusCode, kind: &'static str, bytes: Vec<u8>) -> Response<Body> {
    let mut tag = DefaultHasher::new();
    bytes.hash(&mut tag);
    let mut response = Response::new(Body::from(Bytes::from(bytes)));
    *response.status_mut() = status;
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
    if status == StatusCode::OK {
        set(&mut response, "etag", &format!("W/\"{:016x}\"", tag.finish()));
    }
    response
}

/// Sets a header whose value is text.
pub fn set(response: &mut Response<Body>, name: &'static str, value: &str) {
    if let Ok(value) = HeaderValue::from_str(value) {
        response.headers_mut().insert(name, value);
    }
}

/// 304 when the asker has it.
pub fn conditional(response: Response<Body>, asked: &Asked) -> Response<Body> {
    let plain = |tag: &str| tag.trim().trim_start_matches("W/").to_owned();
    let own = response.headers().get(header::ETAG).and_then(|tag| tag.to_str().ok()).map(plain);
    let known = asked.header("if-none-match").unwrap_or_default();
    let is_known = own.is_some_and(|own| known.split(',').any(|tag| plain(tag) == own));
    if !is_known {
        return response;
    }
    let (mut parts, _) = response.into_parts();
    parts.status = StatusCode::NOT_MODIFIED;
    parts.headers.remove(header::CONTENT_TYPE);
    Response::from_parts(parts, Body::empty())
}
