//! Every way an answer can be bad, and what it is sorted as.

use std::time::Duration;

use oar_tui::connectors::Told;
use oar_tui::connectors::breaker::{Gate, PATIENCE};
use oar_tui::domain::source::Branch;
use oar_tui::domain::time::SignedDuration;
use oar_tui::domain::trouble::Trouble;

use super::{github_at, github_within, token};
use crate::web::github::Repository;
use crate::web::{Reply, Web};

/// What the head of a branch comes to when the service answers so. Throttled names seconds from now.
async fn sorted(reply: Reply) -> String {
    let web = Web::start(move |_| reply.clone()).await;
    let github = github_at(&web.url, token());
    let before = github.api().lane().now();
    let trouble = match github.head(Branch::Record, None).await {
        Ok(Told::New(head)) => return format!("read {}", head.commit),
        Ok(Told::Same) => return "same".to_owned(),
        Err(trouble) => trouble,
    };
    match &trouble {
        Trouble::Throttled { retry_at: Some(at) } => {
            let wait = at.duration_since(before).round(jiff::Unit::Minute).unwrap();
            format!("{}: {trouble}, {wait:#}", trouble.code())
        }
        _ => format!("{}: {trouble}", trouble.code()),
    }
}

#[tokio::test]
async fn troubles_are_sorted_by_remedy() {
    let json = |status, message: &str| {
        Reply::new(status, format!(r#"{{"message":"{message}"}}"#))
            .with("content-type", "application/json")
    };
    let now = jiff::Timestamp::now();
    let http_date = |ahead: SignedDuration| {
        let printer = jiff::fmt::rfc2822::DateTimePrinter::new();
        printer.timestamp_to_rfc9110_string(&(now + ahead)).unwrap()
    };
    let (hour, minutes) = (SignedDuration::from_hours(1), SignedDuration::from_mins(10));
    let reset = (now + hour + minutes).as_second().to_string();
    let place = "/repos/openshift/release-tests/branches/record";
    let page = "<!DOCTYPE html><title>Sign in</title>";
    let cases = [
        (json(401, "Bad credentials"), "OAR-401: not signed in: Bad credentials".to_owned()),
        (
            json(403, "Resource not accessible"),
            "OAR-403: not allowed: Resource not accessible".into(),
        ),
        (
            // The service's clock is an hour ahead: ten minutes are ten minutes.
            json(403, "API rate limit exceeded")
                .with("date", &http_date(hour))
                .with("x-ratelimit-limit", "60")
                .with("x-ratelimit-remaining", "0")
                .with("x-ratelimit-reset", &reset),
            "OAR-429: rate limit reached, 10m".into(),
        ),
        (
            json(403, "You have exceeded a secondary rate limit").with("retry-after", "120"),
            "OAR-429: rate limit reached, 2m".into(),
        ),
        (
            json(403, "You have exceeded a secondary rate limit"),
            "OAR-429: rate limit reached".into(),
        ),
        (
            json(429, "slow down").with("retry-after", "60"),
            "OAR-429: rate limit reached, 1m".into(),
        ),
        (
            json(429, "slow down").with("retry-after", &http_date(minutes)),
            "OAR-429: rate limit reached, 10m".into(),
        ),
        (json(429, "slow down"), "OAR-429: rate limit reached".into()),
        (json(404, "Not Found"), format!("OAR-404: not found: {place}")),
        (
            Reply::new(502, page).with("content-type", "text/html"),
            "OAR-503: no answer: HTTP 502".into(),
        ),
        (
            json(422, "\\u001b[2Jodd"),
            format!("OAR-422: unreadable answer at {place}: HTTP 422, ␛[2Jodd"),
        ),
        (
            Reply::new(200, page).with("content-type", "text/html; charset=utf-8"),
            format!("OAR-422: unreadable answer at {place}: text/html came instead of JSON"),
        ),
        (
            Reply::new(200, page),
            format!(
                "OAR-422: unreadable answer at {place}: a page for people came instead of JSON"
            ),
        ),
        (
            Reply::json("{\n\"commit\": "),
            format!("OAR-422: unreadable answer at {place}: the JSON ends early, line 2 column 10"),
        ),
        (
            Reply::json("[]"),
            format!(
                "OAR-422: unreadable answer at {place}: the JSON has another shape than expected, line 1 column 2"
            ),
        ),
        (
            Reply::json(format!("{{\"commit\": {}", "x".repeat(30_000))),
            format!("OAR-422: unreadable answer at {place}: this is not JSON, line 1 column 12"),
        ),
        (
            Reply::json(r#"{"commit":{"sha":"../../evil","commit":{"tree":{"sha":"1"}}}}"#),
            format!("OAR-422: unreadable answer at {place}: a commit or tree id is not one"),
        ),
        (Reply::json("{\"commit\":").cut(), "OAR-503: no answer: the answer was cut off".into()),
        (
            Reply::json(" ".repeat(65_536)).flood(),
            format!("OAR-422: unreadable answer at {place}: larger than 1048 kB"),
        ),
        (
            Reply::json("not gzip").with("content-encoding", "gzip"),
            format!("OAR-422: unreadable answer at {place}: the compressed body is damaged"),
        ),
        (Reply::new(302, "").with("location", "file:///etc/passwd"), {
            format!("OAR-422: unreadable answer at {place}: a redirect leads nowhere we may go")
        }),
        (
            Reply::new(302, "").with("location", "/round"),
            format!("OAR-422: unreadable answer at {place}: redirected in a circle"),
        ),
    ];
    for (reply, expected) in cases {
        let shown = format!("{reply:?}").chars().take(120).collect::<String>();
        assert_eq!(sorted(reply).await, expected, "{shown}");
    }
}

#[tokio::test]
async fn a_body_that_never_ends_is_given_up_at_the_deadline() {
    let web = Web::start(|_| Reply::json("{\"commit\":").silence()).await;
    let github = github_within(Duration::from_millis(300), &web.url, token());
    let detail = "no complete answer within 0.3 s".to_owned();
    let trouble = github.head(Branch::Record, None).await.unwrap_err();
    assert_eq!(trouble, Trouble::Unreachable { detail });
}

#[tokio::test]
async fn nobody_listening_is_told_as_that() {
    let closed = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", closed.local_addr().unwrap());
    drop(closed);
    let trouble = github_at(&url, token()).head(Branch::Main, None).await.unwrap_err();
    let text = trouble.to_string();
    assert!(text.starts_with("no answer: no connection, Connection refused"), "{text}");
}

#[tokio::test]
async fn a_bad_archive_is_refused_whole_and_never_passes_for_an_empty_branch() {
    let repository = Repository::with(&[("ocp-latest-4.20-nightly-amd64.json", "{}")]);
    let web = repository.serve().await;
    let good = repository.tarball();
    let half = good[..good.len() / 2].to_vec();
    let tail = good[..good.len() - 4].to_vec();
    let mut flipped = good.clone();
    let middle = flipped.len() / 2;
    flipped[middle] ^= 0xff;
    let other = {
        let other = Repository::with(&[("ocp-latest-4.20-nightly-amd64.json", "{}")]);
        other.inner().commit = 99;
        other.tarball()
    };
    let empty = {
        let empty = Repository::default();
        empty.inner().commit = repository.inner().commit;
        empty.tarball()
    };
    let cases = [
        (Reply::new(200, half), "the archive ends early"),
        (Reply::new(200, tail), "the archive ends early"),
        (Reply::new(200, flipped), "the archive is damaged"),
        (Reply::new(200, other), "the archive is that of another commit"),
        (Reply::new(200, empty), "the archive has no folder _releases/"),
        (Reply::new(200, "hello"), "the archive"),
        (
            Reply::new(200, "<html>").with("content-type", "text/html"),
            "a page for people came instead of the archive",
        ),
        (Reply::new(200, &good[..100]).cut(), "the answer was cut off"),
    ];
    for (reply, expected) in cases {
        repository.calm();
        repository.mood("codeload", reply);
        let github = github_at(&web.url, token());
        let head = github.head(Branch::Record, None).await.unwrap().changed("head").unwrap();
        let trouble = github.archive(Branch::Record, &head).await.unwrap_err().to_string();
        assert!(trouble.contains(expected), "{trouble}, expected {expected}");
    }
}

#[tokio::test]
async fn a_service_that_fails_five_times_is_left_alone() {
    let web = Web::start(|_| Reply::new(500, "")).await;
    let github = github_at(&web.url, token());
    for _ in 0..PATIENCE + 3 {
        let failed = github.head(Branch::Record, None).await.unwrap_err();
        assert!(matches!(failed, Trouble::Unreachable { .. }), "{failed}");
    }
    assert_eq!(web.asked().len(), PATIENCE as usize);
    assert!(matches!(github.api().lane().circuit(), (Gate::Open(_), PATIENCE)));
}

#[tokio::test]
async fn a_service_that_wants_quiet_is_not_asked_before_its_time() {
    let web = Web::start(|_| Reply::new(429, "").with("retry-after", "300")).await;
    let github = github_at(&web.url, token());
    for _ in 0..3 {
        let failed = github.head(Branch::Record, None).await.unwrap_err();
        assert!(matches!(failed, Trouble::Throttled { retry_at: Some(_) }), "{failed}");
    }
    assert_eq!(web.asked().len(), 1);
}
