//! A view printed once: ask everybody once, print, leave.

use std::io::Write;
use std::time::Duration;

use super::engine::Engine;
use super::headless::{self, Exit, Manner, Wanted};
use super::setup::Setup;

/// Real time after which what is known is printed, whoever has not answered yet.
const PATIENCE: Duration = Duration::from_secs(60);

/// Prints one view.
pub async fn run(setup: Setup, wanted: &Wanted, manner: &Manner) -> Exit {
    for problem in &setup.problems {
        eprintln!("oar-tui: {problem}");
    }
    let mut engine = Engine::start(setup.settings, setup.cache);
    let gathered = tokio::time::timeout(PATIENCE, async {
        while !engine.is_up_to_date() {
            for note in engine.next().await.notes {
                eprintln!("oar-tui: {note}");
            }
            // What the branches say decides what else is asked.
            engine.snapshot();
        }
    });
    let late = tokio::select! {
        done = gathered => done.is_err(),
        () = super::signals::end() => {
            engine.stop().await;
            return Exit::Interrupted;
        }
    };
    if late {
        let names: Vec<String> = engine.unanswered().iter().map(ToString::to_string).collect();
        let seconds = PATIENCE.as_secs();
        eprintln!("oar-tui: no answer within {seconds} s from {}", names.join(", "));
    }
    let snapshot = engine.snapshot();
    let printed = headless::print(wanted, manner, &snapshot);
    engine.stop().await;
    if let Some(sandbox) = setup.sandbox {
        sandbox.stop().await;
    }
    for line in printed.err {
        eprintln!("oar-tui: {line}");
    }
    // A reader that has seen enough (`| head`) is no failure.
    let mut out = std::io::stdout().lock();
    match out.write_all(printed.out.as_bytes()).and_then(|()| out.flush()) {
        Err(why) if why.kind() != std::io::ErrorKind::BrokenPipe => {
            eprintln!("oar-tui: could not write: {why}");
            Exit::Failed
        }
        _ => printed.exit,
    }
}
