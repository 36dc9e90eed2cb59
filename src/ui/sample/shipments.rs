//! Merge requests of the release week, one in each situation (design/ux.md §5e).

use std::sync::Arc;

use super::outside::Outside;
use super::{at, heard, minutes_ago, release, week};
use crate::domain::shipment::{
    self, ApprovalRule, Approvals, Approver, Job, JobStatus, MrState, Pipeline, Shipment, Stage,
    Step,
};
use crate::domain::time::{SignedDuration, Timestamp};
use crate::store::Snapshot;

/// The week, and GitLab told of its shipments.
pub fn week_with_shipments() -> Snapshot {
    heard(&outside())
}

/// What the services hold then.
pub fn outside() -> Outside {
    let mut outside = week::outside();
    for (of, shipment) in all() {
        outside.shipment(release(of), shipment);
    }
    outside
}

/// Release and merge request.
pub fn all() -> Vec<(&'static str, Shipment)> {
    vec![
        ("4.21.7", waits_for_art()),
        ("4.20.17", not_passed()),
        ("4.18.36", waits_for_qe()),
        ("4.17.52", running()),
        ("4.16.59", draft()),
        ("4.14.63", merged()),
        ("4.19.27", stage_failed()),
    ]
}

/// Everything before production succeeded; part by part: `image success`.
const BEFORE: &str =
    "validate: schema success, lint success; build-fbc: fbc success, index success";

/// Approved by everybody; production waits for 26 hours.
pub fn waits_for_art() -> Shipment {
    let mut shipment = made("4.21.7", 512);
    shipment.labels.insert("stage-release-success".to_owned());
    let before = at("24 11:20");
    shipment.pipelines = vec![pipeline(88_050, before, "manual", &on_stage("manual"))];
    approve(
        &mut shipment,
        &[
            ("ART", "b.moreau", "23 23:10"),
            ("QE", "you", "24 12:02"),
            ("docs", "l.moreau", "24 09:15"),
        ],
    );
    shipment
}

/// Tasks are missing, and the images differ.
pub fn not_passed() -> Shipment {
    let mut shipment = made("4.20.17", 498);
    shipment.labels.insert("stage-release-success".to_owned());
    shipment.pipelines =
        [(88_121, "25 08:33"), (88_090, "24 20:10"), (88_071, "24 16:44"), (88_060, "24 15:02")]
            .map(|(id, made)| pipeline(id, at(made), "manual", &on_stage("manual")))
            .into();
    approve(&mut shipment, &[("ART", "b.moreau", "24 23:40")]);
    shipment
}

/// Every task before the approval passed.
pub fn waits_for_qe() -> Shipment {
    let mut shipment = made("4.18.36", 503);
    shipment.labels.insert("stage-release-success".to_owned());
    shipment.pipelines = vec![pipeline(88_101, at("24 18:10"), "manual", &on_stage("manual"))];
    approve(&mut shipment, &[("ART", "b.moreau", "24 23:41"), ("docs", "l.moreau", "25 08:05")]);
    shipment
}

/// The release to stage runs, and bugs are to be dropped in a second one that conflicts.
pub fn running() -> Shipment {
    let mut shipment = made("4.17.52", 507);
    let stages = format!(
        "{BEFORE}; stage-release-triggers: image running, extras pending, metadata success; verify: smoke created; prod-release-triggers: image manual, extras manual, metadata manual"
    );
    shipment.pipelines = vec![pipeline(88_130, minutes_ago(8), "running", &stages)];
    let mut beside = made("4.17.52", 508);
    beside.title = "4.17.52 drop bugs".to_owned();
    beside.source = "drop-bugs-for-4.17.52-20260325135000".to_owned();
    beside.target.clone_from(&shipment.source);
    beside.conflict = Some(true);
    beside.approvals = Approvals { by: Vec::new(), required: Some(1), rules: Vec::new() };
    beside.files.clear();
    beside.pipelines = vec![pipeline(88_133, minutes_ago(4), "failed", "validate: schema failed")];
    shipment.besides = vec![Arc::new(beside)];
    shipment
}

/// It is being prepared.
pub fn draft() -> Shipment {
    let shipment = made("4.16.59", 510);
    let title = format!("Draft: {}", shipment.title);
    Shipment { title, state: MrState::Draft, ..shipment }
}

