//! Time as the screen and the rules use it. A clock is passed in, never read here.

pub use jiff::civil::Date;
pub use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

/// A moment read from a document, and whether it can be believed.
///
/// StateBox times are often local wall time with a `Z` (data pitfall 1 of reference/statebox.md §14):
/// one that lies after the commit that carries it, or an end before its start, is doubtful. A doubtful
/// time is shown with `?` and feeds no duration.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stamp {
    /// the moment as written
    pub at: Timestamp,
    /// it contradicts something that is certain
    pub doubtful: bool,
}

impl Stamp {
    /// A moment that is beyond doubt: one that we saw ourselves.
    pub fn sure(at: Timestamp) -> Stamp {
        Stamp { at, doubtful: false }
    }

    /// The moment, unless it is doubtful.
    pub fn certain(self) -> Option<Timestamp> {
        (!self.doubtful).then_some(self.at)
    }
}

/// Reads RFC 3339, with or without fraction; a time without a zone is taken as UTC and nothing else is
/// guessed (reference/statebox.md §2).
pub fn parse_stamp(text: &str) -> Option<Timestamp> {
    let text = text.trim();
    text.parse().ok().or_else(|| {
        let civil: jiff::civil::DateTime = text.parse().ok()?;
        civil.to_zoned(jiff::tz::TimeZone::UTC).ok().map(|zoned| zoned.timestamp())
    })
}

/// Reads `2026-Jul-07`, `2026-MAY-14`, `2026-Feb-3` (reference/statebox.md §2), and `2026-07-07`: PyYAML
/// turns an ISO date into a date object and writes it back as one.
pub fn parse_release_date(text: &str) -> Option<Date> {
    with_month_name(text).or_else(|| text.trim().parse().ok())
}

fn with_month_name(text: &str) -> Option<Date> {
    const MONTHS: [&str; 12] =
        ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
    let mut parts = text.trim().split('-');
    let (year, month, day) = (parts.next()?, parts.next()?, parts.next()?);
    if parts.next().is_some() || year.len() != 4 || day.len() > 2 {
        return None;
    }
    let month = month.to_ascii_lowercase();
    let month = MONTHS.iter().position(|name| *name == month)? as i8 + 1;
    Date::new(year.parse().ok()?, month, day.parse().ok()?).ok()
}

/// The UTC day of a moment.
pub fn day(at: Timestamp) -> Date {
    at.to_zoned(jiff::tz::TimeZone::UTC).date()
}

/// 00:00 UTC of a day.
pub fn midnight(date: Date) -> Timestamp {
    date.to_zoned(jiff::tz::TimeZone::UTC).map_or(Timestamp::MIN, |zoned| zoned.timestamp())
}

/// A length of time in at most two units and five cells: `9s 4m 1h24 26h 2d` (ux.md §18). Below two
/// days hours are kept, because `26h` says more than `1d`. Negative lengths carry a sign.
pub fn span(length: SignedDuration) -> String {
    let seconds = length.as_secs();
    let (sign, s) = (if seconds < 0 { "-" } else { "" }, seconds.unsigned_abs());
    let (minutes, hours, days) = (s / 60, s / 3600, s / 86_400);
    let text = match s {
        0..60 => format!("{s}s"),
        60..3600 => format!("{minutes}m"),
        3600..36_000 if minutes % 60 > 0 => format!("{hours}h{:02}", minutes % 60),
        3600..172_800 => format!("{hours}h"),
        _ => format!("{days}d"),
    };
    format!("{sign}{text}")
}

/// An age for a column: like [`span`], but nothing below a minute moves (`<1m`), and never negative:
/// a fact from the future (a clock that is wrong) is `0m`.
pub fn age(from: Timestamp, now: Timestamp) -> String {
    let length = now.duration_since(from);
    match length.as_secs() {
        ..0 => "0m".to_owned(),
        0..60 => "<1m".to_owned(),
        _ => span(length),
    }
}

/// `Wed 25 Mar`, as headers and due dates have it (ux.md §18).
pub fn weekday_date(date: Date) -> String {
    date.strftime("%a %-d %b").to_string()
}

/// `Wed 09:31` in UTC, for a time within the last week; `25 Mar` further away.
pub fn when(at: Timestamp, now: Timestamp) -> String {
    let zoned = at.to_zoned(jiff::tz::TimeZone::UTC);
    if now.duration_since(at).abs() < SignedDuration::from_hours(6 * 24) {
        zoned.strftime("%a %H:%M").to_string()
    } else {
        zoned.strftime("%-d %b").to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn release_dates_read_in_every_form_that_occurs() {
        let read = |text| parse_release_date(text).map(|date| date.to_string());
        assert_eq!(read("2026-Jul-07").as_deref(), Some("2026-07-07"));
        assert_eq!(read("2026-MAY-14").as_deref(), Some("2026-05-14"));
        assert_eq!(read("2026-Feb-3").as_deref(), Some("2026-02-03"));
        assert_eq!(read("2026-07-07").as_deref(), Some("2026-07-07"));
        for bad in [
            "",
            "2026-7-7",
            "2026-Foo-07",
            "2026-Feb-30",
            "26-Feb-03",
            "2026-Feb-003",
            "2026-Feb-3-1",
        ] {
            assert_eq!(read(bad), None, "{bad}");
        }
    }

    #[test]
    fn both_stamp_formats_of_the_statebox_read() {
        assert_eq!(
            parse_stamp("2026-07-02T13:58:19Z").unwrap().to_string(),
            "2026-07-02T13:58:19Z"
        );
        assert_eq!(
            parse_stamp("2025-11-27T11:02:55.266929+00:00").unwrap().to_string(),
            "2025-11-27T11:02:55.266929Z"
        );
        assert_eq!(
            parse_stamp("2025-11-24T10:29:12.751109").unwrap().to_string(),
            "2025-11-24T10:29:12.751109Z"
        );
        assert_eq!(parse_stamp("yesterday"), None);
    }

    #[test]
    fn spans_use_at_most_two_units() {
        let text = |seconds| span(SignedDuration::from_secs(seconds));
        let cases = [
            (9, "9s"),
            (240, "4m"),
            (5040, "1h24"),
            (3600, "1h"),
            (93_600, "26h"),
            (172_800, "2d"),
            (-10_800, "-3h"),
        ];
        for (seconds, expected) in cases {
            assert_eq!(text(seconds), expected);
        }
    }
}
