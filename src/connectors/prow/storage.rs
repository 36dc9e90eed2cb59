//! Where Prow keeps the artifacts of its runs (reference/release-stream-api.md §4). Public buckets let
//! everybody read; a private one wants to know who asks.

use std::io::BufReader;
use std::time::Duration;

use serde::Deserialize;
use serde::de::DeserializeOwned;
use url::Url;

use crate::config::ProwSettings;
use crate::connectors::google::Google;
use crate::connectors::http::{Http, Question, place, under};
use crate::connectors::login::Login;
use crate::connectors::net::Net;
use crate::connectors::pieces;
use crate::domain::clean;
use crate::domain::clock::Clock;
use crate::domain::log::LogPage;
use crate::domain::runs::{Junit, Object};
use crate::domain::source::Service;
use crate::domain::trouble::Trouble;

/// The storage.
#[derive(Debug)]
pub struct Storage {
    http: Http,
    base: Url,
    google: Google,
}

/// The folder of a run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Folder {
    /// `test-platform-results`
    pub bucket: String,
    /// `logs/JOB/NUMBER`
    pub root: String,
}

/// What the token of a service account is asked for.
const SCOPE: &str = "https://www.googleapis.com/auth/devstorage.read_only";
/// Bytes of a document of a run; a ProwJob has a few dozen kilobytes.
const LARGEST: usize = 2 << 20;
/// Bytes of a page of names, and pages of a run. What is asked for is narrow, so there are few.
const LARGEST_LIST: usize = 4 << 20;
const MOST_PAGES: usize = 3;
/// Names that a run's files are found by; the storage compares them itself and sends no other.
const WANTED: &str = "**/{junit*,*cypress,test-results}.{xml,yaml}";

#[derive(Deserialize)]
struct Listing {
    #[serde(default)]
    items: Vec<Item>,
    #[serde(rename = "nextPageToken")]
    next: Option<String>,
}

#[derive(Deserialize)]
struct Item {
    name: String,
    /// a number in a text
    size: Option<String>,
}

impl Storage {
    /// As configured.
    pub fn new(net: &Net, settings: &ProwSettings, clock: Clock, deadline: Duration) -> Storage {
        Storage {
            http: Http::new(net.clone(), Service::Prow, clock, deadline),
            base: settings.storage_url.clone(),
            google: Google::new(net, &settings.storage_token, SCOPE, Service::Prow, clock),
        }
    }

    /// The line to it.
    pub(super) fn http(&self) -> &Http {
        &self.http
    }

    /// Somebody said who asks.
    pub(super) fn has_login(&self) -> bool {
        self.google.is_there()
    }

    /// A page of the log of a run that is over, by the run's page at Deck.
    pub(in crate::connectors) async fn log(
        &self,
        page: &str,
        from: u64,
        most: u64,
    ) -> Result<LogPage, Trouble> {
        let folder = Folder::of(page).ok_or_else(|| {
            let detail = format!("{:?} names no run", clean::cut(&clean::line(page), 120));
            Trouble::Unreadable { place: "the address of the run".to_owned(), detail }
        })?;
        let url = self.plain(&folder.bucket, &folder.inside("build-log.txt"));
        let question = Question::get(url, "text/plain, */*", 0).by(self.login().await?);
        self.http.log_page(question, from, most).await
    }

    /// A JSON document in the folder of a run; `None`: it is not there.
    pub(super) async fn document<T: DeserializeOwned>(
        &self,
        folder: &Folder,
        name: &str,
    ) -> Result<Option<T>, Trouble> {
        let url = self.plain(&folder.bucket, &folder.inside(name));
        let spot = place(&url);
        let question = Question::get(url, "application/json, */*", LARGEST);
        let bytes = match self.http.ask(&question.by(self.login().await?)).await {
            Ok(told) => told.changed(&spot)?.into_bytes()?,
            Err(Trouble::Missing { .. }) => return Ok(None),
            Err(trouble) => return Err(trouble),
        };
        // Objects carry whatever type they were put there with.
        crate::connectors::body::json(&bytes, None, &spot).map(Some)
    }

    /// A text object.
    pub(super) async fn text(&self, bucket: &str, object: &Object) -> Result<String, Trouble> {
        let url = self.plain(bucket, &object.name);
        let spot = place(&url);
        let question = Question::get(url, "*/*", LARGEST).by(self.login().await?);
        let bytes = self.http.ask(&question).await?.changed(&spot)?.into_bytes()?;
        Ok(String::from_utf8_lossy(&bytes).into_owned())
    }

