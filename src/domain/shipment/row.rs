//! A merge request as the screen shows it (design/ux.md §5e).

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use serde::Serialize;

use super::needs::{Stand, beside, waiting_since};
use super::{
    JobStatus, Kind, MrState, Need, NeedState, NeedWhat, Shipment, Step, StepState, StepWord,
    needs, step,
};
use crate::domain::bugs::Bugs;
use crate::domain::releases::{Assessment, Weight};
use crate::domain::time::{self, Date, SignedDuration, Timestamp};
use crate::domain::version::Release;

/// Production is usually released within a day after it can be: half of the watchers saw the payload's
/// page after 21 hours (reference/workflow.md §4.11).
pub(crate) const USUAL: SignedDuration = SignedDuration::from_hours(24);

/// A merge request of a release.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ShipmentRow {
    /// whose
    pub release: Release,
    /// planned ship date of the release
    pub due: Option<Date>,
    /// `!498`
    pub number: String,
    /// its page
    pub url: String,
    /// as written; empty while it was not read
    pub title: String,
    /// false for one beside the release's own
    pub is_own: bool,
    /// where it stands; `None`: it was not read
    pub state: Option<MrState>,
    /// glyph of the row
    pub weight: Weight,
    /// `1/3 QE missing`
    pub approvals: Cell,
    /// `None`: not known, or of no meaning any more
    pub conflict: Option<bool>,
    /// the newest pipeline
    pub pipeline: Cell,
    /// release to stage
    pub stage_release: Cell,
    /// release to production
    pub prod_release: Cell,
    /// in the order in which it blocks
    pub needs: Vec<Need>,
    /// what it ships
    pub contents: Contents,
    /// what needs a human, one sentence, with who
    pub attention: Option<(String, String)>,
    /// everything that GitLab said; `None`: it was not read
    pub shipment: Option<Arc<Shipment>>,
}

/// A cell: glyph, a word or two, and an age that the screen adds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Cell {
    /// which glyph
    pub weight: Weight,
    /// `not yet`, `wait`; may be empty
    pub words: String,
    /// the screen adds the age
    pub since: Option<Timestamp>,
}

/// What a shipment carries.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Contents {
    /// shipment files
    pub files: usize,
    /// files per kind; `None`: of no known kind
    pub kinds: BTreeMap<Option<Kind>, usize>,
    /// components of all snapshots
    pub components: u32,
    /// Jira keys
    pub keys: BTreeSet<String>,
    /// how many of them Jira lists as ON_QA; `None`: Jira was not read
    pub on_qa: Option<usize>,
    /// `RHSA` per kind
    pub types: BTreeMap<Option<Kind>, String>,
    /// CVEs
    pub cves: BTreeSet<String>,
    /// kinds whose stage advisory is there
    pub on_stage: Vec<Kind>,
    /// kinds whose production advisory is there
    pub in_production: Vec<Kind>,
    /// what is wrong with the files, `file: place: sentence`
    pub complaints: Vec<String>,
    /// what could not be read
    pub gaps: Vec<String>,
}

/// The rows of a release: its own merge request first, then those beside it.
pub fn rows(
    release: &Assessment,
    shipment: Option<&Arc<Shipment>>,
    bugs: Option<&Bugs>,
    now: Timestamp,
) -> Vec<ShipmentRow> {
    let Some(own) = shipment else { return unread(release).into_iter().collect() };
    let besides = own.besides.iter().map(|beside| row(release, beside, false, bugs, now));
    std::iter::once(row(release, own, true, bugs, now)).chain(besides).collect()
}

fn cell(weight: Weight, words: impl Into<String>, since: Option<Timestamp>) -> Cell {
    Cell { weight, words: words.into(), since }
}

/// A merge request is named, and GitLab did not tell of it yet.
fn unread(release: &Assessment) -> Option<ShipmentRow> {
    let url = release.facts.shipment_url.clone()?;
    let unknown = || cell(Weight::Unknown, "", None);
    Some(ShipmentRow {
        release: release.release,
        due: release.due.map(|due| due.date),
        number: release.facts.shipment.clone().unwrap_or_default(),
        url,
        title: String::new(),
        is_own: true,
        state: None,
        weight: Weight::Unknown,
        approvals: unknown(),
        conflict: None,
        pipeline: unknown(),
        stage_release: unknown(),
        prod_release: unknown(),
        needs: Vec::new(),
        contents: Contents::default(),
        attention: None,
        shipment: None,
    })
}

