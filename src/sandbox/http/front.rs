//! The door of a service: listens, counts, applies faults, stamps the `Date`.

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::{Body, HttpBody};
use axum::extract::{Request, State};
use axum::http::{HeaderValue, Method, Response, StatusCode, header};
use futures_util::StreamExt;
use hyper_util::rt::TokioIo;
use tokio::net::TcpListener;
use tokio::sync::Notify;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

use super::super::faults::{Fault, Faults};
use super::super::services::ServiceName;
use super::super::stage::Stage;
use super::asked::{Asked, LARGEST_BODY};
use super::ledger::Ledger;
use super::talk::{self, Talk};
use super::{control, spoil};
use crate::domain::time::{SignedDuration, Timestamp};

/// A service: answers a request. Everything is in memory, so nothing waits.
pub trait Service: Send + Sync + 'static {
    /// The answer.
    fn answer(&self, asked: &Asked) -> Response<Body>;

    /// What is said over a websocket that is asked for here; `None`: nothing, it is a request like any other.
    fn talk(&self, asked: &Asked) -> Option<Talk> {
        let _ = asked;
        None
    }

    /// An error in the service's own shape, for a fault that wants one.
    fn refuse(&self, status: StatusCode) -> Response<Body>;
}

/// A service behind its door.
pub struct Front {
    name: ServiceName,
    service: Box<dyn Service>,
    stage: Arc<Stage>,
    /// the troubles it has
    pub faults: Arc<Faults>,
    /// what it was asked
    pub ledger: Arc<Ledger>,
}

/// A listening service. Dropped, it stops without waiting for requests under way.
pub struct Server {
    task: JoinHandle<()>,
    stop: Arc<Notify>,
}

impl Front {
    /// Puts a service behind a door.
    pub fn new(name: ServiceName, service: Box<dyn Service>, stage: Arc<Stage>) -> Front {
        let (faults, ledger) = (Arc::default(), Arc::default());
        Front { name, service, stage, faults, ledger }
    }

    async fn handle(&self, mut request: Request, ended: CancellationToken) -> Response<Body> {
        let upgrade = talk::is_wanted(&request).then(|| hyper::upgrade::on(&mut request));
        let (parts, body) = request.into_parts();
        let body = axum::body::to_bytes(body, LARGEST_BODY).await.unwrap_or_default();
        if let Some(name) = parts.uri.path().strip_prefix("/_sandbox/") {
            match name {
                "fault" => return control::fault(&self.faults, &parts.method, &body),
                "requests" => return control::requests(&self.ledger, &parts.method),
                _ => {}
            }
        }
        let mut asked = Asked::new(parts.method, &parts.uri, parts.headers, body);
        let faults = self.troubles();
        if faults.iter().any(Fault::spoils_bodies) {
            // "not modified" has no body to spoil, and a quiet evening would hide the trouble
            asked.headers.remove(header::IF_NONE_MATCH);
        }
        for wait in faults.iter().filter_map(Fault::latency) {
            tokio::time::sleep(wait).await;
        }
        let mut response =
            match upgrade.and_then(|upgrade| self.begin(&asked, &faults, upgrade, ended)) {
                Some(begun) => begun,
                None => self.answer(&asked, &faults),
            };
        for fault in &faults {
            response = spoil::spoil(response, fault).await;
        }
        self.date(&mut response, &faults);
        self.counted(&asked, response)
    }

    /// Begins to talk over a websocket, unless it is in trouble, or the service has nothing to say there.
    fn begin(
        &self,
        asked: &Asked,
        faults: &[Fault],
        upgrade: hyper::upgrade::OnUpgrade,
        ended: CancellationToken,
    ) -> Option<Response<Body>> {
        let in_trouble =
            faults.iter().any(|fault| matches!(fault, Fault::Status { .. } | Fault::MalformedBody));
        let talk = self.service.talk(asked).filter(|_| !in_trouble)?;
        let response = talk::switching(&asked.headers)?;
        tokio::spawn(ended.run_until_cancelled_owned(async move {
            if let Ok(connection) = upgrade.await {
                talk(talk::socket(TokioIo::new(connection)).await).await;
            }
        }));
        Some(response)
    }

