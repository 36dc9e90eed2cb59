//! What a service says beside its answer: its time, when it wants to be asked again, what is left of
//! its rate limit. Moments are turned into the program's time by the service's own `Date`, so a clock
//! that is an hour ahead neither shortens nor lengthens a pause.

use reqwest::header::{CONTENT_RANGE, DATE, HeaderMap, LINK, RETRY_AFTER};

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
    /// when the token that was asked with ends (program's time); GitHub says it with every answer
    pub login_ends: Option<Timestamp>,
}

/// Nobody is obeyed for longer than this: a typing error must not silence a source for ever.
const LONGEST: SignedDuration = SignedDuration::from_hours(24);

/// Smaller numbers are lengths, larger ones seconds since 1970.
const MOMENTS: i64 = 100_000_000;

/// The page after this one: `X-Next-Page`, else the `page` of the `Link` to the next.
pub fn next_page(headers: &HeaderMap) -> Option<u32> {
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    if let Some(page) = text("x-next-page") {
        return page.trim().parse().ok();
    }
    let next = text(LINK.as_str())?.split(',').find(|link| link.contains("rel=\"next\""))?;
    let address = next.trim().strip_prefix('<')?.split('>').next()?;
    let address = url::Url::parse(address).ok()?;
    address.query_pairs().find(|(key, _)| key == "page")?.1.parse().ok()
}

/// `Content-Range: bytes 0-99/1234`: the first byte, and the length of the whole.
pub fn part(headers: &HeaderMap) -> Option<(u64, Option<u64>)> {
    let text = headers.get(CONTENT_RANGE)?.to_str().ok()?.trim().strip_prefix("bytes ")?;
    let (bytes, whole) = text.split_once('/')?;
    let first = bytes.split('-').next()?.parse().ok()?;
    Some((first, whole.parse().ok()))
}

impl Hints {
    /// Reads the headers of an answer that came at `now`.
    pub fn read(headers: &HeaderMap, now: Timestamp) -> Hints {
        let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
        let number = |name: &str| text(name).and_then(|value| value.trim().parse::<u64>().ok());
        let date = text(DATE.as_str()).and_then(http_date);
        let ahead = |theirs: Timestamp| theirs.duration_since(date.unwrap_or(now));
        let ours = |theirs: Timestamp| later(now, ahead(theirs));
        // Most say `X-RateLimit-…`, GitLab leaves the `X-` away.
        let quota = ["x-ratelimit", "ratelimit"].into_iter().find_map(|name| {
            let of = |what: &str| number(&format!("{name}-{what}"));
            let reset = i64::try_from(of("reset")?).ok()?;
            let reset = match reset {
                // a few seconds from now, as the drafts of the standard have it
                ..MOMENTS => later(now, SignedDuration::from_secs(reset)),
                reset => ours(Timestamp::from_second(reset).ok()?),
            };
            Some(Quota { limit: of("limit")?, remaining: of("remaining")?, reset })
        });
        let retry_at = text(RETRY_AFTER.as_str()).and_then(|value| {
            let seconds = value.trim().parse::<i64>().ok();
            seconds
                .map(|seconds| later(now, SignedDuration::from_secs(seconds)))
                .or_else(|| http_date(value).map(ours))
        });
        let login_ends = text("github-authentication-token-expiration").and_then(token_end);
        let login_ends = login_ends.and_then(|ends| now.checked_add(ahead(ends)).ok());
        Hints { skew: date.map(|date| date.duration_since(now)), retry_at, quota, login_ends }
    }

    /// Nothing is left of the rate limit.
    pub fn spent(&self) -> bool {
        self.quota.is_some_and(|quota| quota.remaining == 0)
    }
}

fn later(now: Timestamp, ahead: SignedDuration) -> Timestamp {
    now.checked_add(ahead.clamp(SignedDuration::ZERO, LONGEST)).unwrap_or(now)
}

/// `2026-04-30 07:00:00 UTC`, or `-0700` in the place of the zone.
fn token_end(text: &str) -> Option<Timestamp> {
    let text = text.trim().replace(" UTC", " +0000");
    Timestamp::strptime("%Y-%m-%d %H:%M:%S %z", text).ok()
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

    #[test]
    fn the_end_of_the_token_is_read_in_both_ways_that_github_writes_it() {
        let cases = [
            ("2026-04-30 07:00:00 UTC", Some("2026-04-30T07:00:00Z")),
            ("2026-04-30 00:00:00 -0700", Some("2026-04-30T07:00:00Z")),
            ("in spring", None),
        ];
        for (said, expected) in cases {
            let headers = [("github-authentication-token-expiration", said)];
            let ends = hints(&headers).login_ends.map(|at| at.to_string());
            assert_eq!(ends.as_deref(), expected, "{said}");
        }
    }

    #[test]
    fn the_quota_is_read_under_both_names_as_a_moment_and_as_a_length() {
        let with = |prefix: &str, reset: &str| {
            let mut headers = HeaderMap::new();
            for (name, value) in [("limit", "2000"), ("remaining", "1990"), ("reset", reset)] {
                let name = format!("{prefix}-{name}").parse::<reqwest::header::HeaderName>();
                headers.insert(name.unwrap(), value.parse().unwrap());
            }
            Hints::read(&headers, NOW.parse().unwrap()).quota
        };
        let at: Timestamp = "2026-03-25T14:01:00Z".parse().unwrap();
        let moment = at.as_second().to_string();
        let expected = Some(Quota { limit: 2000, remaining: 1990, reset: at });
        assert_eq!(with("ratelimit", &moment), expected);
        assert_eq!(with("x-ratelimit", &moment), expected);
        assert_eq!(with("ratelimit", "60"), expected);
    }

    #[test]
    fn the_next_page_and_the_place_of_a_part_are_read() {
        let headers = |name: &'static str, value: &str| {
            let name = reqwest::header::HeaderName::from_static(name);
            HeaderMap::from_iter([(name, value.parse().unwrap())])
        };
        assert_eq!(next_page(&headers("x-next-page", "3")), Some(3));
        assert_eq!(next_page(&headers("x-next-page", "")), None);
        let link = r#"<http://h/x?page=1&per_page=2>; rel="first", <http://h/x?per_page=2&page=7>; rel="next""#;
        assert_eq!(next_page(&headers("link", link)), Some(7));
        assert_eq!(part(&headers("content-range", "bytes 10-19/1234")), Some((10, Some(1234))));
        assert_eq!(part(&headers("content-range", "bytes 10-19/*")), Some((10, None)));
    }
}
