//! Git's name for a content.

use aws_lc_rs::digest;

/// The id of a blob with this content: SHA-1 of `blob LENGTH\0CONTENT`. It names, it does not protect.
pub fn id(content: &[u8]) -> String {
    let mut sum = digest::Context::new(&digest::SHA1_FOR_LEGACY_USE_ONLY);
    sum.update(format!("blob {}\0", content.len()).as_bytes());
    sum.update(content);
    sum.finish().as_ref().iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_those_of_git() {
        assert_eq!(id(b""), "e69de29bb2d1d6434b8b29ae775ad8c2e48c5391");
        assert_eq!(id(b"hello\n"), "ce013625030ba8dba906f756967f9e9ca394464a");
    }
}
