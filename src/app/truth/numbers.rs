//! Every number of a view can be found in its JSON of the same moment.

use std::collections::BTreeSet;

use serde_json::Value;

use super::seen::{json, overview, screen, week};
use crate::app::headless::Wanted;
use crate::domain::releases::Activity;
use crate::domain::time::{self, Date, SignedDuration, Timestamp};
use crate::ui::glyphs::GlyphSet;
use crate::ui::widgets::age::short_day;

/// Words with a digit in them that a row may show.
type Words = BTreeSet<String>;

/// The words with a digit in a text, without the marks around them.
fn numbers(text: &str) -> impl Iterator<Item = &str> {
    let marks = |c: char| !c.is_alphanumeric() && c != '-';
    let words = text.split(|c: char| c.is_whitespace() || "│(),;─".contains(c));
    let words = words.map(move |word| word.trim_matches(marks).trim_end_matches('-'));
    words.filter(|word| word.contains(|c: char| c.is_ascii_digit()))
}

/// Everything that the screen may write for a value.
fn allow(value: &Value, now: Timestamp, words: &mut Words) {
    let mut add = |text: &str| words.extend(numbers(text).map(str::to_owned));
    match value {
        Value::Null | Value::Bool(_) => {}
        Value::Number(number) => add(&number.to_string()),
        Value::String(text) => match (text.parse::<Timestamp>(), text.parse::<Date>()) {
            (Ok(at), _) => {
                add(&time::age(at, now));
                add(&time::span(at.duration_since(now)));
                add(&time::when(at, now));
            }
            (_, Ok(date)) => {
                add(&short_day(date, time::day(now)));
                add(&time::weekday_date(date));
            }
            // `96h` is a word of the ladder, `PT96H` is a length
            _ => match text.parse::<SignedDuration>() {
                Ok(length) if text.contains('P') => {
                    add(&time::span(length));
                    add(&time::span(length.abs()));
                    add(&format!("{}wh", length.abs().as_hours()));
                    add(&format!("{}", length.abs().as_hours()));
                }
                _ => add(text),
            },
        },
        Value::Array(all) => {
            add(&all.len().to_string());
            all.iter().for_each(|one| allow(one, now, words));
        }
        Value::Object(fields) => fields.values().for_each(|field| allow(field, now, words)),
    }
}

fn moment(view: &Value) -> Timestamp {
    view["generated_at"].as_str().unwrap().parse().unwrap()
}

/// What a row may show: what its object says, and how old its sources are.
fn allowed(view: &Value, object: &Value, more: &[String]) -> Words {
    let mut words: Words = more.iter().flat_map(|text| numbers(text)).map(str::to_owned).collect();
    allow(object, moment(view), &mut words);
    allow(&view["as_of"], moment(view), &mut words);
    words
}

/// Each number of a row is among its words; what was cut begins like one.
fn checked(row: &str, words: &Words) {
    for number in numbers(row) {
        let cut = number.strip_suffix('…');
        let known = match cut {
            Some(cut) => words.iter().any(|word| word.starts_with(cut)),
            None => words.contains(number),
        };
        assert!(known, "{number:?} of {:?} is not in the JSON: {words:?}", row.trim_end());
    }
}

/// The row of a table that begins with this key, behind cursor and mark.
fn row<'a>(rows: &'a [String], key: &str) -> &'a str {
    let begins = |row: &&String| row.chars().skip(4).collect::<String>().starts_with(key);
    rows.iter().find(begins).unwrap_or_else(|| panic!("no row of {key} in {rows:#?}"))
}

fn text<'a>(value: &'a Value, pointer: &str) -> &'a str {
    value.pointer(pointer).and_then(Value::as_str).unwrap_or_default()
}

fn list<'a>(value: &'a Value, name: &str) -> &'a [Value] {
    value[name].as_array().unwrap_or_else(|| panic!("no {name} in {value:#}"))
}

fn titled(rows: &[String], title: &str) {
    let told = rows.iter().any(|row| row.contains(title));
    assert!(told, "{title:?} is no title of {rows:#?}");
}

