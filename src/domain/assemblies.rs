//! Build data: `releases.yml` of ocp-build-data, with inheritance of any depth
//! (reference/statebox.md §11, reference/configstore.md).

mod inherit;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use yaml_serde::{Mapping, Value};

use super::clean;
use super::complaint::{Complaint, Complaints};
use super::document::yaml;
use super::time::{Date, parse_release_date};
use super::tracking::advisories;
use super::version::YStream;

/// The assemblies of one y-stream, inheritance applied.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Assemblies {
    /// which y-stream
    pub y: YStream,
    /// by release key (`4.20.17`, `rc.4`), see [`super::version::Release::release_key`]
    pub by_key: BTreeMap<String, Assembly>,
}

/// What the cockpit needs of one assembly.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Assembly {
    /// kind → advisory number
    pub advisories: BTreeMap<String, u64>,
    /// ART ticket
    pub release_jira: Option<String>,
    /// planned ship date
    pub release_date: Option<Date>,
    /// `x86_64` … → nightly
    pub reference_releases: BTreeMap<String, String>,
    /// the release ships through a shipment merge request: Konflux flow
    pub shipment: Option<Shipment>,
}

/// The `shipment` part of an assembly.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Shipment {
    /// the merge request; missing in a few early candidates
    pub url: Option<String>,
}

impl Assemblies {
    /// Reads `releases.yml` and applies inheritance by ART's rules: child over parent, `key!` replaces,
    /// `key?` only when absent, `key-` removes, maps merge deeply, lists are appended without
    /// duplicates; any depth; a loop or a missing parent is a complaint and ends the chain.
    pub fn read(y: YStream, path: &str, text: &str) -> (Option<Assemblies>, Vec<Complaint>) {
        let mut complaints = Complaints::of(path);
        let read = assemblies(y, text, &mut complaints);
        (read, complaints.found)
    }
}

fn assemblies(y: YStream, text: &str, complaints: &mut Complaints<'_>) -> Option<Assemblies> {
    let value = yaml::read(text, complaints)?;
    let Some(Value::Mapping(releases)) = value.get("releases") else {
        complaints.add("releases", "no map `releases`: not build data");
        return None;
    };
    let mut by_key = BTreeMap::new();
    for key in releases.keys().filter_map(yaml::scalar) {
        let name = clean::line(&key);
        let whole = inherit::resolve(releases, &key, complaints);
        by_key.insert(name.clone(), assembly(&name, &whole, complaints));
    }
    Some(Assemblies { y, by_key })
}

/// Picks what the cockpit needs out of an assembly whose inheritance is applied.
fn assembly(name: &str, whole: &Mapping, complaints: &mut Complaints<'_>) -> Assembly {
    let place = |what: &str| format!("releases.{name}.assembly.{what}");
    let none = Mapping::new();
    let map = |parent: &'_ Mapping, key: &str| parent.get(key).and_then(Value::as_mapping).cloned();
    let group = map(whole, "group").unwrap_or_else(|| none.clone());
    let basis = map(whole, "basis").unwrap_or_else(|| none.clone());
    let text = |map: &Mapping, key: &str| {
        map.get(key).and_then(yaml::scalar).map(|text| clean::line(&text))
    };
    let release_date = text(&group, "release_date").and_then(|text| {
        let date = parse_release_date(&text);
        if date.is_none() {
            let what = format!("{text:?} is not a date such as 2026-Jul-07: left out");
            complaints.add(place("group.release_date"), what);
        }
        date
    });
    let reference_releases = map(&basis, "reference_releases").unwrap_or(none);
    Assembly {
        advisories: advisories(group.get("advisories"), &place("group.advisories"), complaints),
        release_jira: text(&group, "release_jira"),
        release_date,
        reference_releases: reference_releases
            .iter()
            .filter_map(|(arch, build)| Some((yaml::scalar(arch)?, yaml::scalar(build)?)))
            .map(|(arch, build)| (clean::line(&arch), clean::line(&build)))
            .collect(),
        shipment: map(&group, "shipment")
            .map(|shipment| Shipment { url: text(&shipment, "url").filter(|url| !url.is_empty()) }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> (Assemblies, Vec<String>) {
        let (read, complaints) = Assemblies::read("4.98".parse().unwrap(), "releases.yml", text);
        let shown = |complaint: &Complaint| format!("{}: {}", complaint.place, complaint.what);
        (read.unwrap(), complaints.iter().map(shown).collect())
    }

    #[test]
    fn a_konflux_release_and_an_old_child_are_read() {
        let (read, complaints) = read(
            "
releases:
  4.98.3:
    assembly:
      basis: {reference_releases: {x86_64: 4.98.0-0.nightly-2031-03-03-081500}}
      group:
        advisories: {rpm: 900101, rhcos: 900102}
        release_jira: ART-90001
        release_date: 2031-Mar-11
        shipment: {advisories: [{kind: image, live_id: 1}], url: 'https://gitlab.example.com/77'}
  4.98.0:
    assembly:
      basis: {assembly: rc.4, 'reference_releases!': {}}
      group: {'advisories!': {image: 900001}}
  rc.4:
    assembly:
      basis: {reference_releases: {x86_64: n-1}}
      group: {advisories: {rpm: 1, image: 2}, release_jira: ART-90000, shipment: {}}
  stream: {assembly: {type: stream}}
",
        );
        assert_eq!(complaints, [] as [&str; 0]);
        let three = &read.by_key["4.98.3"];
        assert_eq!(three.release_date.unwrap().to_string(), "2031-03-11");
        assert_eq!(three.reference_releases["x86_64"], "4.98.0-0.nightly-2031-03-03-081500");
        let url = three.shipment.as_ref().and_then(|shipment| shipment.url.as_deref());
        assert_eq!(url, Some("https://gitlab.example.com/77"));
        let zero = &read.by_key["4.98.0"];
        assert_eq!(zero.advisories, BTreeMap::from([("image".to_owned(), 900001)]));
        assert_eq!(zero.release_jira.as_deref(), Some("ART-90000"));
        assert!(zero.reference_releases.is_empty());
        assert_eq!(zero.shipment, Some(Shipment { url: None }));
        assert_eq!(read.by_key["stream"], Assembly::default());
    }

    #[test]
    fn odd_build_data_is_named_and_the_rest_is_used() {
        let (read, complaints) = read(
            "
releases:
  4.98.3: {assembly: {group: {release_date: later, advisories: [1], release_jira: ART-1}}}
",
        );
        assert_eq!(read.by_key["4.98.3"].release_jira.as_deref(), Some("ART-1"));
        assert_eq!(complaints.len(), 2, "{complaints:?}");
        let (none, complaints) = Assemblies::read("4.98".parse().unwrap(), "r", "404: Not Found");
        assert_eq!(none, None);
        assert!(complaints[0].what.contains("not build data"));
    }
}
