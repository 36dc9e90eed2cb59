//! The runs of the selected cell: state, start, length, tests, what failed, by the record file and by Prow.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::super::{PaneCtx, words};
use super::evidence::{self, Seen};
use super::matrix::Matrix;
use crate::domain::results::{JobRecord, Run, RunState};
use crate::domain::time::{self, SignedDuration};
use crate::domain::verdict::{Judged, Verdict};
use crate::ui::clock;
use crate::ui::glyphs::Glyph;
use crate::ui::layout::split_top;
use crate::ui::theme::Token;
use crate::ui::widgets::pen::Pen;
use crate::ui::widgets::rule::rule;
use crate::ui::widgets::text;

/// Draws rule, a line per run, and what the verdict needs.
pub fn draw(
    buf: &mut Buffer,
    area: Rect,
    ctx: &PaneCtx<'_>,
    matrix: &Matrix,
    (row, column): (usize, usize),
) {
    if area.height == 0 {
        return;
    }
    let wide = area.width >= 100 && area.height >= 6;
    let (Some(job), Some(build)) = (matrix.rows.get(row), matrix.build(column)) else {
        rule(buf, ctx.look, area, 0, "no job selected", "", false);
        return;
    };
    let title = format!("{} × {}", matrix.common.label(&job.name.0), build.name.short());
    rule(buf, ctx.look, area, 0, &title, "Enter shows all", false);
    let Some((record, judged)) = matrix.record(row, column) else {
        let read = matrix.tested(column).is_none_or(|tested| tested.results.is_some());
        let line = if read {
            "this build has no run of this job"
        } else {
            "the result file of this build was not read"
        };
        Pen::on(buf, ctx.look, area, 1).skip(1).text(line);
        return;
    };
    let mut first = 1;
    if wide {
        let mut pen = Pen::on(buf, ctx.look, area, 1);
        pen.skip(1).faint("#").to(5).faint("STATE").to(18).faint("STARTED").to(31).faint("TOOK");
        pen.to(42).faint("TESTS").to(52).faint("WHAT FAILED");
        first = 2;
    }
    let (_, body) = split_top(area, first);
    let (body, foot) = split_top(body, body.height.saturating_sub(1));
    let many = 1 + record.retries.len();
    // With too many runs the last ones are what one wants to see.
    let skipped = many.saturating_sub(usize::from(body.height));
    let mut dy = 0;
    for (n, run) in (1..).zip(record.runs()).skip(skipped) {
        let mut pen = Pen::on(buf, ctx.look, body, dy);
        let seen = Seen::of(ctx, &build.name, &record.name, run);
        let at = if wide { [5, 18, 31, 42, 52] } else { [3, 15, 26, 32, 41] };
        run_line(&mut pen, n, &seen, record, ctx, at);
        dy += 1;
    }
    // The sentences follow the runs; where they fill the pane one keeps the last line.
    let rest = if dy < body.height {
        let height = foot.bottom().saturating_sub(body.y.saturating_add(dy));
        Rect { y: body.y.saturating_add(dy), height, ..foot }
    } else {
        foot
    };
    let needs = needs(record, judged);
    let mut pen = Pen::on(buf, ctx.look, rest, 0);
    pen.skip(1).faint(&needs);
    let Some(elsewhere) = evidence::elsewhere_line(ctx, matrix, &build.name, record) else {
        return;
    };
    if pen.left() >= text::width(&elsewhere) + 3 {
        pen.skip(3).text(&elsewhere);
    } else if rest.height > 1 {
        Pen::on(buf, ctx.look, rest, 1).skip(1).text(&elsewhere);
    }
}

fn run_line(
    pen: &mut Pen<'_>,
    n: usize,
    seen: &Seen,
    record: &JobRecord,
    ctx: &PaneCtx<'_>,
    at: [usize; 5],
) {
    let (now, run) = (ctx.snapshot.now, seen.run());
    let [state, started, took, tests, failed] = at;
    let (glyph, word) = words::run(run);
    pen.skip(1).text(&n.to_string()).to(state).mark(glyph).skip(1).word(word, glyph.token());
    let start = run.started.map_or_else(|| "–".to_owned(), |at| time::when(at, now));
    pen.skip(1).to(started).text(&start).skip(1).to(took).text(&length(run, ctx));
    pen.skip(1).to(tests).text(&seen.counts()).skip(1).to(failed);
    if let Some(said) = seen.otherwise() {
        pen.word(&said, Token::StatusWarn).skip(3);
    }
    if let Some(by) = seen.by_prow(ctx) {
        pen.faint(&by).skip(3);
    }
    let token = if glyph == Glyph::Fail { Token::UiFg } else { Token::UiMuted };
    pen.word(&what_failed(seen, record, ctx), token);
}

