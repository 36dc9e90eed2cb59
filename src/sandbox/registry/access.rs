//! Who may read: nobody without a token from the token endpoint, which gives one to everybody who asks
//! without a name, and to those who know the password.

use axum::body::Body;
use axum::http::{Response, StatusCode, header};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::json;

use super::reply;
use crate::sandbox::http::Asked;

/// Seconds that a token is good for.
const GOOD_FOR: u64 = 300;
const SERVICE: &str = "registry.sandbox";

/// The registry's locks.
pub struct Access {
    url: String,
    password: String,
    bearer: String,
}

impl Access {
    pub fn new(url: String, password: String) -> Access {
        let bearer = STANDARD.encode(format!("pull:{password}"));
        Access { url, password, bearer }
    }

    /// `None` for who brings a token; everybody else is told where to get one.
    pub fn refusal(&self, asked: &Asked, name: Option<&str>) -> Option<Response<Body>> {
        let brought = asked.header("authorization").and_then(|value| value.strip_prefix("Bearer "));
        if brought == Some(self.bearer.as_str()) {
            return None;
        }
        let message = "authentication required";
        let mut response =
            reply::error(StatusCode::UNAUTHORIZED, "UNAUTHORIZED", message, json!(null));
        let mut challenge =
            format!("Bearer realm=\"{}/auth/token\",service=\"{SERVICE}\"", self.url);
        if let Some(name) = name {
            challenge.push_str(&format!(",scope=\"repository:{name}:pull\""));
        }
        if brought.is_some() {
            challenge.push_str(",error=\"invalid_token\"");
        }
        reply::put(&mut response, header::WWW_AUTHENTICATE, &challenge);
        Some(response)
    }

    /// `/auth/token?service=&scope=`: a token. A wrong password is refused, no password is fine.
    pub fn token(&self, asked: &Asked) -> Response<Body> {
        let basic = asked.header("authorization").and_then(|value| value.strip_prefix("Basic "));
        let pair = basic.and_then(|pair| STANDARD.decode(pair).ok());
        let password = pair.as_deref().and_then(|pair| {
            let colon = pair.iter().position(|byte| *byte == b':')?;
            pair.get(colon + 1..)
        });
        if basic.is_some() && password != Some(self.password.as_bytes()) {
            let message = "incorrect username or password";
            return reply::error(StatusCode::UNAUTHORIZED, "UNAUTHORIZED", message, json!(null));
        }
        let body =
            json!({ "token": self.bearer, "access_token": self.bearer, "expires_in": GOOD_FOR });
        reply::json(StatusCode::OK, &body)
    }
}
