//! Semantic versions as the release controller orders tags by them.

use std::cmp::Ordering;

use crate::sandbox::tags::Tag;

/// A version: three numbers and what follows the first `-`.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Version<'a> {
    numbers: [u64; 3],
    pre: Option<&'a str>,
}

/// A range such as `>4.20.1 <4.21.0-0 || 4.22.0`.
#[derive(Debug)]
pub struct Range<'a>(Vec<Vec<(&'a str, Version<'a>)>>);

/// Newest first; names that are no versions come last.
pub fn newest_first(tags: &mut [&Tag]) {
    tags.sort_by(|a, b| match (version(&a.name), version(&b.name)) {
        (Some(a), Some(b)) => compare(&b, &a),
        (Some(_), None) => Ordering::Less,
        (None, Some(_)) => Ordering::Greater,
        (None, None) => b.name.cmp(&a.name),
    });
}

/// Reads alternatives (`||`) of conditions that all hold; `None` for what is not one.
pub fn range(text: &str) -> Option<Range<'_>> {
    let alternatives = text.split("||").map(|part| {
        let conditions: Option<Vec<_>> = part.split_whitespace().map(condition).collect();
        conditions.filter(|conditions| !conditions.is_empty())
    });
    alternatives.collect::<Option<Vec<_>>>().map(Range)
}

fn condition(text: &str) -> Option<(&str, Version<'_>)> {
    let (operator, rest) = text.split_at(text.find(|c: char| c.is_ascii_digit())?);
    let known = ["", "=", "==", "!=", ">", ">=", "<", "<="].contains(&operator);
    Some((operator, version(rest)?)).filter(|_| known)
}

impl Range<'_> {
    /// Whether a tag lies in the range; a name that is no version does not.
    pub fn holds(&self, name: &str) -> bool {
        let Some(version) = version(name) else { return false };
        let holds = |(operator, limit): &(&str, Version<'_>)| {
            let order = compare(&version, limit);
            match *operator {
                ">" => order.is_gt(),
                ">=" => order.is_ge(),
                "<" => order.is_lt(),
                "<=" => order.is_le(),
                "!=" => order.is_ne(),
                _ => order.is_eq(),
            }
        };
        self.0.iter().any(|conditions| conditions.iter().all(holds))
    }
}

fn version(text: &str) -> Option<Version<'_>> {
    let text = text.split('+').next()?;
    let (plain, pre) = match text.split_once('-') {
        Some((plain, pre)) => (plain, Some(pre)),
        None => (text, None),
    };
    let mut parts = plain.split('.').map(|part| part.parse::<u64>().ok());
    let numbers = [parts.next()??, parts.next()??, parts.next()??];
    parts.next().is_none().then_some(Version { numbers, pre })
}

fn compare(a: &Version<'_>, b: &Version<'_>) -> Ordering {
    a.numbers.cmp(&b.numbers).then_with(|| match (a.pre, b.pre) {
        (None, None) => Ordering::Equal,
        (None, Some(_)) => Ordering::Greater,
        (Some(_), None) => Ordering::Less,
        (Some(a), Some(b)) => pre_release(a, b),
    })
}

/// Part by part: numbers by value and before words, words by their bytes, fewer parts first.
fn pre_release(a: &str, b: &str) -> Ordering {
    let (mut a, mut b) = (a.split('.'), b.split('.'));
    loop {
        let (a, b) = match (a.next(), b.next()) {
            (None, None) => return Ordering::Equal,
            (None, Some(_)) => return Ordering::Less,
            (Some(_), None) => return Ordering::Greater,
            (Some(a), Some(b)) => (a, b),
        };
        let order = match (a.parse::<u64>(), b.parse::<u64>()) {
            (Ok(a), Ok(b)) => a.cmp(&b),
            (Ok(_), Err(_)) => Ordering::Less,
            (Err(_), Ok(_)) => Ordering::Greater,
            (Err(_), Err(_)) => a.cmp(b),
        };
        if order.is_ne() {
            return order;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::time::Timestamp;

    fn tag(name: &str) -> Tag {
        Tag {
            name: name.to_owned(),
            phase: "Accepted".to_owned(),
            pull_spec: String::new(),
            download_url: String::new(),
            created: Timestamp::UNIX_EPOCH,
        }
    }

    #[test]
    fn tags_come_newest_first_and_nonsense_last() {
        let expected = [
            "4.22.1",
            "4.22.0",
            "4.22.0-rc.10",
            "4.22.0-rc.2",
            "4.22.0-ec.9",
            "4.22.0-0.nightly-2026-03-18-041205",
            "4.22.0-0.nightly-2026-03-17-041205",
            "4.9.30",
            "zebra",
            "4.9",
        ];
        let mut tags: Vec<Tag> = expected.iter().map(|name| tag(name)).collect();
        tags.reverse();
        let mut sorted: Vec<&Tag> = tags.iter().collect();
        newest_first(&mut sorted);
        assert_eq!(sorted.iter().map(|tag| tag.name.as_str()).collect::<Vec<_>>(), expected);
    }

    #[test]
    fn ranges_hold_what_they_say() {
        let cases = [
            (">4.20.1 <4.21.0-0", "4.20.2", true),
            (">4.20.1 <4.21.0-0", "4.20.1", false),
            (">4.20.1 <4.21.0-0", "4.21.0-rc.1", false),
            ("4.20.1 || 4.21.1", "4.21.1", true),
            (">=4.20.0-0", "4.20.0-0.nightly-2026-03-17-041205", true),
            (">=4.20.0", "zebra", false),
        ];
        for (text, name, expected) in cases {
            assert_eq!(range(text).unwrap().holds(name), expected, "{text} {name}");
        }
        for bad in ["4.20", "~4.20.1", "", "||", "x"] {
            assert!(range(bad).is_none(), "{bad}");
        }
    }
}
