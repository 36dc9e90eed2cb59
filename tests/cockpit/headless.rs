//! The program without a screen: exit codes, what goes to which stream, and the same facts as the screen
//! (design/ux.md §17).

use std::io::{BufRead, BufReader};
use std::process::{Output, Stdio};

use oar_tui::sandbox::{Fault, Options, ServiceName};
use serde_json::Value;

use crate::small_world::{BUILD, BranchFiles, RELEASE, Served, program, statebox};
use crate::terminal::harness::Launch;

fn code(output: &Output) -> i32 {
    output.status.code().unwrap()
}

fn out(output: &Output) -> &str {
    std::str::from_utf8(&output.stdout).unwrap()
}

fn err(output: &Output) -> &str {
    std::str::from_utf8(&output.stderr).unwrap()
}

fn json(output: &Output) -> Value {
    serde_json::from_slice(&output.stdout).unwrap_or_else(|why| panic!("{why}: {}", out(output)))
}

fn small_world() -> Served {
    BranchFiles::new().serve(Options::default())
}

#[test]
fn each_way_to_end_has_its_exit_code() {
    let world = small_world();
    // arguments, exit code, words on standard error, words on standard output
    let cases: [(&str, i32, &str, &str); 14] = [
        ("overview --once", 0, "", "BLOCKED"),
        ("release 4.20.71 --once", 1, "no file is known for 4.20.71, did you mean 4.20.17?", ""),
        ("overview --once --columns release,stat", 2, "did you mean state?", ""),
        ("overview --once stat=BLOCKED", 2, "did you mean state", ""),
        ("release 4.20 --once", 2, "not a release such as 4.20.17", ""),
        ("overvew", 2, "overview", ""),
        ("overview --once --max-age soon", 2, "expected a duration such as 10m", ""),
        ("overview --once --max-age 1d", 0, "", RELEASE),
        ("overview --once --max-age 0s", 3, "", RELEASE),
        ("overview --once --fail-on attention", 4, "", RELEASE),
        ("release 4.20.17 --once -o csv", 0, "", "image-consistency-check,FAIL"),
        ("bugs --once sve=major", 2, "did you mean sev", ""),
        ("shipment --once --columns mr,pipelin", 2, "did you mean pipeline?", ""),
        ("health --once -o csv", 0, "", "sheets,not connected,–"),
    ];
    for (arguments, expected, told, shown) in cases {
        let arguments: Vec<&str> = arguments.split(' ').collect();
        let output = world.run(&arguments);
        assert_eq!(code(&output), expected, "{arguments:?}: {}", err(&output));
        assert!(err(&output).contains(told), "{arguments:?}: {}", err(&output));
        assert_eq!(out(&output).is_empty(), shown.is_empty(), "{arguments:?}: {}", out(&output));
        assert!(out(&output).contains(shown), "{arguments:?}: {}", out(&output));
    }
    let absent =
        program(world.home()).args(["--config", "absent.toml", "overview"]).output().unwrap();
    assert_eq!((code(&absent), err(&absent).contains("absent.toml")), (1, true));
}

#[test]
fn without_a_service_what_is_saved_is_printed_and_its_trouble_told_beside_it() {
    let world = small_world();
    let faults = world.running.faults(ServiceName::Github);
    faults.set(Fault::Status { code: 401, retry_after: None });
    let refused = world.run(&["--no-cache", "overview", "--once"]);
    assert_eq!(code(&refused), 5, "nothing known, and a login would help: {}", err(&refused));
    faults.clear();
    faults.set(Fault::Status { code: 500, retry_after: None });
    let failed = world.run(&["--no-cache", "overview", "--once"]);
    assert_eq!(code(&failed), 1, "nothing known: {}", err(&failed));
    assert!(err(&failed).contains("nothing is known from it"), "{}", err(&failed));
    faults.clear();

    assert_eq!(code(&world.run(&["overview", "--once"])), 0);
    faults.set(Fault::Status { code: 500, retry_after: None });
    let saved = world.run(&["overview", "--once", "-o", "json"]);
    assert_eq!((code(&saved), &json(&saved)["releases"][0]["state"]), (0, &"BLOCKED".into()));
    assert_eq!(json(&saved)["trouble"]["record"]["code"], "OAR-503");
    assert_ne!(json(&saved)["as_of"]["record"], Value::Null);
    assert!(err(&saved).contains("showing what was known at 2026-03-25T14:0"), "{}", err(&saved));
}

