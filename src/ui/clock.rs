//! Times as the frame around the views writes them (design/ux.md §18).

use jiff::tz::TimeZone;

use crate::domain::time::{Timestamp, day, span, when};

/// `14:02` of today in UTC, `Tue 22:10` or `25 Mar` of another day.
pub fn at(moment: Timestamp, now: Timestamp) -> String {
    if day(moment) == day(now) { utc(moment) } else { when(moment, now) }
}

/// `14:06` in UTC.
pub fn utc(moment: Timestamp) -> String {
    hour(moment, &TimeZone::UTC)
}

/// `14:07` in a zone.
pub fn hour(moment: Timestamp, zone: &TimeZone) -> String {
    moment.to_zoned(zone.clone()).strftime("%H:%M").to_string()
}

/// `4 min` or `1h24`, for sentences.
pub fn lasting(since: Timestamp, now: Timestamp) -> String {
    let length = now.duration_since(since);
    match length.as_mins() {
        ..1 => "less than a minute".to_owned(),
        minutes @ 1..60 => format!("{minutes} min"),
        _ => span(length),
    }
}
