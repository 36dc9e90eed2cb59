//! Facts of the header, and where the sources contradict each other (design/ux.md §14.10).

use std::collections::BTreeMap;
use std::fmt::Display;

use super::{Evidence, FlowKind, ReleaseFacts, WorksheetFacts};
use crate::domain::advisories;
use crate::domain::arch::Arch;
use crate::domain::assemblies::Assembly;
use crate::domain::builds::{ArchPhase, BuildName, Phase};
use crate::domain::flow::{Picture, stage_release_contradiction};
use crate::domain::outcomes::Outcome;
use crate::domain::shipment::{self, Step};
use crate::domain::stage_runs::Word;
use crate::domain::statebox::{Metadata, StateBox};
use crate::domain::tasks::TaskName;
use crate::domain::time::{Date, Stamp, Timestamp};

/// ART's ticket before there is one (reference/statebox.md §14.15).
const PLACEHOLDER: &str = "ART-0";

/// Planned ship date: the StateBox's, or build data's where it has none.
pub(crate) fn release_date(evidence: &Evidence<'_>) -> Option<Date> {
    metadata(evidence)
        .and_then(|metadata| metadata.release_date)
        .or_else(|| evidence.assembly.and_then(|assembly| assembly.release_date))
}

/// Konflux when a shipment MR is known, Errata when build data says that there is none
/// (reference/workflow.md §3). A StateBox without one proves nothing: its writers forget it.
pub(crate) fn flow_kind(evidence: &Evidence<'_>) -> Option<FlowKind> {
    let recorded = metadata(evidence).is_some_and(|metadata| metadata.shipment_mr.is_some());
    match evidence.assembly.map(|assembly| assembly.shipment.is_some()) {
        _ if recorded => Some(FlowKind::Konflux),
        Some(true) => Some(FlowKind::Konflux),
        Some(false) => Some(FlowKind::Errata),
        None => None,
    }
}

fn metadata<'a>(evidence: &Evidence<'a>) -> Option<&'a Metadata> {
    evidence.statebox.map(|statebox| &statebox.metadata)
}

fn amd64(builds: &BTreeMap<String, String>) -> Option<&String> {
    builds
        .iter()
        .find(|(arch, _)| Arch::from_candidate_key(arch) == Some(Arch::Amd64))
        .map(|(_, name)| name)
}

/// The nightly a release is made from (amd64): the StateBox's, or build data's where it has none.
pub fn candidate(statebox: Option<&StateBox>, assembly: Option<&Assembly>) -> Option<BuildName> {
    let own = statebox.and_then(|statebox| amd64(&statebox.metadata.candidate_builds));
    let planned = || assembly.and_then(|assembly| amd64(&assembly.reference_releases));
    own.or_else(planned).cloned().map(BuildName)
}

/// Collects the facts of a release.
pub(super) fn facts(
    evidence: &Evidence<'_>,
    picture: &Picture<'_>,
    now: Timestamp,
) -> ReleaseFacts {
    let own = metadata(evidence);
    let assembly = evidence.assembly;
    let url = own
        .and_then(|own| own.shipment_mr.as_ref())
        .or_else(|| assembly.and_then(|assembly| assembly.shipment.as_ref()?.url.as_ref()));
    let contradictions = contradictions(evidence, picture, now);
    let advisories = [
        own.map(|own| &own.advisory_ids),
        assembly.map(|assembly| &assembly.advisories),
        evidence.tracked.map(|tracked| &tracked.advisories),
    ];
    let promoted = picture.gate(crate::domain::flow::Gate::BuildPromoted);
    ReleaseFacts {
        jira_ticket: own
            .and_then(|own| own.jira_ticket.clone())
            .or_else(|| assembly.and_then(|assembly| assembly.release_jira.clone()))
            .or_else(|| evidence.tracked.and_then(|tracked| tracked.release_jira.clone())),
        advisories: advisories
            .into_iter()
            .flatten()
            .find(|map| !map.is_empty())
            .cloned()
            .unwrap_or_default(),
        candidate: candidate(evidence.statebox, assembly),
        promoted: promoted.and_then(|gate| gate.since).map(Stamp::sure),
        shipment: url.and_then(|url| merge_request(url)),
        shipment_url: url.cloned(),
        has_statebox: evidence.statebox.is_some() && evidence.worksheet.is_none(),
        worksheet: evidence
            .worksheet
            .map(|sheet| WorksheetFacts { url: sheet.url.clone(), overall: sheet.overall }),
        contradictions,
    }
}

/// `!498` from the address of a merge request.
fn merge_request(url: &str) -> Option<String> {
    let number = url.trim_end_matches('/').rsplit_once("/merge_requests/")?.1;
    let digits = !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit());
    digits.then(|| format!("!{number}"))
}

/// Where two sources say different things: one sentence each, both sides named.
fn contradictions(evidence: &Evidence<'_>, picture: &Picture<'_>, now: Timestamp) -> Vec<String> {
    let mut found = Vec::new();
    if let Some(own) = metadata(evidence) {
        placeholder(evidence, own, &mut found);
        with_build_data(evidence, own, &mut found);
    }
    with_results(evidence, picture, &mut found);
    with_controller(evidence, &mut found);
    with_shipment(evidence, picture, &mut found);
    with_errata(evidence, picture, &mut found);
    with_jenkins(evidence, picture, now, &mut found);
    found
}

