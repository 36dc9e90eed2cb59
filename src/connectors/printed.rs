//! What a program of the operator's system prints.

use std::io::{self, ErrorKind};
use std::process::{ExitStatus, Stdio};
use std::time::Duration;

use tokio::io::AsyncReadExt;
use tokio::process::Command;

/// Runs a program that is asked nothing, to its end, and reads what it prints: `longest` bytes, and for no
/// longer than `patience`, real time. Dropped, it is killed.
///
/// # Errors
/// It cannot be started or read; [`ErrorKind::TimedOut`] when it takes too long.
pub(super) async fn printed(
    command: &mut Command,
    longest: u64,
    patience: Duration,
) -> io::Result<(Vec<u8>, ExitStatus)> {
    let mut child = command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .kill_on_drop(true)
        .spawn()?;
    let printing = child.stdout.take();
    let running = async {
        let mut printed = Vec::new();
        if let Some(printing) = printing {
            printing.take(longest).read_to_end(&mut printed).await?;
        }
        // A program that goes on printing finds nobody to read it, and ends.
        Ok((printed, child.wait().await?))
    };
    let ended = tokio::time::timeout(patience, running).await;
    ended.unwrap_or_else(|_| Err(io::Error::from(ErrorKind::TimedOut)))
}
