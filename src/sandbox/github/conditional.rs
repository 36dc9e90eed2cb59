//! Conditional requests: `If-None-Match` first, `If-Modified-Since` only without it (RFC 9110 §13.2.2).

use axum::body::Body;
use axum::http::Response;

use super::page::Page;
use crate::sandbox::http::{Asked, http_date};

/// The page, or 304 when the asker has it.
pub fn response(page: Page, asked: &Asked) -> Response<Body> {
    let page = page.encoded_for(asked);
    if is_known(&page, asked) { page.not_modified() } else { page.response() }
}

fn is_known(page: &Page, asked: &Asked) -> bool {
    match (asked.header("if-none-match"), &page.etag) {
        (Some(known), Some(etag)) => names(known, etag),
        (Some(_), None) => false,
        (None, _) => {
            // compared as text: clients send back what they got
            let since = asked.header("if-modified-since");
            let modified = page.modified.map(http_date);
            since.is_some() && since == modified.as_deref()
        }
    }
}

/// Whether a list of tags names this one; weak comparison.
pub fn names(list: &str, etag: &str) -> bool {
    let plain = |tag: &str| tag.trim().trim_start_matches("W/").to_owned();
    let etag = plain(etag);
    list.trim() == "*" || list.split(',').any(|known| plain(known) == etag)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_are_compared_weakly_and_in_lists() {
        let cases = [
            ("\"a\"", "\"a\"", true),
            ("W/\"a\"", "\"a\"", true),
            ("\"b\", W/\"a\"", "W/\"a\"", true),
            ("*", "\"a\"", true),
            ("\"b\"", "\"a\"", false),
            ("a", "\"a\"", false),
            ("", "\"a\"", false),
        ];
        for (list, etag, expected) in cases {
            assert_eq!(names(list, etag), expected, "{list} {etag}");
        }
    }
}
