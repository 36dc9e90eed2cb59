//! The twelve y-streams: how often they build, how often they release, and which jobs test them.

use std::sync::Arc;

use serde::Serialize;

use super::ledger::{Ledger, Place, Window};

/// A y-stream.
pub(super) struct Line {
    /// `4.20`
    pub(super) y: &'static str,
    /// the y-stream that upgrades into it
    before: &'static str,
    major: u8,
    minor: u8,
    /// nightlies that reach the test jobs, per day
    pub(super) nightlies_per_day: f64,
    /// days after which the release controller recycles a nightly: at least and at most
    pub(super) keeps: (i64, i64),
    /// days between two releases
    pub(super) cadence: i64,
    newest: Newest,
}

/// What the release in hand is called; those before and after it are counted from it.
enum Newest {
    Patch(i64),
    Rc(i64),
    Ec(i64),
}

/// What a job does; decides how long it takes and how often it fails.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Install,
    Disruptive,
    Upgrade,
}

/// A job of the registry.
#[derive(Debug, Clone)]
pub(super) struct Job {
    pub(super) name: Arc<str>,
    pub(super) kind: Kind,
    pub(super) platform: &'static str,
}

const fn line(
    major: u8,
    minor: u8,
    names: [&'static str; 2],
    per_day: f64,
    newest: Newest,
) -> Line {
    let [y, before] = names;
    let old = major == 4 && minor < 16;
    let keeps = if old { (9, 11) } else { (12, 14) };
    let cadence = match minor {
        0 | 12 | 13 | 15 => 14,
        _ => 7,
    };
    Line { y, before, major, minor, nightlies_per_day: per_day, keeps, cadence, newest }
}

/// All y-streams, oldest first.
pub(super) static LINES: [Line; 12] = [
    line(4, 12, ["4.12", "4.12"], 1.1, Newest::Patch(88)),
    line(4, 13, ["4.13", "4.12"], 1.1, Newest::Patch(69)),
    line(4, 14, ["4.14", "4.13"], 1.1, Newest::Patch(63)),
    line(4, 15, ["4.15", "4.14"], 1.1, Newest::Patch(66)),
    line(4, 16, ["4.16", "4.15"], 0.9, Newest::Patch(59)),
    line(4, 17, ["4.17", "4.16"], 0.9, Newest::Patch(52)),
    line(4, 18, ["4.18", "4.17"], 1.4, Newest::Patch(36)),
    line(4, 19, ["4.19", "4.18"], 1.0, Newest::Patch(27)),
    line(4, 20, ["4.20", "4.19"], 1.2, Newest::Patch(17)),
    line(4, 21, ["4.21", "4.20"], 0.9, Newest::Patch(7)),
    line(4, 22, ["4.22", "4.21"], 1.2, Newest::Rc(2)),
    line(5, 0, ["5.0", "4.22"], 0.8, Newest::Ec(8)),
];

impl Line {
    /// The name of the release that many steps after the one in hand; `None` before the first one that
    /// the week knows of.
    pub(super) fn release(&self, steps: i64) -> Option<String> {
        let y = self.y;
        match self.newest {
            Newest::Patch(patch) if patch + steps >= 0 => Some(format!("{y}.{}", patch + steps)),
            Newest::Rc(rc) if rc + steps >= 0 => Some(format!("{y}.0-rc.{}", rc + steps)),
            // six early candidates came before the first release candidate
            Newest::Rc(rc) if rc + steps >= -6 => Some(format!("{y}.0-ec.{}", rc + steps + 6)),
            Newest::Ec(ec) if ec + steps >= 0 => Some(format!("{y}.0-ec.{}", ec + steps)),
            _ => None,
        }
    }

    /// The number at the end of the release in hand, where its releases are z-stream releases.
    pub(super) fn patch(&self) -> Option<i64> {
        match self.newest {
            Newest::Patch(patch) => Some(patch),
            _ => None,
        }
    }

    /// `4` or `5`, with which promoted streams begin.
    pub(super) fn major(&self) -> u8 {
        self.major
    }

    /// A number that orders y-streams and tells them apart.
    pub(super) fn rank(&self) -> i64 {
        i64::from(self.major) * 100 + i64::from(self.minor)
    }

    /// The jobs of its nightlies, in registry order.
    pub(super) fn nightly_jobs(&self) -> Vec<Job> {
        let (y, before) = (self.y, self.before);
        let old = self.major == 4 && self.minor < 14;
        let gcp = if y == "4.12" { "gcp-ipi-custom-type" } else { "gcp-ipi" };
        let mut jobs = vec![
            self.job(Kind::Install, "aws-ipi", None),
            self.job(Kind::Install, "azure-ipi-fips", None),
            self.job(Kind::Install, gcp, None),
        ];
        if !old {
            jobs.push(self.job(Kind::Disruptive, "aws-ipi-disruptive", None));
        }
        let target = |young: bool| if young { "nightly" } else { "stable" };
        let from =
            if y == "4.12" { [(y, "aws-ipi"), (y, gcp)] } else { [(before, gcp), (y, "aws-ipi")] };
        let young = [y == "5.0", y == "5.0" || y == "4.22"];
        for ((from, platform), young) in from.into_iter().zip(young) {
            jobs.push(self.job(Kind::Upgrade, platform, Some((target(young), from))));
        }
        jobs
    }

    /// The jobs of its promoted builds, in registry order: upgrades only.
    pub(super) fn stable_jobs(&self) -> Vec<Job> {
        let (y, before) = (self.y, self.before);
        let plan = if y == "4.12" {
            [(y, "aws-ipi"), (y, "gcp-ipi-custom-type"), (y, "azure-upi")]
        } else {
            [(before, "aws-ipi"), (y, "azure-ipi-fips"), (y, "gcp-ipi")]
        };
        plan.into_iter()
            .map(|(from, platform)| self.job(Kind::Upgrade, platform, Some(("stable", from))))
            .collect()
    }

    fn job(&self, kind: Kind, platform: &'static str, path: Option<(&str, &str)>) -> Job {
        let y = self.y;
        let path = path.map_or_else(String::new, |(target, from)| {
            format!("{target}-{y}-upgrade-from-stable-{from}-")
        });
        let name = format!(
            "periodic-ci-openshift-openshift-tests-private-release-{y}-automated-release-{path}{platform}-f999"
        );
        Job { name: name.into(), kind, platform }
    }
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Entry<'a> {
    prow_job: &'a str,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    upgrade: bool,
}

#[derive(Serialize)]
struct File<'a> {
    nightly: Vec<Entry<'a>>,
    stable: Vec<Entry<'a>>,
}

