//! Was a pass a decision over a bad result? The StateBox has no word for it; its texts say so.

use super::Recorded;
use super::text::sentence;
use crate::domain::statebox::RecordedStatus;

/// Longest reason that is shown.
const REASON: usize = 140;

/// See [`super::waiver`].
pub(super) fn waiver(record: &Recorded<'_>) -> Option<String> {
    let text = record.result?;
    let decided =
        record.status == RecordedStatus::Pass && !text.contains("status is changed to [Pass]");
    let mut lines = text.lines().filter(|line| decided && says_waived(line));
    let first = lines.next()?;
    // A heading says less than what stands below it.
    let is_heading = |line: &&str| line.trim_end().ends_with(':');
    let below = if is_heading(&first) { lines.find(|line| !is_heading(line)) } else { None };
    let line = below.unwrap_or(first);
    let said = line.split_inclusive(". ").find(|said| speaks(&said.to_lowercase()));
    Some(sentence(said.unwrap_or(line), REASON))
}

/// See [`super::admits_failures`].
pub(super) fn admits_failures(record: &Recorded<'_>) -> bool {
    let text = record.result.unwrap_or_default().to_lowercase();
    let denials = ["0 failed", "no failed", "none failed", "no jobs failed"];
    let text = denials.iter().fold(text, |text, denial| text.replace(denial, ""));
    let words = [
        "waiv",
        "overrid",
        "despite",
        "infrastructure",
        "flaky",
        "non-blocking",
        "failed",
        "accepted: false",
        "accepted=false",
    ];
    words.iter().any(|word| text.contains(word))
}

/// A line speaks of a waiver or an override, and does not deny it.
fn says_waived(line: &str) -> bool {
    let denied = [
        "no waiv",
        "not waiv",
        "without waiv",
        "no need to waiv",
        "nothing to waiv",
        "to waive: none",
    ];
    let line = line.to_lowercase();
    speaks(&line) && !denied.iter().any(|word| line.contains(word))
}

fn speaks(small: &str) -> bool {
    small.contains("waiv") || small.trim_start().starts_with("override")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::tasks::TaskName;

    #[test]
    fn a_pass_over_a_bad_result_is_known_by_its_text() {
        let log = "2031-03-04T10:00:00Z: INFO: task [Stage Testing] status is changed to [Pass]";
        let cases = [
            (
                RecordedStatus::Pass,
                "WAIVED: job 41 ran out of time. Not the product.",
                Some("WAIVED: job 41 ran out of time."),
            ),
            (RecordedStatus::Pass, "OVERRIDE: quota", Some("OVERRIDE: quota")),
            (
                RecordedStatus::Pass,
                "Build accepted\n\nDecision: PASS (waived flaky test)",
                Some("Decision: PASS (waived flaky test)"),
            ),
            (
                RecordedStatus::Pass,
                "Job 41 ended well. Azure failed 0/3 - WAIVED, quota. Nothing else.",
                Some("Azure failed 0/3 - WAIVED, quota."),
            ),
            (
                RecordedStatus::Pass,
                "All passed. No waiver needed.\n- aws: waived",
                Some("aws: waived"),
            ),
            (RecordedStatus::Pass, "WAIVER JUSTIFICATION:\n- aws: waived", Some("aws: waived")),
            (RecordedStatus::Pass, "waived by the lead:\n- aws", Some("waived by the lead:")),
            (RecordedStatus::Pass, "All blocking tests passed. No waiver needed.", None),
            (RecordedStatus::Pass, "All blocking tests passed.", None),
            (RecordedStatus::Pass, log, None),
            (RecordedStatus::Fail, "Waivable failures, see above", None),
        ];
        for (status, text, expected) in cases {
            let record = Recorded { name: TaskName::StageTesting, status, result: Some(text) };
            assert_eq!(waiver(&record).as_deref(), expected, "{text}");
        }
    }

    #[test]
    fn a_text_that_denies_failures_does_not_admit_them() {
        let cases = [
            ("accepted: false, Azure quota", true),
            ("GCP job failed twice, flaky", true),
            ("All passed: 120 passed, 0 failed", false),
            ("accepted=true, aggregated=true", false),
        ];
        for (text, expected) in cases {
            let record = Recorded {
                name: TaskName::AnalyzePromotedBuild,
                status: RecordedStatus::Pass,
                result: Some(text),
            };
            assert_eq!(admits_failures(&record), expected, "{text}");
        }
    }
}
