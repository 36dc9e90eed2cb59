//! A request, taken apart.

use axum::body::Bytes;
use axum::http::{HeaderMap, Method, Uri};

/// A request with its path cut at `/` and then decoded, so that `%2F` stays inside a part.
#[derive(Debug, Clone)]
pub struct Asked {
    /// GET, HEAD, …
    pub method: Method,
    /// path as it came, without the query
    pub path: String,
    /// decoded parts without the empty ones
    pub parts: Vec<String>,
    /// decoded query in its order
    pub query: Vec<(String, String)>,
    /// headers
    pub headers: HeaderMap,
    /// body, at most [`LARGEST_BODY`] of it
    pub body: Bytes,
}

/// A longer body is taken for an empty one.
pub const LARGEST_BODY: usize = 1 << 20;

impl Asked {
    /// Takes a request apart.
    pub fn new(method: Method, uri: &Uri, headers: HeaderMap, body: Bytes) -> Asked {
        let query = url::form_urlencoded::parse(uri.query().unwrap_or_default().as_bytes());
        Asked {
            method,
            path: uri.path().to_owned(),
            parts: uri.path().split('/').filter(|part| !part.is_empty()).map(decode).collect(),
            query: query.into_owned().collect(),
            headers,
            body,
        }
    }

    /// A field of a body in form encoding.
    pub fn form(&self, key: &str) -> Option<String> {
        let mut fields = url::form_urlencoded::parse(&self.body);
        fields.find(|(name, _)| name == key).map(|(_, value)| value.into_owned())
    }

    /// The first value of a query parameter.
    pub fn query(&self, key: &str) -> Option<&str> {
        let found = self.query.iter().find(|(name, _)| name == key);
        found.map(|(_, value)| value.as_str())
    }

    /// Every value of a query parameter.
    pub fn query_all<'a>(&'a self, key: &'a str) -> impl Iterator<Item = &'a str> {
        self.query.iter().filter(move |(name, _)| name == key).map(|(_, value)| value.as_str())
    }

    /// A header as text.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    /// Whether the body is wanted for reading: GET or HEAD.
    pub fn reads(&self) -> bool {
        self.method == Method::GET || self.method == Method::HEAD
    }
}

/// Undoes percent-encoding; what is not one stays, bytes that are not UTF-8 are replaced.
fn decode(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((&byte, after)) = rest.split_first() {
        let hex =
            after.get(..2).filter(|_| byte == b'%').and_then(|hex| std::str::from_utf8(hex).ok());
        let hex = hex.filter(|hex| hex.bytes().all(|b| b.is_ascii_hexdigit()));
        match hex.and_then(|hex| u8::from_str_radix(hex, 16).ok()) {
            Some(decoded) => {
                bytes.push(decoded);
                rest = after.get(2..).unwrap_or_default();
            }
            None => {
                bytes.push(byte);
                rest = after;
            }
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_encoded_slash_stays_inside_its_part() {
        let uri = "/repos//a/git%2Fref/x%zz%?phase=A&phase=B+C%20D".parse().unwrap();
        let asked = Asked::new(Method::GET, &uri, HeaderMap::new(), Bytes::new());
        assert_eq!(asked.parts, ["repos", "a", "git/ref", "x%zz%"]);
        assert_eq!(asked.query_all("phase").collect::<Vec<_>>(), ["A", "B C D"]);
        assert_eq!(asked.query("nothing"), None);
    }
}