#[test]
fn the_json_says_what_the_screen_says() {
    // the same world twice: the scenario is made from a seed, and its clock stands nearly still
    let printed = program(std::path::Path::new("/"))
        .args(["--no-cache", "--demo", "overview", "--once", "-o", "json"])
        .output()
        .unwrap();
    let printed = json(&printed);
    let mut cockpit = Launch::new(&["demo"]).size(200, 60).start();
    let releases = printed["releases"].as_array().unwrap();
    assert!(releases.len() >= 8, "{}", releases.len());
    for release in releases {
        let text = |pointer: &str| match release.pointer(pointer).unwrap() {
            Value::String(text) => text.clone(),
            other => other.to_string(),
        };
        let jobs = match text("/jobs/required").as_str() {
            "0" => "–".to_owned(),
            required => format!("{}/{required}", text("/jobs/passed")),
        };
        let tasks = format!("{}/9", text("/passed"));
        let facts = [text("/release"), text("/state"), tasks, jobs, text("/now/what")];
        cockpit.wait_until(&format!("{facts:?}"), |screen| {
            screen.text().lines().any(|line| facts.iter().all(|fact| line.contains(fact)))
        });
    }
    let attention = printed["attention"].as_array().unwrap();
    assert_eq!(printed["schema_version"], 1);
    cockpit.shows(&[&format!("Needs a human now {}", attention.len())]);
    cockpit.press("Q").leaves_cleanly();
}

/// What a script asks of a view of the demo.
fn demo(view: &str) -> Value {
    let nowhere = std::path::Path::new("/");
    let arguments = ["--no-cache", "--demo", view, "--once", "-o", "json"];
    let output = program(nowhere).args(arguments).output().unwrap();
    assert_eq!(code(&output), 0, "{view}: {}", err(&output));
    json(&output)
}

#[test]
fn bugs_shipments_and_services_are_printed_with_everything_that_is_known() {
    let (bugs, shipment, health) = (demo("bugs"), demo("shipment"), demo("health"));
    let bugs = bugs["bugs"].as_array().unwrap();
    assert!(bugs.len() >= 10, "{}", bugs.len());
    for bug in bugs {
        assert!(bug["key"].as_str().unwrap().starts_with("OCPBUGS-"), "{bug:#}");
        assert_eq!(bug["summary"].is_null(), bug["restricted"] == true, "{bug:#}");
    }
    let requests = shipment["merge_requests"].as_array().unwrap();
    assert!(requests.len() >= 5, "{}", requests.len());
    for one in requests {
        // what was read of it has no unknown step
        let unknown = one["stage_release"]["weight"] == "Unknown";
        assert_eq!(one["state"].is_null(), unknown, "{one:#}");
        assert!(one["needs"].is_array() && one["number"].as_str().unwrap().starts_with('!'));
    }
    let services = health["services"].as_object().unwrap();
    assert_eq!(services["jira"]["circuit"], "closed");
    assert!(services["gitlab"]["own"]["calls"].as_u64().unwrap() > 0);
    assert_eq!(services["gitlab"]["own"]["errors"], 0);
}

#[test]
fn a_build_says_everything_that_scripts_ask_for() {
    let world = small_world();
    let printed = json(&world.run(&["builds", RELEASE, "--once", "-o", "json"]));
    let builds = printed["builds"].as_array().unwrap();
    let build = builds.iter().find(|build| build["name"] == BUILD).unwrap();
    let expected = [
        ("/stream", Value::from("nightly")),
        ("/arch", "amd64".into()),
        ("/phase", "Accepted".into()),
        ("/aggregated", false.into()),
        ("/accepted", Value::Null),
        ("/manual_promotion", false.into()),
        ("/plan/state", "complete".into()),
        ("/plan/present", 1.into()),
        ("/plan/expected", 1.into()),
        ("/jobs/0/verdict", "passed".into()),
        ("/jobs/0/runs/0/state", "success".into()),
    ];
    for (pointer, value) in expected {
        assert_eq!(build.pointer(pointer), Some(&value), "{pointer} of {build:#}");
    }
    let all = json(&world.run(&["builds", "--once", "-o", "json"]));
    assert_eq!(all["builds"], printed["builds"], "there is but one y-stream");
}

