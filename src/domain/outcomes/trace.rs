//! Ids, addresses and facts in a result text; they are kept nowhere else.

use super::JobTrace;
use super::Recorded;
use super::text::{after, each_after, message, number, stamp, url, uuid, word};
use crate::domain::statebox::RecordedStatus;
use crate::domain::tasks::TaskName;
use crate::domain::time::{SignedDuration, Timestamp, parse_stamp};

/// The watcher gives up after two days (reference/workflow.md §4.11).
const WATCHER: SignedDuration = SignedDuration::from_hours(48);

/// See [`super::trace`].
pub(super) fn trace(record: &Recorded<'_>) -> JobTrace {
    let text = record.result.unwrap_or_default();
    let mut trace = JobTrace {
        prow_id: prow_id(text).map(str::to_owned),
        stage_release_succeeded: text.contains("Stage release succeeded"),
        digest: digest(text),
        ..JobTrace::default()
    };
    match record.name {
        TaskName::StageTesting => stage_testing(text, &mut trace),
        TaskName::ImageConsistencyCheck => image_consistency(record, text, &mut trace),
        TaskName::ChangeAdvisoryStatus => change_advisory_status(text, &mut trace),
        TaskName::PushToCdnStaging => push(text, &mut trace),
        TaskName::TakeOwnership => {
            let advisories = numbers(text, "QA Owner of advisory ");
            if !advisories.is_empty() {
                trace.facts.push(format!("QE owner set on advisory {}", advisories.join(", ")));
            }
        }
        TaskName::ImageSignedCheck if text.contains("Signature check PASSED") => {
            trace.facts.push("signature found".to_owned());
        }
        _ => {}
    }
    if trace.stage_release_status.is_none() && !trace.stage_release_succeeded {
        let status = after(text, "Stage release failed with status ").and_then(word);
        trace.stage_release_status = status.map(|word| word.chars().take(24).collect());
    }
    if record.status != RecordedStatus::Pass && text.contains("already pass") {
        trace.facts.push("a later run only said that it had passed already".to_owned());
    }
    trace
}

/// Marks in front of a Prow job id, weakest first: the last that is there counts.
fn prow_id(text: &str) -> Option<&str> {
    let marks = [
        "Prow job ",
        "Job ID: ",
        "(ID: ",
        "retriggered: ",
        "Triggered image consistency check Prow job: ",
        "job status for job ID: ",
    ];
    marks.iter().rev().find_map(|mark| each_after(text, mark).filter_map(uuid).last())
}

fn digest(text: &str) -> Option<String> {
    let digest = after(text, "sha256:")?;
    let hex: String = digest.chars().take_while(char::is_ascii_hexdigit).take(64).collect();
    (hex.len() == 64).then(|| format!("sha256:{hex}"))
}

/// The numbers after each `mark`, once each, in order.
fn numbers(text: &str, mark: &str) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    for number in each_after(text, mark).filter_map(number).map(|number| number.to_string()) {
        if !found.contains(&number) && found.len() < 8 {
            found.push(number);
        }
    }
    found
}

fn stage_testing(text: &str, trace: &mut JobTrace) {
    let marks = [
        "Jenkins job #",
        "Jenkins build #",
        "Build number: ",
        "according to job id: ",
        "Stage-Pipeline/",
    ];
    trace.jenkins_build =
        marks.iter().rev().find_map(|mark| each_after(text, mark).filter_map(number).last());
    trace.url = after(text, "triggered stage pipeline job: <")
        .and_then(url)
        .or_else(|| last_url(text, "/Stage-Pipeline/"))
        .map(str::to_owned);
    if let Some(result) = after(text, "build status of zstreams/Stage-Pipeline/") {
        let line = result.lines().next().unwrap_or_default();
        let (build, result) = line.split_once(" is ").unwrap_or((line, ""));
        trace.facts.push(format!("Stage-Pipeline {build}: {}", result.trim().to_lowercase()));
    }
    if text.contains("already triggered and in progress") && trace.jenkins_build.is_none() {
        trace.facts.push("a later poll overwrote the number of the Jenkins build".to_owned());
    }
}

fn image_consistency(record: &Recorded<'_>, text: &str, trace: &mut JobTrace) {
    trace.url = each_after(text, ", URL: ")
        .filter_map(url)
        .last()
        .or_else(|| after(text, "Prow job URL: ").and_then(url))
        .or_else(|| last_url(text, "/image-consistency-check/"))
        .map(str::to_owned);
    if trace.prow_id.is_none() {
        // A Prow page ends in a number too long for a Jenkins build.
        trace.jenkins_build =
            each_after(text, "job/image-consistency-check/").filter_map(number).last();
    }
    if let Some(state) = after(text, "Job state: ").and_then(word) {
        trace.facts.push(format!("Prow job: {state}"));
    }
    let scanned = each_after(text, "Scanned ")
        .last()
        .and_then(|rest| Some((number(rest)?, number(after(rest.lines().next()?, "found ")?)?)));
    if let Some((images, unhealthy)) = scanned {
        trace.facts.push(format!("{images} images, {unhealthy} unhealthy"));
    }
    trace.prow_job_succeeded = record.status != RecordedStatus::Pass
        && scanned.is_none()
        && (text.contains("already in state 'success'") || text.contains("Job state: success"));
}

