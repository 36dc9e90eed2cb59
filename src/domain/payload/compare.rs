//! Whether a payload and a shipment name the same images (reference/jenkins-images-signing.md §3), as
//! far as digests tell: what this leaves open the catalogue has to answer.

use std::collections::BTreeMap;

use crate::domain::digest::Digest;

/// A payload against a shipment.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Comparison {
    /// images of the payload whose digest is one of the shipment's
    pub same: u32,
    /// images of the payload that are not in the shipment under any name, by name
    pub different: Vec<Difference>,
    /// images of the operating system: their advisory is another one
    pub skipped: u32,
}

/// An image of the payload whose digest the shipment does not hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// its name in the payload
    pub name: String,
    /// its digest there
    pub payload: Digest,
    /// the shipment's image of this name, where it has one
    pub shipment: Option<Digest>,
}

impl Comparison {
    /// Nothing differs, and something was compared: of two empty sides nothing is known.
    pub fn is_consistent(&self) -> bool {
        self.different.is_empty() && self.same > 0
    }
}

/// Compares name → digest with name → digest. A digest counts wherever it is: the sides name the same
/// image differently.
pub fn compare(
    payload: &BTreeMap<String, Digest>,
    shipment: &BTreeMap<String, Digest>,
) -> Comparison {
    let held: std::collections::BTreeSet<&Digest> = shipment.values().collect();
    let mut found = Comparison::default();
    for (name, digest) in payload {
        if is_operating_system(name) {
            found.skipped += 1;
        } else if held.contains(digest) {
            found.same += 1;
        } else {
            found.different.push(Difference {
                name: name.clone(),
                payload: digest.clone(),
                shipment: shipment.get(name).cloned(),
            });
        }
    }
    found
}

/// `machine-os-content`, `rhel-coreos`, `rhel-coreos-10`, `rhel-coreos-10-extensions`: exactly these.
fn is_operating_system(name: &str) -> bool {
    let Some(rest) = name.strip_prefix("rhel-coreos") else { return name == "machine-os-content" };
    let rest = rest.strip_suffix("-extensions").unwrap_or(rest);
    let number = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    rest.is_empty() || rest.strip_prefix('-').is_some_and(number)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn digest(digit: char) -> Digest {
        format!("sha256:{}", digit.to_string().repeat(64)).parse().unwrap()
    }

    fn side(pairs: &[(&str, char)]) -> BTreeMap<String, Digest> {
        pairs.iter().map(|(name, digit)| ((*name).to_owned(), digest(*digit))).collect()
    }

    #[test]
    fn operating_systems_are_these_names_and_no_others() {
        let cases = [
            ("machine-os-content", true),
            ("rhel-coreos", true),
            ("rhel-coreos-8", true),
            ("rhel-coreos-extensions", true),
            ("rhel-coreos-10-extensions", true),
            ("machine-os", false),
            ("machine-os-content-extra", false),
            ("rhel-coreos-abc", false),
            ("rhel-coreos-", false),
            ("my-rhel-coreos", false),
            ("rhel-coreos-9-extensions-x", false),
        ];
        for (name, expected) in cases {
            assert_eq!(is_operating_system(name), expected, "{name}");
        }
    }

    #[test]
    fn images_are_the_same_by_digest_under_whatever_name() {
        type Side<'a> = &'a [(&'a str, char)];
        type Case<'a> = (Side<'a>, Side<'a>, u32, &'a [(&'a str, Option<char>)], bool);
        let cases: [Case<'_>; 7] = [
            (&[("etcd", 'a')], &[("etcd", 'a')], 1, &[], true),
            (&[("etcd", 'a')], &[("ose-4-20-etcd", 'a')], 1, &[], true),
            (&[("etcd", 'a')], &[("etcd", 'b')], 0, &[("etcd", Some('b'))], false),
            (&[("etcd", 'a'), ("cli", 'c')], &[("cli", 'c')], 1, &[("etcd", None)], false),
            (&[("cli", 'c'), ("rhel-coreos", 'd')], &[("cli", 'c')], 1, &[], true),
            (&[("rhel-coreos", 'd')], &[("cli", 'c')], 0, &[], false),
            (&[], &[], 0, &[], false),
        ];
        for (payload, shipment, same, different, consistent) in cases {
            let found = compare(&side(payload), &side(shipment));
            let said: Vec<(&str, Option<Digest>)> = found
                .different
                .iter()
                .map(|one| (one.name.as_str(), one.shipment.clone()))
                .collect();
            let expected: Vec<(&str, Option<Digest>)> =
                different.iter().map(|(name, other)| (*name, other.map(digest))).collect();
            assert_eq!((found.same, said), (same, expected), "{payload:?} {shipment:?}");
            assert_eq!(found.is_consistent(), consistent, "{payload:?} {shipment:?}");
        }
    }
}
