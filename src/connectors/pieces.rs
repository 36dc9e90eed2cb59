//! A body as a stream for a thread that may wait: unpacked while it arrives, never held whole.

use std::io::{self, Read};

use bytes::{Buf, Bytes};
use reqwest::Response;
use tokio::sync::mpsc;

use super::body;
use crate::domain::trouble::Trouble;

/// Pieces under way between the line and the reading thread.
const UNDER_WAY: usize = 16;

/// The pieces of a body, as they come.
pub struct Pieces {
    receive: mpsc::Receiver<Bytes>,
    piece: Bytes,
}

impl Read for Pieces {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while !self.piece.has_remaining() {
            match self.receive.blocking_recv() {
                Some(piece) => self.piece = piece,
                None => return Ok(0),
            }
        }
        let length = buffer.len().min(self.piece.remaining());
        let (filled, _) = buffer.split_at_mut(length);
        self.piece.copy_to_slice(filled);
        Ok(length)
    }
}

/// Feeds a body to `read`, which runs on a thread of its own and may stop early: then the rest is not
/// fetched. `what` names the body in faults: `archive`, `layer`.
pub async fn feed<T: Send + 'static>(
    mut response: Response,
    place: &str,
    what: &str,
    read: impl FnOnce(Pieces) -> Result<T, String> + Send + 'static,
) -> Result<T, Trouble> {
    let unreadable = |detail: String| Trouble::Unreadable { place: place.to_owned(), detail };
    if body::media_type(&response).as_deref() == Some("text/html") {
        return Err(unreadable(format!("a page for people came instead of the {what}")));
    }
    let (send, receive) = mpsc::channel(UNDER_WAY);
    let reading =
        tokio::task::spawn_blocking(move || read(Pieces { receive, piece: Bytes::new() }));
    let mut broken = None;
    loop {
        match response.chunk().await {
            Ok(Some(piece)) => {
                // Nobody takes it any more: the reader is content, or has found a fault and says which.
                if send.send(piece).await.is_err() {
                    break;
                }
            }
            Ok(None) => break,
            Err(error) => {
                broken = Some(body::broken(&error, place));
                break;
            }
        }
    }
    drop(send);
    let read = reading.await;
    if let Some(trouble) = broken {
        return Err(trouble);
    }
    match read {
        Ok(read) => read.map_err(unreadable),
        Err(_) => Err(unreadable(format!("the {what} could not be read"))),
    }
}
