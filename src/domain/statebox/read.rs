//! Reading a StateBox of any shape that occurs (reference/statebox.md §2, §9, §12, §14).

use std::collections::BTreeMap;
use std::sync::Arc;

use yaml_serde::{Mapping, Value};

use super::fields::Reader;
use super::{Metadata, RecordedStatus, StateBox, TaskRecord};
use crate::domain::clean;
use crate::domain::complaint::{Complaint, Complaints};
use crate::domain::document::yaml;
use crate::domain::issues::Issue;
use crate::domain::tasks::TaskName;
use crate::domain::time::{Date, SignedDuration, Stamp, Timestamp, parse_release_date};
use crate::domain::tracking::advisories;
use crate::domain::version::Release;

/// How far `updated_at` can lie behind the commit (`data/release-tests/README.md`, first point: 5.5 min).
const WRITER_LAG: SignedDuration = SignedDuration::from_mins(6);

/// See [`StateBox::read`].
pub(super) fn statebox(
    path: &str,
    text: &str,
    committed: Option<Timestamp>,
) -> (Option<StateBox>, Vec<Complaint>) {
    let mut complaints = Complaints::of(path);
    let read = read(path, text, committed, &mut complaints);
    (read, complaints.found)
}

fn read(
    path: &str,
    text: &str,
    committed: Option<Timestamp>,
    complaints: &mut Complaints<'_>,
) -> Option<StateBox> {
    let value = yaml::read(text, complaints)?;
    let Some(root) = value.as_mapping() else {
        complaints.add("", format!("{} instead of a StateBox", yaml::kind(&value)));
        return None;
    };
    let known = ["release", "metadata", "tasks", "issues"];
    if !known.iter().any(|key| root.contains_key(*key)) {
        complaints.add("", "a map without release, metadata, tasks and issues: not a StateBox");
        return None;
    }
    let mut part = Reader { complaints, limit: None };
    let release = part.release(path, root)?;
    let updated_at = part.time(root, "updated_at", "").map(|stamp| stamp.at);
    part.limit = [committed, updated_at.and_then(|at| at.checked_add(WRITER_LAG).ok())]
        .into_iter()
        .flatten()
        .min();
    Some(StateBox {
        release,
        created_at: part.time(root, "created_at", "").map(|stamp| stamp.at),
        updated_at,
        metadata: part.metadata(root),
        tasks: part.tasks(root),
        issues: part.issues(root),
    })
}

impl Reader<'_, '_> {
    /// By its path; the text only when the path names none.
    fn release(&mut self, path: &str, root: &Mapping) -> Option<Release> {
        let file = path.rsplit('/').next().unwrap_or(path);
        let by_path = file.strip_suffix(".yaml").and_then(|name| name.parse::<Release>().ok());
        let written = self.text(root, "release", "");
        let inside = written.as_deref().map(str::parse::<Release>);
        match (by_path, inside) {
            (Some(by_path), Some(Ok(inside))) if by_path != inside => {
                let what = format!("says {inside}, the file is that of {by_path}: the path counts");
                self.complaints.add("release", what);
                Some(by_path)
            }
            (Some(by_path), Some(Err(error))) => {
                self.complaints.add("release", format!("{error}: the path counts"));
                Some(by_path)
            }
            (Some(by_path), None) => {
                self.complaints.add("release", "is missing: the path counts");
                Some(by_path)
            }
            (by_path, Some(Ok(inside))) => by_path.or(Some(inside)),
            (None, Some(Err(error))) => {
                self.complaints.add("release", format!("{error}, and the path names none"));
                None
            }
            (None, None) => {
                self.complaints.add("release", "is missing, and the path names none");
                None
            }
        }
    }

    fn metadata(&mut self, root: &Mapping) -> Metadata {
        let Some(map) = self.map(root, "metadata", "") else { return Metadata::default() };
        let at = "metadata.";
        Metadata {
            jira_ticket: self.text(map, "jira_ticket", at),
            advisory_ids: advisories(
                map.get("advisory_ids"),
                "metadata.advisory_ids",
                self.complaints,
            ),
            release_date: self.date(map, at),
            candidate_builds: self.builds(map, at),
            shipment_mr: self.text(map, "shipment_mr", at).filter(|url| !url.is_empty()),
        }
    }

    fn date(&mut self, map: &Mapping, at: &str) -> Option<Date> {
        let text = self.text(map, "release_date", at)?;
        let date = parse_release_date(&text);
        if date.is_none() {
            let what = format!("{text:?} is not a date such as 2026-Jul-07: left out");
            self.complaints.add(format!("{at}release_date"), what);
        }
        date
    }

