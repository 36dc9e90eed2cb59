//! What Slack says of itself: who we are there, which channels and groups we know
//! (reference/slack-bot-and-notifications.md §1).

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::time::{Timestamp, when};
use super::trouble::Trouble;

/// What Slack says.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Chat {
    /// name of the workspace
    pub team: String,
    /// whose token it is
    pub user: String,
    /// id of the bot; `None`: the token is a person's
    pub bot: Option<String>,
    /// ids of the channels that the release configuration names, by name without `#`; `None`: the token
    /// sees no such channel
    pub channels: BTreeMap<String, Option<String>>,
    /// ids of the groups that it names, by handle without `@` or by id; `None`: there is no
    /// such group
    pub groups: BTreeMap<String, Option<String>>,
}

/// The connection over which Slack sends events (Socket Mode). It is only watched: events are for the bot
/// that answers them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Socket {
    /// not wanted
    #[default]
    Off,
    /// asked for
    Connecting,
    /// Slack has greeted us
    Connected {
        /// when it did
        since: Timestamp,
        /// connections of the same app that share the events with this one
        others: u32,
    },
    /// gone, or never there
    Lost {
        /// why
        trouble: Trouble,
        /// when that was seen
        at: Timestamp,
    },
}

impl Socket {
    /// `socket connected since Wed 14:02`, or why it is not.
    pub fn words(&self, now: Timestamp) -> String {
        match self {
            Socket::Off => "no socket: slack.socket is off".to_owned(),
            Socket::Connecting => "socket is being opened".to_owned(),
            Socket::Connected { since, others } => {
                let since = format!("socket connected since {}", when(*since, now));
                match others {
                    0 => since,
                    others => format!("{since}, shares its events with {others} more"),
                }
            }
            Socket::Lost { trouble, at } => {
                format!("no socket since {}: {trouble}", when(*at, now))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_socket_says_since_when_it_stands_or_why_it_does_not() {
        let since: Timestamp = "2026-03-25T14:02:00Z".parse().unwrap();
        let now: Timestamp = "2026-03-25T15:00:00Z".parse().unwrap();
        let connected = |others| Socket::Connected { since, others }.words(now);
        assert_eq!(connected(0), "socket connected since Wed 14:02");
        assert!(connected(2).ends_with("14:02, shares its events with 2 more"));
        let trouble = Trouble::SignIn { detail: "invalid_auth".to_owned() };
        let lost = Socket::Lost { trouble, at: since }.words(now);
        assert_eq!(lost, "no socket since Wed 14:02: not signed in: invalid_auth");
    }
}
