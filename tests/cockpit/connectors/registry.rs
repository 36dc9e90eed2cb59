//! The registry: the stand-in's payloads, and registries that do not keep their word.

use std::sync::Arc;

use oar_tui::config::{RegistrySettings, Settings, TokenFrom};
use oar_tui::connectors::{Mirror, Net, Registry, Streams};
use oar_tui::domain::clock::Clock;
use oar_tui::domain::digest::Digest;
use oar_tui::domain::signature::{Signed, signed};
use oar_tui::domain::trouble::Trouble;
use oar_tui::domain::version::Release;
use oar_tui::sandbox::{Options, Running, ServiceName, start};

use crate::web::{Reply, Web};

fn release(text: &str) -> Release {
    text.parse().unwrap()
}

fn settings(url: &str, token: TokenFrom) -> RegistrySettings {
    RegistrySettings { base_url: url.parse().unwrap(), token, ..Settings::default().registry }
}

fn registry(url: &str, token: TokenFrom) -> Registry {
    Registry::new(&Net::new().unwrap(), &settings(url, token), Clock::REAL)
}

async fn week() -> Running {
    start(Options::default()).await.unwrap()
}

#[tokio::test]
async fn a_payload_is_read_once_and_then_known_by_its_digest() {
    let running = week().await;
    let url = running.url(ServiceName::Registry);
    let ours = registry(url, TokenFrom::None);
    let payload = ours.payload(release("4.20.17"), None).await.unwrap();
    assert_eq!((payload.version.as_str(), payload.is_itself()), ("4.20.17", true));
    assert_eq!((payload.images, payload.components.len()), (64, 64));
    assert_eq!((payload.digests.len(), payload.previous.len()), (5, 8));
    assert_eq!(payload.gaps, Vec::<String>::new());
    assert!(payload.components.contains_key("etcd") && payload.created.is_some());
    let blobs = |running: &Running| {
        let counted = running.requests(ServiceName::Registry);
        counted.iter().filter(|one| one.path.contains("/blobs/")).map(|one| one.count).sum::<u64>()
    };
    let before = blobs(&running);
    assert_eq!(before, 2, "configuration and one layer");
    let again = ours.payload(release("4.20.17"), None).await.unwrap();
    let fresh = registry(url, TokenFrom::None);
    let cached = fresh.payload(release("4.20.17"), Some(Arc::new(payload.clone()))).await.unwrap();
    assert_eq!((&again, &cached, blobs(&running)), (&payload, &payload, before));
}

#[tokio::test]
async fn registry_release_controller_and_mirror_tell_one_story() {
    let running = week().await;
    let ours = registry(running.url(ServiceName::Registry), TokenFrom::None);
    let net = Net::new().unwrap();
    let mut settings = Settings::default();
    settings.mirror.base_url = running.url(ServiceName::Mirror).parse().unwrap();
    settings.streams.base_url = format!("{}/{{arch}}", running.streams_url());
    let mirror = Mirror::new(&net, &settings.mirror, Clock::REAL);
    let streams = Streams::new(&net, &settings.streams, Clock::REAL);
    // 4.20.17 waits for its signature, 4.18.36 has been signed for long, 4.17.52 is not promoted.
    for (name, expected) in [("4.20.17", Signed::NotYet), ("4.18.36", Signed::Yes)] {
        let payload = ours.payload(release(name), None).await.unwrap();
        assert_eq!(streams.digest(release(name)).await.unwrap(), payload.digest);
        let answer = mirror.signature(&payload.digest).await.unwrap();
        assert_eq!(signed(Some(&answer), Some(&payload.digest)), expected, "{name}");
    }
    let absent = ours.payload(release("4.17.52"), None).await.unwrap_err();
    assert!(matches!(absent, Trouble::Missing { .. }), "{absent}");
}

#[tokio::test]
async fn a_password_is_used_where_there_is_one_and_a_wrong_one_is_said_to_be() {
    let running = week().await;
    let url = running.url(ServiceName::Registry);
    let token = |text: String| TokenFrom::Value(text.into());
    for good in [running.token().to_owned(), format!("robot:{}", running.token())] {
        registry(url, token(good)).payload(release("4.18.36"), None).await.unwrap();
    }
    let wrong = registry(url, token("robot:wrong".to_owned()));
    let trouble = wrong.payload(release("4.18.36"), None).await.unwrap_err();
    assert!(matches!(&trouble, Trouble::SignIn { .. }), "{trouble}");
    assert!(trouble.to_string().contains("incorrect username"), "{trouble}");
}

/// A registry that serves one image under every tag, as it is told.
async fn odd(manifest: String, blobs: Vec<(Digest, Vec<u8>)>) -> Web {
    Web::start(move |request| {
        if request.path.contains("/manifests/") {
            return Reply::new(200, manifest.clone())
                .with("content-type", "application/vnd.oci.image.manifest.v1+json");
        }
        match blobs.iter().find(|(digest, _)| request.path.ends_with(digest.as_str())) {
            Some((_, bytes)) => Reply::new(200, bytes.clone()),
            None if request.path.ends_with("/v2/") => Reply::json("{}"),
            None => Reply::new(404, ""),
        }
    })
    .await
}

fn digest(digit: char) -> Digest {
    format!("sha256:{}", digit.to_string().repeat(64)).parse().unwrap()
}

#[tokio::test]
async fn what_does_not_have_its_digest_is_refused() {
    let manifest = format!(
        r#"{{"schemaVersion": 2, "config": {{"digest": "{}", "size": 2}}, "layers": []}}"#,
        digest('a')
    );
    let web = odd(manifest, vec![(digest('a'), b"{}".to_vec())]).await;
    let trouble = registry(&web.url, TokenFrom::None).payload(release("4.20.17"), None).await;
    let trouble = trouble.unwrap_err().to_string();
    assert!(trouble.contains("another digest"), "{trouble}");
}

#[tokio::test]
async fn manifests_that_cannot_be_used_say_why() {
    let cases = [
        (r#"{"schemaVersion": 1, "fsLayers": []}"#, "schema 1"),
        (r#"{"schemaVersion": 2}"#, "neither an image nor a list"),
        (r#"{"schemaVersion": 2, "manifests": []}"#, "linux/amd64"),
        ("<html>", "a page for people"),
        ("{", "ends early"),
    ];
    for (manifest, expected) in cases {
        let web = odd(manifest.to_owned(), Vec::new()).await;
        let asked = registry(&web.url, TokenFrom::None);
        let trouble = asked.payload(release("4.20.17"), None).await.unwrap_err().to_string();
        assert!(trouble.contains(expected), "{manifest}: {trouble}");
    }
}

#[tokio::test]
async fn a_password_is_never_sent_to_a_place_that_is_not_encrypted() {
    let other = Web::start(|_| Reply::json(r#"{"token": "t"}"#)).await;
    let realm = format!("Bearer realm=\"{}/token\"", other.url);
    let web = Web::start(move |_| Reply::new(401, "").with("www-authenticate", &realm)).await;
    let ours = registry(&web.url, TokenFrom::Value("robot:s3cret".to_owned().into()));
    let trouble = ours.payload(release("4.20.17"), None).await.unwrap_err().to_string();
    assert!(trouble.contains("not encrypted"), "{trouble}");
    assert_eq!(other.asked().len(), 0);
}
