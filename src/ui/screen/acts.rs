//! What follows from an action on the screen.

use std::collections::BTreeSet;

use super::{Asked, Effect, Moment, Pending, Refresh, Screen, Typing, regions};
use crate::actions::{Action, Chord, Code, gate};
use crate::domain::source::{Service, Source};
use crate::domain::time::Timestamp;
use crate::domain::version::Release;
use crate::store::Snapshot;
use crate::ui::clock;
use crate::ui::history::Spot;
use crate::ui::input::TextField;
use crate::ui::message::Tone;
use crate::ui::overlays::log::Log;
use crate::ui::overlays::{Overlay, errors, help};
use crate::ui::panes::{PaneEffect, View};

impl Screen {
    pub(super) fn perform(
        &mut self,
        action: Action,
        chord: Chord,
        asked: Option<Asked>,
        snapshot: &Snapshot,
        at: Moment,
    ) -> Vec<Effect> {
        if let Err(refusal) = gate(action, &self.focus(), self.picture(snapshot)) {
            let text = format!("{}: {refusal}", action.entry().help);
            self.message.result(Tone::Plain, text);
            return Vec::new();
        }
        match action {
            Action::Quit => return vec![Effect::Quit],
            Action::Suspend => return vec![Effect::Suspend],
            Action::Redraw => return vec![Effect::Redraw],
            Action::RefreshAll => return vec![self.refresh(Refresh::All, snapshot, at)],
            Action::RefreshView => {
                let sources = self.sources(snapshot);
                return vec![self.refresh(Refresh::View(sources), snapshot, at)];
            }
            Action::Back => return self.back(chord, asked, snapshot),
            Action::Help => self.overlay = Some(Overlay::Help(help::Help::default())),
            Action::Errors => self.overlay = Some(Overlay::Errors(errors::Errors::default())),
            Action::Filter => self.begin_filter(),
            Action::Freeze => self.freeze(snapshot, at),
            Action::TimeRelative => {
                self.relative = !self.relative;
                let words = if self.relative { "times as ages" } else { "times as dates" };
                self.message.inform(words, at);
            }
            Action::ViewOverview => self.turn_to(View::Overview, action, snapshot),
            Action::ViewRelease => self.turn_to(View::Release, action, snapshot),
            Action::ViewBuilds => self.turn_to(View::Builds, action, snapshot),
            Action::ViewBugs => self.turn_to(View::Bugs, action, snapshot),
            Action::ViewShipment => self.turn_to(View::Shipment, action, snapshot),
            Action::ViewActivity => self.turn_to(View::Activity, action, snapshot),
            Action::ViewHealth => self.turn_to(View::Health, action, snapshot),
            Action::ReleaseNext => self.walk(true, snapshot),
            Action::ReleasePrev => self.walk(false, snapshot),
            Action::HistoryBack => self.travel(|history, here| history.back(here)),
            Action::HistoryForward => self.travel(|history, here| history.forward(here)),
            Action::HistoryLast => self.travel(|history, here| history.last(here)),
            other => return self.hand_to_pane(other, snapshot).into_iter().collect(),
        }
        Vec::new()
    }

    /// Opens a view; the panes of the open one know best about which release.
    fn turn_to(&mut self, view: View, action: Action, snapshot: &Snapshot) {
        if view == self.view {
            return;
        }
        let body = regions::body(self.size);
        let release = match self.pane_act(action, body, snapshot) {
            Some(PaneEffect::GoTo(_, release)) => Some(release),
            _ => self.release,
        };
        self.go(view, release);
    }

    /// Opens a view about a release and remembers where the operator was.
    pub(super) fn go(&mut self, view: View, release: Option<Release>) {
        let (here, there) = (self.spot(), Spot { view, release });
        if here != there {
            self.history.leave(here);
            self.stand_at(there);
        }
    }

    fn stand_at(&mut self, spot: Spot) {
        self.view = spot.view;
        self.release = spot.release;
        self.views.set_release(self.release);
        self.pending = Pending::default();
    }

    fn travel(&mut self, way: impl Fn(&mut crate::ui::history::History, Spot) -> Option<Spot>) {
        let here = self.spot();
        if let Some(spot) = way(&mut self.history, here) {
            self.stand_at(spot);
        }
    }

