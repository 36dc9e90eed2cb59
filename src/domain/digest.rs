//! Digests: the name of a content that never changes.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// `sha256:` and 64 hexadecimal digits in lower case.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Digest(String);

/// What is no digest.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("this is not sha256: and 64 hexadecimal digits")]
pub struct NoDigest;

impl Digest {
    const KIND: &'static str = "sha256:";

    /// The digest with this SHA-256 sum.
    pub fn of_sum(sum: &[u8; 32]) -> Digest {
        let hex: String = sum.iter().map(|byte| format!("{byte:02x}")).collect();
        Digest(format!("{}{hex}", Digest::KIND))
    }

    /// With its `sha256:`.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The 64 digits alone.
    pub fn hex(&self) -> &str {
        self.0.strip_prefix(Digest::KIND).unwrap_or_default()
    }

    /// The first 12 digits, for the screen.
    pub fn short(&self) -> &str {
        self.hex().get(..12).unwrap_or_default()
    }

    /// The digest behind the `@` of a pull spec.
    pub fn of_pull_spec(spec: &str) -> Option<Digest> {
        spec.rsplit_once('@')?.1.parse().ok()
    }
}

impl fmt::Display for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

impl FromStr for Digest {
    type Err = NoDigest;

    fn from_str(text: &str) -> Result<Digest, NoDigest> {
        let hex = text.trim().strip_prefix(Digest::KIND).ok_or(NoDigest)?;
        let good = hex.len() == 64 && hex.bytes().all(|byte| byte.is_ascii_hexdigit());
        good.then(|| Digest(format!("{}{}", Digest::KIND, hex.to_ascii_lowercase())))
            .ok_or(NoDigest)
    }
}

impl TryFrom<String> for Digest {
    type Error = NoDigest;

    fn try_from(text: String) -> Result<Digest, NoDigest> {
        text.parse()
    }
}

impl From<Digest> for String {
    fn from(digest: Digest) -> String {
        digest.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_digest_is_read_strictly_and_found_in_a_pull_spec() {
        let hex = "ab".repeat(32);
        let digest: Digest = format!("sha256:{}", hex.to_uppercase()).parse().unwrap();
        assert_eq!((digest.hex(), digest.short()), (hex.as_str(), "abababababab"));
        let spec = format!("quay.io/a/b@sha256:{hex}");
        assert_eq!(Digest::of_pull_spec(&spec), Some(digest));
        for bad in ["", "sha256:", "sha512:ab", "sha256:zz", &hex, &format!("sha256:{hex}0")] {
            assert_eq!(bad.parse::<Digest>(), Err(NoDigest), "{bad}");
        }
        assert_eq!(Digest::of_pull_spec("quay.io/a/b:latest"), None);
    }
}
