//! What a shipment file says (reference/shipment-gitlab.md §2). What can be used of it is used; the rest
//! is a complaint with its place.

use yaml_serde::Value;

use super::{Advisory, Kind, ShipmentContent, ShipmentFile};
use crate::domain::clean;
use crate::domain::complaint::Complaints;
use crate::domain::document::yaml::{self, kind, scalar};

/// Issues of this source are Jira's; it moved, and older files have the older name.
const JIRA: [&str; 2] = ["redhat.atlassian.net", "issues.redhat.com"];

/// Longest text of a field that is kept.
const LONGEST: usize = 300;

/// Reads a shipment file.
pub fn read(path: &str, text: &str) -> ShipmentFile {
    let mut complaints = Complaints::of(path);
    let named = Kind::of_path(path);
    if named.is_none() {
        complaints.add("", "the name tells none of the known kinds");
    }
    let mut content = ShipmentContent::default();
    if let Some(root) = yaml::read(text, &mut complaints) {
        match map(&root, "shipment", "", &mut complaints) {
            Some(shipment) => all(shipment, named, &mut content, &mut complaints),
            None if root.get("shipment").is_none() => {
                complaints.add("", "there is no \"shipment\" in it");
            }
            None => {}
        }
    }
    let path = clean::line(path);
    ShipmentFile { path, kind: named, content, complaints: complaints.found }
}

fn all(
    shipment: &Value,
    named: Option<Kind>,
    content: &mut ShipmentContent,
    complaints: &mut Complaints<'_>,
) {
    let at = "shipment";
    if let Some(metadata) = map(shipment, "metadata", at, complaints) {
        content.assembly = text(metadata, "assembly");
        content.fbc = metadata.get("fbc").and_then(Value::as_bool).unwrap_or(false);
    }
    if let Some(environments) = map(shipment, "environments", at, complaints) {
        content.stage_advisory = advisory(environments, "stage", complaints);
        content.prod_advisory = advisory(environments, "prod", complaints);
    }
    let spec = map(shipment, "snapshot", at, complaints)
        .and_then(|snapshot| map(snapshot, "spec", "shipment.snapshot", complaints));
    if let Some(spec) = spec {
        let place = "shipment.snapshot.spec";
        let components = list(spec, "components", place, complaints).unwrap_or_default();
        content.components = u32::try_from(components.len()).unwrap_or(u32::MAX);
    }
    let notes = map(shipment, "data", at, complaints)
        .and_then(|data| map(data, "releaseNotes", "shipment.data", complaints));
    // The producer's rule: catalog fragments have no release notes, everything else has.
    let is_fbc = content.fbc || named == Some(Kind::Fbc);
    match notes {
        Some(notes) => {
            if is_fbc {
                let what = "an fbc file has no release notes; these are read all the same";
                complaints.add("shipment.data.releaseNotes", what);
            }
            release_notes(notes, content, complaints);
        }
        None if is_fbc => {}
        None => complaints.add("shipment.data", "there are no release notes"),
    }
}

fn release_notes(notes: &Value, content: &mut ShipmentContent, complaints: &mut Complaints<'_>) {
    let place = "shipment.data.releaseNotes";
    content.advisory_type = text(notes, "type");
    content.live_id = notes.get("live_id").and_then(|id| scalar(id)?.parse().ok());
    content.synopsis = text(notes, "synopsis");
    if let Some(issues) = map(notes, "issues", place, complaints) {
        let place = "shipment.data.releaseNotes.issues";
        let fixed = list(issues, "fixed", place, complaints).unwrap_or_default();
        for (nth, issue) in fixed.iter().enumerate() {
            let place = || format!("{place}.fixed[{nth}]");
            let Some(id) = issue.get("id").and_then(scalar) else {
                complaints.add(place(), format!("an issue without id: {}", kind(issue)));
                continue;
            };
            match issue.get("source").and_then(scalar) {
                Some(source) if JIRA.contains(&source.as_str()) => {
                    content.keys.insert(short(&id));
                }
                Some(_) => {}
                None => complaints.add(place(), format!("{id} has no source: not counted")),
            }
        }
    }
    let cves = list(notes, "cves", place, complaints).unwrap_or_default();
    for (nth, cve) in cves.iter().enumerate() {
        match cve.get("key").and_then(scalar).or_else(|| scalar(cve)) {
            Some(key) => drop(content.cves.insert(short(&key))),
            None => complaints.add(format!("{place}.cves[{nth}]"), "a CVE without key"),
        }
    }
}

fn advisory(environments: &Value, name: &str, complaints: &mut Complaints<'_>) -> Option<Advisory> {
    let place = "shipment.environments";
    let environment = map(environments, name, place, complaints)?;
    let found = map(environment, "advisory", &format!("{place}.{name}"), complaints)?;
    Some(Advisory { url: text(found, "url"), internal_url: text(found, "internal_url") })
}

/// A map inside a map. Absent is nothing; something else in its place is a complaint.
fn map<'a>(
    of: &'a Value,
    key: &str,
    place: &str,
    complaints: &mut Complaints<'_>,
) -> Option<&'a Value> {
    let found = of.get(key)?;
    if found.is_mapping() {
        return Some(found);
    }
    complaints.add(below(place, key), format!("{} where a map should be", kind(found)));
    None
}

