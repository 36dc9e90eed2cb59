//! Watching the Prow runs of an active release's builds: those that the record files name. Open ones are
//! asked about again and again; what ended is read once, some runs at a time, and kept.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::Duration;

use super::hands::{Desk, Hands};
use super::poll::{Answer, Poll};
use crate::connectors::Prow;
use crate::connectors::prow::{Ask, Looked};
use crate::domain::releases::Activity;
use crate::domain::results::RunState;
use crate::domain::runs::{Evidence, RunOf, Runs, Tests, key};
use crate::domain::source::{Service, Source};
use crate::domain::time::{SignedDuration, Timestamp};
use crate::domain::trouble::Trouble;
use crate::domain::version::Release;
use crate::store::{BuildRow, News, Role, Snapshot};

/// The runs of one release's builds.
struct RunsPoll {
    prow: Arc<Prow>,
    desk: Desk,
    release: Release,
    /// what this program found out so far; before its first answer, what an earlier one did
    last: Option<Arc<Runs>>,
    /// runs whose last look was ended by a trouble: they are due whatever was learnt
    again: BTreeSet<String>,
    lively: bool,
    unfinished: bool,
}

/// A run that the record files name.
#[derive(Debug, Clone)]
struct Named {
    key: String,
    of: RunOf,
    id: Option<String>,
    page: Option<String>,
    started: Option<Timestamp>,
    /// the record says that it is over
    is_over: bool,
}

/// Questions of one sweep; what is left is asked for soon after. The first sweep of a program is a short one:
/// it has the open runs, and nobody waits for the rest.
const MOST_ASKED: u32 = 40;
const FIRST_ASKED: u32 = 8;
/// Runs looked at at once.
const TOGETHER: usize = 3;
/// While a run is under way, program's time.
const LIVELY: Duration = Duration::from_secs(60);
/// Between two portions of a sweep, program's time.
const SOON: Duration = Duration::from_secs(15);
/// Runs of a release. The busiest builds seen had 17.
const MOST_RUNS: usize = 600;
/// So long what is known of a run stays that no record file names: files come and go.
const REMEMBERED: SignedDuration = SignedDuration::from_hours(14 * 24);
/// Sentences about what could not be read.
const MOST_GAPS: usize = 20;

/// Puts a worker to work for every active release with runs.
pub(super) fn employ(hands: &Hands, desk: &Desk) {
    let prow = Arc::new(Prow::new(&desk.net, &desk.settings.prow, desk.clock));
    for line in [Prow::deck, Prow::gangway, Prow::storage] {
        let prow = prow.clone();
        hands.account(Service::Prow, move || line(&prow).lane().health());
    }
    let desk = desk.clone();
    hands.follow(Source::Runs, wanted, move |release| RunsPoll {
        prow: prow.clone(),
        desk: desk.clone(),
        release,
        last: None,
        again: BTreeSet::new(),
        lively: false,
        unfinished: false,
    });
}

fn wanted(picture: &Snapshot) -> BTreeSet<Release> {
    let active = picture.board.releases.iter().filter(|one| one.activity == Activity::Active);
    let has_runs = |release: &Release| {
        let own = builds(picture, *release);
        let tested = own.flat_map(|row| &row.tested).filter_map(|tested| tested.results.as_ref());
        tested.flat_map(|results| results.runs()).any(|run| key(run).is_some())
    };
    active.map(|known| known.release).filter(has_runs).collect()
}

/// The release's promoted build and its candidate.
fn builds(picture: &Snapshot, release: Release) -> impl Iterator<Item = &BuildRow> {
    let candidate = picture.board.release(release).and_then(|one| one.facts.candidate.as_ref());
    let own = move |row: &&BuildRow| {
        row.role == Role::Promoted(release)
            || row.role == Role::Candidate(release)
            || candidate == Some(&row.name)
    };
    picture.board.builds_of(release.y).iter().map(|row| &**row).filter(own)
}

/// Runs of the release's builds on every architecture, the newest first.
fn named(picture: &Snapshot, release: Release) -> Vec<Named> {
    let mut all: Vec<Named> = Vec::new();
    for row in builds(picture, release) {
        for tested in &row.tested {
            for job in tested.results.iter().flat_map(|results| &results.jobs) {
                let of =
                    RunOf { build: row.name.clone(), arch: tested.arch, job: job.name.clone() };
                all.extend(job.runs().filter_map(|run| {
                    Some(Named {
                        key: key(run)?.to_owned(),
                        of: of.clone(),
                        id: run.id.clone(),
                        page: run.url.clone(),
                        started: run.started,
                        is_over: run.is_completed(),
                    })
                }));
            }
        }
    }
    // Right after it was triggered a run has no time: it is the newest there is.
    all.sort_by_key(|run| std::cmp::Reverse(run.started.unwrap_or(Timestamp::MAX)));
    all.truncate(MOST_RUNS);
    all
}

/// Which runs to look at now: open ones first, then those that ended, the newest first.
fn due(
    named: Vec<Named>,
    known: &BTreeMap<String, Arc<Evidence>>,
    again: &BTreeSet<String>,
    now: Timestamp,
) -> Vec<Named> {
    let is_due = |run: &Named| match known.get(&run.key) {
        None => true,
        // The record closed it since.
        Some(known) if run.is_over && known.sight.is_under_way() => true,
        Some(known) => known.is_due(now) || again.contains(&run.key),
    };
    let (mut open, ended): (Vec<Named>, Vec<Named>) =
        named.into_iter().filter(is_due).partition(|run| !run.is_over);
    open.extend(ended);
    open
}