    /// A JUnit file, read while it comes.
    pub(super) async fn junit(&self, bucket: &str, object: &Object) -> Result<Junit, Trouble> {
        let url = self.plain(bucket, &object.name);
        let spot = place(&url);
        let question = Question::get(url, "*/*", 0).by(self.login().await?);
        let read = |response| async move {
            pieces::feed(response, &spot, "JUnit file", |pieces| {
                Ok(Junit::read(BufReader::new(pieces)))
            })
            .await
        };
        self.http.stream(&question, self.http.lane().deadline(), read).await
    }

    /// Names in the folder of a run that may tell what its tests said, and the questions it took.
    pub(super) async fn artifacts(&self, folder: &Folder) -> Result<(Vec<Object>, u32), Trouble> {
        let (mut found, mut asked) = (Vec::new(), 0);
        let mut next: Option<String> = None;
        for _ in 0..MOST_PAGES {
            let path = ["storage", "v1", "b", folder.bucket.as_str(), "o"];
            let mut url = under(&self.base, path);
            let prefix = format!("{}/", folder.inside("artifacts"));
            url.query_pairs_mut()
                .append_pair("prefix", &prefix)
                .append_pair("matchGlob", WANTED)
                .append_pair("fields", "items(name,size),nextPageToken");
            if let Some(next) = &next {
                url.query_pairs_mut().append_pair("pageToken", next);
            }
            let spot = place(&url);
            let question = Question::get(url, "application/json", LARGEST_LIST);
            asked += 1;
            let told = self.http.ask(&question.by(self.login().await?)).await?;
            let listing: Listing = told.changed(&spot)?.json()?;
            let own = listing.items.into_iter().filter(|item| item.name.starts_with(&prefix));
            found.extend(own.map(|item| Object {
                size: item.size.and_then(|size| size.parse().ok()),
                name: item.name,
            }));
            next = listing.next.filter(|next| !next.is_empty());
            if next.is_none() {
                break;
            }
        }
        Ok((found, asked))
    }

    /// An object as everybody reads it.
    fn plain(&self, bucket: &str, object: &str) -> Url {
        under(&self.base, std::iter::once(bucket).chain(object.split('/')))
    }

    async fn login(&self) -> Result<Login, Trouble> {
        self.google.login().await
    }
}

impl Folder {
    /// From a page at Deck, `…/view/gs/BUCKET/logs/JOB/NUMBER` (`gcs` in older ones): bucket, `logs` or
    /// `pr-logs`, job, number.
    pub(super) fn of(page: &str) -> Option<Folder> {
        let url = Url::parse(page).ok()?;
        let path = url.path();
        let path = ["/view/gs/", "/view/gcs/"]
            .iter()
            .find_map(|before| path.split_once(before))
            .map(|(_, after)| after)?;
        let (bucket, root) = path.trim_matches('/').split_once('/')?;
        let parts: Vec<&str> = root.split('/').filter(|part| !part.is_empty()).collect();
        // Only what a run's folder is made of: nothing that climbs out of it.
        let plain = parts.iter().all(|part| *part != ".." && *part != ".");
        (parts.len() >= 3 && plain)
            .then(|| Folder { bucket: bucket.to_owned(), root: parts.join("/") })
    }

    fn inside(&self, name: &str) -> String {
        format!("{}/{name}", self.root)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_folder_of_a_run_is_read_from_its_page() {
        let cases = [
            (
                "https://prow.example/view/gs/test-platform-results/logs/periodic-a/17",
                Some(("test-platform-results", "logs/periodic-a/17")),
            ),
            ("http://127.0.0.1:1/deck/view/gs/b/logs/j/1", Some(("b", "logs/j/1"))),
            ("https://prow.example/view/gcs/b/logs/j/1/", Some(("b", "logs/j/1"))),
            (
                "https://prow.example/view/gs/b/pr-logs/pull/o_r/5/j/1",
                Some(("b", "pr-logs/pull/o_r/5/j/1")),
            ),
            ("https://prow.example/view/gs/b/logs", None),
            ("https://prow.example/job/1", None),
            ("no address", None),
        ];
        for (page, expected) in cases {
            let found = Folder::of(page).map(|folder| (folder.bucket, folder.root));
            let found = found.as_ref().map(|(bucket, root)| (bucket.as_str(), root.as_str()));
            assert_eq!(found, expected, "{page}");
        }
    }
}
