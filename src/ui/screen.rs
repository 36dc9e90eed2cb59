//! The screen: which view is open and about which release, where the cursors are, what is typed, what is
//! said. A key changes that and nothing else; what has to happen outside is handed back as effects.

mod acts;
mod burst;
mod keys;
mod logs;
mod paint;
mod presence;
mod regions;
mod views;

#[cfg(test)]
mod tests;

use jiff::tz::TimeZone;
use ratatui::layout::Rect;

use self::burst::Burst;
use self::presence::Presence;
use self::views::Views;
use super::filter::{Filter, FilterError};
use super::header::Scope;
use super::history::{History, Spot};
use super::input::TextField;
use super::look::Look;
use super::message::{Message, Tone};
use super::overlays::Overlay;
use super::overlays::log::Log;
use super::panes::View;
use super::remedy::offline_since;
use crate::actions::{Chord, Focus, Keymap, Place, Pressed};
use crate::domain::clean;
use crate::domain::log::LogAsk;
use crate::domain::releases::Activity;
use crate::domain::source::Source;
use crate::domain::time::Timestamp;
use crate::domain::version::Release;
use crate::store::Snapshot;

pub use super::header::Profile;
pub use super::message::Moment;

/// What the terminal reports.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Key {
    /// a key with its modifiers
    Chord(Chord),
    /// text that was pasted (bracketed paste)
    Paste(String),
    /// the terminal's window got the focus
    FocusGained,
    /// the terminal's window lost the focus
    FocusLost,
}

/// What has to happen outside of the screen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Effect {
    /// leave the program
    Quit,
    /// ask services now
    Refresh(Refresh),
    /// hand a text to the terminal's clipboard
    Copy(String),
    /// give the terminal back to the shell until the program is resumed
    Suspend,
    /// draw every cell again
    Redraw,
    /// ask for a part of a log
    Log(LogAsk),
    /// nobody waits for a part of a log any more
    LogClosed,
}

/// What to ask for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refresh {
    /// every source
    All,
    /// the sources of the open view
    View(Vec<Source>),
}

/// A prefix is explained when its rest does not come within this time (design/ux.md §6 rule 4).
const EXPLAINS: u64 = 400;

/// The state of the screen.
pub struct Screen {
    look: Look,
    keymap: Keymap,
    profile: Profile,
    zone: TimeZone,
    /// faults of the operator's own files
    problems: Vec<String>,
    view: View,
    views: Views,
    /// the release the views are about, and the cursor of the overview
    release: Option<Release>,
    filters: [Filter; View::ALL.len()],
    frozen: [Option<Snapshot>; View::ALL.len()],
    history: History,
    typing: Option<Typing>,
    overlay: Option<Overlay>,
    /// the log behind the help page
    beneath: Option<Box<Log>>,
    /// parts of a log may be under way
    reads_log: bool,
    message: Message,
    pending: Pending,
    asked: Option<Asked>,
    burst: Burst,
    presence: Presence,
    relative: bool,
    offline: Option<Timestamp>,
    /// as last drawn
    size: Rect,
}

/// The filter that is being typed.
struct Typing {
    field: TextField,
    before: Filter,
    error: Option<FilterError>,
}

/// A sequence that was begun.
#[derive(Default)]
struct Pending {
    chords: Vec<Chord>,
    next: Option<Pressed>,
    explained_at: Moment,
    explained: bool,
}

/// A question that the same key answers with yes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Asked {
    /// `q` at the first view
    Leave,
    /// `C-c`
    Interrupt,
}

impl Screen {
    /// The first view, empty.
    pub fn new(look: Look, keymap: Keymap, profile: Profile) -> Screen {
        Screen {
            look,
            keymap,
            profile,
            zone: TimeZone::UTC,
            problems: Vec::new(),
            view: View::Overview,
            views: Views::default(),
            release: None,
            filters: Default::default(),
            frozen: Default::default(),
            history: History::default(),
            typing: None,
            overlay: None,
            beneath: None,
            reads_log: false,
            message: Message::default(),
            pending: Pending::default(),
            asked: None,
            burst: Burst::default(),
            presence: Presence::default(),
            relative: true,
            offline: None,
            size: Rect::new(0, 0, 80, 24),
        }
    }

    /// The operator's own time zone, for the local time in the header.
    pub fn with_zone(mut self, zone: TimeZone) -> Screen {
        self.zone = zone;
        self
    }

    /// Faults of keymap, theme and configuration. The first is said at once, all are behind `!`.
    pub fn report(&mut self, problems: impl IntoIterator<Item = String>) {
        self.problems.extend(problems.into_iter().map(|text| clean::line(&text)));
        if let Some(first) = self.problems.first() {
            let more = match self.problems.len() {
                1 => String::new(),
                count => format!("   (+{} more, ! lists them)", count - 1),
            };
            self.message.result(Tone::Warning, format!("{first}{more}"));
        }
    }

