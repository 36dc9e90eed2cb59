//! What may pass from a directory to the LDAP client: whole messages of agreed size and of the few shapes
//! that answer a bind or a search. The client takes what it is given for well-formed, so everything else
//! ends here, with a reason.

use tokio::io::{AsyncRead, AsyncReadExt};

use crate::domain::trouble::Trouble;

/// Largest message, bytes: one entry with the one attribute that was asked for.
const LARGEST: usize = 64 * 1024;

/// What a message is.
#[derive(Debug, PartialEq, Eq)]
enum Kind {
    /// an answer
    Answer,
    /// "ask over there", which we do not
    Reference,
    /// the directory says why it hangs up
    Farewell,
}

/// Reads the next message that may pass, as bytes; `None`: the directory hung up between two messages.
/// `budget`: bytes that may still come on this connection.
pub async fn next(
    from: &mut (impl AsyncRead + Unpin),
    budget: &mut usize,
) -> Result<Option<Vec<u8>>, Trouble> {
    loop {
        let Some(message) = whole(from, budget).await? else { return Ok(None) };
        match kind(&message) {
            Some(Kind::Answer) => return Ok(Some(message)),
            Some(Kind::Reference) => {}
            Some(Kind::Farewell) => return Ok(None),
            None => return Err(unreadable("a message of another shape than expected")),
        }
    }
}

async fn whole(
    from: &mut (impl AsyncRead + Unpin),
    budget: &mut usize,
) -> Result<Option<Vec<u8>>, Trouble> {
    let mut message = vec![0; 2];
    if from.read(&mut message[..1]).await.map_err(|_| cut())? == 0 {
        return Ok(None);
    }
    if message.first() != Some(&SEQUENCE) {
        return Err(unreadable("this is not LDAP"));
    }
    from.read_exact(&mut message[1..]).await.map_err(|_| cut())?;
    let first = message.get(1).copied().unwrap_or_default();
    if first >= 0x80 {
        let more = usize::from(first & 0x7f);
        message.resize(2 + more.min(4), 0);
        from.read_exact(&mut message[2..]).await.map_err(|_| cut())?;
    }
    let mut header = message.get(1..).unwrap_or_default();
    let length = length(&mut header).ok_or_else(|| unreadable("a length that is none"))?;
    let start = message.len();
    if length > LARGEST || start + length > *budget {
        return Err(unreadable("larger than was asked for"));
    }
    *budget -= start + length;
    message.resize(start + length, 0);
    from.read_exact(&mut message[start..]).await.map_err(|_| cut())?;
    Ok(Some(message))
}

fn cut() -> Trouble {
    Trouble::Unreachable { detail: "the answer was cut off".to_owned() }
}

fn unreadable(detail: &str) -> Trouble {
    Trouble::Unreadable { place: "directory".to_owned(), detail: detail.to_owned() }
}

// Tags of RFC 4511: universal ones, then those of the answers.
const INTEGER: u8 = 0x02;
const OCTETS: u8 = 0x04;
const ENUMERATED: u8 = 0x0a;
const SEQUENCE: u8 = 0x30;
const SET: u8 = 0x31;
const BIND_RESPONSE: u8 = 0x61;
const SEARCH_ENTRY: u8 = 0x64;
const SEARCH_DONE: u8 = 0x65;
const SEARCH_REFERENCE: u8 = 0x73;
const EXTENDED_RESPONSE: u8 = 0x78;
const REFERRAL: u8 = 0xa3;
const SERVER_CREDENTIALS: u8 = 0x87;

/// A tag with its content.
type Part<'a> = (u8, &'a [u8]);

fn length(rest: &mut &[u8]) -> Option<usize> {
    let (first, after) = rest.split_first()?;
    *rest = after;
    match first {
        0..=0x7f => Some(usize::from(*first)),
        0x81..=0x84 => {
            let (bytes, after) = rest.split_at_checked(usize::from(first & 0x7f))?;
            *rest = after;
            bytes.iter().try_fold(0usize, |sum, byte| {
                sum.checked_mul(256).map(|sum| sum | usize::from(*byte))
            })
        }
        _ => None,
    }
}

fn parts(mut rest: &[u8]) -> Option<Vec<Part<'_>>> {
    let mut parts = Vec::new();
    while let Some((tag, after)) = rest.split_first() {
        rest = after;
        let length = length(&mut rest)?;
        let (content, after) = rest.split_at_checked(length)?;
        parts.push((*tag, content));
        rest = after;
    }
    Some(parts)
}

/// The content of the only part, when it has this tag.
fn only(bytes: &[u8], tag: u8) -> Option<&[u8]> {
    match parts(bytes)?.as_slice() {
        [(found, content)] if *found == tag => Some(content),
        _ => None,
    }
}

fn text(part: &Part<'_>) -> bool {
    part.0 == OCTETS && std::str::from_utf8(part.1).is_ok()
}

/// `None`: of another shape.
fn kind(message: &[u8]) -> Option<Kind> {
    let outer = parts(only(message, SEQUENCE)?)?;
    let [(INTEGER, id), (operation, content)] = outer.as_slice() else {
        let farewell = matches!(outer.as_slice(), [_, (EXTENDED_RESPONSE, _), ..]);
        return farewell.then_some(Kind::Farewell);
    };
    if !(1..=4).contains(&id.len()) {
        return None;
    }
    let fits = match *operation {
        BIND_RESPONSE | SEARCH_DONE => is_result(&parts(content)?)?,
        SEARCH_ENTRY => is_entry(&parts(content)?)?,
        SEARCH_REFERENCE => return Some(Kind::Reference),
        EXTENDED_RESPONSE => return Some(Kind::Farewell),
        _ => false,
    };
    fits.then_some(Kind::Answer)
}