fn change_advisory_status(text: &str, trace: &mut JobTrace) {
    if let Some(check) = each_after(text, "Scheduler check #").filter_map(number).last() {
        trace.facts.push(format!("Scheduler check #{check}"));
    }
    for (advisory, state) in each_after(text, "advisory ").filter_map(moved).take(6) {
        trace.facts.push(format!("advisory {advisory} → {state}"));
    }
    for skipped in numbers(text, "cannot change state of advisory ") {
        trace.facts.push(format!("advisory {skipped} not moved"));
    }
    trace.watcher_until = watcher_until(text);
}

/// `900201 state is updated to REL_PREP`
fn moved(rest: &str) -> Option<(u32, &str)> {
    let advisory = number(rest)?;
    let line = rest.lines().next()?;
    let state = after(line, " state is updated to ").and_then(word)?;
    state.chars().all(|c| c.is_ascii_uppercase() || c == '_').then_some((advisory, state))
}

/// Two days after the line that says that the watcher was started. Its own «will run until» is local
/// time; it is used only when the line has no time of its own.
fn watcher_until(text: &str) -> Option<Timestamp> {
    let started = ["Scheduler started", "metadata checker process started"];
    let line = text.lines().find(|line| started.iter().any(|mark| line.contains(mark)));
    let by_stamp = line
        .and_then(stamp)
        .and_then(|at| parse_stamp(at).or_else(|| parse_stamp(&at.replace(',', "."))))
        .and_then(|at| at.checked_add(WATCHER).ok());
    by_stamp.or_else(|| {
        let until = after(text, "will run until ")?.split(" or").next()?;
        parse_stamp(until)
    })
}

fn push(text: &str, trace: &mut JobTrace) {
    let mut advisory = None;
    let mut pushes: Vec<(u32, String)> = Vec::new();
    for line in text.lines().map(message) {
        if let Some(rest) = after(line, "push job status for advisory ") {
            advisory = number(rest);
        }
        let step = match after(line, "push job for target <") {
            Some(rest) => {
                rest.split_once("> is ").map(|(target, state)| format!("{target} {state}"))
            }
            None => None,
        };
        let triggered =
            after(line, "push job for advisory ").filter(|_| line.contains("is triggered"));
        match (advisory, step, triggered.and_then(number)) {
            (Some(advisory), Some(step), _) => pushes.push((advisory, step)),
            (_, _, Some(advisory)) => pushes.push((advisory, "push triggered".to_owned())),
            _ => {}
        }
    }
    let shown = pushes.iter().rev().take(6).rev();
    trace.facts.extend(shown.map(|(advisory, step)| format!("advisory {advisory}: {step}")));
}

