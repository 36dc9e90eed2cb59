//! Connectors against servers in every mood.

mod clusters;
mod directory;
pub mod errata;
mod faults;
mod git;
mod gitlab;
mod jenkins;
mod jira;
mod logs;
mod mirror;
mod prow;
mod pyxis;
mod registry;
mod sheets;
mod slack;
mod slack_socket;

use std::sync::Arc;
use std::time::Duration;

use oar_tui::config::{Settings, StreamsSettings, TokenFrom};
use oar_tui::connectors::{Github, Net, Streams, Told};
use oar_tui::domain::arch::Arch;
use oar_tui::domain::builds::Phase;
use oar_tui::domain::clock::Clock;
use oar_tui::domain::source::Branch;
use oar_tui::domain::time::SignedDuration;
use oar_tui::domain::trouble::Trouble;

use super::web::github::Repository;
use super::web::{Reply, Web};

pub fn github_at(url: &str, token: TokenFrom) -> Arc<Github> {
    github_within(Duration::from_secs(10), url, token)
}

pub fn github_within(deadline: Duration, url: &str, token: TokenFrom) -> Arc<Github> {
    let mut settings = Settings::default().github;
    (settings.base_url, settings.raw_url) = (url.parse().unwrap(), url.parse().unwrap());
    settings.token = token;
    Github::with_deadline(&Net::new().unwrap(), &settings, Clock::REAL, deadline)
}

fn streams_at(url: &str) -> Streams {
    let settings =
        StreamsSettings { base_url: format!("{url}/{{arch}}"), ..StreamsSettings::default() };
    Streams::new(&Net::new().unwrap(), &settings, Clock::REAL)
}

fn token() -> TokenFrom {
    TokenFrom::Value("s3cret".to_owned().into())
}

#[tokio::test]
async fn the_first_load_of_a_branch_takes_three_requests() {
    let repository = Repository::with(&[
        ("ocp-latest-4.20-nightly-amd64.json", "{}"),
        ("ocp-test-result-4.20.17-amd64.json", "{ }"),
        (".github-app-test/write-smoke.txt", "no document"),
    ]);
    let web = repository.serve().await;
    let github = github_at(&web.url, token());
    let head = github.head(Branch::Record, None).await.unwrap().changed("head").unwrap();
    let files = github.archive(Branch::Record, &head).await.unwrap();
    assert_eq!(web.asked().len(), 3);
    let names: Vec<_> = files.iter().map(|file| file.path.as_str()).collect();
    assert_eq!(
        names,
        [
            "_releases/ocp-latest-4.20-nightly-amd64.json",
            "_releases/ocp-test-result-4.20.17-amd64.json"
        ]
    );
    let listing = github.tree(Branch::Record, &head).await.unwrap();
    let same = files.iter().all(|file| listing.get(&file.path) == Some(&file.blob));
    assert!(same && listing.len() == files.len(), "the archive and the listing name alike");
}

#[tokio::test]
async fn an_unchanged_branch_is_told_by_304_to_a_question_that_names_what_is_known() {
    let repository = Repository::with(&[("ocp-latest-4.20-nightly-amd64.json", "{}")]);
    let web = repository.serve().await;
    let github = github_at(&web.url, token());
    let head = github.head(Branch::Record, None).await.unwrap().changed("head").unwrap();
    let again = github.head(Branch::Record, head.etag.as_deref()).await.unwrap();
    assert_eq!(again, Told::Same);
    let asked = web.asked();
    assert_eq!(asked[0].headers.get("if-none-match"), None);
    assert_eq!(asked[1].headers.get("if-none-match"), head.etag.as_ref());
    assert_eq!(asked[1].headers["authorization"], "Bearer s3cret");
    let agent = &asked[1].headers["user-agent"];
    assert_eq!(agent, concat!("oar-tui/", env!("CARGO_PKG_VERSION")));
}

#[tokio::test]
async fn a_listing_that_github_cuts_is_walked_folder_by_folder() {
    let repository = Repository::with(&[("ocp-latest-4.20-nightly-amd64.json", "{}")]);
    repository.inner().truncates = true;
    let web = repository.serve().await;
    let github = github_at(&web.url, token());
    let head = github.head(Branch::Record, None).await.unwrap().changed("head").unwrap();
    let listing = github.tree(Branch::Record, &head).await.unwrap();
    assert_eq!(
        listing.keys().collect::<Vec<_>>(),
        ["_releases/ocp-latest-4.20-nightly-amd64.json"]
    );
}

#[tokio::test]
async fn a_redirect_to_another_host_does_not_carry_the_token() {
    let repository = Repository::with(&[("ocp-latest-4.20-nightly-amd64.json", "{}")]);
    let tarball = repository.tarball();
    let elsewhere = Web::start(move |_| Reply::new(200, tarball.clone())).await;
    let home = repository.serve().await;
    repository.mood("tarball", Reply::new(302, "").with("location", &elsewhere.url));
    let github = github_at(&home.url, token());
    let head = github.head(Branch::Record, None).await.unwrap().changed("head").unwrap();
    assert_eq!(github.archive(Branch::Record, &head).await.unwrap().len(), 1);
    assert!(home.asked().iter().all(|request| request.headers.contains_key("authorization")));
    assert_eq!(elsewhere.asked()[0].headers.get("authorization"), None);
}

