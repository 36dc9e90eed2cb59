//! ReleasePayload objects and their QE label (reference/release-stream-api.md, ReleasePayload).

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::builds::{BuildName, Phase};

/// What the cluster says.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReleasePayloads {
    /// by name
    pub payloads: BTreeMap<BuildName, ReleasePayload>,
    /// what could not be read, one sentence each
    pub gaps: Vec<String>,
}

/// One object.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReleasePayload {
    /// by its conditions
    pub phase: Phase,
    /// a person decided otherwise, and why
    pub overridden: Option<String>,
    /// team → its word; other values than these two are ignored
    pub marks: BTreeMap<String, Mark>,
}

/// A team's word about a payload.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs, reason = "the words of the label")]
pub enum Mark {
    Accepted,
    Rejected,
}

impl ReleasePayloads {
    /// What QE says of a build; `None`: nothing, or the build is not known here.
    pub fn qe(&self, build: &BuildName) -> Option<Mark> {
        self.payloads.get(build)?.marks.get("qe").copied()
    }

    /// QE accepted the build; `None`: not known.
    pub fn qe_accepted(&self, build: &BuildName) -> Option<bool> {
        self.qe(build).map(|mark| mark == Mark::Accepted)
    }
}

/// The team and its word, from a label of an object.
pub fn mark(label: &str, value: &str) -> Option<(String, Mark)> {
    let team = label.strip_prefix("release.openshift.io/")?.strip_suffix("_state")?;
    let mark = match value {
        "Accepted" => Mark::Accepted,
        "Rejected" => Mark::Rejected,
        _ => return None,
    };
    (!team.is_empty()).then(|| (team.to_owned(), mark))
}

/// The phase by the types of the conditions that are true.
pub fn phase<'a>(holding: impl Iterator<Item = &'a str> + Clone) -> Phase {
    let holds = |kind: &str| holding.clone().any(|one| one == kind);
    if holds("PayloadAccepted") {
        Phase::Accepted
    } else if holds("PayloadRejected") {
        Phase::Rejected
    } else if holds("PayloadFailed") {
        Phase::Failed
    } else if holds("PayloadCreated") {
        Phase::Ready
    } else {
        Phase::Pending
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_condition_that_holds_in_their_order_is_the_phase() {
        let cases: [(&[&str], Phase); 6] = [
            (&["PayloadCreated", "PayloadAccepted"], Phase::Accepted),
            (&["PayloadRejected", "PayloadAccepted"], Phase::Accepted),
            (&["PayloadCreated", "PayloadRejected"], Phase::Rejected),
            (&["PayloadFailed"], Phase::Failed),
            (&["PayloadCreated", "Else"], Phase::Ready),
            (&[], Phase::Pending),
        ];
        for (holding, expected) in cases {
            assert_eq!(phase(holding.iter().copied()), expected, "{holding:?}");
        }
    }

    #[test]
    fn only_the_two_words_of_a_team_count() {
        let qe = |mark| Some(("qe".to_owned(), mark));
        let cases = [
            ("release.openshift.io/qe_state", "Accepted", qe(Mark::Accepted)),
            ("release.openshift.io/qe_state", "Rejected", qe(Mark::Rejected)),
            ("release.openshift.io/qe_state", "accepted", None),
            ("release.openshift.io/_state", "Accepted", None),
            ("example.com/qe_state", "Accepted", None),
        ];
        for (label, value, expected) in cases {
            assert_eq!(mark(label, value), expected, "{label} {value}");
        }
    }
}