fn is_result(parts: &[Part<'_>]) -> Option<bool> {
    let [(ENUMERATED, code), matched, said, more @ ..] = parts else { return Some(false) };
    for (tag, content) in more {
        let fits = match *tag {
            SERVER_CREDENTIALS => true,
            REFERRAL => self::parts(content)?.iter().all(text),
            _ => false,
        };
        if !fits {
            return Some(false);
        }
    }
    Some((1..=2).contains(&code.len()) && text(matched) && text(said))
}

fn is_entry(parts: &[Part<'_>]) -> Option<bool> {
    let [name, (SEQUENCE, attributes)] = parts else { return Some(false) };
    for (tag, attribute) in self::parts(attributes)? {
        let attribute = self::parts(attribute)?;
        let [kind, (SET, values)] = attribute.as_slice() else { return Some(false) };
        let values = self::parts(values)?;
        if tag != SEQUENCE || !text(kind) || !values.iter().all(|(tag, _)| *tag == OCTETS) {
            return Some(false);
        }
    }
    Some(text(name))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `tag`, length and content, bytes written as they are.
    fn part(tag: u8, content: &[u8]) -> Vec<u8> {
        let mut bytes = vec![tag];
        match content.len() {
            short @ 0..=0x7f => bytes.push(u8::try_from(short).unwrap()),
            long => {
                bytes.push(0x82);
                bytes.extend(u16::try_from(long).unwrap().to_be_bytes());
            }
        }
        bytes.extend(content);
        bytes
    }

    fn message(operation: u8, content: &[u8]) -> Vec<u8> {
        part(SEQUENCE, &[part(INTEGER, &[1]), part(operation, content)].concat())
    }

    fn entry(mail: &[u8]) -> Vec<u8> {
        let values = part(SET, &part(OCTETS, mail));
        let attribute = part(SEQUENCE, &[part(OCTETS, b"mail"), values].concat());
        [part(OCTETS, b"uid=a"), part(SEQUENCE, &attribute)].concat()
    }

    async fn read(bytes: &[u8]) -> Result<Option<Vec<u8>>, String> {
        next(&mut &*bytes, &mut 100_000).await.map_err(|trouble| trouble.to_string())
    }

    #[tokio::test]
    async fn answers_pass_as_they_are_and_references_are_left_out() {
        let done = [part(ENUMERATED, &[0]), part(OCTETS, b""), part(OCTETS, b"")].concat();
        for passes in [
            message(BIND_RESPONSE, &done),
            message(SEARCH_DONE, &[done.clone(), part(SERVER_CREDENTIALS, b"x")].concat()),
            message(SEARCH_ENTRY, &entry(b"a@example.com")),
            message(SEARCH_ENTRY, &entry(&[0xff; 300])),
        ] {
            assert_eq!(read(&passes).await, Ok(Some(passes.clone())));
            let reference = message(SEARCH_REFERENCE, &part(OCTETS, b"ldap://elsewhere"));
            assert_eq!(read(&[reference, passes.clone()].concat()).await, Ok(Some(passes)));
        }
        assert_eq!(read(b"").await, Ok(None));
        assert_eq!(read(&message(EXTENDED_RESPONSE, &done)).await, Ok(None), "it hangs up");
    }

    #[tokio::test]
    async fn what_the_client_could_not_take_ends_here_with_a_reason() {
        let mut deep = part(OCTETS, b"");
        for _ in 0..2000 {
            deep = part(SEQUENCE, &deep);
        }
        let result = [part(ENUMERATED, &[0]), part(OCTETS, b"\xff"), part(OCTETS, b"")].concat();
        let shape = "a message of another shape than expected";
        let cases: [(Vec<u8>, &str); 10] = [
            (b"<html>".to_vec(), "this is not LDAP"),
            (vec![SEQUENCE, 0x80, 0, 0], "a length that is none"),
            (vec![SEQUENCE, 0x84, 0x7f, 0xff, 0xff, 0xff], "larger than was asked for"),
            (vec![SEQUENCE, 9, INTEGER], "the answer was cut off"),
            (vec![SEQUENCE], "the answer was cut off"),
            (part(SEQUENCE, b""), shape),
            (deep, shape),
            (message(SEARCH_DONE, &result), shape),
            (message(SEARCH_ENTRY, &part(OCTETS, b"uid=a")), shape),
            (message(0x6b, b""), shape),
        ];
        for (bytes, expected) in cases {
            let said = read(&bytes).await.unwrap_err();
            assert!(said.ends_with(expected), "{said}");
        }
    }

    #[tokio::test]
    async fn a_directory_that_never_ends_reaches_the_budget() {
        let one = message(SEARCH_ENTRY, &entry(b"a@example.com"));
        let many = one.repeat(100);
        let (mut from, mut budget) = (&*many, one.len() * 3);
        for _ in 0..3 {
            assert_eq!(next(&mut from, &mut budget).await.unwrap().as_ref(), Some(&one));
        }
        assert!(next(&mut from, &mut budget).await.is_err());
    }
}
