//! A release week: Wednesday 25 March 2026, 14:07 UTC. Nine releases that differ in what they wait for.

use super::outside::Outside;
use super::results::ResultsText;
use super::statebox::StateBoxText;
use crate::domain::arch::Arch;
use crate::domain::builds::Phase;

/// The nightly that 4.20.17 is made from.
pub const CANDIDATE: &str = "4.20.0-0.nightly-2026-03-17-041205";

/// Everything the services hold.
pub fn outside() -> Outside {
    let mut outside = Outside::default();
    outside.stream("4.21", &[&overdue()]);
    outside.stream("4.20", &[&blocked(), &finished()]);
    outside.stream("4.19", &[&in_stage_testing()]);
    outside.stream("4.18", &[&to_approve()]);
    outside.stream("4.17", &[&not_promoted()]);
    outside.stream("4.16", &[&without_owner()]);
    outside.stream("4.14", &[&approved()]);
    outside.stream("4.12", &[&approved_by_errata()]);
    for release in [
        overdue(),
        blocked(),
        in_stage_testing(),
        to_approve(),
        not_promoted(),
        without_owner(),
        approved(),
        approved_by_errata(),
        finished(),
    ] {
        outside.statebox(&release);
    }
    for (release, started) in [
        ("4.21.7", "18 06:00"),
        ("4.19.27", "24 02:00"),
        ("4.18.36", "24 03:00"),
        ("4.14.63", "23 04:00"),
    ] {
        outside.accepted(release);
        outside.results(&three_jobs(release, started, ["S", "S", "FSS"]).verdict(true));
    }
    outside.accepted("4.12.88");
    outside.results(
        &ResultsText::of("4.12.88", "20 06:00")
            .job("upgrade 4.11→ aws-ipi", "S")
            .job("upgrade 4.12→ gcp-ipi", "S")
            .verdict(true),
    );
    let nightly = "4.17.0-0.nightly-2026-03-20-031500";
    outside.tag(Arch::Amd64, nightly, Phase::Accepted);
    outside.results(&nightly_jobs(nightly, "20 04:00", ["S"; 7]).verdict(true));
    builds_of_4_20(&mut outside);
    outside
}

fn builds_of_4_20(outside: &mut Outside) {
    outside.accepted("4.20.17");
    outside.tag(Arch::S390x, "4.20.17", Phase::Rejected);
    outside.results(&promoted());
    outside.tag(Arch::Amd64, CANDIDATE, Phase::Accepted);
    outside.tag(Arch::Arm64, &sister("arm64", "2026-03-17-050211"), Phase::Accepted);
    outside.tag(Arch::Ppc64le, &sister("ppc64le", "2026-03-17-043000"), Phase::Accepted);
    outside.tag(Arch::S390x, &sister("s390x", "2026-03-17-044110"), Phase::Accepted);
    outside.results(
        &nightly_jobs(CANDIDATE, "17 05:00", ["S", "FFS", "S", "S", "S", "S", "F"]).verdict(false),
    );
    let rejected = "4.20.0-0.nightly-2026-03-16-220114";
    outside.tag(Arch::Amd64, rejected, Phase::Rejected);
    outside.tag(Arch::Arm64, &sister("arm64", "2026-03-16-220114"), Phase::Accepted);
    outside.tag(Arch::Multi, &sister("multi", "2026-03-16-220114"), Phase::Rejected);
    outside.tag(Arch::S390x, &sister("s390x", "2026-03-16-220114"), Phase::Ready);
    let runs = ["FFF", "S", "S", "FSF", "E", "AFF", "S"];
    outside.results(&nightly_jobs(rejected, "16 23:00", runs).phase("Rejected").verdict(false));
    // Ten days old: the release controller has recycled it, its record is still there.
    let gone = "4.20.0-0.nightly-2026-03-15-101533";
    let runs = ["S", "S", "FSS", "S", "S", "FSS", "S"];
    outside.results(&nightly_jobs(gone, "15 11:00", runs).verdict(true));
    for (release, started) in [("4.20.16", "10 06:00"), ("4.20.15", "03 06:00")] {
        outside.accepted(release);
        outside.results(&three_jobs(release, started, ["S", "S", "FSS"]).verdict(true));
    }
    outside.accepted("4.20.14");
    outside.results(&three_jobs("4.20.14", "01 06:00", ["S", "FSS", "S"]).verdict(true));
}