#[test]
fn every_number_on_screen_equals_the_json_of_the_same_view_and_moment() {
    let snapshot = week();

    let (rows, view) = (screen(&snapshot, "1", GlyphSet::Unicode), json(&snapshot, &overview()));
    titled(&rows, &format!("Releases {} ", list(&view, "releases").len()));
    titled(&rows, &format!("Needs a human now {} ", list(&view, "attention").len()));
    for release in list(&view, "releases") {
        let of = |name: &str| &release[name];
        let days = of("due")["days"].as_i64().unwrap_or_default().abs();
        let needed =
            release.pointer("/shipment/needs").map_or(0, |all| all.as_array().map_or(0, Vec::len));
        let pairs = [
            format!("{}/9", of("passed")),
            format!("{}/{}", of("jobs")["passed"], of("jobs")["required"]),
            format!("{days}d"),
            format!("{needed}"),
        ];
        let row = row(&rows, text(release, "/release"));
        checked(row, &allowed(&view, release, &pairs));
        // not only possible numbers, but these
        assert!(row.contains(&pairs[0]), "{} in {row:?}", pairs[0]);
        assert!(of("jobs")["required"] == 0 || row.contains(&pairs[1]), "{} in {row:?}", pairs[1]);
        let count = format!(" {} ", of("on_qa")["count"]);
        assert!(row.contains(&count), "{count:?} in {row:?}");
    }

    let (rows, view) =
        (screen(&snapshot, "4", GlyphSet::Unicode), json(&snapshot, &Wanted::Bugs(String::new())));
    let bugs = list(&view, "bugs");
    let untimed = bugs.iter().filter(|bug| bug["weight"] == "untimed").count();
    titled(&rows, &format!("ON_QA {} ─ {untimed} pre-merge verified", bugs.len()));
    for bug in bugs {
        let row = row(&rows, text(bug, "/key"));
        checked(row, &allowed(&view, bug, &[]));
        if let Ok(spent) = text(bug, "/ladder/spent").parse::<SignedDuration>() {
            let spent = format!("{}wh", spent.as_hours());
            assert!(row.contains(&spent), "{spent} in {row:?}");
        }
    }

    let wanted = Wanted::Shipment(String::new());
    let (rows, view) = (screen(&snapshot, "5", GlyphSet::Unicode), json(&snapshot, &wanted));
    let requests = list(&view, "merge_requests");
    titled(&rows, &format!("Merge requests {} ", requests.len()));
    for request in requests {
        let row = row(&rows, text(request, "/number"));
        checked(row, &allowed(&view, request, &[]));
        assert!(row.contains(text(request, "/approvals/words")), "{row:?}");
    }

    let wanted = Wanted::Health(String::new());
    let (rows, view) = (screen(&snapshot, "7", GlyphSet::Unicode), json(&snapshot, &wanted));
    let services = view["services"].as_object().unwrap();
    titled(&rows, &format!("Services {} ", services.len()));
    for (name, service) in services {
        checked(row(&rows, name), &allowed(&view, service, std::slice::from_ref(name)));
    }
}

#[test]
fn every_number_of_a_release_and_its_builds_equals_their_json() {
    let snapshot = week();
    let all = snapshot.board.releases.iter();
    let active: Vec<_> = all.filter(|known| known.activity == Activity::Active).collect();
    assert!(active.len() >= 8);
    for (nth, known) in active.into_iter().enumerate() {
        let (name, keys) = (known.release.to_string(), "J ".repeat(nth));

        let view = json(&snapshot, &Wanted::Release(known.release));
        let rows = screen(&snapshot, &format!("2 {keys}"), GlyphSet::Unicode);
        titled(&rows, &format!("── {name} ─"));
        titled(&rows, &format!("Tasks {} of 9", view["release"]["passed"]));
        for row in list(&view["release"], "flow") {
            let task = text(row, "/task/name");
            if task.is_empty() {
                continue;
            }
            // the left half: task, state, times
            let shown =
                rows.iter().find(|row| row.split('│').next().unwrap_or_default().contains(task));
            let shown = shown.unwrap_or_else(|| panic!("no {task} in {rows:#?}"));
            let left: String = shown.chars().take(96).collect();
            let usual = |key: &str| {
                let usual = text(row, &format!("/task/typical/{key}")).parse::<SignedDuration>();
                usual.map(time::span).unwrap_or_default()
            };
            let (low, high) = (usual("p10"), usual("p90"));
            let range = [
                format!("{low}–{high}"),
                format!("{}–{high}", low.trim_end_matches(char::is_alphabetic)),
                low,
            ];
            checked(&left, &allowed(&view, row, &range));
        }

        let view = json(&snapshot, &Wanted::Builds(Some(known.release)));
        let rows = screen(&snapshot, &format!("3 {keys}"), GlyphSet::Unicode);
        for build in list(&view, "builds")
            .iter()
            .filter(|build| build["name"] == name && build["arch"] == "amd64")
        {
            let required = list(build, "jobs").iter().filter(|job| job["optional"] == false);
            let (required, passed): (Vec<_>, Vec<_>) =
                required.map(|job| (job, job["verdict"] == "passed")).unzip();
            let passed = passed.into_iter().filter(|passed| *passed).count();
            let summary = rows.iter().find(|row| row.contains("required passed")).unwrap();
            let told = format!(" {passed}/{} ", required.len());
            assert!(summary.contains(&told), "{name}: {told} in {summary:?}");
        }
    }
}
