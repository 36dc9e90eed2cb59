//! What the filter of a view keeps, and what the view says of it.

use super::picture::filtered;
use super::{builds, overview};
use crate::ui::filter::Filter;
use crate::ui::glyphs::GlyphSet;
use crate::ui::sample::{release, week};

fn overview(filter: &str) -> String {
    let (state, filter) = (overview::State::default(), Filter::parse(filter).unwrap());
    filtered(&week(), (120, 36), GlyphSet::Unicode, &filter, |buf, area, ctx| {
        overview::draw(&state, buf, area, ctx);
    })
}

#[allow(clippy::field_reassign_with_default, reason = "the other fields are its own affair")]
fn builds(filter: &str) -> String {
    let mut state = builds::State::default();
    state.release = Some(release("4.20.17"));
    let filter = Filter::parse(filter).unwrap();
    filtered(&week(), (120, 36), GlyphSet::Unicode, &filter, |buf, area, ctx| {
        builds::draw(&state, buf, area, ctx);
    })
}

#[test]
fn a_filter_searches_finished_releases_too_and_counts() {
    let drawn = overview("4.20");
    assert!(drawn.contains("filter 4.20 ─ 2 of 9"), "{drawn}");
    assert!(drawn.contains("4.20.16"), "{drawn}");
    assert!(drawn.contains("Releases 2"), "{drawn}");
}

#[test]
fn fields_of_a_release_can_be_asked_for() {
    let cases = [
        ("state:act", 1),
        ("state:blocked", 2),
        ("late:yes", 1),
        ("release:4.18.36", 1),
        ("due<2d late:no state:running", 1),
        ("stale:yes", 0),
        ("state:ready", 3),
    ];
    for (filter, expected) in cases {
        let drawn = overview(filter);
        let counted = format!("─ {expected} of 9 ");
        assert!(
            drawn.lines().next().is_some_and(|rule| rule.contains(&counted)),
            "{filter}: {drawn}"
        );
    }
}

#[test]
fn a_filter_that_hides_all_says_how_to_clear_it() {
    assert!(overview("nothing").contains("0 of 9 match  nothing     Esc clears"));
    assert!(builds("nothing").contains("0 of 9 match  nothing     Esc clears"));
}

#[test]
fn jobs_are_filtered_by_name_and_verdict() {
    let drawn = builds("verdict:error");
    assert!(drawn.contains("filter verdict:error ─ 1 of 9"), "{drawn}");
    assert!(drawn.contains("upgrade 4.19→ gcp-ipi") && !drawn.contains("azure"), "{drawn}");
    assert!(builds("job:azure").contains("─ 2 of 9"), "{}", builds("job:azure"));
}
