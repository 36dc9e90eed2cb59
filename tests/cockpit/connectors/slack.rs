//! Slack's answers in their real shape, and its faults, which come with status 200.

use std::collections::BTreeSet;

use oar_tui::config::{Settings, TokenFrom};
use oar_tui::connectors::{Net, Slack};
use oar_tui::domain::chat::Chat;
use oar_tui::domain::clock::Clock;
use oar_tui::domain::trouble::Trouble;

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
