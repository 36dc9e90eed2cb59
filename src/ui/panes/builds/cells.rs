//! A cell of the matrix: the runs of a job on a build, and the verdict.

use super::super::words;
use super::geometry::Geometry;
use super::matrix::Matrix;
use crate::domain::results::JobRecord;
use crate::domain::verdict::{Judged, Verdict};
use crate::ui::glyphs::Glyph;
use crate::ui::widgets::pen::Pen;

/// Runs in order, then the verdict: `✗✓✓    ✓ 2/2`.
pub fn draw(
    pen: &mut Pen<'_>,
    matrix: &Matrix,
    row: usize,
    column: usize,
    geometry: &Geometry,
    stale: bool,
) {
    let Some((record, judged)) = matrix.record(row, column) else {
        // A build that is known by a pointer only may well have run the job.
        let read = matrix.tested(column).is_none_or(|tested| tested.results.is_some());
        pen.mark(if read { Glyph::NotApplicable } else { Glyph::Unknown });
        return;
    };
    let start = pen.at();
    runs(pen, record, judged, geometry.runs - 1);
    pen.to(start + geometry.runs);
    match judged {
        Some(judged) => verdict(pen, judged, record),
        None => {
            pen.mark(Glyph::Unknown);
        }
    }
    if stale {
        pen.mark(Glyph::Stale);
    }
}

/// A mark per run; due retries that nobody started are `·`. Too many: the first and the last ones.
fn runs(pen: &mut Pen<'_>, record: &JobRecord, judged: Option<&Judged>, room: usize) {
    let missing = judged.map_or(0, |judged| usize::from(judged.retries_missing));
    let all = 1 + record.retries.len();
    let kept = if all + missing <= room { record.retries.len() } else { room.saturating_sub(2) };
    pen.mark(words::run(&record.first).0);
    if kept < record.retries.len() {
        pen.mark(Glyph::Cut);
    }
    for run in record.retries.iter().skip(record.retries.len() - kept.min(record.retries.len())) {
        pen.mark(words::run(run).0);
    }
    for _ in 0..missing.min(room.saturating_sub(all)) {
        pen.mark(Glyph::Idle);
    }
}

fn verdict(pen: &mut Pen<'_>, judged: &Judged, record: &JobRecord) {
    let glyph = words::verdict(judged.verdict);
    let retried =
        judged.retries_needed > 0 && (!record.retries.is_empty() || judged.retries_missing > 0);
    let word = match judged.verdict {
        _ if retried => format!("{}/{}", judged.retry_successes, judged.retries_needed),
        Verdict::Passed => "pass".to_owned(),
        Verdict::Failed => "fail".to_owned(),
        Verdict::Pending => "run".to_owned(),
        Verdict::Error => "error".to_owned(),
    };
    pen.mark(glyph).skip(1).word(&word, glyph.token());
}
