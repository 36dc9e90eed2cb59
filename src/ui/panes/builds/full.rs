//! Everything recorded and known of the selected cell, as a text over the whole body.

use super::super::{PaneCtx, words};
use super::evidence::{self, Seen};
use super::matrix::Matrix;
use super::runs::needs;
use crate::domain::time;

/// Title and text.
pub fn text(matrix: &Matrix, (row, column): (usize, usize), ctx: &PaneCtx<'_>) -> (String, String) {
    let (Some(job), Some(build)) = (matrix.rows.get(row), matrix.build(column)) else {
        return ("no job selected".to_owned(), String::new());
    };
    let title = format!("{} × {}", matrix.common.label(&job.name.0), build.name.short());
    let mut text = format!("job    {}\nbuild  {} {}\n", job.name, build.name, matrix.arch());
    if let Some(tested) = matrix.tested(column) {
        text.push_str(&format!("file   {}\n", tested.path));
    }
    let Some((record, judged)) = matrix.record(row, column) else {
        text.push_str("\nthis build has no run of this job\n");
        return (title, text);
    };
    if let Some(judged) = judged {
        text.push_str(&format!("verdict  {}   ", judged.verdict.name()));
    }
    text.push_str(&needs(record, judged));
    text.push('\n');
    if let Some(elsewhere) = evidence::elsewhere_line(ctx, matrix, &build.name, record) {
        text.push_str(&format!("{elsewhere}\n"));
    }
    for (n, run) in (1..).zip(record.runs()) {
        of_run(&mut text, n, &Seen::of(ctx, &build.name, &record.name, run), ctx);
    }
    (title, text)
}

fn of_run(text: &mut String, n: usize, seen: &Seen, ctx: &PaneCtx<'_>) {
    let run = seen.run();
    let (glyph, word) = words::run(run);
    let when = |at: Option<time::Timestamp>| {
        at.map_or_else(|| "–".to_owned(), |at| at.strftime("%a %-d %b %H:%M UTC").to_string())
    };
    let took = run.took().map_or_else(String::new, |took| format!("   {}", time::span(took)));
    let by = seen.by_prow(ctx).map_or_else(String::new, |by| format!("   {by}"));
    text.push_str(&format!(
        "\nrun {n}  {} {word}   {} → {}{took}{by}\n",
        ctx.look.text(glyph),
        when(run.started),
        when(run.completed)
    ));
    for (name, value) in [("id", &run.id), ("page", &run.url)] {
        if let Some(value) = value {
            text.push_str(&format!("  {name}  {value}\n"));
        }
    }
    for suite in &run.suites {
        text.push_str(&format!(
            "  {}  {} tests, {} failed, {} errors, {} skipped\n",
            suite.name, suite.total, suite.failures, suite.errors, suite.skipped
        ));
    }
    for line in seen.details() {
        text.push_str(&format!("  {line}\n"));
    }
}
