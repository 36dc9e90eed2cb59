//! Situations for the tests of drawing. Nothing is drawn that did not come the way of the program: texts
//! of the services ([`outside`]) are read, told as events and taken in by the store.

pub mod bugs;
pub mod outside;
pub mod results;
pub mod runs;
pub mod shipments;
pub mod statebox;
pub mod week;

use std::fmt::Write as _;
use std::sync::LazyLock;

use outside::{Heard, Outside, first_sources};
use statebox::StateBoxText;

use crate::domain::source::{Branch, Source};
use crate::domain::time::{SignedDuration, Timestamp};
use crate::domain::trouble::Trouble;
use crate::domain::version::Release;
use crate::store::{News, Snapshot};

/// Wed 25 Mar 2026, 14:07 UTC.
pub fn now() -> Timestamp {
    at("25 14:07")
}

/// `25 09:31` of the sample's month; a whole RFC 3339 time is taken as it is.
pub fn at(text: &str) -> Timestamp {
    let whole = || format!("2026-03-{}:00Z", text.replace(' ', "T")).parse().unwrap();
    text.parse().unwrap_or_else(|_| whole())
}

pub fn minutes_ago(minutes: i64) -> Timestamp {
    now() - SignedDuration::from_mins(minutes)
}

pub fn release(text: &str) -> Release {
    text.parse().unwrap()
}

/// A text in quotes, as YAML and JSON both read it.
fn quoted(text: &str) -> String {
    let mut quoted = "\"".to_owned();
    for c in text.chars() {
        match c {
            '"' | '\\' => quoted.extend(['\\', c]),
            c if c.is_control() || ('\u{2000}'..'\u{2070}').contains(&c) => {
                write!(quoted, "\\u{:04x}", c as u32).unwrap();
            }
            c => quoted.push(c),
        }
    }
    quoted + "\""
}

// --- the week, in different states of health ------------------------------------------------------

/// Minutes since a source answered, in the ordinary course of things: one is stale.
pub fn ordinary(source: Source) -> i64 {
    match source {
        Source::Branch(Branch::Main) => 22,
        Source::Tags(_) => 1,
        _ => 3,
    }
}

/// Everything answers.
pub fn heard(outside: &Outside) -> Snapshot {
    Heard::all(outside, ordinary).snapshot()
}

/// The release week.
pub fn week() -> Snapshot {
    static WEEK: LazyLock<Snapshot> = LazyLock::new(|| heard(&week::outside()));
    WEEK.clone()
}

/// The week with another StateBox.
pub fn week_with(boxed: &StateBoxText) -> Snapshot {
    let mut outside = week::outside();
    outside.statebox(boxed);
    heard(&outside)
}

/// The week with another result file.
pub fn week_with_results(results: &results::ResultsText) -> Snapshot {
    let mut outside = week::outside();
    outside.results(results);
    heard(&outside)
}

/// The same week, last read 41 minutes ago.
pub fn stale() -> Snapshot {
    Heard::all(&week::outside(), |_| 41).snapshot()
}

/// Everything was read once; now the record branch is in trouble.
pub fn record_in(outside: &Outside, trouble: &Trouble) -> Snapshot {
    let mut heard = Heard::all(outside, ordinary);
    heard.trouble(Source::Branch(Branch::Record), trouble);
    heard.snapshot()
}

/// The week, and github is in trouble.
pub fn github_in(trouble: Trouble) -> Snapshot {
    record_in(&week::outside(), &trouble)
}

fn no_route() -> Trouble {
    Trouble::Unreachable { detail: "no route to host".to_owned() }
}

/// The week, and nothing can be reached any more.
pub fn offline() -> Snapshot {
    let outside = week::outside();
    let mut heard = Heard::all(&outside, ordinary);
    outside.sources().into_iter().for_each(|source| heard.trouble(source, &no_route()));
    heard.snapshot()
}

/// Started from a cache of nine hours ago; nobody answered yet.
pub fn from_cache() -> Snapshot {
    let outside = week::outside();
    let mut heard = Heard::all(&outside, |_| 9 * 60);
    for source in outside.sources() {
        heard.event(source, minutes_ago(9 * 60), Ok(News::Unchanged), None);
    }
    heard.snapshot()
}

// --- nothing to show ------------------------------------------------------------------------------

/// First start: the first sources are asked, none answered.
pub fn first_start() -> Snapshot {
    Heard::asking(first_sources()).snapshot()
}

