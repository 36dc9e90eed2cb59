//! Unknown, none, zero and not applicable are four things, on every screen and in every output.

use std::sync::Arc;

use serde_json::Value;

use super::seen::{json, overview, printed, screen};
use crate::app::headless::sheet::Form;
use crate::domain::source::{Branch, Source};
use crate::store::Snapshot;
use crate::ui::glyphs::GlyphSet;
use crate::ui::sample;
use crate::ui::sample::bugs::{week_with_bugs, week_without_bugs};
use crate::ui::sample::outside::{Heard, Outside};
use crate::ui::sample::statebox::StateBoxText;
use crate::ui::sample::{ordinary, shipments, week};

/// A kind of nothing, or something, in one column of one release.
struct Case {
    what: &'static str,
    snapshot: Snapshot,
    release: &'static str,
}

fn case(what: &'static str, snapshot: Snapshot, release: &'static str) -> Case {
    Case { what, snapshot, release }
}

/// The week while some sources have not answered yet.
fn without(outside: &Outside, silent: &[Source]) -> Snapshot {
    let mut heard = Heard::all_but(outside, ordinary, silent);
    let mut snapshot = heard.snapshot();
    let feeds = Arc::make_mut(&mut snapshot.feeds);
    for source in silent {
        feeds.entry(*source).or_default();
    }
    snapshot
}

/// A release without a planned date.
fn undated() -> Outside {
    let mut outside = week::outside();
    let boxed = StateBoxText::of("4.16.59");
    outside.stream("4.16", &[&boxed]);
    outside.statebox(&boxed);
    outside
}

/// A release whose StateBox is no YAML.
fn broken() -> Outside {
    let mut outside = week::outside();
    outside.file(Branch::ZStream, "4.16/statebox/4.16.59.yaml", "tasks: [", "25 14:00");
    outside
}

/// Column of the outputs, pointers into the JSON of a release that tell the kinds apart, and the kinds.
type Column = (&'static str, &'static [&'static str], Vec<Case>);

fn columns() -> Vec<Column> {
    let bugs_asked = || without(&week::outside(), &[Source::Bugs]);
    let build_data = [Source::BuildData(sample::release("4.16.59").y)];
    let record = [Source::Branch(Branch::Record)];
    let mine = [Source::Shipment(sample::release("4.20.17"))];
    vec![
        (
            "on_qa",
            &["/on_qa"],
            vec![
                case("not connected", sample::week(), "4.20.17"),
                case("unknown", bugs_asked(), "4.20.17"),
                case("zero", week_without_bugs(), "4.20.17"),
                case("some", week_with_bugs(), "4.20.17"),
            ],
        ),
        (
            "tasks",
            &["/passed"],
            vec![
                case("unknown", sample::heard(&broken()), "4.16.59"),
                case("zero", sample::week(), "4.16.59"),
                case("some", sample::week(), "4.20.17"),
            ],
        ),
        (
            "jobs",
            &["/jobs"],
            vec![
                case("unknown", without(&week::outside(), &record), "4.20.17"),
                case("none", sample::week(), "4.16.59"),
                case(
                    "zero",
                    sample::week_with_results(&week::three_jobs("4.20.17", "25 02:00", ["P"; 3])),
                    "4.20.17",
                ),
            ],
        ),
        (
            "shipment",
            &["/shipment/state", "/flow_kind"],
            vec![
                case("not applicable", sample::week(), "4.12.88"),
                case("unknown", without(&shipments::outside(), &mine), "4.20.17"),
                case("known", shipments::week_with_shipments(), "4.20.17"),
            ],
        ),
        (
            "due",
            &["/due"],
            vec![
                case("unknown", without(&undated(), &build_data), "4.16.59"),
                case("none", sample::heard(&undated()), "4.16.59"),
                case("a day", sample::week(), "4.16.59"),
            ],
        ),
    ]
}

/// The cell of a column in an output of lines.
fn cell(csv: &str, column: &str, release: &str) -> String {
    let mut lines = csv.lines();
    let heads: Vec<&str> = lines.next().unwrap().split(',').collect();
    let at = heads.iter().position(|head| *head == column).unwrap();
    let line = lines.find(|line| line.starts_with(&format!("{release},"))).unwrap();
    line.split(',').nth(at).unwrap().to_owned()
}

/// What JSON says: the values, and whether the sources were asked and answered.
fn told(case: &Case, pointers: &[&str]) -> String {
    let view = json(&case.snapshot, &overview());
    let releases = view["releases"].as_array().unwrap();
    let release = releases.iter().find(|one| one["release"] == case.release).unwrap();
    let values: Vec<&Value> =
        pointers.iter().map(|at| release.pointer(at).unwrap_or(&Value::Null)).collect();
    format!("{values:?} {}", view["as_of"])
}

/// Every kind is told in words of its own.
fn all_differ(place: &str, cases: &[Case], shown: &[String]) {
    for (nth, one) in shown.iter().enumerate() {
        for (other, case) in shown.iter().zip(cases).take(nth) {
            assert_ne!(one, other, "{place}: {} and {}", case.what, cases[nth].what);
        }
    }
}

#[test]
fn unknown_none_zero_and_not_applicable_render_differently_in_all_glyph_sets_and_outputs() {
    for (column, pointers, cases) in columns() {
        for glyphs in [GlyphSet::Unicode, GlyphSet::Ascii] {
            let shown: Vec<String> = cases
                .iter()
                .map(|case| {
                    let rows = screen(&case.snapshot, "1", glyphs);
                    let heads = rows.iter().find(|row| row.contains("RELEASE")).unwrap();
                    let row = rows.iter().find(|row| row.contains(&format!(" {} ", case.release)));
                    let row = row.unwrap_or_else(|| panic!("{}: {rows:#?}", case.what));
                    under(heads, row, column)
                })
                .collect();
            all_differ(&format!("{column} in {glyphs:?}"), &cases, &shown);
        }
        let shown: Vec<String> = cases
            .iter()
            .map(|case| {
                cell(&printed(&case.snapshot, &overview(), Form::Csv), column, case.release)
            })
            .collect();
        all_differ(&format!("{column} in lines"), &cases, &shown);
        let shown: Vec<String> = cases.iter().map(|case| told(case, pointers)).collect();
        all_differ(&format!("{column} in JSON"), &cases, &shown);
    }
}

/// What stands under a head, up to the next one.
fn under(heads: &str, row: &str, column: &str) -> String {
    let all = [
        ("due", "DUE", "TASKS"),
        ("tasks", "TASKS", "NOW"),
        ("jobs", "JOBS", "ON_QA"),
        ("on_qa", "ON_QA", "SHIPMENT"),
        ("shipment", "SHIPMENT", "WHY"),
    ];
    let (_, head, next) = all.into_iter().find(|(name, ..)| *name == column).unwrap();
    let at = |head: &str| heads[..heads.find(head).unwrap()].chars().count();
    let cell: String = row.chars().skip(at(head)).take(at(next) - at(head)).collect();
    cell.trim().to_owned()
}
