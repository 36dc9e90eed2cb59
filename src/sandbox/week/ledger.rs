//! The book into which every subject writes what happens. What lies before the window is folded into
//! the first commit of each branch and the first phase of each tag; what lies after it is left out.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::domain::arch::Arch;
use crate::domain::builds::Phase;
use crate::sandbox::prow::plan::PlannedJobRun;
use crate::sandbox::timeline::{PlannedCommit, TagChange, Timeline};

use super::calendar::{DAY, timestamp};

/// The part of time that is told.
#[derive(Debug, Clone, Copy)]
pub(super) struct Window {
    /// where everything is drawn from
    pub(super) seed: u64,
    /// history begins
    pub(super) opens: i64,
    /// the clock starts
    pub(super) start: i64,
    /// nothing is planned after this
    pub(super) closes: i64,
}

/// A repository and a branch of it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Place {
    pub(super) repo: &'static str,
    pub(super) branch: String,
}

/// What a commit does to files.
pub(super) type Changes = Vec<(String, Option<Arc<[u8]>>)>;

struct Entry {
    at: i64,
    place: Place,
    message: String,
    author: &'static str,
    changes: Changes,
}

struct Mark {
    at: i64,
    arch: Arch,
    stream: String,
    tag: String,
    phase: Option<Phase>,
}

/// Collects entries in any order.
pub(super) struct Ledger {
    window: Window,
    entries: Vec<Entry>,
    marks: Vec<Mark>,
    runs: Vec<PlannedJobRun>,
}

impl Window {
    /// Whether somebody can ever see what a file is from `at` until `next`.
    pub(super) fn sees(&self, at: i64, next: Option<i64>) -> bool {
        at <= self.closes && next.is_none_or(|next| next > self.opens)
    }

    /// From here on every step is told; before it only how things began and ended. Nobody pages through
    /// older history of a demo, and its contents would fill the memory.
    pub(super) fn detail(&self) -> i64 {
        self.start - 3 * DAY
    }
}

impl Place {
    /// A branch of openshift/release-tests.
    pub(super) fn tests(branch: &str) -> Place {
        Place { repo: "openshift/release-tests", branch: branch.to_owned() }
    }

    /// The branch of build data of a y-stream.
    pub(super) fn build_data(y: &str) -> Place {
        Place { repo: "openshift-eng/ocp-build-data", branch: format!("openshift-{y}") }
    }
}

impl Ledger {
    pub(super) fn new(window: Window) -> Ledger {
        Ledger { window, entries: Vec::new(), marks: Vec::new(), runs: Vec::new() }
    }

    /// Writes a commit down.
    pub(super) fn commit(
        &mut self,
        at: i64,
        place: Place,
        message: impl Into<String>,
        author: &'static str,
        changes: Changes,
    ) {
        if at <= self.window.closes {
            self.entries.push(Entry { at, place, message: message.into(), author, changes });
        }
    }

    /// Writes down that a tag enters a phase, or is recycled.
    pub(super) fn tag(
        &mut self,
        at: i64,
        arch: Arch,
        stream: &str,
        tag: &str,
        phase: Option<Phase>,
    ) {
        if at <= self.window.closes {
            let (stream, tag) = (stream.to_owned(), tag.to_owned());
            self.marks.push(Mark { at, arch, stream, tag, phase });
        }
    }

    /// Writes down a run of a test job. One that was over long before the window is not kept: nobody can ask
    /// for it but by its address.
    pub(super) fn run(&mut self, run: PlannedJobRun) {
        let over_before = run.ended.is_some_and(|ended| ended < self.window.opens);
        if run.created <= self.window.closes && !over_before {
            self.runs.push(run);
        }
    }

    /// The runs that were written down.
    pub(super) fn runs(&mut self) -> Vec<PlannedJobRun> {
        std::mem::take(&mut self.runs)
    }

