//! Websockets: the handshake (RFC 6455 §4.2), and what a service says afterwards.

use std::future::Future;
use std::pin::Pin;

use axum::body::Body;
use axum::extract::Request;
use axum::http::{HeaderMap, HeaderValue, Response, StatusCode, header};
use hyper::upgrade::Upgraded;
use hyper_util::rt::TokioIo;
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::handshake::derive_accept_key;
use tokio_tungstenite::tungstenite::protocol::Role;

/// A connection that has begun.
pub type Socket = WebSocketStream<TokioIo<Upgraded>>;

/// What a service says over it, to the end.
pub type Talk = Box<dyn FnOnce(Socket) -> Pin<Box<dyn Future<Output = ()> + Send>> + Send>;

/// Whether a request asks for a websocket.
pub(super) fn is_wanted(request: &Request) -> bool {
    let kind = request.headers().get(header::UPGRADE).and_then(|kind| kind.to_str().ok());
    kind.is_some_and(|kind| kind.eq_ignore_ascii_case("websocket"))
}

/// 101; `None` without the client's key.
pub(super) fn switching(headers: &HeaderMap) -> Option<Response<Body>> {
    let key = headers.get(header::SEC_WEBSOCKET_KEY)?;
    let accept = HeaderValue::from_str(&derive_accept_key(key.as_bytes())).ok()?;
    let mut response = Response::new(Body::empty());
    *response.status_mut() = StatusCode::SWITCHING_PROTOCOLS;
    let headers = response.headers_mut();
    headers.insert(header::CONNECTION, HeaderValue::from_static("upgrade"));
    headers.insert(header::UPGRADE, HeaderValue::from_static("websocket"));
    headers.insert(header::SEC_WEBSOCKET_ACCEPT, accept);
    Some(response)
}

/// The server's end of a connection.
pub(super) async fn socket(connection: TokioIo<Upgraded>) -> Socket {
    WebSocketStream::from_raw_socket(connection, Role::Server, None).await
}
