//! One service over HTTP: everything that every question has in common.

use std::time::Duration;

use reqwest::header::{
    ACCEPT, CONTENT_TYPE, ETAG, HeaderMap, IF_NONE_MATCH, RANGE, WWW_AUTHENTICATE,
};
use reqwest::{Response, StatusCode};
use secrecy::{ExposeSecret, SecretString};
use url::Url;

use super::body;
use super::hints::{self, Hints};
use super::lane::Lane;
use super::login::Login;
use super::net::Net;
use super::{redirect, remedy};
use crate::domain::clean;
use crate::domain::clock::Clock;
use crate::domain::source::Service;
use crate::domain::trouble::Trouble;

/// Speaks to one service. All questions to it share the lane.
#[derive(Debug)]
pub struct Http {
    net: Net,
    lane: Lane,
}

/// A question: a GET, or a POST where the service wants the question in a body.
#[derive(Debug)]
pub struct Question<'a> {
    /// the whole address
    pub url: Url,
    /// media types that are understood
    pub accept: &'static str,
    /// who asks
    pub login: Login,
    /// what we have already, as the service named it
    pub etag: Option<&'a str>,
    /// bytes, after decompression
    pub largest: usize,
    /// what is sent along; with it the question is a POST
    pub body: Option<Sent>,
    /// the first and the last byte that are wanted, where not all of a long text is
    pub range: Option<(u64, u64)>,
}

impl<'a> Question<'a> {
    /// A GET by nobody in particular.
    pub fn get(url: Url, accept: &'static str, largest: usize) -> Question<'a> {
        Question { url, accept, login: Login::Nobody, etag: None, largest, body: None, range: None }
    }

    /// Says who asks.
    pub fn by(self, login: Login) -> Question<'a> {
        Question { login, ..self }
    }

    /// Asks only for another state than this one.
    pub fn unless(self, etag: Option<&'a str>) -> Question<'a> {
        Question { etag, ..self }
    }

    /// Asks for a part only, from its first byte to its last. A service may send all the same.
    pub fn part(self, first: u64, last: u64) -> Question<'a> {
        Question { range: Some((first, last)), ..self }
    }

    /// Sends a body along.
    pub fn sending(self, sent: Sent) -> Question<'a> {
        Question { body: Some(sent), ..self }
    }
}

/// A body that carries a question.
#[derive(Debug, Clone)]
pub struct Sent {
    /// its media type
    pub media_type: &'static str,
    /// its bytes; may hold a secret, so they are not printed
    pub bytes: SecretString,
}

/// An answer with its body.
#[derive(Debug)]
pub struct Answer {
    bytes: Vec<u8>,
    media_type: Option<String>,
    /// the service's name for this state of the object
    pub etag: Option<String>,
    /// the page after this one, where the service counts pages
    pub next_page: Option<u32>,
    /// of a part: the place of its first byte, and how long the whole is, where that is told
    pub part: Option<(u64, Option<u64>)>,
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
    pub fn new(net: Net, service: Service, clock: Clock, deadline: Duration) -> Http {
        Http { net, lane: Lane::new(service, clock, deadline) }
    }

    /// What every question to the service has in common.
    pub fn lane(&self) -> &Lane {
        &self.lane
    }

    /// Asks and reads the whole answer.
    pub async fn ask(&self, question: &Question<'_>) -> Result<Told<Answer>, Trouble> {
        let place = place(&question.url);
        self.lane
            .guarded(self.lane.deadline(), &place, async {
                let Told::New(mut response) = self.open(question, &place).await? else {
                    return Ok(Told::Same);
                };
                let mut bytes = body::read(&mut response, &place, question.largest).await?;
                if response.status() == StatusCode::RANGE_NOT_SATISFIABLE {
                    bytes.clear();
                }
                let header = response.headers().get(ETAG).and_then(|value| value.to_str().ok());
                let (etag, media_type) = (header.map(str::to_owned), body::media_type(&response));
                let next_page = hints::next_page(response.headers());
                let is_part = response.status() == StatusCode::PARTIAL_CONTENT;
                let part = hints::part(response.headers()).filter(|_| is_part);
                let place = place.clone();
                Ok(Told::New(Answer { bytes, media_type, etag, next_page, part, place }))
            })
            .await
    }

