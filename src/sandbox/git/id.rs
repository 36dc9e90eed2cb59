//! Object ids: SHA-1 over kind, length and body.

use std::fmt;

use aws_lc_rs::digest;

/// The id of a blob, tree or commit.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ObjectId([u8; 20]);

impl ObjectId {
    /// The id git gives to an object of this kind (`blob`, `tree`, `commit`) with this body.
    pub fn of(kind: &str, body: &[u8]) -> ObjectId {
        let mut hash = digest::Context::new(&digest::SHA1_FOR_LEGACY_USE_ONLY);
        hash.update(format!("{kind} {}\0", body.len()).as_bytes());
        hash.update(body);
        let mut id = [0; 20];
        for (to, from) in id.iter_mut().zip(hash.finish().as_ref()) {
            *to = *from;
        }
        ObjectId(id)
    }

    /// Reads 40 hexadecimal digits.
    pub fn parse(text: &str) -> Option<ObjectId> {
        if text.len() != 40 || !text.bytes().all(|b| b.is_ascii_hexdigit()) {
            return None;
        }
        let mut id = [0; 20];
        for (at, byte) in id.iter_mut().enumerate() {
            *byte = u8::from_str_radix(text.get(at * 2..at * 2 + 2)?, 16).ok()?;
        }
        Some(ObjectId(id))
    }

    /// The 20 bytes, as a tree object holds them.
    pub fn bytes(&self) -> &[u8] {
        &self.0
    }

    /// The first seven digits.
    pub fn short(&self) -> String {
        self.to_string().chars().take(7).collect()
    }
}

impl fmt::Display for ObjectId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for ObjectId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_those_that_git_prints() {
        let cases: [(&str, &[u8], &str); 3] = [
            ("blob", b"hello\n", "ce013625030ba8dba906f756967f9e9ca394464a"),
            ("blob", b"", "e69de29bb2d1d6434b8b29ae775ad8c2e48c5391"),
            ("tree", b"", "4b825dc642cb6eb9a060e54bf8d69288fbee4904"),
        ];
        for (kind, body, id) in cases {
            assert_eq!(ObjectId::of(kind, body).to_string(), id);
            assert_eq!(ObjectId::parse(id), Some(ObjectId::of(kind, body)));
        }
    }

    #[test]
    fn what_is_not_an_id_is_refused() {
        for text in ["", "ce01362", "ce013625030ba8dba906f756967f9e9ca394464", &"+1".repeat(20)] {
            assert_eq!(ObjectId::parse(text), None, "{text}");
        }
    }
}
