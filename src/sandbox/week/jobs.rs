//! Runs of test jobs: how long they take, how they end, what their reports say. Drawn from the figures
//! measured on the real record branch.

use super::calendar::{MINUTE, stamp};
use super::random::{Curve, Dice};
use super::streams::{Job, Kind};
use super::suites::{self, Suite};
use crate::sandbox::prow::plan::{PlannedJobRun, PlannedSuite, PlannedTests};

/// How a job of a build is going to come out, where the story needs it to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fate {
    /// as chance has it
    Chance,
    /// the first run succeeds
    Passes,
    /// the first run succeeds in well under two hours
    PassesEarly,
    /// the first run fails early, both retries succeed
    Recovers,
    /// the first run fails, and so does one retry
    Loses,
    /// the first run ends in Prow `error`, which nobody retries
    Errs,
    /// Prow loses the first run: it stays pending for ever
    Hangs,
}

/// How a run ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum End {
    Success,
    Failure,
    Error,
}

/// One run.
pub(super) struct Run {
    pub(super) id: String,
    pub(super) start: i64,
    pub(super) start_text: String,
    pub(super) url: String,
    /// when it ends; `None`: never, Prow lost it
    pub(super) ends: Option<i64>,
    pub(super) end_text: String,
    pub(super) end: End,
    pub(super) suites: Vec<Suite>,
}

/// A job of a build: its first run, and its retries once they were started.
pub(super) struct Life {
    pub(super) job: Job,
    pub(super) first: Run,
    pub(super) retries: Vec<Run>,
}

/// What is wanted of a run.
struct Wish {
    end: End,
    minutes: Option<i64>,
}

impl End {
    /// The word of Prow.
    pub(super) fn word(self) -> &'static str {
        match self {
            End::Success => "success",
            End::Failure => "failure",
            End::Error => "error",
        }
    }
}

impl Run {
    /// As it is planned at Prow.
    pub(super) fn planned(&self, job: &Job) -> PlannedJobRun {
        let suite = |suite: &Suite| PlannedSuite {
            name: suite.name,
            total: suite.total,
            skipped: suite.skipped,
            failing: suite.failing.clone(),
        };
        // under an hour an upgrade was not begun
        let began = self.ends.is_some_and(|ends| ends - self.start > 60 * MINUTE);
        let tests = match job.kind {
            Kind::Upgrade if began && self.end != End::Error => PlannedTests::Upgrade,
            _ if self.suites.is_empty() => PlannedTests::None,
            _ => PlannedTests::Report(self.suites.iter().map(suite).collect()),
        };
        let number = self.url.rsplit('/').next().and_then(|number| number.parse().ok());
        PlannedJobRun {
            id: self.id.clone(),
            job: job.name.clone(),
            number: number.unwrap_or_default(),
            url: self.url.clone(),
            created: self.start,
            ended: self.ends,
            end: self.end.word(),
            tests,
        }
    }

    /// Has ended, and the poller can know it.
    pub(super) fn over(&self, at: i64) -> bool {
        self.ends.is_some_and(|ends| ends <= at)
    }
}

impl Life {
    /// Starts a job. `luck` decides where the story leaves it to chance.
    pub(super) fn begin(dice: &mut Dice, job: Job, start: i64, fate: Fate, luck: f64) -> Life {
        let wish = match fate {
            Fate::Chance => by_luck(dice, &job, luck),
            Fate::Passes | Fate::Hangs => Wish { end: End::Success, minutes: None },
            Fate::PassesEarly => early(End::Success, dice.between(82, 90)),
            Fate::Recovers => early(End::Failure, dice.between(68, 76)),
            Fate::Loses => Wish { end: End::Failure, minutes: None },
            Fate::Errs => early(End::Error, dice.between(3, 12)),
        };
        let mut first = run(dice, &job, start, &wish);
        if fate == Fate::Hangs {
            first.ends = None;
        }
        Life { job, first, retries: Vec::new() }
    }

