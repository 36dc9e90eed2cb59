//! Real files of the z-stream branch, read in place from `OAR_TUI_DATA`: all of them are read, or
//! what is wrong with them is said precisely; every release of every moment has a state with a reason.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use oar_tui::domain::arch::Arch;
use oar_tui::domain::builds::ArchPhase;
use oar_tui::domain::complaint::Complaint;
use oar_tui::domain::document::{self, Document, DocumentKey};
use oar_tui::domain::durations::Durations;
use oar_tui::domain::outcomes::Outcome;
use oar_tui::domain::outside::Outside;
use oar_tui::domain::releases::{Activity, Evidence, Observed, StateWord, Unread, assess};
use oar_tui::domain::source::Branch;
use oar_tui::domain::statebox::{RecordedStatus, StateBox};
use oar_tui::domain::tasks::TaskName;
use oar_tui::domain::time::{SignedDuration, Timestamp};
use oar_tui::domain::tracking::Tracking;
use oar_tui::domain::version::Release;

/// The folder with the real files; without it the tests say so and pass.
fn data() -> Option<PathBuf> {
    let root = std::env::var_os("OAR_TUI_DATA").map(PathBuf::from);
    let found = root.map(|root| match root.join("release-tests") {
        inner if inner.is_dir() => inner,
        _ => root,
    });
    if found.is_none() {
        println!("skipped: OAR_TUI_DATA is not set");
    }
    found
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut open = vec![folder.to_owned()];
    while let Some(folder) = open.pop() {
        for entry in std::fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() { open.push(path) } else { found.push(path) }
        }
    }
    found.sort();
    found
}

/// One line of a replay file, as far as it matters here.
#[derive(serde::Deserialize)]
struct Line {
    at: Timestamp,
    path: String,
    text: Option<String>,
}