impl RunsPoll {
    /// What is known, also from an earlier program, of runs that are still of interest.
    fn known(&self, named: &[Named], now: Timestamp) -> BTreeMap<String, Arc<Evidence>> {
        let cached = self.desk.picture.borrow().outside.runs.get(&self.release).cloned();
        let Some(last) = self.last.clone().or(cached) else { return BTreeMap::new() };
        let named: BTreeSet<&str> = named.iter().map(|run| run.key.as_str()).collect();
        let stays = |key: &str, known: &Evidence| {
            let recent = now.duration_since(known.looked) < REMEMBERED;
            named.contains(key) || (recent && !known.sight.is_under_way())
        };
        let kept = last.known.iter().filter(|(key, known)| stays(key, known));
        kept.take(2 * MOST_RUNS).map(|(key, known)| (key.clone(), known.clone())).collect()
    }

    fn ask_for(run: &Named, known: Option<&Arc<Evidence>>) -> Ask {
        let sight = known.map(|known| &known.sight);
        Ask {
            id: run.id.clone(),
            page: run.page.clone().or_else(|| sight?.url.clone()),
            is_over: run.is_over || sight.and_then(|one| one.state).is_some_and(RunState::is_over),
        }
    }
}

/// Joins what was found with what was known: a look that brought nothing costs no fact.
fn joined(of: RunOf, looked: Looked, before: Option<&Arc<Evidence>>, now: Timestamp) -> Evidence {
    let mut sight = looked.sight;
    let mut tests = looked.tests;
    if let Some(before) = before {
        if sight.state.is_none() {
            sight = before.sight.clone();
        }
        if matches!(tests, Tests::Unread(_)) && matches!(before.tests, Tests::Report(_)) {
            tests = before.tests.clone();
        }
    }
    Evidence { of, sight, tests, looked: now }
}

impl Poll for RunsPoll {
    fn source(&self) -> Source {
        Source::Runs(self.release)
    }

    fn every(&self) -> Duration {
        let every = self.desk.settings.prow.poll;
        match every.is_zero() {
            false if self.unfinished => every.min(SOON),
            false if self.lively => every.min(LIVELY),
            _ => every,
        }
    }

    fn spacing(&self, now: Timestamp) -> Duration {
        let spacing = |http: &crate::connectors::Http| http.lane().budget().spacing(now);
        let lines = [self.prow.deck(), self.prow.gangway(), self.prow.storage()];
        lines.into_iter().map(spacing).max().unwrap_or_default()
    }

    async fn ask(&mut self) -> Answer {
        let now = self.desk.clock.time(Timestamp::now());
        let named = named(&self.desk.picture.borrow(), self.release);
        let mut known = self.known(&named, now);
        let due = due(named, &known, &self.again, now);
        let mut again = self.again.clone();
        let most = if self.last.is_none() { FIRST_ASKED } else { MOST_ASKED };
        let (mut asked, mut done, mut learnt, mut is_locked) = (0, 0, 0, false);
        let (mut trouble, mut ends, mut gaps) = (None, false, Vec::new());
        for portion in due.chunks(TOGETHER) {
            if asked >= most || ends {
                break;
            }
            let looks = portion.iter().map(|run| {
                let ask = Self::ask_for(run, known.get(&run.key));
                let prow = &self.prow;
                async move {
                    // Its bucket was closed a moment ago; an open run is asked about at Deck.
                    let is_closed = is_locked && ask.is_over;
                    if is_closed { Looked::locked() } else { prow.look(&ask).await }
                }
            });
            let looked = futures_util::future::join_all(looks).await;
            done += portion.len();
            for (run, mut looked) in portion.iter().zip(looked) {
                asked += looked.asked;
                is_locked |= looked.is_locked;
                let fault = looked.trouble.take();
                if fault.is_none() {
                    again.remove(&run.key);
                    learnt += 1;
                } else if again.len() < MOST_RUNS {
                    again.insert(run.key.clone());
                }
                if fault.is_none() || looked.sight.state.is_some() {
                    let before = known.get(&run.key);
                    let evidence = joined(run.of.clone(), looked, before, now);
                    known.insert(run.key.clone(), Arc::new(evidence));
                }
                if let Some(fault) = fault {
                    if gaps.len() < MOST_GAPS {
                        gaps.push(format!("{} on {}: {fault}", run.of.job, run.of.build));
                    }
                    // What cannot be read of one run says nothing about the others.
                    ends |= !matches!(fault, Trouble::Unreadable { .. } | Trouble::Missing { .. });
                    trouble.get_or_insert(fault);
                }
            }
        }
        let waiting = u32::try_from(due.len().saturating_sub(done)).unwrap_or(u32::MAX);
        let runs = Arc::new(Runs { known, waiting, gaps });
        self.lively = runs.is_lively();
        self.unfinished = waiting > 0 && !ends;
        self.last = Some(runs.clone());
        self.again = again;
        // Where nothing was learnt the facts are as old as they were.
        let news = (trouble.is_none() || learnt > 0).then_some(News::Runs(runs));
        Answer { news, trouble, memo: None }
    }
}
