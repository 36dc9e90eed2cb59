//! The rows of the shipment view.

use std::cmp::Reverse;
use std::sync::Arc;

use crate::domain::releases::{Activity, Assessment};
use crate::domain::shipment::{self, ShipmentRow};
use crate::domain::time::Timestamp;
use crate::store::world::World;

/// Merge requests of active releases; rows that did not change are taken over from the last board.
pub(super) fn rows(
    world: &World,
    releases: &[Arc<Assessment>],
    last: &[Arc<ShipmentRow>],
    now: Timestamp,
) -> Vec<Arc<ShipmentRow>> {
    let outside = &world.outside;
    let mut rows: Vec<Arc<ShipmentRow>> = releases
        .iter()
        .filter(|known| known.activity == Activity::Active)
        .flat_map(|known| {
            let shipment = outside.shipments.get(&known.release);
            shipment::rows(known, shipment, outside.bugs.as_deref(), now)
        })
        .map(|row| last.iter().find(|old| ***old == row).cloned().unwrap_or_else(|| Arc::new(row)))
        .collect();
    rows.sort_by_key(|row| {
        let asks = row.attention.is_none();
        (asks, row.weight, row.due.is_none(), row.due, Reverse(row.release), !row.is_own)
    });
    rows
}
