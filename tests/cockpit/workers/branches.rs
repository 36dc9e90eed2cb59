//! Watching a branch: what is asked when nothing, something and everything changed.

use std::time::Duration;

use oar_tui::connectors::Branches;
use oar_tui::domain::clock::Clock;
use oar_tui::domain::complaint::Complaint;
use oar_tui::domain::document::{Document, DocumentKey};
use oar_tui::domain::source::Branch;
use oar_tui::domain::time::Timestamp;
use oar_tui::domain::trouble::Trouble;
use oar_tui::store::{Files, News};
use oar_tui::workers::branches::{BranchPoll, MANY};
use oar_tui::workers::{Answer, Memo, Poll};

use crate::connectors::github_at;
use crate::web::github::Repository;
use crate::web::{Reply, Web};

/// Complains about every file with its own text, so that a test sees what was read.
fn parrot(
    _: &DocumentKey,
    path: &str,
    text: &str,
    _: Option<Timestamp>,
) -> (Option<Document>, Vec<Complaint>) {
    assert_ne!(text, "panic");
    let (path, what) = (path.to_owned(), text.to_owned());
    (None, vec![Complaint { path, place: String::new(), what }])
}

struct Watch {
    repository: Repository,
    web: Web,
    poll: BranchPoll,
}

impl Watch {
    async fn start(files: &[(&str, &str)]) -> Watch {
        let repository = Repository::with(files);
        let web = repository.serve().await;
        let poll = poll_at(&web, Branch::Record, None);
        Watch { repository, web, poll }
    }

    async fn ask(&mut self) -> Answer {
        self.web.asked();
        self.poll.ask().await
    }

    /// The last part of each path that was asked, without ids.
    fn asked(&self) -> Vec<String> {
        let kind = |path: String| {
            let parts: Vec<&str> = path.split('/').collect();
            match parts.as_slice() {
                [.., "branches", _] => "head".to_owned(),
                [.., "trees", _] => "listing".to_owned(),
                [.., "tarball", _] | [.., "codeload"] => "archive".to_owned(),
                [.., file] => (*file).to_owned(),
                [] => String::new(),
            }
        };
        self.web.paths().into_iter().map(kind).collect()
    }
}

fn poll_at(web: &Web, branch: Branch, memo: Option<Memo>) -> BranchPoll {
    let github = github_at(&web.url, oar_tui::config::TokenFrom::None);
    let every = Duration::from_secs(180);
    BranchPoll::new(Branches::Github(github), branch, every, Clock::REAL, parrot, memo)
}

fn files(answer: &Answer) -> &Files {
    match &answer.news {
        Some(News::Files(files)) => files,
        other => panic!("{other:?}, {:?}", answer.trouble),
    }
}

/// File names and what the parrot read in them.
fn put(answer: &Answer) -> Vec<(&str, &str)> {
    files(answer)
        .put
        .iter()
        .map(|put| {
            let file = put.path.rsplit('/').next().unwrap_or_default();
            (file, put.complaints[0].what.as_str())
        })
        .collect()
}

const A: &str = "ocp-latest-4.20-nightly-amd64.json";
const B: &str = "ocp-latest-4.21-nightly-amd64.json";
const C: &str = "ocp-latest-4.22-nightly-amd64.json";

#[tokio::test]
async fn the_first_load_is_whole_and_takes_three_requests() {
    let mut watch = Watch::start(&[(A, "a"), (B, "b"), ("note.txt", "no document")]).await;
    let answer = watch.ask().await;
    assert_eq!(watch.asked(), ["head", "archive", "archive"]);
    assert_eq!(put(&answer), [(A, "a"), (B, "b")]);
    assert!(files(&answer).whole);
    assert!(files(&answer).put.iter().all(|put| !put.observed));
    assert_eq!(files(&answer).put[0].committed.to_string(), "2026-03-25T14:00:00Z");
}

