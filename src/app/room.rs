//! The room: the engine at work on a task of its own. The window is handed pictures and never waits for
//! it, however much comes in (design/ux.md §12).

use std::time::{Duration, Instant};

use tokio::sync::{mpsc, watch};
use tokio::task::JoinHandle;

use super::engine::Engine;
use super::logs::Reading;
use crate::domain::log::{LogAnswer, LogAsk};
use crate::domain::source::Source;
use crate::store::Snapshot;

/// Pictures follow each other no faster, whatever comes in: nobody sees more, and deriving costs.
const BETWEEN_PICTURES: Duration = Duration::from_millis(50);

/// A clock that runs fast would have a new minute all the time; nobody reads faster than this.
const SHORTEST_MINUTE: Duration = Duration::from_millis(250);

/// The engine, from outside. Dropped, it stops without writing what is still to be kept.
#[derive(Debug)]
pub struct Room {
    pictures: watch::Receiver<Snapshot>,
    notes: mpsc::UnboundedReceiver<String>,
    logs: mpsc::UnboundedReceiver<LogAnswer>,
    orders: mpsc::UnboundedSender<Order>,
    task: JoinHandle<()>,
}

/// What the window wants of the room.
#[derive(Debug)]
enum Order {
    /// ask these sources now; all when none is named
    Refresh(Vec<Source>),
    /// somebody looks at the facts of these now
    LookedAt(Vec<Source>),
    /// a part of a log
    Log(LogAsk),
    /// nobody waits for a part of a log any more
    NoLog,
    /// the program ends
    Stop,
}

/// What the room has to say.
#[derive(Debug)]
pub enum Word {
    /// facts or the minute changed
    Picture(Snapshot),
    /// a sentence for the operator
    Note(String),
    /// a part of a log, as it was asked for
    Log(LogAnswer),
    /// the room is empty: its task is gone
    Gone,
}

impl Room {
    /// Lets the engine work. `first` is the picture that the window has already.
    pub fn open(engine: Engine, first: Snapshot) -> Room {
        let (tell, pictures) = watch::channel(first);
        let (say, notes) = mpsc::unbounded_channel();
        let (orders, told) = mpsc::unbounded_channel();
        let (hand, logs) = mpsc::unbounded_channel();
        let task = tokio::spawn(work(engine, told, tell, say, hand));
        Room { pictures, notes, logs, orders, task }
    }

    /// Waits for the next word. Pictures that were overtaken by a newer one are left out.
    pub async fn word(&mut self) -> Word {
        tokio::select! {
            biased;
            Some(note) = self.notes.recv() => Word::Note(note),
            Some(answer) = self.logs.recv() => Word::Log(answer),
            changed = self.pictures.changed() => match changed {
                Ok(()) => Word::Picture(self.pictures.borrow_and_update().clone()),
                Err(_) => Word::Gone,
            },
        }
    }

    /// Has these sources asked now; all when none is named.
    pub fn refresh(&self, sources: Vec<Source>) {
        let _ = self.orders.send(Order::Refresh(sources));
    }

    /// Somebody looks at the facts of these sources now.
    pub fn looked_at(&self, sources: Vec<Source>) {
        let _ = self.orders.send(Order::LookedAt(sources));
    }

    /// Has a part of a log read. One that is still under way for the same purpose is given up.
    pub fn log(&self, ask: LogAsk) {
        let _ = self.orders.send(Order::Log(ask));
    }

    /// Gives up what is under way of logs.
    pub fn no_log(&self) {
        let _ = self.orders.send(Order::NoLog);
    }

    /// Stops the workers and writes what is still to be kept.
    pub async fn close(mut self) {
        let _ = self.orders.send(Order::Stop);
        let _ = (&mut self.task).await;
    }
}

impl Drop for Room {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn work(
    mut engine: Engine,
    mut orders: mpsc::UnboundedReceiver<Order>,
    pictures: watch::Sender<Snapshot>,
    notes: mpsc::UnboundedSender<String>,
    logs: mpsc::UnboundedSender<LogAnswer>,
) {
    let mut reading = Reading::default();
    // facts came that no picture shows yet
    let mut news = true;
    let mut shown = Instant::now();
    loop {
        let rested = shown.elapsed();
        let due = match news {
            true => BETWEEN_PICTURES.saturating_sub(rested),
            false => until_minute(&engine, &pictures.borrow(), rested),
        };
        tokio::select! {
            biased;
            order = orders.recv() => match order {
                Some(Order::Refresh(sources)) => engine.refresh(&sources),
                Some(Order::LookedAt(sources)) => engine.looked_at(sources),
                Some(Order::Log(ask)) => reading.begin(&engine, ask, logs.clone()),
                Some(Order::NoLog) => reading.give_up(),
                Some(Order::Stop) | None => break,
            },
            () = tokio::time::sleep(due) => {
                (news, shown) = (false, Instant::now());
                pictures.send_replace(engine.snapshot());
            }
            happened = engine.next() => {
                // Ages alone are shown with the next minute: idle means one update a minute.
                news |= happened.facts;
                for note in happened.notes {
                    let _ = notes.send(note);
                }
            }
        }
    }
    engine.stop().await;
}

/// Until the next minute of the program's clock, because ages move. Counted from the last picture:
/// answers that come all the time must not put the minute off.
fn until_minute(engine: &Engine, shown: &Snapshot, rested: Duration) -> Duration {
    let second = shown.now.as_millisecond().rem_euclid(60_000);
    let minute = Duration::from_millis(u64::try_from(60_000 - second).unwrap_or(60_000));
    let passed = engine.now().duration_since(shown.now).unsigned_abs();
    engine.wait(minute.saturating_sub(passed)).max(SHORTEST_MINUTE.saturating_sub(rested))
}
