//! BER as LDAP uses it (RFC 4511 §5.1): one-byte tags, definite lengths.

/// A tag and its content.
pub type Part<'a> = (u8, &'a [u8]);

pub const BOOLEAN: u8 = 0x01;
pub const INTEGER: u8 = 0x02;
pub const OCTETS: u8 = 0x04;
pub const ENUMERATED: u8 = 0x0a;
pub const SEQUENCE: u8 = 0x30;
pub const SET: u8 = 0x31;

/// The first part of some bytes, and the rest; `None`: it is not complete, or is none.
pub fn first(bytes: &[u8]) -> Option<(Part<'_>, &[u8])> {
    let (tag, rest) = bytes.split_first()?;
    let (short, rest) = rest.split_first()?;
    let (length, rest) = match short {
        0..=0x7f => (usize::from(*short), rest),
        0x81..=0x84 => {
            let (bytes, rest) = rest.split_at_checked(usize::from(short & 0x7f))?;
            (bytes.iter().fold(0, |sum, byte| sum << 8 | usize::from(*byte)), rest)
        }
        _ => return None,
    };
    let (content, rest) = rest.split_at_checked(length)?;
    Some(((*tag, content), rest))
}

/// All parts; `None` where they do not fill the bytes exactly.
pub fn parts(mut bytes: &[u8]) -> Option<Vec<Part<'_>>> {
    let mut parts = Vec::new();
    while !bytes.is_empty() {
        let (part, rest) = first(bytes)?;
        parts.push(part);
        bytes = rest;
    }
    Some(parts)
}

/// A number.
pub fn number(content: &[u8]) -> Option<i64> {
    let first = content.first().filter(|_| content.len() <= 8)?;
    let sign = if first & 0x80 == 0 { 0 } else { -1 };
    Some(content.iter().fold(sign, |sum, byte| sum << 8 | i64::from(*byte)))
}

/// Text; what is not UTF-8 is replaced.
pub fn text(content: &[u8]) -> String {
    String::from_utf8_lossy(content).into_owned()
}

/// Writes a part.
pub fn part(tag: u8, content: &[u8]) -> Vec<u8> {
    let length = content.len().to_be_bytes();
    let mut bytes = vec![tag];
    match content.len() {
        0..=0x7f => bytes.extend(length.last()),
        _ => {
            let used = length.iter().skip_while(|byte| **byte == 0);
            let used: Vec<u8> = used.copied().collect();
            bytes.push(0x80 | u8::try_from(used.len()).unwrap_or(8));
            bytes.extend(used);
        }
    }
    bytes.extend_from_slice(content);
    bytes
}

/// Writes a part made of parts.
pub fn group(tag: u8, parts: &[Vec<u8>]) -> Vec<u8> {
    part(tag, &parts.concat())
}

/// Writes a number in as few bytes as it takes.
pub fn integer(tag: u8, number: i64) -> Vec<u8> {
    let bytes = number.to_be_bytes();
    let spare = |pair: &[u8]| {
        matches!(pair, [0, next, ..] if next & 0x80 == 0)
            || matches!(pair, [0xff, next, ..] if next & 0x80 != 0)
    };
    let mut used = bytes.as_slice();
    while let (true, [_, rest @ ..]) = (spare(used), used) {
        used = rest;
    }
    part(tag, used)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_reads_back() {
        for size in [0, 1, 127, 128, 255, 256, 70_000] {
            let bytes = part(OCTETS, &vec![7; size]);
            let ((tag, content), rest) = first(&bytes).unwrap();
            assert_eq!((tag, content.len(), rest.len()), (OCTETS, size, 0));
            assert_eq!(first(&bytes[..bytes.len() - 1]), None);
        }
        for value in [0, 1, 127, 128, -1, -128, -129, 65_536, i64::MAX, i64::MIN] {
            let bytes = integer(INTEGER, value);
            assert_eq!(number(first(&bytes).unwrap().0.1), Some(value), "{bytes:x?}");
        }
        assert_eq!(integer(INTEGER, 128), [INTEGER, 2, 0, 128]);
        assert_eq!(parts(&[OCTETS, 0x80]), None);
    }
}
