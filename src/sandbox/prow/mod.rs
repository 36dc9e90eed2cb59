//! A stand-in of Prow: Deck's view of a run, Gangway to read, and the storage of artifacts
//! (reference/release-stream-api.md §2–4), below `/deck`, `/gangway` and `/storage` of one address. Bucket
//! `qe-private-deck` is private: who reads it says who asks, with the one token. Nothing can be started.

mod artifacts;
mod deck;
mod glob;
mod junit;
pub mod plan;
mod reply;
mod storage;

use std::sync::Arc;

use axum::body::Body;
use axum::http::{Response, StatusCode};
use serde_json::{Value, json};

use super::http::{Asked, Service};
use super::stage::Stage;
use plan::PlannedJobRun;
use storage::Storage;

/// The bucket that not everybody may read.
const PRIVATE: &str = "qe-private-deck";

/// Prow.
pub struct Prow {
    stage: Arc<Stage>,
    token: String,
}

impl Prow {
    /// Answers from the runs of the plans.
    pub fn new(stage: Arc<Stage>, token: String) -> Prow {
        Prow { stage, token }
    }

    fn is_known(&self, asked: &Asked) -> bool {
        let token = asked.header("authorization").and_then(|login| login.strip_prefix("Bearer "));
        token.is_some_and(|token| token.trim() == self.token)
    }

    fn deck(asked: &Asked, runs: &[PlannedJobRun], now: i64) -> Response<Body> {
        let Some(id) = asked.query("prowjob").filter(|id| !id.is_empty()) else {
            let text = "request did not provide the 'prowjob' query parameter\n";
            return reply::with(StatusCode::BAD_REQUEST, "text/plain; charset=utf-8", text);
        };
        match runs.iter().find(|run| run.id == id && deck::is_live(run, now)) {
            None => {
                let text = format!("ProwJob not found: prowjobs.prow.k8s.io \"{id}\" not found\n");
                reply::with(StatusCode::NOT_FOUND, "text/plain; charset=utf-8", text)
            }
            Some(run) => {
                let text = yaml_serde::to_string(&deck::prowjob(run, now)).unwrap_or_default();
                reply::with(StatusCode::OK, "text/plain; charset=utf-8", text)
            }
        }
    }

    fn gangway(
        &self,
        asked: &Asked,
        runs: &[PlannedJobRun],
        rest: &[&str],
        now: i64,
    ) -> Response<Body> {
        let refuse = |status, code: u8, message: &str| {
            reply::json(status, &json!({ "code": code, "message": message, "details": [] }))
        };
        if !self.is_known(asked) {
            return refuse(StatusCode::UNAUTHORIZED, 16, "Unauthorized");
        }
        let live = || runs.iter().filter(|run| deck::is_live(run, now));
        match rest {
            ["v1", "executions"] => {
                // Prow compares the label, which holds a part of the name only: a long name finds nothing.
                let name = asked.query("job_name").unwrap_or_default();
                let state = asked.query("status");
                let of = |run: &&PlannedJobRun| {
                    (name.is_empty() || deck::label(&run.job) == name)
                        && state.is_none_or(|state| state == word(run, now))
                };
                let all: Vec<Value> = live().filter(of).map(|run| execution(run, now)).collect();
                reply::json(StatusCode::OK, &json!({ "job_execution": all }))
            }
            ["v1", "executions", id] => match live().find(|run| run.id == *id) {
                Some(run) => reply::json(StatusCode::OK, &execution(run, now)),
                // an unknown id cannot be told from trouble
                None => refuse(StatusCode::INTERNAL_SERVER_ERROR, 2, "failed to get the ProwJob"),
            },
            _ => refuse(StatusCode::NOT_FOUND, 5, "Not Found"),
        }
    }

    fn storage(
        &self,
        asked: &Asked,
        runs: &[PlannedJobRun],
        rest: &[&str],
        now: i64,
    ) -> Response<Body> {
        let bucket = match rest {
            ["storage", "v1", "b", bucket, ..] | [bucket, ..] => *bucket,
            [] => "",
        };
        if bucket == PRIVATE && !self.is_known(asked) {
            let (status, who) = match asked.header("authorization") {
                None => (StatusCode::UNAUTHORIZED, "Anonymous caller does"),
                Some(_) => (StatusCode::UNAUTHORIZED, "This account does"),
            };
            let why = format!("{who} not have storage.objects.get access to the object");
            return reply::refused(status, &why);
        }
        Storage { runs, now }.answer(asked, rest)
    }
}

fn word(run: &PlannedJobRun, now: i64) -> String {
    run.state(now).to_uppercase()
}

fn execution(run: &PlannedJobRun, now: i64) -> Value {
    let mut told = json!({
        "id": run.id,
        "job_name": &*run.job,
        "job_type": "PERIODIC",
        "job_status": word(run, now),
        "gcs_path": "",
        "create_time": deck::stamp(run.created),
    });
    if let (Some(fields), true) = (told.as_object_mut(), run.is_placed(now)) {
        fields.insert("job_url".to_owned(), run.url.as_str().into());
    }
    told
}

impl Service for Prow {
    fn answer(&self, asked: &Asked) -> Response<Body> {
        if !asked.reads() {
            return self.refuse(StatusCode::FORBIDDEN);
        }
        let plans = Arc::clone(&self.stage.world().plans);
        let (runs, now) = (plans.job_runs.as_slice(), self.stage.now().as_second());
        let parts: Vec<&str> = asked.parts.iter().map(String::as_str).collect();
        match parts.as_slice() {
            ["deck", "prowjob"] => Prow::deck(asked, runs, now),
            ["gangway", rest @ ..] => self.gangway(asked, runs, rest, now),
            ["storage", rest @ ..] => self.storage(asked, runs, rest, now),
            _ => self.refuse(StatusCode::NOT_FOUND),
        }
    }

    fn refuse(&self, status: StatusCode) -> Response<Body> {
        let text = format!("{}\n", status.canonical_reason().unwrap_or("error"));
        reply::with(status, "text/plain; charset=utf-8", text)
    }
}

#[cfg(test)]
mod tests;
