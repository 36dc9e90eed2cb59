//! Objects of the remote API, with the fields that its users read.

use serde_json::{Value, json};

use super::plan::PlannedRun;

/// Folder and name of the one job.
pub const JOB: &str = "zstreams/Stage-Pipeline";
const PIPELINE: &str = "org.jenkinsci.plugins.workflow.job.WorkflowJob";
const RUN: &str = "org.jenkinsci.plugins.workflow.job.WorkflowRun";

/// The moment for which objects are made, and where Jenkins is.
pub struct View<'a> {
    pub url: &'a str,
    pub now: i64,
}

/// What is tested.
pub fn pull_spec(run: &PlannedRun) -> String {
    format!("quay.io/openshift-release-dev/ocp-release:{}-x86_64", run.release)
}

fn parameters(run: &PlannedRun) -> Value {
    let text = |name: &str, value: &str| json!({ "_class": "hudson.model.StringParameterValue", "name": name, "value": value });
    json!({
        "_class": "hudson.model.ParametersAction",
        "parameters": [text("VERSION", run.y), text("PULL_SPEC", &pull_spec(run))],
    })
}

impl View<'_> {
    fn job_url(&self) -> String {
        format!("{}/job/zstreams/job/Stage-Pipeline/", self.url)
    }

    /// A run.
    pub fn build(&self, run: &PlannedRun) -> Value {
        let over = run.ended <= self.now;
        json!({
            "_class": RUN,
            "actions": [
                { "_class": "hudson.model.CauseAction", "causes": [{
                    "_class": "hudson.model.Cause$UserIdCause",
                    "shortDescription": "Started by user ERT bot",
                    "userId": "ert-bot", "userName": "ERT bot",
                }] },
                parameters(run),
                {},
                { "_class": "org.jenkinsci.plugins.displayurlapi.actions.RunDisplayAction" },
            ],
            "artifacts": [],
            "building": !over,
            "description": null,
            "displayName": format!("#{}", run.number),
            "duration": if over { (run.ended - run.started) * 1000 } else { 0 },
            "estimatedDuration": 9_600_000,
            "executor": null,
            "fullDisplayName": format!("zstreams » Stage-Pipeline #{}", run.number),
            "id": run.number.to_string(),
            "inProgress": !over,
            "keepLog": false,
            "number": run.number,
            "queueId": item_number(run),
            "result": if over { json!(run.result) } else { Value::Null },
            "timestamp": run.started * 1000,
            "url": format!("{}{}/", self.job_url(), run.number),
            "changeSets": [],
            "culprits": [],
            "nextBuild": null,
            "previousBuild": null,
        })
    }

    /// The job with its runs, newest first. `whole`: a run with everything that is known of it.
    pub fn job(&self, runs: &[&PlannedRun], waiting: bool, whole: bool) -> Value {
        let short = |run: &PlannedRun| {
            let url = format!("{}{}/", self.job_url(), run.number);
            json!({ "_class": RUN, "number": run.number, "url": url })
        };
        let made = |run: &PlannedRun| if whole { self.build(run) } else { short(run) };
        let newest = |holds: &dyn Fn(&PlannedRun) -> bool| {
            runs.iter().find(|run| holds(run)).map_or(Value::Null, |run| made(run))
        };
        let over = |run: &PlannedRun| run.ended <= self.now;
        let is = |run: &PlannedRun, word: &str| over(run) && run.result == word;
        let next = runs.first().map_or(1, |run| run.number + 1);
        let color = match runs.first() {
            None => "notbuilt",
            Some(run) if !over(run) => "blue_anime",
            Some(run) if run.result == "SUCCESS" => "blue",
            Some(run) if run.result == "ABORTED" => "aborted",
            Some(_) => "red",
        };
        json!({
            "_class": PIPELINE,
            "actions": [],
            "buildable": true,
            "builds": runs.iter().map(|run| made(run)).collect::<Vec<_>>(),
            "color": color,
            "concurrentBuild": true,
            "description": "",
            "displayName": "Stage-Pipeline",
            "firstBuild": runs.last().map_or(Value::Null, |run| made(run)),
            "fullDisplayName": "zstreams » Stage-Pipeline",
            "fullName": JOB,
            "inQueue": waiting,
            "keepDependencies": false,
            "lastBuild": newest(&|_| true),
            "lastCompletedBuild": newest(&over),
            "lastFailedBuild": newest(&|run| is(run, "FAILURE")),
            "lastSuccessfulBuild": newest(&|run| is(run, "SUCCESS")),
            "lastUnsuccessfulBuild": newest(&|run| over(run) && run.result != "SUCCESS"),
            "name": "Stage-Pipeline",
            "nextBuildNumber": next,
            "property": [],
            "url": self.job_url(),
        })
    }

    /// An item of the queue; also of a run that has begun, which Jenkins remembers for some minutes.
    pub fn item(&self, run: &PlannedRun) -> Value {
        let begun = run.started <= self.now;
        let class = if begun { "LeftItem" } else { "WaitingItem" };
        let mut item = json!({
            "_class": format!("hudson.model.Queue${class}"),
            "actions": [parameters(run)],
            "blocked": false,
            "buildable": false,
            "id": item_number(run),
            "inQueueSince": run.queued * 1000,
            "params": format!("\nVERSION={}\nPULL_SPEC={}", run.y, pull_spec(run)),
            "stuck": false,
            "task": {
                "_class": PIPELINE, "color": "blue", "name": "Stage-Pipeline", "url": self.job_url(),
            },
            "url": format!("queue/item/{}/", item_number(run)),
            "why": if begun { Value::Null } else { json!("In the quiet period. Expires in 5 sec") },
        });
        if begun && let Some(fields) = item.as_object_mut() {
            let url = format!("{}{}/", self.job_url(), run.number);
            let executable = json!({ "_class": RUN, "number": run.number, "url": url });
            fields.insert("executable".to_owned(), executable);
            fields.insert("cancelled".to_owned(), json!(false));
        }
        item
    }
}

/// The number of a run's item in the queue.
pub fn item_number(run: &PlannedRun) -> i64 {
    run.number * 7 + 3
}