    /// The neighbour of the release the views are about; the ends do not join.
    fn walk(&mut self, forward: bool, snapshot: &Snapshot) {
        let listed = self.listed(self.picture(snapshot));
        let at = self.release.and_then(|own| listed.iter().position(|release| *release == own));
        let to = match (at, forward) {
            (None, _) => Some(0),
            (Some(at), true) => at.checked_add(1),
            (Some(at), false) => at.checked_sub(1),
        };
        match to.and_then(|to| listed.get(to)) {
            Some(release) => {
                self.release = Some(*release);
                self.views.set_release(self.release);
            }
            None => {
                let end = if forward { "last" } else { "first" };
                self.message.result(Tone::Plain, format!("this is the {end} release"));
            }
        }
    }

    fn hand_to_pane(&mut self, action: Action, snapshot: &Snapshot) -> Option<Effect> {
        match self.pane_act(action, regions::body(self.size), snapshot) {
            Some(effect) => self.follow(effect),
            None => {
                let text = format!("{}: nothing here", action.entry().help);
                self.message.result(Tone::Plain, text);
                None
            }
        }
    }

    /// What follows from what a pane did.
    fn follow(&mut self, effect: PaneEffect) -> Option<Effect> {
        match effect {
            PaneEffect::Moved => {}
            PaneEffect::GoTo(view, release) => self.go(view, Some(release)),
            PaneEffect::Show(thing) => {
                let view = self.views.point_at(&thing);
                self.go(view, self.release);
            }
            PaneEffect::Log(of) => self.overlay = Some(Overlay::Log(Box::new(Log::new(of)))),
            PaneEffect::Note(text) => self.message.result(Tone::Plain, text),
            PaneEffect::Copy(text) => return Some(Effect::Copy(text)),
        }
        None
    }

    /// Undoes the smallest thing first. `Esc` undoes the filter and what the panes opened, then goes
    /// back and stops at the first view; `q` only goes back and asks there once.
    fn back(&mut self, chord: Chord, asked: Option<Asked>, snapshot: &Snapshot) -> Vec<Effect> {
        let is_esc = chord.code() == Code::Esc;
        if is_esc && !self.filters[self.view.index()].is_empty() {
            self.filters[self.view.index()] = Default::default();
            return Vec::new();
        }
        let body = regions::body(self.size);
        match self.pane_act(Action::Back, body, snapshot) {
            Some(effect) => return self.follow(effect).into_iter().collect(),
            None if self.view != View::Overview => {
                let here = self.spot();
                let first = Spot { view: View::Overview, release: self.release };
                let spot = self.history.back(here).unwrap_or(first);
                self.stand_at(spot);
            }
            None if is_esc => {}
            None if asked == Some(Asked::Leave) => return vec![Effect::Quit],
            None => {
                self.asked = Some(Asked::Leave);
                self.message.result(Tone::Plain, format!("press {chord} again to quit"));
            }
        }
        Vec::new()
    }

    fn begin_filter(&mut self) {
        let before = self.filters[self.view.index()].clone();
        let field = TextField::with(before.text());
        self.typing = Some(Typing { field, before, error: None });
    }

    fn freeze(&mut self, snapshot: &Snapshot, at: Moment) {
        let frozen = &mut self.frozen[self.view.index()];
        let words = match frozen.take() {
            Some(_) => "this view goes on".to_owned(),
            None => {
                *frozen = Some(snapshot.clone());
                let time = clock::at(snapshot.now, snapshot.now);
                format!("this view stands still at {time}; data keep arriving behind it")
            }
        };
        self.message.inform(words, at);
    }

    fn refresh(&mut self, what: Refresh, snapshot: &Snapshot, at: Moment) -> Effect {
        let sources: Vec<Source> = match &what {
            Refresh::All => snapshot.feeds.keys().copied().collect(),
            Refresh::View(sources) => sources.clone(),
        };
        self.message.inform(asking(&sources, snapshot), at);
        Effect::Refresh(what)
    }
}

/// What a refresh does: a service that wants to be left alone is left alone until then (design/ux.md §5g).
fn asking(sources: &[Source], snapshot: &Snapshot) -> String {
    let pause = |service: &Service| {
        let until = snapshot.health.get(service)?.closed_until?;
        (until > snapshot.now).then_some(until)
    };
    let services: BTreeSet<Service> = sources.iter().map(|source| source.service()).collect();
    let paused: Vec<(Service, Timestamp)> =
        services.into_iter().filter_map(|service| Some((service, pause(&service)?))).collect();
    let asked = sources.iter().filter(|source| pause(&source.service()).is_none()).count();
    let mut words = match asked {
        0 => "nothing is asked".to_owned(),
        1 => "asking 1 source now".to_owned(),
        count => format!("asking {count} sources now"),
    };
    for (service, until) in paused {
        let until = clock::at(until, snapshot.now);
        words.push_str(&format!("; {} wants a pause until {until}", service.name()));
    }
    words
}
