//! The mirror of signatures: there, not there yet, and no answer are three things.

use oar_tui::config::Settings;
use oar_tui::connectors::{Mirror, Net};
use oar_tui::domain::clock::Clock;
use oar_tui::domain::digest::Digest;
use oar_tui::domain::signature::{Signed, signed};
use oar_tui::domain::trouble::Trouble;

use crate::web::{Reply, Web};

fn digest() -> Digest {
    format!("sha256:{}", "ab".repeat(32)).parse().unwrap()
}

fn mirror(url: &str) -> Mirror {
    let mut settings = Settings::default().mirror;
    settings.base_url = format!("{url}/pub/signatures/release/").parse().unwrap();
    Mirror::new(&Net::new().unwrap(), &settings, Clock::REAL)
}

#[tokio::test]
async fn signatures_are_looked_for_by_number_until_one_is_missing() {
    let web = Web::start(|request| match request.path.rsplit('/').next() {
        Some("signature-1" | "signature-2") => Reply::new(200, "signed"),
        _ => Reply::new(404, "<html>not here</html>").with("content-type", "text/html"),
    })
    .await;
    let found = mirror(&web.url).signature(&digest()).await.unwrap();
    let numbers: Vec<u8> = found.files.iter().map(|file| file.number).collect();
    assert_eq!((numbers, signed(Some(&found), Some(&digest()))), (vec![1, 2], Signed::Yes));
    let folder = format!("/pub/signatures/release/sha256={}", "ab".repeat(32));
    let expected: Vec<String> = (1..=3).map(|nth| format!("{folder}/signature-{nth}")).collect();
    assert_eq!(web.paths(), expected);
}

#[tokio::test]
async fn nothing_there_is_not_signed_yet_and_everything_else_is_not_known() {
    let web = Web::start(|_| Reply::new(404, "")).await;
    let found = mirror(&web.url).signature(&digest()).await.unwrap();
    assert_eq!(signed(Some(&found), None), Signed::NotYet);
    for status in [500, 503, 403, 429] {
        let web = Web::start(move |_| Reply::new(status, "")).await;
        mirror(&web.url).signature(&digest()).await.unwrap_err();
    }
    let web =
        Web::start(|_| Reply::new(200, "<html>welcome</html>").with("content-type", "text/html"));
    let trouble = mirror(&web.await.url).signature(&digest()).await.unwrap_err();
    assert!(matches!(trouble, Trouble::Unreadable { .. }), "{trouble}");
}

#[tokio::test]
async fn a_second_file_that_cannot_be_looked_for_is_a_gap() {
    let web = Web::start(|request| match request.path.ends_with("signature-1") {
        true => Reply::new(200, "signed"),
        false => Reply::new(500, ""),
    })
    .await;
    let found = mirror(&web.url).signature(&digest()).await.unwrap();
    assert_eq!(signed(Some(&found), None), Signed::Yes);
    assert!(found.gaps.iter().any(|gap| gap.contains("signature-2")), "{:?}", found.gaps);
}
