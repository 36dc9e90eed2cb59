//! Watching the bugs that wait for verification.
//!
//! A poll of an unchanged list is the list alone: what was learnt of a bug holds until Jira says that it
//! changed. The labels of its pull requests change without Jira's knowledge and are asked for again after
//! an hour.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::Duration;

use futures_util::{StreamExt, stream};
use tokio::sync::watch;

use super::hands::{Desk, Hands};
use super::poll::{Answer, Poll};
use super::ticket;
use crate::connectors::jira::{Details, Listed};
use crate::connectors::{Github, Jira};
use crate::domain::bugs::{Bug, Bugs, PreMerge, Pull};
use crate::domain::releases::Activity;
use crate::domain::source::{Service, Source};
use crate::domain::time::{SignedDuration, Timestamp};
use crate::domain::trouble::Trouble;
use crate::domain::version::YStream;
use crate::store::{News, Snapshot};

/// Bugs read at a time.
const AT_A_TIME: usize = 4;
/// Bugs read anew in one poll; the others follow at once, in polls of their own.
const MOST_READ: usize = 60;
/// Pull requests asked for in one poll.
const MOST_PULLS: usize = 60;
/// After this long the labels of a pull request are asked for again.
const LABELS_HOLD: SignedDuration = SignedDuration::from_hours(1);
/// The pause while there is something to do that a poll has not done.
const SHORT: Duration = Duration::from_secs(5);
/// Sentences about what could not be read.
const MOST_GAPS: usize = 50;

/// All bugs in ON_QA.
#[derive(Debug)]
pub struct BugsPoll {
    jira: Arc<Jira>,
    github: Arc<Github>,
    picture: watch::Receiver<Snapshot>,
    every: Duration,
    /// what the last poll told; an earlier run's, before the first
    last: Option<Arc<Bugs>>,
    labels: BTreeMap<String, (PreMerge, Timestamp)>,
    /// the last poll did not get through
    unfinished: bool,
}

/// Puts the workers for Jira to work.
pub(super) fn employ(hands: &Hands, desk: &Desk) {
    let jira = Jira::new(&desk.net, &desk.settings.jira, desk.clock);
    let lane = jira.clone();
    hands.account(Service::Jira, move || lane.http().lane().health());
    let every = desk.settings.jira.poll;
    hands.employ(BugsPoll::new(jira.clone(), desk.github.clone(), desk.picture.clone(), every));
    ticket::employ(hands, desk, jira);
}

impl BugsPoll {
    /// Asks about the y-streams that the picture has active releases of.
    pub fn new(
        jira: Arc<Jira>,
        github: Arc<Github>,
        picture: watch::Receiver<Snapshot>,
        every: Duration,
    ) -> BugsPoll {
        let (last, labels) = (None, BTreeMap::new());
        BugsPoll { jira, github, picture, every, last, labels, unfinished: true }
    }

    fn streams(&self) -> BTreeSet<YStream> {
        let picture = self.picture.borrow();
        let active = |activity| activity == Activity::Active;
        let known = picture.board.releases.iter();
        known.filter(|known| active(known.activity)).map(|known| known.release.y).collect()
    }

    /// Takes over what is known of bugs that did not change; the others, as far as this poll reads them.
    fn recall(&self, listed: &mut Listed) -> Vec<String> {
        let cached = self.picture.borrow().outside.bugs.clone();
        let last = self.last.clone().or(cached).unwrap_or_default();
        let last: BTreeMap<&str, &Arc<Bug>> =
            last.bugs.iter().map(|bug| (bug.key.as_str(), bug)).collect();
        let mut changed = Vec::new();
        for bug in &mut listed.bugs {
            let known = last.get(bug.key.as_str());
            if let Some(known) = known {
                bug.on_qa = known.on_qa;
                bug.notices = known.notices.clone();
                bug.pulls = known.pulls.clone();
            }
            let same = known.is_some_and(|known| known.updated == bug.updated);
            if !same || bug.updated.is_none() {
                changed.push(bug.key.clone());
            }
        }
        changed
    }

    /// Reads bugs, several at a time. Trouble with one of them is told of that one; trouble with Jira
    /// ends the reading.
    async fn read(&self, keys: Vec<String>) -> (BTreeMap<String, Details>, Vec<(String, Trouble)>) {
        let mut reading = stream::iter(keys)
            .map(|key| async {
                let details = self.jira.details(&key).await;
                (key, details)
            })
            .buffer_unordered(AT_A_TIME);
        let (mut read, mut failed) = (BTreeMap::new(), Vec::new());
        while let Some((key, details)) = reading.next().await {
            match details {
                Ok(details) => {
                    read.insert(key, details);
                }
                Err(trouble) => {
                    let ends = is_jiras(&trouble);
                    failed.push((key, trouble));
                    if ends {
                        break;
                    }
                }
            }
        }
        (read, failed)
    }