/// Writes the registries on branch main (`reference/prow-controller.md` §5).
pub(super) fn registries(book: &mut Ledger, window: &Window) {
    let changes = LINES.iter().map(|line| {
        let (nightly, stable) = (line.nightly_jobs(), line.stable_jobs());
        let file = File { nightly: entries(&nightly), stable: entries(&stable) };
        let path = format!("_releases/ocp-{}-test-jobs-amd64.json", line.y);
        (path, Some(Arc::from(serde_json::to_vec_pretty(&file).unwrap_or_default())))
    });
    let changes = changes.collect();
    book.commit(window.opens - 1, Place::tests("main"), "registries", "release-qe-bot", changes);
}

fn entries(jobs: &[Job]) -> Vec<Entry<'_>> {
    jobs.iter()
        .map(|job| Entry { prow_job: &job.name, upgrade: job.kind == Kind::Upgrade })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_has_the_jobs_that_the_registries_are_described_with() {
        for line in &LINES {
            let expected = if matches!(line.y, "4.12" | "4.13") { (5, 3) } else { (6, 3) };
            assert_eq!(
                (line.nightly_jobs().len(), line.stable_jobs().len()),
                expected,
                "{}",
                line.y
            );
        }
        let [.., last] = &LINES[8].stable_jobs()[..] else { panic!("no jobs") };
        assert_eq!(
            &*last.name,
            "periodic-ci-openshift-openshift-tests-private-release-4.20-automated-release-stable-4.20-upgrade-from-stable-4.20-gcp-ipi-f999"
        );
    }

    #[test]
    fn releases_are_counted_from_the_one_in_hand() {
        let name = |y: &str, steps| {
            LINES.iter().find(|line| line.y == y).and_then(|line| line.release(steps))
        };
        assert_eq!(name("4.20", -1).as_deref(), Some("4.20.16"));
        assert_eq!(name("4.21", -8), None);
        assert_eq!(name("4.22", -1).as_deref(), Some("4.22.0-rc.1"));
        assert_eq!(name("4.22", -3).as_deref(), Some("4.22.0-ec.5"));
        assert_eq!(name("5.0", 1).as_deref(), Some("5.0.0-ec.9"));
    }
}
