//! The ProwJob of a run, as Deck shows it and the storage keeps it (reference/release-stream-api.md §3).

use serde_json::{Value, json};

use super::plan::PlannedJobRun;
use crate::domain::time::Timestamp;

/// Seconds from its start after which the cluster forgets a run that is over.
const KEPT: i64 = 24 * 3600;
/// A label holds so many characters of a job's name.
const LABEL: usize = 63;

/// `2026-03-25T09:40:00Z`
pub fn stamp(at: i64) -> String {
    Timestamp::from_second(at).map(|at| at.to_string()).unwrap_or_default()
}

/// The cluster still has it.
pub fn is_live(run: &PlannedJobRun, now: i64) -> bool {
    run.created <= now && (!run.is_over(now) || now < run.created + KEPT)
}

/// What a label holds of a job's name.
pub fn label(job: &str) -> &str {
    job.get(..LABEL).unwrap_or(job).trim_end_matches('-')
}

/// The object at a moment.
pub fn prowjob(run: &PlannedJobRun, now: i64) -> Value {
    let mut status = json!({
        "startTime": stamp(run.created),
        "state": run.state(now),
        "description": description(run, now),
    });
    let mut put = |key: &str, value: Value| {
        if let Some(fields) = status.as_object_mut() {
            fields.insert(key.to_owned(), value);
        }
    };
    if run.is_placed(now) {
        put("url", run.url.as_str().into());
        put("build_id", run.number.to_string().into());
        put("pod_name", run.id.as_str().into());
    }
    if now >= run.began() && run.had_pod() {
        put("pendingTime", stamp(run.began()).into());
    }
    if let Some(ended) = run.ended.filter(|ended| *ended <= now) {
        put("completionTime", stamp(ended).into());
    }
    json!({
        "apiVersion": "prow.k8s.io/v1",
        "kind": "ProwJob",
        "metadata": {
            "name": run.id,
            "namespace": "ci",
            "creationTimestamp": stamp(run.created),
            "annotations": { "prow.k8s.io/job": &*run.job, "prow.k8s.io/context": "" },
            "labels": {
                "created-by-prow": "true",
                "prow.k8s.io/id": run.id,
                "prow.k8s.io/job": label(&run.job),
                "prow.k8s.io/type": "periodic",
            },
        },
        "spec": {
            "agent": "kubernetes",
            "cluster": "build05",
            "job": &*run.job,
            "max_concurrency": 1,
            "pod_spec": {
                "containers": [{
                    "command": ["ci-operator"],
                    "args": ["--gcs-upload-secret=/secrets/gcs/service-account.json", "--target=e2e"],
                    "image": "ci-operator:latest",
                    "name": "",
                    "resources": { "requests": { "cpu": "10m" } },
                }],
                "serviceAccountName": "ci-operator",
            },
            "prowjob_defaults": { "tenant_id": "qe-private" },
            "report": true,
            "type": "periodic",
        },
        "status": status,
    })
}

fn description(run: &PlannedJobRun, now: i64) -> &'static str {
    match run.state(now) {
        "scheduling" => "Waiting for a cluster to be chosen.",
        "triggered" => "Job triggered.",
        "pending" => "Job is in progress.",
        "success" => "Job succeeded.",
        "failure" => "Job failed.",
        _ => "Job cannot be processed: pod was deleted, maximum number of revivals is exceeded",
    }
}
