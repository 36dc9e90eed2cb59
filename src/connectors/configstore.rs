//! The release team's encrypted configuration: one JWE in compact form, `dir` with `A128GCM`
//! (reference/configstore.md §1).

use aws_lc_rs::aead::{AES_128_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use secrecy::zeroize::Zeroizing;
use secrecy::{ExposeSecret, SecretString};
use serde_json::Value;

/// Why it could not be opened. Never repeats what is inside.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Sealed {
    /// it is not what is expected at this place
    #[error("{0}")]
    Shape(String),
    /// the key cannot be one
    #[error("the key has {0} bytes, not {KEY}: it is the raw key, neither JSON nor base64")]
    Key(usize),
    /// the key does not open it
    #[error(
        "the key does not open it: it was changed, or the file is damaged; ask the release team for the key of today"
    )]
    Closed,
}

/// Bytes of the key.
const KEY: usize = 16;
/// Bytes of the tag, behind the text.
const TAG: usize = 16;
/// Bytes; the library that writes it takes no more either.
pub const LARGEST: usize = 250 * 1024;

fn shape(what: impl Into<String>) -> Sealed {
    Sealed::Shape(what.into())
}

/// Opens the file with the key.
pub fn open(file: &str, key: &SecretString) -> Result<SecretString, Sealed> {
    let file = file.trim();
    if file.len() > LARGEST {
        return Err(shape(format!("it is larger than {} kB", LARGEST / 1024)));
    }
    let parts: Vec<&str> = file.split('.').collect();
    let [header, wrapped, nonce, text, tag] = parts.as_slice() else {
        return Err(shape("it is no JWE in compact form"));
    };
    check_header(&decoded(header)?)?;
    if !wrapped.is_empty() {
        return Err(shape("it brings a key of its own, which goes with another algorithm"));
    }
    let nonce: [u8; NONCE_LEN] =
        decoded(nonce)?.try_into().map_err(|_| shape("its nonce has another length"))?;
    let (mut sealed, tag) = (Zeroizing::new(decoded(text)?), decoded(tag)?);
    if tag.len() != TAG {
        return Err(shape("its tag has another length"));
    }
    sealed.extend_from_slice(&tag);
    let key = key.expose_secret().as_bytes();
    if key.len() != KEY {
        return Err(Sealed::Key(key.len()));
    }
    let key = UnboundKey::new(&AES_128_GCM, key).map_err(|_| Sealed::Key(key.len()))?;
    let opened = LessSafeKey::new(key)
        .open_in_place(
            Nonce::assume_unique_for_key(nonce),
            Aad::from(header.as_bytes()),
            sealed.as_mut_slice(),
        )
        .map_err(|_| Sealed::Closed)?;
    let text = std::str::from_utf8(opened).map_err(|_| shape("what it holds is no text"))?;
    Ok(SecretString::from(text))
}

fn decoded(part: &str) -> Result<Vec<u8>, Sealed> {
    URL_SAFE_NO_PAD.decode(part).map_err(|_| shape("it is no JWE in compact form"))
}

