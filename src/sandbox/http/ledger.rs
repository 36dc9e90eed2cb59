//! What was asked, counted, for tests and benches.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use serde::Serialize;
use serde_json::{Value, json};

/// Kinds of requests that are told apart; the rest is counted under `(other)`.
const MOST_KINDS: usize = 10_000;
/// Characters of a path that are kept.
const LONGEST_PATH: usize = 300;

/// Requests since the start, by method, path and status.
#[derive(Debug, Default)]
pub struct Ledger(Mutex<BTreeMap<Kind, Sums>>);

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Kind {
    method: String,
    path: String,
    status: u16,
}

#[derive(Debug, Default, Clone, Copy)]
struct Sums {
    count: u64,
    bytes: u64,
}

/// One line of the ledger.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Counted {
    /// GET, HEAD, …
    pub method: String,
    /// path without the query
    pub path: String,
    /// status of the answer; 0 where the connection was given up before one
    pub status: u16,
    /// how often
    pub count: u64,
    /// bytes of bodies sent
    pub bytes: u64,
}

impl Ledger {
    fn lines(&self) -> MutexGuard<'_, BTreeMap<Kind, Sums>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Counts one answer with as many bytes as are known at its beginning.
    pub fn count(&self, method: &str, path: &str, status: u16, bytes: u64) {
        self.add(method, path, status, Sums { count: 1, bytes });
    }

    /// Adds bytes that were sent later.
    pub fn more(&self, method: &str, path: &str, status: u16, bytes: u64) {
        self.add(method, path, status, Sums { count: 0, bytes });
    }

    fn add(&self, method: &str, path: &str, status: u16, sums: Sums) {
        let mut lines = self.lines();
        let path = path.chars().take(LONGEST_PATH).collect();
        let mut kind = Kind { method: method.to_owned(), path, status };
        if lines.len() >= MOST_KINDS && !lines.contains_key(&kind) {
            kind.path = "(other)".to_owned();
        }
        let line = lines.entry(kind).or_default();
        line.count += sums.count;
        line.bytes += sums.bytes;
    }

    /// Every line, by method, path and status.
    pub fn counted(&self) -> Vec<Counted> {
        self.lines()
            .iter()
            .map(|(kind, sums)| Counted {
                method: kind.method.clone(),
                path: kind.path.clone(),
                status: kind.status,
                count: sums.count,
                bytes: sums.bytes,
            })
            .collect()
    }

    /// Begins again at nothing.
    pub fn clear(&self) {
        self.lines().clear();
    }

    /// `{"total", "bytes", "requests": [{"method", "path", "status", "count", "bytes"}]}`.
    pub fn report(&self) -> Value {
        let requests = self.counted();
        let total: u64 = requests.iter().map(|line| line.count).sum();
        let bytes: u64 = requests.iter().map(|line| line.bytes).sum();
        json!({ "total": total, "bytes": bytes, "requests": requests })
    }
}
