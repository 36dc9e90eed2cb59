//! The loop of the cockpit. Everything that can happen is in its `select!`.

use std::future::poll_fn;
use std::io::{self, Write};
use std::task::Poll;
use std::time::{Duration, Instant};

use crossterm::event::{Event, EventStream};
use futures_util::StreamExt;

use super::engine::Engine;
use super::headless::Exit;
use super::room::{Room, Word};
use super::terminal::{self, Taken};
use super::{clipboard, input, signals};
use crate::domain::log::LogAnswer;
use crate::store::Snapshot;
use crate::ui::screen::{Effect, Key, Moment, Refresh, Screen};

/// Resizes that come within this time are one (design/ux.md §12).
const RESIZE_REST: Duration = Duration::from_millis(50);

/// How long the first picture waits for the cache before an empty frame is drawn.
const FIRST_PICTURE: Duration = Duration::from_millis(60);

/// The cockpit: room, screen and the moment it was opened.
struct Cockpit {
    room: Room,
    screen: Screen,
    opened: Instant,
    /// the newest picture
    snapshot: Snapshot,
    /// something shown may have changed
    changed: bool,
}

/// Runs the cockpit until the operator leaves or a signal comes.
///
/// # Errors
/// The terminal cannot be used.
pub async fn run(mut engine: Engine, mut screen: Screen) -> io::Result<Exit> {
    let taken = Taken::new()?;
    let mut window = terminal::screen()?;
    first_picture(&mut engine, &mut screen).await;
    let snapshot = engine.snapshot();
    let opened = Instant::now();
    let room = Room::open(engine, snapshot.clone());
    let mut cockpit = Cockpit { room, screen, opened, snapshot, changed: true };
    let mut events = EventStream::new();
    let mut end = Box::pin(signals::end());
    let exit = loop {
        cockpit.ask_for_logs();
        if std::mem::take(&mut cockpit.changed) {
            let Cockpit { screen, snapshot, .. } = &mut cockpit;
            window.draw(|frame| screen.draw(frame, snapshot))?;
            cockpit.room.looked_at(cockpit.screen.sources(&cockpit.snapshot));
        }
        let due = cockpit.until_due();
        tokio::select! {
            biased; // the operator comes first
            () = &mut end => break Exit::Ok,
            event = events.next() => match event {
                None => break Exit::Ok, // the terminal is gone
                Some(event) => {
                    let effects = cockpit.keys(event?, &mut events).await;
                    match cockpit.carry_out(effects, &taken, &mut window)? {
                        Next::Leave => break Exit::Ok,
                        Next::Stay => {}
                    }
                }
            },
            word = cockpit.room.word() => match word {
                Word::Picture(snapshot) => cockpit.look(snapshot),
                Word::Note(note) => cockpit.note(note),
                Word::Log(answer) => cockpit.take_log(answer),
                // A fault in this program stopped the room; there is nothing left to show.
                Word::Gone => break Exit::Internal,
            },
            () = tokio::time::sleep(due) => cockpit.tick(),
        }
    };
    drop(window);
    // The terminal first: stopping may take a moment, and nobody should look at a dead screen.
    drop(taken);
    cockpit.room.close().await;
    Ok(exit)
}

/// Gives the cache a moment, so that the first frame is the last known screen and not an empty one.
async fn first_picture(engine: &mut Engine, screen: &mut Screen) {
    let first = tokio::time::timeout(FIRST_PICTURE, engine.next()).await;
    if let Ok(happened) = first {
        for note in happened.notes {
            screen.tell(false, note);
        }
    }
}

/// What the terminal has reported already. Asked with the task's own waker: the stream remembers only
/// the first one it is given, and with another it would never wake the loop again.
async fn waiting(events: &mut EventStream) -> Option<Event> {
    poll_fn(|task| match events.poll_next_unpin(task) {
        Poll::Ready(Some(Ok(event))) => Poll::Ready(Some(event)),
        _ => Poll::Ready(None),
    })
    .await
}

