//! Result files and job registries, as the job controller and the aggregator write them.

use serde_json::{Value, json};

use super::at;
use crate::domain::results::JobName;
use crate::domain::time::SignedDuration;

/// The full name of a job of a y-stream: `upgrade 4.19→ aws-ipi` or `aws-ipi`.
pub fn job(y: &str, short: &str) -> JobName {
    let tail = match short.split_once("→ ") {
        Some((from, rest)) => {
            let from = from.trim_start_matches("upgrade ");
            format!("stable-{y}-upgrade-from-stable-{from}-{rest}")
        }
        None => short.to_owned(),
    };
    let prefix = "periodic-ci-openshift-openshift-tests-private-release";
    JobName(format!("{prefix}-{y}-automated-release-{tail}-f999").into())
}

/// The y-stream of a build's name.
fn y_of(build: &str) -> String {
    build.splitn(3, '.').take(2).collect::<Vec<_>>().join(".")
}

/// A result file on its way to a text.
#[derive(Debug, Clone)]
pub struct ResultsText {
    pub build: String,
    phase: &'static str,
    started: &'static str,
    jobs: Vec<Value>,
    verdict: Option<bool>,
    by_hand: bool,
}

impl ResultsText {
    /// Results of a build whose first runs began at `25 09:40`. No verdict yet.
    pub fn of(build: &str, started: &'static str) -> ResultsText {
        let (build, jobs) = (build.to_owned(), Vec::new());
        ResultsText { build, phase: "Accepted", started, jobs, verdict: None, by_hand: false }
    }

    /// What the release controller said when the file was made.
    pub fn phase(mut self, phase: &'static str) -> ResultsText {
        self.phase = phase;
        self
    }

    /// The first runs of the jobs that follow began then.
    pub fn from(mut self, started: &'static str) -> ResultsText {
        self.started = started;
        self
    }

    /// A job from letters, a run each: `FSS` failed and two retries succeeded. Runs take 3h11; retries
    /// begin a minute after the first run ended, all at once.
    pub fn job(self, short: &str, letters: &str) -> ResultsText {
        let name = job(&y_of(&self.build), short).0;
        self.named(&name, letters)
    }

    /// As [`ResultsText::job`], with the full name of the job.
    pub fn named(mut self, name: &str, letters: &str) -> ResultsText {
        let mut runs = letters.chars().enumerate().map(|(n, letter)| self.run(n, letter));
        let first = runs.next().unwrap();
        let retries: Vec<Value> = runs.collect();
        let mut entry = json!({"jobName": name, "firstJob": first});
        if !retries.is_empty() {
            entry["retriedJobs"] = retries.into();
        }
        self.jobs.push(entry);
        self
    }

    fn run(&self, n: usize, letter: char) -> Value {
        let minutes = |n: i64| SignedDuration::from_mins(n);
        let started = at(self.started) + minutes(if n == 0 { 0 } else { 192 });
        let state = match letter {
            'S' => "success",
            'F' => "failure",
            'A' => "aborted",
            'E' => "error",
            'P' => "pending",
            'T' => "triggered",
            other => panic!("no state is written {other}"),
        };
        let id = format!("7f3c1a52-0d4e-4e47-9b1c-2f6a8d0c11{n:02}");
        let mut run = json!({"jobStartTime": started.to_string(), "jobID": id, "jobState": state});
        if letter != 'T' {
            let page = format!("https://prow.example/view/gs/logs/{}", n + 1);
            run["jobURL"] = page.into();
        }
        if "SFAE".contains(letter) {
            run["jobCompletionTime"] = (started + minutes(191)).to_string().into();
        }
        run
    }

    /// What failed in the first run of the job named last: 415 tests ran.
    pub fn failing(mut self, tests: &[&str]) -> ResultsText {
        let suite = json!({"total": 440, "failures": tests.len(), "errors": 0, "skipped": 25,
            "failingScenarios": tests});
        let last = self.jobs.last_mut().unwrap();
        last["firstJob"]["testResultSummary"] = json!({"ginkgo": suite});
        self
    }

    /// The aggregator came by and recorded a verdict.
    pub fn verdict(mut self, accepted: bool) -> ResultsText {
        self.verdict = Some(accepted);
        self
    }

    /// A person promoted it over the verdict.
    pub fn by_hand(mut self) -> ResultsText {
        self.by_hand = true;
        self
    }

    /// The document.
    pub fn text(&self) -> String {
        let build =
            json!({"name": self.build, "phase": self.phase, "pullSpec": "", "downloadURL": ""});
        let mut file = json!({"result": self.jobs, "build": build});
        if let Some(accepted) = self.verdict {
            (file["aggregated"], file["accepted"]) = (true.into(), accepted.into());
        }
        if self.by_hand {
            file["manual_promotion"] = true.into();
        }
        file.to_string()
    }
}

/// The registry of a y-stream: the sample's jobs of promoted builds and of nightlies, and an optional one.
pub fn registry(y: &str) -> String {
    let minor: u16 = y.trim_start_matches("4.").parse().unwrap();
    let entry = |short: String, optional: bool| {
        let upgrade = short.starts_with("upgrade");
        json!({"prowJob": job(y, &short).0.as_ref(), "upgrade": upgrade, "optional": optional,
            "disabled": false, "retries": 2})
    };
    let from = |minor: u16, rest: &str| entry(format!("upgrade 4.{minor}→ {rest}"), false);
    let plain = |short: &str| entry(short.to_owned(), false);
    json!({
        "stable": [
            from(minor - 1, "aws-ipi"),
            from(minor, "azure-ipi-fips"),
            from(minor, "gcp-ipi"),
        ],
        "nightly": [
            plain("aws-ipi"),
            plain("azure-ipi-fips"),
            plain("gcp-ipi"),
            plain("aws-ipi-disruptive"),
            from(minor - 1, "gcp-ipi"),
            from(minor, "aws-ipi"),
            entry("vsphere-ipi".to_owned(), true),
        ],
    })
    .to_string()
}
