use super::super::picture::{filtered, on, picture};
use super::*;
use crate::domain::trouble::Trouble;
use crate::store::snapshot::Snapshot;
use crate::ui::filter::Filter;
use crate::ui::glyphs::GlyphSet;
use crate::ui::sample::shipments::week_with_shipments;
use crate::ui::sample::{nothing_connected, nothing_known, release, week};

fn on_release(text: &str) -> State {
    State { cursor: Some(release(text)), ..State::default() }
}

fn seen(state: &State, snapshot: &Snapshot, size: (u16, u16), set: GlyphSet) -> String {
    picture(snapshot, size, set, |buf, area, ctx| draw(state, buf, area, ctx))
}

#[test]
fn merge_requests_at_120_columns() {
    let state = on_release("4.20.17");
    insta::assert_snapshot!(seen(&state, &week_with_shipments(), (120, 34), GlyphSet::Unicode));
}

#[test]
fn merge_requests_at_80_columns() {
    let state = on_release("4.20.17");
    insta::assert_snapshot!(seen(&state, &week_with_shipments(), (80, 20), GlyphSet::Unicode));
}

#[test]
fn merge_requests_at_60_and_200_columns_and_in_ascii() {
    let (state, snapshot) = (State::default(), week_with_shipments());
    insta::assert_snapshot!(seen(&state, &snapshot, (60, 12), GlyphSet::Unicode));
    insta::assert_snapshot!(seen(&state, &snapshot, (200, 40), GlyphSet::Unicode));
    insta::assert_snapshot!(seen(&state, &snapshot, (110, 30), GlyphSet::Ascii));
}

#[test]
fn each_situation_has_its_pipeline_and_its_needs() {
    let snapshot = week_with_shipments();
    let mut album = String::new();
    for row in &snapshot.board.shipments {
        let state = State {
            cursor: Some(row.release),
            number: Some(row.number.clone()),
            ..State::default()
        };
        let drawn = seen(&state, &snapshot, (120, 24), GlyphSet::Unicode);
        let below: Vec<&str> = drawn.lines().skip(4).collect();
        album.push_str(&format!("{}\n\n", below.join("\n")));
    }
    insta::assert_snapshot!(album);
}

#[test]
fn what_is_not_known_is_said_with_its_reason() {
    let lost = Trouble::Unreachable { detail: "no connection".to_owned() };
    let conditions = [
        ("gitlab never asked", week()),
        ("nothing connected", nothing_connected()),
        ("nothing known", nothing_known(&lost)),
    ];
    let mut album = String::new();
    for (name, snapshot) in conditions {
        let drawn = seen(&State::default(), &snapshot, (80, 12), GlyphSet::Unicode);
        album.push_str(&format!("{name}\n{drawn}\n"));
    }
    insta::assert_snapshot!(album);
}

#[test]
fn filters_look_at_number_state_and_approvals() {
    let snapshot = week_with_shipments();
    let kept = |text: &str| {
        let filter = Filter::parse(text).unwrap();
        let rows = snapshot.board.shipments.iter();
        let rows = rows.filter(|row| filter.keeps(&ShipmentFields { row, snapshot: &snapshot }));
        rows.map(|row| row.number.clone()).collect::<Vec<_>>()
    };
    assert_eq!(kept("mr:498"), ["!498"]);
    assert_eq!(kept("state:merged"), ["!489"]);
    assert!(kept("approvals:missing").contains(&"!498".to_owned()));
    let filter = Filter::parse("nobody").unwrap();
    let drawn = filtered(&snapshot, (80, 8), GlyphSet::Unicode, &filter, |buf, area, ctx| {
        draw(&State::default(), buf, area, ctx);
    });
    assert!(drawn.contains("match  nobody     Esc clears"), "{drawn}");
}

#[test]
fn enter_opens_the_release_and_a_message_names_who_has_to_act() {
    let snapshot = week_with_shipments();
    let area = Rect::new(0, 0, 120, 34);
    let mut state = on_release("4.21.7");
    let went = on(&snapshot, |ctx| act(&mut state, Action::Open, area, ctx));
    assert_eq!(went, Some(PaneEffect::GoTo(View::Release, release("4.21.7"))));
    let copied = on(&snapshot, |ctx| act(&mut state, Action::CopyMessage, area, ctx));
    let Some(PaneEffect::Copy(text)) = copied else { panic!("{copied:?}") };
    assert!(text.starts_with("4.21.7 (!512): ") && text.contains("ART"), "{text}");
}
