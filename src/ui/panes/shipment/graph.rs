//! The newest pipeline of a merge request, stage by stage: boxes with their jobs, or one chain where there
//! is no room for boxes.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::super::{PaneCtx, PaneEffect};
use crate::domain::log::LogOf;
use crate::domain::shipment::{Job, JobStatus, Pipeline, ShipmentRow, Stage};
use crate::domain::time::{age, span};
use crate::ui::glyphs::Glyph;
use crate::ui::layout::split_top;
use crate::ui::theme::Token;
use crate::ui::widgets::pen::Pen;
use crate::ui::widgets::rule::rule;
use crate::ui::widgets::text::{self, CutSide};

/// Jobs that a box shows; more are counted.
const JOBS: usize = 5;

/// Draws the pane.
pub fn draw(buf: &mut Buffer, area: Rect, ctx: &PaneCtx<'_>, row: &ShipmentRow) {
    if area.height == 0 {
        return;
    }
    let pipelines = row.shipment.as_ref().map_or(&[][..], |shipment| &shipment.pipelines);
    let newest = pipelines.first();
    let title = match newest {
        None => format!("{} has no pipeline", row.number),
        Some(newest) => format!("{} pipeline {} ─ {}", row.number, newest.id, newest.status.word()),
    };
    let right = match pipelines.len() {
        0 | 1 => String::new(),
        n => format!("latest of {n}"),
    };
    rule(buf, ctx.look, area, 0, &title, &right, false);
    let (_, body) = split_top(area, 1);
    let Some(newest) = newest else {
        let text = match row.shipment {
            None => "not known: GitLab did not tell of it yet",
            Some(_) => "nothing runs for it yet",
        };
        Pen::on(buf, ctx.look, body, 0).skip(1).text(text);
        return;
    };
    if newest.stages.is_empty() {
        Pen::on(buf, ctx.look, body, 0).skip(1).text("its stages were not read yet");
    } else if body.height >= 8 {
        boxes(buf, body, ctx, newest);
    } else {
        chain(buf, body, ctx, newest);
    }
}

/// The log that says most about the newest pipeline: of the job that failed, else of the one that runs, else
/// of the one that ended last.
pub fn log_of(row: &ShipmentRow) -> PaneEffect {
    let note = |text: &str| PaneEffect::Note(text.to_owned());
    let Some(shipment) = &row.shipment else {
        return note("GitLab did not tell of it yet");
    };
    let Some(newest) = shipment.pipelines.first() else {
        return note("nothing ran for it yet");
    };
    let begun = newest.stages.iter().flat_map(jobs).filter(|job| job.started.is_some());
    let chosen = begun.max_by_key(|job| {
        let weight = match job.status {
            JobStatus::Failed | JobStatus::Canceled => 2 - u8::from(job.may_fail),
            status if status.is_lively() => 1,
            _ => 0,
        };
        (weight, job.finished.or(job.started))
    });
    let Some(job) = chosen else {
        return note("no job of its newest pipeline has begun");
    };
    // A job below a bridge belongs to another project, which its page names.
    let project = project_of(&job.url).unwrap_or_else(|| shipment.project.clone());
    PaneEffect::Log(LogOf::Job { project, id: job.id, name: job.name.clone() })
}

/// `group/project` of `https://host/group/project/-/jobs/5`.
fn project_of(url: &str) -> Option<String> {
    let (before, _) = url.split_once("/-/")?;
    let (_, path) = before.split_once("://")?.1.split_once('/')?;
    Some(path.to_owned())
}

/// What a stage amounts to: the worst of its jobs that may not fail.
fn sum(stage: &Stage) -> JobStatus {
    let order = |status: JobStatus| match status {
        JobStatus::Failed | JobStatus::Canceled | JobStatus::Canceling => 0,
        JobStatus::Unknown => 1,
        status if status.is_lively() => 2,
        JobStatus::Manual | JobStatus::Scheduled => 3,
        JobStatus::Created => 4,
        JobStatus::Success => 5,
        _ => 6,
    };
    let jobs = stage.jobs.iter().filter(|job| !(job.may_fail && job.status == JobStatus::Failed));
    jobs.map(|job| job.status).min_by_key(|status| order(*status)).unwrap_or(JobStatus::Unknown)
}

fn mark(status: JobStatus) -> Glyph {
    match status {
        JobStatus::Success => Glyph::Pass,
        JobStatus::Failed => Glyph::Fail,
        JobStatus::Canceled | JobStatus::Canceling => Glyph::Abort,
        JobStatus::Skipped => Glyph::NotApplicable,
        JobStatus::Manual | JobStatus::Scheduled => Glyph::Wait,
        JobStatus::Created => Glyph::Idle,
        JobStatus::Running => Glyph::Run,
        JobStatus::Unknown => Glyph::Unknown,
        JobStatus::WaitingForResource | JobStatus::Preparing | JobStatus::Pending => Glyph::Queue,
    }
}

fn took(job: &Job, ctx: &PaneCtx<'_>) -> String {
    match (job.started, job.finished) {
        (Some(from), Some(to)) => span(to.duration_since(from)),
        (Some(from), None) => age(from, ctx.snapshot.now),
        (None, _) if matches!(job.status, JobStatus::Manual) => "manual".to_owned(),
        (None, _) => String::new(),
    }
}

