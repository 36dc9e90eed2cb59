//! Watching build data: one `releases.yml` per y-stream that has releases. It changes a few times a
//! week, so it is asked for a few times a day.

use std::sync::Arc;
use std::time::Duration;

use super::memo::Memo;
use super::poll::{Answer, Poll};
use super::reading::ReadAssemblies;
use crate::connectors::{Github, Told};
use crate::domain::source::Source;
use crate::domain::trouble::Trouble;
use crate::domain::version::YStream;
use crate::store::News;

/// The build data of one y-stream.
#[derive(Debug)]
pub struct BuildDataPoll {
    github: Arc<Github>,
    y: YStream,
    every: Duration,
    read: ReadAssemblies,
    etag: Option<String>,
}

impl BuildDataPoll {
    /// A y-stream, and what was remembered of it.
    pub fn new(
        github: Arc<Github>,
        y: YStream,
        every: Duration,
        read: ReadAssemblies,
        memo: Option<Memo>,
    ) -> BuildDataPoll {
        let etag = match memo {
            Some(Memo::File { etag }) => Some(etag),
            _ => None,
        };
        BuildDataPoll { github, y, every, read, etag }
    }

    async fn look(&mut self) -> Result<Answer, Trouble> {
        let named = match self.github.build_data(self.y, self.etag.as_deref()).await? {
            Told::Same => return Ok(Answer::good(News::Unchanged, None)),
            Told::New(named) => named,
        };
        let (read, y) = (self.read, self.y);
        let place = format!("openshift-{y} releases.yml");
        let path = place.clone();
        let reading = tokio::task::spawn_blocking(move || read(y, &path, &named.text));
        let unreadable = |detail: String| Trouble::Unreadable { place: place.clone(), detail };
        let (assemblies, complaints) = reading
            .await
            .map_err(|_| unreadable("a fault in this program stopped the reading".to_owned()))?;
        for complaint in &complaints {
            tracing::warn!(%complaint, "build data");
        }
        let assemblies = assemblies.ok_or_else(|| {
            let first = complaints.first().map(|complaint| complaint.what.clone());
            unreadable(first.unwrap_or_else(|| "nothing in it can be used".to_owned()))
        })?;
        self.etag.clone_from(&named.etag);
        let memo = named.etag.map(|etag| Memo::File { etag });
        Ok(Answer::good(News::Assemblies(Arc::new(assemblies)), memo))
    }
}

impl Poll for BuildDataPoll {
    fn source(&self) -> Source {
        Source::BuildData(self.y)
    }

    fn every(&self) -> Duration {
        self.every
    }

    async fn ask(&mut self) -> Answer {
        self.look().await.unwrap_or_else(Answer::bad)
    }
}
