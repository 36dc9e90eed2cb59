//! Which address answers what.

use axum::body::Body;
use axum::http::{Response, StatusCode};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use super::pages::page;
use super::plan::{Job, Pipeline, Request, Shipments};
use super::reply::{ok, part, refusal, text};
use super::{PROJECT, objects, people, texts};
use crate::sandbox::http::Asked;

/// What an answer is made from.
pub struct Ground<'a> {
    /// the request
    pub asked: &'a Asked,
    /// merge requests
    pub shipments: &'a Shipments,
    /// the sandbox's time
    pub now: i64,
    /// where GitLab is
    pub url: &'a str,
    /// who asks
    pub user: &'a str,
}

impl<'a> Ground<'a> {
    fn requests(&self) -> impl Iterator<Item = &'a Request> + use<'a> {
        let now = self.now;
        self.shipments.requests.iter().filter(move |request| request.opened <= now)
    }

    fn request(&self, iid: &str) -> Option<&'a Request> {
        self.requests().find(|request| request.iid.to_string() == iid)
    }

    /// Every pipeline that is there, those below others too.
    fn pipelines(&self) -> Vec<(&'a Request, &'a Pipeline)> {
        let mut all = Vec::new();
        for request in self.requests() {
            for pipeline in request.pipelines.iter().filter(|one| one.at <= self.now) {
                all.push((request, pipeline));
                let below = pipeline.jobs.iter().filter_map(|job| job.below.as_ref());
                let below = below.filter(|one| one.at <= self.now);
                all.extend(below.map(|below| (request, below)));
            }
        }
        all.sort_by_key(|(_, pipeline)| std::cmp::Reverse(pipeline.id));
        all
    }

    fn pipeline(&self, id: &str) -> Option<(&'a Request, &'a Pipeline)> {
        self.pipelines().into_iter().find(|(_, pipeline)| pipeline.id.to_string() == id)
    }

    fn job(&self, id: &str) -> Option<(&'a Request, &'a Pipeline, &'a Job)> {
        self.pipelines().into_iter().find_map(|(request, pipeline)| {
            let mut jobs = pipeline.jobs.iter().filter(|job| job.from <= self.now);
            let found = jobs.find(|job| job.id.to_string() == id && job.below.is_none())?;
            Some((request, pipeline, found))
        })
    }
}

fn missing(what: &str) -> Response<Body> {
    refusal(StatusCode::NOT_FOUND, &format!("404 {what}Not Found"))
}

/// Addresses that belong to no project.
pub fn of_nobody(on: &Ground<'_>, parts: &[&str]) -> Response<Body> {
    match parts {
        ["version"] => ok(&json!({ "version": "17.11.3-ee", "revision": "5a2e3d1f0b9" })),
        ["user"] => {
            let mut user = people::user(on.user);
            // clients tell by it where GitLab is
            if let Some(page) = user.get_mut("web_url") {
                *page = json!(format!("{}/{}", on.url, on.user));
            }
            ok(&user)
        }
        ["personal_access_tokens", "self"] => ok(&people::token()),
        ["users"] => {
            let wanted = on.asked.query("search").or(on.asked.query("username"));
            let wanted = wanted.and_then(|text| text.split('@').next()).unwrap_or_default();
            let found = people::everybody(on.user).into_iter().filter(|name| name.contains(wanted));
            page(on, found.map(people::user).collect())
        }
        _ => refusal(StatusCode::NOT_FOUND, "404 Not Found"),
    }
}

