use std::sync::Arc;

use super::super::picture::{on, picture};
use super::*;
use crate::domain::advisories::fixtures::advisory;
use crate::domain::advisories::{Advisories, Advisory, AdvisoryState};
use crate::domain::arch::Arch;
use crate::domain::bugs::Bugs;
use crate::domain::builds::Phase;
use crate::domain::source::Branch;
use crate::domain::trouble::Trouble;
use crate::store::News;
use crate::store::snapshot::Snapshot;
use crate::ui::glyphs::GlyphSet;
use crate::ui::sample::bugs::{bugs, week_with_bugs};
use crate::ui::sample::outside::Heard;
use crate::ui::sample::week::{outside, three_jobs};
use crate::ui::sample::{minutes_ago, now, ordinary, release, shipments};

/// A week in which, while we look, a bug leaves ON_QA and GitHub is lost and found.
fn eventful() -> Snapshot {
    let mut heard = Heard::all(&outside(), ordinary);
    heard.event(Source::Bugs, minutes_ago(6), Ok(News::Bugs(Arc::new(bugs()))), None);
    heard.snapshot_at(minutes_ago(5));
    let mut fewer = bugs();
    fewer.bugs.retain(|bug| bug.key != "OCPBUGS-81061");
    heard.event(Source::Bugs, minutes_ago(3), Ok(News::Bugs(Arc::new(fewer))), None);
    let lost = Trouble::Unreachable { detail: "no connection".to_owned() };
    heard.trouble(Source::Branch(Branch::Record), &lost);
    heard.snapshot_at(minutes_ago(2));
    heard.snapshot_at(now())
}

fn told(snapshot: &Snapshot) -> Vec<String> {
    let words = |entry: &Entry| format!("{} {}: {}", entry.what, entry.about.words(), entry.result);
    snapshot.chronicle.entries().map(words).collect()
}

#[test]
fn what_changes_between_two_answers_is_told_and_first_answers_are_not() {
    assert_eq!(told(&week_with_bugs()), [""; 0]);
    assert_eq!(
        told(&eventful()),
        ["bug OCPBUGS-81061: left ON_QA", "service github: answers → no answer"]
    );
}

#[test]
fn a_list_that_comes_for_the_first_time_is_no_change() {
    let mut heard = Heard::all(&outside(), ordinary);
    heard.snapshot_at(minutes_ago(5));
    let none = News::Bugs(Arc::new(Bugs::default()));
    heard.event(Source::Bugs, minutes_ago(4), Ok(none), None);
    assert_eq!(told(&heard.snapshot_at(minutes_ago(3))), [""; 0]);
    heard.event(Source::Bugs, minutes_ago(2), Ok(News::Bugs(Arc::new(bugs()))), None);
    let after = heard.snapshot_at(now());
    assert_eq!(after.chronicle.entries().count(), bugs().bugs.len());
}

#[test]
fn jobs_payloads_pipelines_and_advisories_are_told_with_what_they_were() {
    let of = release("4.20.17");
    let before = shipments::outside();
    let mut heard = Heard::all(&before, ordinary);
    let advisories = |state| {
        let mut told = Advisories::default();
        told.by_kind.insert("rpm".to_owned(), Advisory { id: 141_197, ..advisory(state) });
        News::Advisories(Arc::new(told))
    };
    let source = Source::Advisories(of);
    heard.event(source, minutes_ago(6), Ok(advisories(AdvisoryState::Qe)), None);
    heard.snapshot_at(minutes_ago(5));
    let mut after = before;
    after.results(&three_jobs("4.20.17", "25 09:40", ["S", "FSS", "FSF"]));
    after.tag(Arch::S390x, "4.20.17", Phase::Accepted);
    after.shipment(of, shipments::stage_failed());
    for source in [Source::Branch(Branch::Record), Source::Tags(Arch::S390x), Source::Shipment(of)]
    {
        heard.answer(&after, source, minutes_ago(3));
    }
    heard.event(source, minutes_ago(3), Ok(advisories(AdvisoryState::RelPrep)), None);
    let told = told(&heard.snapshot_at(minutes_ago(2)));
    for expected in [
        "payload 4.20.17: s390x 4.20.17: Rejected → Accepted",
        "job stable-4.20-upgrade-from-stable-4.20-gcp-ipi 4.20.17: retry 1: pending → success",
        "advisory 4.20.17: rpm 141197: QE → REL_PREP",
        "gate stage-release 4.20.17: open → shut by failure (the pipeline failed: fbc (fbc))",
    ] {
        assert!(told.iter().any(|one| one == expected), "{expected} in {told:#?}");
    }
}

#[test]
fn the_list_in_its_conditions() {
    let seen = |snapshot: &Snapshot, size, set| {
        picture(snapshot, size, set, |buf, area, ctx| draw(&State::default(), buf, area, ctx))
    };
    let mut album = seen(&eventful(), (120, 20), GlyphSet::Unicode);
    album.push_str(&seen(&eventful(), (60, 12), GlyphSet::Ascii));
    album.push_str(&seen(&week_with_bugs(), (80, 6), GlyphSet::Unicode));
    insta::assert_snapshot!(album);
}

#[test]
fn enter_goes_to_what_changed() {
    let snapshot = eventful();
    let (mut state, area) = (State::default(), Rect::new(0, 0, 120, 20));
    on(&snapshot, |ctx| {
        let service = crate::domain::source::Service::Github;
        let went = act(&mut state, Action::Open, area, ctx);
        assert_eq!(went, Some(PaneEffect::Show(Thing::Service(service))));
        act(&mut state, Action::Down, area, ctx);
        let went = act(&mut state, Action::Open, area, ctx);
        assert_eq!(went, Some(PaneEffect::Show(Thing::Bug("OCPBUGS-81061".to_owned()))));
    });
}