fn replay(root: &Path, file: &str) -> Vec<Line> {
    let packed = std::fs::File::open(root.join("replay").join(file)).unwrap();
    let mut text = String::new();
    flate2::read::GzDecoder::new(packed).read_to_string(&mut text).unwrap();
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

fn replays(root: &Path) -> Vec<Line> {
    let mut lines = replay(root, "z-stream-2026-05-04-seed.jsonl.gz");
    lines.extend(replay(root, "z-stream-2026-05-04-2026-06-14.jsonl.gz"));
    lines
}

/// `odd/KIND/NAME@COMMIT` and `z-stream/X.Y/…` back to the path on the branch.
fn branch_path(root: &Path, file: &Path) -> String {
    let inside = file.strip_prefix(root).unwrap().to_str().unwrap();
    if let Some(path) = inside.strip_prefix("z-stream/") {
        return format!("_releases/{path}");
    }
    let name = file.file_name().unwrap().to_str().unwrap();
    let name = name.split('@').next().unwrap();
    let y = name.split('.').take(2).collect::<Vec<_>>().join(".");
    match name.ends_with(".z") {
        true => format!("_releases/{y}/{name}.yaml"),
        false => format!("_releases/{y}/statebox/{name}.yaml"),
    }
}

/// Every text of the branch that is at hand: as it stands, odd ones, and all of the replay.
fn texts(root: &Path) -> Vec<(String, String, Option<Timestamp>)> {
    let mut found = Vec::new();
    let odd = files(&root.join("odd")).into_iter().filter(|file| {
        let kind = file.parent().and_then(Path::file_name).and_then(|kind| kind.to_str());
        kind.is_some_and(|kind| kind.starts_with("z-"))
    });
    for file in files(&root.join("z-stream")).into_iter().chain(odd) {
        found.push((branch_path(root, &file), std::fs::read_to_string(&file).unwrap(), None));
    }
    for line in replays(root) {
        if let Some(text) = line.text {
            found.push((line.path, text, Some(line.at)));
        }
    }
    found
}

#[test]
fn every_real_file_of_the_branch_is_read_or_precisely_complained_about() {
    let Some(root) = data() else { return };
    let (mut read, mut none) = (0, 0);
    let mut complaints: BTreeSet<Complaint> = BTreeSet::new();
    for (path, text, committed) in texts(&root) {
        let key = DocumentKey::of(Branch::ZStream, &path)
            .unwrap_or_else(|| panic!("{path} is no document of the branch"));
        let (document, found) = document::read(&key, &path, &text, committed);
        match document {
            Some(Document::StateBox(statebox)) => {
                assert_eq!(DocumentKey::StateBox(statebox.release), key);
                let written = text.matches("\n- name: ").count();
                let left_out = found.iter().filter(|one| one.place.starts_with("tasks[")).count();
                assert_eq!(statebox.tasks.len() + left_out, written, "{path}: {found:?}");
                read += 1;
            }
            Some(Document::Tracking(tracking)) => {
                assert_eq!(DocumentKey::Tracking(tracking.y), key);
                read += 1;
            }
            Some(_) => panic!("{path} was read as something else"),
            None => {
                assert_eq!(found.len(), 1, "{path}: nothing was read, so one complaint: {found:?}");
                none += 1;
            }
        }
        for complaint in found {
            assert_eq!(complaint.path, path);
            assert!(!complaint.what.is_empty() && complaint.what.chars().all(|c| !c.is_control()));
            complaints.insert(complaint);
        }
    }
    println!("{read} texts read, {none} not; complaints:");
    for complaint in &complaints {
        println!("  {complaint}");
    }
    assert!(read > 900, "{read}");
    // The four files that are one sentence are the only ones of which nothing can be used.
    assert!(none <= 4, "{none}");
    let odd: Vec<String> = complaints.iter().map(ToString::to_string).collect();
    for expected in [
        "unknown task \"test-task\"",
        "releases.release_jira",
        "a text instead of a map with `releases`",
    ] {
        assert!(odd.iter().any(|complaint| complaint.contains(expected)), "{expected}: {odd:?}");
    }
}

#[test]
fn tracking_files_list_what_the_branch_announces() {
    let Some(root) = data() else { return };
    let mut releases = 0;
    for file in files(&root.join("z-stream")) {
        let path = branch_path(&root, &file);
        if path.ends_with(".z.yaml") {
            let (tracking, complaints) =
                Tracking::read(&path, &std::fs::read_to_string(&file).unwrap());
            let tracking = tracking.unwrap();
            assert_eq!(complaints, [], "{path}");
            assert!(tracking.releases.values().all(|entry| entry.release_jira.is_some()), "{path}");
            releases += tracking.releases.len();
        }
    }
    assert_eq!(releases, 406);
}

#[test]
fn recorded_fails_are_told_apart_from_waits() {
    let Some(root) = data() else { return };
    // One record per distinct text: the same text is saved again by every later commit.
    let mut seen = BTreeSet::new();
    let mut table: BTreeMap<(TaskName, &str), [u32; 5]> = BTreeMap::new();
    for (path, text, committed) in texts(&root) {
        if !path.contains("/statebox/") {
            continue;
        }
        let (Some(statebox), _) = StateBox::read(&path, &text, committed) else { continue };
        for task in &statebox.tasks {
            let key = (
                statebox.release,
                task.name,
                task.status,
                task.completed_at.map(|at| at.at),
                task.result.clone(),
            );
            if !seen.insert(format!("{key:?}")) {
                continue;
            }
            let column = match task.reading.outcome.clone() {
                Outcome::Waiting { for_what, on_whom } => {
                    assert!(!for_what.is_empty() && !on_whom.is_empty());
                    0
                }
                Outcome::Failed { reason } => {
                    assert!(!reason.is_empty() && !reason.contains('\n'), "{path} {reason:?}");
                    1
                }
                Outcome::Running => 2,
                Outcome::Passed => 3,
                Outcome::NotStarted => 4,
            };
            let status = match task.status {
                RecordedStatus::Fail => "Fail",
                RecordedStatus::InProgress => "In Progress",
                RecordedStatus::Pass => "Pass",
                RecordedStatus::NotStarted => "Not Started",
            };
            table.entry((task.name, status)).or_default()[column] += 1;
            // An id is in the text, or it is not known.
            let trace = task.reading.trace.clone();
            let text = task.result.as_deref().unwrap_or_default();
            assert!(trace.prow_id.is_none_or(|id| text.contains(&id)));
            assert!(trace.url.is_none_or(|url| text.contains(&url)));
        }
    }
    let mut shown = String::from(
        "task                      recorded      waiting failed running passed not-started\n",
    );
    for ((task, status), [waiting, failed, running, passed, not_started]) in &table {
        writeln!(
            shown,
            "{task:25} {status:12} {waiting:8} {failed:6} {running:7} {passed:6} {not_started:11}"
        )
        .unwrap();
    }
    println!("{shown}");
    let fails = |task| table[&(task, "Fail")];
    assert!(
        fails(TaskName::StageTesting)[0] >= 5 && fails(TaskName::StageTesting)[1] >= 15,
        "{shown}"
    );
    assert!(fails(TaskName::ChangeAdvisoryStatus)[0] >= 1, "{shown}");
    let passes = table.iter().filter(|((_, status), _)| *status == "Pass");
    assert!(passes.into_iter().all(|(_, row)| row[3] == row.iter().sum::<u32>()), "{shown}");
}

static NOTHING: LazyLock<Outside> = LazyLock::new(Outside::default);

/// What the z-stream branch alone tells of one release.
fn evidence<'a>(
    release: Release,
    statebox: Option<&'a StateBox>,
    changed: Option<Timestamp>,
    observed: &'a BTreeMap<TaskName, Observed>,
    durations: &'a Durations,
) -> Evidence<'a> {
    Evidence {
        release,
        z_stream_read: true,
        record_read: false,
        statebox,
        worksheet: None,
        statebox_broken: None,
        statebox_changed: changed,
        tracked: None,
        newest_with_statebox: None,
        assembly: None,
        promoted: None,
        candidate: None,
        phases: [ArchPhase::Unknown; Arch::ALL.len()],
        observed,
        durations,
        shipment_unread: Unread::NotConnected,
        outside: &NOTHING,
    }
}

