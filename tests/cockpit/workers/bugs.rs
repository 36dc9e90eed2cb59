//! The worker for bugs, on the simulated week.

use std::collections::BTreeMap;
use std::path::Path;
use std::time::Duration;

use oar_tui::config::{self, TokenFrom};
use oar_tui::domain::assemblies::Assemblies;
use oar_tui::domain::bugs::Bugs;
use oar_tui::domain::document;
use oar_tui::domain::escalation::{Ladder, Rung};
use oar_tui::domain::source::{Service, Source};
use oar_tui::sandbox::{self, Options, Running, ServiceName};
use oar_tui::store::{BugWeight, News, World};
use oar_tui::workers::reading::Readers;
use oar_tui::workers::{Crew, Report, Start};
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;

const PATIENCE: Duration = Duration::from_secs(120);

/// Takes reports in until the bugs come.
async fn next_bugs(
    reports: &mut mpsc::Receiver<Report>,
    store: &mut World,
    crew: &Crew,
) -> std::sync::Arc<Bugs> {
    loop {
        let report = tokio::time::timeout(PATIENCE, reports.recv()).await.unwrap().unwrap();
        let at = report.event.at;
        let bugs = match &report.event.news {
            Ok(News::Bugs(bugs)) => Some(bugs.clone()),
            _ => None,
        };
        store.apply(report.event);
        crew.look(&store.snapshot(at));
        if let Some(bugs) = bugs {
            return bugs;
        }
    }
}

fn histories(sandbox: &Running) -> u64 {
    let counted = sandbox.requests(ServiceName::Jira);
    counted.iter().filter(|one| one.path.ends_with("/changelog")).map(|one| one.count).sum()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_week_has_its_ladders_and_an_unchanged_list_costs_no_histories() {
    let now = "2026-03-25T14:07:00Z".parse().unwrap();
    let sandbox = sandbox::start(Options { now: Some(now), ..Options::default() }).await.unwrap();
    let token = Path::new("token");
    let mut settings = config::from_text("test", &sandbox.profile(token)).settings;
    for place in settings.secrets_mut() {
        if matches!(place, TokenFrom::File(file) if file == token) {
            *place = TokenFrom::Value(sandbox.token().to_owned().into());
        }
    }
    let (events, mut reports) = mpsc::channel(64);
    let readers = Readers { document: document::read, assemblies: Assemblies::read };
    let stop = CancellationToken::new();
    let begin = Start { events, stop, remembered: BTreeMap::new(), readers };
    let crew = Crew::start(&settings, |service| service != Service::Jira, begin).unwrap();
    let mut store = World::default();
    let mut bugs = next_bugs(&mut reports, &mut store, &crew).await;
    // The branches come one by one, and with them the y-streams.
    while bugs.asked.len() < 8 || bugs.bugs.iter().any(|bug| bug.updated.is_none()) {
        crew.nudge(&[Source::Bugs]);
        bugs = next_bugs(&mut reports, &mut store, &crew).await;
    }
    assert!(bugs.bugs.iter().all(|bug| bug.on_qa.is_some()), "{:?}", bugs.gaps);
    let board = store.snapshot(now).board;
    let has = |what: fn(&Ladder) -> bool| board.bugs.iter().any(|row| what(&row.ladder));
    assert!(has(|ladder| *ladder == Ladder::PreMerge), "verified before the merge");
    assert!(has(|ladder| ladder.climb().is_some_and(|climb| climb.fell_back())), "nobody to tell");
    assert!(
        has(|ladder| ladder.climb().and_then(|climb| climb.reached()) == Some(Rung::Label)),
        "everybody was told"
    );
    let late: Vec<&str> = board
        .bugs
        .iter()
        .filter(|row| row.weight == BugWeight::Late)
        .map(|row| row.bug.key.as_str())
        .collect();
    assert_eq!(late.len(), 1, "the notifier forgot one: {late:?}");
    let before = histories(&sandbox);
    crew.nudge(&[Source::Bugs]);
    let again = next_bugs(&mut reports, &mut store, &crew).await;
    assert_eq!(again.bugs.len(), bugs.bugs.len());
    assert_eq!(histories(&sandbox), before, "nothing changed, nothing is read again");
    crew.stop().await;
    sandbox.stop().await;
}
