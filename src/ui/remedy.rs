//! What is wrong with a service, in three parts: what failed, what that means here, what to do
//! (design/ux.md §14).

use super::clock;
use crate::actions::{Action, Keymap};
use crate::domain::source::Service;
use crate::domain::time::Timestamp;
use crate::domain::trouble::Trouble;
use crate::store::{ServiceState, Snapshot};

/// The three parts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Remedy {
    /// which service
    pub service: Service,
    /// since when
    pub since: Timestamp,
    /// stable code, for logs and the manual
    pub code: &'static str,
    /// `github: no answer for 4 min`
    pub what: String,
    /// `showing 14:02`
    pub meaning: String,
    /// `trying again 14:09`
    pub remedy: String,
    /// what the service said, where it said anything
    pub detail: String,
    /// the operator has to do something; waiting will not help
    pub needs_person: bool,
}

impl Remedy {
    /// The three parts as one sentence.
    pub fn sentence(&self) -> String {
        format!("{}, {}, {}", self.what, self.meaning, self.remedy)
    }
}

/// What is wrong with which service, what needs a person first, then by age.
pub fn remedies(snapshot: &Snapshot, keymap: &Keymap) -> Vec<Remedy> {
    let refresh = keymap.key_of(Action::RefreshAll).unwrap_or_else(|| "refresh".to_owned());
    let one = |service| remedy(service, snapshot, &refresh);
    let mut all: Vec<Remedy> = Service::ALL.into_iter().filter_map(one).collect();
    all.sort_by_key(|remedy| (!remedy.needs_person, remedy.since));
    all
}

/// How many services are in trouble.
pub fn ailing(snapshot: &Snapshot) -> usize {
    let ails = |service| matches!(snapshot.service(service), ServiceState::InTrouble { .. });
    Service::ALL.into_iter().filter(|service| ails(*service)).count()
}

/// What is wrong with one service, if anything is. `refresh` is the key that asks again.
fn remedy(service: Service, snapshot: &Snapshot, refresh: &str) -> Option<Remedy> {
    let ServiceState::InTrouble { trouble, since, next, last_ok } = snapshot.service(service)
    else {
        return None;
    };
    let now = snapshot.now;
    let name = service.name();
    let what = match &trouble {
        Trouble::Unreachable { .. } => format!("no answer for {}", clock::lasting(since, now)),
        Trouble::Throttled { .. } => "rate limit reached".to_owned(),
        Trouble::SignIn { .. } => format!("login refused {}", clock::at(since, now)),
        Trouble::Missing { what } => format!("not found: {what}"),
        Trouble::Refused { .. } => "this account may not read it (403)".to_owned(),
        Trouble::Unreadable { place, .. } => format!("unreadable answer at {place}"),
    };
    // What is shown is as old as the oldest answer of the sources that fail now.
    let ailing = snapshot
        .feeds
        .iter()
        .filter(|(source, feed)| source.service() == service && feed.trouble.is_some());
    let meaning = match ailing.filter_map(|(_, feed)| feed.fetched).min().or(last_ok) {
        Some(at) => format!("showing {}", clock::at(at, now)),
        None => "nothing known yet".to_owned(),
    };
    let (remedy, needs_person) = match &trouble {
        Trouble::SignIn { .. } if service == Service::Errata => {
            (format!("run kinit, then {refresh}"), true)
        }
        Trouble::SignIn { .. } => (format!("renew its token, then {refresh}"), true),
        Trouble::Refused { .. } => (format!("give it a token that may, then {refresh}"), true),
        Trouble::Missing { .. } => ("check its address in the configuration".to_owned(), true),
        Trouble::Throttled { retry_at } => (again("next poll", retry_at.or(next), now), false),
        Trouble::Unreachable { .. } | Trouble::Unreadable { .. } => {
            (again("trying again", next, now), false)
        }
    };
    let detail = match trouble.clone() {
        Trouble::SignIn { detail }
        | Trouble::Unreachable { detail }
        | Trouble::Refused { detail }
        | Trouble::Unreadable { detail, .. } => detail,
        Trouble::Throttled { .. } | Trouble::Missing { .. } => String::new(),
    };
    let what = format!("{name}: {what}");
    let code = trouble.code();
    Some(Remedy { service, since, code, what, meaning, remedy, detail, needs_person })
}

