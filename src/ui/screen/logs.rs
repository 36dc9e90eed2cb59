//! An open log on the screen: what it asks for, and what comes back.

use super::{Effect, Moment, Screen, regions};
use crate::domain::log::LogAnswer;
use crate::store::Snapshot;
use crate::ui::overlays::Overlay;
use crate::ui::overlays::log::Log;

impl Screen {
    /// What has to happen outside that no key asked for: parts of a log that are missing where the reader
    /// is, or nothing any more. To be asked after everything that happened.
    pub fn after(&mut self, snapshot: &Snapshot, at: Moment) -> Vec<Effect> {
        let area = regions::log(self.size);
        let Some(log) = self.log_mut() else {
            let was_open = std::mem::take(&mut self.reads_log);
            return if was_open { vec![Effect::LogClosed] } else { Vec::new() };
        };
        let over = log.of().is_over(&snapshot.outside);
        let asks: Vec<Effect> = log.asks(over, area, at).into_iter().map(Effect::Log).collect();
        self.reads_log = true;
        asks
    }

    /// A part of a log came.
    pub fn take_log(&mut self, answer: LogAnswer, snapshot: &Snapshot, at: Moment) {
        let area = regions::log(self.size);
        if let Some(log) = self.log_mut() {
            log.take(answer, area, snapshot.now, at);
        }
    }

    pub(super) fn log_tick(&mut self, at: Moment) -> bool {
        self.log_mut().is_some_and(|log| log.tick(at))
    }

    pub(super) fn log_due(&self) -> Option<Moment> {
        match &self.overlay {
            Some(Overlay::Log(log)) => log.due(),
            _ => self.beneath.as_ref()?.due(),
        }
    }

    /// The open log, in sight or behind the help page.
    fn log_mut(&mut self) -> Option<&mut Log> {
        match &mut self.overlay {
            Some(Overlay::Log(log)) => Some(log),
            _ => self.beneath.as_deref_mut(),
        }
    }
}
