//! Runs of a release are watched at Prow: what ended is read once, what is open again and again, and a
//! trouble costs no fact.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use oar_tui::config::{Settings, TokenFrom};
use oar_tui::domain::clock::Clock;
use oar_tui::domain::document::{self, DocumentKey};
use oar_tui::domain::results::RunState;
use oar_tui::domain::runs::{Runs, Tests};
use oar_tui::domain::source::{Branch, Service, Source};
use oar_tui::domain::time::Timestamp;
use oar_tui::store::{Event, FilePut, Files, News, World};
use oar_tui::workers::reading::Readers;
use oar_tui::workers::{Crew, Report, Start};
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;

use crate::web::{Reply, Request, Web};

const PATIENCE: Duration = Duration::from_secs(30);
const ENDED: &str = "7f3c1a52-0d4e-4e47-9b1c-000000000001";
const OPEN: &str = "7f3c1a52-0d4e-4e47-9b1c-000000000002";

fn clock() -> Clock {
    let start = "2026-03-25T14:07:00Z".parse().unwrap();
    Clock { start, at: Timestamp::now(), speed: 120.0 }
}

fn file(seq: u64, branch: Branch, path: &str, text: &str) -> Event {
    let key = DocumentKey::of(branch, path).unwrap();
    let at = clock().start;
    let (document, complaints) = document::read(&key, path, text, Some(at));
    let put = FilePut {
        path: path.to_owned(),
        key,
        blob: format!("{seq}"),
        committed: at,
        document,
        complaints,
        observed: false,
    };
    let files = Files { whole: true, put: vec![put], ..Files::default() };
    Event { source: Source::Branch(branch), seq, at, news: Ok(News::Files(files)), next: None }
}

/// 4.20.17 with a job whose first run failed and whose retry runs.
fn store() -> World {
    store_with("{}")
}

/// As [`store`], with more retries.
fn store_with(retries: &str) -> World {
    let statebox = "schema_version: '1.0'\nrelease: 4.20.17\ncreated_at: '2026-03-20T09:00:00Z'\n\
         updated_at: '2026-03-25T13:00:00Z'\nmetadata:\n  jira_ticket: ART-90001\n  advisory_ids: {}\n  \
         release_date: 2026-Mar-26\n  candidate_builds: {}\n  shipment_mr: null\ntasks: []\nissues: []\n";
    let page = "https://prow.example/view/gs/b/logs/periodic-a";
    let results = format!(
        r#"{{"build":{{"name":"4.20.17","phase":"Accepted"}},"result":[{{"jobName":"periodic-a",
        "firstJob":{{"jobID":"{ENDED}","jobState":"failure","jobStartTime":"2026-03-25T09:40:00Z",
            "jobCompletionTime":"2026-03-25T12:51:00Z","jobURL":"{page}/1"}},
        "retriedJobs":[{{"jobID":"{OPEN}","jobState":"triggered","jobStartTime":"2026-03-25T12:52:00Z"}},{retries}]}}]}}"#
    );
    let mut store = World::default();
    let path = "_releases/4.20/statebox/4.20.17.yaml";
    store.apply(file(1, Branch::ZStream, path, statebox));
    let path = "_releases/ocp-test-result-4.20.17-amd64.json";
    store.apply(file(2, Branch::Record, path, &results));
    store
}

fn crew(web: &Web, store: &mut World) -> (Crew, mpsc::Receiver<Report>) {
    let mut settings = Settings { clock: clock(), ..Settings::default() };
    settings.prow.deck_url = format!("{}/deck", web.url).parse().unwrap();
    settings.prow.storage_url = format!("{}/storage", web.url).parse().unwrap();
    settings.prow.storage_token = TokenFrom::None;
    settings.github.base_url = "http://127.0.0.1:1".parse().unwrap();
    settings.github.token = TokenFrom::None;
    settings.streams.base_url = "http://127.0.0.1:1".to_owned();
    let (events, reports) = mpsc::channel(64);
    let readers = Readers {
        document: |_, _, _, _| (None, Vec::new()),
        assemblies: |_, _, _| (None, Vec::new()),
    };
    let stop = CancellationToken::new();
    let start = Start { events, stop, remembered: BTreeMap::new(), readers };
    let crew = Crew::start(&settings, |service| service != Service::Prow, start).unwrap();
    crew.look(&store.snapshot(clock().start));
    (crew, reports)
}

/// The next word about the runs, taken in by the store.
async fn told(
    crew: &Crew,
    reports: &mut mpsc::Receiver<Report>,
    store: &mut World,
) -> Result<Arc<Runs>, String> {
    loop {
        let report = tokio::time::timeout(PATIENCE, reports.recv()).await.unwrap().unwrap();
        if !matches!(report.event.source, Source::Runs(_)) {
            continue;
        }
        store.apply(report.event.clone());
        crew.look(&store.snapshot(clock().start));
        return match report.event.news {
            Ok(News::Runs(runs)) => Ok(runs),
            Ok(other) => panic!("{other:?}"),
            Err(trouble) => Err(trouble.code().to_owned()),
        };
    }
}

