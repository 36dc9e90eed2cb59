//! One frame of the job matrix at 200×60: its cost must not follow the number of rows.

use std::sync::Arc;
use std::time::Instant;

use oar_tui::actions::Keymap;
use oar_tui::domain::arch::Arch;
use oar_tui::domain::builds::{Build, BuildName, Phase};
use oar_tui::domain::document::{Document, DocumentKey, FOLDER};
use oar_tui::domain::results::{JobName, JobRecord, Results, Run, RunState};
use oar_tui::domain::source::{Branch, Source};
use oar_tui::domain::statebox::StateBox;
use oar_tui::domain::time::Timestamp;
use oar_tui::store::{Event, FilePut, Files, News, Snapshot, World};
use oar_tui::ui::glyphs::GlyphSet;
use oar_tui::ui::look::Look;
use oar_tui::ui::panes::View;
use oar_tui::ui::screen::{Key, Moment, Profile, Screen};
use oar_tui::ui::theme::Theme;
use ratatui::Terminal;
use ratatui::backend::TestBackend;

const RELEASE: &str = "4.20.17";

/// A release whose promoted build has this many jobs.
fn snapshot(jobs: usize) -> Snapshot {
    let now: Timestamp = "2026-03-25T14:07:00Z".parse().unwrap();
    let job = |n: usize| JobRecord {
        name: JobName(
            format!("periodic-ci-release-4.20-automated-release-platform-{n}-f999").into(),
        ),
        first: Run {
            id: Some(n.to_string()),
            started: Some(now),
            completed: Some(now),
            url: None,
            state: Some(if n.is_multiple_of(3) { RunState::Failure } else { RunState::Success }),
            suites: Vec::new(),
        },
        retries: Vec::new(),
    };
    let results = Results {
        build: Build {
            name: BuildName(RELEASE.to_owned()),
            phase: Phase::Accepted,
            pull_spec: String::new(),
            download_url: String::new(),
        },
        arch: Arch::Amd64,
        jobs: (0..jobs).map(job).collect(),
        aggregated: Some(true),
        accepted: Some(false),
        manual_promotion: false,
    };
    let put = |branch, path: &str, document: Document| {
        let path = format!("{FOLDER}{path}");
        let key = DocumentKey::of(branch, &path).unwrap();
        let complaints = Vec::new();
        let document = Some(document);
        let put = FilePut {
            path,
            key,
            blob: "b".to_owned(),
            committed: now,
            document,
            complaints,
            observed: false,
        };
        let news = Ok(News::Files(Files { whole: true, put: vec![put], ..Files::default() }));
        Event { source: Source::Branch(branch), seq: 1, at: now, news, next: None }
    };
    let statebox = StateBox {
        release: RELEASE.parse().unwrap(),
        created_at: Some(now),
        updated_at: Some(now),
        metadata: Default::default(),
        tasks: Vec::new(),
        issues: Vec::new(),
    };
    let mut world = World::default();
    let file = format!("ocp-test-result-{RELEASE}-amd64.json");
    world.apply(put(Branch::Record, &file, Document::Results(Arc::new(results))));
    let file = format!("4.20/statebox/{RELEASE}.yaml");
    world.apply(put(Branch::ZStream, &file, Document::StateBox(Arc::new(statebox))));
    world.snapshot(now)
}

/// Median time of a frame after a key, in microseconds.
fn frame(jobs: usize) -> f64 {
    let snapshot = snapshot(jobs);
    let look = Look { theme: Theme::terminal(), glyphs: GlyphSet::Unicode };
    let profile = Profile { name: "bench".to_owned(), danger: false };
    let mut screen = Screen::new(look, Keymap::shipped(), profile);
    screen.open(View::Builds, Some(RELEASE.parse().unwrap()));
    let mut terminal = Terminal::new(TestBackend::new(200, 60)).unwrap();
    let mut times = Vec::new();
    for n in 0..400u64 {
        let key = Key::Chord("j".parse().unwrap());
        screen.press(key, &snapshot, Moment(n * 200));
        let begun = Instant::now();
        terminal.draw(|frame| screen.draw(frame, &snapshot)).unwrap();
        times.push(begun.elapsed().as_secs_f64() * 1e6);
    }
    super::median(times)
}

pub fn measure() {
    let sizes = [100, 10_000, 100_000];
    let times = sizes.map(frame);
    for (size, time) in sizes.iter().zip(times) {
        println!(
            "{size:>7} job rows: {time:8.0} µs a frame, {:.2}× of the smallest",
            time / times[0]
        );
    }
    println!("goal: the largest at most 1.3× of the smallest");
}
