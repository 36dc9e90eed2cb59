//! Advisories of the week's releases: they tell the story of the StateBoxes from the other side.

use super::bug_keys;
use super::calendar::{DAY, HOUR, MINUTE, name_stamp, timestamp};
use super::course::Done;
use super::ledger::Window;
use super::random::{Dice, mix};
use super::release::Release;
use super::roles::Role;
use crate::domain::time::Timestamp;
use crate::sandbox::errata::plan::{Advisories, AdvisoryPlan, AlertPlan, PushPlan, Story};

/// Plans those of a release. `done`: when each step was taken; nobody knows of releases before the
/// StateBoxes, they went out in time.
pub(super) fn of(window: &Window, release: &Release, done: Option<&Done>, into: &mut Advisories) {
    let tale =
        Tale { window, release, done, dice: Dice::of(mix(window.seed, "errata"), &release.name) };
    let numbers = [
        ("rpm", Some(release.rpm)),
        ("rhcos", Some(release.rhcos)),
        ("microshift", release.microshift),
    ];
    let mut tale = tale;
    for (kind, number) in numbers {
        if let Some(id) = number.and_then(|number| u64::try_from(number).ok()) {
            into.insert(id, tale.advisory(kind, id));
        }
    }
}

struct Tale<'a> {
    window: &'a Window,
    release: &'a Release,
    done: Option<&'a Done>,
    dice: Dice,
}

fn story<T>(moments: impl IntoIterator<Item = (i64, T)>) -> Story<T> {
    moments.into_iter().map(|(at, value)| (timestamp(at), value)).collect()
}

