//! Slack's answers in their real shape, and its faults, which come with status 200.

use std::collections::{BTreeMap, BTreeSet};

use oar_tui::config::{Settings, TokenFrom};
use oar_tui::connectors::{Net, Slack};
use oar_tui::domain::chat::Chat;
use oar_tui::domain::clock::Clock;
use oar_tui::domain::trouble::Trouble;
use oar_tui::sandbox::{Fault, Options, ServiceName, start};

use crate::web::{Reply, Request, Web};

async fn chat(
    answer: impl Fn(&Request) -> Reply + Send + Sync + 'static,
) -> (Result<Chat, Trouble>, Vec<Request>) {
    let web = Web::start(answer).await;
    let mut settings = Settings::default().slack;
    settings.base_url = format!("{}/api", web.url).parse().unwrap();
    settings.token = TokenFrom::Value("xoxb-s3cret".to_owned().into());
    let slack = Slack::new(&Net::new().unwrap(), &settings, Clock::REAL);
    let names = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
    let (channels, groups): (BTreeSet<String>, _) =
        (names(&["qe-release", "forum-gone"]), names(&["leads-420", "S0ART"]));
    let chat = slack.chat(&channels, &groups).await;
    (chat, web.asked())
}

#[tokio::test]
async fn who_we_are_and_what_is_behind_the_names_is_read_page_by_page() {
    let pages = std::sync::atomic::AtomicUsize::new(0);
    let (chat, asked) = chat(move |request| match request.path.as_str() {
        "/api/auth.test" => Reply::json(
            r#"{"ok":true,"url":"https://x.example/","team":"Team","user":"bot","team_id":"T1",
                "user_id":"U1","bot_id":"B1"}"#,
        ),
        "/api/usergroups.list" => Reply::json(
            r#"{"ok":true,"usergroups":[{"id":"S1","handle":"leads-420","name":"Leads"},
                {"id":"S0ART","handle":"art-team","name":"ART"}]}"#,
        ),
        _ => match pages.fetch_add(1, std::sync::atomic::Ordering::SeqCst) {
            0 => Reply::json(
                r#"{"ok":true,"channels":[{"id":"C9","name":"general"}],
                    "response_metadata":{"next_cursor":"bmV4dA=="}}"#,
            ),
            _ => Reply::json(
                r#"{"ok":true,"channels":[{"id":"C1","name":"qe-release"}],
                    "response_metadata":{"next_cursor":""}}"#,
            ),
        },
    })
    .await;
    let chat = chat.unwrap();
    assert_eq!((chat.team.as_str(), chat.user.as_str()), ("Team", "bot"));
    assert_eq!(chat.channels["qe-release"].as_deref(), Some("C1"));
    assert_eq!(chat.channels["forum-gone"], None);
    assert_eq!(chat.groups["leads-420"].as_deref(), Some("S1"));
    assert_eq!(chat.groups["S0ART"].as_deref(), Some("S0ART"));
    assert_eq!(asked.len(), 4);
    assert!(asked.iter().all(|one| one.headers["authorization"] == "Bearer xoxb-s3cret"));
}

#[tokio::test]
async fn a_fault_with_status_200_is_told_as_what_it_is() {
    let body = r#"{"ok":false,"error":"missing_scope","needed":"usergroups:read","provided":"x"}"#;
    let (refused, _) = chat(move |_| Reply::json(body)).await;
    let said = refused.unwrap_err().to_string();
    assert_eq!(said, "not allowed: the token needs the scope usergroups:read");
    let (ended, _) = chat(|_| Reply::json(r#"{"ok":false,"error":"invalid_auth"}"#)).await;
    assert_eq!(ended.unwrap_err().code(), "OAR-401");
    let (limited, _) = chat(|_| {
        Reply::new(429, r#"{"ok":false,"error":"ratelimited"}"#).with("retry-after", "30")
    })
    .await;
    assert!(matches!(limited, Err(Trouble::Throttled { retry_at: Some(_) })));
}

#[tokio::test]
async fn the_workspace_of_the_sandbox_knows_what_its_configuration_names() {
    let sandbox = start(Options::default()).await.unwrap();
    let mut settings = Settings::default().slack;
    settings.base_url = format!("{}/api", sandbox.url(ServiceName::Slack)).parse().unwrap();
    settings.token = TokenFrom::Value(sandbox.token().to_owned().into());
    let slack = Slack::new(&Net::new().unwrap(), &settings, Clock::REAL);
    let names = |names: &[&str]| -> BTreeSet<String> {
        names.iter().map(|name| (*name).to_owned()).collect()
    };
    let channels = names(&["qe-release", "forum-qe", "forum-art-release", "gone"]);
    let groups = names(&["SLEADS420", "release-leads-4-21", "SARTTEAM0", "nobody"]);
    let chat = slack.chat(&channels, &groups).await.unwrap();
    assert_eq!(chat.user, "qe-release-bot");
    assert!(chat.bot.is_some());
    let unknown = |found: &BTreeMap<String, Option<String>>| -> Vec<String> {
        let missing = found.iter().filter(|(_, id)| id.is_none());
        missing.map(|(name, _)| name.clone()).collect()
    };
    assert_eq!(
        (unknown(&chat.channels), unknown(&chat.groups)),
        (names_of("gone"), names_of("nobody"))
    );
    sandbox.faults(ServiceName::Slack).set(Fault::Status { code: 401, retry_after: None });
    assert_eq!(slack.chat(&channels, &groups).await.unwrap_err().code(), "OAR-401");
    sandbox.faults(ServiceName::Slack).clear();
    // Lists may be read twenty times a minute.
    let mut last = Ok(());
    for _ in 0..20 {
        last = slack.chat(&names(&[]), &groups).await.map(|_| ());
    }
    assert!(matches!(last, Err(Trouble::Throttled { retry_at: Some(_) })), "{last:?}");
    sandbox.stop().await;
}

fn names_of(name: &str) -> Vec<String> {
    vec![name.to_owned()]
}
