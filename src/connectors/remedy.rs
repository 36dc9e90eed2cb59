//! From what went wrong to what the operator can do about it. The only place that knows status codes.

use reqwest::{Response, StatusCode};
use serde::Deserialize;

use super::body::{self, media_type};
use super::hints::Hints;
use crate::domain::clean;
use crate::domain::trouble::Trouble;

/// Enough of an error's body to find its message.
const LARGEST: usize = 32 * 1024;

/// Sorts a failed answer.
pub async fn sort(mut response: Response, place: &str, hints: &Hints) -> Trouble {
    let status = response.status();
    let said = message(&mut response, place).await;
    let throttled = || Trouble::Throttled {
        retry_at: hints.retry_at.or_else(|| hints.quota.map(|quota| quota.reset)),
    };
    // "secondary rate limit" comes with or without any of the headers.
    let limited =
        hints.retry_at.is_some() || hints.spent() || said.to_lowercase().contains("rate limit");
    let detail = if said.is_empty() { format!("HTTP {}", status.as_u16()) } else { said.clone() };
    match status {
        StatusCode::UNAUTHORIZED => Trouble::SignIn { detail },
        StatusCode::TOO_MANY_REQUESTS => throttled(),
        StatusCode::FORBIDDEN if limited => throttled(),
        StatusCode::FORBIDDEN | StatusCode::PROXY_AUTHENTICATION_REQUIRED => {
            Trouble::Refused { detail }
        }
        StatusCode::UNAVAILABLE_FOR_LEGAL_REASONS => Trouble::Refused { detail },
        StatusCode::NOT_FOUND | StatusCode::GONE => {
            let plain = said.is_empty() || said.eq_ignore_ascii_case("not found");
            let what = if plain { place.to_owned() } else { format!("{place} ({said})") };
            Trouble::Missing { what }
        }
        StatusCode::REQUEST_TIMEOUT => Trouble::Unreachable { detail },
        status if status.is_server_error() => {
            let code = format!("HTTP {}", status.as_u16());
            let detail = if said.is_empty() { code } else { format!("{code}, {said}") };
            Trouble::Unreachable { detail }
        }
        status => {
            let code = status.as_u16();
            let detail = if said.is_empty() {
                format!("HTTP {code}")
            } else {
                format!("HTTP {code}, {said}")
            };
            Trouble::Unreadable { place: place.to_owned(), detail }
        }
    }
}

/// What a service said to a question that it understood and will not answer; `None`: other trouble. Refusals
/// that have a remedy of their own (401, 403, 404, 429) are not among them.
pub fn no_for_an_answer(trouble: &Trouble) -> Option<&str> {
    match trouble {
        // the words of `sort`
        Trouble::Unreadable { detail, .. } if detail.starts_with("HTTP 4") => Some(detail),
        _ => None,
    }
}

/// Why there is no connection, and what helps, by the words of rustls and of the resolver.
pub fn no_connection(cause: &str) -> Option<&'static str> {
    let cause = cause.to_lowercase();
    let words = [
        (
            "unknownissuer",
            "its certificate is signed by nobody this machine trusts: install the company's CA, or name \
             it in SSL_CERT_FILE",
        ),
        ("certificate expired", "its certificate has expired: its owner has to renew it"),
        (
            "certificate not valid yet",
            "its certificate is not valid yet: check this machine's clock",
        ),
        (
            "certificate not valid for name",
            "its certificate is for another host: check the address",
        ),
        ("failed to lookup address", "its name is not known: check the address, and the VPN"),
        ("name or service not known", "its name is not known: check the address, and the VPN"),
    ];
    words.iter().find(|(sign, _)| cause.contains(sign)).map(|(_, words)| *words)
}

/// A request that got no answer at all.
pub fn unanswered(error: &reqwest::Error) -> Trouble {
    let cause = brief(&body::root(error).to_string());
    let detail = match no_connection(&cause) {
        Some(words) if error.is_connect() => words.to_owned(),
        _ if error.is_timeout() => "no connection in time".to_owned(),
        _ if error.is_connect() => format!("no connection, {cause}"),
        _ => format!("the connection broke, {cause}"),
    };
    Trouble::Unreachable { detail }
}

/// The service's own sentence: `message`, `errorMessages`, `error` or `errors` of a JSON body, or a line of plain
/// text, never a page.
async fn message(response: &mut Response, place: &str) -> String {
    // GitLab says `error` and `error_description` of tokens, and `message` of everything else.
    #[derive(Deserialize)]
    #[serde(rename_all = "camelCase")]
    struct Said {
        #[serde(alias = "error_description")]
        message: Option<String>,
        #[serde(default)]
        error_messages: Vec<String>,
        // the Errata Tool; others keep an object under this name
        #[serde(default)]
        error: serde_json::Value,
        // registries of images
        #[serde(default)]
        errors: serde_json::Value,
    }
    let kind = media_type(response).unwrap_or_default();
    let Ok(bytes) = body::read(response, place, LARGEST).await else { return String::new() };
    if let Ok(Said { message, error_messages, error, errors }) = serde_json::from_slice(&bytes)
        && let Some(said) = message
            .or_else(|| error_messages.into_iter().next())
            .or_else(|| error.as_str().map(str::to_owned))
            .or_else(|| Some(errors.get(0)?.get("message")?.as_str()?.to_owned()))
    {
        return brief(&said);
    }
    let text = String::from_utf8_lossy(&bytes);
    let line = text.trim().lines().next().unwrap_or_default();
    if kind == "text/plain" && !line.starts_with(['<', '{', '[']) {
        brief(line)
    } else {
        String::new()
    }
}

/// One short clean line.
pub fn brief(text: &str) -> String {
    const LONGEST: usize = 160;
    clean::line(&clean::cut(text.trim(), LONGEST))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_way_of_not_connecting_has_its_words() {
        let cases = [
            ("invalid peer certificate: UnknownIssuer", Some("SSL_CERT_FILE")),
            ("invalid peer certificate: certificate expired: verification time 1", Some("renew")),
            ("invalid peer certificate: certificate not valid yet: time 1", Some("clock")),
            (
                "invalid peer certificate: certificate not valid for name \"a\"",
                Some("another host"),
            ),
            ("failed to lookup address information: Name or service not known", Some("VPN")),
            ("Connection refused (os error 111)", None),
            ("connection reset by peer", None),
        ];
        for (cause, expected) in cases {
            let words = no_connection(cause);
            let fits = match expected {
                None => words.is_none(),
                Some(part) => words.is_some_and(|words| words.contains(part)),
            };
            assert!(fits, "{cause}: {words:?}");
        }
    }
}