fn placeholder(evidence: &Evidence<'_>, own: &Metadata, found: &mut Vec<String>) {
    if own.jira_ticket.as_deref() != Some(PLACEHOLDER) {
        return;
    }
    let real = [
        evidence.assembly.and_then(|assembly| assembly.release_jira.as_deref()),
        evidence.tracked.and_then(|tracked| tracked.release_jira.as_deref()),
    ];
    let real = real.into_iter().flatten().find(|ticket| *ticket != PLACEHOLDER);
    let real = real.map(|ticket| format!(", the real one is {ticket}")).unwrap_or_default();
    found.push(format!("the StateBox's ticket {PLACEHOLDER} is a placeholder{real}"));
}

fn with_build_data(evidence: &Evidence<'_>, own: &Metadata, found: &mut Vec<String>) {
    fn differ<T: PartialEq + Display>(
        what: &str,
        own: Option<T>,
        other: Option<T>,
        of: &str,
        found: &mut Vec<String>,
    ) {
        if let (Some(own), Some(other)) = (own, other)
            && own != other
        {
            found.push(format!("{what}: StateBox says {own}, {of} says {other}"));
        }
    }
    let ticket = own.jira_ticket.as_ref().filter(|ticket| *ticket != PLACEHOLDER);
    if let Some(assembly) = evidence.assembly {
        let of = "build data";
        differ("date", own.release_date, assembly.release_date, of, found);
        differ("ticket", ticket, assembly.release_jira.as_ref(), of, found);
        let url = assembly.shipment.as_ref().and_then(|shipment| shipment.url.as_ref());
        differ("shipment MR", own.shipment_mr.as_ref(), url, of, found);
        let candidate = amd64(&assembly.reference_releases);
        differ("candidate", amd64(&own.candidate_builds), candidate, of, found);
        for (kind, number) in &own.advisory_ids {
            let other = assembly.advisories.get(kind);
            differ(&format!("{kind} advisory"), Some(number), other, of, found);
        }
    } else if let Some(tracked) = evidence.tracked {
        differ("ticket", ticket, tracked.release_jira.as_ref(), "the tracking file", found);
    }
}

fn with_results(evidence: &Evidence<'_>, picture: &Picture<'_>, found: &mut Vec<String>) {
    let pairs = [
        (TaskName::AnalyzePromotedBuild, evidence.promoted),
        (TaskName::AnalyzeCandidateBuild, evidence.candidate),
    ];
    for (name, results) in pairs {
        let Some((results, judgement)) = results else { continue };
        let seen = picture.seen(name);
        let outcome = seen.map(|seen| &seen.outcome);
        let admitted =
            seen.and_then(|seen| seen.record).is_some_and(|record| record.reading.admits_failures);
        match (outcome, results.accepted) {
            (Some(Outcome::Passed), Some(false)) if !admitted && !results.manual_promotion => {
                found.push(format!("{name}: StateBox says pass, record file says rejected"));
            }
            (Some(Outcome::Failed { .. }), Some(true)) => {
                found.push(format!("{name}: StateBox says fail, record file says accepted"));
            }
            _ => {}
        }
        let settled = results.aggregated == Some(true) && !results.manual_promotion;
        if settled && results.accepted.is_some_and(|accepted| accepted != judgement.accepted) {
            let words = |yes| if yes { "accepted" } else { "rejected" };
            let (recorded, computed) =
                (words(results.accepted == Some(true)), words(judgement.accepted));
            let build = results.build.name.short();
            found.push(format!("{build}: record file says {recorded}, its runs say {computed}"));
        }
    }
}

fn with_shipment(evidence: &Evidence<'_>, picture: &Picture<'_>, found: &mut Vec<String>) {
    let Some(shipment) = evidence.shipment() else { return };
    found.extend(stage_release_contradiction(evidence, &picture.seen));
    found
        .extend(Step::BOTH.iter().filter_map(|step| shipment::step(shipment, *step).contradiction));
}

/// The push that the StateBox calls done, against the push jobs themselves.
fn with_errata(evidence: &Evidence<'_>, picture: &Picture<'_>, found: &mut Vec<String>) {
    let name = TaskName::PushToCdnStaging;
    let passed = picture.seen(name).is_some_and(|seen| seen.outcome == Outcome::Passed);
    let advisories = evidence.outside.advisories.get(&evidence.release);
    if passed && advisories.and_then(|all| advisories::pushed(all)) == Some(false) {
        found.push(format!("{name}: StateBox says pass, Errata says not all is on stage"));
    }
}

/// What is recorded of stage testing, against the newest run itself.
fn with_jenkins(
    evidence: &Evidence<'_>,
    picture: &Picture<'_>,
    now: Timestamp,
    found: &mut Vec<String>,
) {
    let name = TaskName::StageTesting;
    let told = picture.seen(name).and_then(|seen| seen.beside(evidence, now));
    if let Some(told) = told.filter(|told| told.word == Word::Differs) {
        found.push(format!("{name}: {}", told.text));
    }
}

fn with_controller(evidence: &Evidence<'_>, found: &mut Vec<String>) {
    let live = evidence.phases.get(Arch::Amd64.index());
    let recorded = evidence.promoted.map(|(results, _)| results.build.phase);
    if let (Some(ArchPhase::Known(live)), Some(recorded)) = (live, recorded)
        && recorded == Phase::Accepted
        && *live != recorded
    {
        let (live, recorded) = (live.word(), recorded.word());
        found.push(format!("phase: release controller says {live}, record file says {recorded}"));
    }
}
