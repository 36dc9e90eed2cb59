//! Files as nobody should write them, among healthy ones: each is named with the place where it is wrong,
//! the others are read, and nothing of them can steer a terminal.

use std::process::Output;

use oar_tui::sandbox::Options;
use serde_json::Value;

use crate::small_world::{BranchFiles, NEWEST, RELEASE, Served, results, statebox};
use crate::terminal::bytes;
use crate::terminal::harness::Launch;

/// Title, clearing, colours, a bell, both sets of control bytes, a turned direction.
const EVIL: &str =
    "\u{1b}]0;EVIL\u{7}\u{1b}[2J\u{1b}[31mRED\u{9b}31m\u{202e}turned\u{0}\r\nnext\u{7f}";

/// As it stands in JSON and in a YAML text in double quotes, all of it escaped.
fn evil() -> String {
    let letters = EVIL.chars().map(|c| match c {
        ' '..='~' => c.to_string(),
        other => format!("\\u{:04x}", u32::from(other)),
    });
    format!("\"{}\"", letters.collect::<String>())
}

fn result_file(build: &str) -> String {
    format!("record/ocp-test-result-{build}-amd64.json")
}

fn statebox_file(release: &str) -> String {
    format!("z-stream/4.20/statebox/{release}.yaml")
}

/// File, content, and what has to be said of it: nothing where it can be read whole.
fn nasty() -> Vec<(String, Vec<u8>, &'static str)> {
    let result =
        |build: &str, content: String, said| (result_file(build), content.into_bytes(), said);
    let sb =
        |release: &str, content: String, said| (statebox_file(release), content.into_bytes(), said);
    let good = |build: &str| results(build);
    let evil_result = format!(
        r#"{{"result": [{{"jobName": {e}, "firstJob": {{"jobID": {e}, "jobURL": {e}, "jobState": {e},
            "jobStartTime": {e}, "jobCompletionTime": {e}}}, "retriedJobs": [{{"jobID": {e}}}]}}],
            "build": {{"name": {e}, "phase": {e}, "pullSpec": {e}, "downloadURL": {e}}}, "accepted": {e}}}"#,
        e = evil()
    );
    let evil_box = format!(
        "schema_version: {e}\nrelease: {e}\nupdated_at: {e}\nmetadata:\n  jira_ticket: {e}\n  \
         advisory_ids: {{{e}: {e}}}\n  release_date: {e}\n  candidate_builds: {{x86_64: {e}}}\n  \
         shipment_mr: {e}\ntasks:\n- name: {e}\n  status: {e}\n- name: stage-testing\n  status: Fail\n  \
         started_at: {e}\n  completed_at: {e}\n  result: {e}\nissues:\n- issue: {e}\n  reported_at: {e}\n  \
         resolved: false\n  resolution: {e}\n  blocker: true\n  related_tasks: [{e}]\n",
        e = evil()
    );
    let laughs = "a: &a [x, x, x, x, x, x, x, x]\nb: &b [*a, *a, *a, *a, *a, *a, *a, *a]\n\
        c: &c [*b, *b, *b, *b, *b, *b, *b, *b]\nd: &d [*c, *c, *c, *c, *c, *c, *c, *c]\n\
        e: &e [*d, *d, *d, *d, *d, *d, *d, *d]\nf: &f [*e, *e, *e, *e, *e, *e, *e, *e]\ntasks: *f\n";
    let mut bytes = good("4.20.4").into_bytes();
    bytes.splice(20..20, [0xff, 0xfe]);
    let mut latin = statebox("4.20.24", "gr\u{fc}n").into_bytes();
    let at = latin.windows(2).position(|two| two == "\u{fc}".as_bytes()).unwrap();
    latin.splice(at..at + 2, [0xfc]);
    vec![
        result("4.20.1", r#"{"result": ["#.into(), "line 1 column 12: not JSON: ends too early"),
        result("4.20.2", "<!DOCTYPE html><title>Sign in</title>".into(), "is a web page"),
        result("4.20.3", String::new(), "empty"),
        (result_file("4.20.4"), bytes, "not UTF-8"),
        result("4.20.5", format!("\u{feff}{}", good("4.20.5").replace('\n', "\r\n")), ""),
        result("4.20.6", r#"{"result": null, "build": null}"#.into(), "no list of jobs"),
        result(
            "4.20.7",
            r#"{"result": [null, {"jobName": null, "firstJob": null}], "build": {"name": "4.20.7",
            "phase": "Accepted"}}"#
                .into(),
            "result[0]",
        ),
        result(
            "4.20.8",
            good("4.20.8").replace("\"https://deck.example/1\"", "1e999"),
            "number out of range",
        ),
        result("4.20.9", "[".repeat(20_000), "recursion limit"),
        result("4.20.10", evil_result, "build.name"),
        result(
            "4.20.11",
            good("4.20.11").replace("2026-03-19T08", "2026-13-45T99"),
            "jobStartTime",
        ),
        result("4.20.12", good("4.20.12").replace("success", &"s".repeat(30_000)), "jobState"),
        result("4.20.13", "\"4.20.13\"".into(), "is the text"),
        sb("4.20.18", "tasks: [unclosed".into(), "line 1"),
        sb("4.20.19", evil_box, "tasks"),
        sb(
            "4.20.20",
            "release: null\nmetadata: null\ntasks: null\nissues: null\n".into(),
            "release: is missing",
        ),
        sb("4.20.21", laughs.into(), "repetition limit"),
        sb(
            "4.20.22",
            statebox("4.20.22", "x").replace("2026-03-25T09:10:00Z", "yesterday"),
            "started_at",
        ),
        sb("4.20.23", format!("\u{feff}{}", statebox("4.20.23", "x").replace('\n', "\r\n")), ""),
        (statebox_file("4.20.24"), latin, "not UTF-8"),
        sb("4.20.25", String::new(), "empty"),
        sb("4.20.26", "<html><body>Sign in</body></html>".into(), "an HTML page"),
        sb("4.20.27", statebox("4.20.27", &"long ".repeat(6_000)), ""),
        sb("4.20.28", format!("tasks: {}{}\n", "[".repeat(5_000), "]".repeat(5_000)), "line"),
        (
            "z-stream/4.21/4.21.z.yaml".into(),
            b"releases: soon\n".to_vec(),
            "a text instead of a map",
        ),
        (
            "z-stream/4.22/4.22.z.yaml".into(),
            b"releases:\n  4.22.1: soon\n  4.22.2: {}\n".to_vec(),
            "4.22.1",
        ),
        (
            "z-stream/4.19/4.19.z.yaml".into(),
            format!("releases:\n  {}: {{}}\n  4.19.1: {{release_jira: {}}}\n", evil(), evil())
                .into(),
            "not a release",
        ),
        ("registry/ocp-4.21-test-jobs-amd64.json".into(), b"{\"nightly\": [{]}".to_vec(), "line 1"),
        (
            "registry/ocp-4.22-test-jobs-amd64.json".into(),
            format!(r#"{{"nightly": [{{"prowJob": {}}}], "stable": 7}}"#, evil()).into(),
            "stable",
        ),
    ]
}

