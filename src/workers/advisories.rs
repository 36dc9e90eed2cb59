//! Watching the Errata advisories of every release on the list.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::watch;

use super::hands::{Desk, Hands};
use super::poll::{Answer, Poll};
use crate::connectors::Errata;
use crate::domain::advisories::Advisories;
use crate::domain::releases::{Activity, Assessment, FlowKind};
use crate::domain::source::{Service, Source};
use crate::domain::time::Timestamp;
use crate::domain::trouble::Trouble;
use crate::domain::version::Release;
use crate::store::{News, Snapshot};

/// Releases that are looked after at once; the list comes from outside.
const MOST_RELEASES: usize = 100;
/// Advisories of one release; six kinds are known.
const MOST_ADVISORIES: usize = 16;

/// Employs a worker for every release on the list whose advisories are known by number.
pub fn employ(hands: &Hands, desk: &Desk) {
    let errata = Errata::new(&desk.net, &desk.settings.errata, desk.clock);
    let lane = errata.clone();
    hands.account(Service::Errata, move || lane.lane().health());
    let (picture, every) = (desk.picture.clone(), desk.settings.errata.poll);
    hands.follow(Source::Advisories, wanted, move |release| AdvisoriesPoll {
        errata: errata.clone(),
        picture: picture.clone(),
        release,
        every,
    });
}

fn wanted(picture: &Snapshot) -> BTreeSet<Release> {
    let known = picture.board.releases.iter();
    let active = known.filter(|known| known.activity == Activity::Active);
    let numbered = active.filter(|known| !known.facts.advisories.is_empty());
    numbered.map(|known| known.release).take(MOST_RELEASES).collect()
}

/// The advisories of one release.
#[derive(Debug)]
pub struct AdvisoriesPoll {
    errata: Arc<Errata>,
    picture: watch::Receiver<Snapshot>,
    release: Release,
    every: Duration,
}

impl AdvisoriesPoll {
    /// Which advisories there are now, and whether the grades of their containers count.
    fn subject(&self) -> (BTreeMap<String, u64>, bool) {
        let picture = self.picture.borrow();
        let known = picture.board.releases.iter().find(|known| known.release == self.release);
        known
            .map(|known| (numbers(known), known.flow_kind == Some(FlowKind::Errata)))
            .unwrap_or_default()
    }
}

fn numbers(known: &Assessment) -> BTreeMap<String, u64> {
    let all = known.facts.advisories.iter().take(MOST_ADVISORIES);
    all.map(|(kind, number)| (kind.clone(), *number)).collect()
}

impl Poll for AdvisoriesPoll {
    fn source(&self) -> Source {
        Source::Advisories(self.release)
    }

    fn every(&self) -> Duration {
        self.every
    }

    fn spacing(&self, now: Timestamp) -> Duration {
        self.errata.lane().budget().spacing(now)
    }

    /// One after the other: the Errata Tool is slow, and nothing here is urgent. What concerns all of
    /// them (no login, no connection) ends the round, and the last good answer stays.
    async fn ask(&mut self) -> Answer {
        let (numbers, grade) = self.subject();
        let mut found = Advisories::default();
        let mut first = None;
        for (kind, number) in numbers {
            match self.errata.advisory(&kind, number, grade).await {
                Ok(read) => {
                    let gap = |(part, trouble): &(&str, Trouble)| {
                        format!("{kind} {number}: {part}: {trouble}")
                    };
                    found.gaps.extend(read.gaps.iter().map(gap));
                    first =
                        first.or(read.gaps.into_iter().map(|(_, trouble)| trouble).find(is_of_all));
                    found.by_kind.insert(kind, read.advisory);
                }
                Err(trouble) if is_of_all(&trouble) => return Answer::bad(trouble),
                Err(trouble) => {
                    found.gaps.push(format!("{kind} {number}: {trouble}"));
                    found.unread.insert(kind);
                    first = first.or(Some(trouble));
                }
            }
        }
        let nothing = found.by_kind.is_empty();
        match first {
            // Not one can be read, for another reason than that it is not there.
            Some(trouble) if nothing && !matches!(trouble, Trouble::Missing { .. }) => {
                Answer::bad(trouble)
            }
            None if nothing => Answer::default(),
            // What will not change by asking again is a gap and no trouble of the service.
            trouble => {
                let news = News::Advisories(Arc::new(found));
                Answer { trouble: trouble.filter(is_of_all), ..Answer::good(news, None) }
            }
        }
    }
}

/// The service as a whole does not answer; it may at the next try.
fn is_of_all(trouble: &Trouble) -> bool {
    matches!(
        trouble,
        Trouble::SignIn { .. } | Trouble::Throttled { .. } | Trouble::Unreachable { .. }
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::releases::fixtures::{FRIDAY, Made};
    use crate::store::Board;

    #[test]
    fn only_releases_on_the_list_with_numbers_are_looked_after() {
        let of = |name: &str, activity, numbers: &[(&str, u64)]| {
            let mut one = Made::fresh().assess(FRIDAY);
            one.release = name.parse().unwrap();
            one.activity = activity;
            let numbers = numbers.iter().map(|(kind, number)| ((*kind).to_owned(), *number));
            one.facts.advisories = numbers.collect();
            Arc::new(one)
        };
        let releases = vec![
            of("4.20.17", Activity::Active, &[("rpm", 1), ("rhcos", 2)]),
            of("4.20.16", Activity::Done, &[("rpm", 3)]),
            of("4.19.27", Activity::Active, &[]),
        ];
        let board = Arc::new(Board { releases, ..Board::default() });
        let picture = Snapshot { board, ..Snapshot::default() };
        let names: Vec<String> = wanted(&picture).iter().map(Release::to_string).collect();
        assert_eq!(names, ["4.20.17"]);
    }
}
