//! The Errata Tool: advisories, their pushes, alerts and grades (reference/worksheet-and-advisory.md B).
//!
//! One request per advisory tells almost everything; the rest is asked only where it can change what
//! somebody does. With a ticket of the operator the system's curl speaks (`negotiate`), else HTTP as
//! everywhere; both end in the same reader.

mod negotiate;
mod ticket;
mod wire;

use std::sync::Arc;
use std::time::Duration;

use url::Url;

use super::http::{Answer, Http, Question, place, under};
use super::lane::Lane;
use super::login::Login;
use super::net::Net;
use super::rarely::Rarely;
use super::token;
use crate::config::{ErrataLogin, ErrataSettings, TokenFrom};
use crate::domain::advisories::{Advisory, has_containers, newest};
use crate::domain::clock::Clock;
use crate::domain::source::Service;
use crate::domain::trouble::Trouble;

/// The Errata Tool as far as the cockpit reads it.
#[derive(Debug)]
pub struct Errata {
    http: Http,
    base: Url,
    login: ErrataLogin,
    token: TokenFrom,
    /// the ticket is looked at
    ticket: Rarely,
}

const DEADLINE: Duration = Duration::from_secs(25);
const JSON: &str = "application/json";
/// The largest advisories have some hundred bugs with their texts.
const LARGEST: usize = 8 << 20;
const LARGEST_PAGE: usize = 4 << 20;

/// An advisory with what could not be read of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Read {
    /// what it says
    pub advisory: Advisory,
    /// parts that could not be read: which, and why
    pub gaps: Vec<(&'static str, Trouble)>,
}

impl Errata {
    /// As configured.
    pub fn new(net: &Net, settings: &ErrataSettings, clock: Clock) -> Arc<Errata> {
        Errata::with_deadline(net, settings, clock, DEADLINE)
    }

    /// With another deadline for one answer, real time.
    pub fn with_deadline(
        net: &Net,
        settings: &ErrataSettings,
        clock: Clock,
        deadline: Duration,
    ) -> Arc<Errata> {
        Arc::new(Errata {
            http: Http::new(net.clone(), Service::Errata, clock, deadline),
            base: settings.base_url.clone(),
            login: settings.login,
            token: settings.token.clone(),
            ticket: Rarely::new(ticket::LOOK),
        })
    }

    /// What all questions have in common.
    pub fn lane(&self) -> &Lane {
        self.http.lane()
    }

    /// An advisory of a kind. Its pushes and alerts are asked for while they can change; the grade of its
    /// containers only with `grade`. A part that fails is a gap, not a lost advisory.
    ///
    /// # Errors
    /// The advisory itself could not be read.
    pub async fn advisory(&self, kind: &str, id: u64, grade: bool) -> Result<Read, Trouble> {
        let number = id.to_string();
        let facts = ["api", "v1", "erratum", &number];
        let mut advisory = self.json::<wire::Page>(facts).await?.read(id)?;
        let mut gaps = Vec::new();
        let ours = advisory.is_handled(kind) && advisory.state.is_in_work();
        if ours {
            let path = ["api", "v1", "erratum", &number, "push"];
            let jobs = self.json::<Vec<wire::PushJob>>(path).await;
            let jobs = jobs.map(|jobs| newest(jobs.into_iter().map(wire::PushJob::read)));
            advisory.pushes = kept(jobs, "pushes", &mut gaps);
        }
        if ours && advisory.is_security() {
            let path = ["api", "v1", "erratum", &number, "security_alerts"];
            let alerts = self.json::<wire::Alerts>(path).await.map(|alerts| alerts.read());
            advisory.alerts = kept(alerts, "security alerts", &mut gaps);
        }
        if ours && grade && has_containers(kind) {
            advisory.grade = kept(self.grade(&number).await, "container grade", &mut gaps);
        }
        Ok(Read { advisory, gaps })
    }

    /// The grade stands on a page for people only (B9).
    async fn grade(&self, number: &str) -> Result<char, Trouble> {
        let url = under(&self.base, ["errata", "container", number]);
        let page = self.ask(url, "text/html", LARGEST_PAGE).await?.into_page();
        wire::grade(&String::from_utf8_lossy(&page))
            .ok_or_else(|| Trouble::Missing { what: "a grade on its container page".to_owned() })
    }

    async fn json<'a, T: serde::de::DeserializeOwned>(
        &self,
        segments: impl IntoIterator<Item = &'a str>,
    ) -> Result<T, Trouble> {
        self.ask(under(&self.base, segments), JSON, LARGEST).await?.json()
    }

    async fn ask(&self, url: Url, accept: &'static str, largest: usize) -> Result<Answer, Trouble> {
        match self.login {
            ErrataLogin::Kerberos => {
                let lane = self.http.lane();
                let answer = negotiate::ask(lane, &url, accept, largest).await?;
                if self.ticket.is_due() {
                    lane.login_ends(ticket::ends().await.map(|ends| lane.time(ends)));
                }
                Ok(answer)
            }
            ErrataLogin::None => {
                let login = Login::bearer(token::token(&self.token).await?);
                let question = Question::get(url, accept, largest).by(login);
                let place = place(&question.url);
                self.http.ask(&question).await?.changed(&place)
            }
        }
    }
}

/// What a part said, or a gap in its place.
fn kept<T>(
    part: Result<T, Trouble>,
    name: &'static str,
    gaps: &mut Vec<(&'static str, Trouble)>,
) -> Option<T> {
    part.map_err(|trouble| gaps.push((name, trouble))).ok()
}
