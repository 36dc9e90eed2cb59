//! What a list leaves out of a bug: when it moved to ON_QA, what the notifier wrote, which pull requests
//! are linked. History and comments are read to their end: a page of either may hide the one that counts.

use super::notices::notice;
use super::wire::{Comments, Histories, RemoteLink, moment};
use super::{Jira, PAGE};
use crate::domain::bugs::Notice;
use crate::domain::time::Timestamp;
use crate::domain::trouble::Trouble;

/// The rest of a bug.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Details {
    /// the newest move to ON_QA
    pub on_qa: Option<Timestamp>,
    /// comments of the notifier, oldest first
    pub notices: Vec<Notice>,
    /// pull requests in openshift repositories: repository and number
    pub pulls: Vec<(String, u64)>,
}

/// Pages of one bug's history or comments; a bug with more is one that a program went mad over.
const MOST_PAGES: usize = 30;
/// Pull requests that are looked at of one bug.
const MOST_PULLS: usize = 12;

impl Jira {
    /// Reads the rest of a bug: three requests, more where there is a long history.
    pub async fn details(&self, key: &str) -> Result<Details, Trouble> {
        Ok(Details {
            on_qa: self.moved_to_on_qa(key).await?,
            notices: self.notices(key).await?,
            pulls: self.pulls(key).await?,
        })
    }

    async fn moved_to_on_qa(&self, key: &str) -> Result<Option<Timestamp>, Trouble> {
        let (mut newest, mut start) = (None, 0);
        for _ in 0..MOST_PAGES {
            let query = [("startAt", &*start.to_string()), ("maxResults", &*PAGE.to_string())];
            let page: Histories = self.get(&["issue", key, "changelog"], &query).await?;
            let moves = page.values.iter().filter(|change| {
                let to_on_qa = |to: &Option<String>| to.as_deref() == Some("ON_QA");
                change.items.iter().any(|item| item.field == "status" && to_on_qa(&item.to_string))
            });
            newest = moves.filter_map(|change| moment(&change.created)).max().max(newest);
            start += page.values.len();
            if page.is_last || page.values.is_empty() {
                return Ok(newest);
            }
        }
        Err(too_long(key, "history"))
    }

    async fn notices(&self, key: &str) -> Result<Vec<Notice>, Trouble> {
        let (mut notices, mut start) = (Vec::new(), 0);
        for _ in 0..MOST_PAGES {
            let query = [("startAt", &*start.to_string()), ("maxResults", &*PAGE.to_string())];
            let page: Comments = self.get(&["issue", key, "comment"], &query).await?;
            let written = page
                .comments
                .iter()
                .filter_map(|comment| notice(&comment.body, moment(&comment.created)?));
            notices.extend(written);
            start += page.comments.len();
            if start >= page.total || page.comments.is_empty() {
                notices.sort_by_key(|notice: &Notice| notice.at);
                return Ok(notices);
            }
        }
        Err(too_long(key, "list of comments"))
    }

    async fn pulls(&self, key: &str) -> Result<Vec<(String, u64)>, Trouble> {
        let links: Vec<serde_json::Value> = self.get(&["issue", key, "remotelink"], &[]).await?;
        let links = links.into_iter().filter_map(|link| serde_json::from_value(link).ok());
        let mut pulls: Vec<(String, u64)> =
            links.filter_map(|link: RemoteLink| pull(&link.object.url)).collect();
        pulls.sort();
        pulls.dedup();
        pulls.truncate(MOST_PULLS);
        Ok(pulls)
    }
}

/// `https://github.com/openshift/{repo}/pull/{n}` and what may follow it; other owners do not count.
fn pull(url: &str) -> Option<(String, u64)> {
    let rest = url.strip_prefix("https://github.com/openshift/")?;
    let (repo, rest) = rest.split_once("/pull/")?;
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_');
    let fits = (1..=100).contains(&repo.len()) && repo.chars().all(plain) && !repo.starts_with('.');
    let digits: String = rest.chars().take_while(char::is_ascii_digit).collect();
    fits.then_some(())?;
    Some((repo.to_owned(), digits.parse().ok()?))
}

fn too_long(key: &str, what: &str) -> Trouble {
    let detail = format!("its {what} has more than {} entries", MOST_PAGES * PAGE);
    Trouble::Unreadable { place: key.to_owned(), detail }
}

#[test]
fn only_pull_requests_of_openshift_count() {
    let read = |url| pull(url).map(|(repo, number)| format!("{repo}#{number}"));
    let cases = [
        ("https://github.com/openshift/origin/pull/30211", Some("origin#30211")),
        ("https://github.com/openshift/origin/pull/30211/files#x", Some("origin#30211")),
        ("https://github.com/kubernetes/kubernetes/pull/1", None),
        ("https://github.com/openshift/origin/issues/1", None),
        ("https://github.com/openshift/a/b/pull/1", None),
        ("https://github.com/openshift/../pull/1", None),
        ("https://github.com/openshift/origin/pull/x", None),
        ("see https://github.com/openshift/origin/pull/1", None),
    ];
    for (url, expected) in cases {
        assert_eq!(read(url).as_deref(), expected, "{url}");
    }
}
