//! Search filters (RFC 4511 §4.5.1.7).

use super::Entry;
use super::ber::{Part, parts, text};

/// Deeper ones are refused.
const DEEPEST: usize = 16;

/// A filter as far as it is understood.
#[derive(Debug, PartialEq, Eq)]
pub enum Filter {
    /// all of them
    And(Vec<Filter>),
    /// one of them
    Or(Vec<Filter>),
    /// not it
    Not(Box<Filter>),
    /// attribute has the value
    Equal(String, String),
    /// attribute has a value with these pieces in their order: how it begins, what is inside, how it ends
    Pieces(String, Option<String>, Vec<String>, Option<String>),
    /// attribute is there
    Present(String),
    /// fits nothing: orders and rules of matching that no attribute here has
    Nothing,
}

impl Filter {
    /// Reads one; `None`: it is none.
    pub fn read(part: Part<'_>) -> Option<Filter> {
        Filter::at(part, 0)
    }

    fn at((tag, content): Part<'_>, depth: usize) -> Option<Filter> {
        let all = || {
            let parts = parts(content)?.into_iter().filter(|_| depth < DEEPEST);
            parts.map(|part| Filter::at(part, depth + 1)).collect::<Option<Vec<_>>>()
        };
        match tag {
            0xa0 => Some(Filter::And(all()?)),
            0xa1 => Some(Filter::Or(all()?)),
            0xa2 => Some(Filter::Not(Box::new(all()?.into_iter().next()?))),
            0xa3 => match parts(content)?.as_slice() {
                [(_, name), (_, value)] => Some(Filter::Equal(text(name), text(value))),
                _ => None,
            },
            0xa4 => {
                let [(_, name), (_, pieces)] = parts(content)?[..] else { return None };
                let (mut begin, mut inside, mut end) = (None, Vec::new(), None);
                for (kind, piece) in parts(pieces)? {
                    match kind {
                        0x80 => begin = Some(text(piece)),
                        0x81 => inside.push(text(piece)),
                        0x82 => end = Some(text(piece)),
                        _ => return None,
                    }
                }
                Some(Filter::Pieces(text(name), begin, inside, end))
            }
            0x87 => Some(Filter::Present(text(content))),
            0xa5 | 0xa6 | 0xa8 | 0xa9 => Some(Filter::Nothing),
            _ => None,
        }
    }

    /// Whether an entry fits. Names and values are compared without regard to case, as the attributes of
    /// a person are.
    pub fn fits(&self, entry: &Entry) -> bool {
        match self {
            Filter::And(all) => all.iter().all(|one| one.fits(entry)),
            Filter::Or(all) => all.iter().any(|one| one.fits(entry)),
            Filter::Not(one) => !one.fits(entry),
            Filter::Equal(name, value) => {
                let wanted = plain(value);
                entry.values(name).any(|value| plain(value) == wanted)
            }
            Filter::Pieces(name, begin, inside, end) => {
                entry.values(name).any(|value| consists(&plain(value), begin, inside, end))
            }
            Filter::Present(name) => entry.values(name).next().is_some(),
            Filter::Nothing => false,
        }
    }
}

/// Case and the spaces behind the commas of a distinguished name do not count.
pub fn plain(value: &str) -> String {
    value.trim().to_lowercase().replace(", ", ",")
}

fn consists(value: &str, begin: &Option<String>, inside: &[String], end: &Option<String>) -> bool {
    let begin = begin.as_deref().map(plain).unwrap_or_default();
    let end = end.as_deref().map(plain).unwrap_or_default();
    let Some(rest) = value.strip_prefix(&begin) else { return false };
    let Some(mut rest) = rest.strip_suffix(&end) else { return false };
    inside.iter().all(|piece| match rest.split_once(&plain(piece)) {
        Some((_, after)) => {
            rest = after;
            true
        }
        None => false,
    })
}

#[cfg(test)]
mod tests {
    use super::super::ber::{OCTETS, first, group, part};
    use super::*;

    fn equal(name: &str, value: &str) -> Vec<u8> {
        group(0xa3, &[part(OCTETS, name.as_bytes()), part(OCTETS, value.as_bytes())])
    }

    fn fits(bytes: &[u8]) -> Option<bool> {
        let entry = Entry {
            dn: "uid=ada,ou=users,dc=example,dc=com".to_owned(),
            attributes: vec![
                ("uid", vec!["ada".to_owned()]),
                ("memberOf", vec!["cn=a,dc=example".to_owned(), "cn=b,dc=example".to_owned()]),
            ],
        };
        Some(Filter::read(first(bytes)?.0)?.fits(&entry))
    }

    #[test]
    fn filters_hold_what_they_say() {
        let (yes, no) = (equal("UID", "Ada"), equal("uid", "bob"));
        let pieces =
            |pieces: &[Vec<u8>]| group(0xa4, &[part(OCTETS, b"memberOf"), group(0x30, pieces)]);
        let cases = [
            (yes.clone(), true),
            (no.clone(), false),
            (equal("memberof", "CN=B, DC=example"), true),
            (group(0xa0, &[yes.clone(), no.clone()]), false),
            (group(0xa0, &[]), true),
            (group(0xa1, &[yes.clone(), no.clone()]), true),
            (group(0xa2, std::slice::from_ref(&no)), true),
            (part(0x87, b"memberof"), true),
            (part(0x87, b"mail"), false),
            (pieces(&[part(0x80, b"cn=b"), part(0x82, b"example")]), true),
            (pieces(&[part(0x81, b"b,"), part(0x81, b"cn")]), false),
            (group(0xa5, &[]), false),
        ];
        for (bytes, expected) in cases {
            assert_eq!(fits(&bytes), Some(expected), "{bytes:x?}");
        }
    }

    #[test]
    fn what_is_no_filter_or_lies_too_deep_is_refused() {
        assert_eq!(fits(&part(0x04, b"x")), None);
        assert_eq!(fits(&part(0xa3, b"x")), None);
        let mut deep = part(0x87, b"uid");
        for _ in 0..100 {
            deep = group(0xa2, &[deep]);
        }
        assert_eq!(fits(&deep), None);
    }
}
