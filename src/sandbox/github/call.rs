//! A question about one repository, and the addresses that its answer names.

use crate::sandbox::git::Repository;
use crate::sandbox::http::Asked;

/// What an endpoint of a repository needs.
pub struct Call<'a> {
    /// the request
    pub asked: &'a Asked,
    /// where the REST interface is, without a slash at its end
    pub base: &'a str,
    /// the repository
    pub repo: &'a Repository,
}

/// What an `Accept` header asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Media {
    /// JSON
    Json,
    /// the bytes of a file
    Raw,
    /// JSON in which a folder is an object
    Object,
    /// nothing but an id
    Sha,
}

impl<'a> Call<'a> {
    /// Joins them.
    pub fn new(asked: &'a Asked, base: &'a str, repo: &'a Repository) -> Call<'a> {
        Call { asked, base, repo }
    }

    /// `openshift/release-tests`
    pub fn full_name(&self) -> String {
        format!("{}/{}", self.repo.owner, self.repo.name)
    }

    /// An address of the REST interface below the repository.
    pub fn api(&self, rest: &str) -> String {
        let slash = if rest.is_empty() { "" } else { "/" };
        format!("{}/repos/{}{slash}{}", self.base, self.full_name(), encode(rest))
    }

    /// An address on the web site, which the sandbox does not have.
    pub fn html(&self, rest: &str) -> String {
        let slash = if rest.is_empty() { "" } else { "/" };
        format!("https://github.com/{}{slash}{}", self.full_name(), encode(rest))
    }

    /// Where the raw file is.
    pub fn raw(&self, rev: &str, path: &str) -> String {
        format!("{}/raw/{}/{}/{}", self.base, self.full_name(), encode(rev), encode(path))
    }

    /// What the `Accept` header asks for; unknown types get JSON.
    pub fn media(&self) -> Media {
        let accept = self.asked.header("accept").unwrap_or_default();
        let wanted =
            accept.split(',').map(|kind| kind.split(';').next().unwrap_or_default().trim());
        wanted
            .filter_map(|kind| kind.strip_prefix("application/vnd.github."))
            .find_map(|kind| {
                let kind = kind.strip_prefix("v3.").unwrap_or(kind);
                match kind.strip_suffix("+json").unwrap_or(kind) {
                    "raw" => Some(Media::Raw),
                    "object" => Some(Media::Object),
                    "sha" => Some(Media::Sha),
                    _ => None,
                }
            })
            .unwrap_or(Media::Json)
    }
}

/// Percent-encodes a path; slashes stay.
pub fn encode(path: &str) -> String {
    let mut text = String::with_capacity(path.len());
    for byte in path.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte) {
            text.push(char::from(byte));
        } else {
            text.push_str(&format!("%{byte:02X}"));
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use axum::http::{HeaderMap, HeaderValue, Method};

    use super::*;

    #[test]
    fn the_accept_header_chooses_the_form_of_an_answer() {
        let cases = [
            ("application/vnd.github+json", Media::Json),
            ("*/*", Media::Json),
            ("application/vnd.github.raw+json", Media::Raw),
            ("application/vnd.github.raw", Media::Raw),
            ("application/vnd.github.v3.raw", Media::Raw),
            ("text/html, application/vnd.github.object+json;q=1", Media::Object),
            ("application/vnd.github.sha", Media::Sha),
        ];
        for (accept, media) in cases {
            let mut headers = HeaderMap::new();
            headers.insert("accept", HeaderValue::from_static(accept));
            let asked = Asked::new(Method::GET, &"/".parse().unwrap(), headers, Default::default());
            let repo = Repository::new("o", "r");
            let call = Call::new(&asked, "http://x", &repo);
            assert_eq!(call.media(), media, "{accept}");
        }
    }

    #[test]
    fn addresses_are_encoded_but_keep_their_slashes() {
        assert_eq!(encode("a/b c+ü"), "a/b%20c%2B%C3%BC");
    }
}