/// A nightly of another architecture than amd64.
fn sister(arch: &str, made: &str) -> String {
    format!("4.20.0-0.nightly-{arch}-{made}")
}

/// The jobs of a promoted build, as the registry has them.
pub fn three_jobs(release: &str, started: &'static str, runs: [&str; 3]) -> ResultsText {
    let minor: u16 = release.split('.').nth(1).unwrap().parse().unwrap();
    let [aws, azure, gcp] = runs;
    ResultsText::of(release, started)
        .job(&format!("upgrade 4.{}→ aws-ipi", minor - 1), aws)
        .job(&format!("upgrade 4.{minor}→ azure-ipi-fips"), azure)
        .job(&format!("upgrade 4.{minor}→ gcp-ipi"), gcp)
}

/// The jobs of a nightly, as the registry has them; the last one is optional.
fn nightly_jobs(build: &str, started: &'static str, runs: [&str; 7]) -> ResultsText {
    let minor: u16 = build.split('.').nth(1).unwrap().parse().unwrap();
    let names = [
        "aws-ipi".to_owned(),
        "azure-ipi-fips".to_owned(),
        "gcp-ipi".to_owned(),
        "aws-ipi-disruptive".to_owned(),
        format!("upgrade 4.{}→ gcp-ipi", minor - 1),
        format!("upgrade 4.{minor}→ aws-ipi"),
        "vsphere-ipi".to_owned(),
    ];
    let results = ResultsText::of(build, started);
    names.iter().zip(runs).fold(results, |results, (name, runs)| results.job(name, runs))
}

/// Results of 4.20.17: one job passed, one after retries, the third is being retried.
pub fn promoted() -> ResultsText {
    ResultsText::of("4.20.17", "24 22:30")
        .job("upgrade 4.19→ aws-ipi", "S")
        .job("upgrade 4.20→ azure-ipi-fips", "FSS")
        .from("25 09:40")
        .job("upgrade 4.20→ gcp-ipi", "FPT")
        .failing(&["sig-storage: gce-pd resize", "sig-arch: etcd leader changes"])
}

const CHECK: &str = "\
2026-03-25T09:31:12Z: INFO: Stage release succeeded (verified by label)
2026-03-25T09:31:20Z: INFO: Triggered image consistency check Prow job: \
7f3c1a52-0d4e-4e47-9b1c-2f6a8d0c11e1, URL: https://prow.example/view/gs/logs/7
2026-03-25T10:54:40Z: INFO: Found 193 images to check
2026-03-25T10:54:41Z: ERROR: ose-etcd: payload sha 9ac1, shipment sha 41d0
2026-03-25T10:54:41Z: ERROR: ose-must-gather: payload sha 77e2, shipment sha 0b83
2026-03-25T10:55:02Z: INFO: Scanned 193 images, found 2 unhealthy
2026-03-25T10:55:03Z: INFO: task [Image Consistency Check] status is changed to [Fail]";

const STAGE: &str = "\
2026-03-25T13:01:40Z: INFO: Stage release succeeded (verified by label)
2026-03-25T13:02:10Z: INFO: triggered stage pipeline job: \
<https://jenkins.example/job/zstreams/job/Stage-Pipeline/2214/>";

