//! The loop all workers share. Sequential on purpose: the next question waits for the answer to the
//! last.

use std::collections::BTreeSet;
use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::time::Duration;

use futures_util::FutureExt;
use tokio::sync::{Notify, mpsc, watch};
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

use super::memo::Memo;
use super::patience::{in_view, jitter, pause};
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
    /// sources whose facts somebody looks at now: they are asked more often
    pub looked_at: watch::Receiver<BTreeSet<Source>>,
}

/// However fast the program's clock runs, a worker rests this long between two questions, real time.
const SHORTEST_REST: Duration = Duration::from_millis(250);

/// What the pause after a question depends on.
#[derive(Debug)]
struct Asked {
    source: Source,
    at: Instant,
    trouble: Option<Trouble>,
    failures: u32,
    every: Duration,
    spacing: Duration,
}

/// Asks until told to stop, or until nobody listens. A panic while asking is trouble like any other.
pub async fn keep_asking<P: Poll>(mut poll: P, mut wiring: Wiring) {
    let source = poll.source();
    let mut seq = first_seq();
    let mut failures = 0u32;
    if poll.every() == Duration::ZERO && !wiring.rest(None).await {
        return;
    }
    loop {
        // Nudges up to here are answered by the question that follows.
        let _ = wiring.nudge.notified().now_or_never();
        let asked = AssertUnwindSafe(poll.ask()).catch_unwind();
        let answer = tokio::select! {
            biased;
            () = wiring.stop.cancelled() => return,
            answer = asked => answer.unwrap_or_else(|_| Answer::fault(source)),
        };
        failures = if answer.trouble.is_some() { failures.saturating_add(1) } else { 0 };
        let Answer { news, trouble, memo } = answer;
        let now = wiring.now();
        let (every, spacing) = (poll.every(), poll.spacing(now));
        let (at, trouble_met) = (Instant::now(), trouble.clone());
        let asked = Asked { source, at, trouble: trouble_met, failures, every, spacing };
        let pause = asked.pause(&wiring);
        let next =
            pause.and_then(|pause| now.checked_add(SignedDuration::try_from(pause).ok()?).ok());
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
        if !asked.rest(pause, &mut wiring).await {
            return;
        }
    }
}

impl Asked {
    /// The pause, program's time; `None`: until nudged.
    fn pause(&self, wiring: &Wiring) -> Option<Duration> {
        let mut every = self.every;
        if every == Duration::ZERO {
            return None;
        }
        if wiring.looked_at.borrow().contains(&self.source) {
            every = every.min(in_view(self.source));
        }
        let now = wiring.now();
        let trouble = self.trouble.as_ref();
        let named = matches!(trouble, Some(Trouble::Throttled { retry_at: Some(_) }));
        let pause = jitter(pause(trouble, self.failures, every, now), named);
        Some(pause.max(self.spacing))
    }

    /// Rests for the pause, shorter when somebody begins to look; false: it is time to stop.
    async fn rest(&self, mut pause: Option<Duration>, wiring: &mut Wiring) -> bool {
        let source = self.source;
        let mut was_looked_at = wiring.looked_at.borrow_and_update().contains(&source);
        loop {
            let until = pause.map(|pause| self.at + wiring.clock.wait(pause).max(SHORTEST_REST));
            let looks = tokio::select! {
                biased;
                goes_on = wiring.rest(until) => return goes_on,
                looks = next_look(wiring.looked_at.clone(), source, was_looked_at) => looks,
            };
            was_looked_at = looks;
            pause = self.pause(wiring);
        }
    }
}

/// Waits until somebody begins to look at a source, or nobody does any more.
async fn next_look(
    mut looked_at: watch::Receiver<BTreeSet<Source>>,
    source: Source,
    was: bool,
) -> bool {
    let told = looked_at.wait_for(|all| all.contains(&source) != was).await.is_ok();
    if !told {
        // Nobody will tell any more.
        std::future::pending::<()>().await;
    }
    !was
}

impl Wiring {
    fn now(&self) -> Timestamp {
        self.clock.time(Timestamp::now())
    }

    /// Rests until a moment, for ever without one, or until nudged; false: it is time to stop.
    async fn rest(&self, until: Option<Instant>) -> bool {
        let over = async {
            match until {
                Some(until) => tokio::time::sleep_until(until).await,
                None => std::future::pending().await,
            }
        };
        tokio::select! {
            biased;
            () = self.stop.cancelled() => false,
            () = self.nudge.notified() => true,
            () = over => true,
        }
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
