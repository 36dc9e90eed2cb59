//! The account of a service's answers: how many, how fast, the newest good and the newest bad one.

use std::collections::VecDeque;
use std::time::Duration;

use crate::domain::health::Health;
use crate::domain::time::Timestamp;
use crate::domain::trouble::Trouble;

/// Answers whose length is remembered.
const REMEMBERED: usize = 200;

/// One service's account since the program started.
#[derive(Debug, Default)]
pub(super) struct Pulse {
    calls: u64,
    errors: u64,
    last_ok: Option<Timestamp>,
    last_error: Option<(Trouble, Timestamp)>,
    took: VecDeque<Duration>,
}

impl Pulse {
    /// An answer came, or none.
    pub(super) fn beat(&mut self, now: Timestamp, took: Duration, trouble: Option<&Trouble>) {
        self.calls += 1;
        match trouble {
            Some(trouble) => {
                self.errors += 1;
                self.last_error = Some((trouble.clone(), now));
            }
            None => {
                self.last_ok = Some(now);
                if self.took.len() == REMEMBERED {
                    self.took.pop_front();
                }
                self.took.push_back(took);
            }
        }
    }

    /// Adds the account to what else is known.
    pub(super) fn tell(&self, health: Health) -> Health {
        let mut took: Vec<Duration> = self.took.iter().copied().collect();
        took.sort_unstable();
        // The smallest length that so many per cent of the answers did not exceed.
        let share = |per_cent: usize| took.get((took.len() * per_cent).div_ceil(100).max(1) - 1);
        Health {
            calls: self.calls,
            errors: self.errors,
            last_ok: self.last_ok,
            last_error: self.last_error.clone(),
            p50: share(50).copied(),
            p95: share(95).copied(),
            ..health
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_are_those_of_good_answers_and_only_the_newest_count() {
        let mut pulse = Pulse::default();
        assert_eq!(pulse.tell(Health::default()), Health::default());
        let now = Timestamp::UNIX_EPOCH;
        let lost = Trouble::Unreachable { detail: "502".to_owned() };
        pulse.beat(now, Duration::from_secs(9), Some(&lost));
        for millis in 1..=300 {
            pulse.beat(now, Duration::from_millis(millis), None);
        }
        let told = pulse.tell(Health::default());
        assert_eq!((told.calls, told.errors), (301, 1));
        assert_eq!(told.p50, Some(Duration::from_millis(200)));
        assert_eq!(told.p95, Some(Duration::from_millis(290)));
        assert_eq!(told.last_error, Some((lost, now)));
    }
}