/// Exactly this algorithm and nothing beside it: no compression, nothing that must be understood.
fn check_header(header: &[u8]) -> Result<(), Sealed> {
    let header: Value =
        serde_json::from_slice(header).map_err(|_| shape("it is no JWE in compact form"))?;
    let word = |key: &str| header.get(key).and_then(Value::as_str).unwrap_or("?");
    let (alg, enc) = (word("alg"), word("enc"));
    if (alg, enc) != ("dir", "A128GCM") {
        let (alg, enc) = (super::remedy::brief(alg), super::remedy::brief(enc));
        return Err(shape(format!(
            "it is encrypted with {alg} and {enc}, this version opens dir and A128GCM only"
        )));
    }
    match header.as_object().map(serde_json::Map::len) {
        Some(2) => Ok(()),
        _ => Err(shape("its header asks for more than this version knows")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Made by jwcrypto with an invented key.
    const FILE: &str = "eyJhbGciOiJkaXIiLCJlbmMiOiJBMTI4R0NNIn0..x-MxC5Q_qA4pqlPx.0OI4TbkZ1whQyGFVpj_7OdED3yS0yYOOy8zfuKwVt_vjyvL6aMeMXs5rM8duJqv6SrkL9Xc3Aj-EOs7nxjGfyhVrH-kP83RCAQupdQKgnbisyghqMVI.YKO3bodC5O8pYgbwyOxy6Q";
    const COMPRESSED: &str = "eyJhbGciOiJkaXIiLCJlbmMiOiJBMTI4R0NNIiwiemlwIjoiREVGIn0..aGX2z0NQE0TLA6Ob.XaFkK5_A4aPI.gB2BS6jh8kvKaupHxcZDaA";
    const LONGER_KEY: &str = "eyJhbGciOiJkaXIiLCJlbmMiOiJBMjU2R0NNIn0..wudFinEUrsBeOLDH.oZr8jqGnJg.AbocW9HZd98FbLYyV9lMLQ";
    const OPENED: &str =
        r#"{"jira_server": "https://jira.example.com", "owners": {"default": "lead@example.com"}}"#;

    fn key(text: &str) -> SecretString {
        SecretString::from(text)
    }

    fn opened(file: &str, text: &str) -> Result<String, String> {
        let opened = open(file, &key(text)).map_err(|why| why.to_string());
        opened.map(|text| text.expose_secret().to_owned())
    }

    #[test]
    fn a_token_that_another_library_made_is_opened() {
        assert_eq!(opened(FILE, "an invented key!"), Ok(OPENED.to_owned()));
        assert_eq!(opened(&format!("\n{FILE}\n"), "an invented key!"), Ok(OPENED.to_owned()));
    }

    #[test]
    fn what_cannot_be_opened_says_why_and_what_to_do() {
        let good = "an invented key!";
        let part = replaced;
        let flipped = |nth: usize| {
            let part = FILE.split('.').nth(nth).unwrap();
            let first = if part.starts_with('A') { "B" } else { "A" };
            replaced(nth, &format!("{first}{}", &part[1..]))
        };
        let large = "x".repeat(LARGEST + 1);
        let cases = [
            (FILE.to_owned(), "an invented key", "the key has 15 bytes, not 16"),
            (FILE.to_owned(), r#"{"kty":"oct"}"#, "the key has 13 bytes, not 16"),
            (FILE.to_owned(), "another such key", "the key does not open it"),
            (flipped(2), good, "the key does not open it"),
            (flipped(3), good, "the key does not open it"),
            (flipped(4), good, "the key does not open it"),
            (part(1, "AAAA"), good, "it brings a key of its own"),
            (part(2, "AAAA"), good, "its nonce has another length"),
            (part(4, "AAAA"), good, "its tag has another length"),
            (part(3, "a+b/"), good, "it is no JWE in compact form"),
            (part(3, "AA=="), good, "it is no JWE in compact form"),
            (COMPRESSED.to_owned(), good, "its header asks for more than this version knows"),
            (LONGER_KEY.to_owned(), good, "it is encrypted with dir and A256GCM, this version"),
            (part(0, "e30"), good, "it is encrypted with ? and ?"),
            (String::new(), good, "it is no JWE in compact form"),
            ("{}".to_owned(), good, "it is no JWE in compact form"),
            (large, good, "it is larger than 250 kB"),
        ];
        for (file, key, expected) in cases {
            let why = opened(&file, key).unwrap_err();
            assert!(why.starts_with(expected), "{why} for {}", super::super::remedy::brief(&file));
            assert!(!why.contains("jira"));
        }
    }

    fn replaced(nth: usize, text: &str) -> String {
        let mut parts: Vec<&str> = FILE.split('.').collect();
        parts[nth] = text;
        parts.join(".")
    }

    #[test]
    fn the_header_is_part_of_what_is_sealed() {
        // the same two words in another order: another text, so another file
        let header = URL_SAFE_NO_PAD.encode(r#"{"enc":"A128GCM","alg":"dir"}"#);
        let why = opened(&replaced(0, &header), "an invented key!").unwrap_err();
        assert!(why.starts_with("the key does not open it"), "{why}");
    }
}
