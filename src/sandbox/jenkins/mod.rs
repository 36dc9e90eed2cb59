//! A stand-in of Jenkins: the stage pipeline with its runs, the queue, consoles, over the remote API
//! (reference/jenkins-images-signing.md §1). Any name with the one token is known; consoles are open to all.
//! It is read only: who starts a run is told that the account may not.

mod console;
mod objects;
pub mod plan;
mod tree;

use std::sync::Arc;

use axum::body::Body;
use axum::http::{HeaderName, HeaderValue, Response, StatusCode, header};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use super::http::{Asked, Service};
use super::stage::Stage;
use objects::View;
use plan::PlannedRun;
use tree::Tree;

/// Runs that Jenkins keeps; older ones are thrown away.
const KEPT: usize = 100;
/// Seconds for which the queue remembers what has left it.
const REMEMBERED: i64 = 300;

/// Jenkins.
pub struct Jenkins {
    stage: Arc<Stage>,
    url: String,
    token: String,
}

impl Jenkins {
    /// Answers from the runs of the plans. `url`: where it is reached.
    pub fn new(stage: Arc<Stage>, url: String, token: String) -> Jenkins {
        Jenkins { stage, url, token }
    }

    /// Who asks; `Err`: nobody that is known.
    fn who(&self, asked: &Asked) -> Result<Option<String>, ()> {
        let Some(login) = asked.header("authorization") else { return Ok(None) };
        let pair = login.strip_prefix("Basic ").and_then(|pair| STANDARD.decode(pair).ok());
        let pair = pair.and_then(|pair| String::from_utf8(pair).ok()).ok_or(())?;
        let (name, secret) = pair.split_once(':').ok_or(())?;
        if secret == self.token && !name.is_empty() { Ok(Some(name.to_owned())) } else { Err(()) }
    }

    fn read(&self, asked: &Asked) -> Response<Body> {
        let plans = Arc::clone(&self.stage.world().plans);
        let now = self.stage.now().as_second();
        let view = View { url: &self.url, now };
        let begun = plans.stage_runs.iter().rev().filter(|run| run.started <= now);
        let runs: Vec<&PlannedRun> = begun.take(KEPT).collect();
        let waits = |run: &&PlannedRun| run.queued <= now && now < run.started;
        let waiting: Vec<&PlannedRun> = plans.stage_runs.iter().filter(waits).collect();
        let parts: Vec<&str> = asked.parts.iter().map(String::as_str).collect();
        match parts.as_slice() {
            [] => html(StatusCode::OK, "Dashboard [Jenkins]"),
            ["api", "json"] => told(
                asked,
                &json!({
                    "_class": "hudson.model.Hudson",
                    "mode": "EXCLUSIVE",
                    "nodeName": "",
                    "jobs": [folder(&self.url)],
                    "url": format!("{}/", self.url),
                    "useCrumbs": false,
                }),
            ),
            ["me", "api", "json"] => match self.who(asked) {
                Ok(Some(name)) => told(
                    asked,
                    &json!({ "_class": "hudson.model.User", "id": name, "fullName": name }),
                ),
                _ => self.refuse(StatusCode::FORBIDDEN),
            },
            ["job", "zstreams", "api", "json"] => {
                let mut folder = folder(&self.url);
                let job = view.job(&runs, !waiting.is_empty(), false);
                if let Some(fields) = folder.as_object_mut() {
                    fields.insert("jobs".to_owned(), json!([job]));
                }
                told(asked, &folder)
            }
            ["queue", "api", "json"] => {
                let items: Vec<Value> = waiting.iter().map(|run| view.item(run)).collect();
                told(
                    asked,
                    &json!({
                        "_class": "hudson.model.Queue", "discoverableItems": [], "items": items,
                    }),
                )
            }
            ["queue", "item", number, "api", "json"] => {
                let number = number.parse::<i64>().ok();
                let known = plans.stage_runs.iter().find(|run| {
                    Some(objects::item_number(run)) == number
                        && run.queued <= now
                        && now < run.started + REMEMBERED
                });
                known.map_or_else(not_found, |run| told(asked, &view.item(run)))
            }
            ["job", "zstreams", "job", "Stage-Pipeline", rest @ ..] => match rest {
                ["api", "json"] => {
                    let whole = asked.query("tree").is_some()
                        || asked.query("depth").is_some_and(|depth| depth != "0");
                    told(asked, &view.job(&runs, !waiting.is_empty(), whole))
                }
                [number, rest @ ..] => {
                    let number = match *number {
                        "lastBuild" => runs.first().map(|run| run.number),
                        number => number.parse::<i64>().ok(),
                    };
                    let run = runs.iter().find(|run| Some(run.number) == number);
                    run.map_or_else(not_found, |run| of_run(asked, &view, run, rest))
                }
                [] => html(StatusCode::OK, "Stage-Pipeline [Jenkins]"),
            },
            _ => not_found(),
        }
    }
}

