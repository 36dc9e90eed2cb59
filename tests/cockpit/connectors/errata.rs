//! The Errata Tool as the connector asks it: how often, for what, and what it makes of the answers.

use std::sync::Arc;
use std::time::Duration;

use oar_tui::config::{ErrataLogin, Settings, TokenFrom};
use oar_tui::connectors::{Errata, Net};
use oar_tui::domain::advisories::{AdvisoryState, Alerts, Approval, PushProgress};
use oar_tui::domain::clock::Clock;
use oar_tui::domain::trouble::Trouble;
use oar_tui::sandbox::{Options, Running, ServiceName, start};

use crate::web::{Reply, Request, Web};

pub fn errata_at(url: &str, login: ErrataLogin, token: Option<&str>) -> Arc<Errata> {
    let mut settings = Settings::default().errata;
    settings.base_url = url.parse().unwrap();
    settings.login = login;
    settings.token = token.map_or(TokenFrom::None, |token| TokenFrom::Value(token.into()));
    let deadline = Duration::from_secs(10);
    Errata::with_deadline(&Net::new().unwrap(), &settings, Clock::REAL, deadline)
}

fn facts(kind: &str, state: &str) -> Reply {
    Reply::json(format!(
        r#"{{"errata": {{"{kind}": {{"id": 7, "fulladvisory": "X-7", "status": "{state}",
            "synopsis": "s", "doc_complete": 1, "text_ready": 1, "security_approved": true,
            "blocking_advisories": []}}}}, "jira_issues": {{"jira_issues": []}}}}"#
    ))
}