#[test]
fn columns_are_picked_and_ordered_and_headings_left_out() {
    let world = small_world();
    let run = |form: &str, more: &[&str]| {
        let mut arguments = vec!["overview", "--once", "-o", form, "--columns", "state,release"];
        arguments.extend(more);
        let output = world.run(&arguments);
        // that build data are not there is told where it does not mix with the data
        assert!(err(&output).contains("build-data"), "{}", err(&output));
        out(&output).to_owned()
    };
    assert_eq!(run("csv", &["--no-headers"]), "BLOCKED,4.20.17\r\n");
    assert_eq!(run("csv", &[]), "state,release\r\nBLOCKED,4.20.17\r\n");
    assert_eq!(run("md", &[]), "| state | release |\n| --- | --- |\n| BLOCKED | 4.20.17 |\n");
    assert_eq!(run("table", &[]), "STATE    RELEASE\nBLOCKED  4.20.17\n");
}

#[test]
fn a_wrong_key_of_the_configuration_is_told_beside_the_data() {
    let world = small_world();
    world.configure("poll_often = true\n[ui]\nteme = \"mono\"\n");
    let output = world.run(&["overview", "--once", "-o", "json"]);
    assert_eq!((code(&output), &json(&output)["releases"][0]["release"]), (0, &RELEASE.into()));
    assert!(
        err(&output).contains("ui.teme") && err(&output).contains("ui.theme"),
        "{}",
        err(&output)
    );
}

#[test]
fn the_sandbox_tells_in_one_line_when_it_is_ready_and_its_profile_works() {
    let files = BranchFiles::new();
    let profile = files.path().join("oar.toml");
    let mut sandbox = program(files.path());
    sandbox.args(["sandbox", "--data"]).arg(files.path());
    sandbox.arg("--write-profile").arg(&profile).stdout(Stdio::piped());
    let mut sandbox = sandbox.spawn().unwrap();
    let mut line = String::new();
    BufReader::new(sandbox.stdout.take().unwrap()).read_line(&mut line).unwrap();
    let ready: Value = serde_json::from_str(&line).unwrap();
    let services = ready["services"].as_object().unwrap();
    for service in ["github", "streams"] {
        assert!(services.contains_key(service), "{line}");
    }
    assert!(services.values().all(|one| one["base_url"].as_str().unwrap().contains("://127.")));
    assert!(services["github"]["token"].is_string() && services["github"]["user"].is_string());

    let mut cockpit = program(files.path());
    let printed =
        cockpit.arg("--config").arg(&profile).args(["overview", "--once"]).output().unwrap();
    assert!(out(&printed).contains(RELEASE), "{}", err(&printed));
    let ended = std::process::Command::new("kill").arg(sandbox.id().to_string()).status();
    assert!(ended.unwrap().success());
    assert_eq!(sandbox.wait().unwrap().code(), Some(0));
}

#[test]
fn a_recording_is_played_and_every_change_told_with_its_cause() {
    let folder = tempfile::tempdir().unwrap();
    let path = format!("_releases/4.20/statebox/{RELEASE}.yaml");
    let line = |at: &str, text: &str| {
        let text = Value::from(text);
        format!(r#"{{"at": "{at}", "path": "{path}", "op": "put", "text": {text}}}"#)
    };
    let failed = statebox(RELEASE, "2 of 193 images differ");
    let running = failed.replace("status: Fail", "status: In Progress");
    let put =
        |name: &str, line: String| std::fs::write(folder.path().join(name), line + "\n").unwrap();
    put("z-stream-seed.jsonl", line("2026-03-25T09:10:30Z", &running));
    put("z-stream.jsonl", line("2026-03-25T10:10:30Z", &failed));

    let play = |form: &str| {
        let mut replay = program(folder.path());
        replay.arg("replay").arg(folder.path()).args(["-o", form]).output().unwrap()
    };
    let report = json(&play("json"));
    let changes = report["changes"].as_array().unwrap();
    let told = |pointer: &str| changes[0].pointer(pointer).and_then(Value::as_str).unwrap();
    assert_eq!(changes.len(), 1, "{report:#}");
    assert_eq!([told("/before"), told("/after")], ["ACT", "BLOCKED"]);
    assert_eq!(told("/at"), "2026-03-25T10:10:30Z");
    assert!(told("/causes/0").contains("image-consistency-check"), "{report:#}");
    let table = play("table");
    assert!(out(&table).contains("ACT") && out(&table).contains("BLOCKED"), "{}", out(&table));
    assert!(err(&table).contains("1 files before, 1 events, 1 changes"), "{}", err(&table));

    put("z-stream.jsonl", "{\"at\": \"soon\"".to_owned());
    let broken = play("json");
    assert_eq!((code(&broken), out(&broken)), (1, ""));
    assert!(err(&broken).contains("z-stream.jsonl:1"), "{}", err(&broken));
}
