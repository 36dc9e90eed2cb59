//! Services that are ill when the program starts, and get well without anybody's help.

use oar_tui::sandbox::{Fault, ServiceName};
use oar_tui::store::Snapshot;

use super::program::{all_well, engine, go_through, is_heard, releases, sandbox, speed, until};
use super::troubles::{HARMLESS, HOLD_LONG, expected, told, troubles};

const LOST: Fault = Fault::Status { code: 500, retry_after: None };

/// A program that starts while a service is ill, tells of it, and hears it when that is over.
async fn starts_ill(name: ServiceName, fault: Fault) -> String {
    let row = format!("{fault:?} on {}, from the start", name.service().name());
    let (service, expected) = (name.service(), expected(name, &fault));
    let sandbox = sandbox(speed(name)).await;
    sandbox.faults(name).set(fault);
    let folder = tempfile::tempdir().unwrap();
    let (mut engine, mut notes) = (engine(&sandbox, name, &folder), Vec::new());
    let told = if expected == HARMLESS {
        let heard = |snapshot: &Snapshot| is_heard(snapshot, service);
        until(&mut engine, &mut notes, &row, heard).await;
        "no harm, facts come".to_owned()
    } else {
        let is_told = |snapshot: &Snapshot| told(snapshot, service, expected).is_ok();
        let ill = until(&mut engine, &mut notes, &format!("{row}: {expected:?}"), is_told).await;
        let others = releases(&ill).len();
        assert!(others > 0 || name == ServiceName::Github, "{row}: the others are heard");
        told(&ill, service, expected).unwrap()
    };
    sandbox.faults(name).clear();
    let well = |snapshot: &Snapshot| all_well(snapshot) && is_heard(snapshot, service);
    until(&mut engine, &mut notes, &format!("recovery from {row}"), well).await;
    engine.stop().await;
    sandbox.stop().await;
    format!("{row:<70} {told}")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_service_that_is_ill_at_the_start_is_told_and_heard_when_it_is_well() {
    let names: Vec<ServiceName> = sandbox(1.0).await.services().collect();
    let trials = names.into_iter().flat_map(|name| {
        // The others go through all of them while the program runs.
        let most = if HOLD_LONG.contains(&name) { troubles() } else { vec![LOST] };
        most.into_iter().map(move |fault| (name, fault))
    });
    go_through(trials.map(|(name, fault)| starts_ill(name, fault))).await;
}

/// Facts of an answer that takes five seconds come, and nobody calls the service ill.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_service_that_takes_five_seconds_for_an_answer_is_waited_for() {
    let names: Vec<ServiceName> = sandbox(1.0).await.services().collect();
    let slow = Fault::Latency { seconds: 5.0 };
    go_through(names.into_iter().map(|name| starts_ill(name, slow.clone()))).await;
}