fn of_run(asked: &Asked, view: &View<'_>, run: &PlannedRun, rest: &[&str]) -> Response<Body> {
    let text = |text: String| with("text/plain;charset=utf-8", text);
    match rest {
        ["api", "json"] => told(asked, &view.build(run)),
        ["consoleText"] => text(console::text(run, view.now)),
        ["logText", "progressiveText"] => {
            let whole = console::text(run, view.now);
            let start = asked.query("start").and_then(|start| start.parse::<usize>().ok());
            let from = start.unwrap_or(0).min(whole.len());
            let mut response = text(whole.get(from..).unwrap_or_default().to_owned());
            put(&mut response, "x-text-size", &whole.len().to_string());
            if view.now < run.ended {
                put(&mut response, "x-more-data", "true");
            }
            response
        }
        _ => not_found(),
    }
}

fn folder(url: &str) -> Value {
    json!({
        "_class": "com.cloudbees.hudson.plugins.folder.Folder",
        "name": "zstreams",
        "fullName": "zstreams",
        "url": format!("{url}/job/zstreams/"),
    })
}

impl Service for Jenkins {
    fn answer(&self, asked: &Asked) -> Response<Body> {
        let mut response = match self.who(asked) {
            Err(()) => self.refuse(StatusCode::UNAUTHORIZED),
            Ok(_) if asked.parts.first().is_some_and(|part| part == "crumbIssuer") => not_found(),
            Ok(_) if !asked.reads() => {
                let text = "Access Denied: this account is missing the Job/Build permission";
                html(StatusCode::FORBIDDEN, text)
            }
            Ok(None) if !is_open(asked) => self.refuse(StatusCode::FORBIDDEN),
            Ok(_) => self.read(asked),
        };
        put(&mut response, "x-jenkins", "2.479.3");
        response
    }

    fn refuse(&self, status: StatusCode) -> Response<Body> {
        let text = match status {
            StatusCode::UNAUTHORIZED => "Invalid password/token for user",
            StatusCode::FORBIDDEN => "Authentication required",
            _ => status.canonical_reason().unwrap_or("error"),
        };
        let mut response = html(status, text);
        if status == StatusCode::UNAUTHORIZED {
            put(&mut response, "www-authenticate", "Basic realm=\"Jenkins\"");
        }
        response
    }
}

/// Consoles, and the front page.
fn is_open(asked: &Asked) -> bool {
    let last = asked.parts.last().map(String::as_str);
    matches!(last, None | Some("consoleText" | "progressiveText"))
}

/// An object, or what the parameter `tree` names of it.
fn told(asked: &Asked, value: &Value) -> Response<Body> {
    match asked.query("tree").map(Tree::read) {
        None => with("application/json;charset=utf-8", value.to_string()),
        Some(Some(tree)) => with("application/json;charset=utf-8", tree.of(value).to_string()),
        Some(None) => html(StatusCode::INTERNAL_SERVER_ERROR, "Failed to parse the tree parameter"),
    }
}

fn not_found() -> Response<Body> {
    html(StatusCode::NOT_FOUND, "Not Found")
}

fn html(status: StatusCode, text: &str) -> Response<Body> {
    let page = format!("<html><head><title>{text}</title></head><body>{text}</body></html>\n");
    let mut response = with("text/html;charset=utf-8", page);
    *response.status_mut() = status;
    response
}

fn with(kind: &'static str, body: String) -> Response<Body> {
    let mut response = Response::new(Body::from(body));
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
    response
}

fn put(response: &mut Response<Body>, name: &'static str, value: &str) {
    if let Ok(value) = HeaderValue::from_str(value) {
        response.headers_mut().insert(HeaderName::from_static(name), value);
    }
}