impl Tale<'_> {
    fn advisory(&mut self, kind: &'static str, id: u64) -> AdvisoryPlan {
        let release = self.release;
        let created = release.announced - 5 * HOUR;
        let secure = match (kind, release.role) {
            ("rpm", Role::Blocked) => true,
            ("microshift", _) => false,
            ("rpm", _) => self.dice.chance(0.35),
            _ => self.dice.chance(0.5),
        };
        let states = self.states(kind, created);
        let tested = states.get(1).map_or(created, |(at, _)| *at);
        let y = release.line.y;
        let (what, severity) = match kind {
            "rhcos" => ("RHCOS images", "Important: "),
            "microshift" => ("MicroShift", "Moderate: "),
            _ => ("packages", "Important: "),
        };
        let title = match secure {
            true => format!(
                "{severity}OpenShift Container Platform {} {what} and security update",
                release.name
            ),
            false => format!("OpenShift Container Platform {} {what} update", release.name),
        };
        let keys = bug_keys::keys(release);
        let keys = match kind {
            "rpm" => keys.iter().rev().take(2).rev().cloned().collect(),
            "rhcos" => keys.iter().rev().skip(2).take(1).cloned().collect(),
            _ => Vec::new(),
        };
        let lead = format!("{}@example.com", release.lead.name);
        let owners = [(created, "qe-default@example.com".to_owned())].into_iter();
        let owned = self.done.map_or(Some(release.announced + 2 * HOUR), |done| done.owned);
        let owners = story(owners.chain(owned.map(|at| (at, lead))));
        AdvisoryPlan {
            id,
            errata_type: if secure { "rhsa" } else { "rhba" },
            release: release.name.clone(),
            kind,
            synopsis: title,
            created: timestamp(created),
            due: timestamp(release.due),
            owners,
            docs: self.docs(kind, created, tested),
            security: self.security(kind, secure, created, tested),
            pushes: if kind == "microshift" { Vec::new() } else { self.pushes(id) },
            alerts: if secure { self.alerts(kind, tested) } else { Vec::new() },
            keys,
            builds: builds(kind, y, release),
            grade: None,
            states: story(states),
        }
    }

    /// When QE lets the advisories go; `None`: not within the week.
    fn approved(&self) -> Option<i64> {
        self.done.map_or(Some(self.release.due - 20 * HOUR), |done| done.approved)
    }

    fn states(&mut self, kind: &str, created: i64) -> Vec<(i64, &'static str)> {
        let release = self.release;
        let usual = release.announced - 50 * MINUTE;
        let late = self.done.and_then(|done| done.files_came);
        let tested = match kind {
            "rpm" => late.unwrap_or(usual),
            "microshift" => release.promoted + 20 * HOUR,
            _ => usual,
        };
        let mut states = vec![(created, "NEW_FILES")];
        if kind == "microshift" && release.jira % 2 == 0 {
            // nothing new in it
            states.push((release.announced + 20 * HOUR, "DROPPED_NO_SHIP"));
            return states;
        }
        states.push((tested, "QE"));
        if let Some(approved) = self.approved() {
            let approved = approved.max(tested + HOUR);
            let ready = (approved + 3 * HOUR).max(release.due + 8 * HOUR);
            let push = ready + self.dice.between(20, 80) * MINUTE;
            let live = push + self.dice.between(40, 150) * MINUTE;
            states.extend([
                (approved, "REL_PREP"),
                (ready, "PUSH_READY"),
                (push, "IN_PUSH"),
                (live, "SHIPPED_LIVE"),
            ]);
        }
        states
    }

    /// Asked for on the first day; given on the second, or at the latest before QE lets go.
    fn approval(&mut self, tested: i64) -> (i64, i64) {
        let asked = tested + self.dice.between(3, 9) * HOUR;
        let given = asked + self.dice.between(18, 40) * HOUR;
        let latest = self.approved().map(|approved| (approved - HOUR).max(tested));
        let given = latest.map_or(given, |latest| given.min(latest));
        (asked.min(given), given)
    }

    fn docs(&mut self, kind: &str, created: i64, tested: i64) -> Story<(bool, bool)> {
        let (asked, mut given) = self.approval(tested);
        if kind == "rpm" && self.release.role == Role::Late {
            // the writer is away
            given = self.window.start + 200 * MINUTE;
        }
        story([(created, (false, false)), (asked, (true, false)), (given, (true, true))])
    }

    fn security(
        &mut self,
        kind: &str,
        secure: bool,
        created: i64,
        tested: i64,
    ) -> Story<Option<bool>> {
        if !secure {
            return story([(created, None)]);
        }
        let (asked, mut given) = self.approval(tested);
        if kind == "rpm" && self.release.role == Role::Blocked {
            // not before the tracker is attached
            given = self.window.start + 150 * MINUTE;
        }
        story([(created, None), (asked, Some(false)), (given, Some(true))])
    }

    /// The job ends somewhat before somebody looks. Now and then the first one fails and is begun again.
    fn pushes(&mut self, id: u64) -> Vec<PushPlan> {
        let span = match self.done {
            None => Some((self.release.announced + 3 * HOUR, self.release.announced + 5 * HOUR)),
            Some(done) => done.push_began.zip(done.pushed),
        };
        let Some((began, seen)) = span else { return Vec::new() };
        let length = seen - began;
        let job = |number, from: i64, end: i64, word| PushPlan {
            id: id * 10 + number,
            target: "cdn_stage",
            states: story([
                (from, "READY"),
                (from + (end - from) / 20, "WAITING_ON_PUB"),
                (from + (end - from) / 8, "RUNNING"),
                (end, word),
            ]),
        };
        let ends = seen - length / 6;
        if self.release.role == Role::Ordinary && self.dice.chance(0.15) {
            let again = began + length / 2;
            let broke = began + length / 3;
            return vec![job(1, began, broke, "FAILED"), job(2, again, ends, "COMPLETE")];
        }
        vec![job(1, began, ends, "COMPLETE")]
    }

    fn alerts(&mut self, kind: &str, tested: i64) -> Vec<AlertPlan> {
        let at = |minutes: i64| timestamp(self.window.start + minutes * MINUTE);
        if kind == "rpm" && self.release.role == Role::Blocked {
            // what the StateBox calls its blocker, from the moment it was seen until it was mended
            return vec![AlertPlan {
                name: "trackers_without_flaws",
                text: "openssl: a tracker is attached without its flaw",
                blocking: true,
                from: at(-302),
                until: at(80),
            }];
        }
        let noted = self.dice.chance(0.3);
        let from = timestamp(tested);
        let until = Timestamp::from_second(tested + 60 * DAY).unwrap_or(from);
        let note = AlertPlan {
            name: "missing_release_notes_link",
            text: "the description has no link to the release notes",
            blocking: false,
            from,
            until,
        };
        if noted { vec![note] } else { Vec::new() }
    }
}

fn builds(kind: &str, y: &str, release: &Release) -> Vec<String> {
    let day = name_stamp(release.candidate_made).replace('-', "");
    let day = day.get(..12).unwrap_or("202603010000");
    match kind {
        "rhcos" => ["aarch64", "ppc64le", "s390x", "x86_64"]
            .iter()
            .map(|arch| format!("rhcos-{arch}-{}.94.{day}-0", y.replace('.', "")))
            .collect(),
        "microshift" => vec![format!("microshift-{}-{day}.p0.el9", release.name.replace('-', "~"))],
        _ => ["openshift", "openshift-clients", "cri-o", "runc"]
            .iter()
            .map(|package| {
                format!(
                    "{package}-{y}.0-{day}.p0.g{:07x}.assembly.{}.el9",
                    release.jira,
                    release.key()
                )
            })
            .collect(),
    }
}
