//! What a shipment carries: files, bugs, advisories, CVEs, and how healthy its images are.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::super::PaneCtx;
use crate::domain::shipment::{Kind, ShipmentRow};
use crate::domain::source::Service;
use crate::store::ServiceState;
use crate::ui::layout::split_top;
use crate::ui::widgets::pen::Pen;
use crate::ui::widgets::rule::rule;

/// Draws the pane.
pub fn draw(buf: &mut Buffer, area: Rect, ctx: &PaneCtx<'_>, row: &ShipmentRow) {
    rule(buf, ctx.look, area, 0, "Contents", "", false);
    let (_, body) = split_top(area, 1);
    for (dy, line) in (0..).zip(lines(row, ctx)) {
        Pen::on(buf, ctx.look, body, dy).skip(1).text(&line);
    }
}

fn name(kind: Option<Kind>) -> &'static str {
    kind.map_or("unknown kind", Kind::name)
}

/// Its lines.
pub fn lines(row: &ShipmentRow, ctx: &PaneCtx<'_>) -> Vec<String> {
    let contents = &row.contents;
    if row.state.is_none() {
        return vec!["not known yet".to_owned()];
    }
    if contents.files == 0 {
        return vec!["no shipment files were read".to_owned()];
    }
    let kinds = contents.kinds.iter().map(|(kind, n)| match n {
        1 => name(*kind).to_owned(),
        n => format!("{n} {}", name(*kind)),
    });
    let kinds = kinds.collect::<Vec<_>>().join(" ");
    let on_qa = match contents.on_qa {
        Some(n) => format!("{n} ON_QA"),
        None => "ON_QA ?".to_owned(),
    };
    let types: Vec<String> =
        contents.types.iter().map(|(kind, of)| format!("{of} {}", name(*kind))).collect();
    let mut lines = vec![
        format!("{} files  {kinds}", contents.files),
        format!("{} components", contents.components),
        format!("{} bugs, {on_qa}", contents.keys.len()),
        format!("advisories {}", types.join(", ")),
    ];
    if !contents.cves.is_empty() {
        lines.push(format!("{} CVEs", contents.cves.len()));
    }
    lines.push(health(row, ctx));
    lines
}

/// Image health is never good by silence: what was not looked at is unknown.
fn health(row: &ShipmentRow, ctx: &PaneCtx<'_>) -> String {
    match ctx.snapshot.outside.image_health.get(&row.release) {
        Some(health) => format!("image health  {}", health.words()),
        None if ctx.snapshot.service(Service::Pyxis) == ServiceState::NotConnected => {
            "image health –  pyxis is not connected".to_owned()
        }
        None => "image health ?".to_owned(),
    }
}
