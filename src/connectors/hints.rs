//! What a service says beside its answer: its time, when it wants to be asked again, what is left of
//! its rate limit. Moments are turned into the program's time by the service's own `Date`, so a clock
//! that is an hour ahead neither shortens nor lengthens a pause.

use reqwest::header::{DATE, HeaderMap, RETRY_AFTER};

use crate::domain::health::Quota;
use crate::domain::time::{SignedDuration, Timestamp};

/// The hints of one answer.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Hints {
    /// how far the service's clock is ahead of ours
    pub skew: Option<SignedDuration>,
    /// not before this moment (program's time)
    pub retry_at: Option<Timestamp>,
    /// the rate limit
    pub quota: Option<Quota>,
}

/// Nobody is obeyed for longer than this: a typing error must not silence a source for ever.
const LONGEST: SignedDuration = SignedDuration::from_hours(24);

impl Hints {
    /// Reads the headers of an answer that came at `now`.
    pub fn read(headers: &HeaderMap, now: Timestamp) -> Hints {
        let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
        let number = |name: &str| text(name).and_then(|value| value.trim().parse::<u64>().ok());
        let date = text(DATE.as_str()).and_then(http_date);
        let ours = |theirs: Timestamp| {
            let ahead = theirs.duration_since(date.unwrap_or(now));
            later(now, ahead)
        };
        let quota = (|| {
            let reset = i64::try_from(number("x-ratelimit-reset")?).ok()?;
            Some(Quota {
                limit: number("x-ratelimit-limit")?,
                remaining: number("x-ratelimit-remaining")?,
                reset: ours(Timestamp::from_second(reset).ok()?),
            })
        })();
        let retry_at = text(RETRY_AFTER.as_str()).and_then(|value| {
            let seconds = value.trim().parse::<i64>().ok();
            seconds
                .map(|seconds| later(now, SignedDuration::from_secs(seconds)))
                .or_else(|| http_date(value).map(ours))
        });
        Hints { skew: date.map(|date| date.duration_since(now)), retry_at, quota }
    }

    /// Nothing is left of the rate limit.
    pub fn spent(&self) -> bool {
        self.quota.is_some_and(|quota| quota.remaining == 0)
    }
}

fn later(now: Timestamp, ahead: SignedDuration) -> Timestamp {
    now.checked_add(ahead.clamp(SignedDuration::ZERO, LONGEST)).unwrap_or(now)
}

/// `Wed, 25 Mar 2026 14:21:09 GMT`
fn http_date(text: &str) -> Option<Timestamp> {
    jiff::fmt::rfc2822::DateTimeParser::new().parse_timestamp(text.trim()).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hints(headers: &[(&'static str, &str)]) -> Hints {
        let headers = headers.iter().map(|(name, value)| {
            (reqwest::header::HeaderName::from_static(name), value.parse().unwrap())
        });
        Hints::read(&headers.collect(), NOW.parse().unwrap())
    }

    const NOW: &str = "2026-03-25T14:00:00Z";

    #[test]
    fn retry_after_reads_as_seconds_and_as_a_date_whatever_the_services_clock_says() {
        type Case = (&'static [(&'static str, &'static str)], Option<&'static str>);
        let cases: [Case; 7] = [
            (&[("retry-after", "90")], Some("2026-03-25T14:01:30Z")),
            (&[("retry-after", "Wed, 25 Mar 2026 14:01:30 GMT")], Some("2026-03-25T14:01:30Z")),
            (
                &[
                    ("date", "Wed, 25 Mar 2026 15:00:00 GMT"),
                    ("retry-after", "Wed, 25 Mar 2026 15:01:30 GMT"),
                ],
                Some("2026-03-25T14:01:30Z"),
            ),
            (&[("retry-after", "-5")], Some(NOW)),
            (&[("retry-after", "999999999")], Some("2026-03-26T14:00:00Z")),
            (&[("retry-after", "soon")], None),
            (&[], None),
        ];
        for (headers, expected) in cases {
            let retry_at = hints(headers).retry_at.map(|at| at.to_string());
            assert_eq!(retry_at.as_deref(), expected, "{headers:?}");
        }
    }

    #[test]
    fn the_end_of_a_rate_window_is_counted_by_the_clock_that_named_it() {
        let headers = [
            ("date", "Wed, 25 Mar 2026 15:00:00 GMT"),
            ("x-ratelimit-limit", "60"),
            ("x-ratelimit-remaining", "0"),
            // 15:10:00 by the service's clock
            ("x-ratelimit-reset", "1774451400"),
        ];
        let hints = hints(&headers);
        assert_eq!(hints.skew, Some(SignedDuration::from_hours(1)));
        assert!(hints.spent());
        assert_eq!(hints.quota.unwrap().reset.to_string(), "2026-03-25T14:10:00Z");
    }
}
