//! What an earlier round learned, so that the next one asks for what changed only.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::de::DeserializeOwned;
use serde_json::Value;
use url::Url;

use super::Gitlab;
use crate::connectors::http::{Question, Told, place};
use crate::connectors::login::Login;
use crate::domain::shipment::{Pipeline, ShipmentFile};
use crate::domain::trouble::Trouble;

/// Largest page of a list.
const LARGEST: usize = 16 << 20;
/// Objects of a page; GitLab gives no more.
pub(super) const PER_PAGE: &str = "100";

/// What is known of a merge request and of those beside it.
#[derive(Debug, Clone, Default)]
pub struct Known {
    pages: BTreeMap<Url, Page>,
    /// pipelines that were looked into, by project and number
    pub(super) pipelines: BTreeMap<(String, u64), Pipeline>,
    /// paths of the shipment files of a merge request, by project and commit
    pub(super) paths: BTreeMap<(String, u64, String), Vec<String>>,
    /// files, by project, commit and path
    pub(super) files: BTreeMap<(String, String, String), ShipmentFile>,
}

/// A page as it was, and what GitLab calls that state.
#[derive(Debug, Clone)]
struct Page {
    etag: String,
    value: Arc<Value>,
    next: Option<u32>,
}

/// One round of questions: what it uses of the last one is taken along, the rest is forgotten.
pub(super) struct Round<'a> {
    pub gitlab: &'a Gitlab,
    pub login: Login,
    pub old: &'a Known,
    pub new: Known,
}

/// A page, and whether it is as it was.
pub(super) struct Read<T> {
    pub value: T,
    pub same: bool,
    pub next: Option<u32>,
}

impl Round<'_> {
    /// Asks for a page, unless it is as it was.
    pub(super) async fn read<T: DeserializeOwned>(&mut self, url: Url) -> Result<Read<T>, Trouble> {
        let before = self.old.pages.get(&url);
        let tag = before.map(|page| page.etag.as_str());
        let question = Question::get(url.clone(), "application/json", LARGEST)
            .by(self.login.clone())
            .unless(tag);
        let at = place(&url);
        let (value, next, etag, same) = match (self.gitlab.http.ask(&question).await?, before) {
            (Told::Same, Some(page)) => {
                (page.value.clone(), page.next, Some(page.etag.clone()), true)
            }
            (answer, _) => {
                let answer = answer.changed(&at)?;
                (Arc::new(answer.json::<Value>()?), answer.next_page, answer.etag, false)
            }
        };
        let read = T::deserialize(&*value);
        let read = read.map_err(|error| Trouble::Unreadable {
            place: at,
            detail: format!("the answer has another shape than expected: {error}"),
        })?;
        if let Some(etag) = etag {
            self.new.pages.insert(url, Page { etag, value, next });
        }
        Ok(Read { value: read, same, next })
    }

    /// A page as it was, without asking.
    pub(super) fn as_it_was<T: DeserializeOwned>(&mut self, url: &Url) -> Option<T> {
        let page = self.old.pages.get(url)?;
        let read = T::deserialize(&*page.value).ok()?;
        self.new.pages.insert(url.clone(), page.clone());
        Some(read)
    }

    /// Every page of a list, up to `most` pages; true when there would be more.
    pub(super) async fn pages<T: DeserializeOwned>(
        &mut self,
        url: &Url,
        most: u32,
    ) -> Result<(Vec<T>, bool), Trouble> {
        let mut all = Vec::new();
        let mut page = 1;
        loop {
            let mut url = url.clone();
            url.query_pairs_mut()
                .append_pair("per_page", PER_PAGE)
                .append_pair("page", &page.to_string());
            let read: Read<Vec<T>> = self.read(url).await?;
            all.extend(read.value);
            match read.next {
                Some(next) if next > page && page < most => page = next,
                next => return Ok((all, next.is_some_and(|next| next > page))),
            }
        }
    }
}
