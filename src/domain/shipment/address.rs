//! The address of a merge request, as build data and StateBoxes have it.

use std::fmt;

use serde::{Deserialize, Serialize};

/// `https://<host>/<namespace/project>/-/merge_requests/<iid>[/…]` (reference/shipment-gitlab.md §1).
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Address {
    /// host, with a port where it has one
    pub host: String,
    /// `hybrid-platforms/art/ocp-shipment-data`
    pub project: String,
    /// number of the merge request in the project
    pub iid: u64,
}

impl Address {
    /// Reads an address; `None` for anything else. The host is told, not trusted: whoever asks decides
    /// which host gets a token.
    pub fn read(url: &str) -> Option<Address> {
        let url = url.trim();
        let rest = url.strip_prefix("https://").or_else(|| url.strip_prefix("http://"))?;
        let rest = rest.split(['?', '#']).next()?;
        let (host, path) = rest.split_once('/')?;
        let (project, behind) = path.split_once("/-/merge_requests/")?;
        let project = project.trim_matches('/');
        let digits = behind.split('/').next()?;
        let plain = |part: &str| {
            !part.is_empty() && part != "." && part != ".." && part.chars().all(is_of_a_name)
        };
        let project_is_one = project.contains('/') && project.split('/').all(plain);
        let host_is_one = !host.is_empty() && !host.contains('@');
        let number = digits.bytes().all(|byte| byte.is_ascii_digit());
        let iid = digits.parse().ok().filter(|iid| *iid > 0 && number)?;
        (project_is_one && host_is_one).then(|| Address {
            host: host.to_ascii_lowercase(),
            project: project.to_owned(),
            iid,
        })
    }
}

fn is_of_a_name(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.')
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "!{}", self.iid)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn host_project_and_number_are_read_and_nothing_else_is_taken_for_them() {
        let good = [
            "https://gitlab.example.com/g/p/-/merge_requests/77",
            "http://gitlab.example.com/g/p/-/merge_requests/77/",
            " https://GitLab.example.com/g/p/-/merge_requests/77/diffs?tab=1#note_3 ",
        ];
        for url in good {
            let read = Address::read(url).map(|at| (at.host, at.project, at.iid));
            let expected = ("gitlab.example.com".to_owned(), "g/p".to_owned(), 77);
            assert_eq!(read, Some(expected), "{url}");
        }
        let deep = Address::read("https://h:8443/a/b/c-d/-/merge_requests/1").unwrap();
        assert_eq!((deep.host.as_str(), deep.project.as_str()), ("h:8443", "a/b/c-d"));
        let bad = [
            "",
            "https://gitlab.example.com/g/p/merge_requests/77",
            "https://gitlab.example.com/g/p/-/merge_requests/",
            "https://gitlab.example.com/g/p/-/merge_requests/x7",
            "https://gitlab.example.com/g/p/-/merge_requests/+7",
            "https://gitlab.example.com/g/p/-/merge_requests/0",
            "https://gitlab.example.com/p/-/merge_requests/77",
            "https://gitlab.example.com/g/../p/-/merge_requests/77",
            "https://token@gitlab.example.com/g/p/-/merge_requests/77",
            "ftp://gitlab.example.com/g/p/-/merge_requests/77",
            "g/p/-/merge_requests/77",
        ];
        for url in bad {
            assert_eq!(Address::read(url), None, "{url}");
        }
    }
}
