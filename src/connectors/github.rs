//! GitHub: the branches of openshift/release-tests over the REST API, and build data as raw files.
//!
//! A branch costs three requests the first time (head, archive, where the archive lies) and one
//! conditional request per poll afterwards. A changed branch costs its listing and the changed files.

mod archive;
mod labels;
mod wire;

use std::sync::Arc;
use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use url::Url;

use super::branches::{Head, LARGEST_FILE, Listing, RawFile, Told, is_document};
use super::http::{Answer, Http, Question, place, under};
use super::login::Login;
use super::net::Net;
use super::{blob, token};
use crate::config::GithubSettings;
use crate::domain::clock::Clock;
use crate::domain::document::FOLDER;
use crate::domain::health::Health;
use crate::domain::source::{Branch, Service};
use crate::domain::trouble::Trouble;
use crate::domain::version::YStream;

/// GitHub as far as the cockpit needs it.
#[derive(Debug)]
pub struct Github {
    api: Http,
    /// another host with other limits: no login, no hourly budget
    raw: Http,
    settings: GithubSettings,
}

/// A file with the name of its state.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Named {
    /// the file; what is not UTF-8 became U+FFFD
    pub text: String,
    /// what to name when asking again
    pub etag: Option<String>,
}

const DEADLINE: Duration = Duration::from_secs(15);
const ARCHIVE_DEADLINE: Duration = Duration::from_secs(120);
const JSON: &str = "application/vnd.github+json";
const RAW: &str = "application/vnd.github.raw+json";
/// GitHub cuts listings at 7 MB itself.
const LARGEST_LISTING: usize = 16 << 20;
/// `releases.yml` has up to 440 kB.
const LARGEST_BUILD_DATA: usize = 8 << 20;
/// Requests for one listing, when GitHub does not give it whole.
const MOST_LISTINGS: usize = 50;

impl Github {
    /// As configured.
    pub fn new(net: &Net, settings: &GithubSettings, clock: Clock) -> Arc<Github> {
        Github::with_deadline(net, settings, clock, DEADLINE)
    }

    /// With another deadline for single answers, real time.
    pub fn with_deadline(
        net: &Net,
        settings: &GithubSettings,
        clock: Clock,
        deadline: Duration,
    ) -> Arc<Github> {
        Arc::new(Github {
            api: Http::new(net.clone(), Service::Github, clock, deadline),
            raw: Http::new(net.clone(), Service::Github, clock, deadline),
            settings: settings.clone(),
        })
    }

    /// The line to the API.
    pub fn api(&self) -> &Http {
        &self.api
    }

    /// How both lines fare together.
    pub fn health(&self) -> Health {
        self.api.lane().health().join(self.raw.lane().health())
    }

    /// The line to the raw files.
    pub fn raw(&self) -> &Http {
        &self.raw
    }

    /// The newest commit of a branch; `Told::Same` when it is still the one behind `etag`.
    pub async fn head(&self, branch: Branch, etag: Option<&str>) -> Result<Told<Head>, Trouble> {
        let question = self.question(&["branches", branch.name()], JSON, etag, 1 << 20).await?;
        match self.api.ask(&question).await? {
            Told::Same => Ok(Told::Same),
            Told::New(answer) => {
                let found: wire::Branch = answer.json()?;
                found.into_head(answer.etag.clone(), &place(&question.url)).map(Told::New)
            }
        }
    }

    /// Every document of a commit, from its archive.
    pub async fn archive(&self, branch: Branch, head: &Head) -> Result<Vec<RawFile>, Trouble> {
        let question = self.question(&["tarball", &head.commit], "*/*", None, 0).await?;
        let place = place(&question.url);
        let deadline = ARCHIVE_DEADLINE.max(self.api.lane().deadline());
        self.api
            .stream(&question, deadline, |response| {
                archive::unpack(response, branch, &head.commit, place)
            })
            .await
    }

    /// Names of a commit's documents. One request, unless GitHub cuts the listing.
    pub async fn tree(&self, branch: Branch, head: &Head) -> Result<Listing, Trouble> {
        let mut listing = Listing::new();
        let mut open = vec![(head.tree.clone(), String::new())];
        let mut asked = 0;
        while let Some((id, folder)) = open.pop() {
            asked += 2;
            if asked > MOST_LISTINGS {
                let detail = "the listing has too many parts".to_owned();
                return Err(Trouble::Unreadable { place: format!("tree {}", head.tree), detail });
            }
            let whole = self.listing(&id, true).await?;
            let cut = whole.truncated;
            let tree = if cut { self.listing(&id, false).await? } else { whole };
            for entry in tree.tree {
                let path = format!("{folder}{}", entry.path);
                let on_the_way = path.starts_with(FOLDER) || FOLDER == format!("{path}/");
                match entry.kind.as_str() {
                    "blob" if is_document(branch, &path) => {
                        listing.insert(path, entry.sha);
                    }
                    "tree" if cut && on_the_way => open.push((entry.sha, format!("{path}/"))),
                    _ => {}
                }
            }
        }
        Ok(listing)
    }

