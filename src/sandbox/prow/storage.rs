//! The storage of artifacts: objects by their plain address with parts of them, and the JSON API with its
//! pages of names (reference/release-stream-api.md §4).

use axum::body::Body;
use axum::http::{Response, StatusCode};
use serde_json::{Value, json};

use super::artifacts::{Object, objects};
use super::glob;
use super::plan::PlannedJobRun;
use super::reply;
use crate::sandbox::http::Asked;

/// Names of a page at most.
const PAGE: usize = 1_000;

/// Runs at a moment.
pub struct Storage<'a> {
    /// all that are planned
    pub runs: &'a [PlannedJobRun],
    /// seconds since 1970
    pub now: i64,
}

impl Storage<'_> {
    /// Answers what is asked below the storage's address.
    pub fn answer(&self, asked: &Asked, parts: &[&str]) -> Response<Body> {
        match parts {
            ["storage", "v1", "b", bucket, "o"] => self.list(asked, bucket),
            ["storage", "v1", "b", bucket, "o", name] => match self.object(bucket, name) {
                None => reply::gone(&format!("No such object: {bucket}/{name}")),
                Some(object) if asked.query("alt") == Some("media") => {
                    reply::object(asked, &object)
                }
                Some(object) => reply::json(StatusCode::OK, &described(bucket, name, &object)),
            },
            [bucket, path @ ..] if !path.is_empty() => match self.object(bucket, &path.join("/")) {
                None => reply::no_such_key(),
                Some(object) => reply::object(asked, &object),
            },
            _ => reply::no_such_key(),
        }
    }

    /// Runs of a bucket that begun, with their folders.
    fn folders<'a>(
        &'a self,
        bucket: &'a str,
    ) -> impl Iterator<Item = (&'a str, &'a PlannedJobRun)> {
        self.runs.iter().filter(|run| run.is_placed(self.now)).filter_map(move |run| {
            let (own, folder) = run.folder()?;
            (own == bucket).then_some((folder, run))
        })
    }

    fn object(&self, bucket: &str, name: &str) -> Option<Object> {
        if let Some(job) = name.strip_suffix("/latest-build.txt") {
            let of_job = |(folder, _): &(&str, &PlannedJobRun)| {
                folder.rsplit_once('/').is_some_and(|(parent, _)| parent == job)
            };
            let newest = self.folders(bucket).filter(of_job).max_by_key(|(_, run)| run.created)?.1;
            let (name, text) = (name.to_owned(), newest.number.to_string());
            return Some(Object { name, text, put: newest.created, kind: "text/plain" });
        }
        let (folder, run) = self.folders(bucket).find(|(folder, _)| {
            name.strip_prefix(folder).is_some_and(|rest| rest.starts_with('/'))
        })?;
        let inside = name.get(folder.len() + 1..)?;
        objects(run, self.now).into_iter().find(|object| object.name == inside)
    }

    fn list(&self, asked: &Asked, bucket: &str) -> Response<Body> {
        let prefix = asked.query("prefix").unwrap_or_default();
        let delimiter = asked.query("delimiter").filter(|text| !text.is_empty());
        let pattern = asked.query("matchGlob");
        if pattern.is_some() && delimiter.is_some_and(|text| text != "/") {
            return reply::refused(
                StatusCode::BAD_REQUEST,
                "matchGlob goes with the delimiter / only",
            );
        }
        let (mut names, mut folders): (Vec<(String, Object)>, Vec<String>) = Default::default();
        let near = |folder: &str| folder.starts_with(prefix) || prefix.starts_with(folder);
        for (folder, run) in self.folders(bucket).filter(|(folder, _)| near(folder)) {
            for object in objects(run, self.now) {
                let name = format!("{folder}/{}", object.name);
                let Some(rest) = name.strip_prefix(prefix) else { continue };
                if pattern.is_some_and(|pattern| !glob::fits(pattern, &name)) {
                    continue;
                }
                match delimiter.and_then(|delimiter| rest.find(delimiter)) {
                    Some(at) => folders.push(format!("{prefix}{}/", &rest[..at])),
                    None => names.push((name, object)),
                }
            }
        }
        names.sort_by(|a, b| a.0.cmp(&b.0));
        folders.sort();
        folders.dedup();
        let most = asked.query("maxResults").and_then(|most| most.parse().ok()).unwrap_or(PAGE);
        let from = asked.query("pageToken").and_then(|token| token.parse().ok()).unwrap_or(0);
        let most = most.clamp(1, PAGE);
        let items: Vec<Value> = names
            .iter()
            .skip(from)
            .take(most)
            .map(|(name, object)| described(bucket, name, object))
            .collect();
        let mut page = json!({ "kind": "storage#objects" });
        if let Some(fields) = page.as_object_mut() {
            if !items.is_empty() {
                fields.insert("items".to_owned(), items.into());
            }
            if !folders.is_empty() && from == 0 {
                fields.insert("prefixes".to_owned(), folders.into());
            }
            if from.saturating_add(most) < names.len() {
                fields.insert("nextPageToken".to_owned(), (from + most).to_string().into());
            }
        }
        reply::json(StatusCode::OK, &page)
    }
}

fn described(bucket: &str, name: &str, object: &Object) -> Value {
    json!({
        "kind": "storage#object",
        "bucket": bucket,
        "name": name,
        "contentType": object.kind,
        "size": object.text.len().to_string(),
        "updated": super::deck::stamp(object.put),
        "generation": (object.put * 1_000_000).to_string(),
        "etag": reply::etag(object),
    })
}
