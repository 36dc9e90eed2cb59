//! Who manages those whose bugs wait for verification: each is looked up once a day.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::watch;

use super::hands::{Desk, Hands};
use super::poll::{Answer, Poll};
use crate::connectors::Directory;
use crate::domain::clock::Clock;
use crate::domain::managers::{LookedUp, Managers};
use crate::domain::source::{Service, Source};
use crate::domain::time::{SignedDuration, Timestamp};
use crate::domain::trouble::Trouble;
use crate::store::{News, Snapshot};

/// A look-up is good for so long; people seldom change their manager (design/ux.md §13).
const GOOD_FOR: SignedDuration = SignedDuration::from_hours(24);
/// People that are looked up in one round; the rest follows soon.
const ONE_ROUND: usize = 200;
/// The pause between the rounds of one long list, program's time.
const SOON: Duration = Duration::from_secs(60);

/// The look-ups.
#[derive(Debug)]
struct ManagersPoll {
    directory: Arc<Directory>,
    every: Duration,
    clock: Clock,
    picture: watch::Receiver<Snapshot>,
    known: Managers,
    /// the last round left some
    more: bool,
}

/// Puts it to work once there are bugs, and sends it again when others get to see to them.
pub(super) fn employ(hands: &Hands, desk: &Desk) {
    let directory = Arc::new(Directory::new(&desk.settings.directory, desk.clock));
    let lanes = directory.clone();
    hands.account(Service::Directory, move || lanes.lane().health());
    let (every, clock) = (desk.settings.directory.poll, desk.clock);
    let picture = desk.picture.clone();
    let wanted = |picture: &Snapshot| picture.outside.bugs.iter().map(|_| ()).collect();
    hands.follow(
        |()| Source::Managers,
        wanted,
        move |()| {
            let (directory, picture) = (directory.clone(), picture.clone());
            let known = Managers::default();
            ManagersPoll { directory, every, clock, picture, known, more: false }
        },
    );
    tokio::spawn(send_again(hands.clone(), desk.picture.clone()));
}

/// Ends with the crew, whose pictures these are.
async fn send_again(hands: Hands, mut picture: watch::Receiver<Snapshot>) {
    let mut asked_about = BTreeSet::new();
    while picture.changed().await.is_ok() {
        let people = people(&picture.borrow_and_update());
        if people != asked_about {
            hands.nudge(&[Source::Managers]);
            asked_about = people;
        }
    }
}

/// The mails of QA contacts and assignees of the bugs that wait.
fn people(picture: &Snapshot) -> BTreeSet<String> {
    let bugs = picture.outside.bugs.iter().flat_map(|bugs| &bugs.bugs);
    let people = bugs.flat_map(|bug| bug.qa_contact.iter().chain(&bug.assignee));
    people.filter_map(|person| person.email.clone()).collect()
}

impl ManagersPoll {
    /// What is known, from earlier rounds and earlier runs, and who is to be looked up now.
    fn due(&self, now: Timestamp) -> (Managers, Vec<String>) {
        let picture = self.picture.borrow();
        let people = people(&picture);
        let mut known = picture.outside.managers.as_deref().cloned().unwrap_or_default();
        known.of.extend(self.known.of.clone());
        let good = |found: &LookedUp| now.duration_since(found.at) < GOOD_FOR;
        // Old answers stay while there is no younger one.
        known.of.retain(|mail, found| people.contains(mail) || good(found));
        let due = people.into_iter().filter(|mail| !known.of.get(mail).is_some_and(good));
        let due = due.collect();
        (known, due)
    }

    /// Looks up one after the other on one connection. An answer that cannot be read costs one person, a
    /// second one ends the round, as everything else does.
    async fn look_up(
        &self,
        people: &[String],
        known: &mut Managers,
    ) -> Result<Option<Trouble>, Trouble> {
        let mut session = self.directory.open().await?;
        let mut gap = None;
        for mail in people {
            match session.manager_of(mail).await {
                Ok(manager) => {
                    let at = self.clock.time(Timestamp::now());
                    known.of.insert(mail.clone(), LookedUp { manager, at });
                }
                Err(trouble) => {
                    if gap.is_some() || !matches!(trouble, Trouble::Unreadable { .. }) {
                        return Err(trouble);
                    }
                    gap = Some(trouble);
                    // The line ends with what cannot be read.
                    session = self.directory.open().await?;
                }
            }
        }
        session.close().await;
        Ok(gap)
    }
}

impl Poll for ManagersPoll {
    fn source(&self) -> Source {
        Source::Managers
    }

    fn every(&self) -> Duration {
        if self.more { self.every.min(SOON) } else { self.every }
    }

    async fn ask(&mut self) -> Answer {
        let now = self.clock.time(Timestamp::now());
        let (mut known, mut due) = self.due(now);
        let more = due.len() > ONE_ROUND;
        due.truncate(ONE_ROUND);
        let mut trouble = None;
        if !due.is_empty() {
            let ended = self.look_up(&due, &mut known).await;
            trouble = ended.unwrap_or_else(Some);
        }
        let new = due.iter().any(|mail| known.of.get(mail).is_some_and(|found| found.at >= now));
        self.more = more;
        self.known.clone_from(&known);
        // A round that brought nobody says nothing; where nobody was due, what is known still holds.
        let news = (new || trouble.is_none()).then(|| News::Managers(Arc::new(known)));
        Answer { news, trouble, memo: None }
    }
}