/// Over and done with.
pub fn merged() -> Shipment {
    let mut shipment = made("4.14.63", 489);
    shipment.labels = Step::BOTH.map(|step| step.label().to_owned()).into();
    shipment.pipelines = vec![pipeline(88_011, at("24 21:00"), "success", &on_stage("success"))];
    approve(
        &mut shipment,
        &[
            ("ART", "b.moreau", "23 10:00"),
            ("QE", "you", "25 08:40"),
            ("docs", "l.moreau", "24 09:15"),
        ],
    );
    Shipment { state: MrState::Merged, merged: Some(at("25 13:36")), conflict: None, ..shipment }
}

/// The catalog fragments could not be released to stage.
pub fn stage_failed() -> Shipment {
    let mut shipment = made("4.19.27", 501);
    let stages = format!(
        "{BEFORE}; stage-release-triggers: image success, extras success, metadata success, fbc failed; verify: smoke skipped; prod-release-triggers: image skipped"
    );
    shipment.pipelines = vec![pipeline(88_140, minutes_ago(50), "failed", &stages)];
    approve(&mut shipment, &[("ART", "b.moreau", "24 10:00")]);
    shipment
}

fn on_stage(prod: &str) -> String {
    format!(
        "{BEFORE}; stage-release-triggers: image success, extras success, metadata success; verify: smoke success; prod-release-triggers: image {prod}, extras {prod}, metadata {prod}"
    )
}

fn made(version: &str, iid: u64) -> Shipment {
    let url = format!(
        "https://gitlab.cee.redhat.com/hybrid-platforms/art/ocp-shipment-data/-/merge_requests/{iid}"
    );
    let rule = |name: &str| ApprovalRule { name: name.to_owned(), required: 1, by: Vec::new() };
    let rules = ["ART", "QE", "docs"].map(rule).into();
    Shipment {
        iid,
        url,
        project: "hybrid-platforms/art/ocp-shipment-data".to_owned(),
        title: format!("Shipment for {version} (ship date: 2026-Mar-25)"),
        state: MrState::Opened,
        source: format!("prepare-shipment-{version}-20260320101010"),
        target: "main".to_owned(),
        author: "art-bot".to_owned(),
        created: Some(at("20 10:10")),
        updated: Some(minutes_ago(20)),
        head: Some("5d41402abc4b2a76b9719d911017c592aa11bb22".to_owned()),
        labels: Default::default(),
        conflict: Some(false),
        approvals: Approvals { by: Vec::new(), required: Some(3), rules },
        merged: None,
        pipelines: Vec::new(),
        pipelines_hidden: false,
        files: files(version),
        besides: Vec::new(),
        gaps: Vec::new(),
    }
}

fn approve(shipment: &mut Shipment, by: &[(&str, &str, &str)]) {
    for (rule, who, when) in by {
        let name = who.to_string();
        let own = shipment.approvals.rules.iter_mut().find(|own| own.name == *rule);
        own.unwrap().by.push(name.clone());
        shipment.approvals.by.push(Approver { name, at: Some(at(when)) });
    }
}

/// Image, extras and metadata with bugs; catalog fragments without.
fn files(version: &str) -> Vec<shipment::ShipmentFile> {
    let y = version.rsplit_once('.').unwrap().0;
    let stamp = "20260320101010";
    let kinds = [
        ("image", "RHSA", 9, 180),
        ("extras", "RHBA", 8, 9),
        ("metadata", "RHBA", 5, 4),
        ("fbc", "", 0, 0),
    ];
    let mut first = 90_100;
    let mut files = Vec::new();
    for (kind, advisory, bugs, components) in kinds {
        let path = format!(
            "shipment/ocp/openshift-{y}/openshift-{}/prod/{version}.{kind}.{stamp}.yaml",
            y.replace('.', "-")
        );
        let fbc = kind == "fbc";
        let mut text =
            format!("shipment:\n  metadata: {{product: ocp, assembly: {version}, fbc: {fbc}}}\n");
        text += "  environments:\n    stage: {advisory: {url: 'https://errata.example.com/9', internal_url: 'https://gitlab.example.com/9.yaml'}}\n    prod: {releasePlan: p}\n";
        let component = |n| format!("{{name: c{n}, containerImage: 'quay.io/x/y@sha256:{n}'}}");
        let components: Vec<String> = (0..components).map(component).collect();
        text += &format!("  snapshot: {{spec: {{components: [{}]}}}}\n", components.join(", "));
        if !fbc {
            let issue = |n| format!("{{id: OCPBUGS-{n}, source: redhat.atlassian.net}}");
            let issues: Vec<String> = (first..first + bugs).map(issue).collect();
            first += bugs;
            let cves = if kind == "image" { "[{key: CVE-2026-1111, component: c1}]" } else { "[]" };
            text += &format!(
                "  data: {{releaseNotes: {{type: {advisory}, live_id: 7, synopsis: OpenShift {version}, cves: {cves}, issues: {{fixed: [{}]}}}}}}\n",
                issues.join(", ")
            );
        }
        files.push(shipment::read(&path, &text));
    }
    files
}

