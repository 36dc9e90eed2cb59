//! What the week holds for the services beside the repositories, each planned in a file of its own.

use std::collections::HashMap;
use std::sync::Arc;

use super::advisories;
use super::chat;
use super::course::Done;
use super::directory;
use super::grades;
use super::ledger::Window;
use super::payloads;
use super::qe_marks;
use super::release::Release;
use super::reports;
use super::shipments;
use super::stage_runs;
use super::tracker;
use crate::sandbox::plans::Plans;

/// Plans every service. `done`: when the steps of each release with a StateBox are taken, by its name.
pub(super) fn plans(window: &Window, releases: &[Release], done: &HashMap<String, Done>) -> Plans {
    let mut plans = Plans {
        payloads: payloads::plan(window, releases, done),
        shipments: shipments::plan(window, releases, done),
        directory: directory::entries(),
        team: chat::team(),
        qe_marks: qe_marks::plan(releases, done),
        sheets: reports::plan(window, releases, done),
        stage_runs: stage_runs::plan(releases, done),
        job_runs: releases
            .iter()
            .filter_map(|one| done.get(&one.name))
            .flat_map(|done| done.checks.clone())
            .collect(),
        ..Plans::default()
    };
    plans.catalogue = grades::plan(window, releases, &plans.shipments);
    for release in releases {
        advisories::of(window, release, done.get(&release.name), &mut plans.advisories);
    }
    plans.tracker = Arc::new(tracker::tracker(window, releases, done));
    plans
}
