//! A program without a screen in a sandbox, and what its picture says of its services.

use std::time::Duration;

use oar_tui::actions::Keymap;
use oar_tui::app::engine::Engine;
use oar_tui::config::{Asked, TokenFrom, load};
use oar_tui::domain::source::{Service, Source};
use oar_tui::domain::time::Timestamp;
use oar_tui::sandbox::{Options, Running, ServiceName, start};
use oar_tui::store::{ServiceState, Snapshot};
use oar_tui::ui::remedy::remedies;
use tempfile::TempDir;
use tokio::sync::Semaphore;

/// Only a limit; nothing waits for it.
const PATIENCE: Duration = Duration::from_secs(300);

/// Five minutes of the program, its longest pause, are two and a half seconds; a faster clock brings new
/// questions before a busy machine has read the answers to the last ones.
pub const SPEED: f64 = 120.0;

/// What is read in many small answers is read more slowly than so fast a clock brings new questions.
pub fn speed(name: ServiceName) -> f64 {
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
        ServiceName::Directory => &[Service::Jira],
        _ => &[],
    }
}

/// A program without a screen in the sandbox's time, that asks a service, those its questions come from, and
/// those that nothing goes without.
pub fn engine(sandbox: &Running, name: ServiceName, folder: &TempDir) -> Engine {
    engine_at(sandbox, name, folder, sandbox.url(name))
}

/// The same, where the service is to be found at another address.
pub fn engine_at(sandbox: &Running, name: ServiceName, folder: &TempDir, url: &str) -> Engine {
    let profile = folder.path().join("oar.toml");
    sandbox.write_profile(&profile).unwrap();
    // The profile, and a kubeconfig beside it. The key of a service account names the place of its tokens,
    // which is another one with Google, too.
    for file in std::fs::read_dir(folder.path()).unwrap().map(|file| file.unwrap().path()) {
        let text = std::fs::read_to_string(&file).unwrap();
        if !text.contains("token_uri") {
            std::fs::write(&file, text.replace(sandbox.url(name), url)).unwrap();
        }
    }
    let asked = Asked { file: Some(profile), profile: None };
    let mut settings = load(&asked, |_| None).unwrap().settings;
    if name != ServiceName::Sheets {
        settings.configstore.key = TokenFrom::None;
    }
    let asked = |service: &Service| *service == name.service() || needs(name).contains(service);
    let off = Service::ALL.into_iter().filter(|service| !asked(service));
    settings.off.extend(off.filter(|one| !matches!(one, Service::Github | Service::Streams)));
    Engine::start(settings, None)
}

/// Two releases in the middle of their week.
pub async fn sandbox(speed: f64) -> Running {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("small.toml");
    let text = "name = \"small\"\nreleases = 2\ndays_before = 3.0\ndays_after = 6.0\n";
    std::fs::write(&file, text).unwrap();
    let scenario = Some(file.to_str().unwrap().to_owned());
    start(Options { speed, scenario, ..Options::default() }).await.unwrap()
}

/// Takes news in until the picture is as wished. Notes are kept.
pub async fn until(
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

pub fn all_well(snapshot: &Snapshot) -> bool {
    // what a stand-in is missing is not connected
    let well = |service| {
        matches!(snapshot.service(service), ServiceState::Fine | ServiceState::NotConnected)
    };
    Service::ALL.into_iter().all(well)
}

pub fn in_trouble(snapshot: &Snapshot, service: Service) -> bool {
    matches!(snapshot.service(service), ServiceState::InTrouble { .. })
}

/// Every source of a service that is asked every few minutes was answered after a moment.
pub fn answered_since(snapshot: &Snapshot, service: Service, moment: Timestamp) -> bool {
    let own = |(source, _): &(&Source, _)| {
        source.service() == service && !matches!(source, Source::BuildData(_))
    };
    snapshot.feeds.iter().filter(own).all(|(_, feed)| feed.fetched > Some(moment))
}

pub fn releases(snapshot: &Snapshot) -> Vec<String> {
    snapshot.board.releases.iter().map(|known| known.release.to_string()).collect()
}

/// A source of the service has answered.
pub fn is_heard(snapshot: &Snapshot, service: Service) -> bool {
    let own = |(source, _): &(&Source, _)| source.service() == service;
    snapshot.feeds.iter().filter(own).any(|(_, feed)| feed.fetched.is_some())
}

/// Goes through trials, some at a time, and prints what each has to say.
pub async fn go_through<T: Future<Output = String> + Send + 'static>(
    trials: impl IntoIterator<Item = T>,
) {
    let taking_turns = |trial: T| async move {
        let _turn = TURNS.acquire().await.unwrap();
        trial.await
    };
    let going: Vec<_> = trials.into_iter().map(|trial| tokio::spawn(taking_turns(trial))).collect();
    let mut failed = Vec::new();
    for trial in going {
        match trial.await {
            Ok(told) => println!("{told}"),
            Err(why) => failed.push(why.to_string()),
        }
    }
    assert_eq!(failed, Vec::<String>::new());
}
