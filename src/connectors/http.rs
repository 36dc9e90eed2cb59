//! One service over HTTP: everything that every question has in common.

use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use reqwest::header::{ACCEPT, AUTHORIZATION, ETAG, HeaderValue, IF_NONE_MATCH};
use reqwest::{Response, StatusCode};
use secrecy::{ExposeSecret, SecretString};
use url::Url;

use super::body;
use super::breaker::{Breaker, Circuit};
use super::budget::Budget;
use super::hints::Hints;
use super::net::Net;
use super::{redirect, remedy};
use crate::domain::clean;
use crate::domain::clock::Clock;
use crate::domain::time::{SignedDuration, Timestamp};
use crate::domain::trouble::Trouble;

/// Speaks to one service. All questions to it share the breaker and the budget.
#[derive(Debug)]
pub struct Http {
    net: Net,
    /// for the log
    name: &'static str,
    clock: Clock,
    deadline: Duration,
    breaker: Breaker,
    budget: Budget,
    skew: Mutex<Option<SignedDuration>>,
}

/// A GET.
#[derive(Debug)]
pub struct Question<'a> {
    /// the whole address
    pub url: Url,
    /// media types that are understood
    pub accept: &'static str,
    /// sent as `Authorization: Bearer`, to the first host only
    pub token: Option<SecretString>,
    /// what we have already, as the service named it
    pub etag: Option<&'a str>,
    /// bytes, after decompression
    pub largest: usize,
}

/// An answer with its body.
#[derive(Debug)]
pub struct Answer {
    bytes: Vec<u8>,
    media_type: Option<String>,
    /// the service's name for this state of the object
    pub etag: Option<String>,
    place: String,
}

/// To a question that named what we have.
#[derive(Debug, PartialEq, Eq)]
pub enum Told<T> {
    /// nothing changed (304)
    Same,
    /// the new state
    New(T),
}

impl Http {
    /// A service. `deadline`: real time from the first byte sent to the last byte received.
    pub fn new(net: Net, name: &'static str, clock: Clock, deadline: Duration) -> Http {
        Http {
            net,
            name,
            clock,
            deadline,
            breaker: Breaker::default(),
            budget: Budget::default(),
            skew: Mutex::new(None),
        }
    }

    /// The program's time.
    pub fn now(&self) -> Timestamp {
        self.clock.time(Timestamp::now())
    }

    /// How long one answer may take, real time.
    pub fn deadline(&self) -> Duration {
        self.deadline
    }

