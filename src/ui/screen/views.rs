//! The panes of the views behind one door.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::Screen;
use crate::actions::Action;
use crate::domain::source::Source;
use crate::domain::version::Release;
use crate::store::Snapshot;
use crate::ui::panes::{
    PaneCtx, PaneEffect, Thing, View, activity, bugs, builds, health, overview, release, shipment,
};

/// The state of every view.
#[derive(Default)]
pub(super) struct Views {
    overview: overview::State,
    release: release::State,
    builds: builds::State,
    bugs: bugs::State,
    shipment: shipment::State,
    activity: activity::State,
    health: health::State,
}

impl Views {
    pub fn draw(&self, view: View, buf: &mut Buffer, area: Rect, ctx: &PaneCtx<'_>) {
        match view {
            View::Overview => overview::draw(&self.overview, buf, area, ctx),
            View::Release => release::draw(&self.release, buf, area, ctx),
            View::Builds => builds::draw(&self.builds, buf, area, ctx),
            View::Bugs => bugs::draw(&self.bugs, buf, area, ctx),
            View::Shipment => shipment::draw(&self.shipment, buf, area, ctx),
            View::Activity => activity::draw(&self.activity, buf, area, ctx),
            View::Health => health::draw(&self.health, buf, area, ctx),
        }
    }

    /// The releases in a line each, whichever view is open.
    pub fn digest(&self, buf: &mut Buffer, area: Rect, ctx: &PaneCtx<'_>) {
        overview::digest(&self.overview, buf, area, ctx);
    }

    pub fn act(
        &mut self,
        view: View,
        action: Action,
        area: Rect,
        ctx: &PaneCtx<'_>,
    ) -> Option<PaneEffect> {
        match view {
            View::Overview => overview::act(&mut self.overview, action, area, ctx),
            View::Release => release::act(&mut self.release, action, area, ctx),
            View::Builds => builds::act(&mut self.builds, action, area, ctx),
            View::Bugs => bugs::act(&mut self.bugs, action, area, ctx),
            View::Shipment => shipment::act(&mut self.shipment, action, area, ctx),
            View::Activity => activity::act(&mut self.activity, action, area, ctx),
            View::Health => health::act(&mut self.health, action, area, ctx),
        }
    }

    pub fn sources(&self, view: View, ctx: &PaneCtx<'_>) -> Vec<Source> {
        match view {
            View::Overview => overview::sources(&self.overview, ctx),
            View::Release => release::sources(&self.release, ctx),
            View::Builds => builds::sources(&self.builds, ctx),
            View::Bugs => bugs::sources(&self.bugs, ctx),
            View::Shipment => shipment::sources(&self.shipment, ctx),
            View::Activity => activity::sources(&self.activity, ctx),
            View::Health => health::sources(&self.health, ctx),
        }
    }

    /// What a view has to say while nothing else is said.
    pub fn standing(&self, view: View, area: Rect, ctx: &PaneCtx<'_>) -> Option<String> {
        match view {
            View::Builds => builds::standing(&self.builds, area, ctx),
            _ => None,
        }
    }

    /// Every view is about the same release; in the overview it is the row under the cursor.
    pub fn set_release(&mut self, release: Option<Release>) {
        self.overview.cursor = release;
        self.release.release = release;
        self.builds.release = release;
    }

    /// Puts the cursor of a view on a thing; which view.
    pub fn point_at(&mut self, thing: &Thing) -> View {
        match thing {
            Thing::Bug(key) => {
                self.bugs.cursor = Some(key.clone());
                View::Bugs
            }
            Thing::Shipment(release) => {
                self.shipment.cursor = Some(*release);
                View::Shipment
            }
            Thing::Service(service) => {
                self.health.cursor = Some(*service);
                View::Health
            }
        }
    }

    /// The row under the cursor of the overview.
    pub fn cursor(&self) -> Option<Release> {
        self.overview.cursor
    }
}

impl Screen {
    /// What the panes of the open view may look at.
    pub(super) fn ctx<'a>(&'a self, snapshot: &'a Snapshot) -> PaneCtx<'a> {
        PaneCtx {
            snapshot,
            look: &self.look,
            filter: &self.filters[self.view.index()],
            focused: self.overlay.is_none(),
            relative: self.relative,
            looked: self.presence.looked(),
        }
    }

    /// Hands an action to the panes of the open view; `None` when it means nothing there.
    pub(super) fn pane_act(
        &mut self,
        action: Action,
        area: Rect,
        snapshot: &Snapshot,
    ) -> Option<PaneEffect> {
        let frozen = self.frozen[self.view.index()].as_ref();
        let ctx = PaneCtx {
            snapshot: frozen.unwrap_or(snapshot),
            look: &self.look,
            filter: &self.filters[self.view.index()],
            focused: true,
            relative: self.relative,
            looked: self.presence.looked(),
        };
        let effect = self.views.act(self.view, action, area, &ctx);
        if self.view == View::Overview && effect.is_some() {
            self.release = self.views.cursor();
        }
        effect
    }
}
