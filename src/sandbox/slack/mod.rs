//! A stand-in of Slack's Web API, written from its public documentation. It only reads: whoever wants to
//! write is told which scope the token lacks. Faults come with status 200 and a word, as Slack's do.

mod fields;
mod methods;
mod pages;
mod rate;
mod reply;
mod team;

use std::sync::{Arc, Mutex, PoisonError};

use axum::body::Body;
use axum::http::{Response, StatusCode};
use serde_json::json;

use super::http::{Asked, Service};
use super::stage::Stage;
use fields::Fields;
use methods::View;
use rate::Rates;
pub use team::{Channel, Group, Member, Team};

/// Slack, with one workspace, one bot and one app: both have the sandbox's token.
pub struct Slack {
    stage: Arc<Stage>,
    base: String,
    token: String,
    rates: Mutex<Rates>,
}

impl Slack {
    /// A Slack that is reached at `base` (no slash at its end) and knows one token.
    pub fn new(stage: Arc<Stage>, base: String, token: String) -> Slack {
        Slack { stage, base, token, rates: Mutex::default() }
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
