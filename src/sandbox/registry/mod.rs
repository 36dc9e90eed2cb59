//! A stand-in of the registry that holds the payloads: OCI distribution v2 with bearer tokens, as public
//! registries speak it. It only reads.

mod access;
mod image;
mod reply;

use std::sync::Arc;

use axum::body::{Body, Bytes};
use axum::http::{HeaderName, HeaderValue, Response, StatusCode, header};
use serde_json::json;

use super::http::{Asked, Service};
use super::stage::Stage;
use access::Access;
pub use image::Image;

/// The one repository.
const REPOSITORY: &str = "openshift-release-dev/ocp-release";
/// Tags on a page where the client does not say how many it wants.
const PAGE: usize = 50;

/// The registry.
pub struct Registry {
    stage: Arc<Stage>,
    access: Access,
}

impl Registry {
    /// Answers from the plan of payloads. `url`: where it is reached; `token`: the password it knows.
    pub fn new(stage: Arc<Stage>, url: String, token: String) -> Registry {
        Registry { stage, access: Access::new(url, token) }
    }

    fn manifest(&self, asked: &Asked, reference: &str) -> Response<Body> {
        let now = self.stage.now();
        let plans = Arc::clone(&self.stage.world().plans);
        let found = plans.payloads.pushed(now).find(|payload| {
            payload.tag() == reference
                || (reference.starts_with("sha256:") && payload.image().digest == reference)
        });
        let Some(payload) = found else {
            let detail = json!({ "Tag": reference });
            return reply::error(
                StatusCode::NOT_FOUND,
                "MANIFEST_UNKNOWN",
                "manifest unknown",
                detail,
            );
        };
        let image = payload.image();
        reply::content(asked, &image.manifest, image.media_type, &image.digest)
    }

    fn blob(&self, asked: &Asked, digest: &str) -> Response<Body> {
        let now = self.stage.now();
        let plans = Arc::clone(&self.stage.world().plans);
        let found =
            plans.payloads.pushed(now).find_map(|payload| payload.image().blobs.get(digest));
        match found {
            Some(bytes) => reply::content(asked, bytes, "application/octet-stream", digest),
            None => {
                let detail = json!({ "digest": digest });
                reply::error(
                    StatusCode::NOT_FOUND,
                    "BLOB_UNKNOWN",
                    "blob unknown to registry",
                    detail,
                )
            }
        }
    }

    /// Tags in lexical order, page by page.
    fn tags(&self, asked: &Asked) -> Response<Body> {
        let now = self.stage.now();
        let plans = Arc::clone(&self.stage.world().plans);
        let mut tags: Vec<String> =
            plans.payloads.pushed(now).map(|payload| payload.tag()).collect();
        tags.sort();
        let size = match asked.query("n").map(str::parse::<usize>) {
            None => PAGE,
            Some(Ok(size)) => size.clamp(1, 1000),
            Some(Err(_)) => {
                let message = "invalid number of results requested";
                let detail = json!({ "n": asked.query("n") });
                return reply::error(
                    StatusCode::BAD_REQUEST,
                    "PAGINATION_NUMBER_INVALID",
                    message,
                    detail,
                );
            }
        };
        let last = asked.query("last").unwrap_or_default();
        let mut after = tags.into_iter().filter(|tag| tag.as_str() > last);
        let page: Vec<String> = after.by_ref().take(size).collect();
        let more = after.next().is_some();
        let mut response =
            reply::json(StatusCode::OK, &json!({ "name": REPOSITORY, "tags": page }));
        if let Some(last) = page.last().filter(|_| more) {
            let link = format!("</v2/{REPOSITORY}/tags/list?last={last}&n={size}>; rel=\"next\"");
            if let Ok(link) = HeaderValue::from_str(&link) {
                response.headers_mut().insert(header::LINK, link);
            }
        }
        response
    }

    fn read(&self, asked: &Asked) -> Response<Body> {
        let parts: Vec<&str> = asked.parts.iter().map(String::as_str).collect();
        let Some(rest) = parts.strip_prefix(&["v2"]) else {
            return reply::plain(StatusCode::NOT_FOUND, "404 page not found\n");
        };
        let scope = match rest {
            [.., "manifests" | "blobs", _] => rest.len().checked_sub(2),
            [.., "tags", "list"] => rest.len().checked_sub(2),
            _ => None,
        };
        let name = scope.and_then(|end| rest.get(..end)).map(|name| name.join("/"));
        if let Some(refusal) = self.access.refusal(asked, name.as_deref()) {
            return refusal;
        }
        if !asked.reads() {
            let message = "requested access to the resource is denied";
            return reply::error(StatusCode::FORBIDDEN, "DENIED", message, json!(null));
        }
        if name.as_deref().is_some_and(|name| name != REPOSITORY) {
            let message = "repository name not known to registry";
            return reply::error(
                StatusCode::NOT_FOUND,
                "NAME_UNKNOWN",
                message,
                json!({ "name": name }),
            );
        }
        match rest {
            [] => reply::json(StatusCode::OK, &json!({})),
            [.., "manifests", reference] => self.manifest(asked, reference),
            [.., "blobs", digest] => self.blob(asked, digest),
            [.., "tags", "list"] => self.tags(asked),
            _ => reply::plain(StatusCode::NOT_FOUND, "404 page not found\n"),
        }
    }
}

impl Service for Registry {
    fn answer(&self, asked: &Asked) -> Response<Body> {
        let mut response = match asked.parts.first().map(String::as_str) {
            Some("auth") => self.access.token(asked),
            _ => self.read(asked),
        };
        let version = HeaderName::from_static("docker-distribution-api-version");
        response.headers_mut().insert(version, HeaderValue::from_static("registry/2.0"));
        response
    }

    fn refuse(&self, status: StatusCode) -> Response<Body> {
        let code = match status {
            StatusCode::UNAUTHORIZED => "UNAUTHORIZED",
            StatusCode::FORBIDDEN => "DENIED",
            StatusCode::TOO_MANY_REQUESTS => "TOOMANYREQUESTS",
            StatusCode::NOT_FOUND => "NAME_UNKNOWN",
            _ => "UNKNOWN",
        };
        let message = status.canonical_reason().unwrap_or("error").to_lowercase();
        reply::error(status, code, &message, json!(null))
    }
}

/// A body that is there in whole.
fn whole(bytes: &Bytes) -> Body {
    Body::from(bytes.clone())
}
