//! Was a pass a decision over a bad result? The StateBox has no word for it; its texts say so.

use super::Recorded;
use super::text::sentence;
use crate::domain::statebox::RecordedStatus;

/// Longest reason that is shown.
const REASON: usize = 140;

/// See [`super::waiver`].
pub(super) fn waiver(record: &Recorded<'_>) -> Option<String> {
    let text = record.result?;
    let decided = record.status == RecordedStatus::Pass
        && !text.contains("status is changed to [Pass]")
        && says_waived(text);
    decided.then(|| sentence(text, REASON))
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

/// Some sentence speaks of a waiver or an override, and does not deny it.
fn says_waived(text: &str) -> bool {
    let denied = [
        "no waiv",
        "not waiv",
        "without waiv",
        "no need to waiv",
        "nothing to waiv",
        "to waive: none",
    ];
    text.lines().map(str::to_lowercase).any(|line| {
        let speaks = line.contains("waiv") || line.trim_start().starts_with("override");
        speaks && !denied.iter().any(|word| line.contains(word))
    })
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
                Some("Build accepted"),
            ),
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
