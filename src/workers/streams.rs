//! Watching the release controller of one architecture.

use std::sync::Arc;
use std::time::Duration;

use super::poll::{Answer, Poll};
use crate::connectors::Streams;
use crate::domain::arch::Arch;
use crate::domain::source::Source;
use crate::domain::time::Timestamp;
use crate::store::News;

/// The tags of one architecture.
#[derive(Debug)]
pub struct TagsPoll {
    /// all of them
    pub streams: Arc<Streams>,
    /// which
    pub arch: Arch,
    /// pause, program's time
    pub every: Duration,
}

impl Poll for TagsPoll {
    fn source(&self) -> Source {
        Source::Tags(self.arch)
    }

    fn every(&self) -> Duration {
        self.every
    }

    fn spacing(&self, now: Timestamp) -> Duration {
        self.streams
            .http(self.arch)
            .map_or(Duration::ZERO, |http| http.lane().budget().spacing(now))
    }

    async fn ask(&mut self) -> Answer {
        match self.streams.tags(self.arch).await {
            Ok(tags) => Answer::good(News::Tags(tags), None),
            Err(trouble) => Answer::bad(trouble),
        }
    }
}
