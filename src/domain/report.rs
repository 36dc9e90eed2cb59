//! The legacy test report in a sheet: one document per y-stream, one tab per release
//! (reference/worksheet-and-advisory.md, part A). New releases have a StateBox; of those without one the tab
//! says what their StateBox would.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::clean;
use super::statebox::{Metadata, RecordedStatus, StateBox, TaskRecord};
use super::tasks::TaskName;
use super::version::Release;

/// What the sheet of a y-stream says.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Report {
    /// tabs that were read
    pub tabs: BTreeMap<Release, Worksheet>,
    /// releases that were looked for and have no tab
    pub without: Vec<Release>,
    /// what could not be read, one sentence each
    pub gaps: Vec<String>,
}

/// The tab of a release.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Worksheet {
    /// its page
    pub url: String,
    /// cell B1
    pub overall: Option<Overall>,
    /// its tasks in the shape of a StateBox: no times, no results, no issues
    pub tasks: StateBox,
}

/// The overall status.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs, reason = "the words of the sheet")]
pub enum Overall {
    Green,
    Red,
}

/// Rows of the tasks, counted from 0: A8 to A19.
const TASKS: std::ops::Range<usize> = 7..19;
/// The part of a tab that is read.
pub const CELLS: &str = "A1:B19";

/// Words by which the titles in column A are known; the words and their order differ from y-stream to
/// y-stream, and so do the rows.
const TITLES: [(&str, TaskName); 12] = [
    ("owner", TaskName::TakeOwnership),
    ("bugs to verify", TaskName::UpdateBugList),
    ("image consistency", TaskName::ImageConsistencyCheck),
    ("nightly build", TaskName::AnalyzeCandidateBuild),
    ("signed build", TaskName::AnalyzePromotedBuild),
    ("greenwave", TaskName::CheckGreenwaveCvpTests),
    ("cve tracker", TaskName::CheckCveTrackerBug),
    ("push to cdn", TaskName::PushToCdnStaging),
    ("stage test", TaskName::StageTesting),
    ("payload image", TaskName::ImageSignedCheck),
    ("drop bugs", TaskName::DropBugs),
    ("advisory status", TaskName::ChangeAdvisoryStatus),
];

impl Worksheet {
    /// Reads the cells [`CELLS`], row by row. A status that is none of the four words is left out and told.
    pub fn read(release: Release, url: String, rows: &[Vec<String>]) -> (Worksheet, Vec<String>) {
        let cell = |row: usize, column: usize| {
            rows.get(row).and_then(|row| row.get(column)).map_or("", |text| text.trim())
        };
        let (mut tasks, mut gaps): (Vec<TaskRecord>, Vec<String>) = (Vec::new(), Vec::new());
        for row in TASKS {
            let (title, word) = (cell(row, 0).to_lowercase(), cell(row, 1));
            let known = TITLES.iter().find(|(words, _)| title.contains(words));
            let Some((_, name)) = known.filter(|_| !word.is_empty()) else { continue };
            match status(word) {
                Some(status) if tasks.iter().all(|task| task.name != *name) => {
                    tasks.push(TaskRecord::new(*name, status, None, None, None));
                }
                Some(_) => gaps.push(format!("{release}: {name} stands there twice")),
                None => {
                    let word = clean::line(&clean::cut(word, 40));
                    gaps.push(format!("{release}: B{} says {word:?}", row + 1));
                }
            }
        }
        let overall = match cell(0, 1).to_lowercase().as_str() {
            "green" => Some(Overall::Green),
            "red" => Some(Overall::Red),
            _ => None,
        };
        let (created_at, updated_at, issues) = (None, None, Vec::new());
        let metadata = Metadata::default();
        let tasks = StateBox { release, created_at, updated_at, metadata, tasks, issues };
        (Worksheet { url, overall, tasks }, gaps)
    }
}

impl Overall {
    /// The word in the sheet.
    pub fn word(self) -> &'static str {
        match self {
            Overall::Green => "Green",
            Overall::Red => "Red",
        }
    }
}

fn status(word: &str) -> Option<RecordedStatus> {
    Some(match word.to_lowercase().as_str() {
        "not started" => RecordedStatus::NotStarted,
        "in progress" => RecordedStatus::InProgress,
        "pass" => RecordedStatus::Pass,
        "fail" => RecordedStatus::Fail,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tasks_are_known_by_their_titles_whichever_row_they_stand_in() {
        let mut rows: Vec<Vec<String>> = vec![vec!["Overall".into(), "Red".into()]];
        rows.resize(7, Vec::new());
        for (title, word) in [
            ("Take ownership", "Pass"),
            ("Bugs to verify", "In Progress"),
            ("Image consistency check", "Fail"),
            ("Nightly build test", "Not Started"),
            ("CVE trackers", "splendid\u{1b}"),
            ("Stage test", ""),
            ("Stage test", "Pass"),
            ("Stage test", "Fail"),
            ("Something else", "Pass"),
        ] {
            rows.push(vec![title.into(), word.into()]);
        }
        let release = "4.14.63".parse().unwrap();
        let (sheet, gaps) = Worksheet::read(release, String::new(), &rows);
        assert_eq!(sheet.overall, Some(Overall::Red));
        let read: Vec<_> = sheet.tasks.tasks.iter().map(|one| (one.name, one.status)).collect();
        let expected = [
            (TaskName::TakeOwnership, RecordedStatus::Pass),
            (TaskName::UpdateBugList, RecordedStatus::InProgress),
            (TaskName::ImageConsistencyCheck, RecordedStatus::Fail),
            (TaskName::AnalyzeCandidateBuild, RecordedStatus::NotStarted),
            (TaskName::StageTesting, RecordedStatus::Pass),
        ];
        assert_eq!(read, expected);
        assert_eq!(gaps.len(), 2, "{gaps:?}");
        assert!(gaps[0].contains("B12 says") && !gaps[0].contains('\u{1b}'));
        let (empty, gaps) = Worksheet::read(release, String::new(), &[]);
        assert_eq!((empty.tasks.tasks.len(), empty.overall, gaps.len()), (0, None, 0));
    }
}
