//! Who approved a merge request, and who has to.

use serde::{Deserialize, Serialize};

use crate::domain::time::Timestamp;

/// Approvals of a merge request.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Approvals {
    /// who approved, in the order given
    pub by: Vec<Approver>,
    /// how many are needed in all; `None`: not told
    pub required: Option<u32>,
    /// rules by name, where GitLab tells them
    pub rules: Vec<ApprovalRule>,
}

/// Somebody who approved.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Approver {
    /// user name
    pub name: String,
    /// when, where GitLab tells it
    pub at: Option<Timestamp>,
}

/// One rule: `QE`, `ART`, `docs`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ApprovalRule {
    /// its name
    pub name: String,
    /// how many of its people are needed
    pub required: u32,
    /// who of them approved
    pub by: Vec<String>,
}

impl ApprovalRule {
    /// Enough of its people approved.
    pub fn is_met(&self) -> bool {
        self.by.len() >= self.required as usize
    }

    /// It is the one that the release lead can meet.
    pub fn is_qe(&self) -> bool {
        let mut words = self.name.split(|c: char| !c.is_alphanumeric());
        words.any(|word| word.eq_ignore_ascii_case("qe"))
    }
}

impl Approvals {
    /// Rules that need somebody.
    pub fn needed(&self) -> impl Iterator<Item = &ApprovalRule> {
        self.rules.iter().filter(|rule| rule.required > 0)
    }

    /// How many approvals count, of how many; `None`: GitLab did not say how many are needed.
    pub fn count(&self) -> (usize, Option<usize>) {
        let of_rules: usize = self.needed().map(|rule| rule.required as usize).sum();
        if of_rules > 0 {
            let met = self.needed().map(|rule| rule.by.len().min(rule.required as usize));
            return (met.sum(), Some(of_rules));
        }
        (self.by.len(), self.required.map(|required| required as usize))
    }

    /// Every approval that is needed is there; `None`: not known how many are needed.
    pub fn are_complete(&self) -> Option<bool> {
        let (given, needed) = self.count();
        needed.map(|needed| given >= needed)
    }

    /// When somebody approved.
    pub fn when(&self, name: &str) -> Option<Timestamp> {
        self.by.iter().find(|approver| approver.name == name).and_then(|approver| approver.at)
    }

    /// When the last of them approved.
    pub fn newest(&self) -> Option<Timestamp> {
        self.by.iter().filter_map(|approver| approver.at).max()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn approvals_are_counted_by_rule_where_there_are_rules() {
        let rule = |name: &str, required, by: &[&str]| ApprovalRule {
            name: name.to_owned(),
            required,
            by: by.iter().map(ToString::to_string).collect(),
        };
        let by = |names: &[&str]| -> Vec<Approver> {
            names.iter().map(|name| Approver { name: name.to_string(), at: None }).collect()
        };
        let ruled = Approvals {
            by: by(&["a", "b", "x"]),
            required: Some(3),
            rules: vec![rule("ART", 1, &["a", "b"]), rule("QE", 1, &[]), rule("any", 0, &["x"])],
        };
        assert_eq!((ruled.count(), ruled.are_complete()), ((1, Some(2)), Some(false)));
        let bare = Approvals { by: by(&["a"]), required: Some(1), rules: Vec::new() };
        assert_eq!((bare.count(), bare.are_complete()), ((1, Some(1)), Some(true)));
        let unsaid = Approvals { by: by(&["a"]), ..Approvals::default() };
        assert_eq!((unsaid.count(), unsaid.are_complete()), ((1, None), None));
        assert!(rule("ocp-QE", 1, &[]).is_qe() && !rule("qerberos", 1, &[]).is_qe());
    }
}
