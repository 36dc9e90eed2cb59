//! Conformance of the rules with real files: registries, result files and pointers as they were
//! committed. `OAR_TUI_DATA` names a folder with such files; without it these tests are skipped.
//!
//! Files are found by their names anywhere below the folder, so any other real files can be tried.

use std::collections::BTreeMap;
use std::fs;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};

use flate2::read::MultiGzDecoder;
use oar_tui::domain::acceptance::{Completeness, Judgement, judge_build};
use oar_tui::domain::arch::Arch;
use oar_tui::domain::builds::result_file_name;
use oar_tui::domain::complaint::Complaint;
use oar_tui::domain::document::{DocumentKey, FOLDER};
use oar_tui::domain::durations::Durations;
use oar_tui::domain::registry::Registry;
use oar_tui::domain::results::{Results, read_latest};
use oar_tui::domain::source::Branch;
use oar_tui::domain::version::YStream;
use serde::Deserialize;

/// The folder with real files.
fn data() -> Option<PathBuf> {
    let folder = std::env::var_os("OAR_TUI_DATA").map(PathBuf::from);
    if folder.is_none() {
        println!("skipped: OAR_TUI_DATA names no folder with real files");
    }
    folder
}

/// A file with the name it had in its branch: fixtures carry `@COMMIT` before the ending.
struct File {
    at: PathBuf,
    name: String,
}

/// Every file below the folder.
fn files(folder: &Path) -> Vec<File> {
    let mut found = Vec::new();
    let mut open = vec![folder.to_owned()];
    while let Some(folder) = open.pop() {
        for entry in fs::read_dir(&folder).unwrap() {
            let at = entry.unwrap().path();
            if at.is_dir() {
                open.push(at);
                continue;
            }
            let name = at.file_name().unwrap().to_string_lossy();
            let name = match name.rsplit_once('@') {
                Some((start, end)) => {
                    format!("{start}{}", end.find('.').map_or("", |dot| &end[dot..]))
                }
                None => name.into_owned(),
            };
            found.push(File { at, name });
        }
    }
    found.sort_by(|one, other| one.at.cmp(&other.at));
    found
}

impl File {
    fn text(&self) -> String {
        String::from_utf8_lossy(&fs::read(&self.at).unwrap()).into_owned()
    }

    /// Lies in a folder of that name, so it is a branch as it stands and no fixture.
    fn is_in(&self, folder: &str) -> bool {
        self.at.parent().and_then(Path::file_name).is_some_and(|name| name == folder)
    }
}

fn is_pointer(name: &str) -> bool {
    name.starts_with("ocp-latest-") && name.ends_with(".json")
}

fn registries(files: &[File]) -> BTreeMap<(YStream, Arch), Registry> {
    let registries = files.iter().filter(|file| file.name.contains("-test-jobs-"));
    let read = |file: &File| {
        let (registry, complaints) = Registry::read(&file.name, &file.text());
        assert_eq!(complaints, [], "{}", file.at.display());
        registry.map(|registry| ((registry.y, registry.arch), registry))
    };
    registries.filter_map(read).collect()
}

fn judged(results: &Results, registries: &BTreeMap<(YStream, Arch), Registry>) -> Judgement {
    let y = results.build.name.y().expect("the name was read");
    judge_build(results, registries.get(&(y, results.arch)))
}

/// A document, or a complaint that says where and what: the two ways in which a file may be read.
fn check_read(path: &str, is_read: bool, complaints: &[Complaint]) {
    assert!(is_read || !complaints.is_empty(), "{path}: neither read nor refused");
    for complaint in complaints {
        assert_eq!(complaint.path, path);
        assert!(!complaint.what.is_empty());
        let text = complaint.to_string();
        assert!(text.len() < 600 && !text.chars().any(char::is_control), "{text:?}");
    }
}

#[test]
fn registries_of_the_branch_are_read_without_a_complaint() {
    let Some(folder) = data() else { return };
    let files = files(&folder);
    let registries = registries(&files);
    let is_registry =
        |file: &&File| DocumentKey::of(Branch::Main, &format!("{FOLDER}{}", file.name)).is_some();
    assert_eq!(registries.len(), files.iter().filter(is_registry).count());
    for registry in registries.values() {
        let mut jobs = registry.nightly.iter().chain(&registry.stable);
        let is_sound = |retries: u8| retries >= 2 && retries.is_multiple_of(2);
        assert!(jobs.all(|job| job.name.0.starts_with("periodic-ci-") && is_sound(job.retries)));
    }
}

#[test]
fn pointers_of_the_branch_are_read_without_a_complaint() {
    let Some(folder) = data() else { return };
    for file in files(&folder).iter().filter(|file| file.is_in("record") && is_pointer(&file.name))
    {
        let (build, complaints) = read_latest(&file.name, &file.text());
        assert_eq!(complaints, [], "{}", file.at.display());
        assert!(build.is_some(), "{}", file.at.display());
    }
}

