//! From a key to the bytes of the picture, our own time alone, at 120×40 with a busy season in the store:
//! 12 releases, 2,000 bugs in ON_QA, 600 runs. Every view, moves, filters and pages.

use std::io::sink;
use std::sync::Arc;
use std::time::Instant;

use oar_tui::actions::{Keymap, chord};
use oar_tui::app::quiet::Quiet;
use oar_tui::domain::bugs::{Addressee, Bug, Bugs, Notice, Person};
use oar_tui::domain::document::{self, DocumentKey, FOLDER};
use oar_tui::domain::source::{Branch, Source};
use oar_tui::domain::time::{SignedDuration, Timestamp};
use oar_tui::store::{Event, FilePut, Files, News, Snapshot, World};
use oar_tui::ui::glyphs::GlyphSet;
use oar_tui::ui::look::Look;
use oar_tui::ui::screen::{Key, Moment, Profile, Screen};
use oar_tui::ui::theme::Theme;
use ratatui::backend::CrosstermBackend;
use ratatui::layout::Rect;
use ratatui::{Terminal, TerminalOptions, Viewport};
use serde_json::json;

const RELEASES: u32 = 12;
const BUGS: u32 = 2_000;
/// Per release: builds, jobs of each, and two runs a job.
const BUILDS: u32 = 5;
const JOBS: u32 = 5;

const PRESSES: usize = 6_000;
/// What somebody presses who looks around; a filter is written and taken back.
const KEYS: &str = "j j j k G g g PageDown PageUp 2 j j J 3 j l l j K 4 j j PageDown G g g j \
                    / m a c h Enter Esc 5 j j 6 j 7 j j 1 J t t ? Esc ! Esc";

fn now() -> Timestamp {
    "2026-03-25T14:07:00Z".parse().unwrap()
}

fn hours_ago(hours: u32) -> Timestamp {
    now() - SignedDuration::from_hours(hours.into())
}

fn put(branch: Branch, path: &str, text: &str) -> FilePut {
    let path = format!("{FOLDER}{path}");
    let key = DocumentKey::of(branch, &path).unwrap();
    let (document, complaints) = document::read(&key, &path, text, Some(now()));
    assert!(document.is_some(), "{path}: {complaints:?}");
    let (blob, committed) = (path.clone(), now());
    FilePut { path, key, blob, committed, document, complaints, observed: false }
}

fn results(build: &str, release: u32) -> FilePut {
    let run = |state: &str, hours: u32| {
        json!({"jobStartTime": hours_ago(hours).to_string(), "jobID": format!("{build}-{hours}"),
            "jobCompletionTime": hours_ago(hours - 3).to_string(), "jobState": state,
            "jobURL": format!("https://prow.example/view/gs/b/logs/j/{hours}")})
    };
    let job = |n: u32| {
        let name = format!("periodic-ci-release-4.{release}-automated-release-platform-{n}-f999");
        json!({"jobName": name, "firstJob": run("failure", 20 + n), "retriedJobs": [run("success", 10 + n)]})
    };
    let jobs: Vec<_> = (0..JOBS).map(job).collect();
    let about = json!({"name": build, "phase": "Accepted", "pullSpec": "", "downloadURL": ""});
    let text = json!({"result": jobs, "build": about}).to_string();
    put(Branch::Record, &format!("ocp-test-result-{build}-amd64.json"), &text)
}

fn statebox(release: &str) -> FilePut {
    let (y, _) = release.rsplit_once('.').unwrap();
    let text = format!(
        "release: {release}\ncreated_at: '{0}'\nupdated_at: '{1}'\nmetadata:\n  jira_ticket: ART-1\n  \
         advisory_ids: {{}}\n  release_date: 2026-Mar-27\n  candidate_builds: {{}}\n  shipment_mr: ''\n\
         tasks:\n- {{name: take-ownership, status: Pass, started_at: '{0}', completed_at: '{1}', result: ok}}\n\
         issues: []\n",
        hours_ago(90),
        hours_ago(2)
    );
    put(Branch::ZStream, &format!("{y}/statebox/{release}.yaml"), &text)
}

fn person(name: &str) -> Person {
    let email = Some(format!("{name}@example.com"));
    Person { account: name.to_owned(), name: name.to_owned(), email, active: true }
}

