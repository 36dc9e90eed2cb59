//! What the services beside the branches say of a release: advisories, ART ticket, signature, images. A
//! service that is not asked is left out; one that has not answered is `?`.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::super::PaneCtx;
use crate::domain::advisories::Advisory;
use crate::domain::freshness::Freshness;
use crate::domain::image_health::{ImageHealth, Verdict};
use crate::domain::releases::Assessment;
use crate::domain::signature::{Signed, signed};
use crate::domain::source::Source;
use crate::domain::tasks::TaskName;
use crate::domain::ticket::Ticket;
use crate::domain::version::Release;
use crate::ui::glyphs::Glyph;
use crate::ui::widgets::age;
use crate::ui::widgets::pen::Pen;

/// Where its facts come from.
pub fn sources(release: Release) -> [Source; 4] {
    [
        Source::Advisories(release),
        Source::Ticket(release),
        Source::Signature(release),
        Source::ImageHealth(release),
    ]
}

fn is_asked(ctx: &PaneCtx<'_>, source: Source) -> bool {
    ctx.snapshot.feeds.contains_key(&source)
}

/// One fact of the second line: its name, its source, what is said; `None`: no answer yet.
type Fact = (&'static str, Source, Option<(Glyph, String)>);

fn facts(ctx: &PaneCtx<'_>, release: Release) -> Vec<Fact> {
    let outside = &ctx.snapshot.outside;
    let digest = outside.payloads.get(&release).map(|payload| &payload.digest);
    let signature = outside.signatures.get(&release).map(|answer| {
        let answer = signed(Some(answer), digest);
        let mark = match answer {
            Signed::Yes => Glyph::Pass,
            Signed::NotYet => Glyph::Wait,
            Signed::Unknown => Glyph::Unknown,
        };
        (mark, answer.word().to_owned())
    });
    let ticket = outside.tickets.get(&release).map(|ticket| (Glyph::Idle, ticket_words(ticket)));
    let images = outside.image_health.get(&release).map(|health| (verdict(health), health.words()));
    let all = [
        ("ticket", Source::Ticket(release), ticket),
        ("signature", Source::Signature(release), signature),
        ("images", Source::ImageHealth(release), images),
    ];
    all.into_iter().filter(|(_, source, _)| is_asked(ctx, *source)).collect()
}

fn ticket_words(ticket: &Ticket) -> String {
    let of_qe = ticket.subtasks.iter().filter(|task| task.of_qe);
    let closed = of_qe.clone().filter(|task| is_closed(&task.status)).count();
    format!("{}, QE {closed} of {} closed", ticket.status, of_qe.count())
}

fn is_closed(status: &str) -> bool {
    status.eq_ignore_ascii_case("closed")
}

fn verdict(health: &ImageHealth) -> Glyph {
    match health.verdict() {
        Verdict::Healthy => Glyph::Pass,
        Verdict::Unhealthy => Glyph::Fail,
        Verdict::Unknown => Glyph::Unknown,
    }
}

/// Advisories stand in a line of their own as soon as somebody tells their states.
pub fn has_states(ctx: &PaneCtx<'_>, release: &Assessment) -> bool {
    !release.facts.advisories.is_empty() && is_asked(ctx, Source::Advisories(release.release))
}

/// Lines that there are: the advisories, and the rest.
pub fn height(ctx: &PaneCtx<'_>, release: &Assessment) -> u16 {
    u16::from(has_states(ctx, release)) + u16::from(!facts(ctx, release.release).is_empty())
}

/// Draws the lines.
pub fn draw(buf: &mut Buffer, area: Rect, ctx: &PaneCtx<'_>, release: &Assessment) {
    let first = u16::from(has_states(ctx, release));
    if first > 0 {
        advisories(Pen::on(buf, ctx.look, area, 0).skip(1), ctx, release);
    }
    rest(Pen::on(buf, ctx.look, area, first).skip(1), ctx, release.release);
}

fn stale(pen: &mut Pen<'_>, ctx: &PaneCtx<'_>, source: Source) {
    if age::level(ctx.snapshot, source) == Freshness::Stale {
        pen.mark(Glyph::Stale);
    }
}

/// `advisories  rpm 141197 QE   rhcos 141198 REL_PREP`; without anybody who tells, the numbers alone.
pub fn advisories(pen: &mut Pen<'_>, ctx: &PaneCtx<'_>, release: &Assessment) {
    let source = Source::Advisories(release.release);
    let told = ctx.snapshot.outside.advisories.get(&release.release);
    pen.faint("advisories");
    for (kind, number) in &release.facts.advisories {
        pen.skip(1).faint(kind).skip(1).text(&number.to_string());
        if is_asked(ctx, source) {
            pen.skip(1);
            match told.and_then(|told| told.by_kind.get(kind)) {
                Some(advisory) => pen.text(advisory.state.word()),
                None => pen.mark(Glyph::Unknown),
            };
            stale(pen, ctx, source);
        }
        pen.skip(1);
    }
}

/// `ticket · In Progress, QE 1 of 3 closed    signature ✓ signed    images ✓ A 191  B 2`
fn rest(pen: &mut Pen<'_>, ctx: &PaneCtx<'_>, release: Release) {
    for (name, source, said) in facts(ctx, release) {
        pen.faint(name).skip(1);
        match said {
            None => drop(pen.mark(Glyph::Unknown)),
            Some((mark, words)) => {
                pen.mark(mark).skip(1).text(&words);
                stale(pen, ctx, source);
            }
        }
        pen.skip(6);
    }
}

/// All of it that belongs to a task, for the page that is opened on it.
pub fn text(ctx: &PaneCtx<'_>, release: Release, task: TaskName) -> String {
    let outside = &ctx.snapshot.outside;
    let lines = match task {
        TaskName::TakeOwnership => outside.tickets.get(&release).map(|ticket| {
            let line = |task: &crate::domain::ticket::Subtask| {
                let who = task.assignee.as_deref().unwrap_or("nobody");
                format!("{:12} {:12} {who}: {}", task.key, task.status, task.summary)
            };
            let head = format!("{} {} {}", ticket.key, ticket.status, ticket.summary);
            std::iter::once(head).chain(ticket.subtasks.iter().map(line)).collect()
        }),
        TaskName::ChangeAdvisoryStatus | TaskName::PushToCdnStaging => {
            outside.advisories.get(&release).map(|told| {
                let known = told.by_kind.iter().map(|(kind, one)| advisory(kind, one));
                let unread = told.unread.iter().map(|kind| format!("{kind}: could not be read"));
                known.chain(unread).chain(told.gaps.iter().cloned()).collect()
            })
        }
        TaskName::ImageSignedCheck => facts(ctx, release)
            .into_iter()
            .find(|(name, ..)| *name == "signature")
            .and_then(|(_, _, said)| Some(vec![format!("signature: {}", said?.1)])),
        TaskName::ImageConsistencyCheck => outside.image_health.get(&release).map(|health| {
            let bad = health.images.iter().filter(|image| !image.finding.is_healthy());
            let bad = bad.map(|image| format!("{}: {}", image.component, image.finding.words()));
            std::iter::once(format!("image health: {}", health.words()))
                .chain(bad)
                .chain(health.gaps.iter().cloned())
                .collect()
        }),
        _ => None,
    };
    lines.map_or_else(String::new, |lines: Vec<String>| format!("\n\n{}", lines.join("\n")))
}

fn advisory(kind: &str, one: &Advisory) -> String {
    let mut text = format!("{kind}: {} {} {}", one.id, one.name, one.state.word());
    if let Some(owner) = &one.owner {
        text.push_str(&format!(", QE owner {owner}"));
    }
    for push in one.pushes.iter().flatten() {
        text.push_str(&format!(", {} {}", push.target, push.status));
    }
    if let Some(alerts) = one.alerts.filter(|alerts| alerts.count > 0) {
        let word = if alerts.blocking { "blocking" } else { "not blocking" };
        text.push_str(&format!(", {} security alerts, {word}", alerts.count));
    }
    if !one.blocked_by.is_empty() {
        let numbers: Vec<String> = one.blocked_by.iter().map(u64::to_string).collect();
        text.push_str(&format!(", waits for {}", numbers.join(", ")));
    }
    text
}
