//! Runs of the stage pipeline, as the courses of the releases have them.

use std::collections::HashMap;

use super::course::Done;
use super::release::Release;
use crate::sandbox::jenkins::plan::PlannedRun;

/// All of them, by number.
pub(super) fn plan(releases: &[Release], done: &HashMap<String, Done>) -> Vec<PlannedRun> {
    let of = |release: &Release| -> Vec<PlannedRun> {
        let runs = done.get(&release.name).map(|done| done.stage_runs.as_slice());
        let planned = runs.unwrap_or_default().iter().map(|run| PlannedRun {
            number: run.number,
            y: release.line.y,
            release: release.name.clone(),
            // seconds before the lead's log says that it was triggered
            queued: run.at - 9,
            started: run.at + 1,
            ended: run.ended,
            result: run.result,
        });
        planned.collect()
    };
    let mut all: Vec<PlannedRun> = releases.iter().flat_map(of).collect();
    all.sort_by_key(|run| run.number);
    all
}

#[cfg(test)]
mod tests {
    use crate::sandbox::week::plan;
    use crate::sandbox::week::tests::world::{scenario, wednesday};

    #[test]
    fn every_run_has_its_own_number_and_two_run_at_the_start() {
        for seed in 1..6 {
            let runs = plan(&scenario(), seed, wednesday()).plans.stage_runs;
            assert!(runs.windows(2).all(|pair| pair[0].number < pair[1].number), "seed {seed}");
            assert!(runs.iter().all(|run| run.started < run.ended), "seed {seed}");
            let now = wednesday().as_second();
            let at_work = runs.iter().filter(|run| run.started <= now && now < run.ended);
            let mut at_work: Vec<&str> = at_work.map(|run| run.y).collect();
            at_work.sort_unstable();
            assert!(at_work.contains(&"4.19") && at_work.contains(&"4.20"), "{at_work:?}");
            assert!(runs.iter().any(|run| run.result == "FAILURE" && run.y == "4.21"));
        }
    }
}
