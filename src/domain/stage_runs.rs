//! Runs of the stage pipeline in Jenkins (reference/jenkins-images-signing.md §1), and what they say beside
//! the StateBox, which learns of them only when somebody asks.

mod beside;

pub(crate) use beside::{Beside, Word, beside};

use serde::{Deserialize, Serialize};

use super::builds::BuildName;
use super::time::Timestamp;
use super::version::Release;

/// What Jenkins says.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct StageRuns {
    /// newest first; older ones than these are not asked for
    pub runs: Vec<StageRun>,
    /// runs of the pipeline that wait for their turn
    pub queued: Vec<Queued>,
    /// what could not be read, one sentence each
    pub gaps: Vec<String>,
}

/// A run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StageRun {
    /// its number; Jenkins counts up
    pub number: u32,
    /// its page
    pub url: String,
    /// parameter `VERSION`: a y-stream
    pub version: Option<String>,
    /// parameter `PULL_SPEC`: what is tested
    pub pull_spec: Option<String>,
    /// parameter `METADATA_AD`: the metadata advisory, where there is one
    pub metadata_ad: Option<String>,
    /// how it stands
    pub result: RunResult,
    /// when it began
    pub started: Option<Timestamp>,
    /// when it ended; `None` while it runs
    pub ended: Option<Timestamp>,
}

/// How a run stands. Only one word means passed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RunResult {
    /// not over
    Running,
    /// `SUCCESS`
    Success,
    /// `FAILURE`
    Failure,
    /// `UNSTABLE`: it ran to its end, and tests failed
    Unstable,
    /// `ABORTED`: by a person, or by its time limit
    Aborted,
    /// `NOT_BUILT`
    NotBuilt,
    /// over, with a word that is not known here, or with none
    Unknown(String),
}

/// A run that has not begun.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Queued {
    /// number of the item, not of the run
    pub id: u64,
    /// as Jenkins says why
    pub why: String,
    /// since when
    pub since: Option<Timestamp>,
    /// parameter `PULL_SPEC`, where it is told
    pub pull_spec: Option<String>,
}

impl RunResult {
    /// From what Jenkins says: still at work, and the word it has for the end.
    pub fn of(at_work: bool, word: Option<&str>) -> RunResult {
        match word.map(str::trim) {
            _ if at_work => RunResult::Running,
            Some("SUCCESS") => RunResult::Success,
            Some("FAILURE") => RunResult::Failure,
            Some("UNSTABLE") => RunResult::Unstable,
            Some("ABORTED") => RunResult::Aborted,
            Some("NOT_BUILT") => RunResult::NotBuilt,
            Some(other) => RunResult::Unknown(other.to_owned()),
            None => RunResult::Unknown(String::new()),
        }
    }

    /// The word, as Jenkins writes it.
    pub fn word(&self) -> &str {
        match self {
            RunResult::Running => "running",
            RunResult::Success => "SUCCESS",
            RunResult::Failure => "FAILURE",
            RunResult::Unstable => "UNSTABLE",
            RunResult::Aborted => "ABORTED",
            RunResult::NotBuilt => "NOT_BUILT",
            RunResult::Unknown(word) if word.is_empty() => "no result",
            RunResult::Unknown(word) => word,
        }
    }
}

/// The build that a pull spec names: its tag without the architecture. A digest names none.
fn build_of(pull_spec: &str) -> Option<&str> {
    const ARCHES: [&str; 7] =
        ["-x86_64", "-amd64", "-aarch64", "-arm64", "-ppc64le", "-s390x", "-multi"];
    let image = pull_spec.trim().rsplit('/').next()?;
    let (_, tag) = image.split_once(':').filter(|(name, _)| !name.contains('@'))?;
    let tag = ARCHES.iter().find_map(|arch| tag.strip_suffix(arch)).unwrap_or(tag);
    (!tag.is_empty()).then_some(tag)
}

/// Whether a pull spec is that of a release or of the nightly it is made from; the whole name counts.
fn is_of(pull_spec: Option<&str>, release: Release, candidate: Option<&BuildName>) -> bool {
    let Some(build) = pull_spec.and_then(build_of) else { return false };
    let is_release = build.parse::<Release>().is_ok_and(|named| named == release);
    is_release || candidate.is_some_and(|candidate| candidate.0 == build)
}

impl StageRuns {
    /// Runs of a release, newest first.
    pub fn of<'a>(
        &'a self,
        release: Release,
        candidate: Option<&'a BuildName>,
    ) -> impl Iterator<Item = &'a StageRun> {
        self.runs.iter().filter(move |run| is_of(run.pull_spec.as_deref(), release, candidate))
    }

    /// A run of the release that waits for its turn.
    pub fn queued(&self, release: Release, candidate: Option<&BuildName>) -> Option<&Queued> {
        self.queued.iter().find(|item| is_of(item.pull_spec.as_deref(), release, candidate))
    }

    /// Something goes on that is worth looking at often.
    pub fn is_lively(&self) -> bool {
        !self.queued.is_empty() || self.runs.iter().any(|run| run.result == RunResult::Running)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_run_belongs_to_the_release_whose_whole_name_its_pull_spec_has() {
        let spec = |tag: &str| format!("quay.io/openshift-release-dev/ocp-release:{tag}");
        let nightly = "4.20.0-0.nightly-2031-03-05-041205";
        let cases = [
            (spec("4.20.1-x86_64"), "4.20.1", true),
            (spec("4.20.17-x86_64"), "4.20.1", false),
            (spec("4.20.1-x86_64"), "4.20.17", false),
            (spec("4.20.1"), "4.20.1", true),
            (spec("4.20.1-rc.0-x86_64"), "4.20.1", false),
            (spec("4.20.1-rc.0-x86_64"), "4.20.1-rc.0", true),
            (spec("4.20.1-aarch64"), "4.20.1", true),
            (format!("registry.ci.openshift.org:443/ocp/release:{nightly}"), "4.20.1", true),
            (spec("4.20.0-0.nightly-2031-03-05-0412"), "4.20.1", false),
            ("quay.io/x/ocp-release@sha256:4201".to_owned(), "4.20.1", false),
            ("quay.io:4/4.20.1".to_owned(), "4.20.1", false),
            (String::new(), "4.20.1", false),
        ];
        let candidate = BuildName(nightly.to_owned());
        for (spec, release, expected) in cases {
            let found = is_of(Some(&spec), release.parse().unwrap(), Some(&candidate));
            assert_eq!(found, expected, "{spec} {release}");
        }
        assert!(!is_of(None, "4.20.1".parse().unwrap(), None));
    }

    #[test]
    fn only_success_is_success() {
        let unknown = |word: &str| RunResult::Unknown(word.to_owned());
        let cases = [
            (true, None, RunResult::Running),
            // set while the last steps run
            (true, Some("FAILURE"), RunResult::Running),
            (false, Some("SUCCESS"), RunResult::Success),
            (false, Some("FAILURE"), RunResult::Failure),
            (false, Some("UNSTABLE"), RunResult::Unstable),
            (false, Some("ABORTED"), RunResult::Aborted),
            (false, Some("NOT_BUILT"), RunResult::NotBuilt),
            (false, Some("success"), unknown("success")),
            (false, Some("FINE"), unknown("FINE")),
            (false, None, unknown("")),
        ];
        for (at_work, word, expected) in cases {
            assert_eq!(RunResult::of(at_work, word), expected, "{word:?}");
        }
    }
}
