//! How far the two release steps of a shipment are (reference/shipment-gitlab.md §5).
//!
//! Labels win. Else the newest pipeline counts, with every trigger job of the step and the pipelines
//! below them; that a step is not there, or waits for a person, is waiting and never a failure.

use serde::{Deserialize, Serialize};

use super::{Job, JobStatus, Kind, MrState, Pipeline, Shipment, Stage};
use crate::domain::time::Timestamp;

/// A step that GitLab runs for a shipment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Step {
    /// to stage
    StageRelease,
    /// to production
    ProdRelease,
}

/// Where a step stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StepWord {
    /// by label, or every trigger job
    Succeeded,
    /// a job runs
    Running,
    /// its turn has not come: jobs before it are not done
    NotYet,
    /// it waits for a person to start it
    Manual,
    /// some of it succeeded, the rest waits for a person
    PartlyManual,
    /// a job failed
    Failed,
    /// somebody stopped it
    Canceled,
    /// the newest pipeline has no such stage
    NotFound,
    /// there is no pipeline
    NoPipeline,
    /// GitLab says something we do not know, or could not be read
    Unknown,
}

impl StepWord {
    /// The word in changes.
    pub fn word(self) -> &'static str {
        match self {
            StepWord::Succeeded => "succeeded",
            StepWord::Running => "running",
            StepWord::NotYet => "not yet",
            StepWord::Manual => "waits to be started",
            StepWord::PartlyManual => "partly done, waits to be started",
            StepWord::Failed => "failed",
            StepWord::Canceled => "canceled",
            StepWord::NotFound => "not in the pipeline",
            StepWord::NoPipeline => "no pipeline",
            StepWord::Unknown => "?",
        }
    }
}

/// A step with what is behind its word.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StepState {
    /// where it stands
    pub word: StepWord,
    /// since when, where known
    pub since: Option<Timestamp>,
    /// a label says so, whatever the pipeline says
    pub by_label: bool,
    /// jobs that failed, those of the pipelines below in place of their bridge
    pub failed: Vec<FailedJob>,
    /// label and pipeline differ: one sentence
    pub contradiction: Option<String>,
}

/// A job that failed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FailedJob {
    /// number, for its log
    pub id: u64,
    /// `image.watch-stage`
    pub name: String,
    /// what it was to release
    pub kind: Option<Kind>,
    /// its page
    pub url: String,
    /// GitLab's word for why
    pub failure: Option<String>,
    /// when it ended
    pub since: Option<Timestamp>,
}

impl Step {
    /// In the order in which they come.
    pub const BOTH: [Step; 2] = [Step::StageRelease, Step::ProdRelease];

    /// Its stage in a pipeline; gates depend on these two names.
    pub fn stage(self) -> &'static str {
        match self {
            Step::StageRelease => "stage-release-triggers",
            Step::ProdRelease => "prod-release-triggers",
        }
    }

    /// The label that says it is done.
    pub fn label(self) -> &'static str {
        match self {
            Step::StageRelease => "stage-release-success",
            Step::ProdRelease => "prod-release-success",
        }
    }

    /// Its name on the screen.
    pub fn name(self) -> &'static str {
        match self {
            Step::StageRelease => "stage-release",
            Step::ProdRelease => "prod-release",
        }
    }
}

impl StepState {
    /// It is done.
    pub fn is_done(&self) -> bool {
        self.word == StepWord::Succeeded
    }

    /// It will not go on by waiting.
    pub fn is_stopped(&self) -> bool {
        matches!(self.word, StepWord::Failed | StepWord::Canceled)
    }

    /// The sentence behind the word: `the pipeline failed: image (image.watch-stage)`.
    pub fn sentence(&self) -> String {
        match self.word {
            StepWord::Succeeded if self.by_label => "its label says success".to_owned(),
            StepWord::Succeeded => "every trigger job succeeded".to_owned(),
            StepWord::Running => "the pipeline runs".to_owned(),
            StepWord::NotYet => "its turn in the pipeline has not come".to_owned(),
            StepWord::Manual => "the pipeline waits to be started".to_owned(),
            StepWord::PartlyManual => "part of it is done, the rest waits to be started".to_owned(),
            StepWord::Failed => match self.failed.first() {
                None => "the pipeline failed".to_owned(),
                Some(job) => {
                    let more = match self.failed.len() {
                        0 | 1 => String::new(),
                        n => format!(" +{}", n - 1),
                    };
                    let kind = job.kind.map(|kind| format!("{} ", kind.name()));
                    format!("the pipeline failed: {}({}){more}", kind.unwrap_or_default(), job.name)
                }
            },
            StepWord::Canceled => "the pipeline was canceled".to_owned(),
            StepWord::NotFound => "the newest pipeline does not have it yet".to_owned(),
            StepWord::NoPipeline => "there is no pipeline yet".to_owned(),
            StepWord::Unknown => "its pipeline could not be understood".to_owned(),
        }
    }

    /// Who brings it on: ART starts and mends it, else it goes on by itself.
    pub fn on_whom(&self) -> &'static str {
        match self.word {
            StepWord::Succeeded | StepWord::Unknown => "",
            StepWord::Running | StepWord::NotYet => "Konflux",
            _ => "ART",
        }
    }
}

