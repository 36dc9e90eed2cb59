//! An observed change as a filter sees it, on the screen and on the command line.

use crate::domain::chronicle::{About, Entry};
use crate::store::Snapshot;
use crate::ui::filter::Fields;

/// An entry with the picture it is part of.
#[derive(Debug, Clone, Copy)]
pub struct EntryFields<'a> {
    /// the entry
    pub entry: &'a Entry,
    /// the picture
    pub snapshot: &'a Snapshot,
}

impl Fields for EntryFields<'_> {
    fn shown(&self) -> String {
        let entry = self.entry;
        format!("{} {} {}", entry.what, entry.about.words(), entry.result)
    }

    fn field(&self, name: &str) -> Option<String> {
        let entry = self.entry;
        match name {
            "release" => Some(entry.about.release()?.to_string()),
            "service" => match &entry.about {
                About::Service(service) => Some(service.name().to_owned()),
                _ => None,
            },
            "age" => Some(self.snapshot.now.duration_since(entry.at).as_secs().to_string()),
            _ => None,
        }
    }
}
