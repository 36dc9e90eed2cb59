//! A service as a filter sees it, on the screen and on the command line.

use super::cells;
use crate::domain::source::Service;
use crate::store::{ServiceState, Snapshot};
use crate::ui::filter::Fields;

/// A service with the picture it is part of.
#[derive(Debug, Clone, Copy)]
pub struct ServiceFields<'a> {
    /// which
    pub service: Service,
    /// the picture
    pub snapshot: &'a Snapshot,
}

impl Fields for ServiceFields<'_> {
    fn shown(&self) -> String {
        let health = self.snapshot.health.get(&self.service);
        format!(
            "{} {} {}",
            self.service.name(),
            cells::circuit(self.service, self.snapshot),
            cells::last_error(health)
        )
    }

    fn field(&self, name: &str) -> Option<String> {
        match name {
            "service" => Some(self.service.name().to_owned()),
            "state" => Some(
                match self.snapshot.service(self.service) {
                    ServiceState::NotConnected => "not connected",
                    ServiceState::Loading => "asking",
                    ServiceState::Fine => "fine",
                    ServiceState::InTrouble { .. } => "trouble",
                }
                .to_owned(),
            ),
            "age" => {
                let at = cells::last_ok(self.service, self.snapshot)?;
                Some(self.snapshot.now.duration_since(at).as_secs().to_string())
            }
            _ => None,
        }
    }
}
