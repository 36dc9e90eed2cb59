//! The lane of one service: what every question to it has in common, over whichever protocol: turn,
//! breaker, deadline, log line, and the account of how it fares.

use std::collections::BTreeSet;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use super::breaker::{Breaker, Gate};
use super::budget::{Budget, Pace};
use super::hints::Hints;
use super::pulse::Pulse;
use crate::domain::clean;
use crate::domain::clock::Clock;
use crate::domain::health::{Circuit, Health};
use crate::domain::source::Service;
use crate::domain::time::{SignedDuration, Timestamp};
use crate::domain::trouble::Trouble;

/// All questions to a service share one.
#[derive(Debug)]
pub struct Lane {
    service: Service,
    clock: Clock,
    deadline: Duration,
    breaker: Breaker,
    budget: Budget,
    skew: Mutex<Option<SignedDuration>>,
    pulse: Mutex<Pulse>,
    hosts: Mutex<BTreeSet<String>>,
    login_ends: Mutex<Option<Timestamp>>,
}

/// Hosts that are remembered; a redirect to ever new ones must not fill the memory.
const MOST_HOSTS: usize = 16;

impl Lane {
    /// A lane. `deadline`: real time from the first byte sent to the last byte received.
    pub fn new(service: Service, clock: Clock, deadline: Duration) -> Lane {
        Lane {
            service,
            clock,
            deadline,
            breaker: Breaker::default(),
            budget: Budget::new(Pace::of(service)),
            skew: Mutex::default(),
            pulse: Mutex::default(),
            hosts: Mutex::default(),
            login_ends: Mutex::default(),
        }
    }

    /// Whose it is.
    pub fn service(&self) -> Service {
        self.service
    }

    /// The program's time.
    pub fn now(&self) -> Timestamp {
        self.clock.time(Timestamp::now())
    }

    /// The program's time at a real moment.
    pub(super) fn time(&self, real: Timestamp) -> Timestamp {
        self.clock.time(real)
    }

    /// How long one answer may take, real time.
    pub fn deadline(&self) -> Duration {
        self.deadline
    }

    /// The rate budget.
    pub fn budget(&self) -> &Budget {
        &self.budget
    }

    /// How far the service's clock was ahead of ours at its last answer. `Date` counts whole seconds,
    /// so with a fast clock this is coarse.
    pub fn skew(&self) -> Option<SignedDuration> {
        *self.skew.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The breaker's state and the failures in a row.
    pub fn circuit(&self) -> (Gate, u32) {
        self.breaker.circuit()
    }

    /// How the service fares. `every` is the usual pause of those who ask, for whoever knows it.
    pub fn health(&self) -> Health {
        let now = self.now();
        let (gate, failures) = self.breaker.circuit();
        let circuit = match gate {
            Gate::Closed => Circuit::Closed,
            Gate::HalfOpen => Circuit::HalfOpen,
            Gate::Open(rest) => Circuit::Open(self.clock.ahead(now, rest)),
        };
        let hosts = self.hosts.lock().unwrap_or_else(PoisonError::into_inner);
        let health = Health {
            circuit,
            failures,
            quota: self.budget.quota(now),
            closed_until: self.budget.closed_until(now),
            hosts: hosts.iter().cloned().collect(),
            login_ends: *self.login_ends.lock().unwrap_or_else(PoisonError::into_inner),
            ..Health::default()
        };
        self.pulse.lock().unwrap_or_else(PoisonError::into_inner).tell(health)
    }

    /// Takes down when the login ends (program's time), where that is known.
    pub(super) fn login_ends(&self, at: Option<Timestamp>) {
        *self.login_ends.lock().unwrap_or_else(PoisonError::into_inner) = at;
    }

    /// Remembers a host that is about to be contacted.
    pub(super) fn contacts(&self, host: &str) {
        let mut hosts = self.hosts.lock().unwrap_or_else(PoisonError::into_inner);
        if hosts.len() < MOST_HOSTS && !hosts.contains(host) {
            hosts.insert(clean::line(host));
        }
    }

    /// Takes in what an answer said beside its body.
    pub(super) fn take_in(&self, hints: &Hints) {
        self.budget.note(hints);
        if hints.login_ends.is_some() {
            self.login_ends(hints.login_ends);
        }
        if hints.skew.is_some() {
            *self.skew.lock().unwrap_or_else(PoisonError::into_inner) = hints.skew;
        }
    }

    /// Turn, breaker, deadline and log line of one question about `place`.
    pub(super) async fn guarded<T>(
        &self,
        deadline: Duration,
        place: &str,
        work: impl Future<Output = Result<T, Trouble>>,
    ) -> Result<T, Trouble> {
        self.budget.admit(self.now()).await?;
        let pass = self.breaker.enter()?;
        let started = tokio::time::Instant::now();
        let outcome = tokio::time::timeout(deadline, work).await.unwrap_or_else(|_| {
            let detail = format!("no complete answer within {} s", deadline.as_secs_f32());
            Err(Trouble::Unreachable { detail })
        });
        pass.over(&outcome, |rest| self.clock.wait(rest));
        let (took, service) = (started.elapsed(), self.service.name());
        let now = self.now();
        let trouble = outcome.as_ref().err();
        self.pulse.lock().unwrap_or_else(PoisonError::into_inner).beat(now, took, trouble);
        let took = took.as_millis();
        match trouble {
            None => tracing::debug!(service, place, took, "answered"),
            Some(trouble) => tracing::info!(service, place, took, %trouble, "asked"),
        }
        outcome
    }
}
