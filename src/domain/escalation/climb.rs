//! Where a bug stands on the ladder: what was sent in this ON_QA period, and what falls due next
//! (reference/jira-and-notificator.md §8.4 with its corrected rows).

use super::hours::{Zone, due, paused_until, weekday_time};
use super::{Climb, Current, Ladder, PENDING, Rung, Step, StepState};
use crate::domain::bugs::{Addressee, Bug, Notice, Person, PreMerge};
use crate::domain::managers::{Manager, Managers};
use crate::domain::time::{SignedDuration, Timestamp};

/// What the company's directory says of somebody's manager.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Directory<'a> {
    /// this one
    Knows(&'a Manager),
    /// it was asked and knows none, or it cannot be asked: the person hides the e-mail
    KnowsNone,
    /// it was not asked
    NotAsked,
}

/// One bug at one moment.
#[derive(Debug, Clone, Copy)]
pub struct Case<'a> {
    /// contacts, transition, notices, labels, pull requests
    pub bug: &'a Bug,
    /// who manages whom; `None`: never asked
    pub managers: Option<&'a Managers>,
    /// the moment
    pub now: Timestamp,
    /// whose weekdays count
    pub zone: &'a Zone,
}

/// Whom a rung addresses.
enum Recipient<'a> {
    Qa(&'a Person),
    ManagerOf(&'a Person),
    Assignee(&'a Person),
    Reporter(&'a Person),
    Nobody,
}

/// The ladder of a bug.
pub fn ladder(case: &Case<'_>) -> Ladder {
    let pulls = &case.bug.pulls;
    if !pulls.is_empty() && pulls.iter().all(|pull| pull.verified == Some(PreMerge::Verified)) {
        return Ladder::PreMerge;
    }
    match case.bug.on_qa {
        None => Ladder::Unknown,
        Some(since) => Ladder::Timed(case.climb(since)),
    }
}

impl<'a> Case<'a> {
    fn climb(&self, since: Timestamp) -> Climb {
        let mut base = since;
        let mut used = Vec::new();
        let mut current = None;
        let steps = Rung::ALL.map(|rung| {
            if current.is_some() {
                return self.step(rung, StepState::Later, None);
            }
            let (state, notice) = self.stands(rung, since, base, &mut used);
            match state {
                StepState::Counting { due } | StepState::Late { due } => {
                    current = Some(self.current(rung, base, due));
                }
                StepState::Sent { at } | StepState::Met { at, again: false, .. } => base = at,
                StepState::Met { again: true, .. } => base = due(base, self.zone),
                StepState::Later | StepState::Set => {}
            }
            self.step(rung, state, notice)
        });
        let labelled = self.bug.labels.contains(PENDING);
        let set = steps.iter().any(|step| step.state == StepState::Set);
        Climb {
            since,
            spent: weekday_time(since, self.now, self.zone),
            steps,
            current,
            stale_label: labelled && !set,
        }
    }

    /// A rung whose turn it is since `base`. `used`: notices to others that stand in for earlier rungs.
    fn stands(
        &self,
        rung: Rung,
        since: Timestamp,
        base: Timestamp,
        used: &mut Vec<Timestamp>,
    ) -> (StepState, Option<&'a Notice>) {
        let running = || {
            let due = due(base, self.zone);
            if self.now > due { StepState::Late { due } } else { StepState::Counting { due } }
        };
        let to = match rung {
            Rung::Qa => Addressee::QaContact,
            Rung::Lead => Addressee::TeamLead,
            Rung::Mgr => Addressee::Manager,
            Rung::Label if self.bug.labels.contains(PENDING) => return (StepState::Set, None),
            Rung::Label => return (running(), None),
        };
        // A notice of the very moment of the transition belongs to this period.
        let period = || self.bug.notices.iter().filter(move |notice| notice.at >= since);
        let newest = period().filter(|notice| notice.to == to).max_by_key(|notice| notice.at);
        if let Some(notice) = newest {
            return (StepState::Sent { at: notice.at }, Some(notice));
        }
        let others = || period().filter(|notice| stands_in(notice.to));
        let fresh = others()
            .filter(|notice| notice.at >= base && !used.contains(&notice.at))
            .min_by_key(|notice| notice.at);
        if let Some(notice) = fresh {
            used.push(notice.at);
            return (StepState::Met { at: notice.at, by: notice.to, again: false }, Some(notice));
        }
        let state = running();
        let told = self.recipient(rung);
        let before = others().filter(|notice| told.was_told_by(notice)).max_by_key(|one| one.at);
        match (state, before) {
            (StepState::Late { .. }, Some(notice)) => {
                let met = StepState::Met { at: notice.at, by: notice.to, again: true };
                (met, Some(notice))
            }
            (state, _) => (state, None),
        }
    }

    fn step(&self, rung: Rung, state: StepState, notice: Option<&Notice>) -> Step {
        let who = match notice {
            Some(notice) => notice.mentions.iter().map(|one| self.name(one, notice.to)).collect(),
            None if rung == Rung::Label => Vec::new(),
            None => self.names(&self.recipient(rung)),
        };
        Step { rung, state, who }
    }

    fn current(&self, rung: Rung, from: Timestamp, due: Timestamp) -> Current {
        let (now, zone) = (self.now, self.zone);
        let late = now > due;
        let over = weekday_time(due, now, zone);
        let ahead = weekday_time(now, due, zone);
        Current {
            rung,
            from,
            due,
            gone: weekday_time(from, now, zone),
            whole: weekday_time(from, due, zone),
            left: if late { SignedDuration::ZERO - over } else { ahead },
            late,
            paused: paused_until(now, zone).filter(|_| !late),
        }
    }

    /// Whom a rung addresses, after everybody who is missing was passed over (§8.2).
    fn recipient(&self, rung: Rung) -> Recipient<'a> {
        let bug = self.bug;
        match (&bug.qa_contact, rung) {
            (_, Rung::Label) => Recipient::Nobody,
            (Some(qa), Rung::Qa | Rung::Lead) => Recipient::Qa(qa),
            (Some(qa), Rung::Mgr) if self.manager(qa) != Directory::KnowsNone => {
                Recipient::ManagerOf(qa)
            }
            _ => match (&bug.assignee, &bug.reporter) {
                (Some(assignee), _) => Recipient::Assignee(assignee),
                (None, Some(reporter)) => Recipient::Reporter(reporter),
                (None, None) => Recipient::Nobody,
            },
        }
    }

    fn manager(&self, of: &Person) -> Directory<'a> {
        let Some(email) = &of.email else { return Directory::KnowsNone };
        match self.managers.and_then(|managers| managers.of.get(email)) {
            None => Directory::NotAsked,
            Some(looked_up) => {
                looked_up.manager.as_ref().map_or(Directory::KnowsNone, Directory::Knows)
            }
        }
    }

    fn names(&self, recipient: &Recipient<'_>) -> Vec<String> {
        match recipient {
            Recipient::Nobody => Vec::new(),
            Recipient::Qa(person) | Recipient::Reporter(person) => vec![person.short().to_owned()],
            Recipient::ManagerOf(person) => vec![match self.manager(person) {
                Directory::Knows(manager) => manager.uid.clone(),
                _ => format!("manager of {}", person.short()),
            }],
            Recipient::Assignee(person) => {
                let mut names = vec![person.short().to_owned()];
                if let Directory::Knows(manager) = self.manager(person) {
                    names.push(manager.uid.clone());
                }
                names
            }
        }
    }

    /// The name of an account that a notice mentions. Of a manager Jira tells us the account only; the
    /// name is the directory's.
    fn name(&self, account: &str, to: Addressee) -> String {
        let bug = self.bug;
        let people = [&bug.qa_contact, &bug.assignee, &bug.reporter];
        let known = people.into_iter().flatten().find(|person| person.account == account);
        if let Some(person) = known {
            return person.short().to_owned();
        }
        let managed = match to {
            Addressee::Manager => bug.qa_contact.as_ref(),
            Addressee::Assignee => bug.assignee.as_ref(),
            _ => None,
        };
        match managed.map(|person| self.manager(person)) {
            Some(Directory::Knows(manager)) => manager.uid.clone(),
            _ if to == Addressee::Manager => "manager".to_owned(),
            _ => account.to_owned(),
        }
    }
}

impl Recipient<'_> {
    /// A notice to somebody else that this one read all the same.
    fn was_told_by(&self, notice: &Notice) -> bool {
        let (person, title) = match self {
            Recipient::Qa(person) => (person, Addressee::QaContact),
            Recipient::Assignee(person) => (person, Addressee::Assignee),
            Recipient::Reporter(person) => (person, Addressee::Reporter),
            Recipient::ManagerOf(_) | Recipient::Nobody => return false,
        };
        match notice.mentions.is_empty() {
            true => notice.to == title,
            false => notice.mentions.contains(&person.account),
        }
    }
}

/// A notice to one who is told because somebody else is missing.
fn stands_in(to: Addressee) -> bool {
    matches!(to, Addressee::Assignee | Addressee::Reporter)
}