fn answer(request: &Request, facts: Reply) -> Reply {
    match request.path.as_str() {
        "/api/v1/erratum/7" => facts,
        "/api/v1/erratum/7/push" => Reply::json(
            r#"[{"id": 5, "status": "FAILED", "target": {"name": "cdn_stage"}},
                {"id": 9, "status": "COMPLETE", "target": {"name": "cdn_stage"}}]"#,
        ),
        "/api/v1/erratum/7/security_alerts" => {
            Reply::json(r#"{"alerts": {"blocking": true, "alerts": [{"name": "a"}]}}"#)
        }
        "/errata/container/7" => Reply::new(200, "<h2>Docker Container Content - C</h2>")
            .with("content-type", "text/html; charset=utf-8"),
        _ => Reply::json(r#"{"error": "no such thing"}"#),
    }
}

#[tokio::test]
async fn only_what_can_still_change_is_asked_for() {
    let (page, push, alerts, grade) = (
        "/api/v1/erratum/7",
        "/api/v1/erratum/7/push",
        "/api/v1/erratum/7/security_alerts",
        "/errata/container/7",
    );
    let cases: [(&str, &str, &str, bool, &[&str]); 8] = [
        ("rhsa", "QE", "rpm", false, &[page, push, alerts]),
        ("rhba", "QE", "rpm", false, &[page, push]),
        ("rhba", "REL_PREP", "image", true, &[page, push, grade]),
        ("rhba", "QE", "rpm", true, &[page, push]),
        ("rhsa", "SHIPPED_LIVE", "image", true, &[page]),
        ("rhsa", "DROPPED_NO_SHIP", "image", true, &[page]),
        ("rhsa", "QE", "microshift", true, &[page]),
        ("rhea", "ON_HOLD", "image", true, &[page]),
    ];
    for (errata_type, state, kind, wants_grade, expected) in cases {
        let web = Web::start(move |request| answer(request, facts(errata_type, state))).await;
        let errata = errata_at(&web.url, ErrataLogin::None, Some("s3cret"));
        let read = errata.advisory(kind, 7, wants_grade).await.unwrap();
        assert_eq!(read.gaps, []);
        let asked = web.asked();
        assert!(asked.iter().all(|one| one.headers["authorization"] == "Bearer s3cret"));
        let paths: Vec<_> = asked.iter().map(|one| one.path.as_str()).collect();
        assert_eq!(paths, expected, "{errata_type} {state} {kind}");
        assert_eq!(read.advisory.pushes.is_some(), expected.contains(&push));
        assert_eq!(read.advisory.grade, expected.contains(&grade).then_some('C'));
        let blocking = Alerts { blocking: true, count: 1 };
        assert_eq!(read.advisory.alerts, expected.contains(&alerts).then_some(blocking));
    }
}

#[tokio::test]
async fn a_part_that_fails_is_a_gap_and_the_advisory_is_not_lost() {
    let web = Web::start(|request| match request.path.as_str() {
        "/api/v1/erratum/7/push" => Reply::new(500, "{\"error\": \"hub is away\"}"),
        "/api/v1/erratum/7/security_alerts" => {
            Reply::new(200, "<html>").with("content-type", "text/html")
        }
        _ => answer(request, facts("rhsa", "QE")),
    })
    .await;
    let read =
        errata_at(&web.url, ErrataLogin::None, None).advisory("rpm", 7, false).await.unwrap();
    assert_eq!((read.advisory.state, read.advisory.docs), (AdvisoryState::Qe, Approval::Approved));
    assert_eq!((&read.advisory.pushes, read.advisory.alerts), (&None, None));
    let gaps: Vec<String> =
        read.gaps.iter().map(|(part, trouble)| format!("{part}: {trouble}")).collect();
    assert_eq!(gaps[0], "pushes: no answer: HTTP 500, hub is away");
    assert!(gaps[1].starts_with("security alerts: unreadable answer"), "{gaps:?}");
    assert_eq!(read.advisory.push(), None, "what was not seen is not said to be missing");
}

#[tokio::test]
async fn curl_and_http_read_the_same() {
    let mut read = Vec::new();
    for login in [ErrataLogin::None, ErrataLogin::Kerberos] {
        let web = Web::start(|request| answer(request, facts("rhsa", "QE"))).await;
        let errata = errata_at(&web.url, login, None);
        let one = match errata.advisory("image", 7, true).await {
            Err(Trouble::SignIn { detail }) if detail.contains("curl") => {
                eprintln!("skipped: {detail}");
                return;
            }
            other => other.unwrap(),
        };
        assert_eq!(one.advisory.push(), Some(PushProgress::Done), "of two jobs the newer counts");
        let asked = web.asked();
        assert!(asked.iter().all(|one| !one.headers.contains_key("authorization")));
        assert!(asked[0].headers["user-agent"].starts_with("oar-tui/"));
        assert_eq!(errata.lane().health().hosts, ["127.0.0.1"]);
        read.push(one);
    }
    assert_eq!(read[0], read[1]);
}

#[tokio::test]
async fn curl_is_as_careful_as_the_client_of_the_program() {
    let ask = async |reply: fn() -> Reply| {
        let web = Web::start(move |_| reply()).await;
        let mut settings = Settings::default().errata;
        settings.base_url = web.url.parse().unwrap();
        let deadline = Duration::from_millis(1500);
        let errata = Errata::with_deadline(&Net::new().unwrap(), &settings, Clock::REAL, deadline);
        errata.advisory("rpm", 7, false).await.unwrap_err()
    };
    let unreachable = |trouble: &Trouble, words: &str| {
        let right = matches!(trouble, Trouble::Unreachable { .. });
        assert!(right && trouble.to_string().contains(words), "{trouble}");
    };
    let page = || Reply::new(401, "<h1>no</h1>").with("www-authenticate", "Negotiate");
    let trouble = ask(page).await;
    if trouble.to_string().contains("not installed") {
        eprintln!("skipped: {trouble}");
        return;
    }
    assert!(trouble.to_string().ends_with("run kinit, then :reconnect errata"), "{trouble}");
    let limited = ask(|| Reply::new(429, "").with("retry-after", "90")).await;
    assert!(matches!(limited, Trouble::Throttled { retry_at: Some(_) }), "{limited}");
    assert!(matches!(ask(|| Reply::new(403, "")).await, Trouble::Refused { .. }));
    assert!(matches!(ask(|| Reply::new(404, "")).await, Trouble::Missing { .. }));
    unreachable(&ask(|| Reply::new(502, "")).await, "HTTP 502");
    unreachable(&ask(|| Reply::json("{").cut()).await, "");
    unreachable(&ask(|| Reply::json("{").silence()).await, "within 1.5 s");
    let flood = ask(|| Reply::json("x".repeat(1 << 16)).flood()).await;
    assert!(flood.to_string().contains("larger than"), "{flood}");
    // nobody follows it with a ticket
    let sent_on = ask(|| Reply::new(302, "").with("location", "http://127.0.0.1:1/")).await;
    assert!(matches!(sent_on, Trouble::Unreadable { .. }), "{sent_on}");
}

async fn get(url: &str, token: &str) -> String {
    let request = reqwest::Client::new().get(url).bearer_auth(token).header("user-agent", "test");
    request.send().await.unwrap().text().await.unwrap()
}

/// The package advisory of the newest release of a y-stream, from its StateBox.
pub async fn rpm_of(running: &Running, y: &str) -> u64 {
    let listing = format!(
        "{}/repos/openshift/release-tests/contents/_releases/{y}/statebox?ref=z-stream",
        running.github_url()
    );
    let listing = get(&listing, running.token()).await;
    let listing: serde_json::Value = serde_json::from_str(&listing).unwrap();
    let files = listing.as_array().unwrap();
    let newest = files
        .iter()
        .max_by_key(|file| {
            let name = file["name"].as_str().unwrap();
            name.split('.').nth(2).and_then(|patch| patch.parse::<u32>().ok())
        })
        .unwrap();
    let text = get(newest["download_url"].as_str().unwrap(), running.token()).await;
    let number = text.lines().find_map(|line| line.trim().strip_prefix("rpm: ")).unwrap();
    number.parse().unwrap()
}

#[tokio::test]
async fn the_stand_in_tells_the_story_of_the_statebox() {
    let running = start(Options::default()).await.unwrap();
    let url = running.url(ServiceName::Errata).to_owned();
    let nobody = errata_at(&url, ErrataLogin::None, None).advisory("rpm", 1, false).await;
    assert!(matches!(nobody, Err(Trouble::SignIn { .. })), "{nobody:?}");
    let errata = errata_at(&url, ErrataLogin::None, Some(running.token()));
    let unknown = errata.advisory("rpm", 1, false).await;
    assert!(matches!(unknown, Err(Trouble::Missing { .. })), "{unknown:?}");

    let mut seen = Vec::new();
    for release in ["4.20", "4.18", "4.14", "4.17"] {
        let number = rpm_of(&running, release).await;
        let read = errata.advisory("rpm", number, true).await.unwrap();
        assert_eq!(read.gaps, []);
        let advisory = read.advisory;
        seen.push((
            release,
            advisory.state.word(),
            advisory.push(),
            advisory.alerts.is_some_and(|alerts| alerts.blocking),
        ));
    }
    let done = || Some(PushProgress::Done);
    assert_eq!(
        seen,
        [
            // its blocker is the alert
            ("4.20", "QE", done(), true),
            ("4.18", "QE", done(), false),
            // approved
            ("4.14", "REL_PREP", done(), false),
            ("4.17", "QE", done(), false),
        ]
    );
}
