//! Table of cases for weekday hours: reference/jira-and-notificator.md §8.1 row by row, and what a zone does.

use super::hours::{Zone, due, is_over, paused_until, weekday_time};
use crate::domain::time::{SignedDuration, Timestamp};

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

/// `18 10:00` of July 2025; the 18th is a Friday.
fn july(text: &str) -> Timestamp {
    let seconds = if text.matches(':').count() == 2 { "" } else { ":00" };
    at(&format!("2025-07-{}{seconds}Z", text.replace(' ', "T")))
}

/// The rule as it is written, tick by tick.
fn more_than_24(from: Timestamp, now: Timestamp, is_weekday: impl Fn(Timestamp) -> bool) -> bool {
    if from >= now {
        return false;
    }
    if now.duration_since(from) > SignedDuration::from_hours(72) {
        return true;
    }
    let ticks = (0..).map(|k| from + SignedDuration::from_hours(k)).take_while(|tick| *tick < now);
    ticks.filter(|tick| is_weekday(*tick)).count() > 24
}

fn weekday_in_utc(tick: Timestamp) -> bool {
    tick.to_zoned(jiff::tz::TimeZone::UTC).weekday().to_monday_zero_offset() < 5
}

#[test]
fn more_than_24_weekday_hours_row_by_row() {
    let rows = [
        (1, "22 10:00", "23 09:00", false),
        (2, "22 10:00", "23 10:00", false),
        (3, "22 10:00", "23 10:00:01", true),
        (4, "22 10:00", "23 10:01", true),
        (5, "22 10:00", "23 11:00", true),
        (6, "18 10:00", "21 09:00", false),
        (7, "18 10:00", "21 10:00", false),
        (8, "18 10:00", "21 10:01", true),
        (9, "18 10:00", "21 11:00", true),
        (10, "19 00:00", "20 23:59", false),
        (11, "19 00:00", "22 00:00", false),
        (12, "19 00:00", "22 00:00:01", true),
        (13, "19 12:00", "21 12:00", false),
        (14, "19 12:00", "22 00:01", true),
        (15, "19 12:30", "22 00:00", false),
        (16, "19 12:30", "22 00:30", false),
        (17, "19 12:30", "22 00:31", true),
        (18, "20 23:30", "22 00:31", true),
        (19, "18 23:30", "21 23:30", false),
        (20, "18 23:30", "21 23:31", true),
        (21, "18 00:00", "20 12:00", false),
        (22, "18 00:00", "21 00:01", true),
        (23, "17 23:00", "19 00:01", true),
        (24, "17 20:00", "19 10:00", true),
        (25, "16 14:00", "19 15:00", true),
        (26, "22 10:00", "22 10:00", false),
        (26, "22 10:00", "22 09:00", false),
        // One zone instead of the offset that Jira happens to answer in: true, true, false.
        (27, "19 01:00", "22 00:30", true),
        (28, "21 01:00", "22 01:30", true),
        (29, "20 19:30", "22 00:00", false),
    ];
    for (row, from, now, expected) in rows {
        let (from, now) = (july(from), july(now));
        assert_eq!(is_over(from, now, &Zone::default()), expected, "row {row}");
        assert_eq!(more_than_24(from, now, weekday_in_utc), expected, "row {row}, as written");
    }
}

#[test]
fn the_rule_turns_true_right_after_the_moment_that_is_counted_down_to() {
    let instant = SignedDuration::from_millis(1);
    for zone in ["UTC", "Europe/Prague", "America/New_York", "Asia/Kolkata"] {
        let zone = Zone::named(zone).unwrap();
        let is_weekday = |tick: Timestamp| {
            let zone = jiff::tz::TimeZone::get(zone.name()).unwrap();
            tick.to_zoned(zone).weekday().to_monday_zero_offset() < 5
        };
        // Over the change to summer time and the one back.
        for start in ["2026-03-25T00:00:00Z", "2026-10-21T00:00:00Z"] {
            for n in 0..8 * 24 * 2 {
                let from = at(start) + SignedDuration::from_mins(n * 30);
                let due = due(from, &zone);
                assert!(!more_than_24(from, due, is_weekday), "{from} {due}");
                assert!(more_than_24(from, due + instant, is_weekday), "{from} {due}");
            }
        }
    }
}

#[test]
fn when_a_rung_falls_due() {
    let cases = [
        ("22 10:00", "23 10:00"),
        // Friday evening: the rest of it counts on Monday.
        ("18 21:10", "21 21:10"),
        ("18 23:30", "21 23:30"),
        // Weekends do not count, but a tick does as a whole: half an hour more.
        ("20 09:00", "22 00:00"),
        ("19 12:30", "22 00:30"),
        ("18 00:00", "21 00:00"),
    ];
    for (from, expected) in cases {
        assert_eq!(due(july(from), &Zone::default()), july(expected), "{from}");
    }
}

#[test]
fn summer_time_changes_no_hour_and_moves_the_weekend() {
    let prague = Zone::named("Europe/Prague").unwrap();
    // The clock is put forward on Sunday the 29th; Saturday begins at 23:00 UTC on Friday, Monday at 22:00.
    let cases = [
        ("2026-03-27T21:00:00Z", "2026-03-30T20:00:00Z"),
        ("2026-03-26T23:30:00Z", "2026-03-29T22:30:00Z"),
        // Put back on Sunday the 25th: the weekend has 49 hours, and 72 hours are enough.
        ("2026-10-23T22:00:00Z", "2026-10-26T22:00:00Z"),
    ];
    for (from, expected) in cases {
        assert_eq!(due(at(from), &prague), at(expected), "{from}");
    }
    let weekend = weekday_time(at("2026-03-27T21:00:00Z"), at("2026-03-30T20:00:00Z"), &prague);
    assert_eq!(weekend, SignedDuration::from_hours(24));
}

#[test]
fn time_on_weekdays() {
    let cases = [
        ("22 10:00", "23 10:00", 24 * 60),
        ("18 21:10", "21 01:10", 4 * 60),
        ("19 00:00", "20 23:59", 0),
        ("19 12:30", "22 00:30", 24 * 60 + 30),
        ("22 10:00", "22 09:00", 0),
        ("01 06:00", "30 07:30", 21 * 24 * 60 + 90),
    ];
    for (from, to, minutes) in cases {
        let time = weekday_time(july(from), july(to), &Zone::default());
        assert_eq!(time, SignedDuration::from_mins(minutes), "{from} {to}");
    }
    let year =
        weekday_time(at("2025-01-06T00:00:00Z"), at("2026-01-05T00:00:00Z"), &Zone::default());
    assert_eq!(year, SignedDuration::from_hours(52 * 5 * 24));
}

#[test]
fn a_weekend_pauses_until_monday() {
    let utc = Zone::default();
    assert_eq!(paused_until(july("18 23:59"), &utc), None);
    assert_eq!(paused_until(july("19 00:00"), &utc), Some(july("21 00:00")));
    assert_eq!(paused_until(july("20 23:59"), &utc), Some(july("21 00:00")));
    assert_eq!(paused_until(july("21 00:00"), &utc), None);
    let new_york = Zone::named("America/New_York").unwrap();
    assert_eq!(paused_until(july("21 01:00"), &new_york), Some(july("21 04:00")));
    assert_eq!(Zone::named("Mars/Olympus"), None);
}
