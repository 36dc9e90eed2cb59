//! The releases of the week: those in hand, those before them and those to come, with their dates and
//! their invented numbers.

use super::calendar::{DAY, HOUR, MINUTE, midnight};
use super::jobs::Fate;
use super::ledger::Window;
use super::random::Dice;
use super::roles::{PARTS, Part, Role, Tags};
use super::streams::{LINES, Line};

/// A release lead, and how far the stamps in their logs are from UTC though they say `Z`.
pub(super) struct Lead {
    pub(super) name: &'static str,
    pub(super) offset: i64,
}

pub(super) static LEADS: [Lead; 4] = [
    Lead { name: "amara", offset: 0 },
    Lead { name: "d.novak", offset: -4 * HOUR },
    Lead { name: "s.lindqvist", offset: 0 },
    Lead { name: "r.iyer", offset: 5 * HOUR + 30 * MINUTE },
];

/// A release, and what is settled about it from outside: dates, builds, numbers.
pub(super) struct Release {
    pub(super) line: &'static Line,
    /// `4.20.17`
    pub(super) name: String,
    /// steps from the release in hand: 0 it, negative before it
    pub(super) step: i64,
    pub(super) role: Role,
    pub(super) lead: &'static Lead,
    /// 00:00 of the day it is to ship
    pub(super) due: i64,
    pub(super) announced: i64,
    /// amd64 is accepted
    pub(super) promoted: i64,
    /// the stage-release pipeline of the shipment has succeeded
    pub(super) stage_release: i64,
    pub(super) tested_from: Option<i64>,
    pub(super) fates: &'static [Fate],
    pub(super) lost_triggers: usize,
    pub(super) tags: Tags,
    pub(super) candidate_made: i64,
    pub(super) candidate_fates: &'static [Fate],
    pub(super) rpm: i64,
    pub(super) rhcos: i64,
    pub(super) microshift: Option<i64>,
    pub(super) jira: i64,
    pub(super) mr: i64,
}

/// Releases before the one in hand that have result files.
const BEFORE: i64 = 8;
/// Of these, releases that have a StateBox.
pub(super) const WITH_STATEBOX: i64 = 3;

impl Release {
    /// The key of its assembly: `rc.2` for a pre-release, else its name.
    pub(super) fn key(&self) -> &str {
        self.name.split_once('-').map_or(self.name.as_str(), |(_, key)| key)
    }

    /// Listed in the tracking file: early and release candidates never are.
    pub(super) fn tracked(&self) -> bool {
        !self.name.contains('-')
    }

    /// Has a StateBox; older ones were kept in sheets.
    pub(super) fn has_statebox(&self) -> bool {
        self.step >= -WITH_STATEBOX
    }

    /// The nightly it is made from.
    pub(super) fn candidate(&self) -> String {
        format!("{}.0-0.nightly-{}", self.line.y, super::calendar::name_stamp(self.candidate_made))
    }

    /// The candidate as the StateBox has it: for some it was unknown when the file was made.
    pub(super) fn known_candidate(&self) -> Option<String> {
        let unknown = self.role == Role::Ordinary && self.jira % 7 == 3;
        (!unknown).then(|| self.candidate())
    }

    /// The StateBox was made before ART had a ticket, and nobody refreshes it.
    pub(super) fn placeholder_ticket(&self) -> bool {
        self.role == Role::Candidate
    }

    /// The shipment merge request.
    pub(super) fn shipment(&self) -> String {
        format!(
            "https://gitlab.cee.redhat.com/hybrid-platforms/art/ocp-shipment-data/-/merge_requests/{}",
            self.mr
        )
    }
}

/// The invented advisory numbers and ticket of a z-stream release.
pub(super) fn numbers(line: &Line, patch: i64) -> (i64, i64) {
    let place = line.rank() % 100 * 130 + patch.rem_euclid(130);
    (900_000 + place * 2, 90_000 + place)
}

/// All releases that the window can show, in order of announcement. `open`: how many are in hand.
pub(super) fn all(window: &Window, open: usize) -> Vec<Release> {
    let mut releases = Vec::new();
    for (nth, line) in (0..).zip(&LINES) {
        let part = PARTS.iter().take(open).find(|part| part.y == line.y);
        let today = midnight(window.start);
        // without a part: the next one is announced within the coming days
        let due = today + part.map_or(7 + (nth + 1) % 4, |part| part.due) * DAY;
        for step in -BEFORE..=2 {
            let Some(name) = line.release(step) else { continue };
            let due = due + step * line.cadence * DAY;
            let release = match part {
                Some(part) if step == 0 && part.role != Role::Ordinary => {
                    cast(window, line, name, due, part)
                }
                Some(part) if step == 0 => {
                    let mut release = ordinary(window, line, name, step, due);
                    release.announced = window.start + part.announced * MINUTE;
                    release.promoted = window.start + part.promoted * MINUTE;
                    release.stage_release = release.promoted + 25 * MINUTE;
                    release
                }
                _ => ordinary(window, line, name, step, due),
            };
            if release.announced <= window.closes {
                releases.push(release);
            }
        }
    }
    releases.sort_by_key(|release| release.announced);
    for (nth, release) in (0..).zip(&mut releases) {
        release.mr = 790 + nth;
    }
    releases
}

fn ordinary(window: &Window, line: &'static Line, name: String, step: i64, due: i64) -> Release {
    let mut dice = Dice::of(window.seed, &name);
    let announced = due - 6 * DAY + dice.between(7 * HOUR, 12 * HOUR);
    let promoted = announced + dice.between(8 * HOUR, 30 * HOUR);
    // the pipeline takes half an hour, or days when it fails
    let pipeline = if dice.chance(0.25) {
        dice.between(5 * HOUR, 26 * HOUR)
    } else {
        dice.between(12 * MINUTE, 35 * MINUTE)
    };
    let lead = dice.pick(&[0, 0, 0, 1, 2, 2, 2, 3]).unwrap_or(0);
    let candidate_made = announced - dice.between(26 * HOUR, 40 * HOUR);
    let patch = line.patch().unwrap_or(100) + step;
    let (rpm, jira) = numbers(line, patch);
    let [first, ..] = &LEADS;
    Release {
        line,
        name,
        step,
        role: Role::Ordinary,
        lead: LEADS.get(lead).unwrap_or(first),
        due,
        announced,
        promoted,
        stage_release: promoted + pipeline,
        tested_from: None,
        fates: &[],
        lost_triggers: 0,
        tags: Tags::Usual,
        candidate_made,
        candidate_fates: &[],
        rpm,
        rhcos: rpm + 1,
        microshift: (patch % 9 == 4).then_some(908_000 + jira % 1000),
        jira,
        mr: 0,
    }
}

fn cast(window: &Window, line: &'static Line, name: String, due: i64, part: &Part) -> Release {
    let at = |minutes: i64| window.start + minutes * MINUTE;
    let mut dice = Dice::of(window.seed, part.y);
    let announced = at(part.announced) - dice.between(0, 18 * MINUTE);
    let release = ordinary(window, line, name, 0, due);
    Release {
        role: part.role,
        lead: LEADS.get(part.lead).unwrap_or(release.lead),
        announced,
        promoted: at(part.promoted) - dice.between(0, 25 * MINUTE),
        stage_release: at(part.stage_release),
        tested_from: part.tested.map(at),
        fates: part.fates,
        lost_triggers: usize::from(part.role == Role::Candidate),
        tags: part.role.tags(window.start),
        candidate_made: announced - dice.between(27 * HOUR, 33 * HOUR),
        candidate_fates: part.candidate_fates,
        ..release
    }
}
