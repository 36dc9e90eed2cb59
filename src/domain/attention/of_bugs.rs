//! What needs a human at the bugs of one release: a notice that is late, or a rung that is near.

use super::{Attention, AttentionKind};
use crate::domain::bugs::Bug;
use crate::domain::clean::cut;
use crate::domain::escalation::{Climb, Ladder, Rung};
use crate::domain::time::{self, Date, SignedDuration, Timestamp};
use crate::domain::version::Release;

/// Entries of one kind; more of them are one entry together.
const MOST: usize = 4;
/// A rung that is nearer than this needs a human (design/ux.md §3).
pub const SOON: SignedDuration = SignedDuration::from_hours(8);

/// The entries of a release. `bugs`: the next rung first.
pub(crate) fn of_bugs<'a>(
    release: Release,
    due: Option<Date>,
    bugs: impl Iterator<Item = (&'a Bug, &'a Ladder)>,
    now: Timestamp,
) -> Vec<Attention> {
    let mut entries = Vec::new();
    let (mut late, mut soon) = (0, 0);
    for (bug, ladder) in bugs {
        let Some((current, climb)) = ladder.current().zip(ladder.climb()) else { continue };
        if !current.late && current.left > SOON {
            continue;
        }
        let seen = if current.late { &mut late } else { &mut soon };
        *seen += 1;
        if *seen > MOST {
            continue;
        }
        let key = bug.key.clone();
        let (rung, when) = (current.rung.words(), time::when(current.due, now));
        let (kind, what, who) = if current.late {
            let what = format!("{key} {rung} was due {when} and is not in Jira");
            (AttentionKind::RungLate { bug: key }, what, "notifier".to_owned())
        } else {
            let class = if bug.is_cve_tracker() { "CVE, " } else { "" };
            let what = format!("{key} {class}{rung} due {when}");
            (AttentionKind::RungSoon { bug: key }, what, can_stop_it(bug, climb, current.rung))
        };
        entries.push(entry(
            release,
            due,
            kind,
            &what,
            who,
            Some(current.due).filter(|_| current.late),
        ));
    }
    if late > MOST {
        let what = format!("{} more notices of bugs were due and are not in Jira", late - MOST);
        let kind = AttentionKind::RungLate { bug: String::new() };
        entries.push(entry(release, due, kind, &what, "notifier".to_owned(), None));
    }
    if soon > MOST {
        let what = format!("{} more bugs are within 8 wh of their next rung", soon - MOST);
        let kind = AttentionKind::RungSoon { bug: String::new() };
        entries.push(entry(release, due, kind, &what, "QE".to_owned(), None));
    }
    entries.sort_by_key(|entry| matches!(entry.kind, AttentionKind::RungSoon { .. }));
    entries
}

fn entry(
    release: Release,
    due: Option<Date>,
    kind: AttentionKind,
    what: &str,
    who: String,
    since: Option<Timestamp>,
) -> Attention {
    Attention { release: Some(release), service: None, due, kind, what: cut(what, 90), who, since }
}

/// Whoever was told last, or will be told: verifying the bug is what stops the ladder.
fn can_stop_it(bug: &Bug, climb: &Climb, rung: Rung) -> String {
    let verifies = bug.qa_contact.as_ref().map(|person| person.short().to_owned());
    let told = climb.step(Rung::Mgr).state.is_done().then(|| climb.step(Rung::Mgr).who.join(", "));
    let mut names: Vec<String> = verifies.into_iter().chain(told).collect();
    if names.is_empty() {
        names = climb.step(rung).who.clone();
    }
    names.retain(|name| !name.is_empty());
    names.dedup();
    if names.is_empty() { "QE".to_owned() } else { names.join(", ") }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::domain::bugs::Person;
    use crate::domain::escalation::{Case, Zone, ladder};

    fn at(text: &str) -> Timestamp {
        format!("2026-03-{}:00Z", text.replace(' ', "T")).parse().unwrap()
    }

    fn bug(n: usize, on_qa: &str, summary: &str) -> Bug {
        let contact = |name: &str| Person {
            account: name.to_owned(),
            name: name.to_owned(),
            email: None,
            active: true,
        };
        Bug {
            key: format!("OCPBUGS-{n}"),
            summary: summary.to_owned(),
            qa_contact: Some(contact("r.okafor")),
            on_qa: Some(at(on_qa)),
            labels: BTreeSet::new(),
            ..Bug::default()
        }
    }

    fn shown(bugs: &[Bug]) -> Vec<String> {
        let (now, zone) = (at("25 14:07"), Zone::default());
        let climbed: Vec<(&Bug, Ladder)> = bugs
            .iter()
            .map(|bug| (bug, ladder(&Case { bug, managers: None, now, zone: &zone })))
            .collect();
        let release = "4.17.52".parse().unwrap();
        let bugs = climbed.iter().map(|(bug, ladder)| (*bug, ladder));
        let entries = of_bugs(release, None, bugs, now);
        entries.iter().map(|entry| format!("{} ({})", entry.what, entry.who)).collect()
    }

    #[test]
    fn a_late_notice_is_the_notifiers_and_a_near_rung_the_contacts() {
        let bugs = [
            bug(1, "24 11:00", "s"),
            bug(2, "24 22:00", "CVE-1 s"),
            bug(3, "24 22:10", "far away"),
        ];
        assert_eq!(
            shown(&bugs),
            [
                "OCPBUGS-1 QA contact notice was due Wed 11:00 and is not in Jira (notifier)",
                "OCPBUGS-2 CVE, QA contact notice due Wed 22:00 (r.okafor)",
            ]
        );
    }

    #[test]
    fn many_of_one_kind_are_one_entry() {
        let bugs: Vec<Bug> = (1..=9).map(|n| bug(n, "24 11:00", "s")).collect();
        let shown = shown(&bugs);
        assert_eq!(shown.len(), 5);
        assert_eq!(shown[4], "5 more notices of bugs were due and are not in Jira (notifier)");
    }
}