/// Looks at a step of a shipment.
pub fn step(shipment: &Shipment, step: Step) -> StepState {
    let seen = by_pipeline(shipment, step);
    if !shipment.labels.contains(step.label()) {
        return seen;
    }
    let contradiction = seen
        .is_stopped()
        .then(|| format!("{}: the label says success, {}", step.name(), seen.sentence()));
    let since = seen.since.filter(|_| seen.is_done());
    StepState {
        word: StepWord::Succeeded,
        since,
        by_label: true,
        failed: Vec::new(),
        contradiction,
    }
}

fn plain(word: StepWord, since: Option<Timestamp>) -> StepState {
    StepState { word, since, by_label: false, failed: Vec::new(), contradiction: None }
}

fn by_pipeline(shipment: &Shipment, step: Step) -> StepState {
    let Some(newest) = shipment.pipelines.iter().max_by_key(|pipeline| pipeline.created) else {
        return match shipment.state {
            // what it had is not listed any more
            MrState::Merged => plain(StepWord::Unknown, None),
            _ if shipment.pipelines_hidden => plain(StepWord::Unknown, None),
            _ => plain(StepWord::NoPipeline, None),
        };
    };
    let Some(stage) = newest.stage(step.stage()).filter(|stage| !stage.jobs.is_empty()) else {
        let word = match newest.stages.is_empty() {
            true => StepWord::Unknown,
            false => StepWord::NotFound,
        };
        return plain(word, Some(newest.created));
    };
    let mut state = of_jobs(stage);
    if state.word == StepWord::Manual && !before_is_done(newest, step) {
        // It can be started by hand, and what comes before it is not done.
        state.word = StepWord::NotYet;
        state.since = None;
    }
    if matches!(state.word, StepWord::Manual | StepWord::NotYet) && state.since.is_none() {
        state.since = done_before(newest, step);
    }
    state
}

/// Stages before this one.
fn before(pipeline: &Pipeline, step: Step) -> impl Iterator<Item = &Stage> {
    pipeline.stages.iter().take_while(move |stage| stage.name != step.stage())
}

fn before_is_done(pipeline: &Pipeline, step: Step) -> bool {
    let stops = |job: &&Job| effective(job) != JobStatus::Success && !job.may_fail;
    !before(pipeline, step).flat_map(|stage| &stage.jobs).any(|job| stops(&job))
}

/// When the last job before the step ended, once all have.
fn done_before(pipeline: &Pipeline, step: Step) -> Option<Timestamp> {
    if !before_is_done(pipeline, step) {
        return None;
    }
    before(pipeline, step).flat_map(|stage| &stage.jobs).filter_map(|job| job.finished).max()
}

/// A bridge that does not wait for the pipeline below ends at once: what that pipeline says counts too.
fn effective(job: &Job) -> JobStatus {
    match (&job.downstream, job.status) {
        (Some(below), JobStatus::Success) if below.status != JobStatus::Success => below.status,
        _ => job.status,
    }
}

fn of_jobs(stage: &Stage) -> StepState {
    let counted: Vec<&Job> = stage.jobs.iter().filter(|job| !job.may_fail).collect();
    // Where every job may fail, what they say is all there is.
    let counted = if counted.is_empty() { stage.jobs.iter().collect() } else { counted };
    let any = |status| counted.iter().any(|job| effective(job) == status);
    let all = |status| counted.iter().all(|job| effective(job) == status);
    let ended = counted.iter().filter_map(|job| job.finished).max();
    let began = counted.iter().filter_map(|job| job.started).min();
    let failed: Vec<FailedJob> = counted.iter().flat_map(|job| failures(job)).collect();
    let lively = counted.iter().any(|job| effective(job).is_lively());
    let (word, since) = if any(JobStatus::Failed) {
        (StepWord::Failed, failed.iter().filter_map(|job| job.since).max().or(ended))
    } else if any(JobStatus::Canceled) {
        (StepWord::Canceled, ended)
    } else if any(JobStatus::Unknown) {
        (StepWord::Unknown, None)
    } else if lively {
        (StepWord::Running, began)
    } else if all(JobStatus::Success) {
        (StepWord::Succeeded, ended)
    } else if any(JobStatus::Manual) || any(JobStatus::Scheduled) {
        let word = match any(JobStatus::Success) {
            true => StepWord::PartlyManual,
            false => StepWord::Manual,
        };
        (word, ended)
    } else {
        // created, or skipped: it was never its turn
        (StepWord::NotYet, None)
    };
    StepState { word, since, by_label: false, failed, contradiction: None }
}

/// The jobs below that failed; the job itself where none is known.
fn failures(job: &Job) -> Vec<FailedJob> {
    let below = job.downstream.iter().flat_map(|below| &below.jobs);
    let below: Vec<FailedJob> = below
        .filter(|below| below.status == JobStatus::Failed && !below.may_fail)
        .map(|below| failed(below, Kind::of_job(&below.name).or(Kind::of_job(&job.name))))
        .collect();
    match effective(job) {
        _ if !below.is_empty() => below,
        JobStatus::Failed => {
            let mut own = failed(job, Kind::of_job(&job.name));
            if let Some(below) = &job.downstream {
                own.url.clone_from(&below.url);
            }
            vec![own]
        }
        _ => Vec::new(),
    }
}

