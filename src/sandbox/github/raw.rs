//! Raw files, as `raw.githubusercontent.com` serves them.

use axum::body::{Body, Bytes};
use axum::http::{HeaderValue, Response, StatusCode, header};

use super::conditional;
use super::page::Page;
use crate::sandbox::git::Node;
use crate::sandbox::http::Asked;
use crate::sandbox::world::World;

/// `GET /raw/{owner}/{repo}/{ref}/{path}`. Not counted against the rate limit.
pub fn answer(
    world: &World,
    asked: &Asked,
    [owner, name]: [&str; 2],
    rest: &str,
) -> Response<Body> {
    let repo = world.repository(owner, name);
    let found = repo.and_then(|repo| repo.split_rev(rest));
    let Some(Node::File(blob)) = found.and_then(|(commit, path)| commit.tree.find(path)) else {
        return missing();
    };
    let page = Page::bytes("text/plain; charset=utf-8", Bytes::copy_from_slice(&blob.bytes));
    let mut response = conditional::response(page, asked);
    let cache = HeaderValue::from_static("max-age=300");
    response.headers_mut().insert(header::CACHE_CONTROL, cache);
    response
}

/// The text that stands for everything that is not there.
pub fn missing() -> Response<Body> {
    let mut response = Response::new(Body::from("404: Not Found"));
    *response.status_mut() = StatusCode::NOT_FOUND;
    let plain = HeaderValue::from_static("text/plain; charset=utf-8");
    response.headers_mut().insert(header::CONTENT_TYPE, plain);
    response
}
