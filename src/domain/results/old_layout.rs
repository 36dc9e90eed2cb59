//! The layout of early 2024: the build's name as the only key, and under it a flat list of first runs,
//! with two spellings of the keys (reference/test-results.md §1 «Unusual shapes»).

use super::{JobRecord, Run, reading};
use crate::domain::builds::{Build, BuildName, Phase};
use crate::domain::complaint::Complaints;
use crate::domain::json::Node;

/// The jobs and the build, which is known by its name only. `None`, without a complaint, when the
/// document has another layout.
pub fn read(root: Node, complaints: &mut Complaints) -> Option<(Vec<JobRecord>, Option<Build>)> {
    let (key, name) = root.keys().find_map(|key| Some((key, BuildName::read(key)?)))?;
    let list = root.field(key);
    let entries = list.list_if_any()?;
    if !reading::is_believable(list, entries.len(), complaints) {
        return None;
    }
    list.fault(
        complaints,
        "layout of early 2024; its runs are read as first runs, no phase is known",
    );
    let jobs = entries.iter().enumerate();
    let jobs = jobs.map(|(index, entry)| job(list.item(index, entry), complaints)).collect();
    let (pull_spec, download_url) = (String::new(), String::new());
    Some((jobs, Some(Build { name, phase: Phase::Unknown, pull_spec, download_url })))
}

fn job(entry: Node, complaints: &mut Complaints) -> JobRecord {
    let key = if entry.field("prowJob").is_there() { "prowJob" } else { "jobName" };
    let name = reading::name(entry.field(key), entry, complaints);
    let mut first =
        if entry.is_object() { reading::run(entry, complaints) } else { Run::default() };
    first.id = first.id.or_else(|| entry.field("prowJobId").line(complaints));
    JobRecord { name, first, retries: Vec::new() }
}
