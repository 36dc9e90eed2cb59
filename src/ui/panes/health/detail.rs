//! The selected service: what is asked of it, how old each answer is, what to do when it is in trouble; and
//! a line about this program.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::super::PaneCtx;
use super::cells;
use crate::domain::freshness::Freshness;
use crate::domain::process::Process;
use crate::domain::source::Service;
use crate::domain::time::{SignedDuration, age, span};
use crate::store::ServiceState;
use crate::ui::clock;
use crate::ui::glyphs::Glyph;
use crate::ui::layout::split_top;
use crate::ui::widgets::pen::Pen;
use crate::ui::widgets::rule::rule;

/// Draws the pane.
pub fn draw(buf: &mut Buffer, area: Rect, ctx: &PaneCtx<'_>, service: Service) {
    if area.height < 2 {
        return;
    }
    rule(buf, ctx.look, area, 0, service.name(), "", false);
    let (_, body) = split_top(area, 1);
    let (body, last) = split_top(body, body.height - 1);
    let mut pen = Pen::on(buf, ctx.look, last, 0);
    match &ctx.snapshot.process.cache_trouble {
        Some(why) => pen.skip(1).mark(Glyph::Fail).skip(1).text(why).skip(3),
        None => pen.skip(1),
    };
    pen.faint(&process(&ctx.snapshot.process));
    let mut dy = 0;
    for line in about(ctx, service) {
        Pen::on(buf, ctx.look, body, dy).skip(1).text(&line);
        dy += 1;
    }
    for (source, feed) in cells::own_feeds(service, ctx.snapshot) {
        let mut pen = Pen::on(buf, ctx.look, body, dy);
        let level = feed.freshness(*source, ctx.snapshot.now);
        pen.skip(1).mark(match (&feed.trouble, level) {
            (Some(_), _) => Glyph::Fail,
            (None, Freshness::Never) => Glyph::Queue,
            (None, _) => Glyph::Pass,
        });
        if level == Freshness::Stale {
            pen.mark(Glyph::Stale);
        }
        pen.to(4).text(&source.to_string()).to(32);
        pen.text(&cells::moment(feed.fetched, ctx.snapshot, ctx.relative)).to(42);
        if let Some(next) = feed.next {
            pen.faint(&format!("next {}", clock::utc(next))).to(56);
        }
        if let Some((trouble, since)) = &feed.trouble {
            pen.text(&format!("{trouble}, since {} ({})", clock::utc(*since), trouble.code()));
        }
        dy += 1;
    }
}

fn about(ctx: &PaneCtx<'_>, service: Service) -> Vec<String> {
    let snapshot = ctx.snapshot;
    let health = snapshot.health.get(&service);
    let mut lines = Vec::new();
    if let Some(missing) = health.and_then(|health| health.missing.as_ref()) {
        lines.push(format!("not connected: {missing}"));
        return lines;
    }
    if let ServiceState::InTrouble { since, last_ok, .. } = snapshot.service(service) {
        let shown = match last_ok {
            Some(at) => format!("what is shown is as of {} UTC", clock::utc(at)),
            None => "nothing is known from it yet".to_owned(),
        };
        lines.push(format!("in trouble for {}; {shown}", age(since, snapshot.now)));
    }
    let Some(health) = health else { return lines };
    let mut facts =
        vec![format!("{} calls since the start, {} failed", health.calls, health.errors)];
    if !health.hosts.is_empty() {
        facts.push(format!("hosts {}", health.hosts.join(" ")));
    }
    if let Some(ends) = health.login_ends {
        let word = if ends > snapshot.now { "ends" } else { "ended" };
        facts.push(format!("login {word} {}", clock::at(ends, snapshot.now)));
    }
    facts.extend(health.note.clone());
    lines.push(facts.join("   "));
    lines
}

/// `up 5d   cpu 0.3 %   memory 38 MB   cache 14 MB`.
fn process(process: &Process) -> String {
    let mut parts = Vec::new();
    if let Ok(up) = SignedDuration::try_from(process.up) {
        parts.push(format!("this program: up {}", span(up)));
    }
    if let Some(cpu) = process.cpu {
        let share = 100.0 * cpu.as_secs_f64() / process.up.as_secs_f64().max(1.0);
        parts.push(format!("cpu {share:.1} %"));
    }
    let megabytes = |bytes: u64| format!("{} MB", bytes.div_ceil(1 << 20));
    if let Some(resident) = process.resident {
        parts.push(format!("memory {}", megabytes(resident)));
    }
    match (process.cache, &process.cache_trouble) {
        (_, Some(_)) => {}
        (Some(bytes), None) => parts.push(format!("cache {}", megabytes(bytes))),
        (None, None) => parts.push("no cache".to_owned()),
    }
    parts.join("   ")
}
