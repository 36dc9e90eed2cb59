//! Build data: `releases.yml` of each y-stream, newest assembly first
//! (`reference/statebox.md` §11). Values are inherited from parents over several steps.

use std::sync::Arc;

use super::calendar::release_date;
use super::ledger::{Ledger, Place, Window};
use super::release::Release;
use super::streams::{LINES, Line};
use super::tasks::{basis_time, merged};

/// Writes one commit per assembly.
pub(super) fn write(book: &mut Ledger, window: &Window, releases: &[Release]) {
    for line in &LINES {
        let mut mine: Vec<&Release> =
            releases.iter().filter(|release| std::ptr::eq(release.line, line)).collect();
        mine.sort_by_key(|release| release.announced);
        let parts: Vec<String> = mine.iter().map(|release| assembly(release)).collect();
        let old = old_assemblies(line);
        for (nth, release) in mine.iter().enumerate() {
            let at = merged(release);
            let next = mine.get(nth + 1).map(|next| merged(next));
            if !window.sees(at, next) {
                continue;
            }
            let newest_first = parts.iter().take(nth + 1).rev().map(String::as_str);
            let text: String =
                ["releases:\n"].into_iter().chain(newest_first).chain([old.as_str()]).collect();
            let change = vec![("releases.yml".to_owned(), Some(Arc::from(text.into_bytes())))];
            let message = format!("Add assembly {}", release.key());
            book.commit(at, Place::build_data(line.y), message, "openshift-bot", change);
        }
    }
}

fn assembly(release: &Release) -> String {
    let kind = match release.key() {
        key if key.starts_with("ec.") => "preview",
        key if key.starts_with("rc.") => "candidate",
        _ => "standard",
    };
    let Release { rpm, rhcos, jira, .. } = release;
    let microshift =
        release.microshift.map_or_else(String::new, |id| format!("          microshift: {id}\n"));
    let ga = release.tracked() && release.name.ends_with(".0");
    // the first release is made from the last candidate: what must not be inherited is replaced
    let (own, basis) = if ga {
        ("!", "        assembly: rc.3\n        reference_releases!: {}\n".to_owned())
    } else {
        let (time, candidate) = (basis_time(release), release.candidate());
        let basis = format!(
            "        time: '{time}'\n        reference_releases:\n          x86_64: {candidate}\n"
        );
        ("", basis)
    };
    format!(
        "  {key}:
    assembly:
      type: {kind}
      basis:
{basis}      group:
        advisories{own}:
          rpm: {rpm}
          rhcos: {rhcos}
{microshift}        release_jira: ART-{jira}
        release_date: {date}
        shipment{own}:
          advisories:
          - kind: image
          - kind: extras
          - kind: metadata
          - kind: fbc
          env: prod
          url: {url}
        upgrades: {upgrades}
",
        key = release.key(),
        date = release_date(release.due),
        url = release.shipment(),
        upgrades = upgrades(release),
    )
}

/// The releases it can be reached from: the few before it.
fn upgrades(release: &Release) -> String {
    let names = (1..=4).filter_map(|back| release.line.release(release.step - back));
    let names = names.collect::<Vec<_>>().join(",");
    if names.is_empty() { "''".to_owned() } else { names }
}

const STREAM: &str = "  stream:
    assembly:
      type: stream
";

/// Assemblies from before the window: a chain of candidates, the last with replaced and removed keys,
/// and one that only exists for one customer.
fn old_assemblies(line: &Line) -> String {
    if line.patch().is_none() {
        // its candidates are in hand
        return STREAM.to_owned();
    }
    let base = 907_000 + line.rank() % 100 * 20;
    let (a, b, c) = (base, base + 1, base + 2);
    let jira = 93_000 + line.rank();
    format!(
        "  art{jira}:
    assembly:
      type: custom
      basis:
        assembly: rc.3
      group:
        release_jira-: null
  rc.3:
    assembly:
      type: candidate
      basis:
        assembly: rc.2
      group:
        advisories!:
          rpm: {c}
          rhcos: {b}
        release_date: 2025-Oct-7
  rc.2:
    assembly:
      type: candidate
      basis:
        assembly: rc.1
      group:
        release_jira: ART-{jira}
        dependencies?:
          rpms: []
  rc.1:
    assembly:
      type: candidate
      basis:
        brew_event: 68000{tail:03}
      group:
        advisories:
          rpm: {a}
          rhcos: {b}
        release_jira: ART-{jira}
{STREAM}",
        tail = line.rank()
    )
}