/// Today: a check failed, a blocker is open, stage testing runs.
pub fn blocked() -> StateBoxText {
    let waiver = "Waived: azure quota was used up, OCPBUGS-88010, agreed with amara.";
    StateBoxText::of("4.20.17")
        .due("2026-Mar-25")
        .ticket("ART-14402")
        .advisories(141_197)
        .shipment(498)
        .candidate(CANDIDATE)
        .candidate_on("aarch64", &sister("arm64", "2026-03-17-050211"))
        .candidate_on("ppc64le", &sister("ppc64le", "2026-03-17-043000"))
        .candidate_on("s390x", &sister("s390x", "2026-03-17-044110"))
        .passed("create-test-report", "23 09:12", 4, "")
        .set_up(23, 41)
        .passed("analyze-candidate-build", "23 11:02", 6, waiver)
        .task("image-consistency-check", "Fail", "25 09:31", "25 10:55", CHECK)
        .task("stage-testing", "In Progress", "25 13:02", "", STAGE)
        .blocker(
            "openssl CVE tracker missing from RHSA\nsee the thread",
            "25 09:05",
            "check-cve-tracker-bug",
        )
        .note("Jenkins node pool slow since 12:40", "25 12:47", "stage-testing")
        .resolved("stage pipeline flaked", "24 13:00", "stage-testing", "24 15:00")
}

/// A day late: everything is done but what ART has to do.
pub fn overdue() -> StateBoxText {
    StateBoxText::of("4.21.7")
        .due("2026-Mar-24")
        .shipment(512)
        .set_up(18, 35)
        .tested(20, 95, 150)
        .passed("image-signed-check", "20 13:00", 2, "")
        .blocker(
            "prod-release pipeline on !512 was not started",
            "24 12:00",
            "change-advisory-status",
        )
}

/// Tomorrow: every gate is open, the approval is due.
pub fn to_approve() -> StateBoxText {
    StateBoxText::of("4.18.36")
        .due("2026-Mar-26")
        .shipment(503)
        .set_up(20, 52)
        .tested(25, 90, 200)
        .passed("image-signed-check", "25 12:40", 2, "")
}

/// Today: stage testing runs.
pub fn in_stage_testing() -> StateBoxText {
    StateBoxText::of("4.19.27")
        .due("2026-Mar-25")
        .shipment(501)
        .set_up(20, 38)
        .tested(25, 110, 1)
        .task("stage-testing", "In Progress", "25 11:57", "", "")
}

/// Friday: waits for the promotion.
pub fn not_promoted() -> StateBoxText {
    StateBoxText::of("4.17.52")
        .due("2026-Mar-27")
        .shipment(507)
        .candidate("4.17.0-0.nightly-2026-03-20-031500")
        .set_up(23, 30)
        .without("analyze-candidate-build")
}

/// Next week: nobody took it.
pub fn without_owner() -> StateBoxText {
    StateBoxText::of("4.16.59").due("2026-Mar-31").shipment(510)
}

/// Tomorrow: approved.
pub fn approved() -> StateBoxText {
    StateBoxText::of("4.14.63")
        .due("2026-Mar-26")
        .shipment(489)
        .set_up(19, 60)
        .tested(24, 120, 240)
        .passed("image-signed-check", "25 08:30", 3, "")
        .passed("change-advisory-status", "25 08:40", 27, "")
}

/// Yesterday: approved, in the Errata flow; whether it shipped is not known.
pub fn approved_by_errata() -> StateBoxText {
    StateBoxText::of("4.12.88")
        .due("2026-Mar-24")
        .set_up(18, 45)
        .tested(20, 100, 175)
        .passed("image-signed-check", "23 09:00", 2, "")
        .passed("change-advisory-status", "23 09:10", 50, "")
}

/// Last week: done.
pub fn finished() -> StateBoxText {
    StateBoxText::of("4.20.16")
        .due("2026-Mar-17")
        .shipment(470)
        .set_up(12, 33)
        .tested(13, 105, 130)
        .passed("image-signed-check", "16 09:00", 2, "")
        .passed("change-advisory-status", "16 09:10", 40, "")
        .updated("17 12:00")
}
