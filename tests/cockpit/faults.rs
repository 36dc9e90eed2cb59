//! Every trouble that a service can be in, given to each service in turn while the program runs: what was
//! known stays with its age, the trouble is told with its remedy, and all is well again when it is over.

use std::time::Duration;

use oar_tui::actions::Keymap;
use oar_tui::app::engine::Engine;
use oar_tui::config::{Asked, TokenFrom, load};
use oar_tui::domain::source::{Service, Source};
use oar_tui::domain::time::Timestamp;
use oar_tui::sandbox::{Fault, Options, Running, ServiceName, start};
use oar_tui::store::{ServiceState, Snapshot};
use oar_tui::ui::remedy::remedies;
use tempfile::TempDir;
use tokio::sync::Semaphore;

/// Only a limit; nothing waits for it.
const PATIENCE: Duration = Duration::from_secs(300);

/// Five minutes of the program, its longest pause, are two and a half seconds; a faster clock brings new
/// questions before a busy machine has read the answers to the last ones.
const SPEED: f64 = 120.0;

/// What is read in many small answers is read more slowly than so fast a clock brings new questions.
fn speed(name: ServiceName) -> f64 {
    match name {
        ServiceName::Jira => 60.0,
        _ => SPEED,
    }
}

/// Programs that go through their troubles at the same time, of all trials together.
static TURNS: Semaphore = Semaphore::const_new(4);

/// What a service is asked about comes from these.
fn needs(name: ServiceName) -> &'static [Service] {
    match name {
        ServiceName::Mirror => &[Service::Registry],
        ServiceName::Pyxis => &[Service::Gitlab, Service::Errata],
        _ => &[],
    }
}

