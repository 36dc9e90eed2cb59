//! A merge request as a filter sees it, on the screen and on the command line.

use crate::domain::freshness::Freshness;
use crate::domain::shipment::ShipmentRow;
use crate::domain::source::Source;
use crate::store::snapshot::Snapshot;
use crate::ui::filter::Fields;
use crate::ui::widgets::age;

/// A row with the picture it is part of.
#[derive(Debug, Clone, Copy)]
pub struct ShipmentFields<'a> {
    /// the row
    pub row: &'a ShipmentRow,
    /// the picture
    pub snapshot: &'a Snapshot,
}

impl Fields for ShipmentFields<'_> {
    fn shown(&self) -> String {
        let row = self.row;
        let state = row.state.map_or("?", |state| state.word());
        format!("{} {} {} {state} {}", row.number, row.release, row.title, row.approvals.words)
    }

    fn field(&self, name: &str) -> Option<String> {
        let (row, snapshot) = (self.row, self.snapshot);
        let source = Source::Shipment(row.release);
        match name {
            "mr" => Some(row.number.trim_start_matches('!').to_owned()),
            "release" => Some(row.release.to_string()),
            "state" => Some(row.state?.word().to_owned()),
            "approvals" => Some(row.approvals.words.clone()),
            "pipeline" => {
                let newest = row.shipment.as_ref()?.pipelines.first()?;
                Some(newest.status.word().to_owned())
            }
            "age" => {
                let at = snapshot.feeds.get(&source)?.fetched?;
                Some(snapshot.now.duration_since(at).as_secs().to_string())
            }
            "stale" => {
                let stale = age::level(snapshot, source) >= Freshness::Stale;
                Some(if stale { "yes" } else { "no" }.to_owned())
            }
            _ => None,
        }
    }
}