#[test]
fn every_release_of_every_commit_has_a_state_with_a_reason() {
    let Some(root) = data() else { return };
    let (observed, durations) = (BTreeMap::new(), Durations::default());
    let mut words: BTreeMap<StateWord, u32> = BTreeMap::new();
    let mut moments = 0;
    for (path, text, committed) in texts(&root) {
        if !path.contains("/statebox/") {
            continue;
        }
        let (Some(statebox), _) = StateBox::read(&path, &text, committed) else { continue };
        let changed = committed.or(statebox.updated_at).unwrap_or(Timestamp::UNIX_EPOCH);
        for hours in [-30, 0, 1, 26, 24 * 9, 24 * 45] {
            let now = changed + SignedDuration::from_hours(hours);
            let evidence =
                evidence(statebox.release, Some(&statebox), Some(changed), &observed, &durations);
            let found = assess(&evidence, now);
            let place = format!("{path} at {now}");
            assert!(!found.reasons.is_empty(), "{place}");
            assert!(found.reasons.iter().all(|reason| !reason.what.is_empty()), "{place}");
            assert!((1..=22).contains(&found.now.what.chars().count()), "{place}: {:?}", found.now);
            assert!(found.passed.is_none_or(|passed| passed <= 9), "{place}");
            assert!(
                found.attention.iter().all(|entry| entry.what.chars().count() <= 90),
                "{place}"
            );
            check_word(&statebox, found.state, &place);
            // Nothing stays on the list for ever, unless its date is still to come.
            if hours == 24 * 45 && found.due.is_none_or(|due| due.days < 0) {
                assert_ne!(found.activity, Activity::Active, "{place}: {:?}", found.due);
            }
            *words.entry(found.state).or_default() += 1;
            moments += 1;
        }
    }
    println!("{moments} moments: {words:?}");
    assert!(moments > 5000);
    for word in [StateWord::Ready, StateWord::Blocked, StateWord::NotStarted, StateWord::Running] {
        assert!(words.contains_key(&word), "{word:?} never occurs");
    }
}

