//! What there is, and what will happen, at GitLab: merge requests with their commits, approvals and
//! pipelines, each thing with its moment (seconds since 1970).

use std::sync::Arc;

/// Merge requests of the project, in the order of their numbers.
#[derive(Debug, Clone, Default)]
pub struct Shipments {
    /// all of them
    pub requests: Vec<Request>,
}

/// A merge request.
#[derive(Debug, Clone)]
pub struct Request {
    /// its number
    pub iid: i64,
    /// without `Draft: `
    pub title: String,
    /// who made it
    pub author: &'static str,
    /// the branch it comes from
    pub source: String,
    /// the branch it goes to
    pub target: String,
    /// when it was made
    pub opened: i64,
    /// a draft until then
    pub ready: i64,
    /// when it was merged
    pub merged: Option<i64>,
    /// from when on it has each label
    pub labels: Vec<(i64, &'static str)>,
    /// approval rules with who may approve
    pub rules: Vec<(&'static str, Vec<&'static str>)>,
    /// when who approved
    pub approvals: Vec<(i64, &'static str)>,
    /// when who wrote what
    pub notes: Vec<(i64, &'static str, String)>,
    /// it conflicts with its target, from, until
    pub conflict: Option<(i64, i64)>,
    /// heads of its source branch, oldest first
    pub commits: Vec<Commit>,
    /// oldest first
    pub pipelines: Vec<Pipeline>,
}

/// A head of the source branch.
#[derive(Debug, Clone)]
pub struct Commit {
    /// when it was pushed
    pub at: i64,
    /// its id
    pub sha: String,
    /// every file of the merge request as it is then; `{gitlab}` stands for where GitLab is
    pub files: Vec<(String, Arc<str>)>,
}

/// A pipeline.
#[derive(Debug, Clone)]
pub struct Pipeline {
    /// its number
    pub id: i64,
    /// when it was made
    pub at: i64,
    /// the commit it is about
    pub sha: String,
    /// `merge_request_event`, `parent_pipeline`
    pub source: &'static str,
    /// in the order of their stages
    pub jobs: Vec<Job>,
}

/// A job, or a bridge.
#[derive(Debug, Clone)]
pub struct Job {
    /// its number
    pub id: i64,
    /// `image.watch-stage`
    pub name: String,
    /// its stage
    pub stage: &'static str,
    /// when it is there
    pub from: i64,
    /// run again from then on, by another
    pub until: Option<i64>,
    /// its words, oldest first; a bridge whose pipeline is there has that one's word
    pub steps: Vec<(i64, &'static str)>,
    /// the pipeline it triggers
    pub below: Option<Pipeline>,
}

impl Job {
    /// It is listed: there, and not run again.
    pub fn is_current(&self, now: i64) -> bool {
        self.from <= now && self.until.is_none_or(|until| now < until)
    }

    /// Its word.
    pub fn status(&self, now: i64) -> &'static str {
        if let Some(below) = self.below.as_ref().filter(|below| below.at <= now) {
            return below.status(now);
        }
        self.last(now).map_or("created", |(_, word)| *word)
    }

    fn last(&self, now: i64) -> Option<&(i64, &'static str)> {
        self.steps.iter().rev().find(|(at, _)| *at <= now)
    }

    /// When it began to run.
    pub fn started(&self, now: i64) -> Option<i64> {
        if let Some(below) = self.below.as_ref().filter(|below| below.at <= now) {
            return Some(below.at);
        }
        let runs = |(at, word): &&(i64, &str)| *at <= now && *word == "running";
        self.steps.iter().rfind(runs).map(|(at, _)| *at)
    }

    /// When it ended.
    pub fn finished(&self, now: i64) -> Option<i64> {
        if !matches!(self.status(now), "success" | "failed" | "canceled") {
            return None;
        }
        match self.below.as_ref().filter(|below| below.at <= now) {
            Some(below) => below.jobs.iter().filter_map(|job| job.finished(now)).max(),
            None => self.last(now).map(|(at, _)| *at),
        }
    }

    /// When its word last changed.
    fn changed(&self, now: i64) -> i64 {
        let own = self.last(now).map_or(self.from, |(at, _)| *at);
        let below = self.below.as_ref().filter(|below| below.at <= now);
        own.max(below.map_or(self.from, |below| below.changed(now)))
    }
}

impl Pipeline {
    /// Jobs that are listed.
    pub fn current(&self, now: i64) -> impl Iterator<Item = &Job> {
        self.jobs.iter().filter(move |job| job.is_current(now))
    }

    /// Its word, from those of its jobs.
    pub fn status(&self, now: i64) -> &'static str {
        let words: Vec<&str> = self.current(now).map(|job| job.status(now)).collect();
        let any = |word: &str| words.contains(&word);
        if any("running") || (any("pending") && any("success")) {
            "running"
        } else if any("pending") {
            "pending"
        } else if any("failed") {
            "failed"
        } else if any("manual") {
            "manual"
        } else if any("created") {
            if any("success") { "running" } else { "created" }
        } else if any("canceled") {
            "canceled"
        } else {
            "success"
        }
    }

    /// When it last changed.
    pub fn changed(&self, now: i64) -> i64 {
        self.current(now).map(|job| job.changed(now)).max().unwrap_or(self.at)
    }

    /// When it ended.
    pub fn finished(&self, now: i64) -> Option<i64> {
        let over = matches!(self.status(now), "success" | "failed" | "canceled");
        over.then(|| self.current(now).filter_map(|job| job.finished(now)).max()).flatten()
    }
}

impl Request {
    /// The head of its source branch.
    pub fn head(&self, now: i64) -> Option<&Commit> {
        self.commits.iter().rev().find(|commit| commit.at <= now)
    }

    /// Its state in GitLab's words.
    pub fn state(&self, now: i64) -> &'static str {
        if self.merged.is_some_and(|at| at <= now) { "merged" } else { "opened" }
    }

    /// When it last changed.
    pub fn changed(&self, now: i64) -> i64 {
        let labels = self.labels.iter().map(|(at, _)| *at);
        let approvals = self.approvals.iter().map(|(at, _)| *at);
        let notes = self.notes.iter().map(|(at, ..)| *at);
        let commits = self.commits.iter().map(|commit| commit.at);
        let conflict = self.conflict.into_iter().flat_map(|(from, until)| [from, until]);
        let all = labels.chain(approvals).chain(notes).chain(commits).chain(conflict);
        let all = all.chain([self.ready]).chain(self.merged);
        all.filter(|at| *at <= now).max().unwrap_or(self.opened)
    }

    /// It cannot be merged.
    pub fn conflicts(&self, now: i64) -> bool {
        self.conflict.is_some_and(|(from, until)| (from..until).contains(&now))
    }
}
