//! The cache's own thread: hands out what was kept, then writes what comes, and once a second looks
//! whether another program wrote something or stopped polling.

use std::sync::mpsc::{Receiver, RecvTimeoutError};
use std::time::{Duration, Instant};

use rusqlite::Connection;
use tokio::sync::mpsc::UnboundedSender;

use super::file::Kept;
use super::lease::{Holder, Standing};
use super::rows::{self, Wanted};
use super::{Ask, FromCache, Place, file, lease};
use crate::domain::source::Source;
use crate::domain::time::Timestamp;

/// How often other programs are looked at.
const LOOK: Duration = Duration::from_secs(1);

pub(super) fn run(place: &Place, asked: &Receiver<Ask>, out: &UnboundedSender<FromCache>) {
    let opened = match file::open(place) {
        Ok(opened) => opened,
        Err(why) => {
            let _ = out.send(FromCache::Trouble(format!("no cache: {why}")));
            // Without a cache nobody else is seen; this program has to poll.
            let _ = out.send(FromCache::Complete);
            let _ = out.send(FromCache::Lead { memos: Default::default() });
            return;
        }
    };
    match opened.kept {
        Kept::OnDisk => {}
        Kept::Anew(note) => drop(out.send(FromCache::Note(note))),
        Kept::InMemory(why) => drop(out.send(FromCache::Trouble(why))),
    }
    let mut desk = Desk {
        db: opened.connection,
        out,
        holder: Holder::new(),
        standing: None,
        seen: 0,
        version: 0,
        trouble: None,
    };
    desk.hand_out();
    let mut next_look = Instant::now();
    loop {
        if Instant::now() >= next_look {
            desk.look();
            next_look = Instant::now() + LOOK;
        }
        let wait = next_look.saturating_duration_since(Instant::now());
        match asked.recv_timeout(wait) {
            Ok(Ask::Stop) | Err(RecvTimeoutError::Disconnected) => break,
            Ok(first) => {
                // What is already waiting is written in the same transaction.
                let mut batch = vec![first];
                batch.extend(asked.try_iter().take(255));
                let stop = batch.iter().any(|ask| matches!(ask, Ask::Stop));
                let written = desk.write(&batch);
                desk.report("write", written);
                if stop {
                    break;
                }
            }
            Err(RecvTimeoutError::Timeout) => {}
        }
    }
    let given = desk.holder.give_back(&desk.db);
    desk.report("release the lease of", given);
}

struct Desk<'a> {
    db: Connection,
    out: &'a UnboundedSender<FromCache>,
    holder: Holder,
    standing: Option<Standing>,
    /// highest change that was handed out or written here
    seen: i64,
    /// SQLite's own counter of writes by others
    version: i64,
    /// since when it cannot be used: told once, not every second
    trouble: Option<Instant>,
}

impl Desk<'_> {
    /// First the files behind the first picture, then everything else.
    fn hand_out(&mut self) {
        let read = (|| {
            self.seen = rows::last_change(&self.db)?;
            rows::forget_gone(&self.db, self.seen)?;
            for wanted in [Wanted::FirstPicture, Wanted::Rest] {
                let (events, observed) = rows::load(&self.db, wanted)?;
                let entries = match wanted {
                    Wanted::FirstPicture => rows::entries(&self.db)?,
                    _ => Vec::new(),
                };
                let _ = self.out.send(FromCache::Loaded { events, observed, entries });
            }
            Ok(())
        })();
        self.report("read", read);
        let _ = self.out.send(FromCache::Complete);
    }

    fn write(&mut self, batch: &[Ask]) -> rusqlite::Result<()> {
        let step = self.db.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)?;
        for ask in batch {
            match ask {
                Ask::Keep(event, memo) => rows::keep(&step, event, memo.as_deref())?,
                Ask::Observed(release, tasks) => rows::keep_observed(&step, *release, tasks)?,
                Ask::Entries(entries) => rows::keep_entries(&step, entries)?,
                Ask::FirstPicture(files) => {
                    step.execute("DELETE FROM first_picture", [])?;
                    let mut insert =
                        step.prepare_cached("INSERT OR IGNORE INTO first_picture VALUES (?1, ?2)")?;
                    for (branch, path) in files {
                        insert.execute([branch.name(), path])?;
                    }
                }
                Ask::Nudge(sources) => {
                    let mut insert =
                        step.prepare_cached("INSERT OR IGNORE INTO nudges VALUES (?1)")?;
                    for source in sources {
                        insert.execute([rows::json(source)])?;
                    }
                }
                Ask::Stop => {}
            }
        }
        step.commit()?;
        self.seen = rows::last_change(&self.db)?;
        Ok(())
    }

    /// Renews or takes the lease; reads what the program that polls wrote, or what the others wish.
    fn look(&mut self) {
        let now = Timestamp::now().as_millisecond();
        let looked = (|| {
            let standing = self.holder.ask(&mut self.db, now)?;
            if self.standing.as_ref() != Some(&standing) {
                let news = match &standing {
                    Standing::Theirs { pid } => FromCache::Follow { pid: *pid },
                    Standing::Ours => FromCache::Lead { memos: rows::memos(&self.db)? },
                };
                let _ = self.out.send(news);
            }
            let version: i64 =
                self.db.pragma_query_value(None, "data_version", |row| row.get(0))?;
            if version != self.version {
                self.version = version;
                match standing {
                    Standing::Theirs { .. } => self.follow()?,
                    Standing::Ours => self.take_nudges()?,
                }
            }
            self.standing = Some(standing);
            Ok(())
        })();
        self.report("use", looked);
    }

    fn follow(&mut self) -> rusqlite::Result<()> {
        let (events, observed) = rows::load(&self.db, Wanted::After(self.seen))?;
        self.seen = rows::last_change(&self.db)?;
        if !events.is_empty() || !observed.is_empty() {
            let entries = Vec::new();
            let _ = self.out.send(FromCache::Loaded { events, observed, entries });
        }
        Ok(())
    }

    fn take_nudges(&mut self) -> rusqlite::Result<()> {
        let wishes: Vec<String> = self
            .db
            .prepare_cached("DELETE FROM nudges RETURNING source")?
            .query_map([], |row| row.get(0))?
            .collect::<rusqlite::Result<_>>()?;
        let sources: Vec<Source> =
            wishes.iter().filter_map(|wish| serde_json::from_str(wish).ok()).collect();
        if !sources.is_empty() {
            let _ = self.out.send(FromCache::Nudge(sources));
        }
        Ok(())
    }

    /// Who follows another program cannot hear it any more; it polls itself, once the other's lease would
    /// have ended, too.
    fn go_alone(&mut self, since: Instant) {
        let follows = matches!(self.standing, Some(Standing::Theirs { .. }) | None);
        if follows && since.elapsed() >= lease::LIFE {
            self.standing = Some(Standing::Ours);
            let _ = self.out.send(FromCache::Lead { memos: Default::default() });
        }
    }

    fn report(&mut self, doing: &str, done: rusqlite::Result<()>) {
        match done {
            Ok(()) => {
                if self.trouble.take().is_some() {
                    let _ = self.out.send(FromCache::Usable);
                }
            }
            Err(why) => {
                tracing::warn!(%why, "could not {doing} the cache");
                let since = match self.trouble {
                    Some(since) => since,
                    None => {
                        let note =
                            format!("could not {doing} the cache: {why}; going on without it");
                        let _ = self.out.send(FromCache::Trouble(note));
                        *self.trouble.insert(Instant::now())
                    }
                };
                self.go_alone(since);
            }
        }
    }
}
