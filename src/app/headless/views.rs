//! The views as rows of words: the same facts as the screen.

use super::sheet::Sheet;
use super::{bugs, shipment};
use crate::domain::acceptance::Completeness;
use crate::domain::arch::Arch;
use crate::domain::attention::Attention;
use crate::domain::builds::ArchPhase;
use crate::domain::clean;
use crate::domain::flow::FlowRow;
use crate::domain::freshness::Freshness;
use crate::domain::releases::Assessment;
use crate::domain::source::{Branch, Service, Source};
use crate::domain::time::{self, Timestamp};
use crate::domain::verdict::Verdict;
use crate::store::{BuildRow, ServiceState, Snapshot};

/// One row per release.
pub fn overview<'a>(snapshot: &Snapshot, releases: impl Iterator<Item = &'a Assessment>) -> Sheet {
    let row = |release: &Assessment| {
        let mut row = vec![
            release.release.to_string(),
            release.state.word().to_owned(),
            due(release, snapshot),
            // What was not read has passed nothing and failed nothing.
            release.passed.map_or("?".to_owned(), |passed| format!("{passed}/9")),
            with_age(&release.now.what, release.now.since, snapshot.now),
        ];
        row.extend(release.phases.iter().map(|phase| phase_word(*phase).to_owned()));
        row.push(match (&release.jobs.build, release.jobs.required) {
            (None, _) if never(snapshot, Source::Branch(Branch::Record)) => "?".to_owned(),
            (_, None) => "?".to_owned(),
            (_, Some(0)) => "–".to_owned(),
            (_, Some(required)) => format!("{}/{required}", release.jobs.passed),
        });
        row.push(match bugs::of_release(snapshot, release.release) {
            Some(sum) => sum.count.to_string(),
            None => unknown(snapshot, Service::Jira).to_owned(),
        });
        row.push(shipment::of_release(snapshot, release.release).map_or("–".to_owned(), |own| {
            format!("{} {}", own.number, own.state.map_or("?", |state| state.word()))
        }));
        row.push(release.reasons.first().map_or(String::new(), |why| why.what.clone()));
        row
    };
    Sheet {
        columns: vec![
            "release", "state", "due", "tasks", "now", "amd64", "arm64", "multi", "ppc64le",
            "s390x", "jobs", "on_qa", "shipment", "why",
        ],
        rows: releases.map(row).collect(),
    }
}

/// One row per entry of the attention list.
pub fn attention(now: Timestamp, list: &[Attention]) -> Sheet {
    let row = |entry: &Attention| {
        vec![
            entry.release.map_or_else(
                || entry.service.map_or(String::new(), |service| service.name().to_owned()),
                |release| release.to_string(),
            ),
            entry.due.map_or("–".to_owned(), |due| due.to_string()),
            with_age(&entry.what, entry.since, now),
            entry.who.clone(),
        ]
    };
    Sheet { columns: vec!["about", "due", "what", "who"], rows: list.iter().map(row).collect() }
}

/// One row per task and gate.
pub fn release(now: Timestamp, release: &Assessment) -> Sheet {
    let row = |row: &FlowRow| match row {
        FlowRow::Task(task) => vec![
            task.name.to_string(),
            task.state.word().to_owned(),
            task.started.map_or("–".to_owned(), |stamp| {
                format!("{}{}", stamp.at, if stamp.doubtful { " ?" } else { "" })
            }),
            task.took.map_or("–".to_owned(), time::span),
            task.typical.map_or("–".to_owned(), |usual| {
                format!("{}–{}", time::span(usual.p10), time::span(usual.p90))
            }),
            clean::line(&task.note),
        ],
        FlowRow::Gate(gate) => vec![
            format!("GATE {}", gate.gate.words()),
            gate.state.word().to_owned(),
            gate.since.map_or("–".to_owned(), |since| since.to_string()),
            gate.since.map_or("–".to_owned(), |since| time::age(since, now)),
            "–".to_owned(),
            clean::line(&gate.note),
        ],
    };
    Sheet {
        columns: vec!["task", "state", "started", "took", "typical", "note"],
        rows: release.flow.iter().map(row).collect(),
    }
}

/// One row per build and architecture.
pub fn builds<'a>(rows: impl Iterator<Item = &'a BuildRow>) -> Sheet {
    let mut sheet = Sheet {
        columns: vec!["build", "arch", "phase", "state", "passed", "plan", "jobs"],
        rows: Vec::new(),
    };
    for row in rows {
        for arch in Arch::ALL {
            let tested = row.tested_on(arch);
            let phase = row.phases[arch.index()];
            if tested.is_none() && !matches!(phase, ArchPhase::Known(_)) {
                continue;
            }
            let judgement = tested.and_then(|tested| tested.judgement.as_deref());
            let count = |wanted: Verdict| {
                judgement.map_or(0, |of| of.jobs.iter().filter(|job| job.verdict == wanted).count())
            };
            sheet.rows.push(vec![
                row.name.0.clone(),
                arch.to_string(),
                phase_word(phase).to_owned(),
                judgement.map_or("–".to_owned(), |of| of.state.word().to_owned()),
                judgement.map_or("–".to_owned(), |of| {
                    format!("{}/{}", of.required_passed, of.required)
                }),
                judgement.map_or("–".to_owned(), |of| plan(of.completeness)),
                judgement.map_or("–".to_owned(), |_| {
                    let all = [Verdict::Passed, Verdict::Failed, Verdict::Error, Verdict::Pending];
                    let words = all.into_iter().filter_map(|verdict| {
                        let n = count(verdict);
                        (n > 0).then(|| format!("{n} {}", verdict.word()))
                    });
                    words.collect::<Vec<_>>().join(", ")
                }),
            ]);
        }
    }
    sheet
}

/// `2026-07-02`, with the words of lateness; `–` without a date, `?` while nobody could tell of one.
fn due(release: &Assessment, snapshot: &Snapshot) -> String {
    match release.due {
        Some(due) => match due.word() {
            Some(word) => format!("{} {word}", due.date),
            None => due.date.to_string(),
        },
        None if never(snapshot, Source::BuildData(release.release.y)) => "?".to_owned(),
        None => "–".to_owned(),
    }
}

fn never(snapshot: &Snapshot, source: Source) -> bool {
    snapshot.freshness_of(&[source]).1 == Freshness::Never
}

/// Nothing is known: not connected is not the same as never answered.
fn unknown(snapshot: &Snapshot, service: Service) -> &'static str {
    match snapshot.service(service) {
        ServiceState::NotConnected => "–",
        _ => "?",
    }
}

fn plan(completeness: Completeness) -> String {
    match completeness {
        Completeness::Complete { .. } => "complete".to_owned(),
        Completeness::Incomplete { present, expected } => format!("{present} of {expected}"),
        Completeness::NotKnown => "?".to_owned(),
    }
}

/// Distinct words for distinct kinds of not knowing (design/ux.md §15).
fn phase_word(phase: ArchPhase) -> &'static str {
    match phase {
        ArchPhase::Unknown => "?",
        ArchPhase::Absent => "·",
        ArchPhase::Gone => "gone",
        ArchPhase::Known(phase) => phase.word(),
    }
}

fn with_age(what: &str, since: Option<Timestamp>, now: Timestamp) -> String {
    let what = clean::line(what);
    since.map_or_else(|| what.clone(), |since| format!("{what} {}", time::age(since, now)))
}
