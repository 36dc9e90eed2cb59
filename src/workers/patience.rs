//! How long to wait before asking again. Failing slows a worker down; nothing makes it give up
//! (ux.md §13).

use std::time::Duration;

use crate::domain::source::{Service, Source};
use crate::domain::time::Timestamp;
use crate::domain::trouble::Trouble;

/// The longest pause that failures alone can cause.
pub const LONGEST: Duration = Duration::from_secs(300);
const STEP: Duration = Duration::from_secs(30);

/// The longest pause while somebody looks at the facts of a source (design/ux.md §13), program's time.
pub fn in_view(source: Source) -> Duration {
    Duration::from_secs(match (source, source.service()) {
        (Source::BuildData(_) | Source::ReleaseConfig | Source::Ticket(_), _) => 15 * 60,
        (_, Service::Streams) => 30,
        (_, Service::Github | Service::Prow | Service::Gitlab | Service::Jenkins) => 60,
        (_, Service::Jira | Service::Errata) => 5 * 60,
        // What changes a few times in a release is not asked for more often because somebody looks.
        _ => u64::MAX,
    })
}

/// The pause after an answer, in the program's time and without jitter. `every`: the pause when all is
/// well. `failures`: troubles in a row, this one included.
pub fn pause(
    trouble: Option<&Trouble>,
    failures: u32,
    every: Duration,
    now: Timestamp,
) -> Duration {
    match trouble {
        None => every,
        // The service names its own pause.
        Some(Trouble::Throttled { retry_at: Some(at) }) => {
            every.min(STEP).max(at.duration_since(now).max(Default::default()).unsigned_abs())
        }
        // It will not change by asking: a person has to do something, or somebody else did not yet.
        Some(Trouble::SignIn { .. } | Trouble::Refused { .. } | Trouble::Missing { .. }) => {
            every.max(LONGEST)
        }
        Some(
            Trouble::Unreachable { .. } | Trouble::Unreadable { .. } | Trouble::Throttled { .. },
        ) => {
            let doubled = STEP.saturating_mul(2u32.saturating_pow(failures.min(10)));
            // Never sooner than when all is well, except for those who ask a few times a day only.
            doubled.clamp(every.min(LONGEST), LONGEST)
        }
    }
}

/// Spreads askers apart: ±10 %, but never earlier than a service asked for.
pub fn jitter(pause: Duration, named_by_service: bool) -> Duration {
    let part = fastrand::f64() * 0.2 - 0.1;
    pause.mul_f64(1.0 + if named_by_service { part.abs() } else { part })
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp::UNIX_EPOCH;

    fn seconds(trouble: Option<&Trouble>, failures: u32, every: u64) -> u64 {
        pause(trouble, failures, Duration::from_secs(every), NOW).as_secs()
    }

    #[test]
    fn failures_double_the_pause_up_to_five_minutes() {
        let lost = Trouble::Unreachable { detail: "502".to_owned() };
        let pauses = |every| [1, 2, 3, 4, 5, 99].map(|n| seconds(Some(&lost), n, every));
        assert_eq!(pauses(10), [60, 120, 240, 300, 300, 300]);
        assert_eq!(pauses(120), [120, 120, 240, 300, 300, 300]);
        assert_eq!(pauses(180), [180, 180, 240, 300, 300, 300]);
        assert_eq!(pauses(2700), [300; 6]);
        assert_eq!(seconds(None, 0, 180), 180);
    }

    #[test]
    fn a_service_that_names_its_pause_is_obeyed() {
        let at =
            |second| Trouble::Throttled { retry_at: Some(Timestamp::from_second(second).unwrap()) };
        assert_eq!(seconds(Some(&at(3600)), 1, 180), 3600);
        assert_eq!(seconds(Some(&at(40)), 9, 180), 40);
        assert_eq!(seconds(Some(&at(-40)), 1, 180), 30);
        assert_eq!(seconds(Some(&Trouble::Throttled { retry_at: None }), 3, 180), 240);
    }

    #[test]
    fn what_asking_cannot_mend_is_asked_rarely() {
        let missing = Trouble::Missing { what: "branch".to_owned() };
        let expired = Trouble::SignIn { detail: "expired".to_owned() };
        assert_eq!([1, 5].map(|n| seconds(Some(&missing), n, 2700)), [2700, 2700]);
        assert_eq!([1, 5].map(|n| seconds(Some(&expired), n, 60)), [300, 300]);
    }

    #[test]
    fn jitter_stays_within_a_tenth_and_never_comes_early_for_a_named_pause() {
        let pause = Duration::from_secs(1000);
        for _ in 0..1000 {
            assert!((900..=1100).contains(&jitter(pause, false).as_secs()));
            assert!((1000..=1100).contains(&jitter(pause, true).as_secs()));
        }
    }
}