fn failed(job: &Job, kind: Option<Kind>) -> FailedJob {
    FailedJob {
        id: job.id,
        name: job.name.clone(),
        kind,
        url: job.url.clone(),
        failure: job.failure.clone(),
        since: job.finished,
    }
}

#[cfg(test)]
mod tests {
    use super::super::fixtures::{open, pipeline};
    use super::*;

    fn stage_of(jobs: &str) -> StepState {
        let mut shipment = open(7);
        let stage = Step::StageRelease.stage();
        shipment.pipelines =
            vec![pipeline(1, &format!("validate: schema success; {stage}: {jobs}"))];
        step(&shipment, Step::StageRelease)
    }

    #[test]
    fn every_trigger_job_counts_and_waiting_is_not_failed() {
        let cases = [
            ("stage-job success", StepWord::Succeeded),
            ("stage-job manual", StepWord::Manual),
            ("stage-job created", StepWord::NotYet),
            ("stage-job skipped", StepWord::NotYet),
            ("stage-job pending", StepWord::Running),
            ("stage-job waiting_for_resource", StepWord::Running),
            ("stage-job failed", StepWord::Failed),
            ("stage-job canceled", StepWord::Canceled),
            ("stage-job frobnicated", StepWord::Unknown),
            ("image success, extras failed, fbc running", StepWord::Failed),
            ("image success, extras running", StepWord::Running),
            ("image success, fbc manual", StepWord::PartlyManual),
            ("image success, notes failed?", StepWord::Succeeded),
            // a bridge that does not wait: the pipeline below says how it went
            ("stage-job success > running: image.watch-stage running", StepWord::Running),
            ("stage-job success > failed: image.watch-stage failed", StepWord::Failed),
            ("stage-job running > running: image.watch-stage success", StepWord::Running),
        ];
        for (jobs, word) in cases {
            assert_eq!(stage_of(jobs).word, word, "{jobs}");
        }
    }

    #[test]
    fn the_job_that_failed_is_named_with_its_kind_and_page() {
        let below = "stage-job failed > failed: image.watch-stage success, fbc.watch-stage failed, extras.watch-stage failed?";
        let state = stage_of(below);
        let failed: Vec<_> = state.failed.iter().map(|job| (job.name.as_str(), job.kind)).collect();
        assert_eq!(failed, [("fbc.watch-stage", Some(Kind::Fbc))]);
        assert!(state.failed[0].url.contains("/jobs/"), "{:?}", state.failed);
        assert!(state.since.is_some());
        assert_eq!(state.sentence(), "the pipeline failed: fbc (fbc.watch-stage)");
        // while others still run it is known already which failed
        let early = stage_of(
            "stage-job running > running: image.watch-stage failed, extras.watch-stage running",
        );
        assert_eq!((early.word, early.failed.len()), (StepWord::Running, 1));
    }

    #[test]
    fn a_label_wins_and_a_pipeline_that_says_otherwise_is_named() {
        let mut shipment = open(7);
        shipment.labels.insert("stage-release-success".to_owned());
        assert!(step(&shipment, Step::StageRelease).is_done());
        assert!(!step(&shipment, Step::ProdRelease).is_done());
        shipment.pipelines = vec![pipeline(1, "stage-release-triggers: stage-job failed")];
        let state = step(&shipment, Step::StageRelease);
        assert!(state.is_done() && state.by_label && state.failed.is_empty());
        let said = "stage-release: the label says success, the pipeline failed: (stage-job)";
        assert_eq!(state.contradiction.as_deref(), Some(said));
    }

    #[test]
    fn only_the_newest_pipeline_counts_and_what_is_not_there_waits() {
        let mut shipment = open(7);
        assert_eq!(step(&shipment, Step::StageRelease).word, StepWord::NoPipeline);
        shipment.pipelines = vec![
            pipeline(1, "stage-release-triggers: stage-job failed"),
            pipeline(
                2,
                "stage-release-triggers: stage-job success; prod-release-triggers: prod-job manual",
            ),
        ];
        assert_eq!(step(&shipment, Step::StageRelease).word, StepWord::Succeeded);
        let prod = step(&shipment, Step::ProdRelease);
        assert_eq!((prod.word, prod.since.is_some()), (StepWord::Manual, true));
        shipment.pipelines.push(pipeline(3, "validate: schema running"));
        assert_eq!(step(&shipment, Step::StageRelease).word, StepWord::NotFound);
        shipment.pipelines.push(pipeline(4, ""));
        assert_eq!(step(&shipment, Step::StageRelease).word, StepWord::Unknown);
        shipment.pipelines = vec![pipeline(
            5,
            "stage-release-triggers: stage-job running; prod-release-triggers: prod-job manual",
        )];
        assert_eq!(step(&shipment, Step::ProdRelease).word, StepWord::NotYet);
    }
}
