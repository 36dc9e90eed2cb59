//! The rate budget of one service, shared by all who ask it: a real ceiling against our own haste, and
//! what the service says of its limit.

use std::num::NonZeroU32;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use governor::middleware::NoOpMiddleware;
use governor::state::{InMemoryState, NotKeyed};
use governor::{RateLimiter, clock};

use super::hints::Hints;
use crate::domain::health::Quota;
use crate::domain::source::Service;
use crate::domain::time::Timestamp;
use crate::domain::trouble::Trouble;

/// A real ceiling, however fast the program's clock runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pace {
    /// requests per real second
    pub per_second: NonZeroU32,
    /// requests that may come at once after a quiet time: a start asks everything there is
    pub at_once: NonZeroU32,
}

impl Pace {
    /// For services that are asked a few things, and for anonymous callers.
    pub const CALM: Pace = Pace { per_second: count(4), at_once: count(16) };
    /// For services whose facts lie in many small answers: each release has a merge request with its
    /// pipelines, each bug a history of its own.
    pub const BRISK: Pace = Pace { per_second: count(12), at_once: count(48) };

    /// The pace of a service.
    pub fn of(service: Service) -> Pace {
        match service {
            Service::Jira
            | Service::Gitlab
            | Service::Prow
            | Service::Errata
            | Service::Directory
            | Service::Pyxis
            | Service::Registry => Pace::BRISK,
            _ => Pace::CALM,
        }
    }
}

const fn count(n: u32) -> NonZeroU32 {
    match NonZeroU32::new(n) {
        Some(n) => n,
        None => NonZeroU32::MIN,
    }
}

/// The budget of one service.
#[derive(Debug)]
pub struct Budget {
    ceiling: RateLimiter<NotKeyed, InMemoryState, Ticks, NoOpMiddleware<std::time::Instant>>,
    said: Mutex<Said>,
}

#[derive(Debug, Default)]
struct Said {
    quota: Option<Quota>,
    not_before: Option<Timestamp>,
}

impl Budget {
    /// A budget with this ceiling.
    pub fn new(pace: Pace) -> Budget {
        let quota = governor::Quota::per_second(pace.per_second).allow_burst(pace.at_once);
        let ceiling = RateLimiter::direct_with_clock(quota, Ticks);
        Budget { ceiling, said: Mutex::default() }
    }

    /// Waits for a turn. Does not wait for a service that wants to be left alone: that can take an hour
    /// and the screen must say so.
    pub async fn admit(&self, now: Timestamp) -> Result<(), Trouble> {
        if let Some(retry_at) = self.closed_until(now) {
            return Err(Trouble::Throttled { retry_at: Some(retry_at) });
        }
        while let Err(early) = self.ceiling.check() {
            tokio::time::sleep(early.wait_time_from(clock::Clock::now(&Ticks))).await;
        }
        Ok(())
    }

    /// Takes in what an answer said.
    pub fn note(&self, hints: &Hints) {
        let mut said = self.lock();
        if hints.quota.is_some() {
            said.quota = hints.quota;
        }
        if hints.retry_at.is_some() {
            said.not_before = hints.retry_at;
        }
    }

    /// The moment until which the service must not be asked, if there is one.
    pub fn closed_until(&self, now: Timestamp) -> Option<Timestamp> {
        let said = self.lock();
        let spent = said.quota.filter(|quota| quota.remaining == 0).map(|quota| quota.reset);
        said.not_before.max(spent).filter(|until| *until > now)
    }

    /// How far apart requests must lie so that what is left lasts until the window ends (program's
    /// time). An anonymous caller of GitHub has 60 an hour; asking faster only means silence later.
    pub fn spacing(&self, now: Timestamp) -> Duration {
        let Some(quota) = self.quota(now) else { return Duration::ZERO };
        let left = quota.reset.duration_since(now).unsigned_abs();
        let shares = u32::try_from(quota.remaining.max(1)).unwrap_or(u32::MAX);
        left / shares
    }

    /// The limit as the service last told it, unless its window is over.
    pub fn quota(&self, now: Timestamp) -> Option<Quota> {
        self.lock().quota.filter(|quota| quota.reset > now)
    }

    fn lock(&self) -> MutexGuard<'_, Said> {
        self.said.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The runtime's clock, so that a paused test pauses the ceiling too.
#[derive(Debug, Clone)]
struct Ticks;

impl clock::Clock for Ticks {
    type Instant = std::time::Instant;

    fn now(&self) -> std::time::Instant {
        tokio::time::Instant::now().into_std()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(remaining: u64) -> Hints {
        let reset = at("2026-03-25T15:00:00Z");
        Hints { quota: Some(Quota { limit: 60, remaining, reset }), ..Hints::default() }
    }

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    #[test]
    fn what_is_left_is_spread_over_the_rest_of_the_window() {
        let budget = Budget::new(Pace::CALM);
        assert_eq!(budget.spacing(at("2026-03-25T14:00:00Z")), Duration::ZERO);
        budget.note(&said(60));
        assert_eq!(budget.spacing(at("2026-03-25T14:00:00Z")), Duration::from_secs(60));
        budget.note(&said(10));
        assert_eq!(budget.spacing(at("2026-03-25T14:30:00Z")), Duration::from_secs(180));
        assert_eq!(budget.spacing(at("2026-03-25T15:00:00Z")), Duration::ZERO);
    }

    #[tokio::test(start_paused = true)]
    async fn a_spent_limit_closes_the_service_until_its_window_ends() {
        let budget = Budget::new(Pace::CALM);
        budget.note(&said(0));
        let refused = budget.admit(at("2026-03-25T14:59:59Z")).await;
        let until = Some(at("2026-03-25T15:00:00Z"));
        assert_eq!(refused, Err(Trouble::Throttled { retry_at: until }));
        assert_eq!(budget.admit(at("2026-03-25T15:00:00Z")).await, Ok(()));
    }

    #[tokio::test(start_paused = true)]
    async fn no_more_than_four_requests_a_second_leave_after_the_first_burst() {
        let budget = Budget::new(Pace::CALM);
        let start = tokio::time::Instant::now();
        for _ in 0..Pace::CALM.at_once.get() + 40 {
            budget.admit(Timestamp::UNIX_EPOCH).await.unwrap();
        }
        assert_eq!(start.elapsed().as_millis().div_ceil(100), 100);
    }
}
