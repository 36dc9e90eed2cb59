//! Moments of the week as whole seconds since 1970 (UTC), how they are written, and when people work.

use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;

use super::random::Dice;

pub(super) const MINUTE: i64 = 60;
pub(super) const HOUR: i64 = 3600;
pub(super) const DAY: i64 = 86_400;

/// The moment as a timestamp; out of range it is the epoch, which no caller reaches.
pub(super) fn timestamp(at: i64) -> Timestamp {
    Timestamp::from_second(at).unwrap_or(Timestamp::UNIX_EPOCH)
}

fn civil(at: i64) -> DateTime {
    timestamp(at).to_zoned(TimeZone::UTC).datetime()
}

/// `2026-03-25T14:07:00Z`
pub(super) fn stamp(at: i64) -> String {
    timestamp(at).to_string()
}

/// `2026-03-17-041205`, as nightlies are named
pub(super) fn name_stamp(at: i64) -> String {
    civil(at).strftime("%Y-%m-%d-%H%M%S").to_string()
}

/// `2026-Mar-25`, as release dates are written
pub(super) fn release_date(at: i64) -> String {
    civil(at).strftime("%Y-%b-%d").to_string()
}

/// `2026-03-25 14:07:00`, as the watcher of the metadata page logs
pub(super) fn log_time(at: i64) -> String {
    civil(at).strftime("%Y-%m-%d %H:%M:%S").to_string()
}

/// `20260325_140700`, as its log files are named
pub(super) fn file_stamp(at: i64) -> String {
    civil(at).strftime("%Y%m%d_%H%M%S").to_string()
}

/// 00:00 UTC of the day.
pub(super) fn midnight(at: i64) -> i64 {
    at - at.rem_euclid(DAY)
}

/// Monday to Friday. 1970-01-01 was a Thursday.
pub(super) fn is_weekday(at: i64) -> bool {
    (at.div_euclid(DAY) + 3).rem_euclid(7) < 5
}

/// The first moment from `at` on at which a release lead is at work: between them they cover 06:00 to
/// 19:00 UTC, Monday to Friday. A day begins with some delay, not on the stroke of the hour.
pub(super) fn at_work(at: i64, dice: &mut Dice) -> i64 {
    let of_day = at.rem_euclid(DAY);
    if is_weekday(at) && (6 * HOUR..19 * HOUR).contains(&of_day) {
        return at;
    }
    let mut morning = midnight(at) + 6 * HOUR;
    while morning < at || !is_weekday(morning) {
        morning += DAY;
    }
    morning + dice.between(2, 55) * MINUTE
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> i64 {
        text.parse::<Timestamp>().unwrap().as_second()
    }

    #[test]
    fn moments_are_written_as_the_services_write_them() {
        let moment = at("2026-03-05T04:12:05Z");
        assert_eq!(stamp(moment), "2026-03-05T04:12:05Z");
        assert_eq!(name_stamp(moment), "2026-03-05-041205");
        assert_eq!(release_date(moment), "2026-Mar-05");
        assert_eq!(log_time(moment), "2026-03-05 04:12:05");
        assert_eq!(file_stamp(moment), "20260305_041205");
    }

    #[test]
    fn work_begins_on_the_next_weekday_morning() {
        let mut dice = Dice::of(1, "work");
        let wednesday = at("2026-03-25T14:07:00Z");
        assert_eq!(at_work(wednesday, &mut dice), wednesday);
        for (from, day) in [
            ("2026-03-25T19:30:00Z", "2026-03-26"),
            ("2026-03-25T03:00:00Z", "2026-03-25"),
            ("2026-03-27T22:00:00Z", "2026-03-30"),
            ("2026-03-29T10:00:00Z", "2026-03-30"),
        ] {
            let begins = stamp(at_work(at(from), &mut dice));
            assert!(begins.starts_with(&format!("{day}T06:")), "{from} → {begins}");
        }
    }
}
