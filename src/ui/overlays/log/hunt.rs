//! Searching: what is held at once, the rest of the log page by page in the background.

use super::place::{Room, Top};
use super::{Goal, Log};
use crate::domain::log::{Hit, LogAnswer, LogAsk, LogPart, PAGE, Purpose, Taken, Wanted, Window};
use crate::ui::message::Moment;

/// What is searched for, and where it was found.
#[derive(Debug)]
pub(super) struct Search {
    pub wanted: Wanted,
    /// the line that was found last
    pub current: Option<u64>,
    pub hunt: Option<Hunt>,
}

/// A search beyond what is held.
#[derive(Debug)]
pub(super) struct Hunt {
    /// towards the beginning
    back: bool,
    window: Window,
    asked: Option<LogPart>,
    since: Moment,
}

impl Hunt {
    /// How far it is, and of how much: bytes from the end it comes from.
    pub fn progress(&self) -> (u64, Option<u64>) {
        let whole = self.window.whole();
        match (self.back, whole) {
            (true, Some(whole)) => (whole.saturating_sub(self.window.start()), Some(whole)),
            _ => (self.window.end(), whole),
        }
    }

    /// When it was begun.
    pub fn since(&self) -> Moment {
        self.since
    }

    fn is_through(&self) -> bool {
        if self.back { self.window.has_begin() } else { self.window.has_end() }
    }

    fn next(&self) -> LogPart {
        if !self.back {
            return LogPart::From(self.window.end(), PAGE);
        }
        let start = self.window.start();
        let from = start.saturating_sub(PAGE);
        LogPart::From(from, start - from)
    }
}

impl Log {
    /// Searches what was typed, from the first line on the screen on.
    pub(super) fn begin_search(&mut self, room: Room) {
        let typed = self.typing.take();
        let Some(wanted) = typed.and_then(|field| Wanted::new(field.text())) else {
            self.search = None;
            return;
        };
        let index = self.window.index_at(self.top.line);
        let below = wanted.find(&self.window, index, false);
        // At the end of a log most is above: what is held is searched in both directions.
        let near = || wanted.find(&self.window, index, true).filter(|_| self.window.has_end());
        let hit = below.or_else(near);
        self.search = Some(Search { wanted, current: None, hunt: None });
        match hit {
            Some(hit) => self.show(hit, room),
            None if self.window.has_begin() && self.window.has_end() => {
                let wanted = self.search.as_ref().map_or("", |search| search.wanted.text());
                self.note = Some(format!("\"{wanted}\" is not in this log"));
            }
            None => self.hunt(self.window.has_end()),
        }
    }

    /// The next line that has it, or the one before.
    pub(super) fn next_match(&mut self, back: bool, room: Room) {
        let Some(search) = &mut self.search else {
            self.note = Some("nothing is searched for yet".to_owned());
            return;
        };
        search.hunt = None;
        let at = search.current.unwrap_or(self.top.line);
        let index = self.window.index_at(at);
        let next = if back { index.checked_sub(1) } else { Some(index + 1) };
        match next.and_then(|next| search.wanted.find(&self.window, next, back)) {
            Some(hit) => self.show(hit, room),
            None => self.hunt(back),
        }
    }

    /// Ends the background's search; else the search itself.
    pub(super) fn end_search(&mut self) {
        let hunted = self.search.as_mut().and_then(|search| search.hunt.take());
        match hunted {
            Some(hunt) => self.note = Some(format!("search stopped, {}", searched(&hunt))),
            None => self.search = None,
        }
    }

    fn show(&mut self, hit: Hit, room: Room) {
        self.stop_following("not followed any more");
        if let Some(search) = &mut self.search {
            search.current = Some(hit.at);
        }
        self.goal = None;
        // A line that is on the screen already is marked where it is.
        let seen = room.down(&self.window, self.top, room.rows.saturating_sub(1));
        let last = Top { line: self.top.line.max(seen.line), skip: 0 };
        if hit.at < self.top.line || hit.at >= last.line || self.window.is_empty() {
            self.top = room.around(&self.window, hit.at);
        }
    }

    fn hunt(&mut self, back: bool) {
        let since = self.now;
        let Some(search) = &mut self.search else { return };
        let hunt = Hunt { back, window: self.window.clone(), asked: None, since };
        if hunt.is_through() {
            self.note = Some(not_found(&search.wanted, back));
        } else {
            search.hunt = Some(hunt);
        }
    }

    /// The page that a search needs next.
    pub(super) fn search_ask(&mut self) -> Option<LogAsk> {
        let hunt = self.search.as_mut()?.hunt.as_mut().filter(|hunt| hunt.asked.is_none())?;
        let part = hunt.next();
        hunt.asked = Some(part);
        Some(LogAsk { of: self.of.clone(), part, purpose: Purpose::Search })
    }

    /// A page for the search came.
    pub(super) fn take_searched(&mut self, answer: LogAnswer, room: Room) {
        let Some(search) = &mut self.search else { return };
        let Some(hunt) = &mut search.hunt else { return };
        if hunt.asked != Some(answer.ask.part) {
            return;
        }
        hunt.asked = None;
        let page = match answer.page {
            Ok(page) => page,
            Err(fault) => {
                self.note = Some(format!("search stopped, {}: {fault}", searched(hunt)));
                search.hunt = None;
                return;
            }
        };
        let back = hunt.back;
        let hit = match hunt.window.take(page) {
            Taken::After(new) if !back => {
                // The new lines, and the unfinished one behind them.
                let from = hunt.window.len().saturating_sub(new + 1);
                let known = search.current.unwrap_or_default();
                let mut hit = search.wanted.find(&hunt.window, from, false);
                while let Some(old) = hit.filter(|hit| search.current.is_some() && hit.at <= known)
                {
                    let next = hunt.window.index_at(old.at) + 1;
                    hit = search.wanted.find(&hunt.window, next, false);
                }
                hit
            }
            Taken::Before(new) if back => {
                new.checked_sub(1).and_then(|last| search.wanted.find(&hunt.window, last, true))
            }
            Taken::Instead => {
                self.note = Some("the log changed, search again".to_owned());
                search.hunt = None;
                return;
            }
            _ => None,
        };
        if let Some(hit) = hit {
            if let Some(hunt) = search.hunt.take() {
                self.window = hunt.window;
            }
            // What was asked for the old place fits the new one no more.
            (self.asked, self.goal) = (None, None);
            self.show(hit, room);
        } else if hunt.is_through() {
            self.note = Some(not_found(&search.wanted, back));
            search.hunt = None;
        }
    }

    /// Nothing but the view is looked at while the end is the goal.
    pub(super) fn is_going(&self, goal: Goal) -> bool {
        self.goal == Some(goal)
    }
}

fn not_found(wanted: &Wanted, back: bool) -> String {
    let (way, other) = if back { ("above", "n searches down") } else { ("below", "N searches up") };
    format!("no more \"{}\" {way}; {other}", wanted.text())
}

/// `searched 34 of 100 MB`
pub(super) fn searched(hunt: &Hunt) -> String {
    let (done, whole) = hunt.progress();
    match whole {
        Some(whole) => {
            format!("searched {} of {}", super::draw::amount(done, whole), super::draw::size(whole))
        }
        None => format!("searched {}", super::draw::size(done)),
    }
}