/// Every recorded `aggregated` and `accepted` of the branch is what the rules say, and beside the
/// verdicts stands whether the plan was complete.
#[test]
fn recorded_verdicts_are_recomputed_equal() {
    let Some(folder) = data() else { return };
    let files = files(&folder);
    let registries = registries(&files);
    let (mut all, mut agree) = (0, 0);
    let mut plans = BTreeMap::<&str, u32>::new();
    for file in files.iter().filter(|file| file.is_in("record")) {
        if result_file_name(&file.name).is_none() {
            continue;
        }
        let (results, complaints) = Results::read(&file.name, &file.text());
        assert_eq!(complaints, [], "{}", file.at.display());
        let results = results.unwrap();
        let judgement = judged(&results, &registries);
        let recorded = results.aggregated.unwrap_or(false);
        assert_eq!(judgement.all_completed, recorded, "{}: aggregated", file.name);
        if let Some(accepted) = results.accepted {
            assert_eq!(judgement.accepted, accepted, "{}: accepted", file.name);
            agree += 1;
        }
        all += 1;
        *plans.entry(plan(judgement.completeness)).or_default() += 1;
    }
    println!("{all} result files, {agree} verdicts agree, plans: {plans:?}");
    // The sample that reference/test-results.md §3 was measured on.
    if all == 350 {
        assert_eq!(agree, 349);
        assert_eq!((plans["incomplete"], plans["not known"]), (25, 62));
    }
}

fn plan(completeness: Completeness) -> &'static str {
    match completeness {
        Completeness::Complete { .. } => "complete",
        Completeness::Incomplete { present, expected } => {
            assert!(present < expected);
            "incomplete"
        }
        Completeness::NotKnown => "not known",
    }
}

#[test]
fn every_other_file_is_read_or_refused_precisely_and_judged() {
    let Some(folder) = data() else { return };
    let files = files(&folder);
    let registries = registries(&files);
    let mut complained = 0;
    for file in files.iter().filter(|file| file.name.ends_with(".json")) {
        let text = file.text();
        let complaints = if is_pointer(&file.name) {
            let (build, complaints) = read_latest(&file.name, &text);
            check_read(&file.name, build.is_some(), &complaints);
            complaints
        } else if file.name.starts_with("ocp-test-result-") {
            let (results, complaints) = Results::read(&file.name, &text);
            check_read(&file.name, results.is_some(), &complaints);
            if let Some(results) = results {
                let judgement = judged(&results, &registries);
                assert_eq!(judgement.jobs.len(), results.jobs.len());
            }
            complaints
        } else {
            continue;
        };
        complained += usize::from(!complaints.is_empty());
        complaints.iter().for_each(|complaint| println!("{complaint}"));
    }
    println!("{complained} files with complaints");
}

/// A line of the replay and of the history of result files; other fields do not matter here.
#[derive(Deserialize)]
struct Line {
    path: String,
    content: Option<serde_json::Value>,
    text: Option<String>,
}

#[test]
fn every_revision_of_the_past_is_read_or_refused_precisely_and_judged() {
    let Some(folder) = data() else { return };
    let files = files(&folder);
    let registries = registries(&files);
    let (mut read, mut complained) = (0, BTreeMap::<String, u32>::new());
    for file in files.iter().filter(|file| file.name.ends_with(".jsonl.gz")) {
        let lines = BufReader::new(MultiGzDecoder::new(fs::File::open(&file.at).unwrap())).lines();
        for line in lines {
            // Other streams have other lines.
            let Ok(line) = serde_json::from_str::<Line>(&line.unwrap()) else { continue };
            let name = line.path.rsplit('/').next().unwrap();
            let text = match (line.text, line.content) {
                (Some(text), _) => text,
                (None, Some(content)) => content.to_string(),
                (None, None) => continue,
            };
            let complaints = if is_pointer(name) {
                let (build, complaints) = read_latest(name, &text);
                check_read(name, build.is_some(), &complaints);
                complaints
            } else if name.starts_with("ocp-test-result-") {
                let (results, complaints) = Results::read(name, &text);
                check_read(name, results.is_some(), &complaints);
                if let Some(results) = results {
                    judged(&results, &registries);
                }
                complaints
            } else {
                continue;
            };
            read += 1;
            if let Some(first) = complaints.first() {
                *complained.entry(first.to_string()).or_default() += 1;
            }
        }
    }
    println!("{read} revisions, {} complaints", complained.len());
    complained.iter().for_each(|(complaint, times)| println!("{times}× {complaint}"));
}

#[test]
fn usual_lengths_of_jobs_come_out_of_the_branch_in_a_plausible_size() {
    let Some(folder) = data() else { return };
    let files = files(&folder);
    let read = |file: &File| Results::read(&file.name, &file.text()).0;
    let results: Vec<Results> = files
        .iter()
        .filter(|file| file.is_in("record") && file.name.starts_with("ocp-test-result-"))
        .filter_map(read)
        .collect();
    let durations = Durations::from_history(std::iter::empty(), results.iter());
    for (name, typical) in &durations.jobs {
        let minutes = typical.p50.as_mins();
        assert!((20..24 * 60).contains(&minutes), "{name}: {minutes} min");
        assert!(typical.p10 <= typical.p50 && typical.p50 <= typical.p90 && typical.n >= 5);
    }
    println!("{} jobs with a usual length", durations.jobs.len());
}
