//! Socket Mode: a connection over which Slack sends events. It is kept to know that it can stand. Events
//! are neither read nor acknowledged: Slack then sends them again, to whoever answers them.

use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use futures_util::{SinkExt, StreamExt};
use reqwest::header::{
    CONNECTION, SEC_WEBSOCKET_ACCEPT, SEC_WEBSOCKET_KEY, SEC_WEBSOCKET_VERSION, UPGRADE,
};
use reqwest::{StatusCode, Upgraded};
use serde::Deserialize;
use tokio::time::timeout;
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::handshake::client::generate_key;
use tokio_tungstenite::tungstenite::handshake::derive_accept_key;
use tokio_tungstenite::tungstenite::protocol::{Role, WebSocketConfig};
use url::Url;

use super::Slack;
use crate::config::SlackSettings;
use crate::connectors::net::Net;
use crate::connectors::remedy::{brief, unanswered};
use crate::domain::chat::Socket;
use crate::domain::clock::Clock;
use crate::domain::health::Health;
use crate::domain::time::Timestamp;
use crate::domain::trouble::Trouble;

/// The connection, and how it stands.
#[derive(Debug)]
pub struct SocketMode {
    // A line of its own: a socket that does not stand must not keep the Web API from being asked.
    slack: Slack,
    net: Net,
    state: Mutex<Socket>,
}

/// Slack pings every few seconds. After so much silence it is asked, and after as much again it is gone.
const SILENCE: Duration = Duration::from_secs(45);
/// An event has some kilobytes.
const LARGEST: usize = 1 << 20;
/// Pauses before the next attempt, real time: the first, and the longest.
const PAUSES: (Duration, Duration) = (Duration::from_secs(1), Duration::from_secs(300));

#[derive(Debug, Deserialize)]
struct Opened {
    url: String,
}

/// What matters of a message.
#[derive(Debug, Deserialize)]
struct Said {
    #[serde(rename = "type")]
    kind: String,
    reason: Option<String>,
    num_connections: Option<u32>,
}

/// How a connection came to its end.
enum End {
    /// Slack wants it anew
    Renewed,
    /// it broke
    Broken(Trouble),
}

impl SocketMode {
    /// As configured; nothing is opened before [`SocketMode::stay`].
    pub fn new(net: &Net, settings: &SlackSettings, clock: Clock) -> SocketMode {
        let state = Mutex::new(if settings.socket { Socket::Connecting } else { Socket::Off });
        SocketMode { slack: Slack::new(net, settings, clock), net: net.clone(), state }
    }

