//! The StateBox of a release: what is done to it, step by step, and how it reads after each step
//! (`reference/statebox.md` §2, §5).

use super::calendar::{release_date, stamp};
use super::log::Log;
use super::release::Release;
use super::yaml;

/// One save of the document, and the commit that carries it.
pub(super) struct Beat {
    /// when, in real UTC
    pub(super) at: i64,
    pub(super) deed: Deed,
}

/// What a save changes.
pub(super) enum Deed {
    /// a task has a new status and a new text
    Task { name: &'static str, status: &'static str, log: Log },
    /// a problem is written down
    Raise { text: String, blocker: bool, tasks: &'static [&'static str] },
    /// the first open issue with this text is solved
    Resolve { text: String, resolution: String },
}

struct Task {
    name: &'static str,
    status: &'static str,
    started: Option<i64>,
    ended: Option<i64>,
    result: String,
}

struct Issue {
    text: String,
    reported: i64,
    blocker: bool,
    tasks: &'static [&'static str],
    resolved: Option<(i64, String)>,
}

/// A StateBox on its way.
pub(super) struct Document<'a> {
    release: &'a Release,
    created: i64,
    updated: i64,
    tasks: Vec<Task>,
    issues: Vec<Issue>,
}

impl Deed {
    /// The message its commit carries.
    pub(super) fn message(&self) -> String {
        let cut = |text: &str| text.chars().take(50).collect::<String>();
        match self {
            Deed::Task { name, .. } => format!("Update task: {name}"),
            Deed::Raise { text, .. } => format!("Add issue: {}", cut(text)),
            Deed::Resolve { text, .. } => format!("Resolve issue: {}", cut(text)),
        }
    }
}

impl<'a> Document<'a> {
    pub(super) fn new(release: &'a Release, created: i64) -> Document<'a> {
        Document { release, created, updated: created, tasks: Vec::new(), issues: Vec::new() }
    }

    /// Applies a save. Times come out of the text, as its writers cut them out (§5.2).
    pub(super) fn apply(&mut self, beat: Beat) {
        let at = beat.at;
        self.updated = at;
        match beat.deed {
            Deed::Task { name, status, log } => self.update(at, name, status, log),
            Deed::Raise { text, blocker, tasks } => {
                self.issues.push(Issue { text, reported: at, blocker, tasks, resolved: None });
            }
            Deed::Resolve { text, resolution } => {
                let open = |issue: &&mut Issue| issue.resolved.is_none() && issue.text == text;
                if let Some(issue) = self.issues.iter_mut().find(open) {
                    issue.resolved = Some((at, resolution));
                }
            }
        }
    }

    fn update(&mut self, at: i64, name: &'static str, status: &'static str, log: Log) {
        let (first, last) = log.times();
        let (started, result) = (first.unwrap_or(at), log.into_text());
        let ended = (status != "In Progress").then(|| last.unwrap_or(at));
        match self.tasks.iter_mut().find(|task| task.name == name) {
            Some(task) => {
                if ended.is_none() || task.started.is_none() {
                    task.started = Some(started);
                }
                (task.status, task.ended, task.result) = (status, ended, result);
            }
            None => self.tasks.push(Task { name, status, started: Some(started), ended, result }),
        }
    }

    /// The document as text.
    pub(super) fn text(&self) -> String {
        let release = self.release;
        let mut out = String::with_capacity(4096);
        out.push_str("schema_version: '1.0'\nrelease: ");
        yaml::scalar(&mut out, &release.name, 2);
        self.stamps(&mut out, "created_at", Some(self.created), "");
        self.stamps(&mut out, "updated_at", Some(self.updated), "");
        self.metadata(&mut out);
        out.push_str(if self.tasks.is_empty() { "\ntasks: []" } else { "\ntasks:" });
        for task in &self.tasks {
            out.push_str(&format!("\n- name: {}\n  status: {}", task.name, task.status));
            self.stamps(&mut out, "started_at", task.started, "  ");
            self.stamps(&mut out, "completed_at", task.ended, "  ");
            out.push_str("\n  result: ");
            yaml::scalar(&mut out, &task.result, 4);
        }
        out.push_str(if self.issues.is_empty() { "\nissues: []" } else { "\nissues:" });
        for issue in &self.issues {
            self.issue(&mut out, issue);
        }
        out.push('\n');
        out
    }

    fn stamps(&self, out: &mut String, key: &str, at: Option<i64>, indent: &str) {
        out.push_str(&format!("\n{indent}{key}: "));
        match at {
            Some(at) => yaml::quoted(out, &stamp(at)),
            None => out.push_str("null"),
        }
    }

    fn metadata(&self, out: &mut String) {
        let release = self.release;
        let jira = if release.placeholder_ticket() { 0 } else { release.jira };
        out.push_str(&format!("\nmetadata:\n  jira_ticket: ART-{jira}\n  advisory_ids:"));
        out.push_str(&format!("\n    rpm: {}\n    rhcos: {}", release.rpm, release.rhcos));
        if let Some(microshift) = release.microshift {
            out.push_str(&format!("\n    microshift: {microshift}"));
        }
        let mut date = release_date(release.due);
        // dates were typed by hand for some
        if release.jira % 11 == 0 {
            date.make_ascii_uppercase();
        }
        out.push_str(&format!("\n  release_date: {date}\n  candidate_builds:"));
        match release.known_candidate() {
            Some(candidate) => out.push_str(&format!("\n    x86_64: {candidate}")),
            None => out.push_str(" {}"),
        }
        out.push_str(&format!("\n  shipment_mr: {}", release.shipment()));
    }

    fn issue(&self, out: &mut String, issue: &Issue) {
        out.push_str("\n- issue: ");
        yaml::scalar(out, &issue.text, 4);
        self.stamps(out, "reported_at", Some(issue.reported), "  ");
        let resolved = issue.resolved.is_some();
        out.push_str(&format!("\n  resolved: {resolved}\n  resolution: "));
        yaml::optional(out, issue.resolved.as_ref().map(|(_, how)| how.as_str()), 4);
        out.push_str(&format!("\n  blocker: {}\n  related_tasks:", issue.blocker));
        match issue.tasks {
            [] => out.push_str(" []"),
            tasks => tasks.iter().for_each(|task| out.push_str(&format!("\n  - {task}"))),
        }
        if let Some((at, _)) = issue.resolved {
            self.stamps(out, "resolved_at", Some(at), "  ");
        }
    }
}
