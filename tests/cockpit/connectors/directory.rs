//! The directory's connector against the stand-in in every mood. What the stand-in knows is checked with
//! clients written by others, in `tests/cockpit/real`.

use std::time::Duration;

use oar_tui::config::Settings;
use oar_tui::connectors::Directory;
use oar_tui::domain::clock::Clock;
use oar_tui::domain::managers::Manager;
use oar_tui::domain::trouble::Trouble;
use oar_tui::sandbox::{Fault, Options, Running, ServiceName, start};

fn at(url: &str) -> Directory {
    let mut settings = Settings::default().directory;
    settings.url = url.to_owned();
    settings.base = "dc=example,dc=com".to_owned();
    Directory::with_deadline(&settings, Clock::REAL, Duration::from_secs(5))
}

async fn sandbox() -> (Running, Directory) {
    let sandbox = start(Options::default()).await.unwrap();
    let directory = at(sandbox.url(ServiceName::Directory));
    (sandbox, directory)
}

async fn manager_of(directory: &Directory, mail: &str) -> Result<Option<Manager>, Trouble> {
    directory.open().await?.manager_of(mail).await
}

#[tokio::test]
async fn managers_are_found_and_who_is_unknown_has_none() {
    let (sandbox, directory) = sandbox().await;
    let mut session = directory.open().await.unwrap();
    let brandt =
        Manager { uid: "s.brandt".to_owned(), email: Some("s.brandt@example.com".to_owned()) };
    let cases = [
        ("j.lee@example.com", Some(brandt.clone())),
        ("J.Lee@Example.com", Some(brandt.clone())),
        ("m.silva@example.com", Some(brandt)),
        // the director
        ("v.chen@example.com", None),
        ("nobody@example.com", None),
        // what would be a filter of its own if it were not escaped
        ("*@example.com", None),
        ("x@y)(uid=*", None),
        ("no mail", None),
        ("", None),
    ];
    for (mail, expected) in cases {
        assert_eq!(session.manager_of(mail).await, Ok(expected), "{mail}");
    }
    session.close().await;
    let counted = sandbox.requests(ServiceName::Directory);
    let counts = |method: &str| -> u64 {
        counted.iter().filter(|line| line.method == method).map(|line| line.count).sum()
    };
    // One connection; the manager of two people is looked up once, what is no mail never.
    assert_eq!((counts("BIND"), counts("SEARCH")), (1, 8), "{counted:?}");
    let health = directory.lane().health();
    assert_eq!((health.hosts, health.errors), (vec!["127.0.0.1".to_owned()], 0));
    sandbox.stop().await;
}

#[tokio::test]
async fn every_trouble_is_told_as_what_it_is_and_never_as_nobody() {
    let (sandbox, directory) = sandbox().await;
    let faults = sandbox.faults(ServiceName::Directory);
    let status = |code| Fault::Status { code, retry_after: None };
    let cases = [
        (status(401), "OAR-401", "not signed in: LDAP result 49"),
        (status(403), "OAR-403", "not allowed: LDAP result 50, no access to this"),
        (status(404), "OAR-404", "not found: dc=example,dc=com"),
        (status(429), "OAR-429", "rate limit reached"),
        (status(500), "OAR-503", "no answer: LDAP result 52, shutting down"),
        (Fault::CutBody, "OAR-503", "no answer: the answer was cut off"),
        (Fault::MalformedBody, "OAR-422", "unreadable answer at directory: this is not LDAP"),
        (
            Fault::EndlessBody,
            "OAR-422",
            "unreadable answer at directory: larger than was asked for",
        ),
    ];
    for (fault, code, said) in cases {
        faults.set(fault.clone());
        // A new one each time: after some failures the breaker would answer.
        let directory = at(sandbox.url(ServiceName::Directory));
        let trouble = manager_of(&directory, "j.lee@example.com").await.unwrap_err();
        assert_eq!((trouble.code(), trouble.to_string().as_str()), (code, said), "{fault:?}");
        faults.clear();
    }
    faults.set(Fault::Latency { seconds: 60.0 });
    let mut settings = Settings::default().directory;
    settings.url = sandbox.url(ServiceName::Directory).to_owned();
    let hasty = Directory::with_deadline(&settings, Clock::REAL, Duration::from_millis(50));
    let trouble = manager_of(&hasty, "j.lee@example.com").await.unwrap_err();
    assert_eq!(trouble.to_string(), "no answer: no complete answer within 0.05 s");
    faults.clear();
    assert!(manager_of(&directory, "j.lee@example.com").await.unwrap().is_some(), "well again");
    let url = sandbox.url(ServiceName::Directory).to_owned();
    sandbox.stop().await;
    let trouble = manager_of(&at(&url), "j.lee@example.com").await.unwrap_err();
    assert!(trouble.to_string().starts_with("no answer: no connection, "), "{trouble}");
}

#[tokio::test]
async fn a_directory_whose_certificate_nobody_vouches_for_is_not_trusted() {
    let (sandbox, _) = sandbox().await;
    let url = sandbox.url(ServiceName::Directory).replacen("ldap", "ldaps", 1);
    let trouble = manager_of(&at(&url), "j.lee@example.com").await.unwrap_err();
    assert_eq!(trouble.code(), "OAR-503");
    sandbox.stop().await;
}