fn world() -> (BranchFiles, Served) {
    let files = BranchFiles::new();
    for (name, content, _) in nasty() {
        files.put(&name, content);
    }
    let world = files.serve(Options { now: NEWEST.parse().ok(), ..Options::default() });
    (files, world)
}

/// The lines of standard error about a file.
fn told<'a>(output: &'a Output, file: &str) -> Vec<&'a str> {
    let text = std::str::from_utf8(&output.stderr).unwrap();
    let about = format!("oar-tui: _releases/{file}: ");
    text.lines().filter_map(|line| line.strip_prefix(&about)).collect()
}

/// Neither stream holds anything that steers a terminal, and the words are there.
fn is_clean(output: &Output, line_end: &str) -> String {
    let strange = |bytes: &[u8], line_end: &str| {
        let text = String::from_utf8(bytes.to_vec()).unwrap().replace(line_end, " ");
        text.find(bytes::is_control).map(|at| text[at..].chars().take(60).collect::<String>())
    };
    assert_eq!(strange(&output.stdout, line_end), None);
    assert_eq!(strange(&output.stderr, "\n"), None);
    String::from_utf8(output.stdout.clone()).unwrap()
}

#[test]
fn each_broken_file_is_named_with_the_place_and_costs_no_other() {
    let (_files, world) = world();
    let output = world.run(&["overview", "--once", "-o", "table", "--columns", "release,state"]);
    let mut wrong = Vec::new();
    for (name, _, said) in nasty() {
        let file = name.split_once('/').unwrap().1;
        let told = told(&output, file);
        println!("{file}: {}", told.join(" | "));
        let named = told.iter().any(|line| line.contains(said));
        if named == said.is_empty() || told.iter().any(|line| line.len() > 400) {
            wrong.push(format!("{file}: {said:?} is not what is said: {told:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    let states = std::str::from_utf8(&output.stdout).unwrap();
    for (release, word) in [
        (RELEASE, "BLOCKED"),
        ("4.20.23", "BLOCKED"),
        ("4.20.27", "BLOCKED"),
        ("4.20.26", "UNKNOWN"),
        ("4.20.21", "UNKNOWN"),
        ("4.20.20", "NOT STRT"),
        ("4.22.2", "NOT STRT"),
    ] {
        let line = states.lines().find(|line| line.starts_with(&format!("{release} ")));
        assert!(line.is_some_and(|line| line.ends_with(word)), "{release} {word}: {line:?}");
    }
}

#[test]
fn a_healthy_release_reads_the_same_alone_and_among_broken_ones() {
    let (_files, among) = world();
    let now = NEWEST.parse().ok();
    let alone = BranchFiles::new().serve(Options { now, ..Options::default() });
    let release = |world: &Served| {
        let output = world.run(&["release", RELEASE, "--once", "-o", "json"]);
        let mut json: Value = serde_json::from_slice(&output.stdout).unwrap();
        let mut flow = json["release"]["flow"].take();
        for row in flow.as_array_mut().unwrap() {
            // usual lengths come from all files together
            row.as_object_mut().unwrap().remove("typical");
        }
        let mut jobs = json["builds"][0]["jobs"].take();
        for run in jobs.as_array_mut().unwrap().iter_mut().map(|job| &mut job["runs"][0]) {
            // when Prow was asked
            run["evidence"].as_object_mut().unwrap().remove("looked");
        }
        let words = ["state", "reasons", "now", "due", "facts", "issues", "jobs", "attention"];
        (flow, words.map(|word| json["release"][word].take()), jobs)
    };
    let (among, alone) = (release(&among), release(&alone));
    assert_eq!(among.0, alone.0);
    assert_eq!(among.1, alone.1);
    assert_eq!(among.2, alone.2);
    assert_eq!(alone.1[0], "BLOCKED");
}

#[test]
fn no_form_of_no_view_lets_a_control_byte_through() {
    let (_files, world) = world();
    let views: [(&[&str], &str); 4] = [
        (&["overview", "--all"], "4.20.19"),
        (&["release", "4.20.19"], "stage-testing"),
        (&["builds", "4.20.10"], "4.20.10"),
        (&["builds"], "4.20.0-0.nightly"),
    ];
    for (view, word) in views {
        for form in ["table", "json", "csv", "md"] {
            let output = world.run(&[view, &["--once", "-o", form]].concat());
            assert_eq!(output.status.code(), Some(0), "{view:?} {form}");
            let out = is_clean(&output, if form == "csv" { "\r\n" } else { "\n" });
            assert!(out.contains(word), "{view:?} {form}: {out}");
        }
    }
    // the evil release was read, not left out: its words are there, its control bytes are not
    let evil = is_clean(&world.run(&["release", "4.20.19", "--once", "-o", "json"]), "\n");
    assert!(evil.contains("EVIL") && evil.contains("turned"), "{evil}");
}

#[test]
fn whatever_is_opened_in_the_cockpit_nothing_of_the_data_steers_the_terminal() {
    let (_files, world) = world();
    let starts: [&[&str]; 3] = [&["overview"], &["release", "4.20.19"], &["builds", "4.20.10"]];
    for (columns, rows) in [(20, 4), (120, 40)] {
        let mut evil = 0;
        for start in starts {
            let arguments = [&["--no-cache", "--config", world.profile()], start].concat();
            let mut cockpit = Launch::new(&arguments).size(columns, rows).start();
            cockpit.shows(&["4.2"]);
            for key in ["2", "V", "q", "3", "\r", "V", "q", "1"] {
                cockpit.press_and_see(key);
            }
            let before = cockpit.screen().pictures.len();
            cockpit.press("!").wait_until("what is wrong", |screen| screen.pictures.len() > before);
            cockpit.press("\x03");
            evil += cockpit.screen().pictures.concat().matches("EVIL").count();
            let ended = cockpit.press("Q").leaves_cleanly();
            assert_eq!(bytes::foreign(&ended.bytes), Vec::<String>::new(), "{start:?} {columns}");
            assert_eq!(ended.code, 0);
        }
        assert!(columns == 20 || evil > 0, "what is evil was never shown");
    }
}