    /// The challenge of a place that wants to know who asks (401 with `WWW-Authenticate`); `None`: it does
    /// not want to know.
    pub(super) async fn challenge(&self, url: &Url) -> Result<Option<String>, Trouble> {
        let place = place(url);
        self.lane
            .guarded(self.lane.deadline(), &place, async {
                let question = Question::get(url.clone(), "*/*", 0);
                let response = self.send(&question, url).await?;
                let hints = Hints::read(response.headers(), self.lane.now());
                self.lane.take_in(&hints);
                let said = response.headers().get(WWW_AUTHENTICATE);
                let said = said.and_then(|value| value.to_str().ok()).map(str::to_owned);
                match response.status() {
                    StatusCode::UNAUTHORIZED if said.is_some() => Ok(said),
                    status if status.is_success() || status == StatusCode::NOT_FOUND => Ok(None),
                    _ => Err(remedy::sort(response, &place, &hints).await),
                }
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
        self.lane
            .guarded(deadline, &place, async {
                match self.open(question, &place).await? {
                    Told::New(response) => consume(response).await,
                    Told::Same => Err(unasked_for(&place)),
                }
            })
            .await
    }

    async fn open(&self, question: &Question<'_>, place: &str) -> Result<Told<Response>, Trouble> {
        let mut url = question.url.clone();
        for _ in 0..=redirect::HOPS {
            let response = self.send(question, &url).await?;
            let hints = Hints::read(response.headers(), self.lane.now());
            self.lane.take_in(&hints);
            if response.status() == StatusCode::NOT_MODIFIED && question.etag.is_some() {
                return Ok(Told::Same);
            }
            if let Some(next) = redirect::target(&response, &url)? {
                url = next;
            } else if response.status().is_success()
                || (question.range.is_some()
                    && response.status() == StatusCode::RANGE_NOT_SATISFIABLE)
            {
                // 416: there is nothing at that place, which is an answer to who asks for a part.
                return Ok(Told::New(response));
            } else {
                return Err(remedy::sort(response, place, &hints).await);
            }
        }
        let detail = "redirected in a circle".to_owned();
        Err(Trouble::Unreadable { place: place.to_owned(), detail })
    }

    async fn send(&self, question: &Question<'_>, url: &Url) -> Result<Response, Trouble> {
        self.lane.contacts(url.host_str().unwrap_or_default());
        let client = self.net.client(url);
        let at_home = url.origin() == question.url.origin();
        let mut request = match question.body.as_ref().filter(|_| at_home) {
            None => client.get(url.clone()),
            Some(sent) => client
                .post(url.clone())
                .header(CONTENT_TYPE, sent.media_type)
                .body(sent.bytes.expose_secret().to_owned()),
        };
        request = request.header(ACCEPT, question.accept);
        if let Some(etag) = question.etag {
            request = request.header(IF_NONE_MATCH, etag);
        }
        if let Some((first, last)) = question.range {
            request = request.header(RANGE, format!("bytes={first}-{last}"));
        }
        if let Some((name, value)) = question.login.header()?.filter(|_| at_home) {
            request = request.header(name, value);
        }
        request.send().await.map_err(|error| remedy::unanswered(&error))
    }
}

impl Answer {
    /// An answer that came another way.
    pub(super) fn of(headers: &HeaderMap, bytes: Vec<u8>, place: &str) -> Answer {
        let text = |name| headers.get(name).and_then(|value| value.to_str().ok());
        let etag = text(ETAG).map(str::to_owned);
        let media_type = text(CONTENT_TYPE).map(body::media_type_of);
        let next_page = hints::next_page(headers);
        Answer { bytes, media_type, etag, next_page, part: None, place: place.to_owned() }
    }

    /// The body, where a page for people is what was asked for.
    pub fn into_page(self) -> Vec<u8> {
        self.bytes
    }

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