    fn builds(&mut self, map: &Mapping, at: &str) -> BTreeMap<String, String> {
        let mut builds = BTreeMap::new();
        let Some(entries) = self.map(map, "candidate_builds", at) else { return builds };
        let place = format!("{at}candidate_builds.");
        for key in entries.keys() {
            let arch = clean::line(&yaml::scalar(key).unwrap_or_default());
            if let Some(build) = self.text(entries, &arch, &place) {
                builds.insert(arch, build);
            }
        }
        builds
    }

    fn tasks(&mut self, root: &Mapping) -> Vec<TaskRecord> {
        let mut tasks: Vec<TaskRecord> = Vec::new();
        for (index, value) in self.list(root, "tasks").iter().enumerate() {
            let place = format!("tasks[{index}]");
            let Some(task) = self.task(value, &place) else { continue };
            if tasks.iter().any(|other| other.name == task.name) {
                let what = format!("{} is there twice: the first one counts", task.name);
                self.complaints.add(place, what);
                continue;
            }
            tasks.push(task);
        }
        tasks
    }

    fn task(&mut self, value: &Value, place: &str) -> Option<TaskRecord> {
        let Some(map) = value.as_mapping() else {
            let what = format!("{} instead of a task: left out", yaml::kind(value));
            self.complaints.add(place, what);
            return None;
        };
        let at = format!("{place}.");
        let Some(name) = self.text(map, "name", &at) else {
            self.complaints.add(place, "a task without a name: left out");
            return None;
        };
        let name = match name.trim().parse::<TaskName>() {
            Ok(name) => name,
            Err(error) => {
                self.complaints.add(format!("{at}name"), format!("{error}: left out"));
                return None;
            }
        };
        let (started_at, completed_at) = self.times(map, &at);
        let status = self.status(map, &at)?;
        let result = self.block(map, "result", &at).map(Arc::from);
        Some(TaskRecord::new(name, status, started_at, completed_at, result))
    }

    /// A status that is not one of the four leaves the task out: guessing could show it as passed.
    fn status(&mut self, map: &Mapping, at: &str) -> Option<RecordedStatus> {
        let text = self.text(map, "status", at);
        let read = match text.as_deref().map(str::trim) {
            Some("Not Started") => Some(RecordedStatus::NotStarted),
            Some("In Progress") => Some(RecordedStatus::InProgress),
            Some("Pass") => Some(RecordedStatus::Pass),
            Some("Fail") => Some(RecordedStatus::Fail),
            _ => None,
        };
        if read.is_none() {
            let what = match text {
                Some(text) => format!("unknown status {text:?}: the task is left out"),
                None => "no status: the task is left out".to_owned(),
            };
            self.complaints.add(format!("{at}status"), what);
        }
        read
    }

    /// Start and end; both are doubtful when the end lies before the start.
    fn times(&mut self, map: &Mapping, at: &str) -> (Option<Stamp>, Option<Stamp>) {
        let mut started = self.time(map, "started_at", at);
        let mut ended = self.time(map, "completed_at", at);
        if let (Some(start), Some(end)) = (&mut started, &mut ended)
            && end.at < start.at
        {
            start.doubtful = true;
            end.doubtful = true;
        }
        (started, ended)
    }

