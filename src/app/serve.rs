//! `oar-tui sandbox`: the stand-ins, until they are stopped.

use std::io::Write;
use std::path::PathBuf;

use super::headless::Exit;
use crate::sandbox::{self, Options};

/// Starts the services, says where they are in one line of JSON, and serves until a signal comes.
pub async fn run(options: Options, profile: Option<PathBuf>) -> Exit {
    let running = match sandbox::start(options).await {
        Ok(running) => running,
        Err(why) => {
            eprintln!("oar-tui: the sandbox does not start: {why}");
            return Exit::Failed;
        }
    };
    if let Some(file) = profile
        && let Err(why) = running.write_profile(&file)
    {
        eprintln!("oar-tui: {why}");
        running.stop().await;
        return Exit::Failed;
    }
    // Whoever waits for the line reads it through a pipe: it must not stay in a buffer.
    let mut out = std::io::stdout().lock();
    let told = writeln!(out, "{}", running.ready_line()).and_then(|()| out.flush());
    drop(out);
    if told.is_ok() {
        super::signals::end().await;
    }
    running.stop().await;
    Exit::Ok
}
