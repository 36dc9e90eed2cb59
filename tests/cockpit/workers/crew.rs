//! All workers together, over one server that plays every service.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use oar_tui::config::{Settings, TokenFrom};
use oar_tui::domain::assemblies::Assemblies;
use oar_tui::domain::source::{Branch, Source};
use oar_tui::domain::time::Timestamp;
use oar_tui::store::{News, World};
use oar_tui::workers::reading::Readers;
use oar_tui::workers::{Crew, Report, Start};
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;

use crate::web::github::Repository;
use crate::web::{Reply, Web};

const PATIENCE: Duration = Duration::from_secs(30);

fn settings(web: &Web) -> Settings {
    let mut settings = Settings::default();
    settings.github.base_url = web.url.parse().unwrap();
    settings.github.raw_url = web.url.parse().unwrap();
    settings.github.token = TokenFrom::None;
    settings.streams.base_url = format!("{}/{{arch}}", web.url);
    settings
}

fn start(events: mpsc::Sender<Report>) -> Start {
    let readers = Readers {
        document: |_, _, _, _| (None, Vec::new()),
        assemblies: |y, _, _| (Some(Assemblies { y, by_key: BTreeMap::new() }), Vec::new()),
    };
    Start { events, stop: CancellationToken::new(), remembered: BTreeMap::new(), readers }
}

/// Serves one y-stream on every branch, its build data, and no tags.
async fn world() -> (Repository, Web) {
    let repository = Repository::with(&[("4.20/statebox/4.20.17.yaml", "x")]);
    repository.mood("/releasestreams/", Reply::json("null"));
    repository.mood("/releases.yml", Reply::new(200, "releases: {}"));
    let web = repository.serve().await;
    (repository, web)
}

#[tokio::test]
async fn every_source_is_asked_and_y_streams_bring_their_build_data() {
    let (_repository, web) = world().await;
    let (events, mut reports) = mpsc::channel(64);
    let crew = Crew::start(&settings(&web), |_| true, start(events)).unwrap();
    let mut answered = BTreeSet::new();
    let mut store = World::default();
    while answered.len() < 3 + 5 + 1 {
        let report = tokio::time::timeout(PATIENCE, reports.recv()).await.unwrap().unwrap();
        assert!(report.event.news.is_ok(), "{report:?}");
        answered.insert(report.event.source);
        store.apply(report.event);
        crew.look(&store.snapshot(Timestamp::UNIX_EPOCH));
    }
    assert!(answered.contains(&Source::BuildData("4.20".parse().unwrap())));
    crew.stop().await;
    assert_eq!(reports.recv().await, None, "nobody is left");
}

#[tokio::test]
async fn a_nudge_asks_that_source_again_and_no_other() {
    let (_repository, web) = world().await;
    let (events, mut reports) = mpsc::channel(64);
    let mut settings = settings(&web);
    settings.streams.poll = Duration::ZERO;
    let crew = Crew::start(&settings, |_| true, start(events)).unwrap();
    for _ in 0..3 {
        tokio::time::timeout(PATIENCE, reports.recv()).await.unwrap().unwrap();
    }
    let record = Source::Branch(Branch::Record);
    crew.nudge(&[record]);
    let report = tokio::time::timeout(PATIENCE, reports.recv()).await.unwrap().unwrap();
    assert_eq!((report.event.source, report.event.news), (record, Ok(News::Unchanged)));
    crew.nudge_all();
    let mut nudged = BTreeSet::new();
    while nudged.len() < 8 {
        let report = tokio::time::timeout(PATIENCE, reports.recv()).await.unwrap().unwrap();
        nudged.insert(report.event.source);
    }
}
