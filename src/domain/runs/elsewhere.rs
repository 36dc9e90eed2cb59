//! The same test in other runs: a failure that everybody has is not that of one build.

use std::collections::BTreeMap;

use crate::domain::builds::BuildName;
use crate::domain::results::JobName;
use crate::domain::time::Timestamp;

/// A run in which tests failed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure<'a> {
    /// what was tested
    pub build: &'a BuildName,
    /// by which job
    pub job: &'a JobName,
    /// when the run began
    pub started: Option<Timestamp>,
    /// names of the tests
    pub tests: Vec<&'a str>,
}

/// In which other builds and jobs one of these tests failed, newest first; each build and job once.
pub fn elsewhere<'a>(
    here: (&BuildName, &JobName),
    tests: &[&str],
    all: impl Iterator<Item = Failure<'a>>,
) -> Vec<(&'a BuildName, &'a JobName)> {
    let mut newest: BTreeMap<(&BuildName, &JobName), Option<Timestamp>> = BTreeMap::new();
    for failure in all {
        let place = (failure.build, failure.job);
        if place == here || !failure.tests.iter().any(|test| tests.contains(test)) {
            continue;
        }
        let at = newest.entry(place).or_default();
        *at = (*at).max(failure.started);
    }
    let mut found: Vec<_> = newest.into_iter().collect();
    found.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| b.0.cmp(&a.0)));
    found.into_iter().map(|(place, _)| place).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn other_builds_and_jobs_newest_first_each_once() {
        let builds = ["4.20.17", "4.20.16", "4.19.27"].map(|name| BuildName(name.to_owned()));
        let jobs = ["aws", "gcp"].map(JobName::shared);
        let all = [
            (0, 1, 9, "etcd"),
            (0, 0, 8, "etcd"),
            (1, 0, 3, "etcd"),
            (1, 0, 4, "etcd"),
            (2, 1, 7, "etcd"),
            (2, 0, 6, "disk"),
        ];
        let failure = |(build, job, at, test): &(usize, usize, i64, &'static str)| Failure {
            build: &builds[*build],
            job: &jobs[*job],
            started: Timestamp::from_second(*at).ok(),
            tests: vec!["pods", test],
        };
        let here = (&builds[0], &jobs[0]);
        let found = |tests: &[&str]| -> Vec<(String, String)> {
            let found = elsewhere(here, tests, all.iter().map(failure));
            found.iter().map(|(build, job)| (build.to_string(), job.to_string())).collect()
        };
        let pair = |build: &str, job: &str| (build.to_owned(), job.to_owned());
        let etcd = [pair("4.20.17", "gcp"), pair("4.19.27", "gcp"), pair("4.20.16", "aws")];
        assert_eq!(found(&["etcd"]), etcd);
        assert_eq!(found(&["disk", "other"]), [pair("4.19.27", "aws")]);
        assert_eq!(found(&["other"]), []);
        assert_eq!(found(&[]), []);
    }
}
