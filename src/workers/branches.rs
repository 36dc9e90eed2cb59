//! Watching a branch of openshift/release-tests. The unit of change is the blob: a third of the commits
//! on the record branch change no file at all.

use std::time::Duration;

use super::memo::Memo;
use super::poll::{Answer, Poll};
use super::reading::{self, ReadDocument};
use crate::connectors::{Branches, Head, Listing, Told};
use crate::domain::clock::Clock;
use crate::domain::source::{Branch, Source};
use crate::domain::time::{SignedDuration, Timestamp};
use crate::domain::trouble::Trouble;
use crate::store::{Files, News};

/// More changed files than this come cheaper as a whole branch.
pub const MANY: usize = 25;

/// One branch.
#[derive(Debug)]
pub struct BranchPoll {
    branches: Branches,
    branch: Branch,
    every: Duration,
    clock: Clock,
    read: ReadDocument,
    /// what was read last
    known: Option<Known>,
    last_good: Option<Timestamp>,
}

#[derive(Debug, Clone)]
struct Known {
    head: Head,
    blobs: Listing,
}

impl BranchPoll {
    /// A branch, and what was remembered of it.
    pub fn new(
        branches: Branches,
        branch: Branch,
        every: Duration,
        clock: Clock,
        read: ReadDocument,
        memo: Option<Memo>,
    ) -> BranchPoll {
        let known = match memo {
            Some(Memo::Branch { head, blobs }) => Some(Known { head, blobs }),
            _ => None,
        };
        BranchPoll { branches, branch, every, clock, read, known, last_good: None }
    }

    async fn look(&mut self) -> Result<Answer, Trouble> {
        let etag = self.known.as_ref().and_then(|known| known.head.etag.as_deref());
        let head = match self.branches.head(self.branch, etag).await? {
            Told::Same => return Ok(Answer::good(News::Unchanged, None)),
            Told::New(head) => head,
        };
        let Some(known) = &self.known else { return self.load(head).await };
        if known.head == head {
            return Ok(Answer::good(News::Unchanged, None));
        }
        if known.head.tree == head.tree {
            let blobs = known.blobs.clone();
            return Ok(Answer::good(News::Unchanged, Some(self.keep(head, blobs))));
        }
        let listing = self.branches.listing(self.branch, &head).await?;
        let changed: Listing = listing
            .iter()
            .filter(|(path, blob)| known.blobs.get(*path) != Some(*blob))
            .map(|(path, blob)| (path.clone(), blob.clone()))
            .collect();
        let gone: Vec<String> =
            known.blobs.keys().filter(|path| !listing.contains_key(*path)).cloned().collect();
        if changed.is_empty() && gone.is_empty() {
            return Ok(Answer::good(News::Unchanged, Some(self.keep(head, listing))));
        }
        if changed.len() > MANY {
            return self.load(head).await;
        }
        self.take_changes(head, &changed, gone).await
    }

    /// The whole branch.
    async fn load(&mut self, head: Head) -> Result<Answer, Trouble> {
        let files = self.branches.whole(self.branch, &head).await?;
        let blobs = files.iter().map(|file| (file.path.clone(), file.blob.clone())).collect();
        let put = reading::documents(self.read, self.branch, files, head.committed, false).await;
        let news = Files { whole: true, head: head.commit.clone(), put, gone: Vec::new() };
        Ok(Answer::good(News::Files(news), Some(self.keep(head, blobs))))
    }

    /// What changed since last time. When only a part of it could be fetched, that part is told and
    /// kept, and the rest is missing still: the old head stays, so the next look finds it.
    async fn take_changes(
        &mut self,
        head: Head,
        changed: &Listing,
        gone: Vec<String>,
    ) -> Result<Answer, Trouble> {
        let (files, trouble) = self.branches.files(&head, changed).await;
        let Some(known) = &self.known else { return self.load(head).await };
        let mut blobs = known.blobs.clone();
        let keep_head = trouble.as_ref().map(|_| known.head.clone());
        gone.iter().for_each(|path| {
            blobs.remove(path);
        });
        blobs.extend(files.iter().map(|file| (file.path.clone(), file.blob.clone())));
        let observed = self.watched_closely();
        let put = reading::documents(self.read, self.branch, files, head.committed, observed).await;
        let told = !put.is_empty() || !gone.is_empty();
        let news = Files { whole: false, head: head.commit.clone(), put, gone };
        let memo = self.keep(keep_head.unwrap_or(head), blobs);
        Ok(Answer { news: told.then_some(News::Files(news)), trouble, memo: Some(memo) })
    }

    /// We looked a short while ago, so what changed changed just now.
    fn watched_closely(&self) -> bool {
        let span =
            SignedDuration::try_from(self.every.saturating_mul(3)).unwrap_or(SignedDuration::MAX);
        self.last_good.is_some_and(|last| self.now().duration_since(last) <= span)
    }

    fn now(&self) -> Timestamp {
        self.clock.time(Timestamp::now())
    }

    fn keep(&mut self, head: Head, blobs: Listing) -> Memo {
        self.known = Some(Known { head: head.clone(), blobs: blobs.clone() });
        Memo::Branch { head, blobs }
    }
}

impl Poll for BranchPoll {
    fn source(&self) -> Source {
        Source::Branch(self.branch)
    }

    fn every(&self) -> Duration {
        self.every
    }

    /// The branches share one hourly budget.
    fn spacing(&self, now: Timestamp) -> Duration {
        self.branches.spacing(now).saturating_mul(Branch::ALL.len() as u32)
    }

    async fn ask(&mut self) -> Answer {
        let answer = self.look().await.unwrap_or_else(Answer::bad);
        if answer.trouble.is_none() {
            self.last_good = Some(self.now());
        }
        answer
    }
}
