//! A stand-in of the build farm's API server, as far as ReleasePayload objects are read from it: one per tag
//! of the release controllers, in the namespaces `ocp` and `ocp-ARCH` (reference/release-stream-api.md,
//! ReleasePayload). It wants the one token, and lets nobody write.

pub mod plan;

use std::sync::Arc;

use axum::body::Body;
use axum::http::{HeaderValue, Response, StatusCode, header};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};

use super::http::{Asked, Service};
use super::stage::Stage;
use super::tags::Tag;
use crate::domain::arch::Arch;
use plan::QeMark;

const GROUP: &str = "release.openshift.io";
const VERSION: &str = "v1alpha1";
const KIND: &str = "ReleasePayload";
const PLURAL: &str = "releasepayloads";

/// The API server.
pub struct Clusters {
    stage: Arc<Stage>,
    token: String,
}

impl Clusters {
    /// Answers from the tags of the world and the marks of the plans.
    pub fn new(stage: Arc<Stage>, token: String) -> Clusters {
        Clusters { stage, token }
    }

    fn knows(&self, asked: &Asked) -> bool {
        let bearer = asked.header("authorization").and_then(|value| value.strip_prefix("Bearer "));
        bearer == Some(self.token.as_str())
    }

    fn read(&self, asked: &Asked) -> Response<Body> {
        let parts: Vec<&str> = asked.parts.iter().map(String::as_str).collect();
        match parts.as_slice() {
            ["version"] => json(&json!({
                "major": "1", "minor": "31", "gitVersion": "v1.31.0+sandbox",
                "gitCommit": "0".repeat(40), "gitTreeState": "clean", "goVersion": "go1.22.0",
                "buildDate": "2026-01-01T00:00:00Z", "compiler": "gc", "platform": "linux/amd64",
            })),
            ["apis", GROUP, VERSION] => json(&json!({
                "kind": "APIResourceList", "apiVersion": "v1",
                "groupVersion": format!("{GROUP}/{VERSION}"),
                "resources": [{
                    "name": PLURAL, "singularName": "releasepayload", "namespaced": true,
                    "kind": KIND, "verbs": ["get", "list"], "shortNames": ["rp"],
                }],
            })),
            ["apis", GROUP, VERSION, "namespaces", namespace, PLURAL] => {
                list(asked, self.objects(namespace))
            }
            ["apis", GROUP, VERSION, "namespaces", namespace, PLURAL, name] => {
                let mut objects = self.objects(namespace).into_iter();
                match objects.find(|object| object["metadata"]["name"] == *name) {
                    Some(object) => json(&object),
                    None => {
                        let text = format!("{PLURAL}.{GROUP} \"{name}\" not found");
                        status(StatusCode::NOT_FOUND, "NotFound", &text)
                    }
                }
            }
            _ => {
                let text = "the server could not find the requested resource";
                status(StatusCode::NOT_FOUND, "NotFound", text)
            }
        }
    }

    /// Objects of a namespace, by name.
    fn objects(&self, namespace: &str) -> Vec<Value> {
        let arch = match namespace.strip_prefix("ocp") {
            Some("") => Some(Arch::Amd64),
            Some(rest) => rest.strip_prefix('-').and_then(|arch| arch.parse().ok()),
            None => None,
        };
        let Some(arch) = arch else { return Vec::new() };
        let now = self.stage.now().as_second();
        let world = self.stage.world();
        let marks = &world.plans.qe_marks;
        let streams = world.tags.streams(arch);
        let tags = streams.flat_map(|(stream, tags)| tags.values().map(move |tag| (stream, tag)));
        let mut objects: Vec<Value> = tags
            .map(|(stream, tag)| {
                let mark = marks.iter().rev().find(|mark| mark.build == tag.name && mark.at <= now);
                object(namespace, stream, tag, mark.filter(|_| arch == Arch::Amd64))
            })
            .collect();
        objects.sort_by(|a, b| name(a).cmp(name(b)));
        objects
    }
}

impl Service for Clusters {
    fn answer(&self, asked: &Asked) -> Response<Body> {
        if !self.knows(asked) {
            return self.refuse(StatusCode::UNAUTHORIZED);
        }
        if asked.reads() {
            return self.read(asked);
        }
        let text = format!("{PLURAL}.{GROUP} is forbidden: this user may only get and list");
        status(StatusCode::FORBIDDEN, "Forbidden", &text)
    }