    fn issues(&mut self, root: &Mapping) -> Vec<Issue> {
        let mut issues = Vec::new();
        for (index, value) in self.list(root, "issues").iter().enumerate() {
            let place = format!("issues[{index}]");
            let Some(map) = value.as_mapping() else {
                let what = format!("{} instead of an issue: left out", yaml::kind(value));
                self.complaints.add(place, what);
                continue;
            };
            let at = format!("{place}.");
            let Some(text) = self.block(map, "issue", &at) else {
                self.complaints.add(place, "an issue without a text: left out");
                continue;
            };
            issues.push(Issue {
                text,
                reported_at: self.time(map, "reported_at", &at),
                resolved: self.yes(map, "resolved", &at),
                resolution: self.block(map, "resolution", &at),
                resolved_at: self.time(map, "resolved_at", &at),
                blocker: self.yes(map, "blocker", &at),
                related_tasks: self.names(map, "related_tasks", &at),
            });
        }
        issues
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PATH: &str = "_releases/4.97/statebox/4.97.12.yaml";

    fn read_at(text: &str, committed: Option<&str>) -> (Option<StateBox>, Vec<String>) {
        let (read, complaints) =
            StateBox::read(PATH, text, committed.map(|at| at.parse().unwrap()));
        let whole = |complaint: &Complaint| format!("{}: {}", complaint.place, complaint.what);
        (read, complaints.iter().map(whole).collect())
    }

    #[test]
    fn a_statebox_in_the_middle_of_its_week_is_read_whole() {
        let text = "
schema_version: '1.0'
release: 4.97.12
created_at: '2031-03-02T09:01:00Z'
updated_at: '2031-03-05T14:40:31Z'
metadata:
  jira_ticket: ART-90002
  advisory_ids: {rpm: 900201, rhcos: 900202}
  release_date: 2031-Mar-9
  candidate_builds: {x86_64: 4.97.0-0.nightly-2031-02-28-081500}
  shipment_mr: https://gitlab.example.com/g/p/-/merge_requests/78
tasks:
- name: take-ownership
  status: Pass
  started_at: '2031-03-02T09:10:00Z'
  completed_at: '2031-03-02T09:10:21Z'
  result: |-
    first line
    second \u{1f600} line
issues:
- issue: |
    stuck

    - 900201
  reported_at: '2031-03-02T09:12:00Z'
  resolved: false
  resolution: null
  blocker: true
  related_tasks: [push-to-cdn-staging, no-such-task]
";
        let (read, complaints) = read_at(text, Some("2031-03-05T14:42:00Z"));
        assert_eq!(complaints, [] as [&str; 0]);
        let read = read.unwrap();
        assert_eq!(read.metadata.release_date.unwrap().to_string(), "2031-03-09");
        assert_eq!(read.metadata.advisory_ids["rhcos"], 900202);
        let task = read.task(TaskName::TakeOwnership).unwrap();
        assert_eq!(task.result.as_deref(), Some("first line\nsecond \u{1f600} line"));
        assert!(!task.completed_at.unwrap().doubtful);
        let issue = &read.issues[0];
        assert!(issue.blocks_task(TaskName::PushToCdnStaging));
        assert_eq!(issue.headline(), "stuck");
        assert_eq!(issue.related_tasks, ["push-to-cdn-staging", "no-such-task"]);
    }

    #[test]
    fn a_stamp_that_cannot_be_is_doubtful() {
        let stamps = |start: &str, end: &str, updated: &str, committed: Option<&str>| {
            let text = format!(
                "updated_at: '{updated}'\nrelease: 4.97.12\nissues: []\ntasks:\n- name: \
                 stage-testing\n  status: Pass\n  started_at: '{start}'\n  completed_at: '{end}'\n"
            );
            let (read, complaints) = read_at(&text, committed);
            assert_eq!(complaints, [] as [&str; 0]);
            let task = read.unwrap().tasks.remove(0);
            (task.started_at.unwrap().doubtful, task.completed_at.unwrap().doubtful)
        };
        let day = |time: &str| format!("2031-03-05T{time}Z");
        let (nine, ten, eleven, noon) =
            (day("09:00:00"), day("10:00:00"), day("11:00:00"), day("12:00:00"));
        // well ordered, before the last save
        assert_eq!(stamps(&nine, &ten, &ten, None), (false, false));
        // the writer's clock runs up to six minutes behind the log's
        assert_eq!(stamps(&nine, &day("10:05:59"), &ten, None), (false, false));
        assert_eq!(stamps(&nine, &day("10:06:01"), &ten, None), (false, true));
        // after the commit, though before the save
        assert_eq!(stamps(&nine, &eleven, &noon, Some(&ten)), (false, true));
        assert_eq!(stamps(&eleven, &noon, &noon, Some(&ten)), (true, true));
        // the end before the start
        assert_eq!(stamps(&ten, &nine, &noon, Some(&noon)), (true, true));
    }

    #[test]
    fn both_old_stamp_forms_and_upper_case_months_are_read() {
        let text = "release: 4.97.12\ncreated_at: '2025-11-27T11:02:55.266929+00:00'\nupdated_at: \
                    2025-11-24T10:29:12.751109\nmetadata: {release_date: 2025-DEC-2, qe_owner: null}\n\
                    tasks: []\nissues: []\n";
        let (read, complaints) = read_at(text, None);
        let read = read.unwrap();
        assert_eq!(complaints, [] as [&str; 0]);
        assert_eq!(read.created_at.unwrap().to_string(), "2025-11-27T11:02:55.266929Z");
        assert_eq!(read.updated_at.unwrap().to_string(), "2025-11-24T10:29:12.751109Z");
        assert_eq!(read.metadata.release_date.unwrap().to_string(), "2025-12-02");
    }

    #[test]
    fn what_is_broken_is_named_and_the_rest_is_used() {
        // text after the release, complaint, tasks and issues that are left
        let cases = [
            ("tasks: []\n", "issues: is missing: read as empty", 0, 0),
            ("tasks: none\nissues: []\n", "tasks: a text instead of a list: read as empty", 0, 0),
            (
                "tasks: [{name: test-task, status: Pass}]\nissues: []\n",
                "tasks[0].name: unknown task \"test-task\": left out",
                0,
                0,
            ),
            (
                "tasks: [{name: stage-testing, status: pass}]\nissues: []\n",
                "tasks[0].status: unknown status \"pass\": the task is left out",
                0,
                0,
            ),
            (
                "tasks: [5, {name: stage-testing, status: Pass}]\nissues: []\n",
                "tasks[0]: a number instead of a task: left out",
                1,
                0,
            ),
            (
                "tasks: [{name: stage-testing, status: Pass, started_at: yesterday}]\nissues: []\n",
                "tasks[0].started_at: \"yesterday\" is not a time: left out",
                1,
                0,
            ),
            (
                "tasks: [{name: stage-testing, status: Pass}, {name: stage-testing, status: Fail}]\n\
                 issues: []\n",
                "tasks[1]: stage-testing is there twice: the first one counts",
                1,
                0,
            ),
            (
                "tasks: [{name: stage-testing, status: Pass, result: {a: b}}]\nissues: []\n",
                "tasks[0].result: a map instead of a text: left out",
                1,
                0,
            ),
            (
                "tasks: []\nissues: [{issue: null}, {issue: slow, blocker: maybe}]\n",
                "issues[0]: an issue without a text: left out",
                0,
                1,
            ),
            (
                "tasks: []\nissues: []\nmetadata: {release_date: soon}\n",
                "metadata.release_date: \"soon\" is not a date",
                0,
                0,
            ),
            (
                "tasks: []\nissues: []\nmetadata: {advisory_ids: {rpm: x}}\n",
                "metadata.advisory_ids.rpm: a text instead of an advisory number",
                0,
                0,
            ),
            (
                "tasks: []\nissues: []\nmetadata: yes\n",
                "metadata: a text instead of a map: left out",
                0,
                0,
            ),
        ];
        for (text, complaint, tasks, issues) in cases {
            let (read, complaints) = read_at(&format!("release: 4.97.12\n{text}"), None);
            let read = read.unwrap();
            assert_eq!((read.tasks.len(), read.issues.len()), (tasks, issues), "{text}");
            assert!(complaints[0].starts_with(complaint), "{text}: {complaints:?}");
        }
    }

    #[test]
    fn the_path_counts_when_the_text_names_another_release() {
        let (read, complaints) = read_at("release: 4.97.11\ntasks: []\nissues: []\n", None);
        assert_eq!(read.unwrap().release.to_string(), "4.97.12");
        assert!(complaints[0].contains("says 4.97.11, the file is that of 4.97.12"));
        let (read, complaints) = StateBox::read("x.yaml", "tasks: []\nissues: []\n", None);
        assert_eq!(read, None);
        assert!(complaints[0].what.contains("the path names none"));
    }

    #[test]
    fn nothing_of_a_statebox_gives_none_and_one_complaint() {
        for (text, complaint) in [
            ("4.97.12 is ready\n", ": a text instead of a StateBox"),
            ("- a\n- b\n", ": a list instead of a StateBox"),
            ("releases: {}\n", ": a map without release, metadata, tasks and issues"),
            ("release: 4.97.12\ntasks:\n- name: a\n  b\n c: d\n", "line 5 column 2: not YAML"),
        ] {
            let (read, complaints) = read_at(text, None);
            assert_eq!(read, None, "{text}");
            assert!(complaints[0].starts_with(complaint), "{complaints:?}");
            assert_eq!(complaints.len(), 1);
        }
    }

    #[test]
    fn texts_are_made_safe_for_a_terminal() {
        let text = "release: 4.97.12\nissues: [{issue: \"a\\e[2J\\nb\"}]\ntasks: [{name: stage-testing, \
                    status: Pass, result: \"x\\u0007\\u202ey\\n\"}]\n";
        let read = read_at(text, None).0.unwrap();
        assert_eq!(read.issues[0].text, "a␛[2J\nb");
        assert_eq!(read.tasks[0].result.as_deref(), Some("x␇\u{fffd}y\n"));
    }
}
