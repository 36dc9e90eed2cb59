//! Managers are looked up once a day, as soon as there are bugs, and again when others see to them.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use oar_tui::config::Settings;
use oar_tui::domain::bugs::{Bug, Bugs, Person};
use oar_tui::domain::managers::Managers;
use oar_tui::domain::source::{Service, Source};
use oar_tui::domain::time::Timestamp;
use oar_tui::sandbox::{Fault, Options, ServiceName, start};
use oar_tui::store::{Event, News, World};
use oar_tui::workers::reading::Readers;
use oar_tui::workers::{Crew, Report, Start};
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;

const PATIENCE: Duration = Duration::from_secs(30);

fn person(mail: &str) -> Person {
    Person {
        account: mail.to_owned(),
        name: mail.to_owned(),
        email: Some(mail.to_owned()),
        active: true,
    }
}

fn bug(number: usize, qa_contact: &str) -> Bug {
    Bug {
        key: format!("OCPBUGS-{number}"),
        summary: String::new(),
        status: "ON_QA".to_owned(),
        priority: None,
        component: None,
        labels: Default::default(),
        release_blocker: None,
        customer_case: false,
        restricted: false,
        target: Default::default(),
        qa_contact: Some(person(qa_contact)),
        assignee: None,
        reporter: None,
        on_qa: None,
        notices: Vec::new(),
        pulls: Vec::new(),
        updated: Default::default(),
    }
}

fn bugs(seq: u64, contacts: &[&str]) -> Event {
    let bugs = contacts.iter().enumerate().map(|(at, mail)| Arc::new(bug(at, mail))).collect();
    let news = News::Bugs(Arc::new(Bugs { bugs, ..Bugs::default() }));
    Event { source: Source::Bugs, seq, at: Timestamp::now(), news: Ok(news), next: None }
}

/// The next report about managers, after which the crew looks at the new picture.
async fn told(
    crew: &Crew,
    reports: &mut mpsc::Receiver<Report>,
    store: &mut World,
) -> Result<Arc<Managers>, String> {
    loop {
        let report = tokio::time::timeout(PATIENCE, reports.recv()).await.unwrap().unwrap();
        if report.event.source != Source::Managers {
            continue;
        }
        store.apply(report.event.clone());
        crew.look(&store.snapshot(Timestamp::now()));
        return match report.event.news {
            Ok(News::Managers(managers)) => Ok(managers),
            Ok(other) => panic!("{other:?}"),
            Err(trouble) => Err(trouble.code().to_owned()),
        };
    }
}

fn uids(managers: &Managers) -> Vec<(&str, Option<&str>)> {
    let shown = managers.of.iter().map(|(mail, found)| {
        (mail.as_str(), found.manager.as_ref().map(|manager| manager.uid.as_str()))
    });
    shown.collect()
}

#[tokio::test]
async fn people_are_looked_up_once_a_day_and_what_was_found_stays_in_trouble() {
    let sandbox = start(Options::default()).await.unwrap();
    let mut settings = Settings::default();
    settings.directory.url = sandbox.url(ServiceName::Directory).to_owned();
    settings.directory.base = "dc=example,dc=com".to_owned();
    // only when there is a reason
    settings.directory.poll = Duration::from_secs(3600);
    let nowhere = "http://127.0.0.1:9/".parse().unwrap();
    settings.github.base_url = nowhere;
    settings.streams.base_url = "http://127.0.0.1:9".to_owned();
    let (events, mut reports) = mpsc::channel(64);
    let readers = Readers {
        document: |_, _, _, _| (None, Vec::new()),
        assemblies: |_, _, _| (None, Vec::new()),
    };
    let stop = CancellationToken::new();
    let begin = Start { events, stop, remembered: BTreeMap::new(), readers };
    let only = |service| service != Service::Directory;
    let crew = Crew::start(&settings, only, begin).unwrap();
    let mut store = World::default();
    assert!(!crew.sources().contains(&Source::Managers), "nobody to ask about");

    store.apply(bugs(1, &["j.lee@example.com", "nobody@example.com"]));
    crew.look(&store.snapshot(Timestamp::now()));
    let managers = told(&crew, &mut reports, &mut store).await.unwrap();
    let known = [("j.lee@example.com", Some("s.brandt")), ("nobody@example.com", None)];
    assert_eq!(uids(&managers), known);
    let searches = || -> u64 {
        let counted = sandbox.requests(ServiceName::Directory);
        counted.iter().filter(|line| line.method == "SEARCH").map(|line| line.count).sum()
    };
    assert_eq!(searches(), 3);

    crew.nudge(&[Source::Managers]);
    told(&crew, &mut reports, &mut store).await.unwrap();
    assert_eq!(searches(), 3, "what is a moment old is not asked for again");

    sandbox.faults(ServiceName::Directory).set(Fault::Status { code: 500, retry_after: None });
    store.apply(bugs(2, &["j.lee@example.com", "k.dvorak@example.com"]));
    crew.look(&store.snapshot(Timestamp::now()));
    assert_eq!(told(&crew, &mut reports, &mut store).await.unwrap_err(), "OAR-503");
    let kept = store.snapshot(Timestamp::now()).outside.managers.clone().unwrap();
    assert_eq!(uids(&kept), known, "trouble is not the same as nobody");

    sandbox.faults(ServiceName::Directory).clear();
    let all = loop {
        crew.nudge(&[Source::Managers]);
        // the breaker may rest for a moment
        if let Ok(managers) = told(&crew, &mut reports, &mut store).await {
            break managers;
        }
    };
    let all = uids(&all);
    assert!(all.contains(&("k.dvorak@example.com", Some("n.ito"))), "{all:?}");
    crew.stop().await;
    sandbox.stop().await;
}