    fn refuse(&self, code: StatusCode) -> Response<Body> {
        let reason = match code {
            StatusCode::UNAUTHORIZED => "Unauthorized",
            StatusCode::FORBIDDEN => "Forbidden",
            StatusCode::TOO_MANY_REQUESTS => "TooManyRequests",
            StatusCode::SERVICE_UNAVAILABLE => "ServiceUnavailable",
            _ => "InternalError",
        };
        status(code, reason, code.canonical_reason().unwrap_or("error"))
    }
}

fn name(object: &Value) -> &str {
    object["metadata"]["name"].as_str().unwrap_or_default()
}

fn object(namespace: &str, stream: &str, tag: &Tag, mark: Option<&QeMark>) -> Value {
    let label = mark.map(|mark| if mark.accepted { "Accepted" } else { "Rejected" });
    let labels = label.map(|word| json!({ format!("{GROUP}/qe_state"): word }));
    let created = tag.created.as_second();
    let made = tag.created.strftime("%Y-%m-%dT%H:%M:%SZ").to_string();
    let condition = |kind: &str, holds: bool| {
        json!({
            "type": kind, "status": if holds { "True" } else { "False" }, "reason": kind,
            "message": "", "lastTransitionTime": made,
        })
    };
    let is = |word: &str| tag.phase == word;
    json!({
        "apiVersion": format!("{GROUP}/{VERSION}"),
        "kind": KIND,
        "metadata": {
            "name": tag.name, "namespace": namespace, "labels": labels.unwrap_or_else(|| json!({})),
            "creationTimestamp": made, "generation": 1, "resourceVersion": created.to_string(),
            "uid": format!("{created:08x}-0000-4000-8000-{:012x}", tag.name.len()),
        },
        "spec": { "payloadCoordinates": {
            "namespace": namespace, "imagestreamName": "release", "imagestreamTagName": tag.name,
            "streamName": stream,
        } },
        "status": { "conditions": [
            condition("PayloadAccepted", is("Accepted")),
            condition("PayloadCreated", !is("Pending") && !is("Failed")),
            condition("PayloadFailed", is("Failed")),
            condition("PayloadRejected", is("Rejected")),
        ] },
    })
}

/// A page of a list: `limit`, `continue` and `labelSelector` (`key=value` only).
fn list(asked: &Asked, mut objects: Vec<Value>) -> Response<Body> {
    if let Some((label, value)) = asked.query("labelSelector").and_then(|one| one.split_once('=')) {
        let value = value.trim_start_matches('=');
        objects.retain(|object| object["metadata"]["labels"][label] == value);
    }
    let limit = match asked.query("limit").map(str::parse::<usize>) {
        Some(Err(_)) => {
            return status(StatusCode::BAD_REQUEST, "BadRequest", "limit is no number");
        }
        Some(Ok(limit)) if limit > 0 => limit,
        _ => usize::MAX,
    };
    if let Some(token) = asked.query("continue").filter(|token| !token.is_empty()) {
        let after =
            URL_SAFE_NO_PAD.decode(token).ok().and_then(|name| String::from_utf8(name).ok());
        let Some(after) = after else {
            let text = "The provided continue parameter is too old";
            return status(StatusCode::GONE, "Expired", text);
        };
        objects.retain(|object| name(object) > after.as_str());
    }
    let rest = objects.len().saturating_sub(limit);
    objects.truncate(limit);
    let mut metadata = json!({ "resourceVersion": "1", "continue": "" });
    if rest > 0
        && let Some(last) = objects.last()
    {
        metadata["continue"] = json!(URL_SAFE_NO_PAD.encode(name(last)));
        metadata["remainingItemCount"] = json!(rest);
    }
    json(&json!({
        "apiVersion": format!("{GROUP}/{VERSION}"), "kind": "ReleasePayloadList",
        "metadata": metadata, "items": objects,
    }))
}

fn status(code: StatusCode, reason: &str, message: &str) -> Response<Body> {
    let mut response = json(&json!({
        "kind": "Status", "apiVersion": "v1", "metadata": {}, "status": "Failure",
        "message": message, "reason": reason, "code": code.as_u16(),
    }));
    *response.status_mut() = code;
    response
}

fn json(value: &Value) -> Response<Body> {
    let mut response = Response::new(Body::from(value.to_string()));
    let kind = HeaderValue::from_static("application/json");
    response.headers_mut().insert(header::CONTENT_TYPE, kind);
    response
}
