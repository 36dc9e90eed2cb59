//! Errors in GitHub's shape: `{"message", "documentation_url", "status"}`.

use axum::body::Body;
use axum::http::{HeaderValue, Response, StatusCode, header};
use serde_json::json;

/// A request that is refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    status: StatusCode,
    message: String,
    documentation: String,
}

impl Refusal {
    /// A refusal that points at a page of the REST documentation.
    pub fn new(status: StatusCode, message: impl Into<String>, page: &str) -> Refusal {
        let slash = if page.is_empty() { "" } else { "/" };
        let documentation = format!("https://docs.github.com/rest{slash}{page}");
        Refusal { status, message: message.into(), documentation }
    }

    /// 404, for what is not there and for what may not be seen or done.
    pub fn not_found(page: &str) -> Refusal {
        Refusal::new(StatusCode::NOT_FOUND, "Not Found", page)
    }

    /// 401 for a token that is not known.
    pub fn bad_credentials() -> Refusal {
        Refusal::new(StatusCode::UNAUTHORIZED, "Bad credentials", "")
    }

    /// 401 where nobody has signed in.
    pub fn requires_authentication(page: &str) -> Refusal {
        Refusal::new(StatusCode::UNAUTHORIZED, "Requires authentication", page)
    }

    /// 422, for a revision that names no commit.
    pub fn no_commit(rev: &str) -> Refusal {
        let message = format!("No commit found for SHA: {rev}");
        Refusal::new(StatusCode::UNPROCESSABLE_ENTITY, message, "commits/commits#get-a-commit")
    }

    /// What GitHub says with a status when a fault asks for it.
    pub fn fault(status: StatusCode) -> Refusal {
        match status {
            StatusCode::UNAUTHORIZED => Refusal::bad_credentials(),
            StatusCode::FORBIDDEN => Refusal::new(
                status,
                "Resource not accessible by personal access token",
                "repos/contents#get-repository-content",
            ),
            StatusCode::TOO_MANY_REQUESTS => Refusal::new(
                status,
                "You have exceeded a secondary rate limit. Please wait a few minutes before you try again.",
                "using-the-rest-api/rate-limits-for-the-rest-api#about-secondary-rate-limits",
            ),
            StatusCode::NOT_FOUND => Refusal::not_found(""),
            other => {
                let message = other.canonical_reason().unwrap_or("Server Error");
                Refusal::new(other, message, "")
            }
        }
    }

    /// The answer.
    pub fn response(&self) -> Response<Body> {
        let body = json!({
            "message": self.message,
            "documentation_url": self.documentation,
            "status": self.status.as_str(),
        });
        let mut response = Response::new(Body::from(body.to_string()));
        *response.status_mut() = self.status;
        let json = HeaderValue::from_static("application/json; charset=utf-8");
        response.headers_mut().insert(header::CONTENT_TYPE, json);
        response
    }
}

/// GitHub serves nobody who does not say who they are.
pub fn no_user_agent() -> Response<Body> {
    let text = "Request forbidden by administrative rules. Please make sure your request has a \
                User-Agent header (https://docs.github.com/en/rest/overview/resources-in-the-rest-api\
                #user-agent-required). Check https://developer.github.com for other possible causes.\n";
    let mut response = Response::new(Body::from(text));
    *response.status_mut() = StatusCode::FORBIDDEN;
    let plain = HeaderValue::from_static("text/plain; charset=utf-8");
    response.headers_mut().insert(header::CONTENT_TYPE, plain);
    response
}
