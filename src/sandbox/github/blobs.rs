//! Contents of files by id.

use axum::body::Bytes;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::json;

use super::call::{Call, Media};
use super::errors::Refusal;
use super::page::Page;
use super::people;
use crate::sandbox::git::ObjectId;

/// `GET …/git/blobs/{sha}`: JSON with base64, or the bytes where `raw` is accepted.
pub fn read(call: &Call<'_>, id: &str) -> Result<Page, Refusal> {
    let blob = ObjectId::parse(id).and_then(|id| call.repo.blob(id));
    let blob = blob.ok_or_else(|| Refusal::not_found("git/blobs#get-a-blob"))?;
    if call.media() == Media::Raw {
        let kind = "application/vnd.github.raw+json; charset=utf-8";
        return Ok(Page::bytes(kind, Bytes::copy_from_slice(&blob.bytes)));
    }
    Ok(Page::json(&json!({
        "sha": blob.id.to_string(),
        "node_id": people::node_id("Blob", &blob.id.to_string()),
        "size": blob.bytes.len(),
        "url": call.api(&format!("git/blobs/{}", blob.id)),
        "content": base64(&blob.bytes),
        "encoding": "base64",
    })))
}

/// Base64 in lines of 60, each with its line break, as GitHub sends it.
pub fn base64(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len() * 3 / 2);
    // 45 bytes make 60 characters
    for line in bytes.chunks(45) {
        STANDARD.encode_string(line, &mut text);
        text.push('\n');
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base64_is_broken_after_sixty_characters() {
        let text = base64(&[b'x'; 100]);
        let lengths: Vec<usize> = text.lines().map(str::len).collect();
        assert_eq!(lengths, [60, 60, 16]);
        assert!(text.ends_with("eA==\n"), "{text}");
        assert_eq!(base64(b""), "");
    }
}
