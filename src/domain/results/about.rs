//! Which build a file is about, and reading pointers to the newest one (reference/test-results.md §1,
//! reference/prow-controller.md §2, §4).

use serde_json::Value;

use crate::domain::arch::Arch;
use crate::domain::builds::{Build, BuildName, Phase, latest_file_name};
use crate::domain::complaint::{Complaint, Complaints};
use crate::domain::json::{self, Node, excerpt};
use crate::domain::version::YStream;

/// See [`super::read_latest`].
pub fn latest(path: &str, text: &str) -> (Option<Build>, Vec<Complaint>) {
    let mut complaints = Complaints::of(path);
    let read = json::parse(text, &mut complaints).and_then(|value| {
        let root = Node::root(&value);
        root.document(&mut complaints)?;
        let build = described(root, &mut complaints);
        if build.is_none() && complaints.found.is_empty() {
            complaints.add("name", "no name of a build; the file is not used");
        }
        // The controller's fallback for a young y-stream knows no y-stream (prow-controller.md, pitfall 4).
        if let (Some(build), Some(y)) = (&build, pointer_y(path))
            && build.name.y() != Some(y)
        {
            let what = format!("{} is no build of {y}, but the file is its pointer", build.name);
            complaints.add("name", what);
        }
        build
    });
    (read, complaints.found)
}

/// The y-stream that a pointer is of.
fn pointer_y(path: &str) -> Option<YStream> {
    latest_file_name(path.rsplit('/').next()?).map(|(y, ..)| y)
}

/// What was tested where: the file's name and its `build` together. The name of the file decides,
/// because it is what every other program goes by.
pub fn identity(
    named: Option<(BuildName, Arch)>,
    described: Option<Build>,
    complaints: &mut Complaints,
) -> Option<(Build, Arch)> {
    let nothing_more = |name| Build {
        name,
        phase: Phase::Unknown,
        pull_spec: String::new(),
        download_url: String::new(),
    };
    match (named, described) {
        (Some((name, arch)), Some(build)) if name == build.name => Some((build, arch)),
        (Some((name, arch)), Some(build)) => {
            let what =
                format!("is {}, but the file is named after {name}; {name} is used", build.name);
            complaints.add("build.name", what);
            Some((Build { name, ..build }, arch))
        }
        (Some((name, arch)), None) => {
            if !complaints.found.iter().any(|known| known.place.starts_with("build")) {
                let what = "no description of the build; the name of the file tells which it is";
                complaints.add("build", what);
            }
            Some((nothing_more(name), arch))
        }
        (None, Some(build)) => {
            let guess = guessed_arch(&build);
            complaints
                .add("", format!("no architecture in the name of the file; taken as {guess}"));
            Some((build, guess))
        }
        (None, None) => {
            complaints
                .add("build", "no build in the file and none in its name; the file is not used");
            None
        }
    }
}

/// The first architecture that stands in the name, else amd64 (reference/prow-controller.md §2).
fn guessed_arch(build: &Build) -> Arch {
    let named = |arch: &Arch| build.name.0.contains(arch.name());
    Arch::ALL.into_iter().find(named).unwrap_or(Arch::Amd64)
}

/// The `build` of a result file. For a while it was a text that holds the object.
pub fn described_in(node: Node, complaints: &mut Complaints) -> Option<Build> {
    if let Some(text) = node.text_if_any() {
        let inner: Value = serde_json::from_str(text).unwrap_or_default();
        let build = inner.is_object().then(|| described(Node::root(&inner), complaints)).flatten();
        let follows = if build.is_some() { "read from the text" } else { "left out" };
        node.fault(complaints, format!("is a text, expected an object; {follows}"));
        return build;
    }
    node.object(complaints)?;
    described(node, complaints)
}

/// A build as the release controller describes it: `name`, `phase`, `pullSpec`, `downloadURL`.
fn described(node: Node, complaints: &mut Complaints) -> Option<Build> {
    let name = node.field("name");
    let text = name.raw_text(complaints)?;
    let Some(read) = BuildName::read(text) else {
        name.fault(
            complaints,
            format!("\"{}\" is not the name of a build; left out", excerpt(text)),
        );
        return None;
    };
    let phase = node.field("phase");
    let word = phase.raw_text(complaints);
    let known = word.map_or(Phase::Unknown, |word| word.parse().unwrap_or(Phase::Unknown));
    if let (Some(word), Phase::Unknown) = (word, known) {
        phase.fault(complaints, format!("\"{}\" is no phase; taken as unknown", excerpt(word)));
    }
    let mut line = |key| node.field(key).line(complaints).unwrap_or_default();
    let (pull_spec, download_url) = (line("pullSpec"), line("downloadURL"));
    Some(Build { name: read, phase: known, pull_spec, download_url })
}