    /// How it stands.
    pub fn state(&self) -> Socket {
        self.state.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// The account of the connection for Health.
    pub fn health(&self) -> Health {
        let note = Some(self.state().words(self.now()));
        Health { note, ..self.slack.http().lane().health() }
    }

    fn now(&self) -> Timestamp {
        self.slack.http().lane().now()
    }

    fn becomes(&self, state: Socket) {
        tracing::debug!(service = "slack", ?state, "socket");
        *self.state.lock().unwrap_or_else(PoisonError::into_inner) = state;
    }

    /// Keeps a connection; comes to no end.
    pub async fn stay(&self) {
        let mut failures = 0;
        loop {
            let (greeted, end) = match self.open().await {
                Ok(stream) => self.listen(stream).await,
                Err(trouble) => (false, End::Broken(trouble)),
            };
            failures = if greeted { 0 } else { failures + 1 };
            match end {
                End::Renewed if greeted => self.becomes(Socket::Connecting),
                End::Renewed => {
                    let detail = "Slack ended the connection before its greeting".to_owned();
                    self.lost(Trouble::Unreachable { detail });
                }
                End::Broken(trouble) => {
                    // An answer to who we are does not change from one second to the next.
                    if matches!(trouble, Trouble::SignIn { .. } | Trouble::Refused { .. }) {
                        failures = u32::BITS;
                    }
                    self.lost(trouble);
                }
            }
            tokio::time::sleep(pause(failures)).await;
        }
    }

    fn lost(&self, trouble: Trouble) {
        // Since when: the first failure counts, not the latest attempt.
        let at = match self.state() {
            Socket::Lost { at, .. } => at,
            _ => self.now(),
        };
        tracing::info!(service = "slack", %trouble, "no socket");
        self.becomes(Socket::Lost { trouble, at });
    }

    /// Asks for an address, and shakes hands there.
    async fn open(&self) -> Result<WebSocketStream<Upgraded>, Trouble> {
        let token = &self.slack.settings.app_token;
        if crate::connectors::token::token(token).await?.is_none() {
            let detail = "a socket needs app_token in [slack], or SLACK_APP_TOKEN".to_owned();
            return Err(Trouble::SignIn { detail });
        }
        let Opened { url } = self.slack.call_by(token, "apps.connections.open", &[]).await?;
        let url = Url::parse(&url).map_err(|_| Trouble::Unreadable {
            place: "apps.connections.open".to_owned(),
            detail: "the address of the socket is none".to_owned(),
        })?;
        let lane = self.slack.http().lane();
        lane.contacts(url.host_str().unwrap_or_default());
        lane.guarded(lane.deadline(), "socket", self.shake_hands(url)).await
    }

    async fn shake_hands(&self, mut url: Url) -> Result<WebSocketStream<Upgraded>, Trouble> {
        let unreadable = |detail: &str| Trouble::Unreadable {
            place: "socket".to_owned(),
            detail: detail.to_owned(),
        };
        let scheme = match url.scheme() {
            "ws" => "http",
            "wss" => "https",
            _ => return Err(unreadable("the address is not that of a websocket")),
        };
        // The two pairs have the same ports, so this is always possible.
        let _ = url.set_scheme(scheme);
        let key = generate_key();
        let request = self.net.socket_client(&url).get(url);
        let request = request
            .header(CONNECTION, "Upgrade")
            .header(UPGRADE, "websocket")
            .header(SEC_WEBSOCKET_VERSION, "13")
            .header(SEC_WEBSOCKET_KEY, &key);
        let response = request.send().await.map_err(|error| unanswered(&error))?;
        if response.status() != StatusCode::SWITCHING_PROTOCOLS {
            let detail = format!("HTTP {} in place of a websocket", response.status().as_u16());
            return Err(Trouble::Unreachable { detail });
        }
        let accept = response.headers().get(SEC_WEBSOCKET_ACCEPT);
        if accept
            .is_none_or(|accept| accept.as_bytes() != derive_accept_key(key.as_bytes()).as_bytes())
        {
            return Err(unreadable("this is no websocket"));
        }
        let stream = response.upgrade().await.map_err(|error| unanswered(&error))?;
        let limits = WebSocketConfig::default()
            .max_message_size(Some(LARGEST))
            .max_frame_size(Some(LARGEST));
        Ok(WebSocketStream::from_raw_socket(stream, Role::Client, Some(limits)).await)
    }

    /// Listens to the end, and says whether Slack greeted us.
    async fn listen(&self, mut stream: WebSocketStream<Upgraded>) -> (bool, End) {
        let broken = |detail: String| End::Broken(Trouble::Unreachable { detail });
        let (mut greeted, mut asked) = (false, false);
        loop {
            let heard = match timeout(SILENCE, stream.next()).await {
                Ok(heard) => heard,
                Err(_) if asked => return (greeted, broken("the socket fell silent".to_owned())),
                Err(_) => {
                    asked = true;
                    if stream.send(Message::Ping("oar-tui".into())).await.is_err() {
                        return (greeted, broken("the socket broke".to_owned()));
                    }
                    continue;
                }
            };
            asked = false;
            let text = match heard {
                Some(Ok(Message::Text(text))) => text,
                // A ping is answered by the library when it is asked for the next message.
                Some(Ok(Message::Close(_))) | None => return (greeted, End::Renewed),
                Some(Ok(_)) => continue,
                Some(Err(error)) => {
                    return (
                        greeted,
                        broken(format!("the socket broke, {}", brief(&error.to_string()))),
                    );
                }
            };
            match serde_json::from_str::<Said>(&text) {
                Ok(said) if said.kind == "hello" => {
                    greeted = true;
                    let others = said.num_connections.unwrap_or(1).saturating_sub(1);
                    self.becomes(Socket::Connected { since: self.now(), others });
                }
                Ok(said) if said.kind == "disconnect" => {
                    return (greeted, farewell(said.reason.as_deref().unwrap_or_default()));
                }
                // Events are not ours.
                Ok(_) | Err(_) => {}
            }
        }
    }
}

/// What a farewell means: `warning` and `refresh_requested` are everyday, the rest is not.
fn farewell(reason: &str) -> End {
    match reason {
        "warning" | "refresh_requested" => End::Renewed,
        "link_disabled" => {
            let detail = "Socket Mode is switched off for this app".to_owned();
            End::Broken(Trouble::Refused { detail })
        }
        other => {
            let detail = format!("Slack ended the connection, {}", brief(other));
            End::Broken(Trouble::Unreachable { detail })
        }
    }
}

/// The pause before the next attempt, doubled with every failure, and never the same for everybody.
fn pause(failures: u32) -> Duration {
    let (first, longest) = PAUSES;
    let doubled = first.saturating_mul(1 << failures.saturating_sub(1).min(16)).min(longest);
    doubled.mul_f64(0.75 + fastrand::f64() / 4.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_grow_to_five_minutes_and_no_further() {
        let between = |failures, low: u64, high: u64| {
            let pause = pause(failures);
            let (low, high) = (Duration::from_millis(low), Duration::from_millis(high));
            assert!(low <= pause && pause <= high, "{failures}: {pause:?}");
        };
        between(0, 750, 1000);
        between(1, 750, 1000);
        between(4, 6000, 8000);
        between(9, 192_000, 256_000);
        between(u32::BITS, 225_000, 300_000);
        between(u32::MAX, 225_000, 300_000);
    }

    #[test]
    fn a_farewell_is_sorted_by_whether_it_is_everyday() {
        assert!(matches!(farewell("refresh_requested"), End::Renewed));
        assert!(matches!(farewell("warning"), End::Renewed));
        assert!(matches!(farewell("link_disabled"), End::Broken(Trouble::Refused { .. })));
        assert!(matches!(farewell("x"), End::Broken(Trouble::Unreachable { .. })));
    }
}
