//! Answers as Go's HTTP server writes them.

use axum::body::Body;
use axum::http::{HeaderValue, Response, StatusCode, header};
use serde_json::Value;

/// Text with a line break, as errors are sent.
pub fn text(status: StatusCode, text: &str) -> Response<Body> {
    let mut response = with_kind("text/plain; charset=utf-8", format!("{text}\n"));
    *response.status_mut() = status;
    let nosniff = HeaderValue::from_static("nosniff");
    response.headers_mut().insert(header::X_CONTENT_TYPE_OPTIONS, nosniff);
    response
}

/// A single value, without a line break.
pub fn word(text: String) -> Response<Body> {
    with_kind("text/plain", text)
}

/// Indented JSON with a line break.
pub fn json(body: &Value) -> Response<Body> {
    with_kind("application/json", format!("{body:#}\n"))
}

fn with_kind(kind: &'static str, body: String) -> Response<Body> {
    let mut response = Response::new(Body::from(body));
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
    response
}
