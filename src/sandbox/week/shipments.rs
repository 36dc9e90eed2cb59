//! Shipments of the week: the merge request of every release that has a StateBox, and one beside them.
//! Their pipelines tell the same story as the StateBoxes: stage-release succeeds when the release's
//! courses say so, approvals come with theirs.

use std::collections::HashMap;
use std::sync::Arc;

use super::calendar::{HOUR, MINUTE, file_stamp, release_date};
use super::course::Done;
use super::ledger::Window;
use super::random::{Dice, mix};
use super::release::Release;
use super::roles::Role;
use super::shipment_files::{On, files, hex, kinds};
use crate::sandbox::gitlab::plan::{Commit, Job, Pipeline, Request, Shipments};

const ART: &str = "b.moreau";
const DOCS: &str = "l.moreau";
const BOT: &str = "art-bot";
/// From the first job of a pipeline to the end of its release to stage, when nothing fails.
const TO_STAGE: i64 = 22 * MINUTE;
const FIRST_NUMBER: i64 = 88_000;

/// Plans all of them. `done`: what the courses of the releases passed, by name.
pub(super) fn plan(
    window: &Window,
    releases: &[Release],
    done: &HashMap<String, Done>,
) -> Shipments {
    let mut requests = Vec::new();
    let own = releases.iter().filter(|release| release.has_statebox());
    for release in own {
        let nothing = Done::default();
        let done = done.get(&release.name).unwrap_or(&nothing);
        let request = request(window, release, done);
        if release.role == Role::Waiting {
            requests.push(drop_bugs(window, release, &request));
        }
        requests.push(request);
    }
    requests.sort_by_key(|request| request.iid);
    Shipments { requests }
}

fn request(window: &Window, release: &Release, done: &Done) -> Request {
    let mut dice = Dice::of(mix(window.seed, "shipment"), &release.name);
    let opened = release.announced - 20 * MINUTE;
    let stamp = file_stamp(opened).replace('_', "");
    let staged = release.stage_release;
    let lead = release.lead.name;
    let released = production(window, release, done);
    let ready = match release.role {
        Role::Fresh => staged - TO_STAGE - 2 * HOUR,
        _ => release.announced + 30 * MINUTE,
    };
    let mut labels = vec![(staged + 40, "stage-release-success")];
    let mut approvals = vec![(staged + dice.between(20, 80) * MINUTE, ART)];
    approvals.push((staged + dice.between(2, 9) * HOUR, DOCS));
    approvals.extend(done.approval_begun.map(|at| (at + 4, lead)));
    approvals.sort_by_key(|(at, _)| *at);
    let owned = done.owned.map(|at| (at, lead, format!("QE Release Lead is @{lead}")));
    let merged = released.map(|(_, end)| end + 15 * MINUTE);
    labels.extend(released.map(|(_, end)| (end + 40, "prod-release-success")));
    let sha = |what: &str| hex(&[window.seed, mix(1, &release.name)], what);
    let file = |on| files(release, &stamp, on);
    let mut commits = vec![
        Commit { at: opened, sha: sha("prepared"), files: file(On::Nothing) },
        Commit { at: staged + MINUTE, sha: sha("staged"), files: file(On::Stage) },
    ];
    commits.extend(released.map(|(_, end)| Commit {
        at: end + MINUTE,
        sha: sha("released"),
        files: file(On::Production),
    }));
    Request {
        iid: release.mr,
        title: format!("Shipment for {} (ship date: {})", release.name, release_date(release.due)),
        author: BOT,
        source: format!("prepare-shipment-{}-{stamp}", release.key()),
        target: "main".to_owned(),
        opened,
        ready,
        merged,
        labels,
        rules: vec![("ART", vec![ART]), ("QE", vec![lead]), ("docs", vec![DOCS])],
        approvals,
        notes: owned.into_iter().collect(),
        conflict: None,
        pipelines: pipelines(window, release, released, &commits),
        commits,
    }
}

