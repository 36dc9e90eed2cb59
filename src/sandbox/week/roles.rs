//! The parts that the releases of the week play: which situation each is in when the clock starts.

use super::calendar::MINUTE;
use super::jobs::Fate;

/// A situation at the start.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    /// an open blocker, and the image check found unhealthy images
    Blocked,
    /// a day past its date: stage testing failed
    Late,
    /// stage testing runs, everything before it is done
    Running,
    /// all gates are open: somebody has to approve
    Act,
    /// approved, waits to be shipped; its build was promoted by hand
    Ready,
    /// approved, and the watcher waits for the payload's page
    Watched,
    /// waits for the build to be promoted
    Waiting,
    /// a release candidate whose stage-release pipeline is not ready, tested with part of the plan
    Candidate,
    /// announced, nobody owns it
    Fresh,
    /// nothing special
    Ordinary,
}

/// What is special about the tags of a promoted build.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Tags {
    /// nothing: pending, ready, accepted
    Usual,
    /// the tag was made long before the build is promoted
    PendingSince(i64),
    /// s390x is rejected, and accepted on a second look
    RejectedOnS390x { at: i64, until: i64 },
    /// ppc64le is still being verified
    VerifyingOnPpc64le { until: i64 },
}

/// A part: a y-stream's release in hand and its moments, in minutes from the start of the clock.
pub(super) struct Part {
    pub(super) y: &'static str,
    pub(super) role: Role,
    /// planned ship date, in days from today
    pub(super) due: i64,
    pub(super) lead: usize,
    pub(super) announced: i64,
    pub(super) promoted: i64,
    /// the stage-release pipeline succeeded
    pub(super) stage_release: i64,
    /// the job controller triggers no tests before
    pub(super) tested: Option<i64>,
    /// tests of the promoted build
    pub(super) fates: &'static [Fate],
    /// tests of the candidate
    pub(super) candidate_fates: &'static [Fate],
}

const DAYS: i64 = 1440;
const GOOD: &[Fate] = &[Fate::Passes; 6];

impl Part {
    const fn new(y: &'static str, role: Role, due: i64, lead: usize) -> Part {
        Part {
            y,
            role,
            due,
            lead,
            announced: -5 * DAYS,
            promoted: -4 * DAYS,
            stage_release: -4 * DAYS + 22,
            tested: None,
            fates: GOOD,
            candidate_fates: GOOD,
        }
    }
}

/// The parts, in the order in which a smaller scenario keeps them. Y-streams without a part here are
/// between two releases; a larger scenario gives them ordinary ones.
pub(super) static PARTS: [Part; 12] = [
    Part {
        promoted: -16 * 60,
        stage_release: -312,
        tested: Some(-220),
        fates: &[Fate::PassesEarly, Fate::Recovers, Fate::Recovers],
        ..Part::new("4.20", Role::Blocked, 0, 0)
    },
    Part {
        fates: &[Fate::Passes, Fate::Passes, Fate::Recovers],
        ..Part::new("4.21", Role::Late, -1, 2)
    },
    Part {
        promoted: -2 * DAYS,
        stage_release: -2 * DAYS + 35,
        ..Part::new("4.19", Role::Running, 0, 2)
    },
    Part::new("4.18", Role::Act, 1, 3),
    Part {
        fates: &[Fate::Passes, Fate::Loses, Fate::Passes],
        ..Part::new("4.14", Role::Ready, 1, 1)
    },
    Part {
        announced: -3 * DAYS,
        promoted: 3 * 60,
        stage_release: 3 * 60 + 40,
        ..Part::new("4.17", Role::Waiting, 2, 1)
    },
    Part {
        announced: -20 * 60,
        promoted: 10 * 60,
        stage_release: 11 * 60,
        candidate_fates: &[
            Fate::Passes,
            Fate::Errs,
            Fate::Passes,
            Fate::Passes,
            Fate::Passes,
            Fate::Passes,
        ],
        ..Part::new("4.16", Role::Fresh, 6, 0)
    },
    Part {
        announced: -2 * DAYS,
        promoted: -20 * 60,
        stage_release: 37,
        ..Part::new("4.22", Role::Candidate, 5, 2)
    },
    Part {
        fates: &[Fate::Recovers, Fate::Passes, Fate::Passes],
        ..Part::new("4.12", Role::Watched, 1, 0)
    },
    Part { announced: -3 * DAYS, promoted: -2 * DAYS, ..Part::new("4.15", Role::Ordinary, 3, 2) },
    Part { announced: -2 * DAYS, promoted: -DAYS, ..Part::new("4.13", Role::Ordinary, 4, 0) },
    Part { announced: -DAYS, promoted: -6 * 60, ..Part::new("5.0", Role::Ordinary, 5, 1) },
];

impl Role {
    /// What is special about the tags of its promoted build; `start` is when the clock starts.
    pub(super) fn tags(self, start: i64) -> Tags {
        match self {
            Role::Blocked => {
                Tags::RejectedOnS390x { at: start - 400 * MINUTE, until: start + 5 * 60 * MINUTE }
            }
            Role::Waiting => Tags::PendingSince(start - 19 * 60 * MINUTE),
            Role::Candidate => Tags::VerifyingOnPpc64le { until: start + 6 * 60 * MINUTE },
            _ => Tags::Usual,
        }
    }
}
