//! The sandbox's own addresses on every service: `/_sandbox/fault` and `/_sandbox/requests`.

use axum::body::Body;
use axum::http::{HeaderValue, Method, Response, StatusCode, header};
use serde_json::{Value, json};

use super::super::faults::{Fault, Faults};
use super::ledger::Ledger;

/// GET lists, POST sets one fault (JSON), DELETE clears.
pub fn fault(faults: &Faults, method: &Method, body: &[u8]) -> Response<Body> {
    if *method == Method::POST {
        match serde_json::from_slice::<Fault>(body) {
            Ok(fault) => faults.set(fault),
            Err(error) => {
                let message = format!("not a fault: {error}");
                return reply(StatusCode::BAD_REQUEST, &json!({ "message": message }));
            }
        }
    } else if *method == Method::DELETE {
        faults.clear();
    }
    reply(StatusCode::OK, &json!({ "faults": faults.active() }))
}

/// GET counts per method, path and status since the start; DELETE begins again.
pub fn requests(ledger: &Ledger, method: &Method) -> Response<Body> {
    if *method == Method::DELETE {
        ledger.clear();
    }
    reply(StatusCode::OK, &ledger.report())
}

fn reply(status: StatusCode, body: &Value) -> Response<Body> {
    let mut response = Response::new(Body::from(format!("{body}\n")));
    *response.status_mut() = status;
    let json = HeaderValue::from_static("application/json");
    response.headers_mut().insert(header::CONTENT_TYPE, json);
    response
}
