//! Drawing a log: a rule that says which and where, its lines, and a line that says how things stand.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::widgets::{Clear, Widget};

use super::Log;
use super::hunt::searched;
use super::place::{Room, Top};
use super::wants::is_passing;
use crate::actions::{Action, Keymap};
use crate::domain::log::{Level, Line, LogFault, LogOf, leading_time};
use crate::domain::time::Timestamp;
use crate::domain::trouble::Trouble;
use crate::ui::clock;
use crate::ui::look::Look;
use crate::ui::theme::Token;
use crate::ui::widgets::pen::Pen;
use crate::ui::widgets::rule::rule;
use crate::ui::widgets::{flat, lines, text};

/// What a log is drawn with.
#[derive(Clone, Copy)]
pub struct Material<'a> {
    /// keys
    pub keymap: &'a Keymap,
    /// how it looks
    pub look: &'a Look,
    /// the program's time
    pub now: Timestamp,
    /// whether what writes the log is over; `None`: not known
    pub over: Option<bool>,
}

/// A length in its unit: `812 B`, `34 kB`, `100 MB`.
pub(super) fn size(bytes: u64) -> String {
    let (number, unit) = parts(bytes, bytes);
    format!("{number} {unit}")
}

/// A length in the unit of the whole, without it.
pub(super) fn amount(bytes: u64, whole: u64) -> String {
    parts(bytes, whole).0
}

fn parts(bytes: u64, whole: u64) -> (String, &'static str) {
    let (unit, name) = match whole {
        1_000_000.. => (1_000_000, "MB"),
        1_000.. => (1_000, "kB"),
        _ => (1, "B"),
    };
    let tenths = bytes.saturating_mul(10) / unit;
    let number = match unit {
        // Below ten a tenth is worth its place.
        1_000.. if whole < 10 * unit => format!("{}.{}", tenths / 10, tenths % 10),
        _ => (bytes / unit).to_string(),
    };
    (number, name)
}

impl Log {
    /// Draws it over whatever was there.
    pub fn draw(&self, buf: &mut Buffer, area: Rect, with: &Material<'_>) {
        let look = with.look;
        Clear.render(area, buf);
        buf.set_style(area, look.style(Token::UiBg).patch(look.style(Token::UiFg)));
        if area.is_empty() {
            return;
        }
        rule(
            buf,
            look,
            area,
            0,
            &format!("log ─ {}", self.of),
            &self.stands(self.room(area)),
            true,
        );
        let body = Rect { y: area.y + 1, height: area.height.saturating_sub(2), ..area };
        if self.window.is_empty() {
            let said = self.nothing(with);
            let cells = usize::from(body.width.saturating_sub(5));
            let rows = said.iter().flat_map(|text| lines::sentence(text, cells, 3));
            for (dy, row) in (1..).zip(rows) {
                Pen::on(buf, look, body, dy).skip(4).text(row);
            }
        } else {
            self.draw_lines(buf, area, body, look);
        }
        if area.height > 1 {
            self.draw_status(buf, area, with);
        }
        flat::flatten(buf, area, look.glyphs);
    }

    /// Where in the log the screen is, and how it is shown.
    fn stands(&self, room: Room) -> String {
        let mut said = Vec::new();
        if self.follow.is_some() {
            said.push("follows".to_owned());
        }
        if !self.wraps {
            let at = if self.left > 0 {
                format!("from column {}", self.left + 1)
            } else {
                "unwrapped".to_owned()
            };
            said.push(at);
        }
        match self.window.whole() {
            Some(whole) if !self.window.is_empty() => {
                let is_end = self.window.has_end() && self.top >= room.last(&self.window);
                said.push(match is_end {
                    true => format!("end of {}", size(whole)),
                    false if self.top == Top::default() => format!("begin of {}", size(whole)),
                    false => format!("at {} of {}", amount(self.top.line, whole), size(whole)),
                });
            }
            Some(whole) => said.push(size(whole)),
            None => {}
        }
        said.join(" ─ ")
    }

