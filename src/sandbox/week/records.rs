//! Files of the record branch: results of a build as they read at one moment, and pointers to the
//! newest build (`reference/test-results.md` §1, `reference/prow-controller.md` §4).

use std::sync::Arc;

use serde::Serialize;
use serde::ser::{SerializeMap, Serializer};

use super::builds::Build;
use super::jobs::{Life, Run};
use super::suites::Suite;

/// The verdict part of a file.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Verdict {
    pub(super) aggregated: Option<bool>,
    pub(super) accepted: Option<bool>,
    pub(super) manual_promotion: bool,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Described {
    name: String,
    phase: &'static str,
    pull_spec: String,
    #[serde(rename = "downloadURL")]
    download_url: String,
}

#[derive(Serialize)]
struct File<'a> {
    result: Vec<JobEntry<'a>>,
    build: Described,
    #[serde(skip_serializing_if = "Option::is_none")]
    aggregated: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    accepted: Option<bool>,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    manual_promotion: bool,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct JobEntry<'a> {
    job_name: &'a str,
    first_job: RunEntry<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    retried_jobs: Option<Vec<RunEntry<'a>>>,
}

#[derive(Serialize, Default)]
#[serde(rename_all = "camelCase")]
struct RunEntry<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    job_start_time: Option<&'a str>,
    #[serde(rename = "jobID")]
    job_id: &'a str,
    #[serde(rename = "jobURL", skip_serializing_if = "Option::is_none")]
    job_url: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    job_state: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    job_completion_time: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    test_result_summary: Option<Summary<'a>>,
}

struct Summary<'a>(&'a [Suite]);

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Counts<'a> {
    total: i64,
    failures: usize,
    errors: i64,
    skipped: i64,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    failing_scenarios: &'a [&'static str],
}

impl Serialize for Summary<'_> {
    fn serialize<S: Serializer>(&self, out: S) -> Result<S::Ok, S::Error> {
        let mut map = out.serialize_map(Some(self.0.len()))?;
        for suite in self.0 {
            let counts = Counts {
                total: suite.total,
                failures: suite.failing.len(),
                errors: 0,
                skipped: suite.skipped,
                failing_scenarios: &suite.failing,
            };
            map.serialize_entry(suite.name, &counts)?;
        }
        map.end()
    }
}

/// `_releases/ocp-test-result-BUILD-amd64.json`
pub(super) fn result_path(build: &Build) -> String {
    format!("_releases/ocp-test-result-{}-amd64.json", build.name)
}

/// `_releases/ocp-latest-X.Y-STREAM-amd64.json`
pub(super) fn latest_path(build: &Build) -> String {
    let stream = if build.nightly { "nightly" } else { "stable" };
    format!("_releases/ocp-latest-{}-{stream}-amd64.json", build.line.y)
}

/// The pointer to a build, as the release controller describes it.
pub(super) fn latest(build: &Build) -> Arc<[u8]> {
    let mut text = serde_json::to_vec_pretty(&described(build)).unwrap_or_default();
    text.push(b'\n');
    text.into()
}

/// The file as the controller makes it: nothing but the ids of what was triggered.
pub(super) fn triggered(build: &Build, lives: &[Life]) -> Arc<[u8]> {
    let only_id = |run| RunEntry { job_id: run, ..RunEntry::default() };
    let result = lives.iter().map(|life| JobEntry {
        job_name: &life.job.name,
        first_job: only_id(&life.first.id),
        retried_jobs: None,
    });
    file(build, result.collect(), Verdict::default())
}

/// The file as the poller writes it at a moment.
pub(super) fn polled(build: &Build, lives: &[Life], at: i64, verdict: Verdict) -> Arc<[u8]> {
    let result = lives.iter().map(|life| JobEntry {
        job_name: &life.job.name,
        first_job: entry(&life.first, at),
        retried_jobs: Some(
            life.retries.iter().filter(|run| run.start <= at).map(|run| entry(run, at)).collect(),
        ),
    });
    file(build, result.collect(), verdict)
}

fn entry(run: &Run, at: i64) -> RunEntry<'_> {
    let over = run.over(at);
    RunEntry {
        job_start_time: Some(&run.start_text),
        job_id: &run.id,
        job_url: Some(&run.url),
        job_state: Some(if over { run.end.word() } else { "pending" }),
        job_completion_time: over.then_some(run.end_text.as_str()),
        test_result_summary: (over && !run.suites.is_empty()).then_some(Summary(&run.suites)),
    }
}

fn file(build: &Build, result: Vec<JobEntry<'_>>, verdict: Verdict) -> Arc<[u8]> {
    let Verdict { aggregated, accepted, manual_promotion } = verdict;
    let file = File { result, build: described(build), aggregated, accepted, manual_promotion };
    serde_json::to_vec_pretty(&file).unwrap_or_default().into()
}

fn described(build: &Build) -> Described {
    let name = &build.name;
    let pull_spec = match build.nightly {
        true if build.line.major() > 4 => format!("registry.ci.openshift.org/ocp/release-5:{name}"),
        true => format!("registry.ci.openshift.org/ocp/release:{name}"),
        false => format!("quay.io/openshift-release-dev/ocp-release:{name}-x86_64"),
    };
    Described {
        name: name.clone(),
        phase: "Accepted",
        pull_spec,
        download_url: format!(
            "https://openshift-release-artifacts.apps.ci.l2s4.p1.openshiftapps.com/{name}"
        ),
    }
}