/// As [`map`], for a list.
fn list<'a>(
    of: &'a Value,
    key: &str,
    place: &str,
    complaints: &mut Complaints<'_>,
) -> Option<&'a [Value]> {
    let found = of.get(key)?;
    let list = found.as_sequence().map(Vec::as_slice);
    if list.is_none() {
        complaints.add(below(place, key), format!("{} where a list should be", kind(found)));
    }
    list
}

fn below(place: &str, key: &str) -> String {
    if place.is_empty() { key.to_owned() } else { format!("{place}.{key}") }
}

fn text(of: &Value, key: &str) -> Option<String> {
    of.get(key).and_then(scalar).filter(|text| !text.trim().is_empty()).map(|text| short(&text))
}

fn short(text: &str) -> String {
    clean::line(&clean::cut(text.trim(), LONGEST))
}

#[cfg(test)]
mod tests {
    use super::*;

    const IMAGE: &str = "a/4.99.7.image.20310101010101.yaml";

    fn complaints_of(path: &str, text: &str) -> (ShipmentFile, Vec<String>) {
        let file = read(path, text);
        let said = file.complaints.iter().map(|one| format!("{}: {}", one.place, one.what));
        let said = said.collect();
        (file, said)
    }

    #[test]
    fn a_whole_file_is_read() {
        let text = "\
shipment:
  metadata: {product: ocp, application: a, group: openshift-4.99, assembly: 4.99.7, fbc: false}
  environments:
    stage:
      releasePlan: plan
      advisory: {url: https://example.test/e, internal_url: https://gitlab.example.test/a.yaml}
    prod: {releasePlan: plan}
  snapshot:
    nvrs: [a]
    spec:
      application: a
      components: [{name: x, containerImage: quay.io/x}, {name: y, containerImage: quay.io/y}]
  data:
    releaseNotes:
      type: RHSA
      live_id: 123
      synopsis: Example
      issues:
        fixed:
        - {id: OCPBUGS-1, source: redhat.atlassian.net}
        - {id: OCPBUGS-12, source: redhat.atlassian.net}
        - {id: OCPBUGS-3, source: issues.redhat.com}
        - {id: '4', source: bugzilla.redhat.com}
      cves: [{key: CVE-2031-0001, component: x}]
";
        let (file, said) = complaints_of(IMAGE, text);
        assert_eq!(said, [] as [&str; 0]);
        let content = file.content;
        let keys: Vec<&str> = content.keys.iter().map(String::as_str).collect();
        assert_eq!(keys, ["OCPBUGS-1", "OCPBUGS-12", "OCPBUGS-3"]);
        assert_eq!((content.components, content.live_id), (2, Some(123)));
        assert_eq!(content.advisory_type.as_deref(), Some("RHSA"));
        assert_eq!(content.cves.len(), 1);
        assert!(content.stage_advisory.is_some_and(|advisory| advisory.internal_url.is_some()));
        assert_eq!(content.prod_advisory, None);
    }

    #[test]
    fn what_is_wrong_is_named_with_its_place_and_the_rest_is_used() {
        let notes = "shipment:\n  data:\n    releaseNotes:\n      type: RHBA\n";
        let cases = [
            (
                format!("{notes}      issues: {{fixed: null}}\n"),
                "shipment.data.releaseNotes.issues.fixed: nothing where a list should be",
            ),
            (
                format!("{notes}      issues: {{fixed: [{{source: redhat.atlassian.net}}]}}\n"),
                "shipment.data.releaseNotes.issues.fixed[0]: an issue without id: a map",
            ),
            (
                format!("{notes}      issues: {{fixed: [{{id: A-1}}]}}\n"),
                "shipment.data.releaseNotes.issues.fixed[0]: A-1 has no source: not counted",
            ),
            (
                format!("{notes}      cves: 7\n"),
                "shipment.data.releaseNotes.cves: a number where a list should be",
            ),
        ];
        for (text, expected) in cases {
            let (file, said) = complaints_of(IMAGE, &text);
            assert_eq!(said, [expected]);
            assert_eq!(file.content.advisory_type.as_deref(), Some("RHBA"));
            assert!(file.content.keys.is_empty());
        }
        let bare = [
            (
                "shipment: {metadata: {assembly: 4.99.7}}",
                "shipment.data: there are no release notes",
            ),
            ("shipment: []", "shipment: a list where a map should be"),
            ("other: {}", ": there is no \"shipment\" in it"),
        ];
        for (text, expected) in bare {
            assert_eq!(complaints_of(IMAGE, text).1, [expected], "{text}");
        }
        let (file, said) = complaints_of(IMAGE, "a: [1,\nb: }");
        assert!(said[0].contains("not YAML"), "{said:?}");
        assert_eq!(file.content, ShipmentContent::default());
    }

    #[test]
    fn an_fbc_file_has_no_release_notes_and_an_unknown_kind_stays_visible() {
        let fbc = "4.99.7.fbc.20310101010101.yaml";
        assert_eq!(complaints_of(fbc, "shipment: {metadata: {fbc: true}}").1, [] as [&str; 0]);
        let (_, said) = complaints_of(fbc, "shipment: {data: {releaseNotes: {type: RHBA}}}");
        assert!(said[0].contains("an fbc file has no release notes"), "{said:?}");
        let kernel = "4.99.7.kernel.20310101010101.yaml";
        let (file, said) = complaints_of(kernel, "shipment: {data: {releaseNotes: {type: RHBA}}}");
        assert_eq!(said, [": the name tells none of the known kinds"]);
        assert_eq!((file.kind, file.content.advisory_type.as_deref()), (None, Some("RHBA")));
    }
}
