//! A good answer before it is known whether the asker has it already.

use std::io::Write;

use aws_lc_rs::digest;
use axum::body::{Body, Bytes};
use axum::http::{HeaderValue, Response, StatusCode, header};
use flate2::Compression;
use flate2::write::GzEncoder;
use serde_json::Value;

use crate::domain::time::Timestamp;
use crate::sandbox::http::{Asked, http_date};

/// A body with what describes it.
#[derive(Debug)]
pub struct Page {
    status: StatusCode,
    kind: String,
    body: Bytes,
    /// with its quotes, and `W/` where it is weak
    pub etag: Option<String>,
    /// last change, where GitHub says it
    pub modified: Option<Timestamp>,
    link: Option<String>,
    location: Option<String>,
    gzip: bool,
}

impl Page {
    /// Bodies below this size are sent as they are.
    const WORTH_PACKING: usize = 1_024;

    /// JSON; its tag is weak, as those of GitHub's JSON are.
    pub fn json(body: &Value) -> Page {
        let body = Bytes::from(body.to_string());
        let etag = format!("W/{}", tag(&body));
        Page { etag: Some(etag), ..Page::of("application/json; charset=utf-8", body) }
    }

    /// Bytes as they are, with a strong tag.
    pub fn bytes(kind: &str, body: Bytes) -> Page {
        Page { etag: Some(tag(&body)), ..Page::of(kind, body) }
    }

    /// 302 to another address.
    pub fn redirect(location: String) -> Page {
        let page = Page::of("text/html;charset=utf-8", Bytes::new());
        Page { status: StatusCode::FOUND, location: Some(location), ..page }
    }

    fn of(kind: &str, body: Bytes) -> Page {
        Page {
            status: StatusCode::OK,
            kind: kind.to_owned(),
            body,
            etag: None,
            modified: None,
            link: None,
            location: None,
            gzip: false,
        }
    }

    /// Packed with gzip where the asker can read it. A strong tag becomes weak by that, because it
    /// names the bytes that are sent.
    pub fn encoded_for(self, asked: &Asked) -> Page {
        let readable = asked.header("accept-encoding").unwrap_or_default();
        let wanted = readable.split(',').any(|coding| {
            let mut parts = coding.split(';').map(str::trim);
            parts.next() == Some("gzip") && parts.next() != Some("q=0")
        });
        if !wanted || self.body.len() < Page::WORTH_PACKING {
            return self;
        }
        let mut packer = GzEncoder::new(Vec::new(), Compression::fast());
        let Ok(packed) = packer.write_all(&self.body).and_then(|()| packer.finish()) else {
            return self;
        };
        let weak = |tag: String| if tag.starts_with('"') { format!("W/{tag}") } else { tag };
        Page { body: Bytes::from(packed), etag: self.etag.map(weak), gzip: true, ..self }
    }

    /// With the time of the last change.
    pub fn modified(self, at: Timestamp) -> Page {
        Page { modified: Some(at), ..self }
    }

    /// With the addresses of the pages before and after.
    pub fn linked(self, link: Option<String>) -> Page {
        Page { link, ..self }
    }

    /// The whole answer.
    pub fn response(self) -> Response<Body> {
        let mut response = Response::new(Body::empty());
        *response.status_mut() = self.status;
        self.describe(&mut response);
        let headers = response.headers_mut();
        if self.gzip {
            headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static("gzip"));
        }
        if let Ok(kind) = HeaderValue::from_str(&self.kind) {
            headers.insert(header::CONTENT_TYPE, kind);
        }
        *response.body_mut() = Body::from(self.body);
        response
    }

    /// 304: what describes the body, without the body.
    pub fn not_modified(self) -> Response<Body> {
        let mut response = Response::new(Body::empty());
        *response.status_mut() = StatusCode::NOT_MODIFIED;
        self.describe(&mut response);
        response
    }

    fn describe(&self, response: &mut Response<Body>) {
        let modified = self.modified.map(http_date);
        for (name, value) in [
            (header::ETAG, &self.etag),
            (header::LAST_MODIFIED, &modified),
            (header::LINK, &self.link),
            (header::LOCATION, &self.location),
        ] {
            let value = value.as_deref().and_then(|value| HeaderValue::from_str(value).ok());
            if let Some(value) = value {
                response.headers_mut().insert(name, value);
            }
        }
    }
}

/// A strong tag: the SHA-256 of the body in quotes.
pub fn tag(body: &[u8]) -> String {
    let hash = digest::digest(&digest::SHA256, body);
    let hex: String = hash.as_ref().iter().map(|byte| format!("{byte:02x}")).collect();
    format!("\"{hex}\"")
}