    /// How far the service's clock was ahead of ours at its last answer. `Date` counts whole seconds,
    /// so with a fast clock this is coarse.
    pub fn skew(&self) -> Option<SignedDuration> {
        *self.skew.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The breaker's state and the failures in a row.
    pub fn circuit(&self) -> (Circuit, u32) {
        self.breaker.circuit()
    }

    /// The rate budget.
    pub fn budget(&self) -> &Budget {
        &self.budget
    }

    /// Asks and reads the whole answer.
    pub async fn ask(&self, question: &Question<'_>) -> Result<Told<Answer>, Trouble> {
        let place = place(&question.url);
        self.guarded(self.deadline, &place, async {
            let Told::New(mut response) = self.open(question, &place).await? else {
                return Ok(Told::Same);
            };
            let bytes = body::read(&mut response, &place, question.largest).await?;
            let header = response.headers().get(ETAG).and_then(|value| value.to_str().ok());
            let (etag, media_type) = (header.map(str::to_owned), body::media_type(&response));
            Ok(Told::New(Answer { bytes, media_type, etag, place: place.clone() }))
        })
        .await
    }

    /// Asks and hands the open answer to `consume`, for bodies that are not kept whole.
    pub(super) async fn stream<T, F>(
        &self,
        question: &Question<'_>,
        deadline: Duration,
        consume: impl FnOnce(Response) -> F,
    ) -> Result<T, Trouble>
    where
        F: Future<Output = Result<T, Trouble>>,
    {
        let place = place(&question.url);
        self.guarded(deadline, &place, async {
            match self.open(question, &place).await? {
                Told::New(response) => consume(response).await,
                Told::Same => Err(unasked_for(&place)),
            }
        })
        .await
    }

    /// Turn, breaker, deadline and log line of one question.
    async fn guarded<T>(
        &self,
        deadline: Duration,
        place: &str,
        work: impl Future<Output = Result<T, Trouble>>,
    ) -> Result<T, Trouble> {
        self.budget.admit(self.now()).await?;
        let pass = self.breaker.enter()?;
        let started = tokio::time::Instant::now();
        let outcome = tokio::time::timeout(deadline, work).await.unwrap_or_else(|_| {
            let detail = format!("no complete answer within {} s", deadline.as_secs_f32());
            Err(Trouble::Unreachable { detail })
        });
        pass.over(&outcome, |rest| self.clock.wait(rest));
        let took = started.elapsed().as_millis();
        match &outcome {
            Ok(_) => tracing::debug!(service = self.name, place, took, "answered"),
            Err(trouble) => tracing::info!(service = self.name, place, took, %trouble, "asked"),
        }
        outcome
    }

    async fn open(&self, question: &Question<'_>, place: &str) -> Result<Told<Response>, Trouble> {
        let mut url = question.url.clone();
        for _ in 0..=redirect::HOPS {
            let response = self.send(question, &url).await?;
            let hints = Hints::read(response.headers(), self.now());
            self.take_in(&hints);
            if response.status() == StatusCode::NOT_MODIFIED && question.etag.is_some() {
                return Ok(Told::Same);
            }
            if let Some(next) = redirect::target(&response, &url)? {
                url = next;
            } else if response.status().is_success() {
                return Ok(Told::New(response));
            } else {
                return Err(remedy::sort(response, place, &hints).await);
            }
        }
        let detail = "redirected in a circle".to_owned();
        Err(Trouble::Unreadable { place: place.to_owned(), detail })
    }

    async fn send(&self, question: &Question<'_>, url: &Url) -> Result<Response, Trouble> {
        let mut request = self.net.client(url).get(url.clone()).header(ACCEPT, question.accept);
        if let Some(etag) = question.etag {
            request = request.header(IF_NONE_MATCH, etag);
        }
        let at_home = url.origin() == question.url.origin();
        if let Some(token) = question.token.as_ref().filter(|_| at_home) {
            let value = format!("Bearer {}", token.expose_secret());
            let mut value = HeaderValue::try_from(value).map_err(|_| Trouble::SignIn {
                detail: "the token has characters that no token has".to_owned(),
            })?;
            value.set_sensitive(true);
            request = request.header(AUTHORIZATION, value);
        }
        request.send().await.map_err(|error| remedy::unanswered(&error))
    }

    fn take_in(&self, hints: &Hints) {
        self.budget.note(hints);
        if hints.skew.is_some() {
            *self.skew.lock().unwrap_or_else(PoisonError::into_inner) = hints.skew;
        }
    }
}

impl Answer {
    /// The body as JSON.
    pub fn json<T: serde::de::DeserializeOwned>(&self) -> Result<T, Trouble> {
        body::json(&self.bytes, self.media_type.as_deref(), &self.place)
    }

    /// The body as it is. A page for people is refused.
    pub fn into_bytes(self) -> Result<Vec<u8>, Trouble> {
        if self.media_type.as_deref() == Some("text/html") {
            let detail = "a page for people came instead of the file".to_owned();
            return Err(Trouble::Unreadable { place: self.place, detail });
        }
        Ok(self.bytes)
    }
}

impl<T> Told<T> {
    /// The new state, where nothing was said to be known.
    pub fn changed(self, place: &str) -> Result<T, Trouble> {
        match self {
            Told::New(new) => Ok(new),
            Told::Same => Err(unasked_for(place)),
        }
    }
}

fn unasked_for(place: &str) -> Trouble {
    let detail = "HTTP 304 to a question without condition".to_owned();
    Trouble::Unreadable { place: place.to_owned(), detail }
}

/// The part of an address that names the object, safe to show.
pub(super) fn place(url: &Url) -> String {
    clean::line(url.path())
}

/// `base` with more segments, each encoded; a path of `base` is kept.
pub(super) fn under<'a>(base: &Url, segments: impl IntoIterator<Item = &'a str>) -> Url {
    let mut url = base.clone();
    url.set_query(None);
    // Fails for addresses that cannot have a path only; settings are checked to be web addresses.
    if let Ok(mut path) = url.path_segments_mut() {
        path.pop_if_empty().extend(segments);
    }
    url
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn segments_are_added_below_the_base_and_encoded() {
        let cases = [
            ("https://api.github.com", "https://api.github.com/a/b%2Fc%20d"),
            ("https://api.github.com/", "https://api.github.com/a/b%2Fc%20d"),
            ("http://127.0.0.1:1/gh/?x=1", "http://127.0.0.1:1/gh/a/b%2Fc%20d"),
        ];
        for (base, expected) in cases {
            assert_eq!(under(&Url::parse(base).unwrap(), ["a", "b/c d"]).as_str(), expected);
        }
    }
}
