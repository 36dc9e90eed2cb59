//! What a merge request still needs, in the order in which it blocks; and a message to whoever has to act.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::super::PaneCtx;
use crate::domain::shipment::{Need, NeedState, ShipmentRow};
use crate::domain::time::{SignedDuration, Timestamp, span, when};
use crate::ui::glyphs::Glyph;
use crate::ui::layout::split_top;
use crate::ui::theme::Token;
use crate::ui::widgets::pen::{Align, Pen};
use crate::ui::widgets::rule::rule;
use crate::ui::widgets::text::CutSide;

fn mark(state: NeedState) -> Glyph {
    match state {
        NeedState::Met => Glyph::Pass,
        NeedState::Running => Glyph::Run,
        NeedState::Waiting => Glyph::Wait,
        NeedState::Later => Glyph::Idle,
        NeedState::Failed => Glyph::Fail,
        NeedState::Unknown => Glyph::Unknown,
    }
}

/// Draws the pane.
pub fn draw(buf: &mut Buffer, area: Rect, ctx: &PaneCtx<'_>, row: &ShipmentRow) {
    if area.height == 0 {
        return;
    }
    let (_, body) = split_top(area, 1);
    let gaps: Vec<&String> = row.contents.gaps.iter().chain(&row.contents.complaints).collect();
    let (needs, right) = fitting(row, usize::from(body.height), gaps.len());
    rule(buf, ctx.look, area, 0, &format!("What {} still needs", row.number), &right, false);
    if row.needs.is_empty() {
        let text = match row.state {
            None => "not known: GitLab did not tell of it yet",
            Some(_) => "nothing",
        };
        Pen::on(buf, ctx.look, body, 0).skip(1).text(text);
    }
    for (dy, need) in (0..).zip(&needs) {
        let mut pen = Pen::on(buf, ctx.look, body, dy);
        pen.skip(1).mark(mark(need.state)).skip(1);
        let style = ctx.look.style(Token::UiFg);
        pen.cell(&need.what.words(), 22, CutSide::End, Align::Left, style).skip(1);
        pen.cell(&who(need), 14, CutSide::End, Align::Left, style).skip(1);
        let since = need.since.map(|since| when(since, ctx.snapshot.now));
        pen.cell(since.as_deref().unwrap_or_default(), 9, CutSide::Never, Align::Left, style);
        pen.skip(1).faint(&need.note);
    }
    let first = u16::try_from(needs.len()).unwrap_or(u16::MAX).saturating_add(1);
    for (dy, gap) in (first..).zip(gaps) {
        let mut pen = Pen::on(buf, ctx.look, body, dy);
        pen.skip(1).mark(Glyph::Warn).skip(1).faint(gap);
    }
}

/// What fits, and what to say of the rest: the needs that are met give way first.
fn fitting(row: &ShipmentRow, room: usize, gaps: usize) -> (Vec<&Need>, String) {
    let gaps = if gaps == 0 { 0 } else { gaps + 1 };
    let room_for_all = row.needs.len() + gaps <= room;
    let shown = |need: &&Need| room_for_all || need.state != NeedState::Met;
    let mut needs: Vec<&Need> = row.needs.iter().filter(shown).collect();
    let met = row.needs.len() - needs.len();
    let over = (needs.len() + gaps).saturating_sub(room);
    needs.truncate(room);
    let said = [(met, "met"), (over, "more lines")].map(|(count, word)| match count {
        0 => String::new(),
        count => format!("{count} {word}"),
    });
    (needs, said.into_iter().filter(|said| !said.is_empty()).collect::<Vec<_>>().join(", "))
}

fn who(need: &Need) -> String {
    if need.who.is_empty() { "–".to_owned() } else { need.who.clone() }
}

/// A message to whoever has to act first: polite, short, with the facts and their time.
pub fn message(row: &ShipmentRow, now: Timestamp) -> String {
    let open = row.needs.iter().find(|need| need.state != NeedState::Met);
    let asks = match (&row.attention, open) {
        (Some((what, who)), _) => format!("{what}. {who}, could you please have a look?"),
        (None, Some(need)) => {
            let since = need.since.map(|since| now.duration_since(since));
            let since = since.filter(|since| *since > SignedDuration::ZERO);
            let since = since.map(|since| format!(" for {}", span(since))).unwrap_or_default();
            format!("the next thing it waits for{since} is: {} ({})", need.what.words(), who(need))
        }
        (None, None) => "everything it needs is there".to_owned(),
    };
    format!(
        "{} ({}): {asks}\n{}\n(as of {} UTC)",
        row.release,
        row.number,
        row.url,
        now.strftime("%a %-d %b %H:%M")
    )
}
