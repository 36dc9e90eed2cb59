//! The loop all workers share. Sequential on purpose: the next question waits for the answer to the
//! last.

use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::time::Duration;

use futures_util::FutureExt;
use tokio::sync::{Notify, mpsc};
use tokio_util::sync::CancellationToken;

use super::memo::Memo;
use super::patience::{jitter, pause};
use crate::domain::clock::Clock;
use crate::domain::source::Source;
use crate::domain::time::{SignedDuration, Timestamp};
use crate::domain::trouble::Trouble;
use crate::store::{Event, News};

/// One thing worth asking a service about, again and again.
pub trait Poll: Send + 'static {
    /// What it is about.
    fn source(&self) -> Source;
    /// The pause when all is well, program's time; zero: only when nudged.
    fn every(&self) -> Duration;
    /// The least pause that the service's budget allows, program's time.
    fn spacing(&self, now: Timestamp) -> Duration {
        let _ = now;
        Duration::ZERO
    }
    /// Asks once. Must leave `self` as it was until it has an answer: it can be dropped at any await.
    fn ask(&mut self) -> impl Future<Output = Answer> + Send;
}

/// What one question brought. Partial success is news and trouble together.
#[derive(Debug, Default)]
pub struct Answer {
    /// facts
    pub news: Option<News>,
    /// why they are not complete
    pub trouble: Option<Trouble>,
    /// what to remember once the facts are kept; `None`: as before
    pub memo: Option<Memo>,
}

/// An event, and what to remember with it.
#[derive(Debug, Clone, PartialEq)]
pub struct Report {
    /// for the store
    pub event: Event,
    /// for the cache, in the same breath as the event; `None`: what was remembered still holds
    pub memo: Option<Memo>,
}

/// What every worker is given at birth.
#[derive(Debug, Clone)]
pub struct Wiring {
    /// where reports go; bounded, so a store that cannot keep up slows the asking down
    pub out: mpsc::Sender<Report>,
    /// "Refresh now". A permit is stored, so a nudge during a request is kept, and ten are one.
    pub nudge: Arc<Notify>,
    /// ends the worker, also in the middle of a request
    pub stop: CancellationToken,
    /// the program's clock
    pub clock: Clock,
}

/// However fast the program's clock runs, a worker rests this long between two questions, real time.
const SHORTEST_REST: Duration = Duration::from_millis(250);

/// Asks until told to stop, or until nobody listens. A panic while asking is trouble like any other.
pub async fn keep_asking<P: Poll>(mut poll: P, wiring: Wiring) {
    let source = poll.source();
    let mut failures = 0u32;
    let mut seq = first_seq();
    let mut wait = (poll.every() == Duration::ZERO).then_some(None);
    loop {
        if let Some(rest) = wait {
            tokio::select! {
                biased;
                () = wiring.stop.cancelled() => return,
                () = wiring.nudge.notified() => {}
                () = sleep(rest) => {}
            }
        }
        // Nudges up to here are answered by the question that follows.
        let _ = wiring.nudge.notified().now_or_never();
        let asked = AssertUnwindSafe(poll.ask()).catch_unwind();
        let answer = tokio::select! {
            biased;
            () = wiring.stop.cancelled() => return,
            answer = asked => answer.unwrap_or_else(|_| Answer::fault(source)),
        };
        failures = if answer.trouble.is_some() { failures.saturating_add(1) } else { 0 };
        let now = wiring.clock.time(Timestamp::now());
        let rest = rest(&poll, &answer, failures, now);
        let next = rest.and_then(|rest| now.checked_add(SignedDuration::try_from(rest).ok()?).ok());
        let Answer { news, trouble, memo } = answer;
        let event = |seq, news| Event { source, seq, at: now, news, next };
        let reports =
            [news.map(|news| (Ok(news), memo)), trouble.map(|trouble| (Err(trouble), None))];
        for (news, memo) in reports.into_iter().flatten() {
            seq += 1;
            let report = Report { event: event(seq, news), memo };
            let sent = tokio::select! {
                biased;
                () = wiring.stop.cancelled() => return,
                sent = wiring.out.send(report) => sent,
            };
            if sent.is_err() {
                return;
            }
        }
        wait = Some(rest.map(|rest| wiring.clock.wait(rest).max(SHORTEST_REST)));
    }
}

/// The pause after `answer`, program's time; `None`: until nudged.
fn rest(poll: &impl Poll, answer: &Answer, failures: u32, now: Timestamp) -> Option<Duration> {
    let every = poll.every();
    if every == Duration::ZERO {
        return None;
    }
    let trouble = answer.trouble.as_ref();
    let named = matches!(trouble, Some(Trouble::Throttled { retry_at: Some(_) }));
    Some(jitter(pause(trouble, failures, every, now), named).max(poll.spacing(now)))
}

async fn sleep(rest: Option<Duration>) {
    match rest {
        Some(rest) => tokio::time::sleep(rest).await,
        None => std::future::pending().await,
    }
}

/// Later than every number given out before, also by an earlier run of the program on this machine:
/// answers are compared by it, and the cache keeps the last one.
fn first_seq() -> u64 {
    u64::try_from(Timestamp::now().as_microsecond()).unwrap_or(0)
}

impl Answer {
    /// Everything went well.
    pub fn good(news: News, memo: Option<Memo>) -> Answer {
        Answer { news: Some(news), trouble: None, memo }
    }

    /// Nothing new, and why.
    pub fn bad(trouble: Trouble) -> Answer {
        Answer { trouble: Some(trouble), ..Answer::default() }
    }

    fn fault(source: Source) -> Answer {
        Answer::bad(Trouble::Unreadable {
            place: source.to_string(),
            detail: "a fault in this program stopped the reading; it will try again".to_owned(),
        })
    }
}