/// Addresses below the project.
pub fn project(on: &Ground<'_>, parts: &[&str]) -> Response<Body> {
    match parts {
        [] => ok(&objects::project(on.url)),
        ["merge_requests"] => page(on, requests(on)),
        ["merge_requests", iid, rest @ ..] => match on.request(iid) {
            Some(request) => of_request(on, request, rest),
            None => missing(""),
        },
        ["pipelines"] => {
            let all = on.pipelines().into_iter();
            page(on, all.map(|(request, one)| objects::pipeline(one, request, on.now)).collect())
        }
        ["pipelines", id, rest @ ..] => match on.pipeline(id) {
            Some((request, pipeline)) => of_pipeline(on, request, pipeline, rest),
            None => missing(""),
        },
        ["jobs", id] => match on.job(id) {
            Some((request, pipeline, job)) => ok(&objects::job(job, pipeline, request, on.now)),
            None => missing(""),
        },
        ["jobs", id, "trace"] => match on.job(id) {
            Some((_, _, job)) => part(texts::log(job, on.now), on.asked),
            None => missing(""),
        },
        ["repository", "files", path] => file(on, path, false),
        ["repository", "files", path, "raw"] => file(on, path, true),
        ["repository", "tree"] => tree(on),
        ["repository", "branches"] => page(on, objects::branches(on.requests(), on.now)),
        ["repository", "branches", name] => {
            let all = objects::branches(on.requests(), on.now);
            match all.into_iter().find(|branch| branch.get("name") == Some(&json!(name))) {
                Some(branch) => ok(&branch),
                None => missing("Branch "),
            }
        }
        _ => refusal(StatusCode::NOT_FOUND, "404 Not Found"),
    }
}

fn requests(on: &Ground<'_>) -> Vec<Value> {
    let asked = |key: &str| on.asked.query(key).filter(|text| !text.is_empty());
    let iids: Vec<&str> = on.asked.query_all("iids[]").collect();
    let search = asked("search").map(str::to_lowercase);
    let mut all: Vec<&Request> = on
        .requests()
        .filter(|request| match asked("state") {
            None | Some("all") => true,
            Some(state) => request.state(on.now) == state,
        })
        .filter(|request| asked("target_branch").is_none_or(|name| request.target == name))
        .filter(|request| asked("source_branch").is_none_or(|name| request.source == name))
        .filter(|request| iids.is_empty() || iids.contains(&request.iid.to_string().as_str()))
        .filter(|request| {
            search.as_ref().is_none_or(|search| request.title.to_lowercase().contains(search))
        })
        .collect();
    all.sort_by_key(|request| (request.opened, request.iid));
    if asked("sort") != Some("asc") {
        all.reverse();
    }
    all.into_iter().map(|request| objects::request(request, on.now)).collect()
}

fn of_request(on: &Ground<'_>, request: &Request, parts: &[&str]) -> Response<Body> {
    let now = on.now;
    match parts {
        [] => ok(&objects::whole_request(request, now)),
        ["approvals"] => ok(&objects::approvals(request, now, on.user)),
        ["approval_state"] => ok(&objects::approval_state(request, now)),
        ["notes"] => page(on, objects::notes(request, now)),
        ["diffs"] => page(on, objects::diffs(request, now, on.url)),
        ["changes"] => {
            let mut whole = objects::whole_request(request, now);
            if let Some(map) = whole.as_object_mut() {
                map.insert(
                    "changes".to_owned(),
                    Value::Array(objects::diffs(request, now, on.url)),
                );
                map.insert("overflow".to_owned(), Value::Bool(false));
            }
            ok(&whole)
        }
        ["commits"] => page(on, objects::commits(request, now)),
        ["pipelines"] => {
            let there = request.pipelines.iter().rev().filter(|one| one.at <= now);
            page(on, there.map(|one| objects::pipeline(one, request, now)).collect())
        }
        _ => refusal(StatusCode::NOT_FOUND, "404 Not Found"),
    }
}

fn of_pipeline(
    on: &Ground<'_>,
    request: &Request,
    pipeline: &Pipeline,
    parts: &[&str],
) -> Response<Body> {
    let now = on.now;
    let retried = on.asked.query("include_retried") == Some("true");
    let scopes: Vec<&str> =
        on.asked.query_all("scope[]").chain(on.asked.query_all("scope")).collect();
    let listed = |bridges: bool| -> Vec<Value> {
        let wanted = |job: &&Job| {
            job.from <= now
                && (job.below.is_some() || is_trigger(job)) == bridges
                && ((retried && !bridges) || job.is_current(now))
                && (scopes.is_empty() || scopes.contains(&job.status(now)))
        };
        let there = pipeline.jobs.iter().rev().filter(wanted);
        let shown = if bridges { objects::bridge } else { objects::job };
        there.map(|job| shown(job, pipeline, request, now)).collect()
    };
    match parts {
        [] => ok(&objects::whole_pipeline(pipeline, request, now)),
        ["jobs"] => page(on, listed(false)),
        ["bridges"] => page(on, listed(true)),
        _ => refusal(StatusCode::NOT_FOUND, "404 Not Found"),
    }
}

