//! A stand-in of the release controllers, one per architecture: that of amd64 at the root, every one
//! below its name. As the real ones do, it sends no tags, counts nothing and asks for no token
//! (reference/release-stream-api.md §1).

mod lists;
mod order;
mod reply;

use std::sync::Arc;

use axum::body::Body;
use axum::http::{Response, StatusCode};

use super::http::{Asked, Service};
use super::stage::Stage;
use crate::domain::arch::Arch;

/// The release controllers.
pub struct Streams {
    stage: Arc<Stage>,
}

impl Streams {
    /// Answers from the tags of the world.
    pub fn new(stage: Arc<Stage>) -> Streams {
        Streams { stage }
    }
}

impl Service for Streams {
    fn answer(&self, asked: &Asked) -> Response<Body> {
        let mut parts: Vec<&str> = asked.parts.iter().map(String::as_str).collect();
        let named = parts.first().and_then(|part| part.parse::<Arch>().ok());
        if named.is_some() {
            parts.remove(0);
        }
        let arch = named.unwrap_or(Arch::Amd64);
        let world = self.stage.world();
        let tags = &world.tags;
        match parts.as_slice() {
            _ if !asked.reads() => reply::text(StatusCode::METHOD_NOT_ALLOWED, ""),
            ["api", "v1", "releasestream", stream, "latest"] => {
                lists::latest(tags, arch, stream, asked)
            }
            ["api", "v1", "releasestream", stream, "tags"] => {
                lists::tags(tags, arch, stream, asked)
            }
            ["api", "v1", "releasestream", stream, "release", tag] => {
                let payload = world.plans.payloads.find(self.stage.now(), tag, arch);
                let digest = payload.map(|payload| payload.image().digest.as_str());
                lists::release(tags, arch, stream, tag, digest)
            }
            ["api", "v1", "releasestreams", which] => lists::streams(tags, arch, which),
            _ => reply::text(StatusCode::NOT_FOUND, "404 page not found"),
        }
    }

    fn refuse(&self, status: StatusCode) -> Response<Body> {
        reply::text(status, status.canonical_reason().unwrap_or("error"))
    }
}