/// Sources that are not there while their service is well: nothing is broken, but what they would tell
/// stays unknown. One entry per service, for the list of what is wrong and not for the message line.
pub fn absences(snapshot: &Snapshot) -> Vec<Remedy> {
    let absent = |service| {
        if matches!(snapshot.service(service), ServiceState::InTrouble { .. }) {
            return None;
        }
        let feeds = snapshot.feeds.iter().filter(|(source, _)| source.service() == service);
        let missing = feeds.filter_map(|(source, feed)| match &feed.trouble {
            Some((trouble @ Trouble::Missing { .. }, since)) => Some((source, trouble, *since)),
            _ => None,
        });
        let missing: Vec<_> = missing.collect();
        let (_, trouble, since) = *missing.first()?;
        let names: Vec<String> = missing.iter().map(|(source, ..)| source.to_string()).collect();
        Some(Remedy {
            service,
            since,
            code: trouble.code(),
            what: format!("{}: not there: {}", service.name(), names.join(", ")),
            meaning: "what they would tell is unknown".to_owned(),
            remedy: "check the address in the configuration, if they should exist".to_owned(),
            detail: trouble.to_string(),
            needs_person: false,
        })
    };
    Service::ALL.into_iter().filter_map(absent).collect()
}

fn again(words: &str, next: Option<Timestamp>, now: Timestamp) -> String {
    match next {
        Some(next) if next > now => format!("{words} {}", clock::at(next, now)),
        _ => format!("{words} soon"),
    }
}

/// Since when no connected service can be reached; `None` while one of them can.
pub fn offline_since(snapshot: &Snapshot) -> Option<Timestamp> {
    let mut latest = None;
    for service in Service::ALL {
        match snapshot.service(service) {
            ServiceState::NotConnected => {}
            ServiceState::InTrouble { trouble: Trouble::Unreachable { .. }, since, .. } => {
                latest = latest.max(Some(since));
            }
            _ => return None,
        }
    }
    latest
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::sample;

    #[test]
    fn trouble_is_told_in_three_parts() {
        let retry_at = Some("2026-03-25T14:08:00Z".parse().unwrap());
        let cases = [
            (
                Trouble::Unreachable { detail: "502".into() },
                "github: no answer for 5 min, showing 14:04, trying again 14:09",
            ),
            (
                Trouble::Throttled { retry_at },
                "github: rate limit reached, showing 14:04, next poll 14:08",
            ),
            (
                Trouble::SignIn { detail: "bad credentials".into() },
                "github: login refused 14:02, showing 14:04, renew its token, then R",
            ),
            (
                Trouble::Refused { detail: "no".into() },
                "github: this account may not read it (403), showing 14:04, give it a token that may, then R",
            ),
            (
                Trouble::Unreadable { place: "/rate_limit".into(), detail: "html".into() },
                "github: unreadable answer at /rate_limit, showing 14:04, trying again 14:09",
            ),
        ];
        for (trouble, expected) in cases {
            let snapshot = sample::github_in(trouble);
            let remedies = remedies(&snapshot, &Keymap::shipped());
            let sentences: Vec<String> = remedies.iter().map(Remedy::sentence).collect();
            assert_eq!(sentences, [expected]);
            assert!(remedies.iter().all(|remedy| remedy.code.starts_with("OAR-")));
        }
        assert_eq!(remedies(&sample::week(), &Keymap::shipped()), []);
    }

    #[test]
    fn offline_means_that_no_connected_service_can_be_reached() {
        assert_eq!(offline_since(&sample::week()), None);
        let one = sample::github_in(Trouble::Unreachable { detail: "timeout".into() });
        assert_eq!(offline_since(&one), None, "the release controller answers");
        let since = offline_since(&sample::offline()).unwrap();
        assert_eq!(since.to_string(), "2026-03-25T14:02:00Z");
        assert_eq!(
            offline_since(&sample::nothing_connected()),
            None,
            "nothing connected is not offline"
        );
    }
}
