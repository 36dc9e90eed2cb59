//! A burst of 10,000 events a second for ten seconds: keys must not feel it, and memory must not grow.

use std::sync::Arc;
use std::time::{Duration, Instant};

use oar_tui::actions::Keymap;
use oar_tui::app::engine::Engine;
use oar_tui::app::room::{Room, Word};
use oar_tui::config::from_text;
use oar_tui::domain::arch::Arch;
use oar_tui::domain::bugs::Bugs;
use oar_tui::domain::builds::{BuildName, Phase};
use oar_tui::domain::source::Source;
use oar_tui::domain::trouble::Trouble;
use oar_tui::sandbox::{self, Options};
use oar_tui::store::{Event, News, Snapshot};
use oar_tui::ui::glyphs::GlyphSet;
use oar_tui::ui::look::Look;
use oar_tui::ui::screen::{Key, Moment, Profile, Screen};
use oar_tui::ui::theme::Theme;
use oar_tui::workers::Report;
use ratatui::Terminal;
use ratatui::backend::TestBackend;
use tokio::sync::mpsc;

const PER_SECOND: u64 = 10_000;
const SECONDS: u64 = 10;
/// A fast typist.
const BETWEEN_KEYS: Duration = Duration::from_millis(25);

/// News of every kind that changes something, one after the other.
fn event(n: u64, at: oar_tui::domain::time::Timestamp) -> Event {
    let name =
        |n: u64| BuildName(format!("4.20.0-0.nightly-2026-03-{:02}-0412{:02}", n % 28 + 1, n % 60));
    let (source, news) = match n % 4 {
        0 => {
            let tags = (0..40).map(|tag| (name(tag + n), Phase::Accepted)).collect();
            (Source::Tags(Arch::Amd64), Ok(News::Tags(tags)))
        }
        1 => (
            Source::Bugs,
            Ok(News::Bugs(Arc::new(Bugs { gaps: vec![n.to_string()], ..Bugs::default() }))),
        ),
        2 => (Source::Chat, Err(Trouble::Unreachable { detail: n.to_string() })),
        _ => (Source::Tags(Arch::Arm64), Ok(News::Unchanged)),
    };
    // Later than whatever the workers number their answers with.
    Event { source, seq: u64::MAX / 2 + n, at, news, next: None }
}

async fn flood(reports: mpsc::Sender<Report>, at: oar_tui::domain::time::Timestamp) -> u64 {
    let begun = Instant::now();
    let mut sent = 0;
    let mut beat = tokio::time::interval(Duration::from_millis(5));
    while begun.elapsed() < Duration::from_secs(SECONDS) {
        beat.tick().await;
        let due = begun.elapsed().as_millis() as u64 * PER_SECOND / 1000;
        while sent < due {
            let report = Report { event: event(sent, at), memo: None };
            if reports.send(report).await.is_err() {
                return sent;
            }
            sent += 1;
        }
    }
    sent
}

/// Times from a key to its frame, in milliseconds, while `playing` goes on.
async fn keys(
    room: &mut Room,
    screen: &mut Screen,
    snapshot: &mut Snapshot,
    playing: Duration,
) -> Vec<f64> {
    let (press, mut pressed) = mpsc::unbounded_channel();
    // A thread of its own, as the terminal is one.
    let typist = std::thread::spawn(move || {
        let begun = Instant::now();
        while begun.elapsed() < playing && press.send(Instant::now()).is_ok() {
            std::thread::sleep(BETWEEN_KEYS);
        }
    });
    let mut terminal = Terminal::new(TestBackend::new(120, 40)).unwrap();
    let (mut times, mut n, opened) = (Vec::new(), 0u64, Instant::now());
    loop {
        tokio::select! {
            biased;
            key = pressed.recv() => {
                let Some(at) = key else { break };
                n += 1;
                let chord = if n.is_multiple_of(2) { "j" } else { "k" };
                let moment = Moment(opened.elapsed().as_millis() as u64);
                screen.press(Key::Chord(chord.parse().unwrap()), snapshot, moment);
                terminal.draw(|frame| screen.draw(frame, snapshot)).unwrap();
                times.push(at.elapsed().as_secs_f64() * 1e3);
            }
            word = room.word() => if let Word::Picture(newer) = word {
                *snapshot = newer;
                terminal.draw(|frame| screen.draw(frame, snapshot)).unwrap();
            },
        }
    }
    typist.join().unwrap();
    times.sort_by(f64::total_cmp);
    times
}

fn percentile(times: &[f64], per_cent: usize) -> f64 {
    times.get((times.len() * per_cent / 100).min(times.len() - 1)).copied().unwrap_or(f64::NAN)
}

pub fn measure() {
    let runtime =
        tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    runtime.block_on(async {
        let running = sandbox::start(Options::default()).await.unwrap();
        let home = tempfile::tempdir().unwrap();
        let profile = home.path().join("profile.toml");
        running.write_profile(&profile).unwrap();
        let text = std::fs::read_to_string(&profile).unwrap();
        let mut engine = Engine::start(from_text("profile", &text).settings, None);
        while !engine.is_up_to_date() {
            engine.next().await;
            engine.snapshot();
        }
        let (reports, at) = (engine.reports(), engine.now());
        let mut snapshot = engine.snapshot();
        let mut room = Room::open(engine, snapshot.clone());
        let look = Look { theme: Theme::terminal(), glyphs: GlyphSet::Unicode };
        let profile = Profile { name: "bench".to_owned(), danger: false };
        let mut screen = Screen::new(look, Keymap::shipped(), profile);
        let quiet = keys(&mut room, &mut screen, &mut snapshot, Duration::from_secs(5)).await;
        let before = crate::memory::resident_mb(std::process::id());
        let flooding = tokio::spawn(flood(reports, at));
        let flooded =
            keys(&mut room, &mut screen, &mut snapshot, Duration::from_secs(SECONDS)).await;
        let sent = flooding.await.unwrap();
        let after = crate::memory::resident_mb(std::process::id());
        for (what, times) in [("quiet", &quiet), ("burst", &flooded)] {
            println!(
                "{what}: key to frame p50 {:.2} ms, p99 {:.2} ms, worst {:.2} ms ({} keys)",
                percentile(times, 50),
                percentile(times, 99),
                percentile(times, 100),
                times.len()
            );
        }
        println!(
            "p50 {:.2}×, p99 {:.2}× (goal ≤ 2); {} events a second; resident {before:.1} → {after:.1} MB",
            percentile(&flooded, 50) / percentile(&quiet, 50),
            percentile(&flooded, 99) / percentile(&quiet, 99),
            sent / SECONDS,
        );
        room.close().await;
        running.stop().await;
    });
}
