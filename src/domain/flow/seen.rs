//! What is recorded of each task, judged and put beside what we saw ourselves.

use crate::domain::outcomes::text::sentence;
use crate::domain::outcomes::{JobTrace, Outcome};
use crate::domain::releases::{Evidence, facts};
use crate::domain::results::Results;
use crate::domain::stage_runs::{self, Beside};
use crate::domain::statebox::TaskRecord;
use crate::domain::tasks::TaskName;
use crate::domain::time::{SignedDuration, Stamp, Timestamp};

/// Longest reason of a waiver.
const REASON: usize = 140;

/// One task as it is known.
#[derive(Debug, Clone)]
pub(crate) struct Seen<'a> {
    pub name: TaskName,
    pub record: Option<&'a TaskRecord>,
    pub outcome: Outcome,
    pub trace: JobTrace,
    /// a person accepted a bad result: why
    pub waived: Option<String>,
    pub started: Option<Stamp>,
    pub ended: Option<Stamp>,
}

impl<'a> Seen<'a> {
    /// Looks at one task.
    pub(crate) fn of(name: TaskName, evidence: &Evidence<'a>) -> Seen<'a> {
        let record = evidence.statebox.and_then(|statebox| statebox.task(name));
        let outcome = match record {
            Some(record) => record.reading.outcome.clone(),
            // Its only trace is the file that it makes.
            None if name == TaskName::CreateTestReport && evidence.statebox.is_some() => {
                Outcome::Passed
            }
            None => Outcome::NotStarted,
        };
        let finished =
            matches!(outcome, Outcome::Passed | Outcome::Failed { .. } | Outcome::Waiting { .. });
        let observed = evidence.observed.get(&name).copied().unwrap_or_default();
        let own = |at: Option<Timestamp>| at.map(Stamp::sure);
        Seen {
            name,
            record,
            waived: record
                .filter(|_| outcome == Outcome::Passed)
                .and_then(|record| waived(record, evidence)),
            trace: record.map(|record| record.reading.trace.clone()).unwrap_or_default(),
            started: own(observed.started).or(record.and_then(|record| record.started_at)),
            ended: own(observed.ended)
                .or(record.and_then(|record| record.completed_at))
                .filter(|_| finished),
            outcome,
        }
    }

    /// Passed, or accepted by a person.
    pub(crate) fn is_through(&self) -> bool {
        self.outcome == Outcome::Passed
    }

    /// Its length, when both ends can be believed. A length of nothing means that one time was cut out
    /// of the text twice, so it is not known.
    pub(crate) fn took(&self) -> Option<SignedDuration> {
        let (started, ended) = self.started.zip(self.ended)?;
        let took = ended.certain()?.duration_since(started.certain()?);
        took.is_positive().then_some(took)
    }

    /// What Jenkins says of stage testing beside it. What a person accepted needs no second word.
    pub(crate) fn beside(&self, evidence: &Evidence<'_>, now: Timestamp) -> Option<Beside> {
        if self.name != TaskName::StageTesting || self.waived.is_some() || evidence.is_unread() {
            return None;
        }
        let candidate = facts::candidate(evidence.statebox, evidence.assembly);
        let runs = evidence.outside.stage_runs.as_ref()?;
        let newest = runs.of(evidence.release, candidate.as_ref()).next()?;
        stage_runs::beside(&self.outcome, self.trace.jenkins_build, newest, now)
    }

    /// The newest moment known of it that can be believed.
    pub(crate) fn moment(&self) -> Option<Timestamp> {
        self.ended.and_then(Stamp::certain).or(self.started.and_then(Stamp::certain))
    }
}

/// Why a pass is a waiver: the record file rejected the build, or the text says so itself. Where the
/// record file accepted it, nothing had to be waived, whatever the text says.
fn waived(record: &TaskRecord, evidence: &Evidence<'_>) -> Option<String> {
    let results: Option<&Results> = match record.name {
        TaskName::AnalyzePromotedBuild => evidence.promoted.map(|(results, _)| results),
        TaskName::AnalyzeCandidateBuild => evidence.candidate.map(|(results, _)| results),
        _ => None,
    };
    match results.and_then(|results| results.accepted) {
        Some(true) => None,
        Some(false) => {
            let text = record.result.as_deref().map(|text| sentence(text, REASON));
            let reason = record.reading.waiver.clone().or(text).filter(|reason| !reason.is_empty());
            Some(reason.unwrap_or_else(|| "no reason recorded".to_owned()))
        }
        None => record.reading.waiver.clone(),
    }
}