/// First start, and no source gives an answer.
pub fn nothing_known(trouble: &Trouble) -> Snapshot {
    let mut heard = Heard::asking(first_sources());
    first_sources().into_iter().for_each(|source| heard.trouble(source, trouble));
    heard.snapshot()
}

/// Everything answers, and the branches are empty.
pub fn empty() -> Snapshot {
    heard(&Outside::default())
}

/// No service is configured.
pub fn nothing_connected() -> Snapshot {
    Heard::default().snapshot()
}

// --- odd documents --------------------------------------------------------------------------------

/// A StateBox and a result file that are none, and a StateBox of which a part cannot be used.
pub fn broken_files() -> Outside {
    let mut outside = week::outside();
    let not_yaml = "release: 4.15.60\ntasks:\n- name: a\n  b\n c: d\n";
    outside.file(Branch::ZStream, "4.15/statebox/4.15.60.yaml", not_yaml, "25 12:00");
    let page = "<html><body>504</body></html>";
    outside.file(Branch::Record, "ocp-test-result-4.18.36-amd64.json", page, "25 12:00");
    outside.statebox(&week::in_stage_testing().task("test-task", "Pass", "", "", ""));
    outside
}

/// The week with files that are broken.
pub fn broken() -> Snapshot {
    heard(&broken_files())
}

/// Wide, combining and right-to-left characters, and what would steer a terminal.
pub const UNRULY: &str = "日本語 e\u{301}\u{301} 👩‍👩‍👧‍👦 שלום \u{202e}abc\x1b[2J\ttab \u{9b}31m ";

/// The week with texts that break tables, wherever a document has room for a text.
pub fn unruly() -> Snapshot {
    let text = UNRULY.repeat(4);
    let text = text.trim_end();
    let mut outside = week::outside();
    let lines = format!("{text}\n\n{text}");
    outside.statebox(
        &week::blocked()
            .ticket(text)
            .candidate(&format!("4.20.0-0.{text}"))
            .passed("analyze-candidate-build", "23 11:02", 6, &format!("Waived: {lines}"))
            .task("image-consistency-check", "Fail", "25 09:31", "25 10:55", &lines)
            .task("stage-testing", "In Progress", "25 13:02", "", &lines)
            .blocker(&lines, "25 09:00", text)
            .note(&lines, "25 09:01", "stage-testing"),
    );
    outside.statebox(&week::in_stage_testing().blocker(text, "25 10:00", ""));
    let job = |n: u8| format!("periodic-{text}-{n}-f999");
    let results = results::ResultsText::of("4.20.17", "24 22:30");
    outside.results(
        &results
            .named(&job(1), "S")
            .named(&job(2), "FSF")
            .failing(&[text, text])
            .named(&job(3), "E")
            .from("25 09:40")
            .named(&job(4), "FPT"),
    );
    outside.file(Branch::ZStream, "4.16/4.16.z.yaml", &quoted(text), "25 12:00");
    let key = format!("releases: {{{}: {{}}}}\n", quoted(text));
    outside.file(Branch::ZStream, "4.14/4.14.z.yaml", &key, "25 12:00");
    heard(&outside)
}

#[test]
fn what_is_put_in_quotes_is_read_back_by_yaml_and_json() {
    let text = format!("{UNRULY}\n\"\\ \u{2028}\u{feff}\u{7f}");
    assert_eq!(serde_json::from_str::<String>(&quoted(&text)).unwrap(), text);
    assert_eq!(yaml_serde::from_str::<String>(&quoted(&text)).unwrap(), text);
}

#[test]
fn the_week_is_what_its_documents_say() {
    let snapshot = week();
    let words: Vec<String> = snapshot
        .board
        .releases
        .iter()
        .map(|known| {
            let passed = known.passed.map_or("?".to_owned(), |passed| passed.to_string());
            format!("{} {} {passed}/9", known.release, known.state.word())
        })
        .collect();
    assert_eq!(
        words,
        [
            "4.21.7 BLOCKED 8/9",
            "4.20.17 BLOCKED 4/9",
            "4.18.36 ACT 8/9",
            "4.19.27 RUNNING 6/9",
            "4.17.52 WAITING 3/9",
            "4.16.59 NOT STRT 0/9",
            "4.12.88 READY 9/9",
            "4.14.63 READY 9/9",
            "4.20.16 READY 9/9",
        ]
    );
    assert_eq!(snapshot.board.complaints, []);
}
