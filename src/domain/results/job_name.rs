//! Full job names, kept once.

use std::borrow::Cow;
use std::collections::HashSet;
use std::fmt;
use std::sync::{Arc, LazyLock, Mutex, PoisonError};

use serde::{Deserialize, Deserializer, Serialize};

/// A Prow periodic's full name, 88–158 characters. Shared: a hundred names stand in thousands of runs.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct JobName(pub Arc<str>);

/// Names that are in use. 126 are known (reference/test-results.md §10).
static KNOWN: LazyLock<Mutex<HashSet<Arc<str>>>> = LazyLock::new(Mutex::default);

/// So many names are shared; with more than that in use, further ones are just not shared.
const AT_MOST: usize = 4096;

impl JobName {
    /// The name, sharing its text with equal names that are in use. Only a matter of memory: two names
    /// are equal by their text.
    pub fn shared(name: &str) -> JobName {
        let mut known = KNOWN.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(name) = known.get(name) {
            return JobName(Arc::clone(name));
        }
        let name: Arc<str> = name.into();
        if known.len() >= AT_MOST {
            known.retain(|name| Arc::strong_count(name) > 1);
        }
        if known.len() < AT_MOST {
            known.insert(Arc::clone(&name));
        }
        JobName(name)
    }

    /// The part that tells it from its sisters: `4.20-gcp-ipi`.
    pub fn short(&self) -> &str {
        let name = &*self.0;
        let tail = name.split_once("automated-release-").map_or(name, |(_, tail)| tail);
        tail.strip_suffix("-f999").unwrap_or(tail)
    }
}

impl<'de> Deserialize<'de> for JobName {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<JobName, D::Error> {
        Cow::<'de, str>::deserialize(from).map(|name| JobName::shared(&name))
    }
}

impl fmt::Display for JobName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_names_share_their_text_however_they_came_in() {
        let one = JobName::shared("periodic-ci-shared-by-a-test");
        let two: JobName = serde_json::from_str("\"periodic-ci-shared-by-a-test\"").unwrap();
        assert!(Arc::ptr_eq(&one.0, &two.0));
        assert_eq!(serde_json::to_string(&one).unwrap(), "\"periodic-ci-shared-by-a-test\"");
    }

    #[test]
    fn endless_new_names_do_not_fill_the_memory() {
        for n in 0..3 * AT_MOST {
            JobName::shared(&format!("name-{n}"));
        }
        assert!(KNOWN.lock().unwrap().len() <= AT_MOST);
    }
}
