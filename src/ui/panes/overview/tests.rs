use super::super::picture::{on, picture};
use super::*;
use crate::store::snapshot::Snapshot;
use crate::ui::glyphs::GlyphSet;
use crate::ui::sample::outside::Heard;
use crate::ui::sample::week::{in_stage_testing, outside, overdue, three_jobs};
use crate::ui::sample::{ordinary, release, week, week_with, week_with_results};

fn seen(snapshot: &Snapshot, size: (u16, u16)) -> String {
    let state = State { cursor: Some(release("4.20.17")), ..State::default() };
    picture(snapshot, size, GlyphSet::Unicode, |buf, area, ctx| draw(&state, buf, area, ctx))
}

#[test]
fn the_week_at_120_columns() {
    insta::assert_snapshot!(seen(&week(), (120, 36)));
}

#[test]
fn the_week_at_80_columns() {
    insta::assert_snapshot!(seen(&week(), (80, 20)));
}

#[test]
fn the_week_at_60_columns_and_12_rows() {
    insta::assert_snapshot!(seen(&week(), (60, 12)));
}

#[test]
fn the_week_at_200_columns() {
    insta::assert_snapshot!(seen(&week(), (200, 56)));
}

#[test]
fn the_week_on_a_small_screen_is_a_digest() {
    insta::assert_snapshot!(seen(&week(), (48, 9)));
    assert_eq!(seen(&week(), (18, 3)), "■ BLOCKED 4.21.7\n\n\n");
}

/// Applies actions at 120×36 and gives back the last effect.
fn after(state: &mut State, snapshot: &Snapshot, actions: &[Action]) -> Option<PaneEffect> {
    on(snapshot, |ctx| {
        let mut effect = None;
        for action in actions {
            effect = act(state, *action, Rect::new(0, 0, 120, 36), ctx);
        }
        effect
    })
}

#[test]
fn the_cursor_moves_by_release_and_opens_it() {
    let mut state = State::default();
    let week = week();
    let effect = after(&mut state, &week, &[Action::Down, Action::Down, Action::Open]);
    assert_eq!(effect, Some(PaneEffect::GoTo(View::Release, release("4.18.36"))));
    let effect = after(&mut state, &week, &[Action::Last, Action::ViewBuilds]);
    assert_eq!(effect, Some(PaneEffect::GoTo(View::Builds, release("4.14.63"))));
    assert_eq!(after(&mut state, &week, &[Action::Help]), None);
}

#[test]
fn an_entry_that_needs_a_human_leads_to_where_it_can_be_understood() {
    let state = &mut State::default();
    let week = week_with_results(&three_jobs("4.20.17", "24 22:30", ["S", "S", "E"]));
    let what = |n: usize| week.board.attention[n].what.clone();
    after(state, &week, &[Action::PaneNext, Action::Down]);
    assert!(what(1).starts_with("image-consistency failed"), "{}", what(1));
    let effect = after(state, &week, &[Action::Open]);
    assert_eq!(effect, Some(PaneEffect::GoTo(View::Release, release("4.20.17"))));
    after(state, &week, &[Action::Down, Action::Down]);
    assert!(what(3).starts_with("Prow error"), "{}", what(3));
    let effect = after(state, &week, &[Action::Open]);
    assert_eq!(effect, Some(PaneEffect::GoTo(View::Builds, release("4.20.17"))));
}

#[test]
fn scrolled_columns_leave_the_release_in_place() {
    let mut state = State::default();
    after(&mut state, &week(), &[Action::ColumnsRight; 3]);
    let drawn = picture(&week(), (80, 20), GlyphSet::Unicode, |buf, area, ctx| {
        draw(&state, buf, area, ctx);
    });
    let heads = drawn.lines().nth(1).unwrap_or_default();
    assert!(heads.starts_with("    RELEASE NOW"), "{heads}");
    assert!(drawn.contains("‹ 3 +1 cols ›") && heads.contains("SHIPMENT MR"), "{drawn}");
}

#[test]
fn the_preview_hides_and_a_zoomed_pane_takes_the_body() {
    let mut state = State::default();
    after(&mut state, &week(), &[Action::PreviewToggle]);
    let drawn = |state: &State| {
        picture(&week(), (120, 36), GlyphSet::Unicode, |buf, area, ctx| draw(state, buf, area, ctx))
    };
    assert!(!drawn(&state).contains("why it is"));
    after(&mut state, &week(), &[Action::PaneNext, Action::Zoom]);
    assert!(!drawn(&state).contains("RELEASE") && drawn(&state).contains("Needs a human now "));
    after(&mut state, &week(), &[Action::Back]);
    assert!(drawn(&state).contains("RELEASE"));
}

#[test]
fn what_is_not_known_is_neither_none_nor_zero() {
    let mut outside = outside();
    outside.statebox(&overdue().due(""));
    let silent = [
        Source::Branch(Branch::Record),
        Source::BuildData("4.21".parse().unwrap()),
        Source::Tags(Arch::S390x),
    ];
    let drawn = seen(&Heard::all_but(&outside, ordinary, &silent).snapshot(), (120, 36));
    let line = drawn.lines().find(|line| line.contains(" 4.21.7 ")).unwrap_or_default();
    assert!(line.contains("BLOCKED  ?       "), "{line}");
    assert!(line.contains("✓   ?  ?"), "{line}");
}

#[test]
fn an_open_note_turns_the_mark_of_a_running_release() {
    let mark = |snapshot: &Snapshot| {
        let drawn = seen(snapshot, (80, 20));
        drawn.lines().find(|line| line.contains("RUNNING")).unwrap_or_default().to_owned()
    };
    assert!(mark(&week()).starts_with(" ▶  4.19.27"));
    let noted = in_stage_testing().note("Jenkins is slow", "25 12:00", "stage-testing");
    assert!(mark(&week_with(&noted)).starts_with(" ▲  4.19.27 RUNNING"));
}

#[test]
fn the_view_is_made_from_the_branches_and_whatever_else_is_asked() {
    let sources = |asked: &[Source]| {
        let snapshot = Heard::asking(asked.iter().copied()).snapshot();
        on(&snapshot, |ctx| sources(&State::default(), ctx))
    };
    let all = sources(&[Source::Tags(Arch::Amd64)]);
    let branches = all.iter().filter(|source| matches!(source, Source::Branch(_))).count();
    assert_eq!((branches, all.len()), (3, 4), "{all:?}");
}
