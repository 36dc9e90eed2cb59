//! The objects in the folder of a run at a moment (reference/release-stream-api.md §4): the same run gives
//! the same bytes.

use serde_json::{Value, json};

use super::deck::{prowjob, stamp};
use super::junit;
use super::plan::PlannedJobRun;
use crate::domain::time::Timestamp;
use crate::sandbox::http::http_date;

/// An object below the folder of its run.
#[derive(Debug, Clone)]
pub struct Object {
    /// name below the folder
    pub name: String,
    /// what is in it
    pub text: String,
    /// when it was put there, seconds since 1970
    pub put: i64,
    /// content type
    pub kind: &'static str,
}

/// Steps of an end-to-end run, and the share of the run up to which each lasts.
const STEPS: [(&str, i64); 6] = [
    ("ipi-install-rbac", 1),
    ("ipi-install-install", 28),
    ("openshift-extended-test", 72),
    ("cucushift-e2e", 90),
    ("gather-must-gather", 95),
    ("ipi-deprovision-deprovision", 100),
];

impl Object {
    /// `Last-Modified`
    pub fn modified(&self) -> String {
        Timestamp::from_second(self.put).map(http_date).unwrap_or_default()
    }
}

/// The name of a job's ci-operator test: the tail of its name.
fn test(job: &str) -> &str {
    job.split_once("automated-release-").map_or(job, |(_, tail)| tail)
}

/// Everything that is there by now, sorted by name.
pub fn objects(run: &PlannedJobRun, now: i64) -> Vec<Object> {
    let mut all = Vec::new();
    let mut put = |name: &str, text: String, at: i64, kind: &'static str| {
        if at <= now {
            all.push(Object { name: name.to_owned(), text, put: at, kind });
        }
    };
    let json = "application/json";
    let changed =
        [Some(run.began()), run.ended].into_iter().flatten().filter(|at| *at <= now).max();
    put("prowjob.json", text(&prowjob(run, now)), changed.unwrap_or(run.created), json);
    if run.had_pod() {
        let started = json!({ "timestamp": run.began(), "metadata": { "pod": run.id } });
        put("started.json", text(&started), run.began(), json);
        let podinfo = json!({ "pod": { "metadata": { "name": run.id } }, "events": [] });
        put("podinfo.json", text(&podinfo), run.began(), json);
        if now >= run.began() {
            let at = run.ended.map_or(now, |ended| ended.min(now));
            put("build-log.txt", log(run, now), at, "text/plain");
        }
    }
    if let Some(ended) = run.ended {
        put("finished.json", text(&finished(run, ended)), ended + 4, json);
        let test = test(&run.job);
        for (name, body) in junit::files(run, test) {
            let kind = if name.ends_with(".xml") { "text/xml" } else { "application/x-yaml" };
            put(&format!("artifacts/{name}"), body, ended - 30, kind);
        }
        if run.had_pod() {
            for (step, _) in STEPS {
                let name = format!("artifacts/{test}/{step}/build-log.txt");
                put(&name, format!("{step} of {}\n", run.job), ended - 30, "text/plain");
            }
        }
    }
    all.sort_by(|a, b| a.name.cmp(&b.name));
    all
}

/// What the pod wrote; where it never did, the uploader, in words of its own.
fn finished(run: &PlannedJobRun, ended: i64) -> Value {
    let passed = run.end == "success";
    if run.had_pod() {
        let result = if passed { "SUCCESS" } else { "FAILURE" };
        json!({ "timestamp": ended, "passed": passed, "result": result, "metadata": {} })
    } else {
        json!({
            "timestamp": ended, "passed": false, "result": run.end,
            "metadata": { "uploader": "crier" },
        })
    }
}

fn text(value: &Value) -> String {
    format!("{value:#}\n")
}

/// As much of the log as was written by now: some lines every minute, what failed at the end.
fn log(run: &PlannedJobRun, now: i64) -> String {
    let until = run.ended.map_or(now, |ended| ended.min(now));
    let (began, whole) = (run.began(), run.ended.unwrap_or(until) - run.began());
    let mut text = format!(
        "INFO[{}] ci-operator version v20260301-0f3c1d7\nINFO[{}] Running job {}\n",
        stamp(began),
        stamp(began),
        run.job
    );
    let mut begins = 0;
    for (step, ends) in STEPS {
        let (from, to) = (began + whole * begins / 100, began + whole * ends / 100);
        begins = ends;
        if from > until {
            break;
        }
        text.push_str(&format!("INFO[{}] Running step {step}.\n", stamp(from)));
        for minute in 0..(to.min(until) - from) / 60 {
            for line in 0..12 {
                let at = stamp(from + minute * 60 + line * 5);
                text.push_str(&format!(
                    "{at} {step}: poll {} of the condition, {line} left\n",
                    minute * 12
                ));
            }
        }
        if to <= until {
            text.push_str(&format!(
                "INFO[{}] Step {step} succeeded after {}s.\n",
                stamp(to),
                to - from
            ));
        }
    }
    if run.is_over(now) {
        text.push_str(&ending(run));
    }
    text
}

fn ending(run: &PlannedJobRun) -> String {
    let at = stamp(run.ended.unwrap_or_default());
    if run.end == "success" {
        return format!("INFO[{at}] Job succeeded.\n");
    }
    let mut text = String::new();
    for (name, body) in junit::files(run, test(&run.job)) {
        if body.contains("<failure") {
            text.push_str(&format!("ERRO[{at}] failed tests in {name}\n"));
        }
    }
    format!("{text}ERRO[{at}] Some steps failed: exit code 1\nINFO[{at}] Job failed.\n")
}
