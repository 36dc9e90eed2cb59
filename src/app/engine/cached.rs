//! The engine and its cache: what was kept comes in, who polls is settled, what is to be kept goes out.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::{Engine, Happened, Role};
use crate::domain::releases::Activity;
use crate::domain::source::Source;
use crate::store::Snapshot;
use crate::store::cache::FromCache;
use crate::workers::reading::Readers;
use crate::workers::{Crew, Memo, Start};

impl Engine {
    pub(super) fn take_cached(&mut self, news: FromCache, happened: &mut Happened) {
        match news {
            FromCache::Loaded { events, observed, entries } => {
                self.world.remember_entries(entries);
                for (release, tasks) in observed {
                    self.world.remember_observed(release, tasks);
                }
                for event in events {
                    self.apply(event, happened);
                }
            }
            FromCache::Complete => {
                self.read_back = true;
                self.world.has_read_everything_back();
                happened.facts = true;
            }
            FromCache::Lead { memos } => self.lead(memos, happened),
            FromCache::Follow { pid } => {
                self.role = Role::Follows(pid);
                self.crew = None;
                self.world.begin_anew();
                happened.ages = true;
            }
            FromCache::Nudge(sources) => self.refresh(&sources),
            FromCache::Note(note) => happened.notes.push(note),
            FromCache::Trouble(why) => {
                happened.notes.push(why.clone());
                self.cache_trouble = Some(why);
                happened.ages = true;
            }
            FromCache::Usable => {
                happened.notes.push("the cache can be used again".to_owned());
                self.cache_trouble = None;
                happened.ages = true;
            }
        }
    }

    fn lead(&mut self, memos: BTreeMap<Source, String>, happened: &mut Happened) {
        self.role = Role::Leads;
        self.world.begin_anew();
        let memo = |(source, text): (Source, String)| {
            Some((source, serde_json::from_str::<Memo>(&text).ok()?))
        };
        let start = Start {
            events: self.to_workers.clone(),
            stop: self.stop.clone(),
            remembered: memos.into_iter().filter_map(memo).collect(),
            readers: Readers::default(),
        };
        let missing = |service| self.missing.contains_key(&service);
        // The new crew has seen nothing yet.
        self.shown = Arc::default();
        match Crew::start(&self.settings, missing, start) {
            Ok(crew) => self.crew = Some(crew),
            Err(why) => {
                happened.notes.push(format!("no service can be asked: {why}; showing saved data"))
            }
        }
        happened.ages = true;
    }

    /// Tells the cache what was seen to change. Of several programs that see the same, the one that polls
    /// writes it down.
    pub(super) fn keep_entries(&mut self) {
        let new = self.world.take_new_entries();
        if let Some(cache) =
            self.cache.as_ref().filter(|_| self.role == Role::Leads && !new.is_empty())
        {
            cache.keep_entries(new);
        }
    }

    /// Tells the cache which files are behind the present picture, when that changed.
    pub(super) fn name_first_picture(&mut self, snapshot: &Snapshot) {
        let Some(cache) = &self.cache else { return };
        if !self.read_back {
            return;
        }
        let active =
            snapshot.board.releases.iter().filter(|known| known.activity == Activity::Active);
        let files = self.world.files_behind(active.map(|known| &**known));
        if files != self.first_picture {
            cache.first_picture(files.clone());
            self.first_picture = files;
        }
    }
}
