//! Reading bodies: never more than was agreed, never one kind taken for another.

use std::error::Error;

use reqwest::Response;
use reqwest::header::CONTENT_TYPE;

use super::remedy::brief;
use crate::domain::trouble::Trouble;

/// The whole body, up to `largest` bytes after decompression.
pub async fn read(
    response: &mut Response,
    place: &str,
    largest: usize,
) -> Result<Vec<u8>, Trouble> {
    let mut bytes = Vec::new();
    while let Some(chunk) = response.chunk().await.map_err(|error| broken(&error, place))? {
        if bytes.len() + chunk.len() > largest {
            let detail = format!("larger than {} kB", largest / 1000);
            return Err(Trouble::Unreadable { place: place.to_owned(), detail });
        }
        bytes.extend_from_slice(&chunk);
    }
    Ok(bytes)
}

/// Why the body ended early: the line broke, or what came cannot be decompressed.
pub fn broken(error: &reqwest::Error, place: &str) -> Trouble {
    let cause = root(error).to_string();
    // "gzip header …", "there are extra bytes after body has been decompressed"
    if error.is_decode() && ["gzip", "decompressed"].iter().any(|word| cause.contains(word)) {
        let detail = "the compressed body is damaged".to_owned();
        return Trouble::Unreadable { place: place.to_owned(), detail };
    }
    Trouble::Unreachable { detail: "the answer was cut off".to_owned() }
}

/// The innermost cause, which says most.
pub fn root<'a>(error: &'a (dyn Error + 'static)) -> &'a (dyn Error + 'static) {
    let mut cause = error;
    while let Some(deeper) = cause.source() {
        cause = deeper;
    }
    cause
}

/// The media type without its parameters, in lower case.
pub fn media_type(response: &Response) -> Option<String> {
    Some(media_type_of(response.headers().get(CONTENT_TYPE)?.to_str().ok()?))
}

/// The media type of a header's value.
pub fn media_type_of(value: &str) -> String {
    value.split(';').next().unwrap_or_default().trim().to_ascii_lowercase()
}

/// Reads JSON. A page for people, as gateways and login forms send it with status 200, is named as
/// what it is. `text/plain` passes: Go servers send JSON under that name.
pub fn json<T: serde::de::DeserializeOwned>(
    bytes: &[u8],
    media_type: Option<&str>,
    place: &str,
) -> Result<T, Trouble> {
    let unreadable = |detail: String| Trouble::Unreadable { place: place.to_owned(), detail };
    match media_type {
        Some(kind) if !kind.contains("json") && kind != "text/plain" => {
            return Err(unreadable(format!("{} came instead of JSON", brief(kind))));
        }
        _ if bytes.trim_ascii_start().starts_with(b"<") => {
            return Err(unreadable("a page for people came instead of JSON".to_owned()));
        }
        _ => {}
    }
    serde_json::from_slice(bytes).map_err(|error| {
        let (line, column) = (error.line(), error.column());
        let kind = match error.classify() {
            serde_json::error::Category::Eof => "the JSON ends early",
            serde_json::error::Category::Data => "the JSON has another shape than expected",
            _ => "this is not JSON",
        };
        unreadable(format!("{kind}, line {line} column {column}"))
    })
}
