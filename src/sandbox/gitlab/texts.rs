//! Texts that GitLab hands out: files, logs, advisories.

use std::hash::{DefaultHasher, Hash, Hasher};

use super::plan::{Job, Shipments};
use crate::domain::time::Timestamp;

/// An id that follows from a text: so many hexadecimal digits.
pub fn id(text: &str, digits: usize) -> String {
    let part = |nth: usize| {
        let mut hash = DefaultHasher::new();
        (nth, text).hash(&mut hash);
        format!("{:016x}", hash.finish())
    };
    let mut id: String = (0..4).map(part).collect();
    id.truncate(digits);
    id
}

/// A file with addresses that lead here.
pub fn placed(text: &str, url: &str) -> String {
    text.replace("{gitlab}", url)
}

/// `2026-03-25T14:07:00.000Z`
pub fn stamp(at: i64) -> String {
    let at = Timestamp::from_second(at).unwrap_or_default();
    at.strftime("%Y-%m-%dT%H:%M:%S.000Z").to_string()
}

/// The log of a job as far as it has come: a line every ten seconds, with colours and section marks.
pub fn log(job: &Job, now: i64) -> String {
    let Some(started) = job.started(now) else { return String::new() };
    let end = job.finished(now);
    let name = &job.name;
    let mut out = format!(
        "\u{1b}[0KRunning with gitlab-runner 17.11.0 (0f67ff19)\u{1b}[0;m\nsection_start:{started}:step_script\r\u{1b}[0K\u{1b}[0K\u{1b}[36;1mExecuting \"step_script\" stage of the job script\u{1b}[0;m\n\u{1b}[32;1m$ release-watch --job {name}\u{1b}[0;m\n"
    );
    let until = end.unwrap_or(now);
    let lines = (until - started) / 10;
    for nth in 0..=lines.clamp(0, 2_000) {
        let at = stamp(started + nth * 10);
        out += &format!("{at} {name}: waiting for the release, attempt {nth}\n");
    }
    let Some(end) = end else { return out };
    out += &match job.status(now) {
        "success" => format!(
            "{} release succeeded\nsection_end:{end}:step_script\r\u{1b}[0K\u{1b}[0K\u{1b}[32;1mJob succeeded\u{1b}[0;m\n",
            stamp(end)
        ),
        _ => format!(
            "{} ERROR: release pipeline run failed: task add-fbc-contribution timed out\nsection_end:{end}:step_script\r\u{1b}[0K\u{1b}[0K\u{1b}[31;1mERROR: Job failed: exit code 1\u{1b}[0;m\n",
            stamp(end)
        ),
    };
    out
}

/// The advisory of a kind in an environment, once the release has one: its images per architecture.
pub fn advisory(
    shipments: &Shipments,
    now: i64,
    environment: &str,
    release: &str,
    kind: &str,
) -> Option<String> {
    let address = format!("/advisories/{environment}/{release}/{kind}.yaml");
    let heads = shipments.requests.iter().filter_map(|request| request.head(now));
    let mut files = heads.flat_map(|head| &head.files);
    let (_, text) = files.find(|(_, text)| text.contains(&address))?;
    let mut out = format!(
        "apiVersion: example.com/v1\nkind: Advisory\nmetadata:\n  name: {release}-{kind}\nspec:\n  product_name: OpenShift\n  content:\n    images:\n"
    );
    for (component, arch, digest) in images(text) {
        out += &format!(
            "    - architecture: {arch}\n      component: {component}\n      containerImage: registry.example.com/openshift4/{component}@sha256:{digest}\n"
        );
    }
    Some(out)
}

/// The images of a shipment file: component, architecture, digest. The snapshot names those of amd64.
pub fn images(text: &str) -> Vec<(&str, &'static str, String)> {
    let (mut component, mut images) = ("", Vec::new());
    for line in text.lines().map(str::trim) {
        if let Some(name) = line.strip_prefix("- name: ") {
            component = name;
        }
        let Some(image) = line.strip_prefix("containerImage: ") else { continue };
        for arch in ["amd64", "arm64", "ppc64le", "s390x"] {
            let digest = match arch {
                "amd64" => image.rsplit("sha256:").next().unwrap_or_default().to_owned(),
                arch => id(&format!("{image} {arch}"), 64),
            };
            images.push((component, arch, digest));
        }
    }
    images
}
