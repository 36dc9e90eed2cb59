//! The words of a service's cells.

use std::time::Duration;

use crate::domain::health::{Circuit, Health};
use crate::domain::source::{Service, Source};
use crate::domain::time::{SignedDuration, Timestamp, age, span};
use crate::store::{ServiceState, Snapshot};
use crate::ui::clock;
use crate::ui::glyphs::Glyph;

/// The mark in front of a row.
pub fn mark(service: Service, snapshot: &Snapshot) -> Glyph {
    match snapshot.health.get(&service).map(|health| health.circuit) {
        Some(Circuit::HalfOpen) => Glyph::Queue,
        _ => crate::ui::services::mark(&snapshot.service(service)),
    }
}

/// The breaker in words (design/ux.md §5g), or why the service is not asked.
pub fn circuit(service: Service, snapshot: &Snapshot) -> String {
    let health = snapshot.health.get(&service);
    if health.is_some_and(|health| health.missing.is_some()) {
        return "not connected".to_owned();
    }
    let now = snapshot.now;
    let until = |at: Timestamp| span(at.duration_since(now).max(SignedDuration::ZERO));
    match (health, snapshot.service(service)) {
        (None, ServiceState::NotConnected) => "not asked".to_owned(),
        (None, _) => match snapshot.process.follows {
            Some(pid) => format!("via pid {pid}"),
            None => "–".to_owned(),
        },
        (Some(Health { closed_until: Some(at), .. }), _) => format!("paused {}", until(*at)),
        (Some(health), _) => match health.circuit {
            Circuit::Closed => "closed".to_owned(),
            Circuit::HalfOpen => "half-open, probing".to_owned(),
            Circuit::Open(at) => {
                at.map_or("open".to_owned(), |at| format!("open, try in {}", until(at)))
            }
        },
    }
}

/// The newest good answer: that of this program, else that of whoever polls.
pub fn last_ok(service: Service, snapshot: &Snapshot) -> Option<Timestamp> {
    let own = snapshot.health.get(&service).and_then(|health| health.last_ok);
    own.or_else(|| own_feeds(service, snapshot).filter_map(|(_, feed)| feed.fetched).max())
}

/// Sources of a service with what is known of each.
pub fn own_feeds(
    service: Service,
    snapshot: &Snapshot,
) -> impl Iterator<Item = (&Source, &crate::store::Feed)> {
    snapshot.feeds.iter().filter(move |(source, _)| source.service() == service)
}

/// A moment of the last answer as an age, or as a time.
pub fn moment(at: Option<Timestamp>, snapshot: &Snapshot, relative: bool) -> String {
    match at {
        None => "–".to_owned(),
        Some(at) if relative => age(at, snapshot.now),
        Some(at) => clock::utc(at),
    }
}

/// The usual pause.
pub fn every(health: Option<&Health>) -> String {
    match health {
        None => "–".to_owned(),
        Some(health) if health.missing.is_some() => "–".to_owned(),
        Some(health) if health.every.is_zero() => "on use".to_owned(),
        Some(health) => length(health.every),
    }
}

fn length(length: Duration) -> String {
    SignedDuration::try_from(length).map_or_else(|_| "–".to_owned(), span)
}

/// How long an answer takes.
pub fn took(length: Option<Duration>) -> String {
    match length {
        None => "–".to_owned(),
        Some(length) if length.as_millis() < 1000 => format!("{}ms", length.as_millis()),
        Some(length) => format!("{:.1}s", length.as_secs_f64()),
    }
}

/// `4210 of 5000`, and when it is full again once little is left.
pub fn quota(health: Option<&Health>, now: Timestamp) -> String {
    let Some(quota) = health.and_then(|health| health.quota) else { return "–".to_owned() };
    let resets = match quota.remaining.saturating_mul(10) < quota.limit {
        true => format!(", resets {}", clock::at(quota.reset, now)),
        false => String::new(),
    };
    format!("{} of {}{resets}", quota.remaining, quota.limit)
}

/// The newest error with its count: `no answer ×3 at 14:01`; for what is not connected, what to do.
pub fn last_error(health: Option<&Health>) -> String {
    let Some(health) = health else { return "–".to_owned() };
    if let Some(missing) = &health.missing {
        return missing.clone();
    }
    let Some((trouble, at)) = &health.last_error else { return "–".to_owned() };
    let times = if health.errors > 1 { format!(" ×{}", health.errors) } else { String::new() };
    format!("{}{times} at {}", trouble.short(), clock::utc(*at))
}
