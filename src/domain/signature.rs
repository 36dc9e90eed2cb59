//! The signature of a promoted payload (reference/jenkins-images-signing.md §4).

use serde::{Deserialize, Serialize};

use super::digest::Digest;
use super::time::Timestamp;

/// What the mirror says of a payload. It proves that signature files are published; nobody verifies them
/// here.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Signature {
    /// the payload's digest (amd64)
    pub digest: Digest,
    /// signature files that are there, by number; empty: none yet
    pub files: Vec<Published>,
    /// when it was looked
    pub looked: Timestamp,
    /// what could not be looked at, one sentence each
    pub gaps: Vec<String>,
}

/// A signature file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Published {
    /// the `N` of `signature-N`
    pub number: u8,
    /// bytes
    pub size: u64,
}

/// How it stands with a payload's signature.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Signed {
    /// the first signature is published
    Yes,
    /// asked, and there is none: it may take hours after the promotion
    NotYet,
    /// not asked, or asked for another payload, or no answer
    Unknown,
}

impl Signed {
    /// The word.
    pub fn word(self) -> &'static str {
        match self {
            Signed::Yes => "signed",
            Signed::NotYet => "not signed yet",
            Signed::Unknown => "unknown",
        }
    }
}

/// How it stands, by the last good answer and the payload's digest where that is known. An answer about
/// another digest says nothing about this payload.
pub fn signed(answer: Option<&Signature>, digest: Option<&Digest>) -> Signed {
    match answer {
        None => Signed::Unknown,
        Some(answer) if digest.is_some_and(|digest| *digest != answer.digest) => Signed::Unknown,
        Some(answer) if answer.files.iter().any(|file| file.number == 1) => Signed::Yes,
        Some(_) => Signed::NotYet,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn digest(digit: &str) -> Digest {
        format!("sha256:{}", digit.repeat(64)).parse().unwrap()
    }

    #[test]
    fn only_the_first_signature_of_this_very_payload_makes_it_signed() {
        let answer = |numbers: &[u8]| Signature {
            digest: digest("a"),
            files: numbers.iter().map(|number| Published { number: *number, size: 900 }).collect(),
            looked: Timestamp::UNIX_EPOCH,
            gaps: Vec::new(),
        };
        let (none, one, second) = (answer(&[]), answer(&[1, 2]), answer(&[2]));
        let cases = [
            (None, None, Signed::Unknown),
            (None, Some("a"), Signed::Unknown),
            (Some(&one), Some("a"), Signed::Yes),
            (Some(&one), None, Signed::Yes),
            (Some(&one), Some("b"), Signed::Unknown),
            (Some(&none), Some("a"), Signed::NotYet),
            (Some(&second), Some("a"), Signed::NotYet),
        ];
        for (answer, of, expected) in cases {
            assert_eq!(signed(answer, of.map(digest).as_ref()), expected, "{answer:?} {of:?}");
        }
    }
}