    /// Single documents of a commit, one request each. Stops at the first trouble that concerns the
    /// service and not the file.
    pub async fn files(&self, head: &Head, wanted: &Listing) -> (Vec<RawFile>, Option<Trouble>) {
        let (mut files, mut trouble) = (Vec::new(), None);
        for (path, id) in wanted {
            match self.file(head, path, id).await {
                Ok(bytes) => {
                    let (path, blob) = (path.clone(), id.clone());
                    files.push(RawFile { path, blob, bytes: Some(bytes) });
                }
                Err(one @ (Trouble::Missing { .. } | Trouble::Unreadable { .. })) => {
                    trouble = Some(one);
                }
                Err(all) => return (files, Some(all)),
            }
        }
        (files, trouble)
    }

    /// A y-stream's `releases.yml`.
    pub async fn build_data(&self, y: YStream, etag: Option<&str>) -> Result<Told<Named>, Trouble> {
        let branch = format!("openshift-{y}");
        let project = self.settings.build_data.split('/');
        let segments = project.chain([branch.as_str(), "releases.yml"]);
        let url = under(&self.settings.raw_url, segments);
        self.raw_text(Question::get(url, "*/*", LARGEST_BUILD_DATA).unless(etag)).await
    }

    /// A file of a branch as it is now, as a raw file: without the API's budget, some minutes old at most.
    pub async fn raw_file(
        &self,
        branch: Branch,
        path: &str,
        etag: Option<&str>,
    ) -> Result<Told<Named>, Trouble> {
        let project = self.settings.repository.split('/');
        let segments = project.chain([branch.name()]).chain(path.split('/'));
        let url = under(&self.settings.raw_url, segments);
        self.raw_text(Question::get(url, "*/*", LARGEST_FILE).unless(etag)).await
    }

    async fn raw_text(&self, question: Question<'_>) -> Result<Told<Named>, Trouble> {
        match self.raw.ask(&question).await? {
            Told::Same => Ok(Told::Same),
            Told::New(answer) => {
                let etag = answer.etag.clone();
                let text = String::from_utf8_lossy(&answer.into_bytes()?).into_owned();
                Ok(Told::New(Named { text, etag }))
            }
        }
    }

    /// One file. Without a login it comes as a raw file of the commit, which leaves the hourly budget
    /// of the API to the polls; what came is checked against its name either way.
    async fn file(&self, head: &Head, path: &str, id: &str) -> Result<Vec<u8>, Trouble> {
        let token = token::token(&self.settings.token).await?;
        if token.is_none() {
            let project = self.settings.repository.split('/');
            let segments = project.chain([head.commit.as_str()]).chain(path.split('/'));
            let url = under(&self.settings.raw_url, segments);
            let question = Question::get(url, "*/*", LARGEST_FILE);
            match self.raw.ask(&question).await.and_then(|told| told.changed(path)) {
                Ok(answer) => {
                    if let Some(bytes) = genuine(answer, id) {
                        return Ok(bytes);
                    }
                }
                // A raw host may know no commits, or be somebody's mirror: the API decides.
                Err(Trouble::Missing { .. } | Trouble::Unreadable { .. }) => {}
                Err(trouble) => return Err(trouble),
            }
        }
        let largest = LARGEST_FILE * 2;
        let url = self.url(&["git", "blobs", id]);
        let question = Question::get(url, RAW, largest).by(Login::bearer(token));
        let answer = self.api.ask(&question).await?.changed(path)?;
        genuine(answer, id).ok_or_else(|| Trouble::Unreadable {
            place: path.to_owned(),
            detail: "the content is not that of its blob id".to_owned(),
        })
    }

    async fn listing(&self, id: &str, recursive: bool) -> Result<wire::Tree, Trouble> {
        let mut question =
            self.question(&["git", "trees", id], JSON, None, LARGEST_LISTING).await?;
        if recursive {
            question.url.set_query(Some("recursive=1"));
        }
        let place = place(&question.url);
        self.api.ask(&question).await?.changed(&place)?.json()
    }

    /// A question about the branches' repository.
    async fn question<'a>(
        &self,
        what: &[&str],
        accept: &'static str,
        etag: Option<&'a str>,
        largest: usize,
    ) -> Result<Question<'a>, Trouble> {
        let url = self.url(what);
        let token = token::token(&self.settings.token).await?;
        Ok(Question::get(url, accept, largest).by(Login::bearer(token)).unless(etag))
    }

    fn url(&self, what: &[&str]) -> Url {
        let project = self.settings.repository.split('/');
        let segments = ["repos"].into_iter().chain(project).chain(what.iter().copied());
        under(&self.settings.base_url, segments)
    }
}

/// The content, if it is the one with this id: as it is, or in base64 inside JSON, which is what a
/// server sends that does not know the raw media type.
fn genuine(answer: Answer, id: &str) -> Option<Vec<u8>> {
    let inside = answer.json::<wire::Blob>().ok();
    let bytes = answer.into_bytes().ok()?;
    if blob::id(&bytes) == id {
        return Some(bytes);
    }
    let text: String = inside?.content.split_ascii_whitespace().collect();
    STANDARD.decode(text).ok().filter(|bytes| blob::id(bytes) == id)
}
