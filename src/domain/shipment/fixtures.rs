//! Invented merge requests for the tests of the rules.

use super::{Downstream, Job, JobStatus, MrState, Pipeline, Shipment, Stage};
use crate::domain::time::{SignedDuration, Timestamp};

/// An open merge request of the invented release, with nothing in it.
pub(crate) fn open(iid: u64) -> Shipment {
    Shipment {
        iid,
        url: format!("https://gitlab.example.com/g/p/-/merge_requests/{iid}"),
        project: "g/p".to_owned(),
        title: "Shipment for 4.98.3 (ship date: 2031-Mar-11)".to_owned(),
        state: MrState::Opened,
        source: "prepare-shipment-4.98.3-20310305101010".to_owned(),
        target: "main".to_owned(),
        author: "art-bot".to_owned(),
        created: None,
        updated: None,
        head: Some("aa".to_owned()),
        labels: Default::default(),
        conflict: Some(false),
        approvals: Default::default(),
        merged: None,
        pipelines: Vec::new(),
        pipelines_hidden: false,
        files: Vec::new(),
        besides: Vec::new(),
        gaps: Vec::new(),
    }
}

/// A pipeline from a text: `stage: job status, job status > status: job status; stage: …`; a `?` behind a status: the
/// job may fail. Job `n` began `n` minutes after the pipeline and took a minute.
pub(crate) fn pipeline(id: u64, stages: &str) -> Pipeline {
    let hours = i64::try_from(id).unwrap();
    let made = "2031-03-07T00:00:00Z".parse::<Timestamp>().unwrap();
    let created = made + SignedDuration::from_hours(hours);
    let mut nth = 0;
    let stages = stages.split(';').map(str::trim).filter(|text| !text.is_empty());
    let stages: Vec<Stage> = stages.map(|text| stage(text, created, &mut nth)).collect();
    let all = || stages.iter().flat_map(|stage| &stage.jobs);
    let status = [JobStatus::Failed, JobStatus::Running, JobStatus::Manual]
        .into_iter()
        .find(|status| all().any(|job| job.status == *status))
        .unwrap_or(JobStatus::Success);
    let url = format!("https://gitlab.example.com/g/p/-/pipelines/{id}");
    let finished = all().filter_map(|job| job.finished).max();
    let updated = finished.or(Some(created));
    Pipeline { id, url, status, created, finished, updated, stages }
}

fn stage(text: &str, created: Timestamp, nth: &mut i64) -> Stage {
    let (name, jobs) = text.split_once(": ").unwrap();
    // what is below a bridge goes on to the end of the stage
    let (own, below) =
        jobs.split_once(" > ").map_or((jobs, None), |(own, below)| (own, Some(below)));
    let mut jobs: Vec<Job> = own.split(", ").map(|text| job(text, created, nth)).collect();
    if let Some((status, below)) = below.and_then(|below| below.split_once(": ")) {
        jobs.last_mut().unwrap().downstream = Some(Downstream {
            id: 900,
            url: "https://gitlab.example.com/g/p/-/pipelines/900".to_owned(),
            status: JobStatus::of(status),
            jobs: below.split(", ").map(|text| job(text, created, nth)).collect(),
        });
    }
    Stage { name: name.to_owned(), jobs }
}

fn job(text: &str, created: Timestamp, nth: &mut i64) -> Job {
    let (name, status) = text.trim().rsplit_once(' ').unwrap();
    let (status, may_fail) = status.strip_suffix('?').map_or((status, false), |word| (word, true));
    let status = JobStatus::of(status);
    *nth += 1;
    let minute = |n: i64| created + SignedDuration::from_mins(n);
    let ran = matches!(status, JobStatus::Success | JobStatus::Failed | JobStatus::Running);
    Job {
        id: u64::try_from(*nth).unwrap(),
        name: name.to_owned(),
        url: format!("https://gitlab.example.com/g/p/-/jobs/{nth}"),
        status,
        may_fail,
        failure: (status == JobStatus::Failed).then(|| "script_failure".to_owned()),
        created: Some(created),
        started: ran.then(|| minute(*nth)),
        finished: (ran && status.is_over()).then(|| minute(*nth + 1)),
        downstream: None,
    }
}
