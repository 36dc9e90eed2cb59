//! Socket Mode against the stand-in, over a real connection.

use std::sync::Arc;
use std::time::Duration;

use oar_tui::config::{Settings, TokenFrom};
use oar_tui::connectors::Net;
use oar_tui::connectors::slack::SocketMode;
use oar_tui::domain::chat::Socket;
use oar_tui::domain::clock::Clock;
use oar_tui::domain::trouble::Trouble;
use oar_tui::sandbox::{Fault, Options, Running, ServiceName, start};

use crate::web::{Reply, Web};

fn mode(base: &str, token: &str, clock: Clock) -> Arc<SocketMode> {
    let mut settings = Settings::default().slack;
    settings.base_url = format!("{base}/api").parse().unwrap();
    settings.app_token = match token {
        "" => TokenFrom::None,
        token => TokenFrom::Value(token.to_owned().into()),
    };
    settings.socket = true;
    Arc::new(SocketMode::new(&Net::new().unwrap(), &settings, clock))
}

/// Keeps a connection while a test looks at it; dropped, it ends.
struct Kept(Arc<SocketMode>, tokio::task::JoinHandle<()>);

impl Kept {
    fn new(mode: Arc<SocketMode>) -> Kept {
        let stays = mode.clone();
        Kept(mode, tokio::spawn(async move { stays.stay().await }))
    }

    async fn until(&self, what: &str, holds: impl Fn(&Socket) -> bool) -> Socket {
        for _ in 0..3000 {
            let state = self.0.state();
            if holds(&state) {
                return state;
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        panic!("{what}: still {:?}", self.0.state());
    }
}

impl Drop for Kept {
    fn drop(&mut self) {
        self.1.abort();
    }
}

fn opened(sandbox: &Running) -> u64 {
    let asked = sandbox.requests(ServiceName::Slack);
    let upgraded = asked.iter().filter(|line| line.path == "/link/" && line.status == 101);
    upgraded.map(|line| line.count).sum()
}

fn connected(state: &Socket) -> bool {
    matches!(state, Socket::Connected { .. })
}

#[tokio::test]
async fn a_connection_stands_sees_others_and_comes_back() {
    let sandbox = start(Options::default()).await.unwrap();
    let url = sandbox.url(ServiceName::Slack).to_owned();
    let one = Kept::new(mode(&url, sandbox.token(), Clock::REAL));
    one.until("the first", |state| matches!(state, Socket::Connected { others: 0, .. })).await;
    let said = one.0.health().note.unwrap();
    assert!(said.starts_with("socket connected since "), "{said}");
    let two = Kept::new(mode(&url, sandbox.token(), Clock::REAL));
    two.until("the second", |state| matches!(state, Socket::Connected { others: 1, .. })).await;
    assert_eq!(opened(&sandbox), 2);
    sandbox.stop().await;
    let lost = one.until("gone", |state| matches!(state, Socket::Lost { .. })).await;
    assert!(matches!(lost, Socket::Lost { trouble: Trouble::Unreachable { .. }, .. }), "{lost:?}");
}

#[tokio::test]
async fn slack_renews_it_every_few_hours() {
    // five hours pass in half a second
    let options = Options { speed: 36_000.0, ..Options::default() };
    let sandbox = start(options).await.unwrap();
    let url = sandbox.url(ServiceName::Slack).to_owned();
    let kept = Kept::new(mode(&url, sandbox.token(), sandbox.clock()));
    kept.until("the first", connected).await;
    kept.until("renewed", |state| connected(state) && opened(&sandbox) > 1).await;
    assert_eq!(kept.0.health().errors, 0);
    sandbox.stop().await;
}

#[tokio::test]
async fn why_there_is_no_socket_is_told_by_remedy() {
    let sandbox = start(Options::default()).await.unwrap();
    let url = sandbox.url(ServiceName::Slack).to_owned();
    let cases = [
        ("", "not signed in: a socket needs app_token in [slack], or SLACK_APP_TOKEN"),
        ("wrong", "not signed in: invalid_auth"),
    ];
    for (token, expected) in cases {
        let kept = Kept::new(mode(&url, token, Clock::REAL));
        let lost = kept.until("lost", |state| matches!(state, Socket::Lost { .. })).await;
        let Socket::Lost { trouble, .. } = lost else { unreachable!() };
        assert_eq!(trouble.to_string(), expected);
        let note = kept.0.health().note.unwrap();
        assert!(note.starts_with("no socket since "), "{note}");
    }
    // It comes as soon as the trouble is over.
    sandbox.faults(ServiceName::Slack).set(Fault::Status { code: 503, retry_after: None });
    let kept = Kept::new(mode(&url, sandbox.token(), Clock::REAL));
    kept.until("lost", |state| matches!(state, Socket::Lost { .. })).await;
    sandbox.faults(ServiceName::Slack).clear();
    kept.until("well again", connected).await;
    sandbox.stop().await;
}

#[tokio::test]
async fn an_address_where_no_websocket_is_costs_only_the_socket() {
    let web = Web::start(|request| match request.path.as_str() {
        "/api/apps.connections.open" => {
            let host = &request.headers["host"];
            Reply::json(format!(r#"{{"ok":true,"url":"ws://{host}/link/?ticket=x"}}"#))
        }
        _ => Reply::new(403, "no"),
    })
    .await;
    let kept = Kept::new(mode(&web.url, "xapp-1", Clock::REAL));
    let lost = kept.until("lost", |state| matches!(state, Socket::Lost { .. })).await;
    let Socket::Lost { trouble, .. } = lost else { unreachable!() };
    assert_eq!(trouble.to_string(), "no answer: HTTP 403 in place of a websocket");
}