/// `BLOCKED` only by an open blocker or a real failure; a wait is none.
fn check_word(statebox: &StateBox, word: StateWord, place: &str) {
    let blocker = statebox.issues.iter().any(|issue| issue.blocks());
    let outcomes: Vec<Outcome> =
        statebox.tasks.iter().map(|task| task.reading.outcome.clone()).collect();
    let failed = outcomes.iter().any(|outcome| matches!(outcome, Outcome::Failed { .. }));
    match word {
        StateWord::Blocked => assert!(blocker || failed, "{place}"),
        StateWord::Ready => {
            let approval = statebox.task(TaskName::ChangeAdvisoryStatus);
            assert_eq!(
                approval.map(|task| &task.reading.outcome),
                Some(&Outcome::Passed),
                "{place}"
            );
        }
        _ => assert!(!blocker && !failed, "{place}: {word:?}"),
    }
}

#[test]
fn at_the_time_of_the_data_the_active_releases_are_those_of_the_week() {
    let Some(root) = data() else { return };
    let (observed, durations) = (BTreeMap::new(), Durations::default());
    let mut stateboxes: BTreeMap<Release, StateBox> = BTreeMap::new();
    let mut tracked: BTreeMap<Release, _> = BTreeMap::new();
    for file in files(&root.join("z-stream")) {
        let (path, text) = (branch_path(&root, &file), std::fs::read_to_string(&file).unwrap());
        match path.ends_with(".z.yaml") {
            true => tracked.extend(Tracking::read(&path, &text).0.unwrap().releases),
            false => {
                let statebox = StateBox::read(&path, &text, None).0.unwrap();
                stateboxes.insert(statebox.release, statebox);
            }
        }
    }
    let now = stateboxes.values().filter_map(|statebox| statebox.updated_at).max().unwrap();
    let releases: BTreeSet<Release> = stateboxes.keys().chain(tracked.keys()).copied().collect();
    let mut shown = String::new();
    let mut active = Vec::new();
    for release in &releases {
        let statebox = stateboxes.get(release);
        let changed = statebox.and_then(|statebox| statebox.updated_at);
        let newest = stateboxes.keys().filter(|other| other.y == release.y).max().copied();
        let evidence = Evidence {
            tracked: tracked.get(release),
            newest_with_statebox: newest,
            ..evidence(*release, statebox, changed, &observed, &durations)
        };
        let found = assess(&evidence, now);
        if found.activity != Activity::Active {
            continue;
        }
        writeln!(
            shown,
            "{release} {} {}/9 now {:?}",
            found.state.word(),
            found.passed.map_or("?".to_owned(), |passed| passed.to_string()),
            found.now.what
        )
        .unwrap();
        for reason in &found.reasons {
            writeln!(shown, "    {:?}: {} | {}", reason.weight, reason.what, reason.detail)
                .unwrap();
        }
        for entry in &found.attention {
            writeln!(shown, "    ! {} ({})", entry.what, entry.who).unwrap();
        }
        active.push(*release);
    }
    println!("active at {now}:\n{shown}");
    // Weeks have 4 to 16 releases with an event; a list of hundreds or of none is wrong.
    assert!((4..=20).contains(&active.len()), "{active:?}");
    for release in ["4.12.93", "4.17.55", "4.18.47", "5.0.0-ec.3"] {
        assert!(active.contains(&release.parse().unwrap()), "{release} is under way: {active:?}");
    }
    for release in ["4.13.68", "4.21.21", "4.12.50", "4.20.2"] {
        assert!(!active.contains(&release.parse().unwrap()), "{release} is over");
    }
}

#[test]
fn a_file_that_was_cut_off_anywhere_is_read_or_complained_about() {
    let Some(root) = data() else { return };
    let (observed, durations) = (BTreeMap::new(), Durations::default());
    let mut half = 0;
    for (path, text, committed) in texts(&root).into_iter().step_by(29) {
        for part in 1..16 {
            let at = text.floor_char_boundary(text.len() * part / 16);
            let key = DocumentKey::of(Branch::ZStream, &path).unwrap();
            let (document, found) = document::read(&key, &path, &text[..at], committed);
            match document {
                Some(Document::StateBox(statebox)) => {
                    let now = committed.unwrap_or(Timestamp::UNIX_EPOCH);
                    let evidence =
                        evidence(statebox.release, Some(&statebox), None, &observed, &durations);
                    assert!(!assess(&evidence, now).reasons.is_empty());
                    half += 1;
                }
                Some(_) => {}
                None => assert!(!found.is_empty(), "{path} cut at {at}"),
            }
        }
    }
    assert!(half > 100, "{half}");
}
