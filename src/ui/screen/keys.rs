//! What a key does: first to a text or an overlay, then by the keymap.

use super::{Asked, EXPLAINS, Effect, Moment, Pending, Screen, regions};
use crate::actions::{Action, Chord, Code, Pressed, gate};
use crate::store::Snapshot;
use crate::ui::filter::Filter;
use crate::ui::message::Tone;
use crate::ui::overlays::{Outcome, Overlay};

impl Screen {
    pub(super) fn is_text(&self) -> bool {
        let typed = match &self.overlay {
            Some(Overlay::Help(_)) => true,
            Some(Overlay::Log(log)) => log.is_text(),
            _ => false,
        };
        typed || self.typing.is_some()
    }

    pub(super) fn paste(&mut self, text: &str) {
        match (&mut self.typing, &mut self.overlay) {
            (_, Some(Overlay::Help(help))) => help.paste(text),
            (_, Some(Overlay::Log(log))) if log.is_text() => {
                log.paste(text);
            }
            (Some(typing), None) => {
                typing.field.paste(text);
                self.typed();
            }
            _ => self.ignore(text.chars().count()),
        }
    }

    pub(super) fn ignore(&mut self, keys: usize) {
        let text = format!("ignored {keys} keys, pasted or meant for another window");
        self.message.result(Tone::Plain, text);
    }

    pub(super) fn chord(&mut self, chord: Chord, snapshot: &Snapshot, at: Moment) -> Vec<Effect> {
        if !self.is_text()
            && let Some(keys) = self.burst.count(at)
        {
            self.ignore(keys);
            return Vec::new();
        }
        self.message.key();
        let asked = self.asked.take();
        if chord.mods().ctrl && chord.code() == Code::Char('c') {
            return self.interrupt(asked);
        }
        if self.overlay.is_some() {
            return self.overlay_key(chord, snapshot, at);
        }
        if self.typing.is_some() {
            self.typing_key(chord);
            return Vec::new();
        }
        if chord.code() == Code::Esc && !self.pending.chords.is_empty() {
            self.pending = Pending::default();
            return Vec::new();
        }
        let place = self.focus().place;
        match self.keymap.press(&mut self.pending.chords, chord, place) {
            Pressed::Action(action) => {
                self.pending = Pending::default();
                self.perform(action, chord, asked, snapshot, at)
            }
            next @ Pressed::Prefix(_) => {
                self.pending.next = Some(next);
                self.pending.explained_at = at.after(EXPLAINS);
                Vec::new()
            }
            Pressed::None => {
                self.pending = Pending::default();
                self.explain_dead_key(chord, snapshot);
                Vec::new()
            }
        }
    }

    /// `C-c` leaves a text or an overlay, and twice in a row the program.
    fn interrupt(&mut self, asked: Option<Asked>) -> Vec<Effect> {
        if asked == Some(Asked::Interrupt) {
            return vec![Effect::Quit];
        }
        self.pending = Pending::default();
        (self.overlay, self.beneath) = (None, None);
        self.cancel_typing();
        self.asked = Some(Asked::Interrupt);
        self.message.result(Tone::Plain, "press C-c again to quit");
        Vec::new()
    }

    fn overlay_key(&mut self, chord: Chord, snapshot: &Snapshot, at: Moment) -> Vec<Effect> {
        let area = regions::overlay(self.size, self.overlay.as_ref());
        let outcome = match &mut self.overlay {
            Some(Overlay::Help(help)) => help.press(chord, &self.keymap, area),
            Some(Overlay::Errors(errors)) => {
                errors.press(chord, &self.keymap, snapshot, &self.problems, area)
            }
            Some(Overlay::Log(log)) => log.press(chord, &self.keymap, area, at),
            None => Outcome::Stay,
        };
        match outcome {
            Outcome::Stay => Vec::new(),
            Outcome::Close => {
                // The help page opens over a log and leaves it where it was.
                self.overlay = self.beneath.take().map(Overlay::Log);
                Vec::new()
            }
            Outcome::Run(Action::Help) if matches!(self.overlay, Some(Overlay::Log(_))) => {
                if let Some(Overlay::Log(log)) = self.overlay.take() {
                    self.beneath = Some(log);
                }
                self.perform(Action::Help, chord, None, snapshot, at)
            }
            Outcome::Run(action) => {
                (self.overlay, self.beneath) = (None, None);
                self.perform(action, chord, None, snapshot, at)
            }
        }
    }

    fn typing_key(&mut self, chord: Chord) {
        match chord.code() {
            Code::Esc => self.cancel_typing(),
            // A filter that cannot be read stays open, so that it can be put right.
            Code::Enter if self.typing.as_ref().is_some_and(|typing| typing.error.is_none()) => {
                self.typing = None;
            }
            _ => {
                if let Some(typing) = &mut self.typing {
                    typing.field.press(chord);
                }
                self.typed();
            }
        }
    }

    /// The filter follows what is typed; while it cannot be read every row stays.
    fn typed(&mut self) {
        let Some(typing) = &mut self.typing else { return };
        let (filter, error) = match Filter::parse(typing.field.text()) {
            Ok(filter) => (filter, None),
            Err(error) => (Filter::default(), Some(error)),
        };
        typing.error = error;
        self.filters[self.view.index()] = filter;
    }

    pub(super) fn cancel_typing(&mut self) {
        if let Some(typing) = self.typing.take() {
            self.filters[self.view.index()] = typing.before;
        }
    }

    /// A key that cannot act says why.
    fn explain_dead_key(&mut self, chord: Chord, snapshot: &Snapshot) {
        let text = match self.keymap.elsewhere(chord) {
            Some(action) => {
                let help = action.entry().help;
                let refusal = gate(action, &self.focus(), snapshot).err();
                let reason = refusal.map_or("not here", |refusal| refusal.0);
                format!("{chord} {help}: {reason}")
            }
            None => {
                let help = self.keymap.key_of(Action::Help).unwrap_or_else(|| "F1".to_owned());
                format!("{chord} has no meaning here, {help} shows the keys")
            }
        };
        self.message.result(Tone::Plain, text);
    }
}