/// From when to when production is released. The payload's page is there before the end of it.
fn production(window: &Window, release: &Release, done: &Done) -> Option<(i64, i64)> {
    let approved = done.approved?;
    let at = |minutes: i64| window.start + minutes * MINUTE;
    let begins = (approved - 40 * MINUTE).max(release.stage_release + 12 * MINUTE);
    match release.role {
        // the catalog fragments are left, and ART is late
        Role::Ready => Some((begins, at(235))),
        _ => Some((begins, approved + 25 * MINUTE)),
    }
}

/// A merge request into the release's own that drops bugs, and does not fit any more.
fn drop_bugs(window: &Window, release: &Release, own: &Request) -> Request {
    let opened = window.start - 50 * MINUTE;
    let stamp = file_stamp(opened).replace('_', "");
    let sha = hex(&[window.seed, mix(2, &release.name)], "dropped");
    let files = own.commits.first().map(|commit| commit.files.clone()).unwrap_or_default();
    let kept = |text: &str| -> Arc<str> {
        let mut lines: Vec<&str> = text.lines().collect();
        if let Some(nth) = lines.iter().position(|line| line.contains("id: OCPBUGS-")) {
            lines.drain(nth..(nth + 2).min(lines.len()));
        }
        (lines.join("\n") + "\n").into()
    };
    let files = files.iter().take(1).map(|(path, text)| (path.clone(), kept(text))).collect();
    let id = FIRST_NUMBER + 9_000;
    let mut validate = job(id * 10, "schema", "validate");
    validate.from = opened + 5;
    validate.steps =
        vec![(opened + 5, "pending"), (opened + 9, "running"), (opened + 21, "failed")];
    validate.until = Some(window.start + 71 * MINUTE);
    let mut again = job(id * 10 + 1, "schema", "validate");
    again.from = window.start + 71 * MINUTE;
    again.steps = vec![(again.from, "running"), (again.from + 12, "success")];
    Request {
        iid: release.mr + 500,
        title: format!("{} drop bugs", release.name),
        author: release.lead.name,
        source: format!("drop-bugs-for-{}-{stamp}", release.name),
        target: own.source.clone(),
        opened,
        ready: opened,
        merged: None,
        labels: Vec::new(),
        rules: vec![("ART", vec![ART])],
        approvals: Vec::new(),
        notes: Vec::new(),
        conflict: Some((opened + 5, window.start + 70 * MINUTE)),
        commits: vec![Commit { at: opened, sha: sha.clone(), files }],
        pipelines: vec![Pipeline {
            id,
            at: opened + 5,
            sha,
            source: "merge_request_event",
            jobs: vec![validate, again],
        }],
    }
}

// --- pipelines ------------------------------------------------------------------------------------

/// A try at the release to stage: from, to, whether it succeeded.
type Try = (i64, i64, bool);

/// Tries that end with the success that the release's course knows of.
fn tries(window: &Window, release: &Release) -> Vec<Try> {
    let end = release.stage_release;
    let at = |minutes: i64| window.start + minutes * MINUTE;
    match release.role {
        // the one that the StateBox saw failing
        Role::Candidate => {
            vec![(at(-175), at(-156), false), (at(-9), at(10), false), (at(26), end, true)]
        }
        // the pipeline took hours or days: it failed at first
        _ if end - release.promoted > HOUR => {
            let first = release.promoted + 13 * MINUTE;
            vec![(first, first + 19 * MINUTE, false), (end - 14 * MINUTE, end, true)]
        }
        _ => vec![(end - 15 * MINUTE, end, true)],
    }
}

