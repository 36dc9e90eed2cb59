//! The QE report's summary `test-results.yaml`: suite → numbers and names (reference/test-results.md §6).

use serde::Deserialize;

use crate::domain::clean;
use crate::domain::results::Suite;

/// Suites of a run, and names of a suite.
const MOST_SUITES: usize = 20;
const MOST_NAMES: usize = 200;
const NAME: usize = 300;

#[derive(Deserialize)]
struct Numbers {
    total: u32,
    #[serde(default)]
    failures: u32,
    #[serde(default)]
    errors: u32,
    #[serde(default)]
    skipped: u32,
    #[serde(default, rename = "failingScenarios")]
    failing: Option<Vec<String>>,
}

/// Reads the file, or says why it cannot be read. Old ones have the key `ginkgo` twice, and both count.
pub fn read_summary(text: &str) -> Result<Vec<Suite>, String> {
    let mut again = 0;
    let lines = text.lines().map(|line| {
        if line.trim_end() != "ginkgo:" {
            return line.to_owned();
        }
        again += 1;
        format!("ginkgo-{again}:")
    });
    let text = lines.collect::<Vec<_>>().join("\n");
    let suites: std::collections::BTreeMap<String, Numbers> =
        yaml_serde::from_str(&text).map_err(|error| match error.location() {
            Some(at) => format!("not a summary of suites, line {}", at.line()),
            None => "not a summary of suites".to_owned(),
        })?;
    if suites.is_empty() {
        return Err("no suite is in it".to_owned());
    }
    let line = |text: &str| clean::line(&clean::cut(text, NAME));
    let suite = |(name, numbers): (String, Numbers)| Suite {
        name: line(&name),
        total: numbers.total,
        failures: numbers.failures,
        errors: numbers.errors,
        skipped: numbers.skipped,
        failing: numbers
            .failing
            .unwrap_or_default()
            .iter()
            .take(MOST_NAMES)
            .map(|one| line(one))
            .collect(),
    };
    Ok(suites.into_iter().take(MOST_SUITES).map(suite).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_suites_of_the_same_name_count_and_what_is_no_summary_says_so() {
        let text = "ginkgo:\n  total: 10\n  failures: 1\n  errors: 0\n  skipped: 2\n  failingScenarios:\n  - \"a\\e\"\n\
            cucushift:\n  total: 3\n  failures: 0\n  errors: 0\n  skipped: 0\n  failingScenarios: null\n\
            ginkgo:\n  total: 20\n";
        let suites = read_summary(text).unwrap();
        let read: Vec<_> = suites.iter().map(|one| (&*one.name, one.total, one.failures)).collect();
        assert_eq!(read, [("cucushift", 3, 0), ("ginkgo-1", 10, 1), ("ginkgo-2", 20, 0)]);
        assert_eq!(suites[1].failing, ["a␛"]);
        for bad in ["", "a: 1", "- a", "a: {failures: 1}", "<html>", "a: {total: -1}"] {
            assert!(read_summary(bad).is_err(), "{bad}");
        }
    }
}
