//! A stand-in of the mirror that publishes signatures: files below `sha256=DIGEST/`, and nothing else
//! (reference/jenkins-images-signing.md §4).

use std::sync::Arc;

use axum::body::Body;
use axum::http::{HeaderValue, Response, StatusCode, header};

use super::http::{Asked, Service};
use super::stage::Stage;

/// The mirror.
pub struct Mirror {
    stage: Arc<Stage>,
}

impl Mirror {
    /// Answers from the plan of payloads.
    pub fn new(stage: Arc<Stage>) -> Mirror {
        Mirror { stage }
    }

    /// A signature, once it is published. Two keys sign every payload.
    fn signature(&self, digest: &str, file: &str) -> Option<Vec<u8>> {
        let key: u8 = match file {
            "signature-1" => 1,
            "signature-2" => 2,
            _ => return None,
        };
        let digest = format!("sha256:{}", digest.strip_prefix("sha256=")?);
        let now = self.stage.now();
        let plans = Arc::clone(&self.stage.world().plans);
        let signed = |payload: &&super::payloads::PlannedPayload| payload.signed <= now;
        let mut signed = plans.payloads.pushed(now).filter(signed);
        signed.find(|payload| payload.image().digest == digest)?;
        // The head of an OpenPGP message, then what no program can verify: the sandbox has no key.
        let mut bytes = vec![0xa3, 0x01, key];
        bytes.extend_from_slice(digest.as_bytes());
        bytes.resize(900, key);
        Some(bytes)
    }
}

impl Service for Mirror {
    fn answer(&self, asked: &Asked) -> Response<Body> {
        if !asked.reads() {
            return self.refuse(StatusCode::METHOD_NOT_ALLOWED);
        }
        let found = match asked.parts.as_slice() {
            [.., digest, file] => self.signature(digest, file),
            _ => None,
        };
        match found {
            None => self.refuse(StatusCode::NOT_FOUND),
            Some(bytes) => page(StatusCode::OK, "application/octet-stream", bytes.into()),
        }
    }

    fn refuse(&self, status: StatusCode) -> Response<Body> {
        let reason = status.canonical_reason().unwrap_or("Error");
        let text =
            format!("<html><head><title>{reason}</title></head><body>{reason}</body></html>\n");
        page(status, "text/html; charset=iso-8859-1", text.into())
    }
}

fn page(status: StatusCode, kind: &'static str, body: Body) -> Response<Body> {
    let mut response = Response::new(body);
    *response.status_mut() = status;
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
    response
}