fn row(
    release: &Assessment,
    shipment: &Arc<Shipment>,
    is_own: bool,
    bugs: Option<&Bugs>,
    now: Timestamp,
) -> ShipmentRow {
    let stage = step(shipment, Step::StageRelease);
    let prod = step(shipment, Step::ProdRelease);
    let needs = if is_own { needs(shipment, release) } else { beside(shipment, release) };
    let is_open = matches!(shipment.state, MrState::Opened | MrState::Draft | MrState::Locked);
    let pipeline = pipeline(shipment);
    let stand = Stand::of_assessed(release);
    let attention = match is_own {
        true => attention(shipment, &stand, now),
        false => conflict(shipment),
    };
    let weight = weight(shipment, &needs, &[&stage, &prod], &pipeline, attention.is_some());
    let step_cell = |state: &StepState| match is_own {
        true => of_step(state, shipment, &needs),
        false => cell(Weight::NotStarted, "–", None),
    };
    ShipmentRow {
        release: release.release,
        due: release.due.map(|due| due.date),
        number: format!("!{}", shipment.iid),
        url: shipment.url.clone(),
        title: shipment.title.clone(),
        is_own,
        state: Some(shipment.state),
        weight,
        approvals: approvals(shipment, &stand, is_own),
        conflict: shipment.conflict.filter(|_| is_open),
        stage_release: step_cell(&stage),
        prod_release: match prod.word {
            StepWord::Manual | StepWord::PartlyManual => {
                let mut waits = step_cell(&prod);
                if waits.words == "wait" {
                    waits.since = waiting_since(shipment, &prod);
                }
                waits
            }
            _ => step_cell(&prod),
        },
        pipeline,
        needs,
        contents: contents(shipment, bugs),
        attention,
        shipment: Some(shipment.clone()),
    }
}

fn weight(
    shipment: &Shipment,
    needs: &[Need],
    steps: &[&StepState],
    pipeline: &Cell,
    attention: bool,
) -> Weight {
    let failed = needs.iter().any(|need| need.state == NeedState::Failed);
    let running = steps.iter().any(|state| state.word == StepWord::Running);
    match shipment.state {
        MrState::Merged => Weight::Passed,
        MrState::Closed => Weight::Failed,
        _ if failed || pipeline.weight == Weight::Failed => Weight::Failed,
        _ if attention => Weight::Attention,
        MrState::Draft if !running => Weight::NotStarted,
        _ if running || pipeline.weight == Weight::Running => Weight::Running,
        _ => Weight::Waiting,
    }
}

fn pipeline(shipment: &Shipment) -> Cell {
    let Some(newest) = shipment.pipelines.first() else {
        return match shipment.pipelines_hidden {
            true => cell(Weight::Unknown, "", None),
            false => cell(Weight::NotStarted, "none", None),
        };
    };
    let ended = newest.finished.or(newest.updated);
    let (weight, since) = match newest.status {
        // what is left is started by hand: as far as it goes by itself it is through
        JobStatus::Success | JobStatus::Manual => (Weight::Passed, ended),
        JobStatus::Failed => (Weight::Failed, ended),
        JobStatus::Canceled | JobStatus::Canceling => (Weight::Failed, ended),
        JobStatus::Unknown => (Weight::Unknown, None),
        JobStatus::Skipped => (Weight::NotStarted, ended),
        status if status.is_lively() => (Weight::Running, Some(newest.created)),
        _ => (Weight::Waiting, Some(newest.created)),
    };
    let words = match newest.status {
        JobStatus::Canceled | JobStatus::Canceling => "canceled",
        JobStatus::Skipped => "skipped",
        _ => "",
    };
    cell(weight, words, since)
}

fn of_step(state: &StepState, shipment: &Shipment, needs: &[Need]) -> Cell {
    let kind = || state.failed.first().and_then(|job| job.kind).map_or("", Kind::name);
    let approved = needs.iter().all(|need| match need.what {
        NeedWhat::StageRelease | NeedWhat::Approval { .. } => need.state == NeedState::Met,
        _ => true,
    });
    match state.word {
        StepWord::Succeeded => cell(Weight::Passed, "", None),
        StepWord::Running => cell(Weight::Running, kind(), state.since),
        StepWord::Failed => cell(Weight::Failed, kind(), state.since),
        StepWord::Canceled => cell(Weight::Failed, "canceled", state.since),
        StepWord::PartlyManual => cell(Weight::Waiting, "wait", state.since),
        StepWord::Manual if approved => cell(Weight::Waiting, "wait", state.since),
        StepWord::Unknown if shipment.state == MrState::Merged => cell(Weight::Passed, "", None),
        StepWord::Unknown => cell(Weight::Unknown, "", None),
        _ if shipment.state == MrState::Draft => cell(Weight::NotStarted, "", None),
        _ => cell(Weight::NotStarted, "not yet", None),
    }
}

