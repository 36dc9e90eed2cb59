//! The notifier: looks every two hours, and writes to whoever should verify a bug
//! (reference/jira-and-notificator.md §8.2, whose format its comments have).

use super::calendar::{HOUR, MINUTE, timestamp};
use super::people::{PEOPLE, Person};
use crate::domain::escalation::{Zone, is_over};
use crate::sandbox::jira::Comment;

/// The account it writes with.
pub(super) const ACCOUNT: &str = "70121:errata-reliability-bot";

/// Who may be told of a bug.
#[derive(Clone, Copy)]
pub(super) struct Contacts {
    pub(super) qa: Option<&'static Person>,
    pub(super) assignee: Option<&'static Person>,
    pub(super) reporter: Option<&'static Person>,
}

/// Something it does.
pub(super) enum Deed {
    Writes(Comment),
    Labels(i64),
}

/// Everything it does about a bug that is in ON_QA `from` … `until`. `blind`: until then it does not come
/// to the manager.
pub(super) fn watch(from: i64, until: i64, blind: Option<i64>, contacts: &Contacts) -> Vec<Deed> {
    const EVERY: i64 = 2 * HOUR;
    let zone = Zone::default();
    let (mut deeds, mut base, mut rung) = (Vec::new(), from, 0);
    // Ten minutes past every second hour.
    let mut now = from - from.rem_euclid(EVERY) + 10 * MINUTE;
    while now < until && rung < 4 {
        now += EVERY;
        if now >= until || !is_over(timestamp(base), timestamp(now), &zone) {
            continue;
        }
        if rung == 2 && blind.is_some_and(|blind| now < blind) {
            continue;
        }
        let at = now + 37 + rung * 11;
        deeds.push(match rung {
            0..3 => Deed::Writes(write(rung, at, contacts)),
            _ => Deed::Labels(at),
        });
        (base, rung) = (at, rung + 1);
        // Whoever was told in place of somebody else is not told again.
        if contacts.qa.is_none() {
            break;
        }
    }
    deeds
}

fn write(rung: i64, at: i64, contacts: &Contacts) -> Comment {
    let manager = contacts.qa.and_then(manager);
    let (label, hours, to, asks) = match (contacts.qa, rung) {
        (Some(qa), 0) => (
            "QA Contact Action Request",
            24,
            vec![qa],
            "Please verify this issue soon, it holds up a release.",
        ),
        (Some(qa), 1) => (
            "Team Lead Action Request",
            48,
            vec![qa],
            "Please verify this issue soon, or let your team lead find somebody who can.",
        ),
        (Some(_), 2) if manager.is_some() => (
            "Manager Action Request",
            72,
            manager.into_iter().collect(),
            "Please give this issue priority, or name another QA contact.",
        ),
        _ => {
            let of = contacts.assignee.and_then(manager_of);
            match contacts.assignee {
                Some(assignee) => (
                    "Assignee Action Request",
                    24,
                    [assignee].into_iter().chain(of).collect(),
                    "The QA contact is missing. Please name somebody who can verify this issue.",
                ),
                None => (
                    "Reporter Action Request",
                    24,
                    contacts.reporter.into_iter().collect(),
                    "Nobody is named as QA contact or assignee. Please find somebody who can verify.",
                ),
            }
        }
    };
    let mentions: String =
        to.iter().map(|one| format!("[~accountId:{}] ", one.account())).collect();
    Comment {
        at: timestamp(at),
        by: ACCOUNT.to_owned(),
        body: format!(
            "Errata Reliability Team Notification - {label}\n\
             This issue has been in the ON_QA state for over {hours} hours.\n{mentions}{asks}"
        ),
        needs: to.iter().map(|one| one.account()).collect(),
    }
}

/// The manager, if Jira lets the notifier find them: both show their mail.
fn manager(of: &Person) -> Option<&'static Person> {
    manager_of(of).filter(|manager| of.shows_mail && manager.shows_mail)
}

fn manager_of(of: &Person) -> Option<&'static Person> {
    PEOPLE.iter().find(|one| Some(one.uid) == of.manager)
}