fn prow(request: &Request) -> Reply {
    let path = request.path.as_str();
    if path.starts_with("/deck/prowjob?") {
        assert!(path.ends_with(OPEN), "what is over is not asked of Deck: {path}");
        let text = "status:\n  state: pending\n  build_id: \"2\"\n";
        return Reply::new(200, text).with("content-type", "text/plain");
    }
    if path.starts_with("/storage/storage/v1/b/b/o?") {
        return Reply::json(
            r#"{"items":[{"name":"logs/periodic-a/1/artifacts/e2e/junit_e2e.xml","size":"99"}]}"#,
        );
    }
    match path {
        "/storage/b/logs/periodic-a/1/prowjob.json" => {
            Reply::json(r#"{"status":{"state":"failure","completionTime":"2026-03-25T12:51:00Z"}}"#)
        }
        "/storage/b/logs/periodic-a/1/artifacts/e2e/junit_e2e.xml" => Reply::new(
            200,
            "<testsuite tests='415' failures='1'><testcase name='a'><failure/></testcase></testsuite>",
        ),
        other => panic!("nobody should ask for {other}"),
    }
}

fn counts(paths: &[String]) -> (usize, usize) {
    let deck = paths.iter().filter(|path| path.starts_with("/deck/")).count();
    (deck, paths.len() - deck)
}

#[tokio::test]
async fn what_ended_is_read_once_also_over_a_restart_and_what_is_open_again_and_again() {
    let web = Web::start(prow).await;
    let mut store = store();
    let (first, mut reports) = crew(&web, &mut store);
    let mut runs = told(&first, &mut reports, &mut store).await.unwrap();
    for _ in 0..3 {
        runs = told(&first, &mut reports, &mut store).await.unwrap();
    }
    assert_eq!((runs.known.len(), runs.waiting, runs.gaps.len()), (2, 0, 0));
    let Tests::Report(report) = &runs.known[ENDED].tests else { panic!("{runs:?}") };
    assert_eq!((report.passed(), report.ran), (414, 415));
    let open = &runs.known[OPEN];
    assert_eq!((open.sight.state, &open.tests), (Some(RunState::Pending), &Tests::NotYet));
    first.stop().await;
    let (deck, storage) = counts(&web.paths());
    assert!(deck >= 3, "the open run is asked about each minute: {deck}");
    assert_eq!(storage, 3, "the object, the list and the file of the run that is over");

    let (second, mut reports) = crew(&web, &mut store);
    let again = told(&second, &mut reports, &mut store).await.unwrap();
    assert_eq!(again.known[ENDED], runs.known[ENDED]);
    second.stop().await;
    assert_eq!(counts(&web.paths()).1, 0, "what earlier programs found out is kept with the facts");
}

#[tokio::test]
async fn trouble_with_the_storage_costs_nothing_that_deck_says_and_passes() {
    let ill = Arc::new(AtomicBool::new(true));
    let is_ill = ill.clone();
    let web = Web::start(move |request| {
        if request.path.starts_with("/storage/") && is_ill.load(Ordering::SeqCst) {
            return Reply::new(500, "no");
        }
        prow(request)
    })
    .await;
    let mut store = store();
    let (crew, mut reports) = crew(&web, &mut store);
    let runs = told(&crew, &mut reports, &mut store).await.unwrap();
    assert_eq!(runs.known[OPEN].sight.state, Some(RunState::Pending));
    assert!(!runs.known.contains_key(ENDED) && runs.gaps.len() == 1, "{runs:?}");
    let trouble = told(&crew, &mut reports, &mut store).await.unwrap_err();
    assert_eq!(trouble, "OAR-503");
    ill.store(false, Ordering::SeqCst);
    crew.nudge_all();
    loop {
        if let Ok(runs) = told(&crew, &mut reports, &mut store).await
            && runs.known.get(ENDED).is_some_and(|known| matches!(known.tests, Tests::Report(_)))
        {
            break;
        }
    }
    crew.stop().await;
}

#[tokio::test]
async fn a_locked_bucket_is_tried_with_a_few_runs_and_every_one_says_what_to_do() {
    let web = Web::start(|request| {
        if request.path.starts_with("/storage/") { Reply::new(401, "no") } else { prow(request) }
    })
    .await;
    let page = "https://prow.example/view/gs/b/logs/periodic-a";
    let ended: Vec<String> = (3..20)
        .map(|n| {
            format!(
                r#"{{"jobID":"ended-{n}","jobState":"success","jobStartTime":"2026-03-25T09:{n:02}:00Z",
                "jobCompletionTime":"2026-03-25T12:51:00Z","jobURL":"{page}/{n}"}}"#
            )
        })
        .collect();
    let mut store = store_with(&ended.join(","));
    let (crew, mut reports) = crew(&web, &mut store);
    let mut runs = told(&crew, &mut reports, &mut store).await.unwrap();
    while runs.waiting > 0 {
        runs = told(&crew, &mut reports, &mut store).await.unwrap();
    }
    crew.stop().await;
    let locked =
        |tests: &Tests| matches!(tests, Tests::Unread(why) if why.contains("GCS_CRED_FILE"));
    let many = runs.known.values().filter(|known| locked(&known.tests)).count();
    assert_eq!((many, runs.gaps.len()), (18, 0), "{runs:?}");
    assert!(counts(&web.paths()).1 <= 6, "the others are not tried");
}