fn approvals(shipment: &Shipment, stand: &Stand, is_own: bool) -> Cell {
    let approvals = &shipment.approvals;
    let (given, needed) = approvals.count();
    let is_open = matches!(shipment.state, MrState::Opened | MrState::Draft | MrState::Locked);
    let missing: Vec<&str> = {
        let mut missing: Vec<_> = approvals.needed().filter(|rule| !rule.is_met()).collect();
        missing.sort_by_key(|rule| !rule.is_qe());
        missing.iter().map(|rule| rule.name.as_str()).collect()
    };
    let Some(needed) = needed else {
        return cell(Weight::Unknown, format!("{given}/?"), None);
    };
    let score = format!("{given}/{needed}");
    if given >= needed {
        return cell(Weight::Passed, score, approvals.newest());
    }
    let words = match missing.first() {
        Some(first) if given > 0 && is_open => format!("{score} {first} missing"),
        _ => score,
    };
    let ours = is_own && is_open && waits_for_qe(shipment) && stand.not_passed == 0;
    let weight = if ours { Weight::Attention } else { Weight::Waiting };
    cell(weight, words, None)
}

fn waits_for_qe(shipment: &Shipment) -> bool {
    shipment.state == MrState::Opened
        && shipment.approvals.needed().any(|rule| rule.is_qe() && !rule.is_met())
}

/// The sentence for the message line and the attention list, and who has to act. The failure of the
/// release to stage, and an approval that the release's own task asks for, are told by the flow.
pub(crate) fn attention(
    shipment: &Shipment,
    stand: &Stand,
    now: Timestamp,
) -> Option<(String, String)> {
    let said =
        |what: String, who: &str| Some((format!("!{}: {what}", shipment.iid), who.to_owned()));
    match shipment.state {
        MrState::Merged | MrState::Locked => return None,
        MrState::Closed => return said("closed, not merged".to_owned(), "ART"),
        MrState::Draft | MrState::Opened => {}
    }
    if let Some(titled) = shipment.titled()
        && titled != stand.release.to_string()
    {
        return said(format!("its title is about {titled}"), "ART");
    }
    if let Some(conflict) = conflict(shipment) {
        return Some(conflict);
    }
    let prod = step(shipment, Step::ProdRelease);
    if prod.is_stopped() {
        return said(format!("prod-release: {}", prod.sentence()), "ART");
    }
    let approved = stand.approved;
    if waits_for_qe(shipment) && (approved || stand.not_passed == 0) {
        let what = match approved {
            true => "QE approval is missing, and the advisories were approved",
            false => "QE approval is missing, every task before it passed",
        };
        return said(what.to_owned(), "you");
    }
    let stage = step(shipment, Step::StageRelease);
    if !stage.is_done() || shipment.state == MrState::Draft {
        return None;
    }
    let missing = shipment.approvals.needed().find(|rule| !rule.is_met());
    if let Some(rule) = missing.filter(|_| approved) {
        return said(format!("{} approval is missing, all else is there", rule.name), &rule.name);
    }
    let waits = matches!(prod.word, StepWord::Manual | StepWord::PartlyManual);
    let since = waiting_since(shipment, &prod)?;
    let late = now.duration_since(since) > USUAL;
    if waits && late && shipment.approvals.are_complete() == Some(true) {
        let since = time::when(since, now);
        let what = format!("every approval is in; prod-release waits for ART since {since}");
        return said(what, "ART");
    }
    None
}

fn conflict(shipment: &Shipment) -> Option<(String, String)> {
    let is_open = matches!(shipment.state, MrState::Opened | MrState::Draft);
    (is_open && shipment.conflict == Some(true)).then(|| {
        let what = format!("!{}: cannot be merged, it conflicts with its target", shipment.iid);
        (what, "ART".to_owned())
    })
}

/// Conflicts of the merge requests beside it.
pub(crate) fn conflicts_beside(shipment: &Shipment) -> impl Iterator<Item = (String, String)> {
    shipment.besides.iter().filter_map(|beside| conflict(beside))
}

fn contents(shipment: &Shipment, bugs: Option<&Bugs>) -> Contents {
    let mut contents = Contents {
        files: shipment.files.len(),
        keys: shipment.keys().into_iter().map(str::to_owned).collect(),
        gaps: shipment.gaps.clone(),
        ..Contents::default()
    };
    for file in &shipment.files {
        let content = &file.content;
        *contents.kinds.entry(file.kind).or_default() += 1;
        contents.components = contents.components.saturating_add(content.components);
        contents.cves.extend(content.cves.iter().cloned());
        if let Some(word) = &content.advisory_type {
            contents.types.insert(file.kind, word.clone());
        }
        contents.on_stage.extend(file.kind.filter(|_| content.stage_advisory.is_some()));
        contents.in_production.extend(file.kind.filter(|_| content.prod_advisory.is_some()));
        let name = file.path.rsplit('/').next().unwrap_or_default();
        contents.complaints.extend(file.complaints.iter().map(|one| match one.place.as_str() {
            "" => format!("{name}: {}", one.what),
            place => format!("{name}: {place}: {}", one.what),
        }));
    }
    contents.on_qa =
        bugs.map(|bugs| bugs.bugs.iter().filter(|bug| contents.keys.contains(&bug.key)).count());
    contents
}
