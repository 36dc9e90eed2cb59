//! The troubles of the week: services are limited, slow or away for a while, now and then, so that who
//! looks sees what old facts look like and how they recover.

use super::calendar::{MINUTE, timestamp};
use super::ledger::Window;
use crate::sandbox::faults::Fault;
use crate::sandbox::services::ServiceName;
use crate::sandbox::weather::{Spell, Weather};

/// Minutes after the start, lasting so many minutes.
const SPELLS: [(ServiceName, i64, i64, Fault); 4] = [
    // A login that ends: nobody renews it for twenty minutes.
    (ServiceName::Errata, 25, 20, Fault::Status { code: 401, retry_after: None }),
    (ServiceName::Jira, 12, 55, Fault::Status { code: 429, retry_after: Some(600) }),
    (ServiceName::Jenkins, 70, 18, Fault::Status { code: 503, retry_after: None }),
    (ServiceName::Prow, 150, 12, Fault::Latency { seconds: 2.5 }),
];

/// All of them.
pub(super) fn weather(window: &Window) -> Weather {
    let spell = |(service, from, lasts, fault): &(ServiceName, i64, i64, Fault)| {
        let from = window.start + from * MINUTE;
        let until = timestamp(from + lasts * MINUTE);
        Spell { service: *service, from: timestamp(from), until, fault: fault.clone() }
    };
    Weather(SPELLS.iter().map(spell).collect())
}
