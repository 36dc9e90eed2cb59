//! One clock for rules, polls, deadlines and countdowns. The sandbox and replay bring their own, which
//! starts at a given moment and may run faster. Pure: the caller reads the real time and hands it in.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::time::{SignedDuration, Timestamp};

/// How the program's time follows from the real one.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Clock {
    /// the program's time …
    pub start: Timestamp,
    /// … at this real moment
    pub at: Timestamp,
    /// program seconds per real second
    pub speed: f64,
}

impl Clock {
    /// The real clock.
    pub const REAL: Clock =
        Clock { start: Timestamp::UNIX_EPOCH, at: Timestamp::UNIX_EPOCH, speed: 1.0 };

    /// A year, so that it can be added to any moment.
    pub const LONGEST_WAIT: Duration = Duration::from_secs(366 * 86_400);

    /// The program's time at a real moment.
    pub fn time(&self, real: Timestamp) -> Timestamp {
        let passed = real.duration_since(self.at).as_secs_f64() * self.speed;
        SignedDuration::try_from_secs_f64(passed)
            .ok()
            .and_then(|passed| self.start.checked_add(passed).ok())
            .unwrap_or(self.start)
    }

    /// The program's moment that comes after a real length, seen from `now`.
    pub fn ahead(&self, now: Timestamp, real: Duration) -> Option<Timestamp> {
        let passes = real.as_secs_f64() * self.speed.max(0.0);
        now.checked_add(SignedDuration::try_from_secs_f64(passes).ok()?).ok()
    }

    /// How long to wait really for a length of the program's time, at most [`Clock::LONGEST_WAIT`]:
    /// beside a crawling clock it would be longer than can be counted.
    pub fn wait(&self, length: Duration) -> Duration {
        if self.speed > 0.0 {
            let real = Duration::try_from_secs_f64(length.as_secs_f64() / self.speed);
            real.unwrap_or(Duration::MAX).min(Clock::LONGEST_WAIT)
        } else {
            length
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn four_hours_pass_in_24_seconds_at_speed_600() {
        let real: Timestamp = "2026-03-25T14:00:00Z".parse().unwrap();
        let clock =
            Clock { start: "2026-07-02T08:00:00Z".parse().unwrap(), at: real, speed: 600.0 };
        let later = clock.time(real + SignedDuration::from_secs(24));
        assert_eq!(later.to_string(), "2026-07-02T12:00:00Z");
        assert_eq!(clock.wait(Duration::from_secs(14_400)), Duration::from_secs(24));
        assert_eq!(Clock::REAL.time(real), real);
    }

    #[test]
    fn no_speed_makes_a_wait_that_cannot_be_counted() {
        let at = Timestamp::UNIX_EPOCH;
        let wait = |speed| Clock { start: at, at, speed }.wait(Duration::from_secs(60));
        assert_eq!(wait(1e-300), Clock::LONGEST_WAIT);
        assert_eq!(wait(f64::MAX), Duration::ZERO);
        for none in [0.0, -1.0, f64::NAN] {
            assert_eq!(wait(none), Duration::from_secs(60), "{none}");
        }
    }
}
