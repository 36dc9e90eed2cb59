//! The five architectures a release is built for.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// An architecture, named as the release controller and the record files name it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Arch {
    /// x86-64
    Amd64,
    /// AArch64
    Arm64,
    /// the payload that carries every architecture
    Multi,
    /// POWER, little endian
    Ppc64le,
    /// IBM Z
    S390x,
}

impl Arch {
    /// All five, in the order of the screen (`amaps`).
    pub const ALL: [Arch; 5] = [Arch::Amd64, Arch::Arm64, Arch::Multi, Arch::Ppc64le, Arch::S390x];

    /// The name used in file names, host names and streams.
    pub fn name(self) -> &'static str {
        match self {
            Arch::Amd64 => "amd64",
            Arch::Arm64 => "arm64",
            Arch::Multi => "multi",
            Arch::Ppc64le => "ppc64le",
            Arch::S390x => "s390x",
        }
    }

    /// Three letters, for column heads.
    pub fn short(self) -> &'static str {
        match self {
            Arch::Amd64 => "amd",
            Arch::Arm64 => "arm",
            Arch::Multi => "mul",
            Arch::Ppc64le => "ppc",
            Arch::S390x => "s39",
        }
    }

    /// Its place in [`Arch::ALL`].
    pub fn index(self) -> usize {
        self as usize
    }

    /// The architecture behind a key of `candidate_builds` (`x86_64`, `aarch64`, …; reference/statebox.md §2).
    pub fn from_candidate_key(key: &str) -> Option<Arch> {
        match key {
            "x86_64" => Some(Arch::Amd64),
            "aarch64" => Some(Arch::Arm64),
            other => other.parse().ok(),
        }
    }
}

impl fmt::Display for Arch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

impl FromStr for Arch {
    type Err = UnknownArch;

    fn from_str(text: &str) -> Result<Arch, UnknownArch> {
        Arch::ALL
            .into_iter()
            .find(|arch| arch.name() == text)
            .ok_or_else(|| UnknownArch(text.to_owned()))
    }
}

/// A word that names none of the five architectures.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is not an architecture; it is one of amd64, arm64, multi, ppc64le, s390x")]
pub struct UnknownArch(pub String);
