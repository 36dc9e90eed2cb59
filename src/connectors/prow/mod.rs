//! Prow: the live object of a run at Deck, and what its storage keeps of runs that are over
//! (reference/release-stream-api.md §2–4). Deck forgets a run a day or some days after it started: then, and
//! only then, its storage is the one to ask. Where Deck is in trouble, Gangway tells the same to who has a token.

mod gangway;
mod storage;

pub use storage::Storage;

use std::time::Duration;

use serde_json::Value;
use url::Url;

use self::gangway::Gangway;
use self::storage::Folder;
use super::http::{Http, Question, place, under};
use super::net::Net;
use crate::config::ProwSettings;
use crate::domain::clock::Clock;
use crate::domain::results::RunState;
use crate::domain::runs::{Artifacts, ReportKind, Sight, Teller, TestReport, Tests, read_summary};
use crate::domain::source::Service;
use crate::domain::trouble::Trouble;

/// Prow.
#[derive(Debug)]
pub struct Prow {
    deck: Http,
    deck_url: Url,
    gangway: Gangway,
    /// apart from Deck: what ails one of them must not close the way to the other
    storage: Storage,
}

const DEADLINE: Duration = Duration::from_secs(20);
/// JUnit files may have many megabytes.
const STORAGE_DEADLINE: Duration = Duration::from_secs(60);
/// A ProwJob carries the whole plan of its pod.
const LARGEST: usize = 2 << 20;
/// Longest id that is asked for; a UUID has 36.
const LONGEST_ID: usize = 80;

/// A run that is asked about.
#[derive(Debug, Clone, Default)]
pub struct Ask {
    /// ProwJob id
    pub id: Option<String>,
    /// its page at Deck
    pub page: Option<String>,
    /// somebody knows that it is over: there is no need to ask Deck
    pub is_over: bool,
}

/// What was found out about a run, as far as it went.
#[derive(Debug, Default)]
pub struct Looked {
    /// how it stands
    pub sight: Sight,
    /// what its tests say
    pub tests: Tests,
    /// questions it took
    pub asked: u32,
    /// what ended the look before its end
    pub trouble: Option<Trouble>,
    /// the artifacts want a login and none is configured: other runs of the bucket need not be tried
    pub is_locked: bool,
}

/// Why nothing is known of the artifacts of a private bucket, and what to do.
const LOCKED: &str = "its artifacts need a login: set GCS_CRED_FILE, or storage_token in [prow]";

impl Looked {
    /// Nobody was asked: the bucket wants a login, as another run of it showed.
    pub fn locked() -> Looked {
        let tests = Tests::Unread(LOCKED.to_owned());
        Looked { tests, is_locked: true, ..Looked::default() }
    }
}

/// What ended a look.
enum Ended {
    Deck(Trouble),
    Storage(Trouble),
}

impl Prow {
    /// As configured.
    pub fn new(net: &Net, settings: &ProwSettings, clock: Clock) -> Prow {
        Prow {
            deck: Http::new(net.clone(), Service::Prow, clock, DEADLINE),
            deck_url: settings.deck_url.clone(),
            gangway: Gangway::new(net, settings, clock, DEADLINE),
            storage: Storage::new(net, settings, clock, STORAGE_DEADLINE),
        }
    }

    /// The line to Deck.
    pub fn deck(&self) -> &Http {
        &self.deck
    }

    /// The line to Gangway.
    pub fn gangway(&self) -> &Http {
        self.gangway.http()
    }

    /// The line to the storage.
    pub fn storage(&self) -> &Http {
        self.storage.http()
    }

    /// Looks at a run: at Deck while it is open, or at Gangway where Deck cannot say, in the storage when Deck
    /// does not know it any more or it is over. What was found before a trouble is told with it.
    pub async fn look(&self, ask: &Ask) -> Looked {
        let mut looked = Looked::default();
        if let Err(ended) = self.find(ask, &mut looked).await {
            let by_storage = matches!(ended, Ended::Storage(_));
            let (Ended::Deck(trouble) | Ended::Storage(trouble)) = ended;
            let closed = matches!(trouble, Trouble::SignIn { .. } | Trouble::Refused { .. });
            if closed && by_storage && !self.storage.has_login() {
                looked.tests = Tests::Unread(LOCKED.to_owned());
                looked.is_locked = true;
            } else {
                if looked.tests == Tests::NotYet && !looked.sight.is_under_way() {
                    looked.tests = Tests::Unread(trouble.to_string());
                }
                looked.trouble = Some(trouble);
            }
        }
        looked
    }

