//! What Slack says of itself: who we are there, which channels and groups we know
//! (reference/slack-bot-and-notifications.md §1).

use serde::{Deserialize, Serialize};

/// What Slack says.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Chat {}
