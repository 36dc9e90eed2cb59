//! Signals that end the program.

/// Resolves when the program is asked to end: SIGINT, SIGTERM or SIGHUP.
#[cfg(unix)]
pub async fn end() {
    use tokio::signal::unix::{SignalKind, signal};
    let kinds = [SignalKind::interrupt(), SignalKind::terminate(), SignalKind::hangup()];
    let mut signals = Vec::new();
    for kind in kinds {
        if let Ok(signal) = signal(kind) {
            signals.push(signal);
        }
    }
    if signals.is_empty() {
        std::future::pending::<()>().await;
    }
    let waits = signals.iter_mut().map(|signal| Box::pin(signal.recv()));
    futures_util::future::select_all(waits).await;
}

/// Resolves when the program is asked to end.
#[cfg(not(unix))]
pub async fn end() {
    if tokio::signal::ctrl_c().await.is_err() {
        std::future::pending::<()>().await;
    }
}