    /// Closes the book.
    pub(super) fn close(self) -> Timeline {
        Timeline {
            commits: commits(self.entries, self.window.opens),
            tags: tags(self.marks, self.window.opens),
            ..Timeline::default()
        }
    }
}

fn commits(mut entries: Vec<Entry>, opens: i64) -> Vec<PlannedCommit> {
    entries.sort_by_key(|entry| entry.at);
    let told = entries.partition_point(|entry| entry.at < opens);
    let later = entries.split_off(told);
    let mut opening: BTreeMap<Place, BTreeMap<String, Arc<[u8]>>> = BTreeMap::new();
    for entry in entries {
        let files = opening.entry(entry.place).or_default();
        for (path, content) in entry.changes {
            match content {
                Some(content) => files.insert(path, content),
                None => files.remove(&path),
            };
        }
    }
    let first = opening.into_iter().map(|(place, files)| PlannedCommit {
        at: timestamp(opens),
        repo: place.repo,
        branch: place.branch,
        message: "state of the branch".to_owned(),
        author: "release-qe-bot".to_owned(),
        changes: files.into_iter().map(|(path, content)| (path, Some(content))).collect(),
    });
    let later = later.into_iter().map(|entry| PlannedCommit {
        at: timestamp(entry.at),
        repo: entry.place.repo,
        branch: entry.place.branch,
        message: entry.message,
        author: entry.author.to_owned(),
        changes: entry.changes,
    });
    first.chain(later).collect()
}

fn tags(mut marks: Vec<Mark>, opens: i64) -> Vec<TagChange> {
    marks.sort_by_key(|mark| mark.at);
    let told = marks.partition_point(|mark| mark.at < opens);
    let later = marks.split_off(told);
    let mut opening = BTreeMap::new();
    for Mark { arch, stream, tag, phase, .. } in marks {
        match phase {
            Some(phase) => opening.insert((arch, stream, tag), phase),
            None => opening.remove(&(arch, stream, tag)),
        };
    }
    let first = opening.into_iter().map(|((arch, stream, tag), phase)| TagChange {
        at: timestamp(opens),
        arch,
        stream,
        tag,
        phase: Some(phase),
    });
    let later = later.into_iter().map(|Mark { at, arch, stream, tag, phase }| TagChange {
        at: timestamp(at),
        arch,
        stream,
        tag,
        phase,
    });
    first.chain(later).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_lies_before_the_window_becomes_one_first_commit() {
        let mut book = Ledger::new(Window { seed: 1, opens: 100, start: 200, closes: 300 });
        let text = |text: &str| Some(Arc::from(text.as_bytes()));
        let place = || Place::tests("record");
        book.commit(150, place(), "later", "a", vec![("b".into(), None)]);
        book.commit(
            50,
            place(),
            "second",
            "a",
            vec![("a".into(), text("new")), ("c".into(), None)],
        );
        book.commit(
            40,
            place(),
            "first",
            "a",
            vec![("a".into(), text("old")), ("b".into(), text("b"))],
        );
        book.commit(45, place(), "first", "a", vec![("c".into(), text("c"))]);
        book.commit(301, place(), "too late", "a", vec![]);
        book.tag(10, Arch::Amd64, "4-stable", "4.20.1", Some(Phase::Ready));
        book.tag(20, Arch::Amd64, "4-stable", "4.20.1", Some(Phase::Accepted));
        book.tag(20, Arch::Amd64, "4-stable", "4.20.0", Some(Phase::Accepted));
        book.tag(30, Arch::Amd64, "4-stable", "4.20.0", None);
        let told = book.close();
        let first: Vec<(&str, &[u8])> = told.commits[0]
            .changes
            .iter()
            .map(|(path, content)| (path.as_str(), content.as_deref().unwrap()))
            .collect();
        assert_eq!(first, [("a", b"new".as_slice()), ("b", b"b".as_slice())]);
        assert_eq!(told.commits.len(), 2);
        assert_eq!(told.tags.len(), 1);
        assert_eq!(told.tags[0].phase, Some(Phase::Accepted));
    }
}