#[tokio::test]
async fn without_a_login_changed_files_leave_the_hourly_budget_alone() {
    let repository = Repository::with(&[("ocp-latest-4.20-nightly-amd64.json", "{}")]);
    let web = repository.serve().await;
    let github = github_at(&web.url, TokenFrom::None);
    let head = github.head(Branch::Record, None).await.unwrap().changed("head").unwrap();
    let listing = github.tree(Branch::Record, &head).await.unwrap();
    web.asked();
    let (files, trouble) = github.files(&head, &listing).await;
    assert_eq!((files.len(), trouble), (1, None));
    let path = format!("/openshift/release-tests/{}/_releases/", head.commit);
    assert!(web.paths().iter().all(|asked| asked.starts_with(&path)));

    // A raw host that knows nothing, or sends something else, is not believed.
    for reply in [Reply::new(404, ""), Reply::new(200, "another content")] {
        repository.calm();
        repository.mood(&format!("/{}/", head.commit), reply);
        let (files, trouble) = github.files(&head, &listing).await;
        assert_eq!((files[0].bytes.as_deref(), trouble), (Some(b"{}".as_slice()), None));
        assert!(web.paths().last().unwrap().contains("/git/blobs/"));
    }
}

#[tokio::test]
async fn a_blob_is_understood_raw_and_inside_json_and_checked_against_its_name() {
    let repository = Repository::with(&[("ocp-latest-4.20-nightly-amd64.json", "{}")]);
    let web = repository.serve().await;
    let github = github_at(&web.url, token());
    let head = github.head(Branch::Record, None).await.unwrap().changed("head").unwrap();
    let listing = github.tree(Branch::Record, &head).await.unwrap();
    let cases = [
        (Reply::new(200, "{}").with("content-type", "application/vnd.github.raw+json"), true),
        (Reply::json(r#"{"content":"e3\n0=\n","encoding":"base64"}"#), true),
        (Reply::json(r#"{"content":"e30x","encoding":"base64"}"#), false),
        (Reply::new(200, "<html>").with("content-type", "text/html"), false),
    ];
    for (reply, good) in cases {
        repository.calm();
        repository.mood("/git/blobs/", reply.clone());
        let (files, trouble) = github.files(&head, &listing).await;
        assert_eq!(files.len(), usize::from(good), "{reply:?}");
        assert_eq!(trouble.is_none(), good, "{reply:?}");
    }
}

#[tokio::test]
async fn build_data_is_asked_for_with_its_etag_and_without_a_token() {
    let web = Web::start(|request| {
        assert!(!request.headers.contains_key("authorization"));
        match request.headers.get("if-none-match").map(String::as_str) {
            Some("\"7\"") => Reply::new(304, ""),
            _ => Reply::new(200, "releases: {}\n").with("etag", "\"7\""),
        }
    })
    .await;
    let github = github_at(&web.url, token());
    let y = "4.20".parse().unwrap();
    let named = github.build_data(y, None).await.unwrap().changed("build data").unwrap();
    assert_eq!((named.text.as_str(), named.etag.as_deref()), ("releases: {}\n", Some("\"7\"")));
    assert_eq!(github.build_data(y, Some("\"7\"")).await.unwrap(), Told::Same);
    let path = "/openshift-eng/ocp-build-data/openshift-4.20/releases.yml";
    assert_eq!(web.paths(), [path, path]);
}

#[tokio::test]
async fn tags_of_an_architecture_are_merged_and_foreign_streams_left_out() {
    let web = Web::start(|request| match request.path.rsplit('/').next() {
        Some("ready") => {
            Reply::json(r#"{"4.21.0-0.nightly-arm64":["a","b"],"4-stable-arm64":null}"#)
        }
        Some("rejected") => Reply::json("null"),
        // "b" moved on between two of our questions.
        Some("accepted") => Reply::new(
            200,
            r#"{"4.21.0-0.nightly-arm64":["b"],"4-stable-arm64":["4.20.17"],"4.21.0-0.ci":["c"],
                "4-dev-preview-arm64":["bad\u001bname"],"4.20.0-0.okd":["d"]}"#,
        )
        .with("content-type", "text/plain; charset=utf-8"),
        _ => Reply::new(404, ""),
    })
    .await;
    let tags = streams_at(&web.url).tags(Arch::Arm64).await.unwrap();
    let tags: Vec<_> = tags.iter().map(|(name, phase)| (name.0.as_str(), *phase)).collect();
    assert_eq!(tags, [("4.20.17", Phase::Accepted), ("a", Phase::Ready), ("b", Phase::Accepted)]);
    assert_eq!(web.paths()[2], "/arm64/api/v1/releasestreams/accepted");
}

#[tokio::test]
async fn what_is_not_there_says_why_in_the_services_words() {
    let said = "no tags exist within the release that satisfy the request";
    let web = Web::start(move |_| Reply::new(404, said).with("content-type", "text/plain")).await;
    let trouble = streams_at(&web.url).tags(Arch::Amd64).await.unwrap_err();
    let what = format!("/amd64/api/v1/releasestreams/ready ({said})");
    assert_eq!(trouble, Trouble::Missing { what });
}

#[tokio::test]
async fn a_clock_that_is_an_hour_ahead_is_noticed() {
    let date = jiff::Timestamp::now() + SignedDuration::from_hours(1);
    let date =
        jiff::fmt::rfc2822::DateTimePrinter::new().timestamp_to_rfc9110_string(&date).unwrap();
    let web = Web::start(move |_| Reply::json("{}").with("date", &date)).await;
    let streams = streams_at(&web.url);
    streams.tags(Arch::Amd64).await.unwrap();
    let skew = streams.http(Arch::Amd64).unwrap().lane().skew().unwrap();
    assert!((skew.as_secs() - 3600).abs() < 120, "{skew}");
}
