//! Answers in Jira's shapes.

use axum::body::Body;
use axum::http::{HeaderValue, Response, StatusCode, header};
use serde_json::{Value, json};

/// A request that is refused: `{"errorMessages": […], "errors": {}}`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    status: StatusCode,
    message: String,
}

impl Refusal {
    /// A refusal with a sentence.
    pub fn new(status: StatusCode, message: impl Into<String>) -> Refusal {
        Refusal { status, message: message.into() }
    }

    /// 400 for a query that makes no sense.
    pub fn bad(message: impl Into<String>) -> Refusal {
        Refusal::new(StatusCode::BAD_REQUEST, message)
    }

    /// 404 for an issue that is not there, or is hidden.
    pub fn no_issue() -> Refusal {
        let message = "Issue does not exist or you do not have permission to see it.";
        Refusal::new(StatusCode::NOT_FOUND, message)
    }

    /// 403 for a write.
    pub fn may_not_write() -> Refusal {
        let message = "You do not have permission to edit issues in this project.";
        Refusal::new(StatusCode::FORBIDDEN, message)
    }

    /// The answer.
    pub fn response(&self) -> Response<Body> {
        let body = json!({ "errorMessages": [self.message], "errors": {} });
        let mut response = json(&body);
        *response.status_mut() = self.status;
        response
    }
}

/// JSON.
pub fn json(body: &Value) -> Response<Body> {
    let mut response = Response::new(Body::from(body.to_string()));
    let kind = HeaderValue::from_static("application/json;charset=UTF-8");
    response.headers_mut().insert(header::CONTENT_TYPE, kind);
    response
}

/// 401, to nobody and to a wrong token.
pub fn sign_in() -> Response<Body> {
    let message = "Client must be authenticated to access this resource.";
    let mut response = json(&json!({ "message": message, "status-code": 401 }));
    *response.status_mut() = StatusCode::UNAUTHORIZED;
    let headers = response.headers_mut();
    let failed = HeaderValue::from_static("AUTHENTICATED_FAILED");
    headers.insert("x-seraph-loginreason", failed);
    let realm = HeaderValue::from_static("OAuth realm=\"Jira\"");
    headers.insert(header::WWW_AUTHENTICATE, realm);
    response
}

/// 404 outside the interface.
pub fn dead_link() -> Response<Body> {
    let mut response = json(&json!({
        "errorMessage": "No endpoint is found at this address.", "statusCode": 404
    }));
    *response.status_mut() = StatusCode::NOT_FOUND;
    response
}
