//! Slack: who we are there, and whether it knows the channels and groups that the release configuration
//! names.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::watch;

use super::hands::{Desk, Hands};
use super::poll::{Answer, Poll};
use crate::connectors::Slack;
use crate::connectors::slack::SocketMode;
use crate::domain::source::{Service, Source};
use crate::domain::time::Timestamp;
use crate::store::{News, Snapshot};

#[derive(Debug)]
struct ChatPoll {
    slack: Arc<Slack>,
    every: Duration,
    picture: watch::Receiver<Snapshot>,
}

/// Puts it to work, and sends it again when the configuration names others.
pub(super) fn employ(hands: &Hands, desk: &Desk) {
    let slack = Arc::new(Slack::new(&desk.net, &desk.settings.slack, desk.clock));
    let socket = Arc::new(SocketMode::new(&desk.net, &desk.settings.slack, desk.clock));
    let state = socket.clone();
    hands.account(Service::Slack, move || state.health());
    if desk.settings.slack.socket {
        hands.run(async move { socket.stay().await });
    }
    let lanes = slack.clone();
    hands.account(Service::Slack, move || lanes.http().lane().health());
    let (every, picture) = (desk.settings.slack.poll, desk.picture.clone());
    hands.employ(ChatPoll { slack, every, picture });
    tokio::spawn(send_again(hands.clone(), desk.picture.clone()));
}

/// Ends with the crew, whose pictures these are.
async fn send_again(hands: Hands, mut picture: watch::Receiver<Snapshot>) {
    let mut asked_about = (BTreeSet::new(), BTreeSet::new());
    while picture.changed().await.is_ok() {
        let names = names(&picture.borrow_and_update());
        if names != asked_about {
            hands.nudge(&[Source::Chat]);
            asked_about = names;
        }
    }
}

/// Names of channels and handles of groups that the configuration names.
fn names(picture: &Snapshot) -> (BTreeSet<String>, BTreeSet<String>) {
    let teams = || picture.outside.config.iter().flat_map(|config| config.teams.values());
    let channels = teams().filter_map(|team| team.channel.as_deref());
    let groups = teams().flat_map(|team| team.leads.values().chain(&team.group));
    let bare = |name: &str, sign| name.trim_start_matches(sign).to_owned();
    (channels.map(|name| bare(name, '#')).collect(), groups.map(|name| bare(name, '@')).collect())
}

impl Poll for ChatPoll {
    fn source(&self) -> Source {
        Source::Chat
    }

    fn every(&self) -> Duration {
        self.every
    }

    fn spacing(&self, now: Timestamp) -> Duration {
        self.slack.http().lane().budget().spacing(now)
    }

    async fn ask(&mut self) -> Answer {
        let (channels, groups) = names(&self.picture.borrow());
        match self.slack.chat(&channels, &groups).await {
            Ok(chat) => Answer::good(News::Chat(Arc::new(chat)), None),
            Err(trouble) => Answer::bad(trouble),
        }
    }
}
