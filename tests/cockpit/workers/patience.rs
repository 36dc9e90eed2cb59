//! The loop, on a paused clock and with a service that answers as it is told.

use std::collections::{BTreeSet, VecDeque};
use std::sync::Arc;
use std::time::Duration;

use oar_tui::domain::clock::Clock;
use oar_tui::domain::source::{Branch, Source};
use oar_tui::domain::time::{SignedDuration, Timestamp};
use oar_tui::domain::trouble::Trouble;
use oar_tui::store::News;
use oar_tui::workers::{Answer, Poll, Report, Wiring, keep_asking};
use tokio::sync::{Notify, mpsc, watch};
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

struct Scripted {
    answers: VecDeque<Box<dyn FnOnce() -> Answer + Send>>,
    every: Duration,
    spacing: Duration,
}

impl Poll for Scripted {
    fn source(&self) -> Source {
        Source::Branch(Branch::Record)
    }

    fn every(&self) -> Duration {
        self.every
    }

    fn spacing(&self, _now: Timestamp) -> Duration {
        self.spacing
    }

    async fn ask(&mut self) -> Answer {
        self.answers.pop_front().map_or_else(|| Answer::good(News::Unchanged, None), |next| next())
    }
}

struct Worker {
    reports: mpsc::Receiver<Report>,
    nudge: Arc<Notify>,
    stop: CancellationToken,
    eyes: watch::Sender<BTreeSet<Source>>,
    task: tokio::task::JoinHandle<()>,
    started: Instant,
}

impl Worker {
    fn start(every: u64, spacing: u64, clock: Clock, answers: Vec<fn() -> Answer>) -> Worker {
        let (out, reports) = mpsc::channel(8);
        let (nudge, stop) = (Arc::new(Notify::new()), CancellationToken::new());
        let (eyes, looked_at) = watch::channel(BTreeSet::new());
        let wiring = Wiring { out, nudge: nudge.clone(), stop: stop.clone(), clock, looked_at };
        let answers = answers.into_iter().map(|answer| Box::new(answer) as _).collect();
        let (every, spacing) = (Duration::from_secs(every), Duration::from_secs(spacing));
        let task = tokio::spawn(keep_asking(Scripted { answers, every, spacing }, wiring));
        Worker { reports, nudge, stop, eyes, task, started: Instant::now() }
    }

    /// The next report and the real seconds since the start.
    async fn next(&mut self) -> (Report, f64) {
        let report = self.reports.recv().await.unwrap();
        (report, self.started.elapsed().as_secs_f64())
    }
}

fn lost() -> Answer {
    Answer::bad(Trouble::Unreachable { detail: "502".to_owned() })
}

/// True within the ±10 % that spread askers apart.
fn about(seconds: f64, expected: f64) -> bool {
    (seconds - expected).abs() <= expected * 0.1 + 0.01
}

#[tokio::test(start_paused = true)]
async fn a_failing_service_is_asked_less_often_but_never_dropped() {
    let mut worker = Worker::start(60, 0, Clock::REAL, vec![lost, lost, lost, lost, lost]);
    let mut before = 0.0;
    for pause in [0.0, 60.0, 120.0, 240.0, 300.0, 300.0, 60.0] {
        let (report, at) = worker.next().await;
        assert!(about(at - before, pause), "{pause} s expected, {:?}", at - before);
        before = at;
        let next = report.event.next.unwrap();
        assert!(next > report.event.at);
    }
}

#[tokio::test(start_paused = true)]
async fn a_named_pause_is_obeyed_and_never_cut_short() {
    let limited = || {
        let retry_at = Some(Timestamp::now() + SignedDuration::from_secs(900));
        Answer::bad(Trouble::Throttled { retry_at })
    };
    let mut worker = Worker::start(60, 0, Clock::REAL, vec![limited]);
    worker.next().await;
    let (report, at) = worker.next().await;
    assert!((899.0..=991.0).contains(&at), "{at}");
    assert_eq!(report.event.news, Ok(News::Unchanged));
}