/// The last address that contains `part`.
fn last_url<'t>(text: &'t str, part: &str) -> Option<&'t str> {
    let addresses = each_after(text, "http").filter_map(|rest| {
        let at = text.len() - rest.len() - "http".len();
        url(text.get(at..)?)
    });
    addresses.filter(|address| address.contains(part)).last()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn traced(name: TaskName, status: RecordedStatus, text: &str) -> JobTrace {
        let result = Some(text);
        trace(&Recorded { name, status, result })
    }

    const ID: &str = "e0126b93-d666-4c5c-a34e-2642d3f31e21";

    #[test]
    fn stage_testing_gives_its_build_from_every_kind_of_text() {
        let cases = [
            (
                "T: INFO: triggered stage pipeline job: <https://j.example.com/job/zstreams/job/Stage-Pipeline/41/>",
                Some(41),
                Some("https://j.example.com/job/zstreams/job/Stage-Pipeline/41/"),
            ),
            (
                "check according to job id: 42\nbuild status of zstreams/Stage-Pipeline/42 is FAILURE",
                Some(42),
                None,
            ),
            (
                "Jenkins job #43 failed. Job URL: https://j.example.com/Stage-Pipeline/43.",
                Some(43),
                Some("https://j.example.com/Stage-Pipeline/43"),
            ),
            ("first #1, then Jenkins job #44", Some(44), None),
            ("triggered stage pipeline job: <a new job triggered by you is pending>", None, None),
        ];
        for (text, build, url) in cases {
            let trace = traced(TaskName::StageTesting, RecordedStatus::InProgress, text);
            assert_eq!((trace.jenkins_build, trace.url.as_deref()), (build, url), "{text}");
        }
        let trace = traced(
            TaskName::StageTesting,
            RecordedStatus::Fail,
            "x: ERROR: Stage release failed with status running\ny",
        );
        assert_eq!(trace.stage_release_status.as_deref(), Some("running"));
        let lost = "stage testing already triggered and in progress, no need to trigger again";
        assert!(
            traced(TaskName::StageTesting, RecordedStatus::InProgress, lost).facts[0]
                .contains("overwrote")
        );
    }

    #[test]
    fn image_consistency_gives_job_page_state_and_coverage() {
        let text = format!(
            "T: INFO: Checking image consistency check Prow job status for job ID: {ID}\nT: INFO: Job \
             state: success, URL: https://prow.example.com/view/2058805398000898048\nT: INFO: Stage \
             release succeeded (verified by label)\nT: INFO: Found 864 images to check\nT: INFO: \
             Completed. Scanned 864 images, found 2 unhealthy"
        );
        let trace = traced(TaskName::ImageConsistencyCheck, RecordedStatus::Fail, &text);
        assert_eq!(trace.prow_id.as_deref(), Some(ID));
        assert_eq!(trace.url.as_deref(), Some("https://prow.example.com/view/2058805398000898048"));
        assert_eq!(trace.facts, ["Prow job: success", "864 images, 2 unhealthy"]);
        assert!(trace.stage_release_succeeded && !trace.prow_job_succeeded);

        let none = "T: INFO: Job state: scheduling, URL: None";
        assert_eq!(traced(TaskName::ImageConsistencyCheck, RecordedStatus::Fail, none).url, None);
        let again = format!(
            "T: INFO: Prow job {ID} already in state 'success', skipping duplicate trigger"
        );
        let trace = traced(TaskName::ImageConsistencyCheck, RecordedStatus::InProgress, &again);
        assert!(trace.prow_job_succeeded);
        assert_eq!(trace.prow_id.as_deref(), Some(ID));
    }

    #[test]
    fn the_watcher_gives_up_two_days_after_its_start() {
        let cases = [
            (
                "2031-03-04T10:00:00Z: INFO: Background metadata checker process started (PID: 7)",
                "2031-03-06T10:00:00Z",
            ),
            (
                "2031-03-04 06:25:00,299 - INFO - Scheduler started: every 30 minutes\n2031-03-04 06:25:00,299 - INFO - Scheduler will run until 2031-03-06 06:25:00 or until",
                "2031-03-06T06:25:00.299Z",
            ),
            (
                "Scheduler will run until 2031-03-06 06:25:00 or until URL becomes accessible",
                "2031-03-06T06:25:00Z",
            ),
        ];
        for (text, until) in cases {
            let trace = traced(TaskName::ChangeAdvisoryStatus, RecordedStatus::InProgress, text);
            assert_eq!(trace.watcher_until.unwrap().to_string(), until, "{text}");
        }
        let text = "x Scheduler check #41: a\ny Scheduler check #42: b\nadvisory 7 state is updated to REL_PREP\ncannot change state of advisory 8 from REL_PREP";
        let trace = traced(TaskName::ChangeAdvisoryStatus, RecordedStatus::Pass, text);
        assert_eq!(
            trace.facts,
            ["Scheduler check #42", "advisory 7 → REL_PREP", "advisory 8 not moved"]
        );
    }

    #[test]
    fn pushes_are_listed_by_advisory_and_a_digest_is_whole_or_nothing() {
        let text = "T: INFO: checking push job status for advisory 7 ...\nT: INFO: push job for target <cdn_stage> is COMPLETE\nT: INFO: push job for advisory 8 is triggered";
        let trace = traced(TaskName::PushToCdnStaging, RecordedStatus::InProgress, text);
        assert_eq!(trace.facts, ["advisory 7: cdn_stage COMPLETE", "advisory 8: push triggered"]);
        let digest = "a1".repeat(32);
        let signed = |digest: &str| {
            traced(
                TaskName::ImageSignedCheck,
                RecordedStatus::Pass,
                &format!("Image Digest: sha256:{digest}\nx"),
            )
            .digest
        };
        assert_eq!(signed(&digest), Some(format!("sha256:{digest}")));
        assert_eq!(signed("a1b2"), None);
    }

    #[test]
    fn no_text_gives_no_trace_and_odd_bytes_do_no_harm() {
        for text in [
            "",
            "Prow job é",
            "Scanned é images, found ü",
            "http",
            "sha256:",
            "advisory ",
            "push job for target <x",
        ] {
            for name in TaskName::ALL {
                let trace = traced(name, RecordedStatus::Pass, text);
                assert_eq!(trace, JobTrace::default(), "{name} {text}");
            }
        }
    }
}
