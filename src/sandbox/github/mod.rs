//! A stand-in of GitHub's REST interface, version 2022-11-28, and of the hosts for raw files and
//! archives. Written from GitHub's documentation. It only reads: writes are answered 404, as GitHub
//! answers a token that may not write.

mod access;
mod archive;
mod blobs;
mod branches;
mod call;
mod commits;
mod compare;
mod conditional;
mod contents;
mod errors;
mod files;
mod page;
mod paging;
mod people;
mod pulls;
mod rate;
mod raw;
mod refs;
mod repos;
mod routes;
mod trees;

use std::sync::{Arc, Mutex, PoisonError};

use axum::body::Body;
use axum::http::{HeaderMap, HeaderValue, Response, StatusCode, header};

use super::http::{Asked, Service};
use super::stage::Stage;
use access::{Access, Caller};
use errors::Refusal;
use page::Page;
use rate::Rates;

/// GitHub, with one repository owner's token.
pub struct Github {
    stage: Arc<Stage>,
    base: String,
    access: Access,
    rates: Mutex<Rates>,
}

impl Github {
    /// A GitHub that is reached at `base` (no slash at its end) and knows one token.
    pub fn new(stage: Arc<Stage>, base: String, token: String, user: String) -> Github {
        let access = Access::new(token, user);
        Github { stage, base, access, rates: Mutex::default() }
    }

    /// The REST interface: who asks, may they still, what is the answer, have they got it already.
    fn rest(&self, asked: &Asked) -> Response<Body> {
        let now = self.stage.now();
        if asked.header("user-agent").is_none_or(str::is_empty) {
            return errors::no_user_agent();
        }
        let caller = match self.access.caller(asked) {
            Ok(caller) => caller,
            Err(refusal) => return refusal.response(),
        };
        let mut rates = self.rates.lock().unwrap_or_else(PoisonError::into_inner);
        if asked.parts == ["rate_limit"] && asked.reads() {
            let mut response = Page::json(&rates.report(caller, now)).response();
            rates.headers(caller, now, response.headers_mut());
            return response;
        }
        let exhausted = rates.exhausted(caller, now);
        let answer = if exhausted {
            Err(self.access.rate_limited(caller))
        } else {
            routes::answer(self, caller, asked)
        };
        let mut response = match answer {
            Ok(page) => conditional::response(page, asked),
            Err(refusal) => refusal.response(),
        };
        let free = response.status() == StatusCode::NOT_MODIFIED && caller == Caller::User;
        if !free && !exhausted {
            rates.count(caller, now);
        }
        rates.headers(caller, now, response.headers_mut());
        common_headers(caller, response.headers_mut());
        response
    }
}

impl Service for Github {
    fn answer(&self, asked: &Asked) -> Response<Body> {
        let parts: Vec<&str> = asked.parts.iter().map(String::as_str).collect();
        match parts.as_slice() {
            ["raw", owner, repo, path @ ..] if asked.reads() => {
                raw::answer(&self.stage.world(), asked, [owner, repo], &path.join("/"))
            }
            ["_codeload", owner, repo, kind, rev @ ..] if asked.reads() => {
                archive::download(&self.stage.world(), asked, [owner, repo], kind, &rev.join("/"))
            }
            _ => self.rest(asked),
        }
    }

    fn refuse(&self, status: StatusCode) -> Response<Body> {
        Refusal::fault(status).response()
    }
}

/// Headers that every answer of the REST interface has.
fn common_headers(caller: Caller, headers: &mut HeaderMap) {
    let cache = match caller {
        Caller::User => "private, max-age=60, s-maxage=60",
        Caller::Anonymous => "public, max-age=60, s-maxage=60",
    };
    if caller == Caller::User {
        let ends = HeaderValue::from_static("2026-06-30 07:00:00 UTC");
        headers.insert("github-authentication-token-expiration", ends);
    }
    for (name, value) in [
        (header::CACHE_CONTROL, cache),
        (header::VARY, "Accept, Authorization, Cookie, X-GitHub-OTP, Accept-Encoding"),
        (header::SERVER, "github.com"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
    headers.insert("x-github-media-type", HeaderValue::from_static("github.v3; format=json"));
    headers.insert("x-github-api-version-selected", HeaderValue::from_static("2022-11-28"));
    if caller == Caller::User {
        headers.insert("x-oauth-scopes", HeaderValue::from_static("public_repo"));
        headers.insert("x-accepted-oauth-scopes", HeaderValue::from_static(""));
    }
}
