//! Troubles that one service alone can have.

use oar_tui::actions::Keymap;
use oar_tui::domain::source::Service;
use oar_tui::sandbox::{Fault, ServiceName};
use oar_tui::store::Snapshot;
use oar_tui::ui::remedy::remedies;

use super::program::{SPEED, all_well, engine, in_trouble, releases, sandbox, until};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_truncated_archive_is_never_taken_for_a_branch_and_read_again() {
    let sandbox = sandbox(SPEED).await;
    sandbox.faults(ServiceName::Github).set(Fault::TruncatedArchive);
    let folder = tempfile::tempdir().unwrap();
    let (mut engine, mut notes) = (engine(&sandbox, ServiceName::Github, &folder), Vec::new());
    let trouble = |snapshot: &Snapshot| in_trouble(snapshot, Service::Github);
    let ill = until(&mut engine, &mut notes, "trouble", trouble).await;
    let all = remedies(&ill, &Keymap::shipped());
    println!("{} ({})", all[0].sentence(), all[0].detail);
    assert!(all[0].detail.contains("the archive ends early"), "{all:?}");
    assert_eq!((all[0].code, releases(&ill)), ("OAR-422", Vec::new()));
    assert_eq!(all[0].meaning, "nothing known yet");
    sandbox.faults(ServiceName::Github).clear();
    engine.refresh(&[]);
    let well = until(&mut engine, &mut notes, "recovery", all_well).await;
    assert!(releases(&well).len() > 8);
    engine.stop().await;
    sandbox.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_local_clock_that_is_wrong_is_told_once_with_the_way_it_is_wrong() {
    for (seconds, expected) in [(3630, "1h behind"), (-210, "3m ahead"), (30, "")] {
        let sandbox = sandbox(1.0).await;
        sandbox.faults(ServiceName::Github).set(Fault::ClockSkew { seconds });
        let folder = tempfile::tempdir().unwrap();
        let (mut engine, mut notes) = (engine(&sandbox, ServiceName::Github, &folder), Vec::new());
        until(&mut engine, &mut notes, "facts", all_well).await;
        let told: Vec<_> = notes.iter().filter(|note| note.starts_with("local clock")).collect();
        assert_eq!(told.len(), usize::from(!expected.is_empty()), "{seconds}: {notes:?}");
        assert!(told.iter().all(|note| note.contains(expected)), "{seconds}: {notes:?}");
        engine.stop().await;
        sandbox.stop().await;
    }
}
