//! Bugs in ON_QA as rows: whose release they hold up, where they stand on the ladder, how much that weighs.

use std::cmp::Reverse;
use std::sync::Arc;

use serde::Serialize;

use crate::domain::attention::SOON;
use crate::domain::bugs::Bug;
use crate::domain::escalation::{Current, Ladder, Rung};
use crate::domain::time::{SignedDuration, Timestamp};
use crate::domain::version::Release;

/// A bug.
#[derive(Debug, Clone, PartialEq)]
pub struct BugRow {
    /// what Jira says
    pub bug: Arc<Bug>,
    /// the release it belongs to; `None`: no known release lists it, and none is planned in its y-stream
    pub release: Option<Belongs>,
    /// where it stands
    pub ladder: Ladder,
    /// how much that weighs
    pub weight: BugWeight,
}

/// A release and how we know that a bug belongs to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Belongs {
    /// which
    pub release: Release,
    /// how we know
    pub by: BelongsBy,
}

/// How we know which release a bug belongs to, surest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum BelongsBy {
    /// a file of the shipment lists its key
    Shipment,
    /// an advisory lists its key
    Advisory,
    /// the next active release of a y-stream in its Target Version
    TargetVersion,
}

/// How much a bug weighs, lightest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum BugWeight {
    /// no timer
    Untimed,
    /// its time runs
    Ordinary,
    /// due soon, or one who should be told is missing, or nobody can say where it stands
    Heed,
    /// late
    Late,
}

/// The bugs of one release in a line.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct BugSummary {
    /// in ON_QA
    pub count: usize,
    /// of them verified before the merge: no timer
    pub untimed: usize,
    /// of them with a notice that was due and was not sent
    pub late: usize,
    /// the highest rung that any of them reached; `None`: nobody was told of any yet
    pub reached: Option<Rung>,
    /// the most urgent rung of all: progress, due, time left
    pub next: Option<Current>,
}

/// Closer than this, any bug is worth a look.
const VERY_SOON: SignedDuration = SignedDuration::from_hours(2);

impl BugRow {
    /// A row.
    pub fn new(bug: Arc<Bug>, release: Option<Belongs>, ladder: Ladder) -> BugRow {
        let weight = weight(&bug, &ladder);
        BugRow { bug, release, ladder, weight }
    }

    /// The release it belongs to.
    pub fn of(&self) -> Option<Release> {
        self.release.map(|belongs| belongs.release)
    }

    /// Time on weekdays since the move to ON_QA; `None`: no timer, or unknown.
    pub fn spent(&self) -> Option<SignedDuration> {
        self.ladder.climb().map(|climb| climb.spent)
    }

    /// When the next rung is due; in the past when it is late.
    pub fn due(&self) -> Option<Timestamp> {
        self.ladder.current().map(|current| current.due)
    }

    /// Next rung first: late ones by how late, then those that count, then those whose standing is
    /// unknown, then those with the label, last those without a timer.
    pub fn order(a: &BugRow, b: &BugRow) -> std::cmp::Ordering {
        let place = |row: &BugRow| match &row.ladder {
            Ladder::Timed(climb) => match climb.current {
                Some(current) => (0, current.due),
                None => (2, climb.since),
            },
            Ladder::Unknown => (1, Timestamp::MIN),
            Ladder::PreMerge => (3, Timestamp::MIN),
        };
        let weight = |row: &BugRow| Reverse(row.weight == BugWeight::Late);
        (weight(a), place(a)).cmp(&(weight(b), place(b))).then_with(|| a.bug.key.cmp(&b.bug.key))
    }
}

fn weight(bug: &Bug, ladder: &Ladder) -> BugWeight {
    let climb = match ladder {
        Ladder::PreMerge => return BugWeight::Untimed,
        Ladder::Unknown => return BugWeight::Heed,
        Ladder::Timed(climb) => climb,
    };
    let Some(current) = &climb.current else { return BugWeight::Heed };
    let limit = if bug.is_high_severity() { SOON } else { VERY_SOON };
    match current {
        Current { late: true, .. } => BugWeight::Late,
        _ if current.left <= limit || climb.fell_back() || bug.qa_contact.is_none() => {
            BugWeight::Heed
        }
        _ => BugWeight::Ordinary,
    }
}

/// The bugs of a release in a line. `rows` in the order of [`BugRow::order`].
pub fn summary(rows: &[Arc<BugRow>], release: Release) -> BugSummary {
    let mut sum = BugSummary::default();
    for row in rows.iter().filter(|row| row.of() == Some(release)) {
        sum.count += 1;
        sum.untimed += usize::from(row.ladder == Ladder::PreMerge);
        sum.late += usize::from(row.weight == BugWeight::Late);
        sum.reached = sum.reached.max(row.ladder.climb().and_then(|climb| climb.reached()));
        sum.next = sum.next.or(row.ladder.current().copied());
    }
    sum
}
