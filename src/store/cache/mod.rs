//! The cache: what can be fetched again, in SQLite, on a thread of its own. It gives the first picture
//! after a start, and lets several programs on one machine live from one poller.
//!
//! It may be deleted or broken at any time: then it says so and starts afresh.

mod file;
mod lease;
mod rows;
mod thread;

use std::collections::BTreeMap;
use std::path::PathBuf;

use tokio::sync::mpsc;

use super::event::Event;
use super::observed::Seen;
use crate::domain::chronicle::Entry;
use crate::domain::source::{Branch, Source};
use crate::domain::version::Release;

/// Where the cache is and what it is of.
#[derive(Debug, Clone)]
pub struct Place {
    /// the database; its folder is made when it is not there
    pub file: PathBuf,
    /// what the facts are of: services, repositories and clock. A cache of something else is not read
    pub origin: String,
}

/// What the cache has to say, in this order after a start: `Loaded` (first picture), `Loaded` (the
/// rest), `Complete`, then `Lead` or `Follow`.
#[derive(Debug)]
pub enum FromCache {
    /// rows that were read back, or that another program wrote
    Loaded {
        /// as events of the sources they came from, with `seq` 0
        events: Vec<Event>,
        /// task changes seen by earlier runs
        observed: Vec<(Release, Seen)>,
        /// changes seen by earlier runs, oldest first; with the first picture only
        entries: Vec<Entry>,
    },
    /// everything that was kept has been handed out
    Complete,
    /// this program polls from now on; here is what makes its first questions conditional
    Lead {
        /// the workers' own words, per source
        memos: BTreeMap<Source, String>,
    },
    /// another program polls
    Follow {
        /// its process id
        pid: u32,
    },
    /// another program wants these asked now
    Nudge(Vec<Source>),
    /// something the operator should know: one sentence
    Note(String),
    /// it cannot be used, and why: one sentence that stays true until `Usable`
    Trouble(String),
    /// it can be used again
    Usable,
}

/// What the thread is asked to do.
#[derive(Debug)]
enum Ask {
    Keep(Box<Event>, Option<String>),
    Observed(Release, Seen),
    Entries(Vec<Entry>),
    FirstPicture(Vec<(Branch, String)>),
    Nudge(Vec<Source>),
    Stop,
}

/// A handle on the cache thread. Nothing here waits.
#[derive(Debug)]
pub struct Cache {
    ask: std::sync::mpsc::Sender<Ask>,
    thread: Option<std::thread::JoinHandle<()>>,
}

impl Cache {
    /// Starts the thread. What it finds comes through `out`. When no thread can be had there is no
    /// cache, and the program goes on without.
    pub fn open(place: Place, out: mpsc::UnboundedSender<FromCache>) -> Cache {
        let (ask, asked) = std::sync::mpsc::channel();
        let thread = std::thread::Builder::new()
            .name("cache".to_owned())
            .spawn(move || thread::run(&place, &asked, &out))
            .ok();
        Cache { ask, thread }
    }

    /// Keeps an event, and what makes the source's next question conditional.
    pub fn keep(&self, event: Event, memo: Option<String>) {
        self.send(Ask::Keep(Box::new(event), memo));
    }

    /// Keeps task changes that were seen.
    pub fn keep_observed(&self, release: Release, tasks: Seen) {
        self.send(Ask::Observed(release, tasks));
    }

    /// Keeps changes that were seen, oldest first.
    pub fn keep_entries(&self, entries: Vec<Entry>) {
        self.send(Ask::Entries(entries));
    }

    /// Names the files behind the present picture: they are read first after the next start.
    pub fn first_picture(&self, files: Vec<(Branch, String)>) {
        self.send(Ask::FirstPicture(files));
    }

    /// Asks the program that polls to poll these now.
    pub fn nudge(&self, sources: Vec<Source>) {
        self.send(Ask::Nudge(sources));
    }

    fn send(&self, ask: Ask) {
        // A thread that ended has already said why; the program goes on without a cache.
        let _ = self.ask.send(ask);
    }
}

impl Drop for Cache {
    /// Writes what is still in the queue and gives the lease back.
    fn drop(&mut self) {
        let _ = self.ask.send(Ask::Stop);
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}
