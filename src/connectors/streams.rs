//! The release controller: every tag of an architecture that matters, with its phase
//! (reference/release-stream-api.md §1).

use std::collections::BTreeMap;
use std::time::Duration;

use serde::Deserialize;
use url::Url;

use super::http::{Http, Question, under};
use super::net::Net;
use crate::config::StreamsSettings;
use crate::domain::arch::Arch;
use crate::domain::builds::{BuildName, Phase};
use crate::domain::clock::Clock;
use crate::domain::digest::Digest;
use crate::domain::health::Health;
use crate::domain::source::Service;
use crate::domain::trouble::Trouble;
use crate::domain::version::Release;

/// The release controllers, one per architecture.
#[derive(Debug)]
pub struct Streams {
    https: [Http; 5],
    bases: [Option<Url>; 5],
}

const DEADLINE: Duration = Duration::from_secs(20);
/// All accepted tags of an architecture are some tens of kilobytes.
const LARGEST: usize = 8 << 20;
/// In the order in which a tag moves: one that moves while we ask is met again, not missed, and the
/// later word counts.
const PHASES: [(&str, Phase); 3] =
    [("ready", Phase::Ready), ("rejected", Phase::Rejected), ("accepted", Phase::Accepted)];

impl Streams {
    /// As configured.
    pub fn new(net: &Net, settings: &StreamsSettings, clock: Clock) -> Streams {
        Streams {
            https: Arch::ALL.map(|_| Http::new(net.clone(), Service::Streams, clock, DEADLINE)),
            bases: Arch::ALL.map(|arch| settings.url(arch)),
        }
    }

    /// The line to an architecture's controller: each runs on its own host.
    pub fn http(&self, arch: Arch) -> Option<&Http> {
        self.https.get(arch.index())
    }

    /// How all of them fare together.
    pub fn health(&self) -> Health {
        let all = self.https.iter().map(|http| http.lane().health());
        all.reduce(Health::join).unwrap_or_default()
    }

    /// False when no address is configured for it.
    pub fn serves(&self, arch: Arch) -> bool {
        self.bases.get(arch.index()).is_some_and(Option::is_some)
    }

    /// Accepted, rejected and ready tags of the streams that matter. A tag that is not among them is
    /// not there any more.
    pub async fn tags(&self, arch: Arch) -> Result<BTreeMap<BuildName, Phase>, Trouble> {
        let missing = || Trouble::Missing { what: format!("a release controller for {arch}") };
        let http = self.http(arch).ok_or_else(missing)?;
        let base = self.bases.get(arch.index()).and_then(Option::as_ref).ok_or_else(missing)?;
        let mut tags = BTreeMap::new();
        for (word, phase) in PHASES {
            let url = under(base, ["api", "v1", "releasestreams", word]);
            let question = Question::get(url, "application/json", LARGEST);
            let place = super::http::place(&question.url);
            // Empty streams are null, and so may be the whole map.
            let streams: Option<BTreeMap<String, Option<Vec<String>>>> =
                http.ask(&question).await?.changed(&place)?.json()?;
            for (stream, names) in streams.unwrap_or_default() {
                if matters(&stream, arch) {
                    let names = names.unwrap_or_default().into_iter().filter(|name| plain(name));
                    tags.extend(names.map(|name| (BuildName(name), phase)));
                }
            }
        }
        Ok(tags)
    }

    /// The digest of a promoted payload (amd64). The controller does not know it while it makes its change
    /// log anew, which takes minutes.
    pub async fn digest(&self, release: Release) -> Result<Digest, Trouble> {
        #[derive(Deserialize)]
        struct About {
            #[serde(rename = "changeLogJson")]
            log: Option<Log>,
        }
        #[derive(Deserialize)]
        struct Log {
            to: Option<To>,
        }
        #[derive(Deserialize)]
        struct To {
            digest: Option<String>,
        }
        let missing = || Trouble::Missing { what: "a release controller for amd64".to_owned() };
        let http = self.http(Arch::Amd64).ok_or_else(missing)?;
        let base =
            self.bases.get(Arch::Amd64.index()).and_then(Option::as_ref).ok_or_else(missing)?;
        let (stream, name) = (release.promoted_stream(), release.to_string());
        let url = under(base, ["api", "v1", "releasestream", &stream, "release", &name]);
        let place = super::http::place(&url);
        let question = Question::get(url, "application/json", LARGEST);
        let about: About = http.ask(&question).await?.changed(&place)?.json()?;
        let told = about.log.and_then(|log| log.to?.digest).filter(|told| !told.is_empty());
        let told = told.ok_or_else(|| Trouble::Unreachable {
            detail: format!("the release controller does not name the digest of {release} yet"),
        })?;
        told.parse().map_err(|fault: crate::domain::digest::NoDigest| Trouble::Unreadable {
            place,
            detail: fault.to_string(),
        })
    }
}

/// Tag names go to the screen; one that no image registry would take is not one.
fn plain(name: &str) -> bool {
    let fits = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_');
    (1..=128).contains(&name.len()) && name.chars().all(fits)
}

/// Nightlies and promoted builds of OpenShift 4 and later: `4.20.0-0.nightly`, `4-stable`,
/// `5-dev-preview`, each with `-ARCH` behind it when it is not amd64. CI, OKD and Konflux trial streams
/// are nobody's release.
fn matters(stream: &str, arch: Arch) -> bool {
    let stream = match arch {
        Arch::Amd64 => stream,
        other => {
            stream.strip_suffix(other.name()).and_then(|s| s.strip_suffix('-')).unwrap_or(stream)
        }
    };
    let major = |text: &str| text.parse::<u16>().is_ok_and(|major| major >= 4);
    if let Some((version, kind)) = stream.split_once("-0.") {
        let known = version.strip_suffix(".0").is_some_and(|y| {
            y.parse::<crate::domain::version::YStream>().is_ok_and(|y| y.major >= 4)
        });
        return known && kind == "nightly";
    }
    match stream.split_once('-') {
        Some((number, "stable" | "dev-preview")) => major(number),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_streams_that_lead_to_a_release_count() {
        let cases = [
            ("4.20.0-0.nightly", Arch::Amd64, true),
            ("4.20.0-0.nightly-arm64", Arch::Arm64, true),
            ("5.0.0-0.nightly-multi", Arch::Multi, true),
            ("4-stable", Arch::Amd64, true),
            ("4-stable-s390x", Arch::S390x, true),
            ("5-dev-preview", Arch::Amd64, true),
            ("4.20.0-0.ci", Arch::Amd64, false),
            ("4.20.0-0.konflux-nightly", Arch::Amd64, false),
            ("4.20.0-0.nightly-priv", Arch::Amd64, false),
            ("4.20.0-0.okd-scos", Arch::Amd64, false),
            ("4-scos-stable", Arch::Amd64, false),
            ("3-stable", Arch::Amd64, false),
            ("", Arch::Amd64, false),
        ];
        for (stream, arch, expected) in cases {
            assert_eq!(matters(stream, arch), expected, "{stream}");
        }
    }
}
