//! How every service fares, printed.

use std::collections::BTreeMap;
use std::time::Duration;

use serde::Serialize;

use super::sheet::Sheet;
use crate::domain::source::Service;
use crate::domain::time::Timestamp;
use crate::domain::trouble::Trouble;
use crate::store::Snapshot;
use crate::ui::filter::Filter;
use crate::ui::panes::health::{ServiceFields, cells};

/// `health`
#[derive(Debug, Serialize)]
pub struct HealthJson<'a> {
    /// by name
    services: BTreeMap<&'static str, ServiceJson<'a>>,
}

#[derive(Debug, Serialize)]
struct ServiceJson<'a> {
    /// `closed`, `open, try in 3m`, `not connected`
    circuit: String,
    last_ok: Option<Timestamp>,
    /// what this program itself saw; `null`: it does not ask this service
    own: Option<OwnJson<'a>>,
}

#[derive(Debug, Serialize)]
struct OwnJson<'a> {
    /// what to do so that it is asked; `null`: it is
    missing: Option<&'a str>,
    last_error: Option<ErrorJson<'a>>,
    /// since the program started
    calls: u64,
    /// of them failed
    errors: u64,
    /// usual pause between two questions, seconds; 0: asked on use
    every_s: u64,
    /// half of the answers took no longer
    p50_ms: Option<u128>,
    /// nineteen of twenty took no longer
    p95_ms: Option<u128>,
    rate_limit: Option<LimitJson>,
}

#[derive(Debug, Serialize)]
struct ErrorJson<'a> {
    code: &'static str,
    at: Timestamp,
    what: String,
    #[serde(flatten)]
    trouble: &'a Trouble,
}

#[derive(Debug, Serialize)]
struct LimitJson {
    limit: u64,
    remaining: u64,
    reset: Timestamp,
}

/// The services that a filter keeps.
pub fn rows(snapshot: &Snapshot, filter: &Filter) -> Vec<Service> {
    let kept = |service: &Service| filter.keeps(&ServiceFields { service: *service, snapshot });
    Service::ALL.into_iter().filter(kept).collect()
}

/// Every fact of each service.
pub fn json<'a>(snapshot: &'a Snapshot, rows: &[Service]) -> HealthJson<'a> {
    let one = |service: Service| {
        let health = snapshot.health.get(&service);
        let ms = |length: Option<Duration>| length.map(|length| length.as_millis());
        let error = |(trouble, at): &'a (Trouble, Timestamp)| ErrorJson {
            code: trouble.code(),
            at: *at,
            what: trouble.to_string(),
            trouble,
        };
        ServiceJson {
            circuit: cells::circuit(service, snapshot),
            last_ok: cells::last_ok(service, snapshot),
            own: health.map(|health| OwnJson {
                missing: health.missing.as_deref(),
                last_error: health.last_error.as_ref().map(error),
                calls: health.calls,
                errors: health.errors,
                every_s: health.every.as_secs(),
                p50_ms: ms(health.p50),
                p95_ms: ms(health.p95),
                rate_limit: health.quota.map(|quota| LimitJson {
                    limit: quota.limit,
                    remaining: quota.remaining,
                    reset: quota.reset,
                }),
            }),
        }
    };
    HealthJson { services: rows.iter().map(|service| (service.name(), one(*service))).collect() }
}

/// One row per service.
pub fn sheet(snapshot: &Snapshot, rows: &[Service]) -> Sheet {
    let row = |service: &Service| {
        let health = snapshot.health.get(service);
        let last_ok = cells::last_ok(*service, snapshot);
        vec![
            service.name().to_owned(),
            cells::circuit(*service, snapshot),
            last_ok.map_or_else(|| "–".to_owned(), |at| format!("{at:.0}")),
            cells::every(health),
            cells::took(health.and_then(|health| health.p50)),
            cells::took(health.and_then(|health| health.p95)),
            cells::quota(health, snapshot.now),
            cells::last_error(health),
        ]
    };
    Sheet {
        columns: vec![
            "service",
            "circuit",
            "last_ok",
            "every",
            "p50",
            "p95",
            "rate_limit",
            "last_error",
        ],
        rows: rows.iter().map(row).collect(),
    }
}
