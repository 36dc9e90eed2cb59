//! The endpoints under `/api/v1`.

use axum::body::Body;
use axum::http::{Response, StatusCode};
use serde_json::{Map, Value, json};

use super::order;
use super::reply;
use crate::domain::arch::Arch;
use crate::sandbox::http::Asked;
use crate::sandbox::tags::{Tag, Tags};

/// 404 for a stream that nobody configured.
const NO_STREAM: &str = "no release configuration exists with the requested name";
/// 404 for a stream without a fitting tag.
const NO_TAG: &str = "no tags exist within the release that satisfy the request";

/// `…/releasestream/{stream}/latest?prefix=&in=&rel=&format=`: the first accepted tag in semver order.
pub fn latest(tags: &Tags, arch: Arch, stream: &str, asked: &Asked) -> Response<Body> {
    let Some(sorted) = sorted(tags, arch, stream) else {
        return reply::text(StatusCode::NOT_FOUND, NO_STREAM);
    };
    let back = match asked.query("rel").filter(|text| !text.is_empty()).map(str::parse::<usize>) {
        None => 0,
        Some(Ok(back)) => back,
        Some(Err(_)) => {
            return reply::text(StatusCode::BAD_REQUEST, "rel must be an integer, >= 0");
        }
    };
    let range = match asked.query("in").filter(|text| !text.is_empty()).map(order::range) {
        None => None,
        Some(Some(range)) => Some(range),
        Some(None) => {
            return reply::text(StatusCode::BAD_REQUEST, "error: in is not a semver range");
        }
    };
    let prefix = asked.query("prefix").unwrap_or_default();
    let found = sorted
        .into_iter()
        .filter(|tag| tag.phase == "Accepted" && tag.name.starts_with(prefix))
        .filter(|tag| range.as_ref().is_none_or(|range| range.holds(&tag.name)))
        .nth(back);
    let Some(tag) = found else { return reply::text(StatusCode::NOT_FOUND, NO_TAG) };
    match asked.query("format").unwrap_or_default() {
        "" | "json" => reply::json(&object(tag)),
        "name" => reply::word(tag.name.clone()),
        "pullSpec" => reply::word(tag.pull_spec.clone()),
        "downloadURL" => reply::word(tag.download_url.clone()),
        _ => reply::text(
            StatusCode::BAD_REQUEST,
            "error: format must be one of '', json, name, pullSpec, or downloadURL",
        ),
    }
}

/// `…/releasestream/{stream}/tags?phase=`: newest first; `null` when none fits.
pub fn tags(tags: &Tags, arch: Arch, stream: &str, asked: &Asked) -> Response<Body> {
    let Some(sorted) = sorted(tags, arch, stream) else {
        return reply::text(StatusCode::NOT_FOUND, NO_STREAM);
    };
    if !matches!(asked.query("format").unwrap_or_default(), "" | "json") {
        return reply::text(StatusCode::BAD_REQUEST, "error: format must be '' or json");
    }
    let phases: Vec<&str> = asked.query_all("phase").collect();
    let wanted = |tag: &&Tag| phases.is_empty() || phases.contains(&tag.phase.as_str());
    let found = sorted.into_iter().filter(wanted).map(object).collect();
    reply::json(&json!({ "name": stream, "tags": or_null(found) }))
}

/// `…/releasestream/{stream}/release/{tag}`: name and phase. Of the change log only the digest is
/// told, where the payload is known, so `format=short` changes nothing; every look-up that fails is 404.
pub fn release(
    tags: &Tags,
    arch: Arch,
    stream: &str,
    name: &str,
    digest: Option<&str>,
) -> Response<Body> {
    let Some(tag) = tags.stream(arch, stream).and_then(|tags| tags.get(name)) else {
        let message = format!("unable to find tag {name} in release {stream}");
        return reply::text(StatusCode::NOT_FOUND, &message);
    };
    let nothing = json!({ "name": "", "created": "0001-01-01T00:00:00Z" });
    let created = tag.created.to_string();
    let to = digest.map(|digest| json!({ "name": name, "created": created, "digest": digest }));
    let to = to.unwrap_or_else(|| nothing.clone());
    reply::json(&json!({
        "name": tag.name,
        "phase": tag.phase,
        "results": { "blockingJobs": {}, "informingJobs": {} },
        "changeLogJson": { "from": nothing, "to": to },
    }))
}

/// `…/releasestreams/{accepted,rejected,ready,all}`: stream → names of its tags.
pub fn streams(tags: &Tags, arch: Arch, which: &str) -> Response<Body> {
    let phase = match which {
        "accepted" => Some("Accepted"),
        "rejected" => Some("Rejected"),
        "ready" => Some("Ready"),
        "all" => None,
        _ => return reply::text(StatusCode::NOT_FOUND, "404 page not found"),
    };
    if tags.streams(arch).next().is_none() {
        // Nothing was ever built for it: there is no such release controller.
        return reply::text(StatusCode::NOT_FOUND, "404 page not found");
    }
    let mut streams = Map::new();
    for (stream, tags) in tags.streams(arch) {
        let mut found: Vec<&Tag> = tags.values().collect();
        // nightlies by their making, promoted builds by version
        if stream.contains("nightly") || stream.contains("-0.ci") {
            found.sort_by(|a, b| b.created.cmp(&a.created).then_with(|| b.name.cmp(&a.name)));
        } else {
            order::newest_first(&mut found);
        }
        let names = found.into_iter().filter(|tag| phase.is_none_or(|phase| tag.phase == phase));
        let names = names.map(|tag| json!(tag.name)).collect();
        streams.insert(stream.to_owned(), or_null(names));
    }
    reply::json(&Value::Object(streams))
}

fn sorted<'a>(tags: &'a Tags, arch: Arch, stream: &str) -> Option<Vec<&'a Tag>> {
    let mut sorted: Vec<&Tag> = tags.stream(arch, stream)?.values().collect();
    order::newest_first(&mut sorted);
    Some(sorted)
}

/// An empty list is `null` in Go.
fn or_null(values: Vec<Value>) -> Value {
    if values.is_empty() { Value::Null } else { Value::Array(values) }
}

fn object(tag: &Tag) -> Value {
    json!({
        "name": tag.name,
        "phase": tag.phase,
        "pullSpec": tag.pull_spec,
        "downloadURL": tag.download_url,
    })
}