    /// Opens a view about a release, as the command line asks for it.
    pub fn open(&mut self, view: View, release: Option<Release>) {
        self.go(view, release);
    }

    /// Filters the view that is open, as `/` would.
    pub fn filter(&mut self, filter: Filter) {
        self.filters[self.view.index()] = filter;
    }

    /// Says how something ended that the operator asked for; it stays until the next key.
    pub fn tell(&mut self, good: bool, text: impl Into<String>) {
        let tone = if good { Tone::Good } else { Tone::Warning };
        self.message.result(tone, clean::line(&text.into()));
    }

    /// Takes what the terminal reports. `snapshot` is the newest one, `at` the moment of the key.
    pub fn press(&mut self, key: Key, snapshot: &Snapshot, at: Moment) -> Vec<Effect> {
        self.settle(snapshot);
        match key {
            Key::FocusGained | Key::FocusLost => Vec::new(),
            Key::Paste(text) => {
                self.paste(&text);
                Vec::new()
            }
            Key::Chord(chord) => {
                self.presence.key(snapshot.now);
                self.chord(chord, snapshot, at)
            }
        }
    }

    /// Takes everything the terminal reported at once. A burst of keys outside of a text is meant for
    /// another window and is ignored as a whole (design/ux.md §6 rule 7).
    pub fn press_all(&mut self, keys: Vec<Key>, snapshot: &Snapshot, at: Moment) -> Vec<Effect> {
        let chords = keys.iter().filter(|key| matches!(key, Key::Chord(_))).count();
        if Burst::is_paste(chords) && !self.is_text() {
            self.ignore(chords);
            return Vec::new();
        }
        keys.into_iter().flat_map(|key| self.press(key, snapshot, at)).collect()
    }

    /// Time has passed or news have come; true when something on the screen changed by that alone.
    pub fn tick(&mut self, snapshot: &Snapshot, at: Moment) -> bool {
        let mut changed = self.message.tick(at);
        if self.pending.waits() && self.pending.explained_at <= at {
            self.pending.explained = true;
            changed = true;
        }
        let offline = offline_since(snapshot);
        if let (Some(since), None) = (self.offline, offline) {
            let lasted = super::clock::lasting(since, snapshot.now);
            self.message.inform(format!("online again after {lasted}"), at);
            changed = true;
        }
        self.offline = offline;
        changed | self.log_tick(at)
    }

    /// When [`Screen::tick`] will change something.
    pub fn due(&self) -> Option<Moment> {
        let explains = self.pending.waits().then_some(self.pending.explained_at);
        [self.message.due(), explains, self.log_due()].into_iter().flatten().min()
    }

    /// The open view.
    pub fn view(&self) -> View {
        self.view
    }

    /// The release the views are about.
    pub fn release(&self) -> Option<Release> {
        self.release
    }

    /// Where the facts of the open view come from: what is worth asking for more often.
    pub fn sources(&self, snapshot: &Snapshot) -> Vec<Source> {
        self.views.sources(self.view, &self.ctx(self.picture(snapshot)))
    }

    /// Pins cursor and scope to a release, so that they follow it and not the place where it stood.
    fn settle(&mut self, snapshot: &Snapshot) {
        if self.release.is_none() {
            let any = || snapshot.board.releases.first().map(|one| one.release);
            self.release = self.listed(snapshot).first().copied().or_else(any);
        }
        self.views.set_release(self.release);
    }

    /// The picture the operator sees: the newest, or the one that stands still.
    fn picture<'a>(&'a self, snapshot: &'a Snapshot) -> &'a Snapshot {
        self.frozen[self.view.index()].as_ref().unwrap_or(snapshot)
    }

    /// Releases in list order: the active ones, and the one the views are about.
    fn listed(&self, snapshot: &Snapshot) -> Vec<Release> {
        let all = snapshot.board.releases.iter();
        all.filter(|one| one.activity == Activity::Active || Some(one.release) == self.release)
            .map(|one| one.release)
            .collect()
    }

    fn focus(&self) -> Focus {
        let place = match self.view {
            View::Builds => Place::Matrix,
            _ => Place::Table,
        };
        let (can_go_back, can_go_forward, has_last) = self.history.ways();
        Focus { place, release: self.release, can_go_back, can_go_forward, has_last }
    }

    fn scope(&self, snapshot: &Snapshot) -> Scope {
        match self.view {
            view if view.is_of_release() => Scope::One(self.release),
            _ => {
                let all = snapshot.board.releases.iter();
                let active = all.filter(|one| one.activity == Activity::Active).count();
                Scope::All((!snapshot.is_empty()).then_some(active))
            }
        }
    }

    fn spot(&self) -> Spot {
        Spot { view: self.view, release: self.release }
    }
}

impl Pending {
    /// Begun, and not explained yet.
    fn waits(&self) -> bool {
        !self.chords.is_empty() && !self.explained
    }
}
