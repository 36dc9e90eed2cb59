//! Answers in Slack's shape: nearly all of them with status 200.

use axum::body::Body;
use axum::http::{HeaderValue, Response, StatusCode, header};
use serde_json::{Value, json};

/// What the bot may do; everything here only reads.
pub const SCOPES: &str = "channels:read,groups:read,users:read,users:read.email,usergroups:read";

/// JSON, with what the token may do.
pub fn json(body: &Value) -> Response<Body> {
    let mut response = Response::new(Body::from(body.to_string()));
    let kind = HeaderValue::from_static("application/json; charset=utf-8");
    response.headers_mut().insert(header::CONTENT_TYPE, kind);
    response
}

/// `{"ok": false, "error": …}`.
pub fn error(word: &str) -> Response<Body> {
    json(&json!({ "ok": false, "error": word }))
}

/// The token may not.
pub fn missing_scope(needed: &str) -> Response<Body> {
    json(&json!({
        "ok": false, "error": "missing_scope", "needed": needed, "provided": SCOPES,
    }))
}

/// Too many calls: the one fault with a status of its own.
pub fn too_many(seconds: i64) -> Response<Body> {
    let mut response = error("ratelimited");
    *response.status_mut() = StatusCode::TOO_MANY_REQUESTS;
    response.headers_mut().insert(header::RETRY_AFTER, seconds.into());
    response
}

/// Outside the interface.
pub fn dead_link() -> Response<Body> {
    let mut response = Response::new(Body::from("<!DOCTYPE html>\n<title>404</title>\n"));
    *response.status_mut() = StatusCode::NOT_FOUND;
    let kind = HeaderValue::from_static("text/html; charset=utf-8");
    response.headers_mut().insert(header::CONTENT_TYPE, kind);
    response
}
