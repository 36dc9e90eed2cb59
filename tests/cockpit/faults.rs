//! Every trouble that a service can be in, given to each service in turn while the program runs: what was
//! known stays with its age, the trouble is told with its remedy, and all is well again when it is over.

use std::time::Duration;

use oar_tui::actions::Keymap;
use oar_tui::app::engine::Engine;
use oar_tui::config::{Asked, Settings, load};
use oar_tui::domain::source::{Service, Source};
use oar_tui::domain::time::Timestamp;
use oar_tui::sandbox::{Fault, Options, Running, ServiceName, start};
use oar_tui::store::{ServiceState, Snapshot};
use oar_tui::ui::remedy::remedies;

/// Only a limit; nothing waits for it.
const PATIENCE: Duration = Duration::from_secs(60);

/// Five minutes of the program, its longest pause, are half a second, and something is always changing.
const SPEED: f64 = 600.0;

const SERVICES: [(ServiceName, Service); 2] =
    [(ServiceName::Github, Service::Github), (ServiceName::Streams, Service::Streams)];

/// What is told: code, what is wrong, what is to be done, what the service said. No code: no harm done.
type Told = [&'static str; 4];
const HARMLESS: Told = [""; 4];

/// Fault, and what is told of github and of the release controller.
fn cases() -> Vec<(Fault, [Told; 2])> {
    let status = |code, retry_after| Fault::Status { code, retry_after };
    // JSON, or a raw file
    let page = ["OAR-422", "unreadable answer at /", "trying again", " came instead of "];
    let cut = ["OAR-503", "no answer for", "trying again", "the answer was cut off"];
    let endless = ["OAR-422", "unreadable answer at /", "trying again", "larger than"];
    // what goes on behind the end of a compressed body is no part of it
    let packed =
        ["OAR-422", "unreadable answer at /", "trying again", "compressed body is damaged"];
    let kind =
        ["OAR-422", "unreadable answer at /", "trying again", "octet-stream came instead of JSON"];
    let refused = ["OAR-403", "may not read it (403)", "give it a token that may, then R", ""];
    let login = ["OAR-401", "login refused", "renew its token, then R", ""];
    let limited = ["OAR-429", "rate limit reached", "next poll", ""];
    let failing = ["OAR-503", "no answer for", "trying again", "HTTP 500"];
    vec![
        (Fault::Latency { seconds: 0.1 }, [HARMLESS, HARMLESS]),
        (status(429, None), [limited, limited]),
        (status(429, Some(120)), [limited, limited]),
        (status(401, None), [login, login]),
        (status(403, None), [refused, refused]),
        (status(500, None), [failing, failing]),
        (Fault::CutBody, [cut, cut]),
        (Fault::MalformedBody, [page, page]),
        (Fault::WrongContentType, [kind, kind]),
        (Fault::EndlessBody, [packed, endless]),
        (Fault::ClockSkew { seconds: 3600 }, [HARMLESS, HARMLESS]),
    ]
}

/// A program without a screen in the sandbox's time.
fn engine(sandbox: &Running) -> Engine {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("oar.toml");
    sandbox.write_profile(&file).unwrap();
    let Settings { clock, github, streams, .. } =
        load(&Asked { file: Some(file), profile: None }, |_| None).unwrap().settings;
    // The token is read when it is needed, the file may go then.
    let mut settings = Settings { clock, github, streams, ..Settings::default() };
    settings.github.token = oar_tui::config::TokenFrom::Value(sandbox.token().to_owned().into());
    Engine::start(settings, None)
}

/// Two releases in the middle of their week.
async fn sandbox(speed: f64) -> Running {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("small.toml");
    let text = "name = \"small\"\nreleases = 2\ndays_before = 3.0\ndays_after = 6.0\n";
    std::fs::write(&file, text).unwrap();
    let scenario = Some(file.to_str().unwrap().to_owned());
    start(Options { speed, scenario, ..Options::default() }).await.unwrap()
}

/// Takes news in until the picture is as wished. Notes are kept.
async fn until(
    engine: &mut Engine,
    notes: &mut Vec<String>,
    wish: &str,
    reached: impl Fn(&Snapshot) -> bool,
) -> Snapshot {
    let waiting = async {
        loop {
            let snapshot = engine.snapshot();
            // nothing counts before every source has been heard
            if engine.is_up_to_date() && reached(&snapshot) {
                return snapshot;
            }
            notes.extend(engine.next().await.notes);
        }
    };
    let reached = tokio::time::timeout(PATIENCE, waiting).await;
    reached.unwrap_or_else(|_| panic!("it never came: {wish}"))
}

fn all_well(snapshot: &Snapshot) -> bool {
    let fine = |(_, service)| snapshot.service(service) == ServiceState::Fine;
    SERVICES.into_iter().all(fine)
}

fn in_trouble(snapshot: &Snapshot, service: Service) -> bool {
    matches!(snapshot.service(service), ServiceState::InTrouble { .. })
}

/// Every source of a service that is asked every few minutes was answered after a moment.
fn answered_since(snapshot: &Snapshot, service: Service, moment: Timestamp) -> bool {
    let own = |(source, _): &(&Source, _)| {
        source.service() == service && !matches!(source, Source::BuildData(_))
    };
    snapshot.feeds.iter().filter(own).all(|(_, feed)| feed.fetched > Some(moment))
}

fn releases(snapshot: &Snapshot) -> Vec<String> {
    snapshot.board.releases.iter().map(|known| known.release.to_string()).collect()
}

/// A program in its sandbox that goes through one trouble after the other.
struct Patient {
    sandbox: Running,
    engine: Engine,
    name: ServiceName,
    service: Service,
}

impl Patient {
    async fn well(name: ServiceName, service: Service) -> Patient {
        let sandbox = sandbox(SPEED).await;
        let engine = engine(&sandbox);
        let mut patient = Patient { sandbox, engine, name, service };
        patient.until("a good start", all_well).await;
        patient
    }

    async fn until(&mut self, wish: &str, reached: impl Fn(&Snapshot) -> bool) -> Snapshot {
        let mut notes = Vec::new();
        let snapshot = until(&mut self.engine, &mut notes, wish, reached).await;
        assert_eq!(notes, [""; 0], "{wish}");
        snapshot
    }

    /// One trouble from its beginning to its end; what was told of it.
    async fn suffers(&mut self, fault: Fault, expected: Told) -> String {
        let (service, row) = (self.service, format!("{fault:?} on {}", self.service.name()));
        let before = self.engine.snapshot();
        self.sandbox.faults(self.name).set(fault);
        let moment = self.engine.now();
        self.engine.refresh(&[]);
        let told = if expected == HARMLESS {
            let fine = |snapshot: &Snapshot| {
                answered_since(snapshot, service, moment) && !in_trouble(snapshot, service)
            };
            self.until(&row, fine).await;
            "no harm, facts go on".to_owned()
        } else {
            let ill = self.until(&row, |snapshot| in_trouble(snapshot, service)).await;
            loses_nothing(&before, &ill);
            is_told(&ill, service, expected)
        };
        self.sandbox.faults(self.name).clear();
        self.engine.refresh(&[]);
        self.until(&format!("recovery from {row}"), all_well).await;
        format!("{row:<55} {told}")
    }
}

fn loses_nothing(before: &Snapshot, ill: &Snapshot) {
    let known = releases(ill);
    let lost: Vec<_> = releases(before).into_iter().filter(|one| !known.contains(one)).collect();
    assert_eq!(lost, [""; 0]);
    for (source, feed) in ill.feeds.iter() {
        assert!(feed.fetched >= before.feeds[source].fetched, "{source} forgot its age");
    }
}

fn is_told(ill: &Snapshot, service: Service, [code, what, remedy, detail]: Told) -> String {
    let all = remedies(ill, &Keymap::shipped());
    assert_eq!(all.len(), 1, "the other service is well: {all:?}");
    let told = format!("{} {} ({})", all[0].code, all[0].sentence(), all[0].detail);
    assert_eq!((all[0].service, all[0].code), (service, code), "{told}");
    let parts = [&all[0].what, &all[0].meaning, &all[0].remedy, &all[0].detail];
    for (part, wanted) in parts.into_iter().zip([what, "showing ", remedy, detail]) {
        assert!(part.contains(wanted), "{wanted:?} in {told}");
    }
    told
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_trouble_is_told_with_its_remedy_costs_no_fact_and_passes() {
    let mut playing = Vec::new();
    for (nth, (name, service)) in SERVICES.into_iter().enumerate() {
        for some in cases().chunks(2) {
            let some = some.to_vec();
            playing.push(tokio::spawn(async move {
                let mut patient = Patient::well(name, service).await;
                let mut told = Vec::new();
                for (fault, expected) in some {
                    told.push(patient.suffers(fault, expected[nth]).await);
                }
                patient.engine.stop().await;
                patient.sandbox.stop().await;
                told.join("\n")
            }));
        }
    }
    for told in playing {
        println!("{}", told.await.unwrap());
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_truncated_archive_is_never_taken_for_a_branch_and_read_again() {
    let sandbox = sandbox(SPEED).await;
    sandbox.faults(ServiceName::Github).set(Fault::TruncatedArchive);
    let (mut engine, mut notes) = (engine(&sandbox), Vec::new());
    let trouble = |snapshot: &Snapshot| in_trouble(snapshot, Service::Github);
    let ill = until(&mut engine, &mut notes, "trouble", trouble).await;
    let all = remedies(&ill, &Keymap::shipped());
    println!("{} ({})", all[0].sentence(), all[0].detail);
    assert!(all[0].detail.contains("the archive ends early"), "{all:?}");
    assert_eq!((all[0].code, releases(&ill)), ("OAR-422", Vec::new()));
    assert_eq!(all[0].meaning, "nothing known yet");
    sandbox.faults(ServiceName::Github).clear();
    engine.refresh(&[]);
    let well = until(&mut engine, &mut notes, "recovery", all_well).await;
    assert!(releases(&well).len() > 8);
    engine.stop().await;
    sandbox.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_local_clock_that_is_wrong_is_told_once_with_the_way_it_is_wrong() {
    for (seconds, expected) in [(3630, "1h behind"), (-210, "3m ahead"), (30, "")] {
        let sandbox = sandbox(1.0).await;
        sandbox.faults(ServiceName::Github).set(Fault::ClockSkew { seconds });
        let (mut engine, mut notes) = (engine(&sandbox), Vec::new());
        until(&mut engine, &mut notes, "facts", all_well).await;
        let told: Vec<_> = notes.iter().filter(|note| note.starts_with("local clock")).collect();
        assert_eq!(told.len(), usize::from(!expected.is_empty()), "{seconds}: {notes:?}");
        assert!(told.iter().all(|note| note.contains(expected)), "{seconds}: {notes:?}");
        engine.stop().await;
        sandbox.stop().await;
    }
}