/// The jobs of a stage, the pipelines below in place of the bridge that triggered them, failed ones first.
fn jobs(stage: &Stage) -> Vec<&Job> {
    let mut jobs: Vec<&Job> = Vec::new();
    for job in &stage.jobs {
        match &job.downstream {
            Some(below) if !below.jobs.is_empty() => jobs.extend(&below.jobs),
            _ => jobs.push(job),
        }
    }
    jobs.sort_by_key(|job| !matches!(job.status, JobStatus::Failed | JobStatus::Canceled));
    jobs
}

/// Somebody has to start it.
fn is_manual(stage: &Stage) -> bool {
    stage.jobs.iter().any(|job| job.status == JobStatus::Manual)
}

fn boxes(buf: &mut Buffer, area: Rect, ctx: &PaneCtx<'_>, pipeline: &Pipeline) {
    let count = pipeline.stages.len().max(1);
    let room = usize::from(area.width).saturating_sub(2);
    let each = (room / count).saturating_sub(4).clamp(12, 26);
    let fit = (room / (each + 4)).max(1);
    // What runs, waits or failed is at the end; what is through gives way first.
    let skipped = count.saturating_sub(fit);
    let mut x = 1;
    if skipped > 0 {
        Pen::on(buf, ctx.look, area, 0).skip(1).faint(&format!("‹ {skipped} stages before"));
    }
    for (n, stage) in pipeline.stages.iter().skip(skipped).enumerate() {
        if n > 0 {
            let arrow = if is_manual(stage) { "╌╌▶" } else { "──▶" };
            Pen::on(buf, ctx.look, area, 3).to(x).word(arrow, Token::UiRule);
            x += 3;
        }
        one(buf, area, ctx, stage, x, each);
        x += each + 1;
    }
}

fn one(buf: &mut Buffer, area: Rect, ctx: &PaneCtx<'_>, stage: &Stage, x: usize, width: usize) {
    let inside = width - 4;
    let line = |buf: &mut Buffer, dy: u16, open: &str, text: &str, close: &str, fill: &str| {
        let mut pen = Pen::on(buf, ctx.look, area, dy);
        pen.to(x).word(open, Token::UiRule).text(text);
        let left = (x + width - 1).saturating_sub(pen.at());
        pen.word(&fill.repeat(left), Token::UiRule).word(close, Token::UiRule);
    };
    let name = text::cut(&stage.name, width - 5, CutSide::Middle);
    line(buf, 1, "╭─ ", &format!("{name} "), "╮", "─");
    let jobs = jobs(stage);
    let more = jobs.len().saturating_sub(JOBS);
    let shown = if more > 0 { JOBS - 1 } else { JOBS };
    let rows = area.height.saturating_sub(3).min(JOBS as u16);
    for dy in 0..rows {
        line(buf, 2 + dy, "│", "", "│", " ");
        let mut pen = Pen::on(buf, ctx.look, area, 2 + dy);
        pen.to(x + 2);
        match jobs.get(usize::from(dy)) {
            Some(_) if usize::from(dy) >= shown && more > 0 => {
                pen.faint(&format!("+{} more", jobs.len() - shown));
            }
            Some(job) => {
                let took = took(job, ctx);
                let room = inside.saturating_sub(3 + text::width(&took));
                pen.mark(mark(job.status)).skip(1).text(&text::cut(
                    &job.name,
                    room,
                    CutSide::Middle,
                ));
                pen.to(x + 2 + inside - text::width(&took)).faint(&took);
            }
            None => {}
        }
    }
    let foot = if is_manual(stage) { "by ART" } else { sum(stage).word() };
    let foot = format!(
        "{} {} ",
        ctx.look.text(mark(sum(stage))),
        text::cut(foot, width - 7, CutSide::End)
    );
    line(buf, 2 + rows, "╰─ ", &foot, "╯", "─");
}

/// `✓ validate ─▶ ✓ build-fbc ─▶ ✗ stage-release-triggers (image)`.
fn chain(buf: &mut Buffer, area: Rect, ctx: &PaneCtx<'_>, pipeline: &Pipeline) {
    let (mut dy, mut pen_at) = (0, 1);
    for (n, stage) in pipeline.stages.iter().enumerate() {
        let arrow = match (n, is_manual(stage)) {
            (0, _) => "",
            (_, true) => " ╌▶ ",
            (_, false) => " ─▶ ",
        };
        let failed = jobs(stage).into_iter().find(|job| job.status == JobStatus::Failed);
        let behind = match failed {
            Some(job) => format!(" ({})", job.name),
            None if is_manual(stage) => " (ART)".to_owned(),
            None => String::new(),
        };
        let text = format!("{}{behind}", stage.name);
        let length = text::width(arrow) + 2 + text::width(&text);
        if pen_at + length > usize::from(area.width) && pen_at > 1 {
            dy += 1;
            pen_at = 2;
        }
        let mut pen = Pen::on(buf, ctx.look, area, dy);
        pen.to(pen_at).word(arrow, Token::UiRule).mark(mark(sum(stage))).skip(1).text(&text);
        pen_at = pen.at();
    }
}
