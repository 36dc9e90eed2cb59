//! What has to be asked, and what follows from answers.

use ratatui::layout::Rect;

use super::place::Top;
use super::{Goal, Log};
use crate::domain::log::{LogAnswer, LogAsk, LogFault, LogPart, PAGE, Purpose, Taken};
use crate::domain::time::Timestamp;
use crate::domain::trouble::Trouble;
use crate::ui::message::Moment;

/// Between two looks at the end of a log that is followed.
const LOOKS: u64 = 3_000;
/// A place that gave no answer is asked again after this long.
const AGAIN: u64 = 15_000;

impl Log {
    /// What to ask now. `over`: whether what writes the log is over; `None`: not known.
    pub fn asks(&mut self, over: Option<bool>, area: Rect, at: Moment) -> Vec<LogAsk> {
        self.now = at;
        self.watch(over, at);
        let mut asks = Vec::new();
        if self.asked.is_none() && self.may_ask(at) {
            match self.wanted(area, at) {
                Some(part) => {
                    (self.asked, self.look_now) = (Some((part, at)), false);
                    asks.push(LogAsk { of: self.of.clone(), part, purpose: Purpose::View });
                }
                // Nothing is missing any more.
                None => self.fault = None,
            }
        }
        asks.extend(self.search_ask());
        asks
    }

    fn wanted(&self, area: Rect, at: Moment) -> Option<LogPart> {
        let (window, rows) = (&self.window, self.room(area).rows);
        if self.is_going(Goal::Begin) {
            return Some(LogPart::From(0, PAGE));
        }
        if self.is_going(Goal::End) {
            return Some(LogPart::Last(PAGE));
        }
        let index = window.index_at(self.top.line);
        let more = LogPart::From(window.end(), PAGE);
        if !window.has_end() && window.len().saturating_sub(index) < 3 * rows {
            return Some(more);
        }
        if !window.has_begin() && index < 2 * rows {
            let from = window.start().saturating_sub(PAGE);
            return Some(LogPart::From(from, window.start() - from));
        }
        let due = self.read.is_none_or(|(_, read)| at >= read.after(LOOKS));
        (self.look_now || self.follow.is_some() && due).then_some(more)
    }

    /// What writes the log is over: the end is looked at once more, then it is not watched any longer.
    fn watch(&mut self, over: Option<bool>, at: Moment) {
        let Some(follow) = &mut self.follow else { return };
        if over != Some(true) {
            return;
        }
        let since = *follow.over.get_or_insert(at);
        let looked = self.read.is_some_and(|(_, read)| read > since);
        if looked && self.window.has_end() && self.asked.is_none() {
            self.stop_following("the run is over, this is the end of its log");
        }
    }

    fn may_ask(&self, at: Moment) -> bool {
        match &self.fault {
            None => true,
            Some((LogFault::Trouble(trouble), since)) => {
                is_passing(trouble) && at >= since.after(AGAIN)
            }
            Some(_) => false,
        }
    }

    /// As the operator wants it: now.
    pub(super) fn ask_again(&mut self) {
        self.fault = None;
        self.look_now = true;
    }

    /// Takes an answer. `now` is the program's time, `at` the moment.
    pub fn take(&mut self, answer: LogAnswer, area: Rect, now: Timestamp, at: Moment) {
        self.now = at;
        if answer.ask.of != self.of {
            return;
        }
        let room = self.room(area);
        if answer.ask.purpose == Purpose::Search {
            return self.take_searched(answer, room);
        }
        if self.asked.is_none_or(|(part, _)| part != answer.ask.part) {
            return;
        }
        self.asked = None;
        let page = match answer.page {
            Ok(page) => page,
            Err(fault) => {
                self.fault = Some((fault, at));
                return;
            }
        };
        (self.fault, self.read) = (None, Some((now, at)));
        let before = self.window.end();
        let taken = self.window.take(page);
        let goal = match answer.ask.part {
            LogPart::Last(_) => Some(Goal::End),
            LogPart::From(0, _) => Some(Goal::Begin),
            LogPart::From(..) => None,
        };
        if self.goal.is_some() && self.goal == goal {
            self.goal = None;
            self.top = match goal {
                Some(Goal::Begin) => Top::default(),
                _ => room.last(&self.window),
            };
            return;
        }
        match taken {
            Taken::Instead if self.window.is_empty() => {
                self.note = Some("the log is shorter than it was: it was begun anew".to_owned());
                self.top = Top::default();
                self.goal = Some(Goal::End);
            }
            Taken::Instead => self.top = Top { line: self.window.start(), skip: 0 },
            _ => {}
        }
        if self.follow.is_some() && self.window.end() >= before {
            self.top = room.last(&self.window);
        }
    }

    /// Time has passed; true when something that is shown changed by that alone.
    pub fn tick(&mut self, at: Moment) -> bool {
        let seconds = |log: &Log| log.waits_since().map(|since| log.now.since(since) / 1000);
        let before = seconds(self);
        self.now = at;
        seconds(self) != before
    }

    /// When something of its own is to be done or shown next.
    pub fn due(&self) -> Option<Moment> {
        let shown = self.waits_since().map(|since| {
            let seconds = self.now.since(since) / 1000;
            since.after(1000 * (seconds + 1))
        });
        let looks = match (&self.follow, &self.asked, &self.read) {
            (Some(_), None, Some((_, read))) => Some(read.after(LOOKS)),
            _ => None,
        };
        let again = match &self.fault {
            _ if self.asked.is_some() => None,
            Some((LogFault::Trouble(trouble), since)) if is_passing(trouble) => {
                Some(since.after(AGAIN))
            }
            _ => None,
        };
        // While nothing may be asked, looking does not come due either.
        let looks = if self.fault.is_some() { None } else { looks };
        [shown, looks, again].into_iter().flatten().min()
    }

    /// Since when an answer is waited for.
    pub(super) fn waits_since(&self) -> Option<Moment> {
        let searched = self.search.as_ref().and_then(|search| search.hunt.as_ref());
        let asked = self.asked.map(|(_, since)| since);
        [asked, searched.map(|hunt| hunt.since())].into_iter().flatten().min()
    }
}

/// It may go by without anybody doing anything.
pub(super) fn is_passing(trouble: &Trouble) -> bool {
    matches!(trouble, Trouble::Unreachable { .. } | Trouble::Throttled { .. })
}
