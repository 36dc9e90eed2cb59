//! What Slack says of itself: who we are there, which channels and groups we know
//! (reference/slack-bot-and-notifications.md §1).

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

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