#[tokio::test(start_paused = true)]
async fn a_fast_clock_is_polled_faster_and_a_small_budget_slower() {
    let now = Timestamp::now();
    let fast = Clock { start: now, at: now, speed: 60.0 };
    let mut worker = Worker::start(180, 0, fast, Vec::new());
    worker.next().await;
    assert!(about(worker.next().await.1, 3.0));

    let frantic = Clock { start: now, at: now, speed: 1e6 };
    let mut worker = Worker::start(180, 0, frantic, Vec::new());
    worker.next().await;
    assert!(worker.next().await.1 >= 0.25, "a worker rests however fast time runs");

    let mut worker = Worker::start(180, 400, Clock::REAL, Vec::new());
    worker.next().await;
    assert!(about(worker.next().await.1, 400.0));
}

#[tokio::test(start_paused = true)]
async fn ten_nudges_are_one_and_a_poll_that_is_off_waits_for_them() {
    let mut worker = Worker::start(0, 0, Clock::REAL, Vec::new());
    let early = tokio::time::timeout(Duration::from_secs(86_400), worker.reports.recv()).await;
    assert!(early.is_err(), "nothing is asked unasked");
    (0..10).for_each(|_| worker.nudge.notify_one());
    let (report, _) = worker.next().await;
    assert_eq!(report.event.next, None);
    let more = tokio::time::timeout(Duration::from_secs(86_400), worker.reports.recv()).await;
    assert!(more.is_err());
}

#[tokio::test(start_paused = true)]
async fn numbers_grow_with_every_report_and_partial_success_is_two() {
    let partial = || Answer {
        news: Some(News::Unchanged),
        trouble: Some(Trouble::Missing { what: "blob".to_owned() }),
        memo: None,
    };
    let mut worker = Worker::start(60, 0, Clock::REAL, vec![partial]);
    let (first, _) = worker.next().await;
    let (second, _) = worker.next().await;
    let (third, _) = worker.next().await;
    assert!(first.event.news.is_ok() && second.event.news.is_err() && third.event.news.is_ok());
    assert!(first.event.seq < second.event.seq && second.event.seq < third.event.seq);
    let mut later = Worker::start(60, 0, Clock::REAL, Vec::new());
    assert!(later.next().await.0.event.seq > 1_000_000, "later runs of the program win");
}

#[tokio::test(start_paused = true)]
async fn a_panic_is_trouble_and_the_next_question_is_asked() {
    let mut worker = Worker::start(60, 0, Clock::REAL, vec![|| panic!("a fault")]);
    let (report, _) = worker.next().await;
    let text = report.event.news.unwrap_err().to_string();
    assert!(text.contains("record: a fault in this program"), "{text}");
    assert_eq!(worker.next().await.0.event.news, Ok(News::Unchanged));
}

#[tokio::test(start_paused = true)]
async fn a_worker_stops_at_once_also_when_nobody_takes_its_reports() {
    let worker = Worker::start(1, 0, Clock::REAL, Vec::new());
    // Nine reports do not fit into the channel: the worker waits there.
    tokio::time::sleep(Duration::from_secs(60)).await;
    worker.stop.cancel();
    tokio::time::timeout(Duration::from_secs(1), worker.task).await.unwrap().unwrap();
}

#[tokio::test(start_paused = true)]
async fn what_somebody_looks_at_is_asked_more_often_and_at_once_when_it_is_due() {
    let mut worker = Worker::start(180, 0, Clock::REAL, Vec::new());
    worker.next().await;
    tokio::time::sleep(Duration::from_secs(30)).await;
    worker.eyes.send_replace(BTreeSet::from([Source::Branch(Branch::Record)]));
    let (_, at) = worker.next().await;
    assert!(about(at, 60.0), "{at}");
    worker.eyes.send_replace(BTreeSet::new());
    let (_, later) = worker.next().await;
    assert!(about(later - at, 180.0), "{later}");
}