    fn draw_lines(&self, buf: &mut Buffer, area: Rect, body: Rect, look: &Look) {
        let room = self.room(area);
        let mut dy = 0;
        let mut skip = self.top.skip;
        for index in self.window.index_at(self.top.line).. {
            let Some(line) = self.window.line(index).filter(|_| dy < body.height) else { break };
            let spans = self.spans(line, look);
            let mut at = 0;
            if room.wraps {
                let pieces = lines::window(&line.text, room.cells, 0, skip + room.rows);
                for (number, piece) in pieces.iter().enumerate() {
                    let to = at + piece.len();
                    if number >= skip && dy < body.height {
                        write(&mut Pen::on(buf, look, body, dy), &line.text, at, to, &spans);
                        dy += 1;
                    }
                    at = to;
                }
                // an empty line takes a row as well
                dy += u16::from(pieces.is_empty());
            } else {
                let (from, _) = text::prefix(&line.text, self.left);
                write(&mut Pen::on(buf, look, body, dy), &line.text, from, line.text.len(), &spans);
                dy += 1;
            }
            skip = 0;
        }
    }

    /// Looks of the parts of a line: byte ranges, the later ones over the earlier ones.
    fn spans(&self, line: &Line, look: &Look) -> Vec<(usize, usize, Style)> {
        let token = match line.level() {
            Some(Level::Error) => Token::LogError,
            Some(Level::Warn) => Token::LogWarn,
            Some(Level::Info) => Token::LogInfo,
            Some(Level::Debug) => Token::LogDebug,
            None => Token::UiFg,
        };
        let mut spans = vec![(0, line.text.len(), look.style(token))];
        spans.push((0, leading_time(&line.text), look.style(Token::LogTime)));
        if let Some(search) = &self.search {
            let is_current = search.current == Some(line.at);
            let token = if is_current { Token::MatchCurrent } else { Token::Match };
            let found = search.wanted.ranges(&line.text).into_iter();
            spans.extend(found.map(|(from, to)| (from, to, look.style(token))));
        }
        spans
    }

    /// What is said where there are no lines.
    fn nothing(&self, with: &Material<'_>) -> Vec<String> {
        let service = self.of.service().name();
        if let Some((fault, _)) = &self.fault {
            let (what, todo) = self.about(fault, with);
            let code = match fault {
                LogFault::Trouble(trouble) => trouble.code(),
                LogFault::NotConnected(_) => return vec![what, todo],
            };
            return vec![what, format!("{code}   {todo}")];
        }
        if self.read.is_some() && self.asked.is_none() {
            let more = match with.over {
                Some(true) => "It is over and wrote nothing.",
                _ => "Nothing was written yet.",
            };
            return vec!["This log is empty.".to_owned(), more.to_owned()];
        }
        vec![format!("Asking {service} for the end of this log.")]
    }

    /// What went wrong, and what to do.
    fn about(&self, fault: &LogFault, with: &Material<'_>) -> (String, String) {
        let service = self.of.service().name();
        let key = with.keymap.key_of(Action::RefreshView).unwrap_or_else(|| "F5".to_owned());
        let trouble = match fault {
            LogFault::NotConnected(hint) => {
                return (
                    format!("{service} is not connected, so its logs cannot be read."),
                    format!("To connect it: {hint}"),
                );
            }
            LogFault::Trouble(trouble) => trouble,
        };
        match trouble {
            Trouble::Missing { .. } => (self.gone(with.over), format!("{key} asks again")),
            Trouble::SignIn { .. } => {
                (format!("{service}: {trouble}"), format!("renew its token, then {key}"))
            }
            Trouble::Refused { .. } => {
                (format!("{service}: {trouble}"), format!("ask for access to this log, then {key}"))
            }
            Trouble::Unreadable { .. } => {
                (format!("{service}: {trouble}"), format!("{key} asks again"))
            }
            Trouble::Unreachable { .. } | Trouble::Throttled { .. } => (
                format!("{service}: {trouble}"),
                format!("{key} asks now, else it is asked again soon"),
            ),
        }
    }

