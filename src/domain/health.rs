//! How a service fares: what view Health shows (design/ux.md §5g).

use std::time::Duration;

use super::time::Timestamp;
use super::trouble::Trouble;

/// One service.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Health {
    /// what to do so that it is asked at all; `None`: it is
    pub missing: Option<String>,
    /// the breaker
    pub circuit: Circuit,
    /// calls that failed in a row
    pub failures: u32,
    /// the newest good answer
    pub last_ok: Option<Timestamp>,
    /// the newest bad one
    pub last_error: Option<(Trouble, Timestamp)>,
    /// how often that happened since the start
    pub errors: u64,
    /// the usual pause between two questions; zero: only when asked by hand
    pub every: Duration,
    /// half of the answers took no longer, real time
    pub p50: Option<Duration>,
    /// nineteen of twenty took no longer, real time
    pub p95: Option<Duration>,
    /// calls since the start
    pub calls: u64,
    /// the rate limit as the service told it
    pub quota: Option<Quota>,
    /// the service wants to be left alone until then
    pub closed_until: Option<Timestamp>,
    /// when the login ends, where that is known
    pub login_ends: Option<Timestamp>,
    /// hosts that were contacted
    pub hosts: Vec<String>,
    /// something worth knowing that is no trouble: `socket connected`
    pub note: Option<String>,
}

impl Health {
    /// Several lanes of one service as one: the worst of what can be bad, all of what can be counted.
    pub fn join(self, other: Health) -> Health {
        let mut hosts = self.hosts;
        hosts.extend(other.hosts);
        hosts.sort_unstable();
        hosts.dedup();
        let later = |(trouble, at): (Trouble, Timestamp), other: &Option<(Trouble, Timestamp)>| {
            other.as_ref().is_none_or(|(_, theirs)| at >= *theirs).then_some((trouble, at))
        };
        let last_error =
            self.last_error.and_then(|own| later(own, &other.last_error)).or(other.last_error);
        Health {
            missing: self.missing.or(other.missing),
            circuit: self.circuit.max(other.circuit),
            failures: self.failures.max(other.failures),
            last_ok: self.last_ok.max(other.last_ok),
            last_error,
            errors: self.errors + other.errors,
            every: self.every.max(other.every),
            p50: self.p50.max(other.p50),
            p95: self.p95.max(other.p95),
            calls: self.calls + other.calls,
            quota: self.quota.or(other.quota),
            closed_until: self.closed_until.max(other.closed_until),
            login_ends: self.login_ends.or(other.login_ends),
            hosts,
            note: self.note.or(other.note),
        }
    }
}

/// The state of a breaker, from best to worst.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Circuit {
    /// requests pass
    #[default]
    Closed,
    /// one request is out to see whether the service is back
    HalfOpen,
    /// requests are refused until a moment
    Open(Option<Timestamp>),
}

/// A rate limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Quota {
    /// requests per window
    pub limit: u64,
    /// requests left in this window
    pub remaining: u64,
    /// end of the window (program's time)
    pub reset: Timestamp,
}
