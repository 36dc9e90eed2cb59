//! The log of what is under the cursor, over the whole body. It is read in pages: what is held is a window
//! around what is looked at, and what has to be asked follows from where the reader is.

mod draw;
mod hunt;
mod place;
mod wants;

#[cfg(test)]
mod tests;

pub use draw::Material;

use ratatui::layout::Rect;

use self::hunt::Search;
use self::place::{Room, Top};
use super::Outcome;
use crate::actions::{Action, Chord, Code, Keymap, Place, Pressed};
use crate::domain::log::{LogFault, LogOf, LogPart, Window};
use crate::domain::time::Timestamp;
use crate::ui::input::TextField;
use crate::ui::message::Moment;

/// Cells that `h` and `l` move by.
const SIDEWAYS: usize = 8;

/// An open log.
#[derive(Debug)]
pub struct Log {
    of: LogOf,
    window: Window,
    top: Top,
    goal: Option<Goal>,
    wraps: bool,
    /// cells to the left of the screen, while long lines do not wrap
    left: usize,
    follow: Option<Follow>,
    /// under way, since when
    asked: Option<(LogPart, Moment)>,
    fault: Option<(LogFault, Moment)>,
    /// the end is to be looked at, wherever the reader is
    look_now: bool,
    /// the last good answer: in the program's time, and really
    read: Option<(Timestamp, Moment)>,
    search: Option<Search>,
    typing: Option<TextField>,
    pending: Vec<Chord>,
    note: Option<String>,
    /// the last moment that is known
    now: Moment,
}

/// Where the next answer leads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Goal {
    Begin,
    End,
}

/// The end is watched.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Follow {
    /// since when it is known that what writes the log is over
    over: Option<Moment>,
}

impl Log {
    /// Nothing of it is known yet. It opens at its end, where it says how it went.
    pub fn new(of: LogOf) -> Log {
        Log {
            of,
            window: Window::default(),
            top: Top::default(),
            goal: Some(Goal::End),
            wraps: true,
            left: 0,
            follow: None,
            asked: None,
            fault: None,
            look_now: false,
            read: None,
            search: None,
            typing: None,
            pending: Vec::new(),
            note: None,
            now: Moment::default(),
        }
    }

    /// Whose it is.
    pub fn of(&self) -> &LogOf {
        &self.of
    }

    /// Something is being typed into it.
    pub fn is_text(&self) -> bool {
        self.typing.is_some()
    }

    /// Takes pasted text into the search; false where none is typed.
    pub fn paste(&mut self, text: &str) -> bool {
        self.typing.as_mut().map(|field| field.paste(text)).is_some()
    }

    /// Takes a key. `area` is where the log is drawn.
    pub fn press(&mut self, chord: Chord, keymap: &Keymap, area: Rect, at: Moment) -> Outcome {
        self.now = at;
        let room = self.room(area);
        if let Some(field) = &mut self.typing {
            match chord.code() {
                Code::Esc => self.typing = None,
                Code::Enter => self.begin_search(room),
                _ => {
                    field.press(chord);
                }
            }
            return Outcome::Stay;
        }
        let Pressed::Action(action) = keymap.press(&mut self.pending, chord, Place::Log) else {
            return Outcome::Stay;
        };
        self.note = None;
        match action {
            // Esc ends the smallest thing first.
            Action::Back if chord.code() == Code::Esc && self.search.is_some() => {
                self.end_search();
            }
            Action::Back | Action::Log => return Outcome::Close,
            Action::Help | Action::Quit => return Outcome::Run(action),
            Action::Search => {
                let before = self.search.as_ref().map_or("", |search| search.wanted.text());
                self.typing = Some(TextField::with(before));
            }
            Action::MatchNext => self.next_match(false, room),
            Action::MatchPrev => self.next_match(true, room),
            Action::Wrap => {
                self.wraps = !self.wraps;
                (self.left, self.top.skip) = (0, 0);
                self.note = Some(format!(
                    "long lines {}",
                    if self.wraps { "wrap" } else { "go on to the right" }
                ));
            }
            Action::Follow if self.follow.is_some() => self.stop_following("not followed any more"),
            Action::Follow => {
                self.follow = Some(Follow::default());
                self.go_to_end(room);
            }
            Action::RefreshView | Action::RefreshAll => self.ask_again(),
            Action::Left if !self.wraps => self.left = self.left.saturating_sub(SIDEWAYS),
            Action::Right if !self.wraps => self.left += SIDEWAYS,
            Action::HalfLeft if !self.wraps => {
                self.left = self.left.saturating_sub(room.cells / 2);
            }
            Action::HalfRight if !self.wraps => self.left += room.cells / 2,
            Action::Left | Action::Right | Action::HalfLeft | Action::HalfRight => {
                let key = keymap.key_of(Action::Wrap).unwrap_or_default();
                self.note = Some(format!("long lines wrap, {key} stops that"));
            }
            movement => self.walk(movement, room),
        }
        // The widest line that is kept ends somewhere.
        self.left = self.left.min(4_000);
        Outcome::Stay
    }

    fn walk(&mut self, movement: Action, room: Room) {
        let (page, half) = (room.rows.max(1), room.rows.div_ceil(2).max(1));
        let (window, top) = (&self.window, self.top);
        let to = match movement {
            Action::Down => room.down(window, top, 1),
            Action::Up => room.up(window, top, 1),
            Action::HalfDown => room.down(window, top, half),
            Action::HalfUp => room.up(window, top, half),
            Action::PageDown | Action::Open => room.down(window, top, page),
            Action::PageUp => room.up(window, top, page),
            Action::First => {
                self.stop_following("not followed any more");
                return self.go_to_begin();
            }
            Action::Last => return self.go_to_end(room),
            _ => return,
        };
        if to < top {
            self.stop_following("not followed any more");
        }
        self.goal = None;
        self.top = to;
    }

    fn go_to_begin(&mut self) {
        self.top = Top { line: self.window.start(), skip: 0 };
        self.goal = (!self.window.has_begin()).then_some(Goal::Begin);
    }

    fn go_to_end(&mut self, room: Room) {
        self.top = room.last(&self.window);
        self.goal = (!self.window.has_end()).then_some(Goal::End);
    }

    fn stop_following(&mut self, why: &str) {
        if self.follow.take().is_some() {
            self.note = Some(why.to_owned());
        }
    }

    /// Room for the text: between the rule and the line that says how things stand.
    fn room(&self, area: Rect) -> Room {
        let rows = usize::from(area.height.saturating_sub(2));
        let cells = usize::from(area.width.saturating_sub(2)).max(1);
        Room { cells, rows, wraps: self.wraps }
    }
}
