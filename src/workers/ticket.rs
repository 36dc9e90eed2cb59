//! Watching the ART ticket of each release.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::watch;

use super::hands::{Desk, Hands};
use super::poll::{Answer, Poll};
use crate::connectors::Jira;
use crate::domain::releases::Activity;
use crate::domain::source::Source;
use crate::domain::time::Timestamp;
use crate::domain::trouble::Trouble;
use crate::domain::version::Release;
use crate::store::{News, Snapshot};

/// What stands where ART has no ticket yet.
const PLACEHOLDER: &str = "ART-0";

/// The ticket of one release.
#[derive(Debug)]
pub struct TicketPoll {
    /// whom to ask
    pub jira: Arc<Jira>,
    /// where the ticket's key is
    pub picture: watch::Receiver<Snapshot>,
    /// which
    pub release: Release,
    /// pause, program's time
    pub every: Duration,
}

/// A worker for every active release with a ticket.
pub(super) fn employ(hands: &Hands, desk: &Desk, jira: Arc<Jira>) {
    let (picture, every) = (desk.picture.clone(), desk.settings.jira.poll);
    let wanted = |picture: &Snapshot| {
        let active = picture.board.releases.iter().filter(|of| of.activity == Activity::Active);
        let releases = active.map(|of| of.release);
        releases
            .filter(|release| ticket(picture, *release).is_some())
            .collect::<BTreeSet<Release>>()
    };
    hands.follow(Source::Ticket, wanted, move |release| TicketPoll {
        jira: jira.clone(),
        picture: picture.clone(),
        release,
        every,
    });
}

fn ticket(picture: &Snapshot, release: Release) -> Option<String> {
    let known = picture.board.release(release)?;
    known.facts.jira_ticket.clone().filter(|key| key != PLACEHOLDER)
}

impl Poll for TicketPoll {
    fn source(&self) -> Source {
        Source::Ticket(self.release)
    }

    fn every(&self) -> Duration {
        self.every
    }

    fn spacing(&self, now: Timestamp) -> Duration {
        self.jira.http().lane().budget().spacing(now)
    }

    async fn ask(&mut self) -> Answer {
        let Some(key) = ticket(&self.picture.borrow(), self.release) else {
            let what = format!("a ticket of {}", self.release);
            return Answer::bad(Trouble::Missing { what });
        };
        match self.jira.ticket(&key).await {
            Ok(ticket) => Answer::good(News::Ticket(Arc::new(ticket)), None),
            Err(trouble) => Answer::bad(trouble),
        }
    }
}