    /// Those it was given, and those of the week.
    fn troubles(&self) -> Vec<Fault> {
        let plans = Arc::clone(&self.stage.world().plans);
        let mut all = self.faults.active();
        all.extend(plans.weather.at(self.name, self.stage.now()));
        all
    }

    fn answer(&self, asked: &Asked, faults: &[Fault]) -> Response<Body> {
        for fault in faults {
            match fault {
                Fault::Status { code, retry_after } => {
                    let status = StatusCode::from_u16(*code).ok();
                    let status = status.filter(|status| status.as_u16() >= 200);
                    let status = status.unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
                    let mut response = self.service.refuse(status);
                    if let Some(seconds) = retry_after {
                        response.headers_mut().insert(header::RETRY_AFTER, (*seconds).into());
                    }
                    return response;
                }
                Fault::MalformedBody => return spoil::foreign_page(),
                _ => {}
            }
        }
        self.service.answer(asked)
    }

    fn date(&self, response: &mut Response<Body>, faults: &[Fault]) {
        let skew = faults.iter().find_map(|fault| match fault {
            Fault::ClockSkew { seconds } => Some(SignedDuration::from_secs(*seconds)),
            _ => None,
        });
        let now = self.stage.now();
        let shown = now.checked_add(skew.unwrap_or_default()).unwrap_or(now);
        if let Ok(date) = HeaderValue::from_str(&http_date(shown)) {
            response.headers_mut().insert(header::DATE, date);
        }
    }

    /// Counts the answer; a body of unknown length is counted while it is sent. HEAD gets the
    /// headers of GET without its body.
    fn counted(&self, asked: &Asked, response: Response<Body>) -> Response<Body> {
        let (mut parts, body) = response.into_parts();
        let (method, status) = (asked.method.to_string(), parts.status.as_u16());
        let length = body.size_hint().exact();
        let head = asked.method == Method::HEAD;
        let sent = length.filter(|_| !head).unwrap_or(0);
        self.ledger.count(&method, &asked.path, status, sent);
        if head {
            if let Some(length) = length.filter(|_| status == 200) {
                parts.headers.insert(header::CONTENT_LENGTH, length.into());
            }
            return Response::from_parts(parts, Body::empty());
        }
        if length.is_some() {
            return Response::from_parts(parts, body);
        }
        let (ledger, path) = (Arc::clone(&self.ledger), asked.path.clone());
        let body = body.into_data_stream().inspect(move |chunk| {
            if let Ok(chunk) = chunk {
                ledger.more(&method, &path, status, chunk.len() as u64);
            }
        });
        Response::from_parts(parts, Body::from_stream(body))
    }
}

/// Serves on a listener until the server is stopped or dropped.
pub fn serve(front: Arc<Front>, listener: TcpListener) -> Server {
    let stop = Arc::new(Notify::new());
    // Websockets outlive their request: they end with the server.
    let ended = CancellationToken::new();
    let until = ended.clone();
    let router = Router::new()
        .fallback(move |State(front): State<Arc<Front>>, request: Request| {
            let ended = until.clone();
            async move { front.handle(request, ended).await }
        })
        .with_state(front);
    let stopped = Arc::clone(&stop);
    let task = tokio::spawn(async move {
        let _ended = ended.drop_guard();
        let serving = axum::serve(listener, router);
        let _ = serving.with_graceful_shutdown(async move { stopped.notified().await }).await;
    });
    Server::new(task, stop)
}

impl Server {
    /// What a task serves until it is told to stop.
    pub fn new(task: JoinHandle<()>, stop: Arc<Notify>) -> Server {
        Server { task, stop }
    }

    /// How long requests under way may take to end.
    const PATIENCE: Duration = Duration::from_millis(300);

    /// Stops listening, lets requests under way end for a moment, and then leaves them.
    pub async fn stop(mut self) {
        self.stop.notify_one();
        let _ = tokio::time::timeout(Server::PATIENCE, &mut self.task).await;
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.stop.notify_one();
        self.task.abort();
    }
}

/// `Thu, 02 Jul 2026 19:02:38 GMT`.
pub fn http_date(at: Timestamp) -> String {
    at.to_zoned(jiff::tz::TimeZone::UTC).strftime("%a, %d %b %Y %H:%M:%S GMT").to_string()
}
