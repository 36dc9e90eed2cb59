//! `oar-tui replay`: printing the report.

use std::io::Write;
use std::path::Path;

use super::{Change, Report, Subject, Window};
use crate::app::headless::Exit;
use crate::app::headless::sheet::{Form, Sheet};

/// Plays a folder and prints the report.
pub fn run(folder: &Path, window: Window, form: Form) -> Exit {
    let report = match super::run(folder, window) {
        Ok(report) => report,
        Err(why) => {
            eprintln!("oar-tui: {why}");
            return Exit::Failed;
        }
    };
    let text = match form {
        Form::Json => match serde_json::to_string_pretty(&report) {
            Ok(text) => text + "\n",
            Err(why) => {
                eprintln!("oar-tui: could not write JSON: {why}");
                return Exit::Internal;
            }
        },
        Form::Table => sheet(&report).table(true),
        Form::Csv => sheet(&report).csv(true),
        Form::Md => sheet(&report).md(),
    };
    if form != Form::Json {
        let events = report.events;
        eprintln!(
            "oar-tui: {} files before, {} events, {} changes; {} late, {} of files that mean nothing here",
            events.seed,
            events.read,
            report.changes.len(),
            events.late,
            events.foreign
        );
    }
    match std::io::stdout().lock().write_all(text.as_bytes()) {
        Err(why) if why.kind() != std::io::ErrorKind::BrokenPipe => {
            eprintln!("oar-tui: could not write: {why}");
            Exit::Failed
        }
        _ => Exit::Ok,
    }
}

fn sheet(report: &Report) -> Sheet {
    let row = |change: &Change| {
        let subject = match &change.subject {
            Subject::Release { release } => release.clone(),
            Subject::Build { build, arch } => format!("{build} {arch}"),
            Subject::Job { build, arch, job } => format!("{build} {arch} {job}"),
        };
        vec![
            change.at.to_string(),
            subject,
            change.before.unwrap_or("–").to_owned(),
            change.after.unwrap_or("–").to_owned(),
            change.causes.join("; "),
        ]
    };
    Sheet {
        columns: vec!["at", "what", "before", "after", "because"],
        rows: report.changes.iter().map(row).collect(),
    }
}
