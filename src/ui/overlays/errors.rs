//! What is wrong: services in trouble, files that cannot be read, faults of the operator's own files.
//! Each with its code, its place and what to do.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span, Text};
use ratatui::widgets::{Paragraph, Widget, Wrap};

use super::{Outcome, boxed};
use crate::actions::{Action, Chord, Keymap, Place, Pressed};
use crate::domain::complaint::Complaint;
use crate::store::Snapshot;
use crate::ui::clock;
use crate::ui::cursor;
use crate::ui::glyphs::Glyph;
use crate::ui::line;
use crate::ui::look::Look;
use crate::ui::remedy::{Remedy, absences, ailing, remedies};
use crate::ui::theme::Token;

/// Rows for the chosen entry in full.
const DETAIL: u16 = 6;

/// The open list.
#[derive(Debug, Default)]
pub struct Errors {
    cursor: usize,
    pending: Vec<Chord>,
}

/// One thing that is wrong.
enum Wrong<'a> {
    Service(Remedy),
    File(&'a Complaint),
    Own(&'a str),
}

/// How many things are wrong.
pub fn count(snapshot: &Snapshot, own: &[String]) -> usize {
    ailing(snapshot) + absences(snapshot).len() + snapshot.board.complaints.len() + own.len()
}

impl Errors {
    /// Takes a key; movement is as everywhere.
    pub fn press(
        &mut self,
        chord: Chord,
        keymap: &Keymap,
        snapshot: &Snapshot,
        own: &[String],
        area: Rect,
    ) -> Outcome {
        let Pressed::Action(action) = keymap.press(&mut self.pending, chord, Place::Table) else {
            return Outcome::Stay;
        };
        let page = usize::from(area.height.saturating_sub(DETAIL + 3)).max(1);
        match action {
            Action::Back | Action::Errors => return Outcome::Close,
            Action::RefreshAll | Action::RefreshView | Action::Help | Action::Quit => {
                return Outcome::Run(action);
            }
            movement => {
                let all = count(snapshot, own);
                let to = cursor::moved(movement, self.cursor, all, page);
                self.cursor = to.unwrap_or(self.cursor);
            }
        }
        Outcome::Stay
    }

    /// Draws the list. `own` are the faults of keymap, theme and configuration, as sentences.
    pub fn draw(
        &self,
        buf: &mut Buffer,
        area: Rect,
        snapshot: &Snapshot,
        own: &[String],
        keymap: &Keymap,
        look: &Look,
    ) {
        let mut remedies = remedies(snapshot, keymap);
        remedies.extend(absences(snapshot));
        let all = count(snapshot, own);
        let title = format!("WHAT IS WRONG  {all}");
        let refresh = keymap.key_of(Action::RefreshAll).unwrap_or_default();
        let keys = format!("{refresh} asks again   Esc close");
        let inside = boxed::draw(buf, area, &title, keys.trim_start(), look);
        if inside.is_empty() {
            return;
        }
        if all == 0 {
            let text =
                format!("Nothing is wrong, as of {}.", clock::at(snapshot.now, snapshot.now));
            return line::put(
                buf,
                inside,
                Line::from(vec![look.mark(Glyph::Pass), Span::raw(" "), Span::raw(text)]),
                look,
            );
        }
        let cursor = self.cursor.min(all.saturating_sub(1));
        let height = inside.height.saturating_sub(DETAIL + 1).max(1);
        // The chosen entry stays in the middle until an end comes near.
        let start = cursor
            .saturating_sub(usize::from(height) / 2)
            .min(all.saturating_sub(usize::from(height)));
        let nth = |number: usize| wrong(number, &remedies, snapshot, own);
        for (number, place) in (start..all).zip(Rect { height, ..inside }.rows()) {
            let Some(wrong) = nth(number) else { break };
            let mark = if number == cursor { look.mark(Glyph::Cursor) } else { Span::raw(" ") };
            let mut spans = vec![mark];
            spans.extend(wrong.headline(snapshot, look));
            line::put(buf, place, Line::from(spans), look);
            if number == cursor {
                buf.set_style(place, look.style(Token::UiCursorBg));
            }
        }
        let below = inside.y + height;
        boxed::rule(buf, area, below, look);
        let detail = Rect { y: below + 1, height: DETAIL, ..inside }.intersection(inside);
        if let Some(wrong) = nth(cursor) {
            Paragraph::new(wrong.detail(snapshot, look))
                .wrap(Wrap { trim: true })
                .render(detail, buf);
        }
    }
}

/// The nth of the list: services, then files, then the operator's own files.
fn wrong<'a>(
    number: usize,
    remedies: &[Remedy],
    snapshot: &'a Snapshot,
    own: &'a [String],
) -> Option<Wrong<'a>> {
    let complaints = &snapshot.board.complaints;
    if let Some(remedy) = remedies.get(number) {
        return Some(Wrong::Service(remedy.clone()));
    }
    let number = number.checked_sub(remedies.len())?;
    let file = complaints.get(number).map(Wrong::File);
    file.or_else(|| own.get(number.checked_sub(complaints.len())?).map(|text| Wrong::Own(text)))
}

impl Wrong<'_> {
    fn headline(&self, snapshot: &Snapshot, look: &Look) -> Vec<Span<'static>> {
        let (glyph, text) = match self {
            Wrong::Service(remedy) => {
                let since = clock::at(remedy.since, snapshot.now);
                (Glyph::Fail, format!("{}, since {since}", remedy.what))
            }
            Wrong::File(complaint) => (Glyph::Warn, complaint.to_string()),
            Wrong::Own(text) => (Glyph::Warn, (*text).to_owned()),
        };
        vec![look.mark(glyph), Span::raw(" "), Span::raw(text)]
    }

    fn detail(&self, snapshot: &Snapshot, look: &Look) -> Text<'static> {
        let (code, what, place, todo) = match self {
            Wrong::Service(remedy) => (
                remedy.code,
                format!("{}, {}", remedy.what, remedy.meaning),
                match remedy.detail.as_str() {
                    "" => format!("since {}", clock::at(remedy.since, snapshot.now)),
                    said => format!("it said: {said}"),
                },
                remedy.remedy.clone(),
            ),
            Wrong::File(complaint) => (
                "OAR-FILE",
                complaint.what.clone(),
                match complaint.place.as_str() {
                    "" => complaint.path.clone(),
                    place => format!("{}: {place}", complaint.path),
                },
                "correct the file in its repository; every other file is used all the same"
                    .to_owned(),
            ),
            Wrong::Own(text) => (
                "OAR-CONFIG",
                (*text).to_owned(),
                "your own file".to_owned(),
                "correct the line and start again; the rest of the file holds".to_owned(),
            ),
        };
        let muted = look.style(Token::UiMuted);
        let part = |name: &'static str, text: String| {
            Line::from(vec![Span::styled(format!("{name:<6}"), muted), Span::raw(text)])
        };
        Text::from(vec![
            part("code", code.to_owned()),
            part("what", what),
            part("where", place),
            part("do", todo),
        ])
    }
}
