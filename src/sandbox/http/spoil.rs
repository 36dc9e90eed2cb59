//! Spoils an answer the way a fault wants it.

use std::io;
use std::time::Duration;

use axum::body::{Body, Bytes};
use axum::http::{HeaderValue, Response, header};
use futures_util::{StreamExt, stream};

use super::super::faults::Fault;

/// The largest body that is collected in order to be spoilt.
const LARGEST: usize = 256 << 20;

/// What a login page or a captive portal answers in place of the service.
const FOREIGN_PAGE: &str = "<!DOCTYPE html>\n<html><head><title>Sign in</title></head>\
    <body><h1>Sign in to continue</h1></body></html>\n";

/// 200 with a page that has nothing to do with the question.
pub fn foreign_page() -> Response<Body> {
    let mut response = Response::new(Body::from(FOREIGN_PAGE));
    let html = HeaderValue::from_static("text/html; charset=utf-8");
    response.headers_mut().insert(header::CONTENT_TYPE, html);
    response
}

/// Applies what concerns body and content type; other faults leave the answer as it is.
pub async fn spoil(response: Response<Body>, fault: &Fault) -> Response<Body> {
    match fault {
        Fault::CutBody => cut(response).await,
        Fault::EndlessBody => endless(response),
        Fault::WrongContentType => {
            let (mut parts, body) = response.into_parts();
            let wrong = HeaderValue::from_static("application/octet-stream");
            parts.headers.insert(header::CONTENT_TYPE, wrong);
            Response::from_parts(parts, body)
        }
        Fault::TruncatedArchive if is_archive(&response) => {
            let (parts, body) = response.into_parts();
            let whole = axum::body::to_bytes(body, LARGEST).await.unwrap_or_default();
            Response::from_parts(parts, Body::from(whole.slice(..whole.len() / 2)))
        }
        Fault::TruncatedArchive
        | Fault::Latency { .. }
        | Fault::Status { .. }
        | Fault::MalformedBody
        | Fault::ClockSkew { .. } => response,
    }
}

fn is_archive(response: &Response<Body>) -> bool {
    let kind = response.headers().get(header::CONTENT_TYPE);
    kind.is_some_and(|kind| kind == "application/x-gzip" || kind == "application/zip")
}

/// Promises the whole length, sends half and hangs up.
async fn cut(response: Response<Body>) -> Response<Body> {
    let (mut parts, body) = response.into_parts();
    let whole = axum::body::to_bytes(body, LARGEST).await.unwrap_or_default();
    parts.headers.insert(header::CONTENT_LENGTH, HeaderValue::from(whole.len()));
    let half = whole.slice(..whole.len() / 2);
    let first = stream::once(async move { Ok::<Bytes, io::Error>(half) });
    let hang_up = stream::once(async {
        // what is written must leave before the connection goes
        tokio::time::sleep(Duration::from_millis(50)).await;
        Err(io::Error::from(io::ErrorKind::ConnectionReset))
    });
    Response::from_parts(parts, Body::from_stream(first.chain(hang_up)))
}

/// The body, and then line breaks for ever, 13 MB a second: slow enough to cost little.
fn endless(response: Response<Body>) -> Response<Body> {
    const FILLING: &[u8] = &[b'\n'; 256 << 10];
    let (mut parts, body) = response.into_parts();
    parts.headers.remove(header::CONTENT_LENGTH);
    let more = stream::unfold((), |()| async {
        tokio::time::sleep(Duration::from_millis(20)).await;
        Some((Ok(Bytes::from_static(FILLING)), ()))
    });
    let body = body.into_data_stream().chain(more);
    Response::from_parts(parts, Body::from_stream(body))
}
