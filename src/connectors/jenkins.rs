//! Jenkins: runs of the stage pipeline, its queue, and what a run prints
//! (reference/jenkins-images-signing.md §1).

use std::time::Duration;

use secrecy::ExposeSecret;
use serde::Deserialize;
use serde_json::Value;
use url::Url;

use super::http::{Http, Question, place, under};
use super::login::Login;
use super::net::Net;
use super::token::token;
use crate::config::JenkinsSettings;
use crate::domain::clean;
use crate::domain::clock::Clock;
use crate::domain::log::LogPage;
use crate::domain::source::Service;
use crate::domain::stage_runs::{Queued, RunResult, StageRun, StageRuns};
use crate::domain::time::{SignedDuration, Timestamp};
use crate::domain::trouble::Trouble;

/// Jenkins.
#[derive(Debug)]
pub struct Jenkins {
    http: Http,
    settings: JenkinsSettings,
}

const DEADLINE: Duration = Duration::from_secs(20);
const LARGEST: usize = 4 << 20;
/// What is read of the newest fifty runs.
const RUNS: &str = "builds[number,url,result,building,inProgress,timestamp,duration,\
                    actions[parameters[name,value]]]{0,50}";
/// What is read of the queue.
const QUEUE: &str =
    "items[id,why,inQueueSince,task[name,url],actions[parameters[name,value]]]{0,200}";
/// Longest word, address or reason that is kept.
const WORD: usize = 300;

#[derive(Deserialize)]
struct Job {
    builds: Vec<Value>,
}

#[derive(Deserialize)]
struct Build {
    number: u32,
    url: Option<String>,
    result: Option<String>,
    building: Option<bool>,
    #[serde(rename = "inProgress")]
    in_progress: Option<bool>,
    /// milliseconds since 1970
    timestamp: Option<i64>,
    /// milliseconds; 0 while it runs
    duration: Option<i64>,
    #[serde(default)]
    actions: Vec<Option<Action>>,
}

#[derive(Deserialize)]
struct Action {
    #[serde(default)]
    parameters: Vec<Parameter>,
}

#[derive(Deserialize)]
struct Parameter {
    name: String,
    /// text, or what else a parameter can be
    #[serde(default)]
    value: Value,
}

#[derive(Deserialize)]
struct Queue {
    items: Vec<Value>,
}

#[derive(Deserialize)]
struct Item {
    id: u64,
    why: Option<String>,
    #[serde(rename = "inQueueSince")]
    since: Option<i64>,
    task: Option<Task>,
    #[serde(default)]
    actions: Vec<Option<Action>>,
}

#[derive(Deserialize)]
struct Task {
    name: Option<String>,
    url: Option<String>,
}

impl Jenkins {
    /// As configured.
    pub fn new(net: &Net, settings: &JenkinsSettings, clock: Clock) -> Jenkins {
        let http = Http::new(net.clone(), Service::Jenkins, clock, DEADLINE);
        Jenkins { http, settings: settings.clone() }
    }

    /// The line to it.
    pub fn http(&self) -> &Http {
        &self.http
    }

    /// The newest runs of the stage pipeline, and those that wait. A queue that cannot be read is a gap; the
    /// runs are told all the same.
    pub async fn stage_runs(&self) -> Result<StageRuns, Trouble> {
        let login = self.login().await?;
        let mut url = self.of_job(&["api", "json"]);
        url.query_pairs_mut().append_pair("tree", RUNS);
        let question = Question::get(url, "application/json", LARGEST).by(login.clone());
        let spot = place(&question.url);
        let job: Job = self.http.ask(&question).await?.changed(&spot)?.json()?;
        let mut found = StageRuns::default();
        for build in job.builds.into_iter().take(50) {
            match serde_json::from_value::<Build>(build) {
                Ok(build) => found.runs.push(run(build)),
                Err(fault) => found.gap(&format!("a run cannot be read: {fault}")),
            }
        }
        found.runs.sort_by_key(|run| std::cmp::Reverse(run.number));
        let mut url = under(&self.settings.base_url, ["queue", "api", "json"]);
        url.query_pairs_mut().append_pair("tree", QUEUE);
        let question = Question::get(url, "application/json", LARGEST).by(login);
        let spot = place(&question.url);
        match self.http.ask(&question).await.and_then(|told| told.changed(&spot)?.json::<Queue>()) {
            Ok(queue) => self.queued(queue, &mut found),
            Err(trouble) => found.gap(&format!("the queue: {trouble}")),
        }
        Ok(found)
    }