/// What is told: code, what is wrong, what is to be done, what the service said. No code: no harm done.
type Told = [&'static str; 4];
const HARMLESS: Told = [""; 4];

const STATUS: fn(u16, Option<u64>) -> Fault =
    |code, retry_after| Fault::Status { code, retry_after };

/// The troubles of the issue, each given to every service.
fn troubles() -> Vec<Fault> {
    vec![
        Fault::Latency { seconds: 0.1 },
        STATUS(429, None),
        STATUS(429, Some(120)),
        STATUS(401, None),
        STATUS(403, None),
        STATUS(500, None),
        Fault::CutBody,
        Fault::MalformedBody,
        Fault::WrongContentType,
        Fault::EndlessBody,
        Fault::ClockSkew { seconds: 3600 },
    ]
}

/// What is told of a trouble of a service.
fn expected(name: ServiceName, fault: &Fault) -> Told {
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
    let ticket = ["OAR-401", "login refused", "run kinit, then R", ""];
    let limited = ["OAR-429", "rate limit reached", "next poll", ""];
    let failing = ["OAR-503", "no answer for", "trying again", "HTTP 500"];
    match (name, fault) {
        (_, Fault::Latency { .. } | Fault::ClockSkew { .. }) => HARMLESS,
        (_, Fault::Status { code: 429, .. }) => limited,
        (ServiceName::Errata, Fault::Status { code: 401, .. }) => ticket,
        (_, Fault::Status { code: 401, .. }) => login,
        (_, Fault::Status { code: 403, .. }) => refused,
        (_, Fault::Status { .. }) => failing,
        (_, Fault::CutBody) => cut,
        // a signature is a file of its own kind, and a ProwJob a text
        (ServiceName::Mirror | ServiceName::Pyxis | ServiceName::Prow, Fault::WrongContentType) => {
            HARMLESS
        }
        (_, Fault::MalformedBody) => page,
        (_, Fault::WrongContentType) => kind,
        (ServiceName::Github, _) => packed,
        _ => endless,
    }
}

/// A program without a screen in the sandbox's time.
fn engine(sandbox: &Running, name: ServiceName, folder: &TempDir) -> Engine {
    let file = folder.path().join("oar.toml");
    sandbox.write_profile(&file).unwrap();
    let mut settings = load(&Asked { file: Some(file), profile: None }, |_| None).unwrap().settings;
    // The token is read when it is needed, the file may go then.
    for place in settings.secrets_mut() {
        if matches!(place, TokenFrom::File(_)) {
            *place = TokenFrom::Value(sandbox.token().to_owned().into());
        }
    }
    settings.configstore.key = TokenFrom::None;
    let asked = |service: &Service| *service == name.service() || needs(name).contains(service);
    let off = Service::ALL.into_iter().filter(|service| !asked(service));
    settings.off.extend(off.filter(|one| !matches!(one, Service::Github | Service::Streams)));
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
    if let Ok(snapshot) = tokio::time::timeout(PATIENCE, waiting).await {
        return snapshot;
    }
    let stand: Vec<String> = remedies(&engine.snapshot(), &Keymap::shipped())
        .iter()
        .map(|one| format!("{} ({})", one.sentence(), one.detail))
        .collect();
    panic!("it never came: {wish}; unanswered: {:?}; {stand:?}", engine.unanswered())
}

fn all_well(snapshot: &Snapshot) -> bool {
    // what a stand-in is missing is not connected
    let well = |service| {
        matches!(snapshot.service(service), ServiceState::Fine | ServiceState::NotConnected)
    };
    Service::ALL.into_iter().all(well)
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
    /// the profile and what it names
    _folder: TempDir,
}

impl Patient {
    async fn well(name: ServiceName) -> Patient {
        let sandbox = sandbox(speed(name)).await;
        let folder = tempfile::tempdir().unwrap();
        let engine = engine(&sandbox, name, &folder);
        let mut patient =
            Patient { sandbox, engine, name, service: name.service(), _folder: folder };
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
            // an answer that was on its way may still tell of the trouble before
            let told = |snapshot: &Snapshot| {
                in_trouble(snapshot, service) && told(snapshot, service, expected).is_ok()
            };
            let ill = self.until(&format!("{row}: {expected:?}"), told).await;
            loses_nothing(&before, &ill);
            told_alone(&ill, service, expected)
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
        let before = before.feeds.get(source).and_then(|feed| feed.fetched);
        assert!(feed.fetched >= before, "{source} forgot its age");
    }
}

/// The trouble in words; `Err`: in other words than expected.
fn told(
    ill: &Snapshot,
    service: Service,
    [code, what, remedy, detail]: Told,
) -> Result<String, String> {
    let all = remedies(ill, &Keymap::shipped());
    let own = all.iter().find(|one| one.service == service).ok_or("nothing is told")?;
    let told = format!("{} {} ({})", own.code, own.sentence(), own.detail);
    let parts = [&own.what, &own.remedy, &own.detail];
    let fits = parts.into_iter().zip([what, remedy, detail]);
    let fits = own.code == code && fits.into_iter().all(|(part, wanted)| part.contains(wanted));
    if fits { Ok(told) } else { Err(told) }
}

/// The same, and no other service is told to be ill.
fn told_alone(ill: &Snapshot, service: Service, expected: Told) -> String {
    let all = remedies(ill, &Keymap::shipped());
    let others: Vec<_> = all.iter().filter(|one| one.service != service).collect();
    assert!(others.is_empty(), "the other services are well: {others:?}");
    let told = told(ill, service, expected).unwrap();
    assert!(told.contains("showing "), "{told}");
    told
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_trouble_is_told_with_its_remedy_costs_no_fact_and_passes() {
    let names: Vec<ServiceName> = {
        let sandbox = sandbox(1.0).await;
        // A look-up of a manager is good for a day, reports are read of old releases that somebody opens,
        // and the cluster's client asks again by itself before it says anything: their troubles are tried
        // where their connectors are.
        let at_connector = [ServiceName::Directory, ServiceName::Sheets, ServiceName::Clusters];
        let apart = |name: &ServiceName| ASKED_ONCE.contains(name) || at_connector.contains(name);
        sandbox.services().filter(|name| !apart(name)).collect()
    };
    let mut playing = Vec::new();
    for name in names {
        playing.push(tokio::spawn(async move {
            let _turn = TURNS.acquire().await.unwrap();
            let mut patient = Patient::well(name).await;
            let mut told = Vec::new();
            for fault in troubles() {
                let expected = expected(name, &fault);
                told.push(patient.suffers(fault, expected).await);
            }
            patient.engine.stop().await;
            patient.sandbox.stop().await;
            told.join("\n")
        }));
    }
    let mut failed = Vec::new();
    for told in playing {
        match told.await {
            Ok(told) => println!("{told}"),
            Err(why) => failed.push(why.to_string()),
        }
    }
    assert_eq!(failed, Vec::<String>::new());
}

/// Services whose answers hold so long that there is nothing to ask them again soon: the grade of a digest
/// stays, and a run that is over does not change. They are ill from the start.
const ASKED_ONCE: [ServiceName; 2] = [ServiceName::Pyxis, ServiceName::Prow];

/// A program that starts while a service is ill, tells of it, and hears it when that is over.
async fn starts_ill(name: ServiceName, fault: Fault) -> String {
    let row = format!("{fault:?} on {}, from the start", name.service().name());
    let (service, expected) = (name.service(), expected(name, &fault));
    let sandbox = sandbox(speed(name)).await;
    sandbox.faults(name).set(fault);
    let folder = tempfile::tempdir().unwrap();
    let (mut engine, mut notes) = (engine(&sandbox, name, &folder), Vec::new());
    let told = if expected == HARMLESS {
        let heard = |snapshot: &Snapshot| is_heard(snapshot, service);
        until(&mut engine, &mut notes, &row, heard).await;
        "no harm, facts come".to_owned()
    } else {
        let is_told = |snapshot: &Snapshot| told(snapshot, service, expected).is_ok();
        let ill = until(&mut engine, &mut notes, &format!("{row}: {expected:?}"), is_told).await;
        assert!(!releases(&ill).is_empty(), "{row}: the others are heard");
        told(&ill, service, expected).unwrap()
    };
    sandbox.faults(name).clear();
    engine.refresh(&[]);
    let well = |snapshot: &Snapshot| all_well(snapshot) && is_heard(snapshot, service);
    until(&mut engine, &mut notes, &format!("recovery from {row}"), well).await;
    engine.stop().await;
    sandbox.stop().await;
    format!("{row:<70} {told}")
}

/// A source of the service has answered.
fn is_heard(snapshot: &Snapshot, service: Service) -> bool {
    let own = |(source, _): &(&Source, _)| source.service() == service;
    snapshot.feeds.iter().filter(own).any(|(_, feed)| feed.fetched.is_some())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_service_that_is_ill_at_the_start_is_told_and_heard_when_it_is_well() {
    let mut playing = Vec::new();
    for (name, fault) in ASKED_ONCE
        .into_iter()
        .flat_map(|name| troubles().into_iter().map(move |fault| (name, fault)))
    {
        playing.push(tokio::spawn(async move {
            let _turn = TURNS.acquire().await.unwrap();
            starts_ill(name, fault).await
        }));
    }
    let mut failed = Vec::new();
    for told in playing {
        match told.await {
            Ok(told) => println!("{told}"),
            Err(why) => failed.push(why.to_string()),
        }
    }
    assert_eq!(failed, Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_truncated_archive_is_never_taken_for_a_branch_and_read_again() {
    let sandbox = sandbox(SPEED).await;
    sandbox.faults(ServiceName::Github).set(Fault::TruncatedArchive);
    let folder = tempfile::tempdir().unwrap();
    let (mut engine, mut notes) = (engine(&sandbox, ServiceName::Github, &folder), Vec::new());
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
        let folder = tempfile::tempdir().unwrap();
        let (mut engine, mut notes) = (engine(&sandbox, ServiceName::Github, &folder), Vec::new());
        until(&mut engine, &mut notes, "facts", all_well).await;
        let told: Vec<_> = notes.iter().filter(|note| note.starts_with("local clock")).collect();
        assert_eq!(told.len(), usize::from(!expected.is_empty()), "{seconds}: {notes:?}");
        assert!(told.iter().all(|note| note.contains(expected)), "{seconds}: {notes:?}");
        engine.stop().await;
        sandbox.stop().await;
    }
}