/// A pipeline from a text: `stage: job status, job status; stage: …`. Jobs follow one another, three minutes each.
fn pipeline(id: u64, created: Timestamp, status: &str, stages: &str) -> Pipeline {
    let project = "https://gitlab.cee.redhat.com/hybrid-platforms/art/ocp-shipment-data/-";
    let mut moment = created;
    let mut nth = id * 100;
    let mut job = |text: &str| {
        let (name, status) = text.rsplit_once(' ').unwrap();
        let status = JobStatus::of(status);
        let ran = matches!(status, JobStatus::Success | JobStatus::Failed | JobStatus::Running);
        let started = moment;
        moment += SignedDuration::from_mins(3);
        nth += 1;
        Job {
            id: nth,
            name: name.to_owned(),
            url: format!("{project}/jobs/{nth}"),
            status,
            may_fail: false,
            failure: (status == JobStatus::Failed).then(|| "script_failure".to_owned()),
            created: Some(created),
            started: ran.then_some(started),
            finished: (ran && status.is_over()).then_some(moment),
            downstream: None,
        }
    };
    let stages: Vec<Stage> = stages
        .split("; ")
        .filter_map(|text| text.split_once(": "))
        .map(|(name, jobs)| Stage {
            name: name.to_owned(),
            jobs: jobs.split(", ").map(&mut job).collect(),
        })
        .collect();
    let status = JobStatus::of(status);
    let ended = stages.iter().flat_map(|stage| &stage.jobs).filter_map(|job| job.finished).max();
    let finished = ended.filter(|_| status.is_over());
    let url = format!("{project}/pipelines/{id}");
    Pipeline { id, url, status, created, finished, updated: ended.or(Some(created)), stages }
}

#[test]
fn each_merge_request_is_in_its_own_situation() {
    let snapshot = week_with_shipments();
    let shown: Vec<String> = snapshot
        .board
        .shipments
        .iter()
        .map(|row| {
            let cell = |cell: &shipment::Cell| {
                let age = cell.since.map(|since| crate::domain::time::age(since, snapshot.now));
                format!("{:?} {} {}", cell.weight, cell.words, age.unwrap_or_default())
            };
            let state = row.state.map_or("not read", MrState::word);
            let cells = [&row.approvals, &row.pipeline, &row.stage_release, &row.prod_release];
            let cells: Vec<String> =
                cells.map(|of| cell(of).split_whitespace().collect::<Vec<_>>().join(" ")).into();
            format!(
                "{:?} {} {} {state} | {}",
                row.weight,
                row.number,
                row.release,
                cells.join(" | ")
            )
        })
        .collect();
    insta::assert_snapshot!(shown.join("\n"));
}

#[test]
fn what_a_shipment_needs_is_listed_in_the_order_in_which_it_blocks() {
    let snapshot = week_with_shipments();
    let row = snapshot.board.shipments.iter().find(|row| row.number == "!498").unwrap();
    let shown: Vec<String> = row
        .needs
        .iter()
        .map(|need| {
            format!("{:?} {} | {} | {}", need.state, need.what.words(), need.who, need.note)
        })
        .collect();
    insta::assert_snapshot!(shown.join("\n"));
    let contents = &row.contents;
    assert_eq!((contents.files, contents.components, contents.keys.len()), (4, 193, 22));
    assert!(contents.complaints.is_empty(), "{:?}", contents.complaints);
}
