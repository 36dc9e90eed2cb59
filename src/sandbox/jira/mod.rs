//! A stand-in of Jira Cloud's REST interface, version 2, written from Atlassian's documentation. It only
//! reads: whoever wants to write is answered as an account that may not.

mod jql;
mod reply;
mod routes;
mod search;
mod shape;
mod tracker;

use std::sync::Arc;

use axum::body::Body;
use axum::http::{Response, StatusCode};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use super::http::{Asked, Service};
use super::stage::Stage;
pub use tracker::{Account, Change, Comment, Issue, LinkedPull, Tracker};

/// Jira, with one account: whatever its mail, its API token is the sandbox's.
pub struct Jira {
    stage: Arc<Stage>,
    base: String,
    token: String,
}

impl Jira {
    /// A Jira that is reached at `base` (no slash at its end) and knows one token.
    pub fn new(stage: Arc<Stage>, base: String, token: String) -> Jira {
        Jira { stage, base, token }
    }

    fn knows(&self, asked: &Asked) -> bool {
        let credentials = asked.header("authorization").and_then(|header| header.split_once(' '));
        let Some((scheme, credentials)) = credentials else { return false };
        let pair = STANDARD.decode(credentials.trim()).ok();
        let pair = pair.and_then(|pair| String::from_utf8(pair).ok()).unwrap_or_default();
        let password = pair.split_once(':').map(|(_, password)| password);
        scheme.eq_ignore_ascii_case("basic") && password == Some(self.token.as_str())
    }
}

impl Service for Jira {
    fn answer(&self, asked: &Asked) -> Response<Body> {
        let parts: Vec<&str> = asked.parts.iter().map(String::as_str).collect();
        let ["rest", "api", "2" | "latest", rest @ ..] = parts.as_slice() else {
            return reply::dead_link();
        };
        if *rest == ["serverInfo"] {
            return reply::json(&shape::server(&self.base, self.stage.now()));
        }
        if !self.knows(asked) {
            return reply::sign_in();
        }
        let plans = Arc::clone(&self.stage.world().plans);
        let view = shape::View { base: &self.base, tracker: &plans.tracker, now: self.stage.now() };
        routes::answer(&view, asked, rest).unwrap_or_else(|refusal| refusal.response())
    }

    fn refuse(&self, status: StatusCode) -> Response<Body> {
        match status {
            StatusCode::UNAUTHORIZED => reply::sign_in(),
            StatusCode::TOO_MANY_REQUESTS => {
                reply::Refusal::new(status, "Rate limit exceeded.").response()
            }
            _ => {
                let reason = status.canonical_reason().unwrap_or("error");
                reply::Refusal::new(status, reason).response()
            }
        }
    }
}
