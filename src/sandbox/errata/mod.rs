//! A stand-in of the Errata Tool as its users' programs see it (reference/worksheet-and-advisory.md B).
//! Behind its door stands a web server that wants Negotiate; here any ticket is good, and so is the one
//! token. It is read only: who writes is told that the account may not.

mod pages;
pub mod plan;

use std::sync::Arc;

use axum::body::Body;
use axum::http::{HeaderValue, Response, StatusCode, header};
use serde_json::{Value, json};

use super::http::{Asked, Service};
use super::stage::Stage;
use plan::AdvisoryPlan;

/// The Errata Tool.
pub struct Errata {
    stage: Arc<Stage>,
    url: String,
    token: String,
}

impl Errata {
    /// Answers from the advisories of the plans. `url`: where it is reached.
    pub fn new(stage: Arc<Stage>, url: String, token: String) -> Errata {
        Errata { stage, url, token }
    }

    fn knows(&self, asked: &Asked) -> bool {
        let login = asked.header("authorization").and_then(|login| login.split_once(' '));
        match login {
            Some((scheme, token)) if scheme.eq_ignore_ascii_case("bearer") => token == self.token,
            Some((scheme, ticket)) if scheme.eq_ignore_ascii_case("negotiate") => {
                !ticket.trim().is_empty()
            }
            _ => false,
        }
    }

    fn of(&self, number: &str, page: impl Fn(&AdvisoryPlan) -> Response<Body>) -> Response<Body> {
        let plans = Arc::clone(&self.stage.world().plans);
        let number = number.parse::<u64>().ok();
        let known = number.and_then(|number| plans.advisories.get(&number));
        let now = self.stage.now();
        match known.filter(|plan| plan.created <= now) {
            Some(plan) => page(plan),
            None => {
                let text = format!("Couldn't find Errata with 'id'={}", number.unwrap_or(0));
                error(StatusCode::NOT_FOUND, &text)
            }
        }
    }

    fn read(&self, asked: &Asked) -> Response<Body> {
        let now = self.stage.now();
        let parts: Vec<&str> = asked.parts.iter().map(String::as_str).collect();
        match parts.as_slice() {
            ["api", "v1", "erratum", number] => {
                self.of(number, |plan| ok(&pages::erratum(plan, now)))
            }
            ["api", "v1", "erratum", number, "push"] => {
                self.of(number, |plan| ok(&pages::pushes(plan, &self.url, now)))
            }
            ["api", "v1", "erratum", number, "security_alerts"] => {
                self.of(number, |plan| ok(&pages::alerts(plan, now)))
            }
            ["api", "v1", "erratum", number, "builds"] => {
                self.of(number, |plan| ok(&pages::builds(plan)))
            }
            ["api", "v1", "build", nvr] => ok(&pages::build(nvr)),
            ["api", "v1", "external_tests"] => {
                let number = asked.query("filter[errata_id]").unwrap_or_default();
                let first = asked.query("page[number]").is_none_or(|page| page == "1");
                self.of(number, |plan| ok(&pages::external_tests(plan, first, now)))
            }
            ["advisory", file] if file.ends_with(".json") => {
                let number = file.trim_end_matches(".json");
                self.of(number, |plan| ok(&pages::legacy(plan, now)))
            }
            ["advisory", number, "builds.json"] => {
                self.of(number, |plan| ok(&pages::legacy_builds(plan)))
            }
            ["advisory", number, "tps_jobs.json"] => self.of(number, |_| ok(&json!([]))),
            ["advisory", number] => self.of(number, |plan| html(&pages::page(plan, now))),
            ["errata", "container", number] => {
                self.of(number, |plan| html(&pages::container(plan)))
            }
            _ => error(StatusCode::NOT_FOUND, "Not Found"),
        }
    }
}

impl Service for Errata {
    fn answer(&self, asked: &Asked) -> Response<Body> {
        if !self.knows(asked) {
            return self.refuse(StatusCode::UNAUTHORIZED);
        }
        if asked.reads() {
            return self.read(asked);
        }
        let text = "You do not have permission to modify this advisory.";
        error(StatusCode::FORBIDDEN, text)
    }

    fn refuse(&self, status: StatusCode) -> Response<Body> {
        match status {
            // The web server in front says so, not the application.
            StatusCode::UNAUTHORIZED => {
                let mut response = html(&pages::unauthorized());
                *response.status_mut() = status;
                let wanted = HeaderValue::from_static("Negotiate");
                response.headers_mut().insert(header::WWW_AUTHENTICATE, wanted);
                response
            }
            _ => error(status, status.canonical_reason().unwrap_or("error")),
        }
    }
}

fn ok(value: &Value) -> Response<Body> {
    with_kind("application/json; charset=utf-8", value.to_string())
}

fn html(page: &str) -> Response<Body> {
    with_kind("text/html; charset=utf-8", page.to_owned())
}

fn error(status: StatusCode, text: &str) -> Response<Body> {
    let mut response = ok(&json!({ "error": text }));
    *response.status_mut() = status;
    response
}

fn with_kind(kind: &'static str, body: String) -> Response<Body> {
    let mut response = Response::new(Body::from(body));
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
    response
}