    /// Starts the retries of a failed first run, a few seconds apart.
    pub(super) fn retry(&mut self, dice: &mut Dice, at: i64, fate: Fate) {
        let (good, bad) = (End::Success, End::Failure);
        let ends = match fate {
            Fate::Recovers => [good, good],
            Fate::Loses => [good, bad],
            _ if dice.chance(0.31) => [good, good],
            _ if dice.chance(0.25) => [bad, good],
            _ => [bad, bad],
        };
        // now and then one of the two triggers is lost
        let count = if fate == Fate::Chance && dice.chance(0.012) { 1 } else { 2 };
        for (nth, end) in (0..).zip(ends).take(count) {
            let minutes = (fate == Fate::Recovers).then(|| dice.between(150, 171));
            let retry = run(dice, &self.job, at - 12 + nth * 5, &Wish { end, minutes });
            self.retries.push(retry);
        }
    }

    /// Complete: the first run and every retry that was started have ended.
    pub(super) fn complete(&self, at: i64) -> bool {
        self.first.over(at) && self.retries.iter().all(|run| run.over(at))
    }

    /// Best of three: the first run succeeded, or a majority that counts it as lost
    /// (`reference/test-results.md` §3).
    pub(super) fn passed(&self, at: i64) -> bool {
        let good = |run: &&Run| run.over(at) && run.end == End::Success;
        let wins = self.retries.iter().filter(good).count();
        good(&&self.first)
            || (!self.retries.is_empty() && self.complete(at) && wins > self.retries.len() / 2)
    }
}

fn early(end: End, minutes: i64) -> Wish {
    Wish { end, minutes: Some(minutes) }
}

fn by_luck(dice: &mut Dice, job: &Job, luck: f64) -> Wish {
    let share = match (job.kind, job.platform) {
        (Kind::Disruptive, _) => 0.91,
        (Kind::Install, "aws-ipi") => 0.64,
        (Kind::Install, "azure-ipi-fips") => 0.55,
        (Kind::Install, "gcp-ipi") => 0.59,
        (Kind::Install, _) => 0.50,
        (Kind::Upgrade, "aws-ipi") => 0.86,
        (Kind::Upgrade, "azure-ipi-fips") => 0.80,
        (Kind::Upgrade, _) => 0.78,
    };
    if dice.chance(0.001) {
        return early(End::Error, dice.between(2, 20));
    }
    let end = if luck < share { End::Success } else { End::Failure };
    Wish { end, minutes: None }
}

/// Minutes a run takes: p10, median, p90, p99.
fn minutes(kind: Kind, end: End) -> Curve {
    match (kind, end) {
        (Kind::Install, End::Success) => [143.0, 161.0, 186.0, 246.0],
        (Kind::Install, _) => [41.0, 171.0, 212.0, 302.0],
        (Kind::Upgrade, End::Success) => [144.0, 160.0, 185.0, 256.0],
        (Kind::Upgrade, _) => [8.0, 73.0, 223.0, 317.0],
        (Kind::Disruptive, End::Success) => [77.0, 85.0, 116.0, 194.0],
        (Kind::Disruptive, _) => [6.0, 86.0, 168.0, 227.0],
    }
}

fn run(dice: &mut Dice, job: &Job, start: i64, wish: &Wish) -> Run {
    let cloud = match job.platform {
        platform if platform.starts_with("azure") => 1.08,
        platform if platform.starts_with("aws") => 0.97,
        _ => 1.0,
    };
    let length = match wish.minutes {
        Some(minutes) => minutes * MINUTE + dice.between(0, MINUTE),
        None => (dice.length(minutes(job.kind, wish.end)) * cloud * 60.0) as i64,
    };
    let ends = start + length.max(MINUTE);
    // Deck counts runs with nineteen digits that grow with time
    let number = 2_000_000_000_000_000_000
        + start.rem_euclid(10_000_000_000) * 100_000_000
        + dice.between(0, 100_000_000);
    let name = &job.name;
    let suites = suites::report(dice, job.kind, wish.end, length);
    Run {
        id: dice.uuid(),
        start,
        start_text: stamp(start),
        url: format!(
            "https://qe-private-deck-ci.apps.ci.l2s4.p1.openshiftapps.com/view/gs/qe-private-deck/logs/{name}/{number}"
        ),
        ends: Some(ends),
        end_text: stamp(ends),
        end: wish.end,
        suites,
    }
}
