//! A stand-in of Slack's Web API and of Socket Mode, written from its public documentation. It only reads: whoever wants to
//! write is told which scope the token lacks. Faults come with status 200 and a word, as Slack's do.

mod fields;
mod methods;
mod pages;
mod rate;
mod reply;
mod socket;
mod team;

use std::sync::{Arc, Mutex, PoisonError};

use aws_lc_rs::digest;
use axum::body::Body;
use axum::http::{Response, StatusCode};
use serde_json::json;

use super::http::{Asked, Service, Talk};
use super::stage::Stage;
use fields::Fields;
use methods::View;
use rate::Rates;
use socket::Sockets;
pub use team::{Channel, Group, Member, Team};

/// Slack, with one workspace, one bot and one app: both have the sandbox's token.
pub struct Slack {
    stage: Arc<Stage>,
    base: String,
    token: String,
    rates: Mutex<Rates>,
    sockets: Sockets,
}

impl Slack {
    /// A Slack that is reached at `base` (no slash at its end) and knows one token.
    pub fn new(stage: Arc<Stage>, base: String, token: String) -> Slack {
        Slack { stage, base, token, rates: Mutex::default(), sockets: Sockets::default() }
    }

    fn call(&self, method: &str, asked: &Asked) -> Result<Response<Body>, &'static str> {
        let fields = Fields::new(asked)?;
        let token = fields.token().ok_or("not_authed")?;
        if token != self.token {
            return Err("invalid_auth");
        }
        let now = self.stage.now().as_second();
        let counted = self.rates.lock().unwrap_or_else(PoisonError::into_inner).count(method, now);
        if let Some(seconds) = counted {
            return Ok(reply::too_many(seconds));
        }
        if method == "apps.connections.open" {
            let socket = self.base.replacen("http", "ws", 1);
            let url =
                format!("{socket}/link/?ticket={}&app_id=A0SANDBOX0", ticket(&self.token, now));
            return Ok(reply::json(&json!({ "ok": true, "url": url })));
        }
        let plans = Arc::clone(&self.stage.world().plans);
        let view = View { base: &self.base, team: &plans.team };
        let unknown = || {
            reply::json(&json!({ "ok": false, "error": "unknown_method", "req_method": method }))
        };
        Ok(view.answer(method, &fields)?.unwrap_or_else(unknown))
    }
}

impl Service for Slack {
    fn answer(&self, asked: &Asked) -> Response<Body> {
        let parts: Vec<&str> = asked.parts.iter().map(String::as_str).collect();
        match parts.as_slice() {
            ["api", method] => self.call(method, asked).unwrap_or_else(reply::error),
            _ => reply::dead_link(),
        }
    }

    fn talk(&self, asked: &Asked) -> Option<Talk> {
        let given = asked.query("ticket")?.split_once('-')?.0.parse().ok()?;
        // A ticket is good for half a minute.
        let fresh = (0..=30).contains(&(self.stage.now().as_second() - given));
        // A fast clock must not outrun the client.
        let fresh = fresh || self.stage.clock().speed > 1.0;
        let good = fresh && asked.query("ticket") == Some(&ticket(&self.token, given));
        let briefly = asked.query("debug_reconnects") == Some("true");
        (good && asked.parts == ["link"]).then(|| self.sockets.talk(self.stage.clock(), briefly))
    }

    fn refuse(&self, status: StatusCode) -> Response<Body> {
        match status {
            StatusCode::UNAUTHORIZED => reply::error("invalid_auth"),
            StatusCode::FORBIDDEN => reply::missing_scope("usergroups:read"),
            StatusCode::NOT_FOUND => reply::error("unknown_method"),
            StatusCode::TOO_MANY_REQUESTS => reply::too_many(30),
            _ => {
                let mut response = reply::error("internal_error");
                *response.status_mut() = status;
                response
            }
        }
    }
}

/// Opens one connection, soon after it was given out.
fn ticket(token: &str, second: i64) -> String {
    let sum = digest::digest(&digest::SHA256, format!("{second} {token}").as_bytes());
    let hex: String = sum.as_ref().iter().take(16).map(|byte| format!("{byte:02x}")).collect();
    format!("{second}-{hex}")
}
