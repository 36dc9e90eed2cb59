//! Shipment merge requests, printed.

use serde::Serialize;

use super::sheet::Sheet;
use crate::domain::clean;
use crate::domain::releases::Weight;
use crate::domain::shipment::{Cell, Need, NeedState, ShipmentRow};
use crate::domain::time::{Date, Timestamp, age};
use crate::domain::version::Release;
use crate::store::Snapshot;
use crate::ui::filter::Filter;
use crate::ui::panes::shipment::ShipmentFields;

/// `shipment`
#[derive(Debug, Serialize)]
pub struct ShipmentsJson<'a> {
    /// in the order of the screen
    merge_requests: Vec<MrJson<'a>>,
}

/// A merge request. Where it was not read, its `state` is `null` and its cells are `unknown`.
#[derive(Debug, Serialize)]
pub struct MrJson<'a> {
    release: Release,
    due: Option<Date>,
    number: &'a str,
    url: &'a str,
    title: &'a str,
    /// false for one beside the release's own
    is_own: bool,
    state: Option<&'static str>,
    approvals: &'a Cell,
    conflict: Option<bool>,
    pipeline: &'a Cell,
    stage_release: &'a Cell,
    prod_release: &'a Cell,
    needs: &'a [Need],
}

/// The merge requests that a filter keeps.
pub fn rows<'a>(snapshot: &'a Snapshot, filter: &Filter) -> Vec<&'a ShipmentRow> {
    let rows = snapshot.board.shipments.iter().map(|row| &**row);
    rows.filter(|row| filter.keeps(&ShipmentFields { row, snapshot })).collect()
}

/// A release's own merge request.
pub fn of_release(snapshot: &Snapshot, release: Release) -> Option<&ShipmentRow> {
    let mut rows = snapshot.board.shipments.iter().map(|row| &**row);
    rows.find(|row| row.release == release && row.is_own)
}

/// Every fact of one.
pub fn mr(row: &ShipmentRow) -> MrJson<'_> {
    MrJson {
        release: row.release,
        due: row.due,
        number: &row.number,
        url: &row.url,
        title: &row.title,
        is_own: row.is_own,
        state: row.state.map(|state| state.word()),
        approvals: &row.approvals,
        conflict: row.conflict,
        pipeline: &row.pipeline,
        stage_release: &row.stage_release,
        prod_release: &row.prod_release,
        needs: &row.needs,
    }
}

/// Every fact of each.
pub fn json<'a>(rows: &[&'a ShipmentRow]) -> ShipmentsJson<'a> {
    ShipmentsJson { merge_requests: rows.iter().map(|row| mr(row)).collect() }
}

/// One row per merge request.
pub fn sheet(now: Timestamp, rows: &[&ShipmentRow]) -> Sheet {
    let row = |row: &&ShipmentRow| {
        let missing = row.needs.iter().filter(|need| need.state != NeedState::Met);
        let missing: Vec<String> = missing.map(|need| need.what.words()).collect();
        let conflict = match (row.conflict, row.state) {
            (Some(true), _) => "yes",
            (Some(false), _) => "no",
            (None, None) => "?",
            (None, Some(_)) => "–",
        };
        vec![
            row.number.clone(),
            row.release.to_string(),
            row.state.map_or("?", |state| state.word()).to_owned(),
            row.approvals.words.clone(),
            conflict.to_owned(),
            words(&row.pipeline, now),
            words(&row.stage_release, now),
            words(&row.prod_release, now),
            if row.state.is_none() { "?".to_owned() } else { missing.join(", ") },
            clean::line(&row.title),
        ]
    };
    Sheet {
        columns: vec![
            "mr",
            "release",
            "state",
            "approvals",
            "conflict",
            "pipeline",
            "stage",
            "prod",
            "needs",
            "title",
        ],
        rows: rows.iter().map(row).collect(),
    }
}

/// `passed 22m`, `failed prod 3h`; who waits or has not begun says so in the cell's own words, `wait 26h`.
fn words(cell: &Cell, now: Timestamp) -> String {
    let own = clean::line(&cell.words);
    let says_itself = matches!(cell.weight, Weight::Waiting | Weight::NotStarted);
    let weight = if says_itself && !own.is_empty() { "" } else { cell.weight.word() };
    let age = cell.since.map(|since| age(since, now));
    let parts = [weight, own.as_str(), age.as_deref().unwrap_or_default()];
    parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_is_told_without_its_glyph() {
        let since: Timestamp = "2026-03-25T14:00:00Z".parse().unwrap();
        let now = "2026-03-25T14:22:00Z".parse().unwrap();
        let cases = [
            (Weight::Passed, "", Some(since), "passed 22m"),
            (Weight::Failed, "prod", Some(since), "failed prod 22m"),
            (Weight::Waiting, "wait", Some(since), "wait 22m"),
            (Weight::NotStarted, "–", None, "–"),
            (Weight::NotStarted, "", None, "not started"),
            (Weight::Unknown, "", None, "?"),
        ];
        for (weight, words, since, expected) in cases {
            let cell = Cell { weight, words: words.to_owned(), since };
            assert_eq!(super::words(&cell, now), expected);
        }
    }
}
