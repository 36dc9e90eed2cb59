//! Who asks.

use axum::http::StatusCode;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use super::errors::Refusal;
use crate::sandbox::http::Asked;

/// Someone with the token, or anybody.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Caller {
    /// no `Authorization` header
    Anonymous,
    /// the one user there is
    User,
}

/// The one token that is good.
pub struct Access {
    token: String,
    user: String,
}

impl Access {
    /// Knows one user by one token.
    pub fn new(token: String, user: String) -> Access {
        Access { token, user }
    }

    /// The user's login.
    pub fn user(&self) -> &str {
        &self.user
    }

    /// Who asks: `Bearer` and `token` headers, and the password of a `Basic` one, as GitHub takes
    /// them. A wrong token is refused even where none is needed.
    pub fn caller(&self, asked: &Asked) -> Result<Caller, Refusal> {
        let Some(header) = asked.header("authorization") else { return Ok(Caller::Anonymous) };
        let (scheme, credentials) = header.split_once(' ').unwrap_or(("", header));
        let good = match scheme.to_ascii_lowercase().as_str() {
            "bearer" | "token" => credentials.trim() == self.token,
            "basic" => password(credentials).is_some_and(|password| password == self.token),
            _ => false,
        };
        if good { Ok(Caller::User) } else { Err(Refusal::bad_credentials()) }
    }

    /// 403 for someone who has asked too often.
    pub fn rate_limited(&self, caller: Caller) -> Refusal {
        let message = match caller {
            Caller::User => format!("API rate limit exceeded for user {}.", self.user),
            Caller::Anonymous => "API rate limit exceeded for 127.0.0.1. (But here's the good news: \
                Authenticated requests get a higher rate limit. Check out the documentation for more \
                details.)"
                .to_owned(),
        };
        let page = "using-the-rest-api/rate-limits-for-the-rest-api";
        Refusal::new(StatusCode::FORBIDDEN, message, page)
    }
}

/// The password in `name:password`, base64.
fn password(credentials: &str) -> Option<String> {
    let decoded = STANDARD.decode(credentials.trim()).ok()?;
    let text = String::from_utf8(decoded).ok()?;
    text.split_once(':').map(|(_, password)| password.to_owned())
}
