//! The log of a job, page by page.

use super::Gitlab;
use crate::connectors::http::{Question, place};
use crate::domain::clean;
use crate::domain::trouble::Trouble;

/// A log that is sent whole, although a part was asked for, may be so long.
const LARGEST: usize = 16 << 20;

/// A part of a log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LogPage {
    /// its text, cleaned for a terminal; colours are taken out
    pub text: String,
    /// place of its first byte
    pub from: u64,
    /// place behind its last byte: where the next page begins
    pub to: u64,
    /// length of the whole log, where GitLab tells it
    pub whole: Option<u64>,
}

impl Gitlab {
    /// The log of a job from byte `from` on, at most `most` bytes of it. Past its end it is empty.
    ///
    /// # Errors
    /// As any question; [`Trouble::Missing`] for a job that has no log.
    pub async fn log(
        &self,
        project: &str,
        job: u64,
        from: u64,
        most: u64,
    ) -> Result<LogPage, Trouble> {
        let url = self.of_project(project, &["jobs", &job.to_string(), "trace"]);
        let spot = place(&url);
        let last = from.saturating_add(most.max(1)).saturating_sub(1);
        let question =
            Question::get(url, "text/plain, */*", LARGEST).by(self.login().await?).part(from, last);
        let answer = self.http.ask(&question).await?.changed(&spot)?;
        let part = answer.part;
        let bytes = answer.into_bytes()?;
        let (bytes, from, whole) = match part {
            Some((first, whole)) => (bytes, first, whole),
            // All of it came: the page is cut out of it.
            None => {
                let whole = bytes.len();
                let start = usize::try_from(from).unwrap_or(whole).min(whole);
                let most = usize::try_from(most).unwrap_or(whole);
                let page = bytes.into_iter().skip(start).take(most).collect();
                (page, start as u64, Some(whole as u64))
            }
        };
        let to = from + bytes.len() as u64;
        let text = clean::block(&plain(&String::from_utf8_lossy(&bytes)));
        Ok(LogPage { text, from, to, whole })
    }
}

/// Without colours, section marks and what a progress bar wrote over.
fn plain(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for line in text.split_inclusive('\n') {
        let (line, end) = match line.strip_suffix('\n') {
            Some(line) => (line.strip_suffix('\r').unwrap_or(line), "\n"),
            None => (line, ""),
        };
        let line = without_escapes(line);
        let shown = line.rsplit('\r').next().unwrap_or_default();
        // a line that only opened or closed a section
        if shown.is_empty() && line.contains("section_") {
            continue;
        }
        out.push_str(shown);
        out.push_str(end);
    }
    out
}

/// Takes `ESC [ … letter` out.
fn without_escapes(line: &str) -> String {
    let mut out = String::with_capacity(line.len());
    let mut rest = line;
    while let Some((before, after)) = rest.split_once("\u{1b}[") {
        out.push_str(before);
        let end = after.find(|c: char| ('\u{40}'..='\u{7e}').contains(&c));
        rest = end.and_then(|end| after.get(end + 1..)).unwrap_or_default();
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_log_is_shown_without_colours_sections_and_what_was_written_over() {
        let log = "\u{1b}[32;1m$ make\u{1b}[0;m\r\nsection_start:1:x\r\u{1b}[0K\n10%\r50%\r100%\nend\u{1b}[3";
        assert_eq!(plain(log), "$ make\n100%\nend");
    }
}
