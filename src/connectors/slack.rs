//! Slack's Web API: who we are, and the ids behind the names of channels and groups
//! (reference/slack-bot-and-notifications.md §1). Faults come with status 200 and a word.

mod socket;

pub use socket::SocketMode;

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use secrecy::SecretString;
use serde::Deserialize;
use serde::de::DeserializeOwned;

use super::http::{Http, Question, Sent, place, under};
use super::login::Login;
use super::net::Net;
use super::remedy::brief;
use super::token;
use crate::config::{SlackSettings, TokenFrom};
use crate::domain::chat::Chat;
use crate::domain::clean;
use crate::domain::clock::Clock;
use crate::domain::source::Service;
use crate::domain::trouble::Trouble;

/// Slack.
#[derive(Debug)]
pub struct Slack {
    http: Http,
    settings: SlackSettings,
}

const DEADLINE: Duration = Duration::from_secs(20);
/// A page of a thousand channels has some hundred kilobytes.
const LARGEST: usize = 8 << 20;
/// Pages of a list that are read; a workspace with more channels is larger than ours.
const MOST_PAGES: usize = 60;

/// How every answer begins.
#[derive(Debug, Deserialize)]
struct Outcome {
    ok: bool,
    error: Option<String>,
    /// the scope that is missing
    needed: Option<String>,
}

#[derive(Debug, Deserialize)]
struct Who {
    team: String,
    user: String,
    bot_id: Option<String>,
}

#[derive(Debug, Deserialize)]
struct Channels {
    channels: Vec<Channel>,
    response_metadata: Option<Next>,
}

#[derive(Debug, Deserialize)]
struct Channel {
    id: String,
    name: Option<String>,
}

#[derive(Debug, Deserialize)]
struct Next {
    next_cursor: Option<String>,
}

#[derive(Debug, Deserialize)]
struct Groups {
    usergroups: Vec<Group>,
}

#[derive(Debug, Deserialize)]
struct Group {
    id: String,
    handle: String,
}

impl Slack {
    /// As configured.
    pub fn new(net: &Net, settings: &SlackSettings, clock: Clock) -> Slack {
        let http = Http::new(net.clone(), Service::Slack, clock, DEADLINE);
        Slack { http, settings: settings.clone() }
    }

    /// The line to Slack.
    pub fn http(&self) -> &Http {
        &self.http
    }

    /// Who we are, and the ids behind these names of channels and handles of groups. Lists are asked for
    /// only where there is a name to look up.
    pub async fn chat(
        &self,
        channels: &BTreeSet<String>,
        groups: &BTreeSet<String>,
    ) -> Result<Chat, Trouble> {
        let who: Who = self.call("auth.test", &[]).await?;
        let unknown = |names: &BTreeSet<String>| -> BTreeMap<String, Option<String>> {
            names.iter().map(|name| (name.clone(), None)).collect()
        };
        let mut chat = Chat {
            team: clean::line(&who.team),
            user: clean::line(&who.user),
            bot: who.bot_id.map(|id| clean::line(&id)),
            channels: unknown(channels),
            groups: unknown(groups),
        };
        if !groups.is_empty() {
            let list: Groups = self.call("usergroups.list", &[]).await?;
            for group in list.usergroups {
                // The configuration names some by handle and some by id.
                for name in [&group.handle, &group.id] {
                    if let Some(id) = chat.groups.get_mut(name) {
                        *id = Some(clean::line(&group.id));
                    }
                }
            }
        }
        self.find_channels(&mut chat.channels).await?;
        Ok(chat)
    }

    async fn find_channels(
        &self,
        wanted: &mut BTreeMap<String, Option<String>>,
    ) -> Result<(), Trouble> {
        let mut cursor = String::new();
        for _ in 0..MOST_PAGES {
            if wanted.values().all(Option::is_some) {
                return Ok(());
            }
            let fields = [
                ("types", "public_channel,private_channel"),
                ("exclude_archived", "true"),
                ("limit", "1000"),
                ("cursor", cursor.as_str()),
            ];
            let page: Channels = self.call("conversations.list", &fields).await?;
            for channel in page.channels {
                if let Some(id) = channel.name.and_then(|name| wanted.get_mut(&name)) {
                    *id = Some(clean::line(&channel.id));
                }
            }
            match page.response_metadata.and_then(|next| next.next_cursor) {
                Some(next) if !next.is_empty() && next != cursor => cursor = next,
                _ => return Ok(()),
            }
        }
        let detail = "the list of channels does not end".to_owned();
        Err(Trouble::Unreadable { place: "conversations.list".to_owned(), detail })
    }

    async fn call<T: DeserializeOwned>(
        &self,
        method: &str,
        fields: &[(&str, &str)],
    ) -> Result<T, Trouble> {
        self.call_by(&self.settings.token, method, fields).await
    }

    /// Calls with another token than the bot's.
    async fn call_by<T: DeserializeOwned>(
        &self,
        token: &TokenFrom,
        method: &str,
        fields: &[(&str, &str)],
    ) -> Result<T, Trouble> {
        let token = token::token(token).await?;
        let url = under(&self.settings.base_url, [method]);
        let place = place(&url);
        let form = url::form_urlencoded::Serializer::new(String::new())
            .extend_pairs(fields.iter().filter(|(_, value)| !value.is_empty()))
            .finish();
        let sent = Sent {
            media_type: "application/x-www-form-urlencoded",
            bytes: SecretString::from(form),
        };
        let question =
            Question::get(url, "application/json", LARGEST).by(Login::bearer(token)).sending(sent);
        let answer = self.http.ask(&question).await?.changed(&place)?;
        let outcome: Outcome = answer.json()?;
        if !outcome.ok {
            return Err(sorted(outcome, &place));
        }
        answer.json()
    }
}

/// Slack's word by what the operator can do about it.
fn sorted(outcome: Outcome, place: &str) -> Trouble {
    let word = brief(outcome.error.as_deref().unwrap_or("no reason given"));
    match word.as_str() {
        "invalid_auth" | "not_authed" | "token_expired" | "token_revoked" | "account_inactive" => {
            Trouble::SignIn { detail: word }
        }
        "missing_scope" => {
            let needed = brief(outcome.needed.as_deref().unwrap_or("that it does not name"));
            Trouble::Refused { detail: format!("the token needs the scope {needed}") }
        }
        "no_permission" | "access_denied" | "not_allowed_token_type" | "org_login_required" => {
            Trouble::Refused { detail: word }
        }
        "ratelimited" => Trouble::Throttled { retry_at: None },
        "fatal_error" | "internal_error" | "service_unavailable" | "request_timeout" => {
            Trouble::Unreachable { detail: word }
        }
        _ => Trouble::Unreadable { place: place.to_owned(), detail: word },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_is_sorted_by_remedy_and_a_missing_scope_is_named() {
        let cases = [
            ("invalid_auth", "OAR-401"),
            ("token_expired", "OAR-401"),
            ("missing_scope", "OAR-403"),
            ("ratelimited", "OAR-429"),
            ("internal_error", "OAR-503"),
            ("something_else", "OAR-422"),
        ];
        for (word, code) in cases {
            let needed = Some("usergroups:read".to_owned());
            let outcome = Outcome { ok: false, error: Some(word.to_owned()), needed };
            let trouble = sorted(outcome, "/api/x");
            assert_eq!(trouble.code(), code, "{word}");
            let named = trouble.to_string().contains("usergroups:read");
            assert_eq!(named, word == "missing_scope");
        }
    }
}