fn pipelines(
    window: &Window,
    release: &Release,
    released: Option<(i64, i64)>,
    commits: &[Commit],
) -> Vec<Pipeline> {
    let number = FIRST_NUMBER + release.mr * 10;
    let sha = commits.first().map(|commit| commit.sha.clone()).unwrap_or_default();
    let opened = commits.first().map_or(release.announced, |commit| commit.at);
    let checks = |id: i64, at: i64| {
        let mut schema = job(id * 100, "schema", "validate");
        let mut lint = job(id * 100 + 1, "lint", "validate");
        schema.run(at + 4, 9);
        lint.run(at + 4, 12);
        vec![schema, lint]
    };
    let pipeline =
        |id, at, jobs| Pipeline { id, at, sha: sha.clone(), source: "merge_request_event", jobs };
    // as it is prepared, only its form is checked
    let first = pipeline(number, opened + 8, checks(number, opened + 8));
    let tries = tries(window, release);
    let Some((begins, ..)) = tries.first().copied() else { return vec![first] };
    let (id, at) = (number + 1, begins - 7 * MINUTE);
    let mut jobs = checks(id, at);
    let mut fbc = job(id * 100 + 2, "fbc", "build-fbc");
    let mut index = job(id * 100 + 3, "index", "build-fbc");
    fbc.run(at + 20, 4 * MINUTE);
    index.run(at + 20, 2 * MINUTE);
    let mut stage = job(id * 100 + 4, "stage-job", "stage-release-triggers");
    stage.below = Some(to_stage(release, number + 2, &sha, &tries));
    let mut smoke = job(id * 100 + 5, "smoke", "verify");
    smoke.steps = later(&tries);
    let staged = tries.last().map_or(begins, |(_, end, _)| *end);
    smoke.steps.extend([(staged + 5, "running"), (staged + 3 * MINUTE, "success")]);
    jobs.extend([fbc, index, stage, smoke]);
    jobs.extend(to_production(release, id, &sha, &tries, released));
    for job in &mut jobs {
        job.from = at;
    }
    vec![first, pipeline(id, at, jobs)]
}

/// The words of a job whose turn comes after the release to stage.
fn later(tries: &[Try]) -> Vec<(i64, &'static str)> {
    let words = tries.iter().flat_map(|(from, to, good)| {
        let skipped = (!good).then_some((*to, "skipped"));
        [Some((*from, "created")), skipped].into_iter().flatten()
    });
    words.collect()
}

/// The pipeline below: one watch per kind. What fails is the catalog fragments.
fn to_stage(release: &Release, id: i64, sha: &str, tries: &[Try]) -> Pipeline {
    let begins = tries.first().map_or(0, |(from, ..)| *from);
    let mut jobs = Vec::new();
    for (nth, kind) in (0..).zip(kinds(release)) {
        let name = format!("{kind}.watch-stage");
        if kind != "fbc" {
            let mut watch = job(id * 100 + nth, &name, "watch");
            let (from, to) = tries.first().map_or((0, 0), |(from, to, _)| (*from, *to));
            watch.run(from + 8, (to - from - 8) * (9 - nth) / 10);
            watch.from = begins;
            jobs.push(watch);
            continue;
        }
        for (round, (from, to, good)) in (0..).zip(tries.iter().copied()) {
            let mut watch = job(id * 100 + 40 + round, &name, "watch");
            watch.from = from;
            watch.until = usize::try_from(round + 1)
                .ok()
                .and_then(|next| tries.get(next))
                .map(|(next, ..)| *next);
            let end = if good { "success" } else { "failed" };
            watch.steps = vec![(from, "pending"), (from + 8, "running"), (to, end)];
            jobs.push(watch);
        }
    }
    Pipeline { id, at: begins, sha: sha.to_owned(), source: "parent_pipeline", jobs }
}

