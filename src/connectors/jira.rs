//! Jira: bugs in ON_QA with their whole history, and ART tickets, over the REST interface of the Cloud,
//! version 2 (comments are text there, not a tree).
//!
//! A list costs one request per hundred bugs. What a list leaves out or cuts (history, comments, links) is
//! asked for per bug, and only when the bug changed since it was last read.

mod bugs;
mod details;
mod notices;
mod ticket;
mod wire;

use std::sync::Arc;
use std::time::Duration;

use serde::de::DeserializeOwned;
use tokio::sync::OnceCell;
use url::Url;

use super::http::{Http, Question, place, under};
use super::login::Login;
use super::net::Net;
use super::token;
use crate::config::JiraSettings;
use crate::domain::clock::Clock;
use crate::domain::source::Service;
use crate::domain::trouble::Trouble;

pub use bugs::Listed;
pub use details::Details;

/// Jira as far as the cockpit needs it.
#[derive(Debug)]
pub struct Jira {
    http: Http,
    settings: JiraSettings,
    fields: OnceCell<Fields>,
}

/// Ids of the fields that a site makes for itself.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Fields {
    /// `None`: the site has no field of this name
    target_version: Option<String>,
    qa_contact: String,
    release_blocker: String,
    cases: [String; 2],
}

const DEADLINE: Duration = Duration::from_secs(20);
/// A page of a hundred bugs has some hundred kilobytes; comments may have more.
const LARGEST: usize = 16 << 20;
/// Entries of a page; Jira gives no more.
const PAGE: usize = 100;

impl Jira {
    /// As configured.
    pub fn new(net: &Net, settings: &JiraSettings, clock: Clock) -> Arc<Jira> {
        Jira::with_deadline(net, settings, clock, DEADLINE)
    }

    /// With another deadline for single answers, real time.
    pub fn with_deadline(
        net: &Net,
        settings: &JiraSettings,
        clock: Clock,
        deadline: Duration,
    ) -> Arc<Jira> {
        let http = Http::new(net.clone(), Service::Jira, clock, deadline);
        Arc::new(Jira { http, settings: settings.clone(), fields: OnceCell::new() })
    }

    /// The line to it.
    pub fn http(&self) -> &Http {
        &self.http
    }

    /// Asks below `/rest/api/2`.
    async fn get<T: DeserializeOwned>(
        &self,
        what: &[&str],
        query: &[(&str, &str)],
    ) -> Result<T, Trouble> {
        let segments = ["rest", "api", "2"].into_iter().chain(what.iter().copied());
        let mut url: Url = under(&self.settings.base_url, segments);
        if !query.is_empty() {
            url.query_pairs_mut().extend_pairs(query);
        }
        let question = Question::get(url, "application/json", LARGEST).by(self.login().await?);
        let place = place(&question.url);
        self.http.ask(&question).await?.changed(&place)?.json()
    }

    async fn login(&self) -> Result<Login, Trouble> {
        let user = token::token(&self.settings.user).await?;
        let secret = token::token(&self.settings.token).await?;
        Ok(match (user, secret) {
            (Some(user), Some(secret)) => {
                let user = secrecy::ExposeSecret::expose_secret(&user).to_owned();
                Login::Basic { user, secret }
            }
            _ => Login::Nobody,
        })
    }

    /// Ids of the site's own fields, by their names; asked once.
    async fn fields(&self) -> Result<&Fields, Trouble> {
        let ask = || async {
            let all: Vec<wire::Field> = self.get(&["field"], &[]).await?;
            let named = |name: &str| {
                let mut of_name = all.iter().filter(|field| field.name == name);
                of_name.next().map(|field| field.id.clone())
            };
            let or = |name: &str, usual: &str| named(name).unwrap_or_else(|| usual.to_owned());
            Ok(Fields {
                target_version: named("Target Version"),
                qa_contact: or("QA Contact", "customfield_10470"),
                release_blocker: or("Release Blocker", "customfield_10847"),
                cases: [
                    or("SFDC Cases Counter", "customfield_10978"),
                    or("SFDC Cases Links", "customfield_10979"),
                ],
            })
        };
        self.fields.get_or_try_init(ask).await
    }

    /// Every issue of a query, as it came.
    async fn search(&self, jql: &str, fields: &str) -> Result<Vec<serde_json::Value>, Trouble> {
        /// Pages of one query.
        const MOST: usize = 50;
        let (most, mut token) = (PAGE.to_string(), None::<String>);
        let mut issues = Vec::new();
        for _ in 0..MOST {
            let mut query = vec![("jql", jql), ("fields", fields), ("maxResults", &most)];
            query.extend(token.as_deref().map(|token| ("nextPageToken", token)));
            let page: wire::Page = self.get(&["search", "jql"], &query).await?;
            issues.extend(page.issues);
            token = page.next_page_token.filter(|_| !page.is_last);
            if token.is_none() {
                return Ok(issues);
            }
        }
        let detail = format!("more than {} issues", MOST * PAGE);
        Err(Trouble::Unreadable { place: "search".to_owned(), detail })
    }
}

/// `OCPBUGS-90117`: a project in capitals and a number. Nothing else is put into a question.
fn is_key(text: &str) -> bool {
    text.split_once('-').is_some_and(|(project, number)| {
        let capital = |c: char| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_';
        project.starts_with(|c: char| c.is_ascii_uppercase())
            && project.chars().all(capital)
            && (1..=9).contains(&number.len())
            && number.bytes().all(|byte| byte.is_ascii_digit())
    })
}

#[test]
fn what_is_a_key() {
    for good in ["OCPBUGS-1", "ART-14402", "A1_B-123456789"] {
        assert!(is_key(good), "{good}");
    }
    for bad in
        ["", "ART", "ART-", "-1", "art-1", "ART-1 OR 1=1", "ART-1234567890", "1A-2", "ART--1"]
    {
        assert!(!is_key(bad), "{bad}");
    }
}
