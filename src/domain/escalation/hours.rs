//! Weekday hours, as the notifier counts them (reference/jira-and-notificator.md §8.1).
//!
//! From a moment on, hours tick; a tick on Monday to Friday counts as a whole hour. The notifier acts when
//! more than 24 ticks lie before now, or when more than 72 hours have gone by. The weekday is that of one
//! zone, hours are elapsed hours: a clock that is put forward or back changes neither.

use jiff::civil::Weekday;
use jiff::tz::TimeZone;

use crate::domain::time::{SignedDuration, Timestamp};

/// The zone whose weekdays count; UTC unless somebody says otherwise. The notifier's and ours must be one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Zone(TimeZone);

const HOUR: SignedDuration = SignedDuration::from_hours(1);
const DAY: SignedDuration = SignedDuration::from_hours(24);
/// After this long the notifier does not count any more.
const LONGEST: SignedDuration = SignedDuration::from_hours(72);
const RUNG: usize = 24;

impl Default for Zone {
    fn default() -> Zone {
        Zone(TimeZone::UTC)
    }
}

impl Zone {
    /// A zone by its IANA name (`UTC`, `Europe/Prague`); `None`: there is none of this name.
    pub fn named(name: &str) -> Option<Zone> {
        match name {
            "UTC" => Some(Zone::default()),
            _ => TimeZone::get(name).ok().map(Zone),
        }
    }

    /// Its name, for headings.
    pub fn name(&self) -> &str {
        self.0.iana_name().unwrap_or("UTC")
    }

    fn is_weekday(&self, at: Timestamp) -> bool {
        let day = self.0.to_datetime(at).weekday();
        !matches!(day, Weekday::Saturday | Weekday::Sunday)
    }

    /// 00:00 of the day after the one of `at`.
    fn next_midnight(&self, at: Timestamp) -> Option<Timestamp> {
        let tomorrow = self.0.to_datetime(at).date().tomorrow().ok()?;
        tomorrow.to_zoned(self.0.clone()).ok().map(|zoned| zoned.timestamp())
    }
}

/// When a rung that counts from `from` falls due: the notifier acts at any moment after this one. It is the
/// 25th tick on a weekday, or 72 hours, whichever comes first.
pub fn due(from: Timestamp, zone: &Zone) -> Timestamp {
    let latest = from.checked_add(LONGEST).unwrap_or(Timestamp::MAX);
    let mut ticks = 0;
    let mut tick = from;
    while tick < latest {
        ticks += usize::from(zone.is_weekday(tick));
        if ticks > RUNG {
            return tick;
        }
        let Ok(next) = tick.checked_add(HOUR) else { return latest };
        tick = next;
    }
    latest
}

/// More than 24 weekday hours lie between the two.
pub fn is_over(from: Timestamp, now: Timestamp, zone: &Zone) -> bool {
    now > due(from, zone)
}

/// Time on weekdays between two moments; zero when `to` is not after `from`. Whole weeks in between are
/// taken as five days of 24 hours.
pub fn weekday_time(from: Timestamp, to: Timestamp, zone: &Zone) -> SignedDuration {
    const WEEK: i64 = 7 * 24;
    let weeks = (to.duration_since(from).as_hours() / WEEK - 1).max(0);
    let mut sum = DAY.saturating_mul(i32::try_from(weeks * 5).unwrap_or(i32::MAX));
    let skipped = SignedDuration::from_hours(weeks.saturating_mul(WEEK));
    let mut at = from.checked_add(skipped).unwrap_or(to);
    while at < to {
        let next = zone.next_midnight(at).filter(|next| *next > at).map_or(to, |next| next.min(to));
        if zone.is_weekday(at) {
            sum = sum.saturating_add(next.duration_since(at));
        }
        at = next;
    }
    sum
}

/// On a weekend: when Monday begins.
pub fn paused_until(now: Timestamp, zone: &Zone) -> Option<Timestamp> {
    let mut at = now;
    while !zone.is_weekday(at) {
        at = zone.next_midnight(at)?;
    }
    (at != now).then_some(at)
}