#[cfg(test)]
mod tests {
    use super::super::reading::results;
    use super::*;

    #[test]
    fn the_build_is_found_wherever_it_is_described() {
        let text = r#""{\n  \"name\": \"4.20.17\",\n  \"phase\": \"Rejected\"\n}\n""#;
        let cases = [
            (r#"{"name":"4.20.17","phase":"Rejected"}"#, Phase::Rejected, ""),
            (r#"{"name":"4.20.17"}"#, Phase::Unknown, ""),
            (
                r#"{"name":"4.20.17","phase":"Odd"}"#,
                Phase::Unknown,
                "build.phase: \"Odd\" is no phase; taken as unknown",
            ),
            (text, Phase::Rejected, "build: is a text, expected an object; read from the text"),
            ("\"4.20.17\"", Phase::Unknown, "build: is a text, expected an object; left out"),
            ("7", Phase::Unknown, "build: is the number 7, expected an object; left out"),
            (
                "null",
                Phase::Unknown,
                "build: no description of the build; the name of the file tells which it is",
            ),
            (
                r#"{"name":"../x"}"#,
                Phase::Unknown,
                "build.name: \"../x\" is not the name of a build; left out",
            ),
            (
                r#"{"name":"4.20.18","phase":"Ready"}"#,
                Phase::Ready,
                "build.name: is 4.20.18, but the file is named after 4.20.17; 4.20.17 is used",
            ),
        ];
        for (build, phase, complaint) in cases {
            let text = format!(r#"{{"result":[],"build":{build}}}"#);
            let (results, complaints) = results("ocp-test-result-4.20.17-amd64.json", &text);
            let place = |found: &Complaint| format!("{}: {}", found.place, found.what);
            assert_eq!(complaints.iter().map(place).collect::<String>(), complaint);
            let results = results.unwrap();
            assert_eq!(
                (results.build.name.0.as_str(), results.build.phase),
                ("4.20.17", phase),
                "{build}"
            );
        }
    }

    #[test]
    fn a_file_without_an_architecture_in_its_name_is_taken_as_what_the_build_says() {
        let read = |path, name: &str| {
            let text = format!(r#"{{"result":[],"build":{{"name":"{name}"}}}}"#);
            let (results, complaints) = results(path, &text);
            (results.map(|results| results.arch), complaints[0].what.clone())
        };
        let (arch, what) = read(
            "ocp-test-result-4.16.0-0.nightly-2024-02-03-221256.json",
            "4.16.0-0.nightly-arm64-2024-02-03-221256",
        );
        assert_eq!(
            (arch, what.as_str()),
            (Some(Arch::Arm64), "no architecture in the name of the file; taken as arm64")
        );
        let (arch, what) = read("x.json", "7");
        assert_eq!((arch, what.as_str()), (None, "\"7\" is not the name of a build; left out"));
    }

    #[test]
    fn a_pointer_names_the_newest_build_or_is_refused() {
        let read = |text: &str| {
            let (build, complaints) = latest("_releases/ocp-latest-4.20-stable-amd64.json", text);
            let found: Vec<_> =
                complaints.iter().map(|found| format!("{}: {}", found.place, found.what)).collect();
            (build.map(|build| (build.name.0, build.phase)), found.concat())
        };
        let good = read(r#"{ "name": "4.20.17", "phase": "Accepted", "pullSpec": null }"#);
        assert_eq!(good, (Some(("4.20.17".to_owned(), Phase::Accepted)), String::new()));
        let other = read(r#"{"name":"4.21.0-ec.1","phase":"Accepted"}"#);
        assert!(other.0.is_some());
        assert_eq!(other.1, "name: 4.21.0-ec.1 is no build of 4.20, but the file is its pointer");
        let cases = [
            ("more test", "line 1 column 1: not JSON: expected value; nothing of the file is used"),
            (
                "4.15.0-rc.4",
                "line 1 column 5: not JSON: trailing characters; nothing of the file is used",
            ),
            ("{}", "name: no name of a build; the file is not used"),
            ("7", ": is the number 7, expected an object; the file is not used"),
            ("null", ": is null, expected an object; the file is not used"),
        ];
        for (text, complaint) in cases {
            assert_eq!(read(text), (None, complaint.to_owned()));
        }
    }
}
