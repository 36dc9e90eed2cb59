//! Logs of runs, page by page, from whichever service has them. Never more of a log is read than was asked
//! for, except at a place that sends all of it whatever it is asked: there what comes before is passed over.

use std::sync::Arc;
use std::time::Duration;

use reqwest::header::{CONTENT_LENGTH, CONTENT_RANGE, HeaderMap};
use reqwest::{Response, StatusCode};

use super::body;
use super::hints;
use super::http::{Http, Question, place};
use super::prow::Storage;
use super::{Gitlab, Jenkins, Net};
use crate::config::Settings;
use crate::domain::log::{LogAsk, LogOf, LogPage, LogPart};
use crate::domain::trouble::Trouble;

/// Real time for a page: a long log may have to be passed over.
const DEADLINE: Duration = Duration::from_secs(60);

/// Bytes that are passed over at a place that does not know parts.
const PASSED_OVER: u64 = 256 << 20;

/// Everybody who has logs.
#[derive(Debug)]
pub struct Logs {
    gitlab: Gitlab,
    jenkins: Jenkins,
    storage: Storage,
}

impl Logs {
    /// As configured. They have lanes of their own: who looks at a log waits for nobody who polls.
    pub fn new(net: &Net, settings: &Settings) -> Arc<Logs> {
        let clock = settings.clock;
        Arc::new(Logs {
            gitlab: Gitlab::new(net, &settings.gitlab, clock),
            jenkins: Jenkins::new(net, &settings.jenkins, clock),
            storage: Storage::new(net, &settings.prow, clock, DEADLINE),
        })
    }

    /// A page of a log. Past its end it is empty.
    ///
    /// # Errors
    /// As any question; [`Trouble::Missing`] where there is no log, or none any more.
    pub async fn page(&self, ask: &LogAsk) -> Result<LogPage, Trouble> {
        let (from, most) = match ask.part {
            LogPart::From(from, most) => (from, most),
            LogPart::Last(most) => {
                // Not every service knows "the last bytes"; every one says how long the whole is.
                let first = self.from(&ask.of, 0, 1).await?;
                let Some(whole) = first.whole else {
                    return self.from(&ask.of, 0, most).await;
                };
                (whole.saturating_sub(most), most)
            }
        };
        self.from(&ask.of, from, most).await
    }

    async fn from(&self, of: &LogOf, from: u64, most: u64) -> Result<LogPage, Trouble> {
        match of {
            LogOf::Job { project, id, .. } => self.gitlab.log(project, *id, from, most).await,
            LogOf::Stage(number) => self.jenkins.console(*number, from, most).await,
            LogOf::Run { url, .. } => self.storage.log(url, from, most).await,
        }
    }
}

impl Http {
    /// A page of a log at an address, from byte `from` on, at most `most` bytes of it.
    pub(super) async fn log_page(
        &self,
        question: Question<'_>,
        from: u64,
        most: u64,
    ) -> Result<LogPage, Trouble> {
        let spot = place(&question.url);
        let last = from.saturating_add(most.max(1)).saturating_sub(1);
        let question = question.part(from, last);
        let read = |response| read(response, from, most, spot);
        self.stream(&question, DEADLINE, read).await
    }

    /// A page of a log at an address that names the first byte itself. What comes goes on to the end of the
    /// log, whose length Jenkins tells; it is not waited for.
    pub(super) async fn log_behind(
        &self,
        question: Question<'_>,
        from: u64,
        most: u64,
    ) -> Result<LogPage, Trouble> {
        let spot = place(&question.url);
        let read = |response: Response| async move {
            let size = response.headers().get("x-text-size");
            let whole = size.and_then(|size| size.to_str().ok()?.trim().parse::<u64>().ok());
            match whole {
                // Behind the end Jenkins begins again at the first byte.
                Some(whole) if whole <= from => {
                    Ok(LogPage { from: whole, bytes: Vec::new(), whole: Some(whole) })
                }
                Some(_) => take(response, from, whole, from, most, &spot).await,
                None => {
                    let detail = "the length of the log is not told".to_owned();
                    Err(Trouble::Unreadable { place: spot, detail })
                }
            }
        };
        self.stream(&question, DEADLINE, read).await
    }
}

async fn read(response: Response, from: u64, most: u64, spot: String) -> Result<LogPage, Trouble> {
    let headers = response.headers();
    if body::media_type(&response).as_deref() == Some("text/html") {
        let detail = "a page for people came instead of the log".to_owned();
        return Err(Trouble::Unreadable { place: spot, detail });
    }
    let (begins, whole) = match response.status() {
        StatusCode::RANGE_NOT_SATISFIABLE => {
            let whole = length_behind(headers);
            return Ok(LogPage { from: whole.unwrap_or(from), bytes: Vec::new(), whole });
        }
        StatusCode::PARTIAL_CONTENT => match hints::part(headers) {
            Some((first, whole)) if first <= from => (first, whole),
            _ => {
                let detail = "another part came than was asked for".to_owned();
                return Err(Trouble::Unreadable { place: spot, detail });
            }
        },
        // All of it comes. Its length is told unless it is compressed on the way.
        _ => (0, content_length(headers)),
    };
    if from.saturating_sub(begins) > PASSED_OVER {
        let detail = "the service sends no parts, and this one is too far from the beginning";
        return Err(Trouble::Unreadable { place: spot, detail: detail.to_owned() });
    }
    take(response, begins, whole, from, most, &spot).await
}

/// Reads the part from `from` on out of a body whose first byte is at `begins`.
async fn take(
    mut response: Response,
    begins: u64,
    whole: Option<u64>,
    from: u64,
    most: u64,
    spot: &str,
) -> Result<LogPage, Trouble> {
    let (mut at, mut bytes) = (begins, Vec::new());
    let most = usize::try_from(most).unwrap_or(usize::MAX);
    let mut ended = true;
    while let Some(chunk) = response.chunk().await.map_err(|error| body::broken(&error, spot))? {
        let before = usize::try_from(from.saturating_sub(at)).unwrap_or(usize::MAX);
        at += chunk.len() as u64;
        let wanted = chunk.get(before.min(chunk.len())..).unwrap_or_default();
        let room = most - bytes.len();
        bytes.extend_from_slice(wanted.get(..wanted.len().min(room)).unwrap_or_default());
        // One byte more than is wanted was seen, or the length is told: the rest is not waited for.
        if wanted.len() > room || (bytes.len() == most && whole.is_some()) {
            ended = false;
            break;
        }
    }
    let to_the_end = ended && response.status() != StatusCode::PARTIAL_CONTENT;
    let whole = whole.or(to_the_end.then_some(at));
    // Shorter than the place that was asked for: nothing is there.
    let from = whole.map_or(from, |whole| from.min(whole));
    Ok(LogPage { from, bytes, whole })
}

/// `Content-Range: bytes */1234`
fn length_behind(headers: &HeaderMap) -> Option<u64> {
    let text = headers.get(CONTENT_RANGE)?.to_str().ok()?;
    text.trim().strip_prefix("bytes */")?.trim().parse().ok()
}

fn content_length(headers: &HeaderMap) -> Option<u64> {
    headers.get(CONTENT_LENGTH)?.to_str().ok()?.trim().parse().ok()
}