fn bug(n: u32) -> Arc<Bug> {
    let y = format!("4.{}", 10 + n % RELEASES).parse().unwrap();
    let told = hours_ago(1 + n % 90);
    let notice = Notice { to: Addressee::QaContact, at: told, mentions: Vec::new() };
    Arc::new(Bug {
        key: format!("OCPBUGS-{}", 80_000 + n),
        summary: "machine-config does not come back after an upgrade".to_owned(),
        status: "ON_QA".to_owned(),
        priority: Some("Major".to_owned()),
        component: Some(
            if n.is_multiple_of(3) { "machine-config" } else { "networking" }.to_owned(),
        ),
        target: [y].into(),
        qa_contact: Some(person(["j.ito", "m.okello", "t.vance"][n as usize % 3])),
        on_qa: Some(hours_ago(1 + n % 200)),
        notices: if n.is_multiple_of(2) { vec![notice] } else { Vec::new() },
        ..Bug::default()
    })
}

fn snapshot() -> Snapshot {
    let mut world = World::default();
    let mut seq = 0;
    let mut tell = |source, news| {
        seq += 1;
        world.apply(Event { source, seq, at: now(), news: Ok(news), next: None });
    };
    let names: Vec<String> = (0..RELEASES).map(|n| format!("4.{}.{}", 10 + n, 17 + n)).collect();
    let files = |put| News::Files(Files { whole: true, put, ..Files::default() });
    let record = (10..).zip(&names).flat_map(|(y, name)| {
        let nightly = (1..BUILDS).map(move |n| format!("4.{y}.0-0.nightly-2026-03-1{n}-041205"));
        nightly.chain([name.clone()]).map(move |build| results(&build, y))
    });
    tell(Source::Branch(Branch::Record), files(record.collect()));
    let boxes = names.iter().map(|name| statebox(name));
    tell(Source::Branch(Branch::ZStream), files(boxes.collect()));
    let asked = (10..10 + RELEASES).map(|y| format!("4.{y}").parse().unwrap()).collect();
    let bugs = Bugs { bugs: (0..BUGS).map(bug).collect(), asked, gaps: Vec::new() };
    tell(Source::Bugs, News::Bugs(Arc::new(bugs)));
    world.snapshot(now())
}

/// What there is, so that nothing is measured on an empty screen.
fn counted(snapshot: &Snapshot) {
    let board = &snapshot.board;
    let active = board.releases.iter().filter(|one| one.activity.word() == "active").count();
    let builds = board.builds.values().flatten().flat_map(|row| &row.tested);
    let runs: usize = builds
        .filter_map(|tested| tested.results.as_ref())
        .flat_map(|results| &results.jobs)
        .map(|job| job.runs().count())
        .sum();
    let expected = (RELEASES as usize, BUGS as usize, (RELEASES * BUILDS * JOBS * 2) as usize);
    assert_eq!((active, board.bugs.len(), runs), expected);
    println!("{active} releases, {} bugs, {runs} runs", board.bugs.len());
}

pub fn measure() {
    let snapshot = snapshot();
    counted(&snapshot);
    let look = Look { theme: Theme::terminal(), glyphs: GlyphSet::Unicode };
    let profile = Profile { name: "bench".to_owned(), danger: false };
    let mut screen = Screen::new(look, Keymap::shipped(), profile);
    let viewport = Viewport::Fixed(Rect::new(0, 0, 120, 40));
    let backend = Quiet::new(CrosstermBackend::new(sink()));
    let mut terminal = Terminal::with_options(backend, TerminalOptions { viewport }).unwrap();
    let keys = chord::parse_sequence(KEYS).unwrap();
    let mut times = Vec::new();
    for (n, key) in keys.iter().cycle().take(PRESSES).enumerate() {
        let at = Moment(n as u64 * 700);
        let begun = Instant::now();
        screen.press(Key::Chord(*key), &snapshot, at);
        terminal.draw(|frame| screen.draw(frame, &snapshot)).unwrap();
        times.push((begun.elapsed().as_secs_f64() * 1e3, key.to_string(), screen.view()));
    }
    times.sort_by(|a, b| a.0.total_cmp(&b.0));
    let at = |share: f64| times[((times.len() - 1) as f64 * share) as usize].0;
    let (worst, key, view) = &times[times.len() - 1];
    println!(
        "key to picture: p50 {:.2} ms, p99 {:.2} ms (goal ≤ 5), worst {worst:.2} ms ({key} to {view:?})",
        at(0.5),
        at(0.99)
    );
}
