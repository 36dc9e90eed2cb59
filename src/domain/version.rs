//! Versions: y-streams (`4.20`), releases (`4.20.17`, `4.22.0-rc.4`, `5.0.0-ec.3`) and their order.

use std::cmp::Ordering;
use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// A y-stream such as `4.20`. Orders by number, so `4.9 < 4.20 < 5.0`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct YStream {
    /// 4 or 5
    pub major: u16,
    /// 20 in `4.20`
    pub minor: u16,
}

/// What comes before general availability.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PreRelease {
    /// early candidate, `ec.3`
    Ec(u16),
    /// release candidate, `rc.4`
    Rc(u16),
}

/// A release: a z-stream release (`4.20.17`), GA (`4.20.0`) or a pre-release (`4.22.0-rc.4`).
/// Orders as semantic versions do: `4.22.0-ec.9 < 4.22.0-rc.1 < 4.22.0 < 4.22.1`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Release {
    /// the y-stream it belongs to
    pub y: YStream,
    /// 17 in `4.20.17`
    pub patch: u16,
    /// `ec` or `rc` part, if any
    pub pre: Option<PreRelease>,
}

impl Release {
    /// The assembly name in build data: `rc.4` for `4.22.0-rc.4`, the whole version otherwise
    /// (reference/workflow.md §1).
    pub fn release_key(&self) -> String {
        self.pre.map_or_else(|| self.to_string(), |pre| pre.to_string())
    }

    /// The release controller's stream for it: `4-stable`, and `4-dev-preview` for early candidates
    /// (reference/release-stream-api.md §1).
    pub fn promoted_stream(&self) -> String {
        match self.pre {
            Some(PreRelease::Ec(_)) => format!("{}-dev-preview", self.y.major),
            _ => format!("{}-stable", self.y.major),
        }
    }
}

impl Ord for Release {
    fn cmp(&self, other: &Release) -> Ordering {
        let rank = |release: &Release| match release.pre {
            Some(PreRelease::Ec(n)) => (0, n),
            Some(PreRelease::Rc(n)) => (1, n),
            None => (2, 0),
        };
        (self.y, self.patch, rank(self)).cmp(&(other.y, other.patch, rank(other)))
    }
}

impl PartialOrd for Release {
    fn partial_cmp(&self, other: &Release) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl fmt::Display for YStream {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&format!("{}.{}", self.major, self.minor))
    }
}

impl fmt::Display for PreRelease {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            PreRelease::Ec(n) => write!(f, "ec.{n}"),
            PreRelease::Rc(n) => write!(f, "rc.{n}"),
        }
    }
}

impl fmt::Display for Release {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut text = format!("{}.{}", self.y, self.patch);
        if let Some(pre) = self.pre {
            text.push('-');
            text.push_str(&pre.to_string());
        }
        f.pad(&text)
    }
}

/// A text that is not a version of the wanted kind.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{text:?} is not {wanted}")]
pub struct BadVersion {
    text: String,
    wanted: &'static str,
}

impl BadVersion {
    fn y(text: &str) -> BadVersion {
        BadVersion { text: text.to_owned(), wanted: "a y-stream such as 4.20" }
    }

    fn release(text: &str) -> BadVersion {
        BadVersion { text: text.to_owned(), wanted: "a release such as 4.20.17 or 4.22.0-rc.4" }
    }
}

/// A plain decimal number: no sign, no leading zero, so that printing gives the text back.
fn number(text: &str) -> Option<u16> {
    let plain = text.bytes().all(|b| b.is_ascii_digit()) && (text == "0" || !text.starts_with('0'));
    plain.then(|| text.parse().ok()).flatten()
}

impl FromStr for YStream {
    type Err = BadVersion;

    fn from_str(text: &str) -> Result<YStream, BadVersion> {
        let parsed = text.split_once('.').and_then(|(major, minor)| {
            Some(YStream { major: number(major)?, minor: number(minor)? })
        });
        parsed.ok_or_else(|| BadVersion::y(text))
    }
}

impl FromStr for Release {
    type Err = BadVersion;

    fn from_str(text: &str) -> Result<Release, BadVersion> {
        let parse = || {
            let (version, pre) = match text.split_once('-') {
                None => (text, None),
                Some((version, pre)) => {
                    let (kind, n) = pre.split_once('.')?;
                    let n = number(n)?;
                    match kind {
                        "ec" => (version, Some(PreRelease::Ec(n))),
                        "rc" => (version, Some(PreRelease::Rc(n))),
                        _ => return None,
                    }
                }
            };
            let (y, patch) = version.rsplit_once('.')?;
            Some(Release { y: y.parse().ok()?, patch: number(patch)?, pre })
        };
        parse().ok_or_else(|| BadVersion::release(text))
    }
}

/// Versions travel as their text in JSON, also as map keys.
macro_rules! as_text {
    ($($kind:ty),*) => {$(
        impl Serialize for $kind {
            fn serialize<S: serde::Serializer>(&self, out: S) -> Result<S::Ok, S::Error> {
                out.collect_str(self)
            }
        }
        impl<'de> Deserialize<'de> for $kind {
            fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
                let text = std::borrow::Cow::<'de, str>::deserialize(from)?;
                text.parse().map_err(serde::de::Error::custom)
            }
        }
    )*};
}
as_text!(YStream, Release);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn releases_read_print_and_order_as_semantic_versions() {
        let ordered = [
            "4.9.1",
            "4.20.2",
            "4.20.17",
            "4.22.0-ec.9",
            "4.22.0-rc.1",
            "4.22.0-rc.10",
            "4.22.0",
            "4.22.1",
            "5.0.0-ec.3",
        ];
        let read: Vec<Release> = ordered.iter().map(|text| text.parse().unwrap()).collect();
        assert!(read.is_sorted(), "{read:?}");
        assert_eq!(read.iter().map(Release::to_string).collect::<Vec<_>>(), ordered);
    }

    #[test]
    fn what_is_not_a_release_is_refused() {
        for text in [
            "",
            "4",
            "4.20",
            "4.20.",
            "4.20.x",
            "4.20.1-",
            "4.20.1-rc",
            "4.20.1-beta.1",
            "v4.20.1",
            "4.020.1",
            "4.20.-1",
            "4.20.99999",
        ] {
            assert!(text.parse::<Release>().is_err(), "{text}");
        }
    }

    #[test]
    fn the_release_key_of_a_pre_release_is_its_pre_release_part() {
        let key = |text: &str| text.parse::<Release>().unwrap().release_key();
        assert_eq!(
            [key("4.22.0-rc.4"), key("5.0.0-ec.3"), key("4.20.17")],
            ["rc.4", "ec.3", "4.20.17"]
        );
    }
}
