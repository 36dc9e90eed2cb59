//! Socket Mode: a connection over which Slack would send events. Nothing happens in this workspace, so
//! there are greetings, pings and, in time, the wish that the client connects anew.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use futures_util::{SinkExt, StreamExt};
use serde_json::json;
use tokio::time::{Instant, MissedTickBehavior};
use tokio_tungstenite::tungstenite::Message;

use super::super::http::{Socket, Talk};
use crate::domain::clock::Clock;

/// How long a connection lasts, program's time; Slack renews them every few hours.
const LASTS: Duration = Duration::from_secs(5 * 3600);
/// How long it lasts for a client that asks for `debug_reconnects`.
const LASTS_BRIEFLY: Duration = Duration::from_secs(360);
/// Between two pings, real time.
const PING: Duration = Duration::from_secs(10);

/// Every connection of the app.
#[derive(Debug, Default)]
pub struct Sockets {
    open: Arc<AtomicU32>,
}

/// One connection; dropped, it is closed.
struct Open(Arc<AtomicU32>);

impl Drop for Open {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::SeqCst);
    }
}

impl Sockets {
    /// What is said over a new one.
    pub fn talk(&self, clock: Clock, briefly: bool) -> Talk {
        let all = Arc::clone(&self.open);
        let lasts = clock.wait(if briefly { LASTS_BRIEFLY } else { LASTS });
        Box::new(move |socket| {
            Box::pin(async move {
                let count = all.fetch_add(1, Ordering::SeqCst) + 1;
                let _open = Open(all);
                // A client that is gone ends it: there is nobody to tell.
                let _ = talk(socket, count, lasts).await;
            })
        })
    }
}

async fn talk(
    mut socket: Socket,
    count: u32,
    lasts: Duration,
) -> Result<(), tokio_tungstenite::tungstenite::Error> {
    let hello = json!({
        "type": "hello", "num_connections": count,
        "debug_info": {
            "host": "applink-sandbox", "build_number": 1,
            "approximate_connection_time": lasts.as_secs(),
        },
        "connection_info": { "app_id": "A0SANDBOX0" },
    });
    socket.send(Message::text(hello.to_string())).await?;
    let ends = Instant::now() + lasts;
    let mut pings = tokio::time::interval(PING);
    pings.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        tokio::select! {
            heard = socket.next() => match heard {
                // Pings are answered by the library; there is nothing to acknowledge.
                Some(Ok(_)) => {}
                Some(Err(error)) => return Err(error),
                None => return Ok(()),
            },
            _ = pings.tick() => socket.send(Message::Ping("Ping from applink".into())).await?,
            () = tokio::time::sleep_until(ends) => {
                let renew = json!({
                    "type": "disconnect", "reason": "refresh_requested",
                    "debug_info": { "host": "applink-sandbox" },
                });
                socket.send(Message::text(renew.to_string())).await?;
                return socket.close(None).await;
            }
        }
    }
}
