use super::super::picture::{filtered, on, picture};
use super::*;
use crate::domain::trouble::Trouble;
use crate::store::snapshot::Snapshot;
use crate::ui::filter::Filter;
use crate::ui::glyphs::GlyphSet;
use crate::ui::sample::bugs::*;

fn on_bug(key: &str) -> State {
    State { cursor: Some(key.to_owned()), ..State::default() }
}

fn seen(state: &State, snapshot: &Snapshot, size: (u16, u16), set: GlyphSet) -> String {
    picture(snapshot, size, set, |buf, area, ctx| draw(state, buf, area, ctx))
}

fn first(snapshot: &Snapshot, size: (u16, u16)) -> String {
    seen(&State::default(), snapshot, size, GlyphSet::Unicode)
}

#[test]
fn the_list_at_120_columns() {
    let state = on_bug("OCPBUGS-81107");
    insta::assert_snapshot!(seen(&state, &week_with_bugs(), (120, 34), GlyphSet::Unicode));
}

#[test]
fn the_list_at_80_columns() {
    let state = on_bug("OCPBUGS-81107");
    insta::assert_snapshot!(seen(&state, &week_with_bugs(), (80, 20), GlyphSet::Unicode));
}

#[test]
fn the_list_at_60_columns_and_at_200() {
    insta::assert_snapshot!(first(&week_with_bugs(), (60, 12)));
    insta::assert_snapshot!(first(&week_with_bugs(), (200, 40)));
}

#[test]
fn the_list_in_ascii() {
    insta::assert_snapshot!(seen(&State::default(), &week_with_bugs(), (100, 24), GlyphSet::Ascii));
}

#[test]
fn each_way_to_stand_on_the_ladder_has_its_words() {
    let mut album = String::new();
    for number in [81_042, 81_088, 81_090, 81_009, 81_199, 81_222, 81_230, 81_150, 81_151] {
        let state = on_bug(&format!("OCPBUGS-{number}"));
        let drawn = seen(&state, &week_with_bugs(), (120, 18), GlyphSet::Unicode);
        let detail: Vec<&str> = drawn.lines().skip(5).collect();
        album.push_str(&format!("{}\n", detail.join("\n")));
    }
    insta::assert_snapshot!(album);
}

#[test]
fn on_a_weekend_the_time_stands_still_and_the_row_says_until_when() {
    let sunday = week_with_bugs_at("2026-03-22T10:00:00Z".parse().unwrap());
    let drawn = seen(&on_bug("OCPBUGS-81042"), &sunday, (120, 34), GlyphSet::Unicode);
    assert!(drawn.contains("paused, Mon 00:00"), "{drawn}");
    assert!(drawn.contains("a weekend: the time goes on Mon 00:00"), "{drawn}");
}

#[test]
fn what_is_not_known_is_said_with_its_reason() {
    let throttled = Trouble::Throttled { retry_at: None };
    let conditions = [
        ("nobody in ON_QA", week_without_bugs()),
        ("jira never asked", crate::ui::sample::week()),
        ("in trouble since", week_with_bugs_and(&throttled)),
    ];
    let mut album = String::new();
    for (name, snapshot) in conditions {
        album.push_str(&format!("{name}\n{}\n", first(&snapshot, (80, 8))));
    }
    insta::assert_snapshot!(album);
}

#[test]
fn a_restricted_summary_is_nowhere() {
    let snapshot = week_with_bugs();
    for size in [(120, 34), (80, 20), (200, 50)] {
        let drawn = seen(&on_bug("OCPBUGS-81107"), &snapshot, size, GlyphSet::Unicode);
        assert!(!drawn.contains("use after free"), "{drawn}");
        assert!(size.0 < 100 || drawn.contains("restricted"), "{drawn}");
    }
    let found =
        filtered(&snapshot, (80, 8), GlyphSet::Unicode, &filter("free"), |buf, area, ctx| {
            draw(&State::default(), buf, area, ctx);
        });
    assert!(!found.contains("OCPBUGS-81107"), "{found}");
}

fn filter(text: &str) -> Filter {
    Filter::parse(text).unwrap()
}

#[test]
fn filters_look_at_rung_release_contact_and_time() {
    let snapshot = week_with_bugs();
    let cases = [
        ("tier>=mgr", &[81_107, 81_090, 81_009][..]),
        ("release:4.17", &[81_042, 81_104, 81_150]),
        ("late:yes", &[81_042]),
        ("due<2h", &[81_042, 81_104]),
        ("qa:adeyemi", &[81_107]),
        ("kernel", &[81_107]),
        ("sev=critical", &[81_107]),
    ];
    for (text, expected) in cases {
        let kept: Vec<String> = snapshot
            .board
            .bugs
            .iter()
            .filter(|row| filter(text).keeps(&BugFields { row, snapshot: &snapshot }))
            .map(|row| row.bug.key.clone())
            .collect();
        let expected: Vec<String> =
            expected.iter().map(|number| format!("OCPBUGS-{number}")).collect();
        assert_eq!(kept, expected, "{text}");
    }
}

#[test]
fn a_filter_that_hides_all_says_so() {
    let drawn = filtered(
        &week_with_bugs(),
        (80, 8),
        GlyphSet::Unicode,
        &filter("nobody"),
        |buf, area, ctx| {
            draw(&State::default(), buf, area, ctx);
        },
    );
    assert!(drawn.contains("0 of 15 match  nobody     Esc clears"), "{drawn}");
}

#[test]
fn the_cursor_belongs_to_the_bug_and_enter_opens_its_release() {
    let snapshot = week_with_bugs();
    let mut state = State::default();
    let area = Rect::new(0, 0, 120, 34);
    on(&snapshot, |ctx| {
        act(&mut state, Action::Down, area, ctx);
        assert_eq!(state.cursor.as_deref(), Some("OCPBUGS-81104"));
        let went = act(&mut state, Action::Open, area, ctx);
        let release = "4.17.52".parse().unwrap();
        assert_eq!(went, Some(PaneEffect::GoTo(View::Release, release)));
    });
}

#[test]
fn a_message_names_contact_time_and_rung_and_never_a_restricted_summary() {
    let snapshot = week_with_bugs();
    let copied = |key: &str, action| {
        let mut state = on_bug(key);
        let area = Rect::new(0, 0, 120, 34);
        match on(&snapshot, |ctx| act(&mut state, action, area, ctx)) {
            Some(PaneEffect::Copy(text)) => text,
            other => panic!("{other:?}"),
        }
    };
    assert_eq!(copied("OCPBUGS-81107", Action::CopyKey), "OCPBUGS-81107");
    assert_eq!(
        copied("OCPBUGS-81042", Action::CopyMessage),
        "Hello j.ito, OCPBUGS-81042 (machine-config does not come back after an upgrade) is in \
         ON_QA for 75 weekday hours. It is part of 4.17.52. The manager notice was due Wed 11:00 \
         UTC. Could you verify it, or say what is missing?\n(as of Wed 25 Mar 14:07 UTC)"
    );
    assert!(!copied("OCPBUGS-81107", Action::CopyMessage).contains("use after free"));
}
