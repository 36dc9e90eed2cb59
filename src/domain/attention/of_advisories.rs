//! What a release's advisories need of somebody: what keeps them from moving at once, approvals when the
//! date is near.

use std::collections::BTreeMap;

use super::AttentionKind;
use crate::domain::advisories::{Advisories, Need, needs};
use crate::domain::releases::Due;

/// Days before the date from which a missing approval is somebody's business.
const NEAR: i32 = 2;

/// The entries: kind, sentence, who acts. Advisories with the same need are one entry.
pub(super) fn of_advisories(
    advisories: &Advisories,
    errata_flow: bool,
    due: Option<Due>,
) -> Vec<(AttentionKind, String, &'static str)> {
    let near = due.is_some_and(|due| due.days <= NEAR);
    let mut together: BTreeMap<Need, Vec<&str>> = BTreeMap::new();
    for (kind, advisory) in &advisories.by_kind {
        for need in needs(kind, advisory, errata_flow) {
            if is_due(&need, near) {
                together.entry(need).or_default().push(kind);
            }
        }
    }
    let entry = |(need, kinds): (Need, Vec<&str>)| {
        let noun = if kinds.len() == 1 { "advisory" } else { "advisories" };
        let what = format!("{} {noun}: {need}", kinds.join(", "));
        let who = need.who();
        (AttentionKind::AdvisoryNeeds { need }, what, who)
    };
    together.into_iter().map(entry).collect()
}

/// What stops an advisory is due at once, an approval when the date is near. Files, grades and first
/// pushes are what tasks and issues speak of.
fn is_due(need: &Need, near: bool) -> bool {
    match need {
        Need::Alerts(_) | Need::PushAgain(_) => true,
        Need::Docs | Need::AskDocs | Need::Security | Need::AskSecurity => near,
        Need::Files | Need::First(_) | Need::FreshImages(_) | Need::Push | Need::PushEnd => false,
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::domain::advisories::{Advisory, AdvisoryState, Alerts, Approval, Push, fixtures};
    use crate::domain::releases::fixtures::{FRIDAY, MONDAY, Made, OWNED, RELEASE};

    fn advisory() -> Advisory {
        Advisory { docs: Approval::Requested, ..fixtures::advisory(AdvisoryState::Qe) }
    }

    fn made(rpm: Advisory, rhcos: Advisory) -> Made {
        let mut made = Made::fresh().tasks(OWNED).tasks("push-to-cdn-staging pass");
        let by_kind = [("rpm".to_owned(), rpm), ("rhcos".to_owned(), rhcos)].into();
        let all = Arc::new(Advisories { by_kind, ..Advisories::default() });
        made.outside.advisories.insert(RELEASE.parse().unwrap(), all);
        made
    }

    fn said(made: &Made, now: &str) -> Vec<String> {
        let is_ours = |kind: &AttentionKind| matches!(kind, AttentionKind::AdvisoryNeeds { .. });
        let entries = made.assess(now).attention.into_iter().filter(|one| is_ours(&one.kind));
        entries.map(|one| format!("{} ({})", one.what, one.who)).collect()
    }

    #[test]
    fn an_approval_is_missed_when_the_date_is_near() {
        let made = made(advisory(), advisory());
        assert_eq!(said(&made, FRIDAY), [] as [&str; 0]);
        assert_eq!(said(&made, MONDAY), ["rhcos, rpm advisories: docs approval missing (docs)"]);
    }

    #[test]
    fn what_stops_an_advisory_is_said_at_once_and_to_whom() {
        let alerts = Some(Alerts { blocking: true, count: 1 });
        let failed = Push { target: "cdn_stage".to_owned(), id: 5, status: "FAILED".to_owned() };
        let made = made(
            Advisory { pushes: Some(vec![failed]), ..advisory() },
            Advisory { alerts, ..advisory() },
        );
        assert_eq!(
            said(&made, FRIDAY),
            [
                "rhcos advisory: a blocking security alert (prodsec)",
                "rpm advisory: push to cdn_stage failed (you)",
            ]
        );
        let told = made.assess(FRIDAY).facts.contradictions;
        assert!(told.iter().any(|one| one.contains("Errata says not all is on stage")), "{told:?}");
    }
}
