//! Watching the stage pipeline in Jenkins: often while it runs, now and then otherwise.

use std::sync::Arc;
use std::time::Duration;

use super::hands::{Desk, Hands};
use super::poll::{Answer, Poll};
use crate::connectors::Jenkins;
use crate::domain::source::{Service, Source};
use crate::domain::time::Timestamp;
use crate::store::News;

/// All runs of the pipeline.
#[derive(Debug)]
struct StageRunsPoll {
    jenkins: Arc<Jenkins>,
    every: Duration,
    lively: bool,
}

/// While a run is under way or waits, program's time.
const LIVELY: Duration = Duration::from_secs(60);

/// Employs the one worker that it takes.
pub(super) fn employ(hands: &Hands, desk: &Desk) {
    let jenkins = Arc::new(Jenkins::new(&desk.net, &desk.settings.jenkins, desk.clock));
    let account = jenkins.clone();
    hands.account(Service::Jenkins, move || account.http().lane().health());
    hands.employ(StageRunsPoll { jenkins, every: desk.settings.jenkins.poll, lively: false });
}

impl Poll for StageRunsPoll {
    fn source(&self) -> Source {
        Source::StageRuns
    }

    fn every(&self) -> Duration {
        if self.lively && !self.every.is_zero() { self.every.min(LIVELY) } else { self.every }
    }

    fn spacing(&self, now: Timestamp) -> Duration {
        self.jenkins.http().lane().budget().spacing(now)
    }

    async fn ask(&mut self) -> Answer {
        match self.jenkins.stage_runs().await {
            Ok(runs) => {
                self.lively = runs.is_lively();
                Answer::good(News::StageRuns(Arc::new(runs)), None)
            }
            Err(trouble) => Answer::bad(trouble),
        }
    }
}
