//! What a run prints: the marks that its readers look for (reference §1.5), with as much of it there as the
//! run has done.

use super::objects::pull_spec;
use super::plan::PlannedRun;

/// A stage: its name, the job it starts, and up to which share of the run it is done.
const STAGES: [(&str, &str, i64); 9] = [
    ("Install Cluster", "Flexy-install", 25),
    ("Create Test Run", "", 27),
    ("Non-admin Tests", "Runner", 45),
    ("Normal Ginkgo Tests", "ginkgo-test", 62),
    ("Admin Tests", "Runner", 78),
    ("Destructive Tests", "Runner", 85),
    ("Disruptive Ginkgo Tests", "ginkgo-test", 95),
    ("Check Results", "", 96),
    ("Cleanup", "Flexy-destroy", 100),
];

/// The text up to a moment.
pub fn text(run: &PlannedRun, now: i64) -> String {
    let mut out = format!(
        "Started by user ERT bot\n[Pipeline] Start of Pipeline\n[Pipeline] node\nRunning on stage-worker-{} in /home/jenkins/ws/workspace/zstreams/Stage-Pipeline\n[Pipeline] {{\n[Pipeline] stage\n[Pipeline] {{ (Verify Metadata)\nStage \"Verify Metadata\" skipped due to when conditional\n[Pipeline] }}\n+ echo VERSION={} PULL_SPEC={}\n",
        1 + run.number.rem_euclid(4),
        run.y,
        pull_spec(run)
    );
    let length = run.ended - run.started;
    let mut begins = 0;
    for (nth, (stage, job, ends)) in (1..).zip(STAGES) {
        let (from, to) = (run.started + length * begins / 100, run.started + length * ends / 100);
        if from > now {
            return out;
        }
        begins = ends;
        // what goes wrong does so in the tests, and an abort meets the clean-up
        let broken = match run.result {
            "FAILURE" => stage == "Normal Ginkgo Tests",
            "ABORTED" => stage == "Cleanup",
            _ => false,
        };
        let child = run.number * 10 + nth;
        out.push_str(&format!("[Pipeline] stage\n[Pipeline] {{ ({stage})\n"));
        if !job.is_empty() {
            out.push_str(&format!(
                "Scheduling project: ocp-common » {job}\nStarting building: ocp-common » {job} #{child}\n"
            ));
        }
        for line in 0..((to.min(now) - from) / 60).max(0) {
            out.push_str(&format!("{stage}: minute {}\n", line + 1));
        }
        if to > now {
            return out;
        }
        let word = if broken { run.result } else { "SUCCESS" };
        if !job.is_empty() {
            out.push_str(&format!("Build ocp-common » {job} #{child} completed: {word}\n"));
        }
        out.push_str("[Pipeline] }\n");
    }
    out.push_str(&format!("[Pipeline] End of Pipeline\nFinished: {}\n", run.result));
    out
}