    /// Labels of the pull requests that are linked, as far as they are due.
    async fn look_at_pulls(&self, bugs: &[Bug]) -> BTreeMap<String, (PreMerge, Timestamp)> {
        let now = self.github.api().lane().now();
        let holds = |name: &str| {
            let known = self.labels.get(name);
            known.is_some_and(|(_, at)| now.duration_since(*at) < LABELS_HOLD)
        };
        let linked: BTreeSet<&str> = bugs
            .iter()
            .flat_map(|bug| bug.pulls.iter().map(|pull| pull.name.as_str()))
            .filter(|name| !holds(name))
            .collect();
        let mut read = BTreeMap::new();
        for name in linked.into_iter().take(MOST_PULLS) {
            let Some((repo, number)) = parts(name) else { continue };
            match self.github.labels(repo, number).await {
                Ok(Some(labels)) => {
                    let has = |label: &str| labels.contains(label);
                    let verified = match (has("verified-later"), has("verified")) {
                        (true, _) => PreMerge::Later,
                        (false, true) => PreMerge::Verified,
                        (false, false) => PreMerge::Not,
                    };
                    read.insert(name.to_owned(), (verified, now));
                }
                Err(Trouble::Missing { .. } | Trouble::Unreadable { .. }) => {}
                // Without a token, or with GitHub in trouble, nothing can be said of any.
                Ok(None) | Err(_) => break,
            }
        }
        read
    }
}

impl Poll for BugsPoll {
    fn source(&self) -> Source {
        Source::Bugs
    }

    fn every(&self) -> Duration {
        match self.every.is_zero() {
            false if self.unfinished => self.every.min(SHORT),
            _ => self.every,
        }
    }

    fn spacing(&self, now: Timestamp) -> Duration {
        self.jira.http().lane().budget().spacing(now)
    }

    async fn ask(&mut self) -> Answer {
        let streams = self.streams();
        if streams.is_empty() {
            // Nobody told yet which releases there are.
            return Answer::default();
        }
        let mut listed = match self.jira.on_qa(&streams).await {
            Ok(listed) => listed,
            Err(trouble) => return Answer::bad(trouble),
        };
        let mut changed = self.recall(&mut listed);
        let later = changed.split_off(changed.len().min(MOST_READ));
        let asked = changed.len();
        let (read, failed) = self.read(changed).await;
        let Listed { mut bugs, asked: streams, mut gaps } = listed;
        for bug in &mut bugs {
            if let Some(details) = read.get(&bug.key) {
                bug.on_qa = details.on_qa;
                bug.notices.clone_from(&details.notices);
                let name = |(repo, number): &(String, u64)| format!("openshift/{repo}#{number}");
                let pull = |of| Pull { name: name(of), verified: None };
                bug.pulls = details.pulls.iter().map(pull).collect();
            }
        }
        let labels = self.look_at_pulls(&bugs).await;
        self.labels.extend(labels);
        for pull in bugs.iter_mut().flat_map(|bug| &mut bug.pulls) {
            pull.verified = self.labels.get(&pull.name).map(|(verified, _)| *verified);
        }
        let linked: BTreeSet<&str> =
            bugs.iter().flat_map(|bug| &bug.pulls).map(|pull| pull.name.as_str()).collect();
        self.labels.retain(|name, _| linked.contains(name.as_str()));
        let (trouble, unread) = tell(&failed, asked - read.len() + later.len(), &mut gaps);
        // What was not read is read again next time, whatever its last change says.
        let unread: BTreeSet<&str> =
            unread.iter().copied().chain(later.iter().map(String::as_str)).collect();
        for bug in bugs.iter_mut().filter(|bug| unread.contains(bug.key.as_str())) {
            bug.updated = None;
        }
        let bugs = bugs.into_iter().map(Arc::new).collect();
        let bugs = Arc::new(Bugs { bugs, asked: streams, gaps });
        self.last = Some(bugs.clone());
        self.unfinished = !later.is_empty();
        Answer { news: Some(News::Bugs(bugs)), trouble, memo: None }
    }
}

/// Names what could not be read; gives what ended the reading, and the bugs it failed for.
fn tell<'a>(
    failed: &'a [(String, Trouble)],
    unread: usize,
    gaps: &mut Vec<String>,
) -> (Option<Trouble>, Vec<&'a str>) {
    let mut ended = None;
    for (key, trouble) in failed {
        match trouble {
            Trouble::Missing { .. } | Trouble::Refused { .. } => {
                gaps.push(format!("{key}: its history is hidden from this account"));
            }
            trouble if is_jiras(trouble) => ended = Some(trouble.clone()),
            trouble => gaps.push(format!("{key}: {trouble}")),
        }
    }
    let named = failed.iter().filter(|(_, trouble)| !is_jiras(trouble)).count();
    let rest = unread.saturating_sub(named);
    if rest > 0 {
        gaps.push(format!("the history of {rest} bugs was not read yet"));
    }
    if gaps.len() > MOST_GAPS {
        let more = gaps.len() - MOST_GAPS;
        gaps.truncate(MOST_GAPS);
        gaps.push(format!("{more} more could not be read"));
    }
    (ended, failed.iter().map(|(key, _)| key.as_str()).collect())
}

/// Trouble of the service, not of one bug.
fn is_jiras(trouble: &Trouble) -> bool {
    matches!(
        trouble,
        Trouble::SignIn { .. } | Trouble::Throttled { .. } | Trouble::Unreachable { .. }
    )
}

/// `openshift/origin#30211`
fn parts(name: &str) -> Option<(&str, u64)> {
    let (repo, number) = name.strip_prefix("openshift/")?.split_once('#')?;
    Some((repo, number.parse().ok()?))
}