    /// What a run printed from byte `from` on, at most `most` bytes of it; Jenkins lets everybody read that.
    /// Past its end it is empty.
    ///
    /// # Errors
    /// As any question; [`Trouble::Missing`] for a run that is not there any more.
    pub async fn console(&self, number: u32, from: u64, most: u64) -> Result<LogPage, Trouble> {
        // `consoleText` knows no parts: the whole of it would come with every page.
        let mut url = self.of_job(&[&number.to_string(), "logText", "progressiveText"]);
        url.query_pairs_mut().append_pair("start", &from.to_string());
        let question = Question::get(url, "text/plain, */*", 0).by(self.login().await?);
        self.http.log_behind(question, from, most).await
    }

    async fn login(&self) -> Result<Login, Trouble> {
        let user = token(&self.settings.user).await?;
        let secret = token(&self.settings.token).await?;
        Ok(match (user, secret) {
            (Some(user), Some(secret)) => {
                Login::Basic { user: user.expose_secret().to_owned(), secret }
            }
            _ => Login::Nobody,
        })
    }

    /// An address below the pipeline's job: every folder of its path is a job of its own.
    fn of_job(&self, rest: &[&str]) -> Url {
        let folders = self.settings.job.split('/').filter(|folder| !folder.is_empty());
        let path = folders.flat_map(|folder| ["job", folder]);
        under(&self.settings.base_url, path.chain(rest.iter().copied()))
    }

    /// Keeps the items of our job. The name has no folder in it; the address has.
    fn queued(&self, queue: Queue, found: &mut StageRuns) {
        let own = self.of_job(&[]).path().trim_end_matches('/').to_owned();
        let name = self.settings.job.rsplit('/').next().unwrap_or_default();
        for item in queue.items.into_iter().take(200) {
            let item: Item = match serde_json::from_value(item) {
                Ok(item) => item,
                Err(fault) => {
                    found.gap(&format!("an item of the queue cannot be read: {fault}"));
                    continue;
                }
            };
            let task = item.task.as_ref();
            let url = task.and_then(|task| Url::parse(task.url.as_deref()?).ok());
            let is_ours = match url {
                Some(url) => url.path().trim_end_matches('/').ends_with(&own),
                None => task.and_then(|task| task.name.as_deref()) == Some(name),
            };
            if is_ours {
                found.queued.push(Queued {
                    id: item.id,
                    why: line(item.why.as_deref().unwrap_or_default()),
                    since: item.since.and_then(|at| Timestamp::from_millisecond(at).ok()),
                    pull_spec: parameter(&item.actions, "PULL_SPEC"),
                });
            }
        }
    }
}

impl StageRuns {
    /// Ten sentences are enough to know that something is wrong.
    fn gap(&mut self, what: &str) {
        if self.gaps.len() < 10 {
            self.gaps.push(line(what));
        }
    }
}

fn run(build: Build) -> StageRun {
    let at_work = build.building == Some(true) || build.in_progress == Some(true);
    let result = match RunResult::of(at_work, build.result.as_deref()) {
        RunResult::Unknown(word) => RunResult::Unknown(line(&word)),
        known => known,
    };
    let started = build.timestamp.and_then(|at| Timestamp::from_millisecond(at).ok());
    let took = build.duration.filter(|took| *took > 0 && !at_work);
    let ended = started
        .zip(took)
        .and_then(|(started, took)| started.checked_add(SignedDuration::from_millis(took)).ok());
    StageRun {
        number: build.number,
        url: line(build.url.as_deref().unwrap_or_default()),
        version: parameter(&build.actions, "VERSION"),
        pull_spec: parameter(&build.actions, "PULL_SPEC"),
        metadata_ad: parameter(&build.actions, "METADATA_AD"),
        result,
        started,
        ended,
    }
}

/// A parameter that is a text and not empty.
fn parameter(actions: &[Option<Action>], name: &str) -> Option<String> {
    let all = actions.iter().flatten().flat_map(|action| &action.parameters);
    let mut named = all.filter(|parameter| parameter.name == name);
    named.find_map(|parameter| parameter.value.as_str().map(line)).filter(|value| !value.is_empty())
}

fn line(text: &str) -> String {
    clean::line(&clean::cut(text, WORD))
}
