use super::super::samples::{look, picture, release, week};
use super::*;
use crate::store::snapshot::Snapshot;
use crate::ui::filter::Filter;
use crate::ui::glyphs::GlyphSet;

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
    let (look, filter) = (look(GlyphSet::Unicode), Filter::default());
    let ctx = PaneCtx { snapshot, look: &look, filter: &filter, focused: true, relative: true };
    let mut effect = None;
    for action in actions {
        effect = act(state, *action, Rect::new(0, 0, 120, 36), &ctx);
    }
    effect
}

#[test]
fn the_cursor_moves_by_release_and_opens_it() {
    let mut state = State::default();
    let week = week();
    let effect = after(&mut state, &week, &[Action::Down, Action::Down, Action::Open]);
    assert_eq!(effect, Some(PaneEffect::GoTo(View::Release, release("4.18.36"))));
    let effect = after(&mut state, &week, &[Action::Last, Action::ViewBuilds]);
    assert_eq!(effect, Some(PaneEffect::GoTo(View::Builds, release("4.12.88"))));
    assert_eq!(after(&mut state, &week, &[Action::Help]), None);
}

#[test]
fn an_entry_that_needs_a_human_leads_to_where_it_can_be_understood() {
    let mut state = State::default();
    let week = week();
    let effect = after(&mut state, &week, &[Action::PaneNext, Action::Down, Action::Open]);
    assert_eq!(effect, Some(PaneEffect::GoTo(View::Release, release("4.20.17"))));
    let effect = after(&mut state, &week, &[Action::Down, Action::Down, Action::Open]);
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
    assert!(drawn.contains("‹ 3 cols") && heads.contains("WHY"), "{drawn}");
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
    assert!(!drawn(&state).contains("RELEASE") && drawn(&state).contains("Needs a human now 5"));
    after(&mut state, &week(), &[Action::Back]);
    assert!(drawn(&state).contains("RELEASE"));
}

#[test]
fn what_is_not_known_is_neither_none_nor_zero() {
    let mut snapshot = week();
    let feeds = std::sync::Arc::make_mut(&mut snapshot.feeds);
    for source in [
        Source::Branch(Branch::Record),
        Source::BuildData("4.21".parse().unwrap()),
        Source::Tags(Arch::S390x),
    ] {
        feeds.remove(&source);
    }
    let board = std::sync::Arc::make_mut(&mut snapshot.board);
    let first = std::sync::Arc::make_mut(&mut board.releases[0]);
    first.due = None;
    first.phases[4] = crate::domain::builds::ArchPhase::Unknown;
    let drawn = seen(&snapshot, (120, 36));
    let line = drawn.lines().find(|line| line.contains("4.21.7")).unwrap_or_default();
    assert!(line.contains("BLOCKED  ?       "), "{line}");
    assert!(line.contains("✓   ?  ?"), "{line}");
}

#[test]
fn the_view_is_made_from_the_branches_and_whatever_else_is_asked() {
    let mut snapshot = week();
    let feeds = std::sync::Arc::make_mut(&mut snapshot.feeds);
    feeds.retain(|source, _| matches!(source, Source::Tags(Arch::Amd64)));
    let (look, filter) = (look(GlyphSet::Unicode), Filter::default());
    let ctx = PaneCtx {
        snapshot: &snapshot,
        look: &look,
        filter: &filter,
        focused: true,
        relative: true,
    };
    let sources = sources(&State::default(), &ctx);
    let branches = sources.iter().filter(|source| matches!(source, Source::Branch(_))).count();
    assert_eq!((branches, sources.len()), (3, 4), "{sources:?}");
}
