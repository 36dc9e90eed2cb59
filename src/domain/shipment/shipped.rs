//! Whether a release has shipped (reference/workflow.md §4.14).

use super::{MrState, Shipment, Step, step};
use crate::domain::advisories::{Advisories, Advisory, AdvisoryState, all_shipped};
use crate::domain::time::Timestamp;

/// The answer of the live check.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Shipped {
    /// everything is on its way or there
    Yes {
        /// when the last of it came, where known
        since: Option<Timestamp>,
    },
    /// something is certainly not
    No {
        /// what, and how it stands: `prod-release: the pipeline waits to be started`
        what: String,
    },
    /// something was not read
    Unknown {
        /// what is missing
        what: String,
    },
}

/// The shipment is out when its production step succeeded or it was merged; a closed merge request is
/// not. Every advisory has to be released as well. `konflux`: it has a shipment at all.
pub fn shipped(
    konflux: Option<bool>,
    shipment: Option<&Shipment>,
    advisories: Option<&Advisories>,
) -> Shipped {
    let mut unknown = Vec::new();
    let mut since = None;
    match (konflux, shipment) {
        (Some(false), _) => {}
        (_, None) => unknown.push("the shipment was not read"),
        (_, Some(shipment)) => {
            let prod = step(shipment, Step::ProdRelease);
            since = shipment.merged.or(prod.since);
            if shipment.state == MrState::Closed && !prod.is_done() {
                return Shipped::No { what: format!("!{} was closed, not merged", shipment.iid) };
            }
            if shipment.state != MrState::Merged && !prod.is_done() {
                return Shipped::No { what: format!("prod-release: {}", prod.sentence()) };
            }
        }
    }
    match advisories {
        None => unknown.push("the advisories were not read"),
        Some(advisories) => match all_shipped(advisories) {
            Some(true) => {
                let stamps = advisories.by_kind.values().filter_map(|advisory| advisory.shipped);
                since = since.max(stamps.max());
            }
            Some(false) => {
                let mut counted = advisories.by_kind.iter();
                let ships = |one: &Advisory| one.state != AdvisoryState::DroppedNoShip;
                let held = counted.find(|(_, one)| ships(one) && !one.state.is_ready());
                let what = match held {
                    Some((kind, one)) => format!("the {kind} advisory {} is not released", one.id),
                    None => "an advisory is not released".to_owned(),
                };
                return Shipped::No { what };
            }
            None => unknown.push("not every advisory could be read"),
        },
    }
    match unknown.is_empty() {
        true => Shipped::Yes { since },
        false => Shipped::Unknown { what: unknown.join(", ") },
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::super::fixtures::{open, pipeline};
    use super::*;
    use crate::domain::advisories::fixtures::advisory;

    fn advisories(states: &[(&str, AdvisoryState)]) -> Advisories {
        let by_kind: BTreeMap<String, Advisory> = states
            .iter()
            .map(|(kind, state)| (kind.to_string(), Advisory { id: 9, ..advisory(*state) }))
            .collect();
        Advisories { by_kind, ..Advisories::default() }
    }

    fn word(shipped: &Shipped) -> String {
        match shipped {
            Shipped::Yes { .. } => "yes".to_owned(),
            Shipped::No { what } => format!("no: {what}"),
            Shipped::Unknown { what } => format!("? {what}"),
        }
    }

    #[test]
    fn the_shipment_and_every_advisory_have_to_be_out() {
        use AdvisoryState::{DroppedNoShip, Qe, RelPrep, ShippedLive};
        let out = advisories(&[("rpm", RelPrep), ("rhcos", ShippedLive)]);
        let dropped = advisories(&[("rpm", DroppedNoShip), ("rhcos", ShippedLive)]);
        let held = advisories(&[("rpm", RelPrep), ("rhcos", Qe)]);
        let state = |state| Shipment { state, ..open(7) };
        let mut labelled = open(7);
        labelled.labels.insert("prod-release-success".to_owned());
        let mut waits = open(7);
        waits.pipelines = vec![pipeline(1, "prod-release-triggers: prod-job manual")];
        let cases = [
            (Some(true), Some(state(MrState::Merged)), Some(&out), "yes"),
            (Some(true), Some(labelled.clone()), Some(&dropped), "yes"),
            (
                Some(true),
                Some(labelled.clone()),
                Some(&held),
                "no: the rhcos advisory 9 is not released",
            ),
            (Some(true), Some(state(MrState::Closed)), Some(&out), "no: !7 was closed, not merged"),
            (Some(true), Some(waits), None, "no: prod-release: the pipeline waits to be started"),
            (Some(true), Some(labelled), None, "? the advisories were not read"),
            (Some(true), None, Some(&out), "? the shipment was not read"),
            (None, None, None, "? the shipment was not read, the advisories were not read"),
            (Some(false), None, Some(&out), "yes"),
            (Some(true), None, Some(&held), "no: the rhcos advisory 9 is not released"),
        ];
        for (konflux, shipment, advisories, expected) in cases {
            let answer = shipped(konflux, shipment.as_ref(), advisories);
            assert_eq!(word(&answer), expected);
        }
    }
}
