//! A stand-in of Pyxis, the catalogue of container images, as far as grades are read from it
//! (reference/shipment-gitlab.md §9). It wants no login.

pub mod plan;

use std::sync::Arc;

use axum::body::Body;
use axum::http::{HeaderValue, Response, StatusCode, header};
use jiff::Timestamp;
use serde_json::{Value, json};

use super::http::{Asked, Service};
use super::stage::Stage;
use plan::Graded;

/// The catalogue.
pub struct Pyxis {
    stage: Arc<Stage>,
}

/// Objects of a page, at most.
const LARGEST_PAGE: usize = 250;

impl Pyxis {
    /// Answers from the images of the plans.
    pub fn new(stage: Arc<Stage>) -> Pyxis {
        Pyxis { stage }
    }

    fn read(&self, asked: &Asked) -> Response<Body> {
        let plans = Arc::clone(&self.stage.world().plans);
        let now = self.stage.now().as_second();
        let parts: Vec<&str> = asked.parts.iter().map(String::as_str).collect();
        let ["api", "containers", "v1", rest @ ..] = parts.as_slice() else {
            return error(StatusCode::NOT_FOUND, "The requested URL was not found on the server.");
        };
        let known = |digest: &str| {
            let found = plans.catalogue.get_key_value(digest);
            found.filter(|(_, image)| image.made <= now)
        };
        match rest {
            ["images"] => {
                let Some(digest) = asked.query("filter").and_then(wanted) else {
                    return error(StatusCode::BAD_REQUEST, "Query filter is not valid");
                };
                match known(digest) {
                    Some((_, image)) if image.lost_until.is_some_and(|until| now < until) => {
                        error(StatusCode::INTERNAL_SERVER_ERROR, "Internal server error")
                    }
                    Some((digest, one)) => page(asked, vec![image(digest, one)]),
                    None => page(asked, Vec::new()),
                }
            }
            ["images", "id", id] => match known_by(&plans.catalogue, id, now) {
                Some((digest, one)) => json(&image(digest, one)),
                None => error(StatusCode::NOT_FOUND, "Image was not found"),
            },
            ["images", "id", id, "vulnerabilities"] => match known_by(&plans.catalogue, id, now) {
                Some((digest, one)) => page(asked, vulnerabilities(digest, one, now)),
                None => error(StatusCode::NOT_FOUND, "Image was not found"),
            },
            _ => error(StatusCode::NOT_FOUND, "The requested URL was not found on the server."),
        }
    }
}

impl Service for Pyxis {
    fn answer(&self, asked: &Asked) -> Response<Body> {
        if asked.reads() {
            return self.read(asked);
        }
        error(StatusCode::UNAUTHORIZED, "No authorization token provided")
    }

    fn refuse(&self, status: StatusCode) -> Response<Body> {
        error(status, status.canonical_reason().unwrap_or("error"))
    }
}

/// The digest of `image_id==sha256:…`, the one filter that is known here.
fn wanted(filter: &str) -> Option<&str> {
    filter.strip_prefix("image_id==").filter(|digest| digest.starts_with("sha256:"))
}

fn known_by<'p>(all: &'p plan::Catalogue, id: &str, now: i64) -> Option<(&'p String, &'p Graded)> {
    all.iter().find(|(digest, image)| object_id(digest) == id && image.made <= now)
}

/// Objects are named by twenty-four digits.
fn object_id(digest: &str) -> &str {
    digest.get(7..31).unwrap_or_default()
}

fn stamp(at: i64) -> String {
    let at = Timestamp::from_second(at).unwrap_or_default();
    at.strftime("%Y-%m-%dT%H:%M:%S+00:00").to_string()
}

fn image(digest: &str, image: &Graded) -> Value {
    let ends = image.grades.iter().skip(1).map(|(from, _)| json!(stamp(*from)));
    let ends = ends.chain([Value::Null]);
    let grades: Vec<Value> = image
        .grades
        .iter()
        .zip(ends)
        .map(|((from, grade), end)| {
            json!({
                "creation_date": stamp(*from), "start_date": stamp(*from), "end_date": end,
                "grade": grade.to_string(),
            })
        })
        .collect();
    let id = object_id(digest);
    json!({
        "_id": id,
        "_links": {
            "self": { "href": format!("/v1/images/id/{id}") },
            "vulnerabilities": { "href": format!("/v1/images/id/{id}/vulnerabilities") },
        },
        "architecture": image.arch,
        "creation_date": stamp(image.made),
        "freshness_grades": grades,
        "image_id": digest,
        "docker_image_digest": digest,
        "repositories": [{
            "registry": "registry.access.redhat.com",
            "repository": format!("openshift4/{}", image.component),
            "published": false,
        }],
    })
}

/// What makes a grade bad.
fn vulnerabilities(digest: &str, image: &Graded, now: i64) -> Vec<Value> {
    let grade = image.grades.iter().rev().find(|(from, _)| *from <= now).map(|(_, grade)| *grade);
    let number = digest.bytes().map(u32::from).sum::<u32>();
    let bad = |nth: u32, package: &str, severity: &str| {
        json!({
            "_id": format!("{}{nth:02}", object_id(digest)),
            "cve_id": format!("CVE-2026-{}", 20_000 + number + nth),
            "severity": severity,
            "affected_packages": [{ "name": package, "version": "3.0.7" }],
            "packages": [{ "srpm_nevra": format!("{package}-0:3.0.7-28.el9.src") }],
        })
    };
    match grade {
        Some('C'..='F') => vec![bad(1, "openssl-libs", "Important"), bad(2, "expat", "Moderate")],
        _ => Vec::new(),
    }
}

fn page(asked: &Asked, all: Vec<Value>) -> Response<Body> {
    let number = |key: &str| asked.query(key).map(|text| text.parse::<usize>());
    let (size, nth) = match (number("page_size"), number("page")) {
        (Some(Err(_)), _) | (_, Some(Err(_))) => {
            return error(StatusCode::BAD_REQUEST, "Wrong page or page_size");
        }
        (size, nth) => (
            size.and_then(Result::ok).unwrap_or(100).min(LARGEST_PAGE),
            nth.and_then(Result::ok).unwrap_or(0),
        ),
    };
    let total = all.len();
    let data: Vec<Value> = all.into_iter().skip(nth.saturating_mul(size)).take(size).collect();
    json(&json!({ "data": data, "page": nth, "page_size": size, "total": total }))
}

fn json(value: &Value) -> Response<Body> {
    let mut response = Response::new(Body::from(value.to_string()));
    let kind = HeaderValue::from_static("application/json");
    response.headers_mut().insert(header::CONTENT_TYPE, kind);
    response
}

fn error(status: StatusCode, detail: &str) -> Response<Body> {
    let title = status.canonical_reason().unwrap_or("Error");
    let told = json!({
        "detail": detail, "status": status.as_u16(), "title": title, "type": "about:blank",
    });
    let mut response = json(&told);
    *response.status_mut() = status;
    response
}
