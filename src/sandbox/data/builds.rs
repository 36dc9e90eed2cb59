//! What the release controller of amd64 must have said, read from the files that quote it.

use serde::Deserialize;
use serde_json::Value;

use super::super::tags::{Tag, Tags};
use crate::domain::arch::Arch;
use crate::domain::builds::{BuildName, Stream};
use crate::domain::time::Timestamp;

/// A build as both kinds of file describe it; unknown members are ignored.
#[derive(Deserialize)]
struct Quoted {
    name: String,
    phase: String,
    #[serde(default, rename = "pullSpec")]
    pull_spec: Option<String>,
    #[serde(default, rename = "downloadURL")]
    download_url: Option<String>,
}

/// Puts every build of amd64 into its stream. Files that do not parse, and builds that are not
/// objects, give none: the release controller then answers 404.
pub fn collect(files: &[(String, Vec<u8>)], seen: Timestamp, tags: &mut Tags) {
    for (path, bytes) in files {
        let name = path.rsplit('/').next().unwrap_or(path);
        let Some(build) = quoted(name, bytes) else { continue };
        let Some(stream) = stream(&build.name) else { continue };
        let created = BuildName(build.name.clone()).made().unwrap_or(seen);
        let tag = Tag {
            name: build.name,
            phase: build.phase,
            pull_spec: build.pull_spec.unwrap_or_default(),
            download_url: build.download_url.unwrap_or_default(),
            created,
        };
        tags.put(Arch::Amd64, &stream, tag);
    }
}

fn quoted(name: &str, bytes: &[u8]) -> Option<Quoted> {
    let stem = name.strip_suffix("-amd64.json")?;
    let mut content: Value = serde_json::from_slice(bytes).ok()?;
    let build = if stem.starts_with("ocp-test-result-") {
        content.get_mut("build")?.take()
    } else if stem.starts_with("ocp-latest-") {
        content
    } else {
        return None;
    };
    serde_json::from_value(build).ok()
}

/// The stream a tag of amd64 belongs to (reference/release-stream-api.md §1).
fn stream(tag: &str) -> Option<String> {
    let name = BuildName(tag.to_owned());
    match name.stream() {
        Stream::Stable => Some(name.release()?.promoted_stream()),
        Stream::Nightly => {
            let end = tag.find("nightly")? + "nightly".len();
            // the name of another architecture's nightly goes on with that architecture
            let date = tag.get(end..)?.strip_prefix('-')?;
            date.starts_with(|c: char| c.is_ascii_digit())
                .then(|| tag.get(..end).map(str::to_owned))?
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_of_build_finds_its_stream() {
        let cases = [
            ("4.20.17", Some("4-stable")),
            ("4.22.0-rc.4", Some("4-stable")),
            ("5.0.0-ec.3", Some("5-dev-preview")),
            ("4.20.0-0.nightly-2026-03-17-041205", Some("4.20.0-0.nightly")),
            ("4.20.0-0.nightly-arm64-2026-03-17-041205", None),
            ("4.20.0-0.nightly", None),
            ("nonsense", None),
        ];
        for (tag, expected) in cases {
            assert_eq!(stream(tag).as_deref(), expected, "{tag}");
        }
    }

    #[test]
    fn broken_files_and_foreign_shapes_give_no_tag() {
        let file = |name: &str, text: &str| (name.to_owned(), text.as_bytes().to_vec());
        let build = r#"{"name":"4.20.17","phase":"Accepted","pullSpec":"p","downloadURL":"d"}"#;
        let files = [
            file(
                "ocp-test-result-4.20.17-amd64.json",
                &format!(r#"{{"result":[],"build":{build}}}"#),
            ),
            file("ocp-latest-4.20-stable-arm64.json", &build.replace("17", "18")),
            file("ocp-latest-4.20-stable-amd64.json", &build.replace("17", "19")),
            file("ocp-test-result-4.20.20-amd64.json", r#"{"build":"4.20.20"}"#),
            file("ocp-test-result-4.20.21-amd64.json", "{"),
        ];
        let mut tags = Tags::default();
        collect(&files, Timestamp::UNIX_EPOCH, &mut tags);
        let stream = tags.stream(Arch::Amd64, "4-stable").unwrap();
        assert_eq!(stream.keys().collect::<Vec<_>>(), ["4.20.17", "4.20.19"]);
    }
}
