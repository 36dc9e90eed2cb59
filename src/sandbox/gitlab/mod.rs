//! A stand-in of GitLab: REST v4 of one project, written from GitLab's API documentation. Who shows no
//! token finds nothing, as in a project that is internal; nobody may write.

mod objects;
mod pages;
mod people;
pub(super) mod plan;
mod rate;
mod reply;
mod routes;
pub mod texts;

use std::sync::{Arc, Mutex, PoisonError};

use axum::body::Body;
use axum::http::{Response, StatusCode};
use serde_json::json;

use super::http::{Asked, Service};
use super::stage::Stage;
use rate::Rates;
use reply::refusal;

/// The project of the shipments.
pub(super) const PROJECT: &str = "hybrid-platforms/art/ocp-shipment-data";
/// Its number.
pub(super) const PROJECT_ID: i64 = 90_417;
/// What its pages are called; they are not served.
pub(super) const PAGES: &str =
    "https://gitlab.cee.redhat.com/hybrid-platforms/art/ocp-shipment-data";

/// GitLab.
pub struct Gitlab {
    stage: Arc<Stage>,
    url: String,
    token: String,
    user: String,
    rates: Mutex<Rates>,
}

impl Gitlab {
    /// `url`: where it is reached; `token` belongs to `user`.
    pub fn new(stage: Arc<Stage>, url: String, token: String, user: String) -> Gitlab {
        Gitlab { stage, url, token, user, rates: Mutex::default() }
    }

    /// `None`: nobody; `Some(false)`: a token that is not known.
    fn signed_in(&self, asked: &Asked) -> Option<bool> {
        let bearer = asked.header("authorization").and_then(|text| text.strip_prefix("Bearer "));
        let shown = asked.header("private-token").or(bearer).or(asked.query("private_token"))?;
        Some(shown.trim() == self.token)
    }

    fn route(&self, asked: &Asked) -> Response<Body> {
        let parts: Vec<&str> = asked.parts.iter().map(String::as_str).collect();
        let now = self.stage.now().as_second();
        let plans = Arc::clone(&self.stage.world().plans);
        let shipments = &plans.shipments;
        // Advisories are pages that anybody may read.
        if let ["advisories", environment, release, file] = parts.as_slice() {
            let name = file.strip_suffix(".yaml").unwrap_or(file);
            let found = texts::advisory(shipments, now, environment, release, name);
            return match found {
                Some(text) => reply::text("application/yaml", text),
                None => refusal(StatusCode::NOT_FOUND, "404 Not found"),
            };
        }
        let ["api", "v4", rest @ ..] = parts.as_slice() else {
            return refusal(StatusCode::NOT_FOUND, "404 Not found");
        };
        let signed_in = match self.signed_in(asked) {
            Some(false) => return refusal(StatusCode::UNAUTHORIZED, "401 Unauthorized"),
            known => known.is_some(),
        };
        let on = routes::Ground { asked, shipments, now, url: &self.url, user: &self.user };
        match rest {
            _ if !asked.reads() && !signed_in => {
                refusal(StatusCode::UNAUTHORIZED, "401 Unauthorized")
            }
            _ if !asked.reads() => reply::json(
                StatusCode::FORBIDDEN,
                &json!({
                    "error": "insufficient_scope",
                    "error_description":
                        "The request requires higher privileges than provided by the access token.",
                    "scope": "api",
                }),
            ),
            ["user" | "users" | "version" | "personal_access_tokens", ..] if !signed_in => {
                refusal(StatusCode::UNAUTHORIZED, "401 Unauthorized")
            }
            ["projects", project, ..] => {
                let is_it = *project == PROJECT || *project == PROJECT_ID.to_string();
                if !is_it || !signed_in {
                    return refusal(StatusCode::NOT_FOUND, "404 Project Not Found");
                }
                routes::project(&on, rest.get(2..).unwrap_or_default())
            }
            rest => routes::of_nobody(&on, rest),
        }
    }
}

impl Service for Gitlab {
    fn answer(&self, asked: &Asked) -> Response<Body> {
        let now = self.stage.now().as_second();
        let (counted, over) = {
            let mut rates = self.rates.lock().unwrap_or_else(PoisonError::into_inner);
            rates.count(now)
        };
        let mut response = if over {
            reply::retry_later(counted.reset - now)
        } else {
            reply::conditional(self.route(asked), asked)
        };
        counted.headers(response.headers_mut());
        response
    }

    fn refuse(&self, status: StatusCode) -> Response<Body> {
        match status {
            StatusCode::TOO_MANY_REQUESTS => reply::retry_later(60),
            status => {
                let word = status.canonical_reason().unwrap_or("Error");
                refusal(status, &format!("{} {word}", status.as_u16()))
            }
        }
    }
}
