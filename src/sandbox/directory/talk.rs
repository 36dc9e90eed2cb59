//! The directory's door: listens, counts, applies faults. What is no LDAP is taken for HTTP, so that
//! `/_sandbox/` is reached here as at every other service.

use std::convert::Infallible;
use std::io;
use std::sync::Arc;

use axum::body::Body;
use axum::http::{Method, Response, StatusCode};
use hyper::body::Incoming;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Notify;
use tokio::task::JoinSet;

use super::answer::{Request, Told, Wanted, code, content};
use super::ber::{SEQUENCE, first};
use super::{BASE, Directory, Entry};
use crate::sandbox::faults::{Fault, Faults};
use crate::sandbox::http::{Ledger, Server, control};

/// The longest message, bytes.
const LONGEST: usize = 64 * 1024;

struct Door {
    directory: Directory,
    faults: Arc<Faults>,
    ledger: Arc<Ledger>,
}

/// Serves on a listener until the server is stopped or dropped.
pub fn serve(
    directory: Directory,
    faults: Arc<Faults>,
    ledger: Arc<Ledger>,
    listener: TcpListener,
) -> Server {
    let door = Arc::new(Door { directory, faults, ledger });
    let stop = Arc::new(Notify::new());
    let stopped = stop.clone();
    let task = tokio::spawn(async move {
        let mut talks = JoinSet::new();
        loop {
            tokio::select! {
                () = stopped.notified() => return,
                accepted = listener.accept() => {
                    if let Ok((stream, _)) = accepted {
                        talks.spawn(door.clone().receive(stream));
                    }
                }
                Some(_) = talks.join_next() => {}
            }
        }
    });
    Server::new(task, stop)
}

impl Door {
    async fn receive(self: Arc<Door>, stream: TcpStream) {
        let mut byte = [0];
        // Who speaks another protocol, or goes, has no more to say.
        let _ = match stream.peek(&mut byte).await {
            Ok(1) if byte == [SEQUENCE] => self.talk(stream).await.map_err(drop),
            Ok(1) => {
                let control = service_fn(|request| {
                    let door = self.clone();
                    async move { Ok::<_, Infallible>(door.control(request).await) }
                });
                let http = hyper::server::conn::http1::Builder::new();
                http.serve_connection(TokioIo::new(stream), control).await.map_err(drop)
            }
            _ => Ok(()),
        };
    }

    async fn control(&self, request: hyper::Request<Incoming>) -> Response<Body> {
        let (parts, body) = request.into_parts();
        let body = axum::body::to_bytes(Body::new(body), LONGEST).await.unwrap_or_default();
        let method: &Method = &parts.method;
        match parts.uri.path() {
            "/_sandbox/fault" => control::fault(&self.faults, method, &body),
            "/_sandbox/requests" => control::requests(&self.ledger, method),
            _ => {
                let mut response = Response::new(Body::from("this is a directory: ask by LDAP\n"));
                *response.status_mut() = StatusCode::NOT_FOUND;
                response
            }
        }
    }

    /// One connection, request by request.
    async fn talk(&self, mut stream: TcpStream) -> io::Result<()> {
        let mut held = Vec::new();
        loop {
            let Some(((tag, body), rest)) = first(&held) else {
                let mut chunk = [0; 4096];
                let read = stream.read(&mut chunk).await?;
                if read == 0 || held.len() > LONGEST {
                    return Ok(());
                }
                held.extend(chunk.iter().take(read));
                continue;
            };
            let Some(request) = content((tag, body)).and_then(Request::read) else { return Ok(()) };
            let mut faults = self.faults.active();
            faults.extend(self.directory.weather());
            for wait in faults.iter().filter_map(Fault::latency) {
                tokio::time::sleep(wait).await;
            }
            let told = self.answer(&request, &faults);
            self.count(&told);
            if !self.tell(&mut stream, &request, &told, &faults).await? {
                return stream.shutdown().await;
            }
            held = rest.to_vec();
        }
    }

    fn answer(&self, request: &Request<'_>, faults: &[Fault]) -> Told {
        let status = faults.iter().find_map(|fault| match fault {
            Fault::Status { code, .. } => Some(*code),
            _ => None,
        });
        match status {
            None => self.directory.answer(request),
            Some(401) => request.result(code::INVALID_CREDENTIALS, ""),
            Some(403) => request.result(code::INSUFFICIENT_ACCESS, "no access to this"),
            Some(404) => request.result(code::NO_SUCH_OBJECT, ""),
            Some(429) => request.result(code::BUSY, "too many operations"),
            Some(_) => request.result(code::UNAVAILABLE, "shutting down"),
        }
    }

    /// Sends an answer as the faults want it; false: and hangs up.
    async fn tell(
        &self,
        stream: &mut TcpStream,
        request: &Request<'_>,
        told: &Told,
        faults: &[Fault],
    ) -> io::Result<bool> {
        let whole = told.messages.concat();
        for fault in faults {
            match fault {
                Fault::CutBody => {
                    let (half, _) = whole.split_at(whole.len() / 2);
                    stream.write_all(half).await?;
                    return Ok(false);
                }
                Fault::MalformedBody => {
                    stream.write_all(b"<!DOCTYPE html>\n<title>Log in</title>\n").await?;
                    return Ok(false);
                }
                Fault::EndlessBody if told.method == "SEARCH" => {
                    let entry = Entry { dn: format!("uid=again,{BASE}"), attributes: Vec::new() };
                    let entry = request.entry(&entry, &Wanted::default()).repeat(64);
                    loop {
                        stream.write_all(&entry).await?;
                    }
                }
                _ => {}
            }
        }
        stream.write_all(&whole).await?;
        Ok(!told.last)
    }

    /// A search is counted with its base, a login with its name; success is 200, anything else is its
    /// result code.
    fn count(&self, told: &Told) {
        let status = if told.code == code::SUCCESS { 200 } else { told.code.into() };
        let bytes: usize = told.messages.iter().map(Vec::len).sum();
        self.ledger.count(told.method, &told.about, status, bytes as u64);
    }
}