/// A bridge whose pipeline is not there yet.
fn is_trigger(job: &Job) -> bool {
    job.stage.ends_with("-release-triggers")
}

/// The files at a commit or branch: of the merge request whose commit or branch it is, or of all that were merged.
fn files_at(on: &Ground<'_>, at: &str) -> Option<Vec<(String, std::sync::Arc<str>, String)>> {
    let of = |commit: &super::plan::Commit| {
        let files = commit.files.iter();
        files
            .map(|(path, text)| (path.clone(), text.clone(), commit.sha.clone()))
            .collect::<Vec<_>>()
    };
    if matches!(at, "main" | "HEAD") {
        let merged = on.requests().filter(|one| one.state(on.now) == "merged");
        let heads = merged.filter_map(|one| one.head(on.now).map(&of));
        return Some(heads.flatten().collect());
    }
    on.requests().find_map(|request| {
        if request.source == at {
            return request.head(on.now).map(&of);
        }
        let merge = objects::merge_commit(request, on.now);
        if merge.as_deref() == Some(at) {
            return request.head(on.now).map(&of);
        }
        let mut there = request.commits.iter().filter(|commit| commit.at <= on.now);
        there.find(|commit| commit.sha == at).map(&of)
    })
}

fn file(on: &Ground<'_>, path: &str, raw: bool) -> Response<Body> {
    let Some(at) = on.asked.query("ref").or(raw.then_some("HEAD")) else {
        return super::reply::json(StatusCode::BAD_REQUEST, &json!({ "error": "ref is missing" }));
    };
    let Some(files) = files_at(on, at) else { return missing("Commit ") };
    let Some((path, content, commit)) = files.into_iter().find(|(own, ..)| own == path) else {
        return missing("File ");
    };
    let content = texts::placed(&content, on.url);
    if raw {
        return text("text/plain; charset=utf-8", content);
    }
    ok(&json!({
        "file_name": path.rsplit('/').next(),
        "file_path": path,
        "size": content.len(),
        "encoding": "base64",
        "content_sha256": texts::id(&content, 64),
        "ref": at,
        "blob_id": texts::id(&content, 40),
        "commit_id": commit,
        "last_commit_id": commit,
        "execute_filemode": false,
        "content": STANDARD.encode(content),
    }))
}

fn tree(on: &Ground<'_>) -> Response<Body> {
    let at = on.asked.query("ref").unwrap_or("main");
    let Some(files) = files_at(on, at) else { return missing("Tree ") };
    let folder = on.asked.query("path").unwrap_or_default().trim_matches('/').to_owned();
    let before = if folder.is_empty() { String::new() } else { format!("{folder}/") };
    let deep =
        on.asked.query("recursive").is_some_and(|word| matches!(word, "true" | "True" | "1"));
    let mut entries: std::collections::BTreeMap<String, bool> = Default::default();
    for (path, ..) in &files {
        let Some(rest) = path.strip_prefix(&before) else { continue };
        let parts: Vec<&str> = rest.split('/').collect();
        let depth = if deep { parts.len() } else { 1 };
        for end in 1..=depth {
            let name = parts.get(..end).unwrap_or_default().join("/");
            entries.insert(format!("{before}{name}"), end == parts.len());
        }
    }
    if entries.is_empty() && !folder.is_empty() {
        return missing("Tree ");
    }
    let entry = |(path, is_file): (String, bool)| {
        let (kind, mode) = if is_file { ("blob", "100644") } else { ("tree", "040000") };
        let id = texts::id(&path, 40);
        json!({ "id": id, "name": path.rsplit('/').next(), "type": kind, "path": path, "mode": mode })
    };
    page(on, entries.into_iter().map(entry).collect())
}

/// `hybrid-platforms/art`
pub fn namespace() -> &'static str {
    PROJECT.rsplit_once('/').map_or(PROJECT, |(namespace, _)| namespace)
}
