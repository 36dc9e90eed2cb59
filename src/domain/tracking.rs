//! Tracking files `X.Y.z.yaml`: which z-stream releases ART announced (reference/statebox.md §13).

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use yaml_serde::{Mapping, Value};

use super::clean;
use super::complaint::{Complaint, Complaints};
use super::document::yaml;
use super::version::{Release, YStream};

/// One tracking file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tracking {
    /// from the file name
    pub y: YStream,
    /// announced releases
    pub releases: BTreeMap<Release, Tracked>,
}

/// One announced release.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tracked {
    /// kind → advisory number
    pub advisories: BTreeMap<String, u64>,
    /// ART ticket
    pub release_jira: Option<String>,
}

impl Tracking {
    /// Reads a tracking file; `None` when the text holds no map `releases`. An entry that is not a
    /// release (a value that slipped out by two columns) is left out and named.
    pub fn read(path: &str, text: &str) -> (Option<Tracking>, Vec<Complaint>) {
        let mut complaints = Complaints::of(path);
        let tracking = tracking(path, text, &mut complaints);
        (tracking, complaints.found)
    }
}

fn tracking(path: &str, text: &str, complaints: &mut Complaints<'_>) -> Option<Tracking> {
    let file = path.rsplit('/').next().unwrap_or(path);
    let Some(y) = file.split(".z").next().and_then(|y| y.parse::<YStream>().ok()) else {
        complaints.add("", "the file name names no y-stream, such as 4.20.z.yaml");
        return None;
    };
    let value = yaml::read(text, complaints)?;
    let Some(root) = value.as_mapping() else {
        complaints.add("", format!("{} instead of a map with `releases`", yaml::kind(&value)));
        return None;
    };
    let releases = match root.get("releases") {
        Some(Value::Mapping(releases)) => releases,
        // `releases:` with nothing behind it is how an empty stream was written for a while.
        Some(Value::Null) => return Some(Tracking { y, releases: BTreeMap::new() }),
        Some(other) => {
            complaints.add("releases", format!("{} instead of a map", yaml::kind(other)));
            return None;
        }
        None => {
            complaints.add("", "the map `releases` is missing");
            return None;
        }
    };
    let mut read = BTreeMap::new();
    for (key, entry) in releases {
        let name = yaml::scalar(key).unwrap_or_default();
        let place = format!("releases.{}", clean::line(&name));
        match (name.parse::<Release>(), entry) {
            (Ok(release), Value::Mapping(entry)) if release.y == y => {
                read.insert(release, tracked(entry, &place, complaints));
            }
            (Ok(release), Value::Null) if release.y == y => {
                read.insert(release, Tracked::default());
            }
            (Ok(release), _) if release.y != y => {
                complaints
                    .add(place, format!("a release of {} in the file of {y}: left out", release.y));
            }
            (Ok(_), other) => {
                complaints.add(place, format!("{} instead of a map: left out", yaml::kind(other)));
            }
            (Err(error), _) => complaints.add(place, format!("{error}: left out")),
        }
    }
    Some(Tracking { y, releases: read })
}

fn tracked(entry: &Mapping, place: &str, complaints: &mut Complaints<'_>) -> Tracked {
    let release_jira = match entry.get("release_jira") {
        None | Some(Value::Null) => None,
        Some(Value::String(ticket)) => Some(clean::line(ticket)),
        Some(other) => {
            let what = format!("{} instead of a ticket", yaml::kind(other));
            complaints.add(format!("{place}.release_jira"), what);
            None
        }
    };
    let advisories =
        advisories(entry.get("advisories"), &format!("{place}.advisories"), complaints);
    Tracked { advisories, release_jira }
}

/// Kind → number, as StateBox, tracking file and build data have it. Digits in quotes are read too.
pub(crate) fn advisories(
    value: Option<&Value>,
    place: &str,
    complaints: &mut Complaints<'_>,
) -> BTreeMap<String, u64> {
    let mut read = BTreeMap::new();
    let map = match value {
        None | Some(Value::Null) => return read,
        Some(Value::Mapping(map)) => map,
        Some(other) => {
            complaints.add(place, format!("{} instead of a map", yaml::kind(other)));
            return read;
        }
    };
    for (kind, number) in map {
        let kind = clean::line(&yaml::scalar(kind).unwrap_or_default());
        match yaml::scalar(number).and_then(|number| number.trim().parse().ok()) {
            Some(number) => {
                read.insert(kind, number);
            }
            None if number.is_null() => {}
            None => complaints.add(
                format!("{place}.{kind}"),
                format!("{} instead of an advisory number", yaml::kind(number)),
            ),
        }
    }
    read
}

#[cfg(test)]
mod tests {
    use super::*;

    const PATH: &str = "_releases/4.98/4.98.z.yaml";

    #[test]
    fn announced_releases_are_read_in_version_order() {
        let text = "releases:\n  4.98.10:\n    advisories: {rpm: 1, rhcos: '2'}\n    \
                    release_jira: ART-1\n  4.98.2: {advisories: {}, release_jira: null}\n";
        let (read, complaints) = Tracking::read(PATH, text);
        let read = read.unwrap();
        let names: Vec<String> = read.releases.keys().map(Release::to_string).collect();
        assert_eq!(names, ["4.98.2", "4.98.10"]);
        let ten = &read.releases[&"4.98.10".parse().unwrap()];
        assert_eq!(
            ten.advisories,
            BTreeMap::from([("rpm".to_owned(), 1), ("rhcos".to_owned(), 2)])
        );
        assert_eq!(ten.release_jira.as_deref(), Some("ART-1"));
        assert_eq!(complaints, []);
    }

    #[test]
    fn odd_files_are_read_as_far_as_they_go() {
        let cases: [(&str, Option<usize>, &str); 8] = [
            ("releases: {}\n", Some(0), ""),
            ("releases:\n", Some(0), ""),
            ("4.98.xx is ready\n", None, "a text instead of a map with `releases`"),
            ("release: {}\n", None, "the map `releases` is missing"),
            ("releases: [4.98.1]\n", None, "releases: a list instead of a map"),
            (
                "releases:\n  4.98.1: {advisories: {image: 7}}\n  release_jira: ART-2\n",
                Some(1),
                "releases.release_jira: \"release_jira\" is not a release",
            ),
            (
                "releases:\n  4.98.1: {advisories: {rpm: soon}}\n  4.97.1: {}\n",
                Some(1),
                "releases.4.98.1.advisories.rpm: a text instead of an advisory number",
            ),
            ("releases:\n  4.98.1: ready\n", Some(0), "releases.4.98.1: a text instead of a map"),
        ];
        for (text, releases, complaint) in cases {
            let (read, complaints) = Tracking::read(PATH, text);
            assert_eq!(read.map(|read| read.releases.len()), releases, "{text}");
            let first = complaints.first().map(ToString::to_string).unwrap_or_default();
            assert!(first.contains(complaint), "{text}: {first}");
            assert_eq!(first.is_empty(), complaint.is_empty(), "{text}: {first}");
        }
    }
}
