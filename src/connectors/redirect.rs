//! Following a redirect without carrying the token to a stranger.

use reqwest::Response;
use reqwest::header::LOCATION;
use url::Url;

use crate::domain::trouble::Trouble;

/// How often one question may be sent on.
pub const HOPS: usize = 4;

/// Where the answer sends us, if it does. Never from https to http.
pub fn target(response: &Response, from: &Url) -> Result<Option<Url>, Trouble> {
    if !matches!(response.status().as_u16(), 301 | 302 | 303 | 307 | 308) {
        return Ok(None);
    }
    let location = response.headers().get(LOCATION).and_then(|value| value.to_str().ok());
    let url = location.and_then(|text| from.join(text).ok()).filter(|url| fits(from, url));
    url.map(Some).ok_or_else(|| Trouble::Unreadable {
        place: from.path().to_owned(),
        detail: "a redirect leads nowhere we may go".to_owned(),
    })
}

fn fits(from: &Url, to: &Url) -> bool {
    to.host().is_some() && (to.scheme() == "https" || to.scheme() == from.scheme())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_redirect_never_leaves_https_or_the_web() {
        let from = Url::parse("https://api.github.com/a").unwrap();
        for (to, allowed) in [
            ("https://codeload.github.com/x", true),
            ("http://codeload.github.com/x", false),
            ("file:///etc/passwd", false),
        ] {
            assert_eq!(fits(&from, &Url::parse(to).unwrap()), allowed, "{to}");
        }
    }
}