/// Length of a finished run, or how long it has been running.
fn length(run: &Run, ctx: &PaneCtx<'_>) -> String {
    match (run.took(), run.started) {
        (Some(took), _) => time::span(took),
        (None, Some(_)) if run.is_completed() => "?".to_owned(),
        (None, Some(at)) if run.state == Some(RunState::Pending) => {
            time::span(ctx.snapshot.now.duration_since(at).max(SignedDuration::ZERO))
        }
        _ => "–".to_owned(),
    }
}

fn what_failed(seen: &Seen, record: &JobRecord, ctx: &PaneCtx<'_>) -> String {
    // A few names fill the line; there may be 200 of them.
    let names = seen.failed(4).join("   ");
    match seen.run().state {
        Some(RunState::Pending) => expected(seen.run(), record, ctx),
        Some(RunState::Triggered | RunState::Scheduling) => "waiting to start".to_owned(),
        Some(RunState::Error) => match seen.description() {
            Some(said) => format!("not retried: {said}"),
            None => "the infrastructure failed; Prow does not retry it".to_owned(),
        },
        Some(RunState::Aborted) if names.is_empty() => "aborted; counts as failed".to_owned(),
        Some(RunState::Aborted) => format!("aborted; counts as failed   {names}"),
        _ if !names.is_empty() => names,
        _ => match seen.report().map(|report| (report.failed, report.gaps.first())) {
            Some((_, Some(gap))) => gap.clone(),
            Some((0, None)) => String::new(),
            Some((n, None)) => format!("{n} failed, names not recorded"),
            None => seen.why_unknown().unwrap_or_default(),
        },
    }
}

/// `typical 3h05, expect ~16:00`, only where at least five runs say so.
fn expected(run: &Run, record: &JobRecord, ctx: &PaneCtx<'_>) -> String {
    let durations = &ctx.snapshot.board.durations.jobs;
    let (Some(typical), Some(start)) = (durations.get(&record.name), run.started) else {
        return String::new();
    };
    let span = time::span(typical.p50);
    match start.checked_add(typical.p50) {
        Ok(end) if end > ctx.snapshot.now => format!("typical {span}, expect ~{}", clock::utc(end)),
        _ => format!("typical {span}, longer than usual"),
    }
}

/// What the verdict needs, or why it is what it is (reference/test-results.md §3).
pub fn needs(record: &JobRecord, judged: Option<&Judged>) -> String {
    let Some(judged) = judged else { return "not judged yet".to_owned() };
    let retries = record.retries.len() + usize::from(judged.retries_missing);
    let mut parts: Vec<String> = Vec::new();
    match judged.verdict {
        Verdict::Error => {
            parts.push("ended in error: nobody retries it, the build is held".to_owned())
        }
        Verdict::Pending if judged.decided_early => {
            parts.push("already lost: too few retries are left".to_owned());
        }
        Verdict::Pending | Verdict::Failed if judged.retries_needed > 0 => parts.push(format!(
            "needs {} of {retries} retries to pass (majority of {} runs)",
            judged.retries_needed,
            retries + 1
        )),
        Verdict::Passed if !record.retries.is_empty() => {
            parts.push(format!("passed with {} of {retries} retries", judged.retry_successes));
        }
        _ => {}
    }
    match judged.retries_missing {
        0 => {}
        1 => parts.push("1 retry is due and was not started".to_owned()),
        n => parts.push(format!("{n} retries are due and were not started")),
    }
    if judged.has_error && judged.verdict != Verdict::Error {
        parts.push("a run ended in error".to_owned());
    }
    if judged.optional {
        parts.push("optional, never counted".to_owned());
    }
    if judged.unregistered {
        parts.push("not in today's registry".to_owned());
    }
    parts.join("      ")
}
