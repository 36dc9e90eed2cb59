//! Captured logs of commands: lines with stamps, some of them in local time though they say `Z`.

use super::calendar::{log_time, stamp};

/// A captured log, or a text typed by hand.
pub(super) struct Log {
    text: String,
    /// how far the stamps are from UTC
    offset: i64,
    times: Option<(i64, i64)>,
}

impl Log {
    /// A log whose stamps are that far from UTC.
    pub(super) fn new(offset: i64) -> Log {
        Log { text: String::new(), offset, times: None }
    }

    /// A text typed by hand.
    pub(super) fn typed(text: impl Into<String>) -> Log {
        Log { text: text.into(), offset: 0, times: None }
    }

    /// Appends a line of a command's log.
    pub(super) fn line(mut self, at: i64, level: &str, words: &str) -> Log {
        let at = at + self.offset;
        let first = self.times.map_or(at, |(first, _)| first);
        self.times = Some((first, at));
        if !self.text.is_empty() {
            self.text.push('\n');
        }
        self.text.push_str(&format!("{}: {level}: {words}", stamp(at)));
        self
    }

    pub(super) fn info(self, at: i64, words: &str) -> Log {
        self.line(at, "INFO", words)
    }

    /// The marker line that a command ends or begins with.
    pub(super) fn marker(self, at: i64, task: &str, status: &str) -> Log {
        self.info(at, &format!("task [{task}] status is changed to [{status}]"))
    }

    /// A line of the watcher, which logs in another form; its times do not count.
    pub(super) fn watch(&mut self, at: i64, level: &str, words: &str) {
        let at = self.local(at);
        let separator = if self.text.is_empty() { "" } else { "\n" };
        self.text.push_str(&format!("{separator}{at},000 - {level} - {words}"));
    }

    /// A moment as this log writes it.
    pub(super) fn local(&self, at: i64) -> String {
        log_time(at + self.offset)
    }

    /// First and last stamp in the text.
    pub(super) fn times(&self) -> (Option<i64>, Option<i64>) {
        (self.times.map(|(first, _)| first), self.times.map(|(_, last)| last))
    }

    pub(super) fn into_text(self) -> String {
        self.text
    }
}