/// What follows from an effect.
enum Next {
    Stay,
    Leave,
}

impl Cockpit {
    fn moment(&self) -> Moment {
        Moment(u64::try_from(self.opened.elapsed().as_millis()).unwrap_or(u64::MAX))
    }

    /// Takes everything the terminal has reported by now: a burst is told from typing by its size.
    async fn keys(&mut self, first: Event, events: &mut EventStream) -> Vec<Effect> {
        let mut resized = matches!(first, Event::Resize(..));
        let mut keys: Vec<Key> = input::key(first).into_iter().collect();
        loop {
            if resized {
                // A window that is being dragged reports many sizes; one drawing when it rests.
                match tokio::time::timeout(RESIZE_REST, events.next()).await {
                    Ok(Some(Ok(event))) => keys.extend(input::key(event)),
                    Ok(_) => break,
                    Err(_) => resized = false,
                }
                continue;
            }
            match waiting(events).await {
                Some(event) => {
                    resized |= matches!(event, Event::Resize(..));
                    keys.extend(input::key(event));
                }
                None => break,
            }
        }
        self.changed = true;
        let at = self.moment();
        self.screen.press_all(keys, &self.snapshot, at)
    }

    fn carry_out(
        &mut self,
        effects: Vec<Effect>,
        taken: &Taken,
        window: &mut terminal::Screen,
    ) -> io::Result<Next> {
        for effect in effects {
            match effect {
                Effect::Quit => return Ok(Next::Leave),
                Effect::Refresh(Refresh::All) => self.room.refresh(Vec::new()),
                Effect::Refresh(Refresh::View(sources)) => self.room.refresh(sources),
                Effect::Copy(text) => self.copy(&text)?,
                Effect::Redraw => window.clear()?,
                Effect::Log(ask) => self.room.log(ask),
                Effect::LogClosed => self.room.no_log(),
                Effect::Suspend => {
                    // The stream of events stays: a second one would wait for a lock that the first
                    // holds until the next key.
                    taken.suspend()?;
                    window.clear()?;
                }
            }
        }
        Ok(Next::Stay)
    }

    /// Between two frames, so that the sequence stands alone.
    fn copy(&mut self, text: &str) -> io::Result<()> {
        let in_tmux = std::env::var_os("TMUX").is_some();
        match clipboard::sequence(text, in_tmux) {
            Some(sequence) => {
                let mut out = io::stdout().lock();
                out.write_all(sequence.as_bytes())?;
                out.flush()?;
                self.screen.tell(true, clipboard::said(text));
            }
            None => self.screen.tell(false, "too long for the terminal's clipboard"),
        }
        self.changed = true;
        Ok(())
    }

    fn look(&mut self, snapshot: Snapshot) {
        self.snapshot = snapshot;
        self.changed = true;
        self.tick();
    }

    fn note(&mut self, note: String) {
        self.screen.tell(false, note);
        self.changed = true;
    }

    fn take_log(&mut self, answer: LogAnswer) {
        let at = self.moment();
        self.screen.take_log(answer, &self.snapshot, at);
        self.changed = true;
    }

    /// Parts of a log are asked for where the reader is, whatever brought it there.
    fn ask_for_logs(&mut self) {
        let at = self.moment();
        for effect in self.screen.after(&self.snapshot, at) {
            match effect {
                Effect::Log(ask) => self.room.log(ask),
                _ => self.room.no_log(),
            }
            self.changed = true;
        }
    }

    fn tick(&mut self) {
        let at = self.moment();
        self.changed |= self.screen.tick(&self.snapshot, at);
    }

    /// Until the screen has something of its own to change; what comes from outside comes as a picture.
    fn until_due(&self) -> Duration {
        let due = self.screen.due();
        due.map_or(Duration::MAX, |due| {
            Duration::from_millis(due.0.saturating_sub(self.moment().0))
        })
    }
}
