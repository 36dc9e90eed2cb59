//! The runs of the selected cell: state, start, length, tests, what failed.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::super::{PaneCtx, words};
use super::matrix::Matrix;
use crate::domain::results::{JobRecord, Run, RunState};
use crate::domain::time::{self, SignedDuration};
use crate::domain::verdict::{Judged, Verdict};
use crate::ui::clock;
use crate::ui::layout::split_top;
use crate::ui::theme::Token;
use crate::ui::widgets::pen::Pen;
use crate::ui::widgets::rule::rule;

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
        let text = if read {
            "this build has no run of this job"
        } else {
            "the result file of this build was not read"
        };
        Pen::on(buf, ctx.look, area, 1).skip(1).text(text);
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
    let runs = record.runs();
    let many = 1 + record.retries.len();
    // With too many runs the last ones are what one wants to see.
    let skipped = many.saturating_sub(usize::from(body.height));
    let mut dy = 0;
    for (n, run) in (1..).zip(runs).skip(skipped) {
        let mut pen = Pen::on(buf, ctx.look, body, dy);
        if wide {
            run_line(&mut pen, n, run, record, ctx, [5, 18, 31, 42, 52]);
        } else {
            run_line(&mut pen, n, run, record, ctx, [3, 15, 26, 32, 41]);
        }
        dy += 1;
    }
    // The sentence follows the runs; where they fill the pane it keeps the last line.
    let at = if dy < body.height { Rect { y: body.y.saturating_add(dy), ..foot } } else { foot };
    let mut pen = Pen::on(buf, ctx.look, at, 0);
    pen.skip(1).faint(&needs(record, judged));
}

fn run_line(
    pen: &mut Pen<'_>,
    n: usize,
    run: &Run,
    record: &JobRecord,
    ctx: &PaneCtx<'_>,
    at: [usize; 5],
) {
    let now = ctx.snapshot.now;
    let [state, started, took, tests, failed] = at;
    let (glyph, word) = words::run(run);
    pen.skip(1).text(&n.to_string()).to(state).mark(glyph).skip(1).word(word, glyph.token());
    let start = run.started.map_or_else(|| "–".to_owned(), |at| time::when(at, now));
    pen.skip(1).to(started).text(&start).skip(1).to(took).text(&length(run, ctx));
    pen.skip(1).to(tests).text(&counts(run)).skip(1).to(failed);
    let token = if glyph == crate::ui::glyphs::Glyph::Fail { Token::UiFg } else { Token::UiMuted };
    pen.word(&what_failed(run, record, ctx), token);
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

/// Tests passed of those that ran; skipped ones did not.
fn counts(run: &Run) -> String {
    if run.suites.is_empty() {
        return "–".to_owned();
    }
    let (mut ran, mut bad) = (0_u64, 0_u64);
    for suite in &run.suites {
        ran += u64::from(suite.total.saturating_sub(suite.skipped));
        bad += u64::from(suite.failures) + u64::from(suite.errors);
    }
    format!("{}/{ran}", ran.saturating_sub(bad))
}

fn what_failed(run: &Run, record: &JobRecord, ctx: &PaneCtx<'_>) -> String {
    match run.state {
        Some(RunState::Pending) => expected(run, record, ctx),
        Some(RunState::Triggered | RunState::Scheduling) => "waiting to start".to_owned(),
        Some(RunState::Error) => "the infrastructure failed; Prow does not retry it".to_owned(),
        Some(RunState::Aborted) => "aborted; counts as failed".to_owned(),
        _ => {
            let names = run.suites.iter().flat_map(|suite| &suite.failing);
            // A few names fill the line; there may be 75 of 300 characters each.
            let names: Vec<&str> = names.take(4).map(String::as_str).collect();
            let failures: u32 = run
                .suites
                .iter()
                .map(|one| one.failures.saturating_add(one.errors))
                .fold(0, u32::saturating_add);
            match (names.is_empty(), failures) {
                (false, _) => names.join("   "),
                (true, 0) => String::new(),
                (true, n) => format!("{n} failed, names not recorded"),
            }
        }
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