    /// What a 404 means.
    fn gone(&self, over: Option<bool>) -> String {
        match (&self.of, over) {
            (LogOf::Run { .. }, Some(false)) => {
                "There is no log yet: Prow keeps it when the run is over.".to_owned()
            }
            (LogOf::Run { .. }, _) => {
                "There is no log: it was never kept, or it was thrown away since.".to_owned()
            }
            (_, Some(false)) => "There is no log yet.".to_owned(),
            _ => "There is no log any more: it was thrown away, or its run was.".to_owned(),
        }
    }

    fn draw_status(&self, buf: &mut Buffer, area: Rect, with: &Material<'_>) {
        let look = with.look;
        let mut pen = Pen::on(buf, look, area, area.height - 1);
        pen.skip(1);
        if let Some(field) = &self.typing {
            pen.word("search ", Token::UiKey);
            let room = usize::from(area.width / 2);
            for span in field.spans(room, look) {
                pen.styled(&span.content, span.style);
            }
            return;
        }
        let hunt = self.search.as_ref().and_then(|search| search.hunt.as_ref());
        if let Some(hunt) = hunt {
            let seconds = self.now.since(hunt.since()) / 1000;
            pen.word(&searched(hunt), Token::StatusRun);
            pen.faint(&format!("   {seconds} s   Esc stops"));
            return;
        }
        if let Some(note) = &self.note {
            pen.text(note);
            return;
        }
        if let (Some((fault, _)), false) = (&self.fault, self.window.is_empty()) {
            // What is shown is still what was read before.
            if let Some((read, _)) = self.read {
                pen.faint(&format!("as of {}   ", clock::at(read, with.now)));
            }
            let (what, todo) = self.about(fault, with);
            pen.word(&what, Token::StatusWarn).faint(&format!("   {todo}"));
            return;
        }
        if let Some((_, since)) = self.asked {
            let seconds = self.now.since(since) / 1000;
            if seconds > 0 || self.window.is_empty() {
                pen.faint(&format!("asking {}, {seconds} s", self.of.service().name()));
                return;
            }
        }
        pen.faint(&self.ends(with));
    }

    /// How the log stands, and as of when.
    fn ends(&self, with: &Material<'_>) -> String {
        let Some((read, _)) = self.read else { return self.waits() };
        let as_of = format!("as of {}", clock::at(read, with.now));
        let what = match (self.window.has_end(), with.over) {
            (true, Some(true)) => "read to its end, the run is over",
            (true, Some(false)) => "read to its end so far, the run goes on",
            (true, None) => "read to its end so far",
            (false, _) => "more below",
        };
        format!("{as_of}   {what}")
    }

    fn waits(&self) -> String {
        match &self.fault {
            Some((LogFault::Trouble(trouble), _)) if is_passing(trouble) => {
                "no answer yet".to_owned()
            }
            Some(_) => "nothing was read".to_owned(),
            None => String::new(),
        }
    }
}

/// Writes bytes `from..to` of a line, each in its look.
fn write(pen: &mut Pen<'_>, line: &str, from: usize, to: usize, spans: &[(usize, usize, Style)]) {
    pen.skip(1);
    let mut cuts: Vec<usize> = spans.iter().flat_map(|(from, to, _)| [*from, *to]).collect();
    cuts.extend([from, to]);
    cuts.retain(|cut| (from..=to).contains(cut));
    cuts.sort_unstable();
    cuts.dedup();
    for pair in cuts.windows(2) {
        let &[start, end] = pair else { continue };
        let over = spans.iter().filter(|(from, to, _)| *from <= start && end <= *to);
        let style = over.fold(Style::new(), |style, (_, _, more)| style.patch(*more));
        pen.styled(line.get(start..end).unwrap_or_default(), style);
    }
}