#[tokio::test]
async fn afterwards_one_conditional_request_per_poll_and_only_changed_files() {
    let mut watch = Watch::start(&[(A, "a"), (B, "b")]).await;
    watch.ask().await;
    let answer = watch.ask().await;
    assert_eq!((watch.asked(), answer.news), (vec!["head".to_owned()], Some(News::Unchanged)));
    assert_eq!(answer.memo, None);

    // A third of the commits change no file.
    watch.repository.inner().commit += 1;
    let answer = watch.ask().await;
    assert_eq!((watch.asked(), answer.news), (vec!["head".to_owned()], Some(News::Unchanged)));
    assert!(answer.memo.is_some(), "the new head is remembered");

    // A file that is no document is none of our business.
    watch.repository.put("note.txt", "changed");
    let answer = watch.ask().await;
    assert_eq!(watch.asked(), ["head", "listing"]);
    assert_eq!(answer.news, Some(News::Unchanged));

    watch.repository.put(B, "b2");
    watch.repository.put(C, "c");
    watch.repository.inner().files.remove(&format!("_releases/{A}"));
    let answer = watch.ask().await;
    assert_eq!(watch.asked(), ["head", "listing", B, C]);
    assert_eq!(put(&answer), [(B, "b2"), (C, "c")]);
    let files = files(&answer);
    assert_eq!((files.whole, files.gone.as_slice()), (false, &[format!("_releases/{A}")][..]));
    assert!(files.put.iter().all(|put| put.observed), "we saw it change");
}

#[tokio::test]
async fn what_was_remembered_spares_the_first_load_after_a_restart() {
    let mut watch = Watch::start(&[(A, "a"), (B, "b")]).await;
    let memo = watch.ask().await.memo.unwrap();
    let kept = serde_json::to_string(&memo).unwrap();
    let memo: Memo = serde_json::from_str(&kept).unwrap();

    watch.poll = poll_at(&watch.web, Branch::Record, Some(memo.clone()));
    assert_eq!(watch.ask().await.news, Some(News::Unchanged));
    assert_eq!(watch.asked(), ["head"]);

    watch.repository.put(B, "b2");
    watch.poll = poll_at(&watch.web, Branch::Record, Some(memo));
    let answer = watch.ask().await;
    assert_eq!(put(&answer), [(B, "b2")]);
    assert!(!files(&answer).put[0].observed, "it changed while nobody looked");
}

#[tokio::test]
async fn a_file_that_cannot_be_fetched_costs_no_other_and_is_asked_for_again() {
    let mut watch = Watch::start(&[(A, "a"), (B, "b")]).await;
    watch.ask().await;
    watch.repository.put(A, "a2");
    watch.repository.put(B, "b2");
    watch.repository.mood(A, Reply::new(404, ""));
    watch.repository.mood("/git/blobs/", Reply::new(404, ""));
    let answer = watch.ask().await;
    assert_eq!(put(&answer), [(B, "b2")]);
    assert!(matches!(answer.trouble, Some(Trouble::Missing { .. })));

    watch.repository.calm();
    let answer = watch.ask().await;
    assert_eq!(watch.asked(), ["head", "listing", A]);
    assert_eq!((put(&answer), answer.trouble.is_none()), (vec![(A, "a2")], true));
    assert_eq!(watch.ask().await.news, Some(News::Unchanged));
}

#[tokio::test]
async fn a_failed_first_load_tells_the_trouble_and_starts_again() {
    let mut watch = Watch::start(&[(A, "a")]).await;
    watch.repository.mood("codeload", Reply::new(200, "<html>").with("content-type", "text/html"));
    let answer = watch.ask().await;
    assert!(answer.news.is_none() && answer.memo.is_none());
    assert!(matches!(answer.trouble, Some(Trouble::Unreadable { .. })));
    watch.repository.calm();
    assert_eq!(put(&watch.ask().await), [(A, "a")]);
}

#[tokio::test]
async fn a_branch_that_changed_much_is_fetched_whole() {
    let mut watch = Watch::start(&[(A, "a")]).await;
    watch.ask().await;
    for minor in 0..=MANY {
        watch.repository.put(&format!("ocp-latest-4.{minor}-stable-amd64.json"), "{}");
    }
    let answer = watch.ask().await;
    assert_eq!(watch.asked(), ["head", "listing", "archive", "archive"]);
    assert!(files(&answer).whole);
    assert_eq!(files(&answer).put.len(), MANY + 2);
}

#[tokio::test]
async fn a_file_that_breaks_the_reader_costs_no_other() {
    let mut watch = Watch::start(&[(A, "panic"), (B, "b")]).await;
    let answer = watch.ask().await;
    let expected = "a fault in this program stopped the reading";
    assert_eq!(put(&answer), [(A, expected), (B, "b")]);
}

#[tokio::test]
async fn text_that_is_not_utf_8_is_read_as_far_as_it_goes() {
    let mut watch = Watch::start(&[]).await;
    watch.repository.put(A, b"caf\xe9");
    let answer = watch.ask().await;
    assert_eq!(put(&answer), [(A, "caf\u{fffd}")]);
    assert!(files(&answer).put[0].complaints[1].what.starts_with("is not UTF-8"));
}