fn to_production(
    release: &Release,
    id: i64,
    sha: &str,
    tries: &[Try],
    released: Option<(i64, i64)>,
) -> Vec<Job> {
    let manual = tries.last().map_or(0, |(_, end, _)| *end) + 3 * MINUTE + 5;
    let trigger = |nth: i64, name: &str, kinds: &[&str], run: Option<(i64, i64)>| {
        let mut trigger = job(id * 100 + nth, name, "prod-release-triggers");
        trigger.steps = later(tries);
        trigger.steps.push((manual, "manual"));
        trigger.below = run.map(|(from, to)| {
            let number = id + nth - 2;
            let watches = (0..).zip(kinds).map(|(place, kind)| {
                let mut watch = job(number * 100 + place, &format!("{kind}.watch-prod"), "watch");
                watch.from = from;
                watch.run(from + 9, (to - from - 9) * (10 - place) / 10);
                watch
            });
            let jobs = watches.collect();
            Pipeline { id: number, at: from, sha: sha.to_owned(), source: "parent_pipeline", jobs }
        });
        trigger
    };
    let all = kinds(release);
    match (release.role, released) {
        (Role::Ready, Some((from, to))) => {
            let rest: Vec<&str> = all.into_iter().filter(|kind| *kind != "fbc").collect();
            vec![
                trigger(6, "prod-job", &rest, Some((from, from + 35 * MINUTE))),
                trigger(7, "prod-fbc-job", &["fbc"], Some((to - 25 * MINUTE, to))),
            ]
        }
        (_, run) => vec![trigger(6, "prod-job", &all, run)],
    }
}

fn job(id: i64, name: &str, stage: &'static str) -> Job {
    let (name, steps) = (name.to_owned(), Vec::new());
    Job { id, name, stage, from: 0, until: None, steps, below: None }
}

impl Job {
    fn run(&mut self, from: i64, takes: i64) {
        self.from = from;
        self.steps =
            vec![(from - 3, "pending"), (from, "running"), (from + takes.max(1), "success")];
    }
}

#[cfg(test)]
mod tests {
    use crate::sandbox::gitlab::plan::{Request, Shipments};
    use crate::sandbox::week::plan;
    use crate::sandbox::week::tests::world::{scenario, wednesday};

    fn shipments() -> Shipments {
        plan(&scenario(), 1, wednesday()).plans.shipments
    }

    fn of<'s>(shipments: &'s Shipments, version: &str) -> &'s Request {
        let title = format!("Shipment for {version}");
        let start = wednesday().as_second();
        let mut there = shipments.requests.iter().filter(|one| one.opened < start);
        there.rfind(|one| one.title.starts_with(&title)).unwrap()
    }

    #[test]
    fn a_pipeline_fails_before_our_eyes_and_recovers() {
        let shipments = shipments();
        let request = of(&shipments, "4.22");
        let start = wednesday().as_second();
        let seen = |minutes: i64| {
            let now = start + minutes * 60;
            let newest = request.pipelines.iter().rev().find(|one| one.at <= now).unwrap();
            let label = request.labels.iter().any(|(at, _)| *at <= now);
            (newest.status(now), label)
        };
        let seen = [-150, 0, 9, 12, 20, 30, 36, 45].map(seen);
        let failed = ("failed", false);
        let running = ("running", false);
        assert_eq!(
            seen,
            [failed, running, running, failed, failed, running, running, ("manual", true)]
        );
    }

    #[test]
    fn labels_follow_their_pipelines_and_merges_follow_production() {
        for request in &shipments().requests {
            for (at, label) in &request.labels {
                let stage = match *label {
                    "stage-release-success" => "stage-release-triggers",
                    _ => "prod-release-triggers",
                };
                let jobs = request.pipelines.iter().flat_map(|one| &one.jobs);
                let mut own = jobs.filter(|job| job.stage == stage);
                assert!(own.all(|job| job.status(*at) == "success"), "{} {label}", request.title);
            }
            let in_order = request.commits.windows(2).all(|pair| pair[0].at < pair[1].at);
            assert!(in_order, "{}", request.title);
            assert!(request.merged.is_none_or(|at| at > request.labels[1].0), "{}", request.title);
        }
    }
}
