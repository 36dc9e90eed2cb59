//! The release team's configuration, from the sandbox to the picture.

use std::time::Duration;

use oar_tui::app::engine::Engine;
use oar_tui::config::{Asked, Settings, TokenFrom, load};
use oar_tui::domain::source::Source;
use oar_tui::sandbox::{Options, Running, start};
use oar_tui::store::Snapshot;

async fn picture(sandbox: &Running, key: TokenFrom, holds: fn(&Snapshot) -> bool) -> Snapshot {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("oar.toml");
    sandbox.write_profile(&file).unwrap();
    let loaded = load(&Asked { file: Some(file), profile: None }, |_| None).unwrap();
    let Settings { clock, github, mut configstore, .. } = loaded.settings;
    if !matches!(key, TokenFrom::None) {
        configstore.key = key;
    }
    let settings =
        Settings { clock, github, configstore, internal: Some(false), ..Settings::default() };
    let mut engine = Engine::start(settings, None);
    tokio::time::timeout(Duration::from_secs(60), async {
        loop {
            let snapshot = engine.snapshot();
            if holds(&snapshot) {
                return snapshot;
            }
            engine.next().await;
        }
    })
    .await
    .expect("the configuration came")
}

#[tokio::test]
async fn with_its_key_the_configuration_is_read_and_with_another_it_says_what_to_do() {
    let sandbox = start(Options::default()).await.unwrap();
    let read = picture(&sandbox, TokenFrom::None, |now| now.outside.config.is_some()).await;
    let config = read.outside.config.as_ref().unwrap();
    assert_eq!(config.owner("4.20".parse().unwrap()), Some("amara@example.com"));
    assert_eq!(config.owner("4.21".parse().unwrap()), Some("s.lindqvist@example.com"));
    assert_eq!(config.teams["qe-release"].leads[&"4.20".parse().unwrap()], "SLEADS420");
    assert_eq!(config.gaps, [] as [String; 0]);

    for (key, expected) in [
        ("0123456789abcdef", "the key does not open it"),
        ("short", "the key has 5 bytes, not 16: it is the raw key, neither JSON nor base64"),
    ] {
        let troubled = |now: &Snapshot| {
            now.feeds.get(&Source::ReleaseConfig).is_some_and(|feed| feed.trouble.is_some())
        };
        let told = picture(&sandbox, TokenFrom::Value(key.into()), troubled).await;
        let (trouble, _) = told.feeds[&Source::ReleaseConfig].trouble.clone().unwrap();
        let said = trouble.to_string();
        assert!(said.contains(expected) && !said.contains(key), "{said}");
    }
}
