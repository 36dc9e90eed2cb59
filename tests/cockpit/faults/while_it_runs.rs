//! Troubles that come and go while the program runs, and an operator who refreshes when they are over.

use oar_tui::app::engine::Engine;
use oar_tui::domain::source::Service;
use oar_tui::sandbox::{Fault, Running, ServiceName};
use oar_tui::store::Snapshot;
use tempfile::TempDir;

use super::program::{
    all_well, answered_since, engine, go_through, in_trouble, releases, sandbox, speed, until,
};
use super::troubles::{HARMLESS, HOLD_LONG, Told, expected, told, told_alone, troubles};

/// A program in its sandbox that goes through one trouble after the other.
struct Patient {
    sandbox: Running,
    engine: Engine,
    name: ServiceName,
    service: Service,
    /// the profile and what it names
    _folder: TempDir,
}

impl Patient {
    async fn well(name: ServiceName) -> Patient {
        let sandbox = sandbox(speed(name)).await;
        let folder = tempfile::tempdir().unwrap();
        let engine = engine(&sandbox, name, &folder);
        let mut patient =
            Patient { sandbox, engine, name, service: name.service(), _folder: folder };
        patient.until("a good start", all_well).await;
        patient
    }

    async fn until(&mut self, wish: &str, reached: impl Fn(&Snapshot) -> bool) -> Snapshot {
        let mut notes = Vec::new();
        let snapshot = until(&mut self.engine, &mut notes, wish, reached).await;
        assert_eq!(notes, [""; 0], "{wish}");
        snapshot
    }

    /// One trouble from its beginning to its end; what was told of it.
    async fn suffers(&mut self, fault: Fault, expected: Told) -> String {
        let (service, row) = (self.service, format!("{fault:?} on {}", self.service.name()));
        let before = self.engine.snapshot();
        self.sandbox.faults(self.name).set(fault);
        let moment = self.engine.now();
        self.engine.refresh(&[]);
        let told = if expected == HARMLESS {
            let fine = |snapshot: &Snapshot| {
                answered_since(snapshot, service, moment) && !in_trouble(snapshot, service)
            };
            self.until(&row, fine).await;
            "no harm, facts go on".to_owned()
        } else {
            // an answer that was on its way may still tell of the trouble before
            let told = |snapshot: &Snapshot| {
                in_trouble(snapshot, service) && told(snapshot, service, expected).is_ok()
            };
            let ill = self.until(&format!("{row}: {expected:?}"), told).await;
            loses_nothing(&before, &ill);
            told_alone(&ill, service, expected)
        };
        self.sandbox.faults(self.name).clear();
        self.engine.refresh(&[]);
        self.until(&format!("recovery from {row}"), all_well).await;
        format!("{row:<55} {told}")
    }
}

fn loses_nothing(before: &Snapshot, ill: &Snapshot) {
    let known = releases(ill);
    let lost: Vec<_> = releases(before).into_iter().filter(|one| !known.contains(one)).collect();
    assert_eq!(lost, [""; 0]);
    for (source, feed) in ill.feeds.iter() {
        let before = before.feeds.get(source).and_then(|feed| feed.fetched);
        assert!(feed.fetched >= before, "{source} forgot its age");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_trouble_is_told_with_its_remedy_costs_no_fact_and_passes() {
    let names: Vec<ServiceName> =
        sandbox(1.0).await.services().filter(|name| !HOLD_LONG.contains(name)).collect();
    go_through(names.into_iter().map(|name| async move {
        let mut patient = Patient::well(name).await;
        let mut told = Vec::new();
        for fault in [Fault::Latency { seconds: 0.1 }].into_iter().chain(troubles()) {
            let expected = expected(name, &fault);
            told.push(patient.suffers(fault, expected).await);
        }
        patient.engine.stop().await;
        patient.sandbox.stop().await;
        told.join("\n")
    }))
    .await;
}