    async fn find(&self, ask: &Ask, looked: &mut Looked) -> Result<(), Ended> {
        let id = ask.id.as_deref().filter(|id| id.len() <= LONGEST_ID && !ask.is_over);
        if let Some(id) = id {
            looked.sight = self.live(id, ask.page.is_some(), &mut looked.asked).await?;
        }
        let is_over = |sight: &Sight| sight.state.is_some_and(RunState::is_over);
        if looked.sight.state.is_some() && !is_over(&looked.sight) {
            return Ok(());
        }
        let page = looked.sight.url.as_deref().or(ask.page.as_deref());
        let Some(folder) = page.and_then(Folder::of) else {
            let why = "no page is known for it, so where its artifacts are is not known";
            looked.tests = Tests::Unread(why.to_owned());
            return Ok(());
        };
        if !is_over(&looked.sight) {
            self.kept(&folder, looked).await.map_err(Ended::Storage)?;
        }
        match looked.sight.state {
            Some(state) if state.is_over() => {
                self.tests(&folder, looked).await.map_err(Ended::Storage)
            }
            Some(_) => Ok(()),
            None => {
                let why = "neither Prow nor its storage says how it stands";
                looked.tests = Tests::Unread(why.to_owned());
                Ok(())
            }
        }
    }

    /// What is known of the live object. A run that Deck does not have is asked of the storage, if its page
    /// is known, else of Gangway, which knows the page. Gangway's own trouble is told in Health; that of Deck
    /// is what ends the look.
    async fn live(&self, id: &str, has_page: bool, asked: &mut u32) -> Result<Sight, Ended> {
        *asked += 1;
        let at_deck = self.job(id).await;
        match at_deck {
            Ok(Some(sight)) => return Ok(sight),
            Ok(None) if has_page => return Ok(Sight::default()),
            _ => {}
        }
        let told = self.gangway.execution(id).await;
        *asked += u32::from(!matches!(told, Ok(None)));
        if let Ok(Some(sight)) = told {
            return Ok(sight);
        }
        at_deck.map(Option::unwrap_or_default).map_err(Ended::Deck)
    }

    /// The live object; `None`: Deck does not have it, which says nothing about the run.
    async fn job(&self, id: &str) -> Result<Option<Sight>, Trouble> {
        let mut url = under(&self.deck_url, ["prowjob"]);
        url.query_pairs_mut().append_pair("prowjob", id);
        let spot = place(&url);
        let question = Question::get(url, "text/plain, */*", LARGEST);
        let bytes = match self.deck.ask(&question).await {
            Ok(told) => told.changed(&spot)?.into_bytes()?,
            Err(Trouble::Missing { .. }) => return Ok(None),
            Err(trouble) => return Err(trouble),
        };
        let job: Option<Value> = yaml_serde::from_slice(&bytes).ok();
        let sight = job.and_then(|job| Sight::of_prowjob(&job, Teller::Deck));
        let detail = "this is not the YAML of a ProwJob".to_owned();
        sight.map(Some).ok_or(Trouble::Unreadable { place: spot, detail })
    }

    /// What the storage keeps: the object as it was last, else what the pod wrote when it ended and began.
    async fn kept(&self, folder: &Folder, looked: &mut Looked) -> Result<(), Trouble> {
        type Reader = fn(&Value) -> Option<Sight>;
        let documents: [(&str, Reader); 3] = [
            ("prowjob.json", |job| Sight::of_prowjob(job, Teller::ProwJobObject)),
            ("finished.json", Sight::of_finished),
            ("started.json", Sight::of_started),
        ];
        for (name, read) in documents {
            looked.asked += 1;
            let document: Option<Value> = self.storage.document(folder, name).await?;
            if let Some(sight) = document.as_ref().and_then(read) {
                looked.sight = std::mem::take(&mut looked.sight).join(sight);
            }
            if looked.sight.state.is_some_and(RunState::is_over) {
                break;
            }
        }
        Ok(())
    }

    /// JUnit files, else the summary of the QE report. What is not there is not zero failures.
    async fn tests(&self, folder: &Folder, looked: &mut Looked) -> Result<(), Trouble> {
        let (objects, asked) = self.storage.artifacts(folder).await?;
        looked.asked += asked;
        let chosen = Artifacts::of(objects);
        if let Some(summary) = chosen.summary.filter(|_| chosen.junit.is_empty()) {
            looked.asked += 1;
            let text = self.storage.text(&folder.bucket, &summary).await?;
            looked.tests = match read_summary(&text) {
                Ok(suites) => {
                    let mut report = TestReport::of(ReportKind::QeSummary);
                    suites.iter().for_each(|suite| report.add_suite(suite));
                    Tests::Report(report)
                }
                Err(why) => Tests::Unread(format!("test-results.yaml: {why}")),
            };
            return Ok(());
        }
        let mut report = TestReport::of(ReportKind::Junit);
        for object in &chosen.junit {
            let file = object.name.rsplit('/').next().unwrap_or_default();
            looked.asked += 1;
            match self.storage.junit(&folder.bucket, object).await {
                Ok(junit) => report.add(file, junit),
                Err(gone @ Trouble::Missing { .. }) => {
                    report.gap(&format!("{file}: {gone}"));
                }
                Err(trouble) => return Err(trouble),
            }
        }
        looked.tests = match chosen.left_out {
            0 if chosen.junit.is_empty() => Tests::None,
            left_out => {
                if left_out > 0 {
                    report.gap(&format!("{left_out} more JUnit files were not read"));
                }
                Tests::Report(report)
            }
        };
        Ok(())
    }
}
