//! How this program itself fares.

use std::time::Duration;

use serde::Serialize;

/// What the operating system says of it. What it does not tell is `None`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Process {
    /// since it was started
    pub up: Duration,
    /// time of processors it has used
    pub cpu: Option<Duration>,
    /// resident memory, bytes
    pub resident: Option<u64>,
    /// the file of the cache, bytes; `None`: there is none
    pub cache: Option<u64>,
    /// why the cache cannot be used: one sentence
    pub cache_trouble: Option<String>,
    /// the program that polls, when it is another one
    pub follows: Option<u32>,
}
