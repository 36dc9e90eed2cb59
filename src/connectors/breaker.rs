//! A circuit breaker: a service that failed five times in a row is left alone for a while, then asked
//! once (ux.md §13).

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::time::Instant;

use crate::domain::trouble::Trouble;

/// Failures in a row that open the circuit.
pub const PATIENCE: u32 = 5;
const FIRST_REST: Duration = Duration::from_secs(30);
const LONGEST_REST: Duration = Duration::from_secs(300);

/// The breaker of one service.
#[derive(Debug, Default)]
pub struct Breaker {
    state: Mutex<State>,
}

/// Whether requests pass.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Gate {
    /// requests pass
    Closed,
    /// requests are refused for so long, real time
    Open(Duration),
    /// one request is out to see whether the service is back
    HalfOpen,
}

#[derive(Debug, Default)]
struct State {
    failures: u32,
    last: String,
    rest: Duration,
    until: Option<Instant>,
    probing: bool,
}

/// Leave to make one request. Dropping it without a result gives the leave back.
#[derive(Debug)]
pub struct Pass<'a> {
    breaker: &'a Breaker,
    probe: bool,
}

impl Breaker {
    /// Leave to ask now, or the reason why not.
    pub fn enter(&self) -> Result<Pass<'_>, Trouble> {
        let mut state = self.lock();
        let probe = match state.until {
            None => false,
            Some(until) if Instant::now() >= until && !state.probing => {
                state.probing = true;
                true
            }
            Some(_) => {
                let State { last, failures, .. } = &*state;
                let detail = format!("{last}; left alone after {failures} failures in a row");
                return Err(Trouble::Unreachable { detail });
            }
        };
        Ok(Pass { breaker: self, probe })
    }

    /// The state, and how many requests in a row have failed.
    pub fn circuit(&self) -> (Gate, u32) {
        let state = self.lock();
        let circuit = match state.until {
            None => Gate::Closed,
            Some(_) if state.probing => Gate::HalfOpen,
            Some(until) => Gate::Open(until.saturating_duration_since(Instant::now())),
        };
        (circuit, state.failures)
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Pass<'_> {
    /// The request is over. Only a service that cannot be reached counts as failing: a refusal is an
    /// answer. `pace` turns a length of the program's time into a real one.
    pub fn over<T>(self, outcome: &Result<T, Trouble>, pace: impl Fn(Duration) -> Duration) {
        let mut state = self.breaker.lock();
        if let Err(Trouble::Unreachable { detail }) = outcome {
            state.last.clone_from(detail);
            state.failures = state.failures.saturating_add(1);
            if state.failures >= PATIENCE {
                state.rest = (state.rest * 2).clamp(FIRST_REST, LONGEST_REST);
                state.until = Some(Instant::now() + pace(state.rest));
            }
        } else {
            *state = State::default();
        }
    }
}

impl Drop for Pass<'_> {
    fn drop(&mut self) {
        if self.probe {
            self.breaker.lock().probing = false;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fail(breaker: &Breaker) {
        let lost: Result<(), _> = Err(Trouble::Unreachable { detail: "502".to_owned() });
        breaker.enter().unwrap().over(&lost, |rest| rest);
    }

    #[tokio::test(start_paused = true)]
    async fn it_opens_after_five_failures_lets_one_probe_through_and_closes_on_an_answer() {
        let breaker = Breaker::default();
        for _ in 0..PATIENCE {
            assert_eq!(breaker.circuit().0, Gate::Closed);
            fail(&breaker);
        }
        assert_eq!(breaker.circuit(), (Gate::Open(FIRST_REST), 5));
        let detail = "502; left alone after 5 failures in a row".to_owned();
        assert_eq!(breaker.enter().unwrap_err(), Trouble::Unreachable { detail });

        tokio::time::advance(FIRST_REST).await;
        let probe = breaker.enter().unwrap();
        assert_eq!(breaker.circuit().0, Gate::HalfOpen);
        assert!(breaker.enter().is_err(), "one probe at a time");
        drop(probe);
        let probe = breaker.enter().expect("a probe that was given up gives its leave back");
        probe.over(&Ok(()), |rest| rest);
        assert_eq!(breaker.circuit(), (Gate::Closed, 0));
    }

    #[tokio::test(start_paused = true)]
    async fn a_failed_probe_doubles_the_rest_up_to_five_minutes() {
        let breaker = Breaker::default();
        (0..PATIENCE).for_each(|_| fail(&breaker));
        for rest in [30, 60, 120, 240, 300, 300] {
            tokio::time::advance(Duration::from_secs(rest) - Duration::from_millis(1)).await;
            assert!(breaker.enter().is_err(), "{rest}");
            tokio::time::advance(Duration::from_millis(1)).await;
            fail(&breaker);
        }
    }

    #[tokio::test(start_paused = true)]
    async fn a_refusal_is_an_answer_and_does_not_open_it() {
        let breaker = Breaker::default();
        for _ in 0..10 {
            let refused: Result<(), _> = Err(Trouble::Refused { detail: "no".to_owned() });
            breaker.enter().unwrap().over(&refused, |rest| rest);
        }
        assert_eq!(breaker.circuit(), (Gate::Closed, 0));
    }
}
