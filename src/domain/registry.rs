//! Job registries `ocp-X.Y-test-jobs-ARCH.json`: which jobs a build is due
//! (reference/prow-controller.md §5).

use serde::{Deserialize, Serialize};

use super::arch::Arch;
use super::builds::Stream;
use super::complaint::{Complaint, Complaints};
use super::json::{self, Node};
use super::results::JobName;
use super::version::YStream;

/// One registry file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Registry {
    /// from the file name
    pub y: YStream,
    /// from the file name
    pub arch: Arch,
    /// jobs of nightlies, in file order
    pub nightly: Vec<RegisteredJob>,
    /// jobs of promoted builds, in file order
    pub stable: Vec<RegisteredJob>,
}

/// One registered job.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RegisteredJob {
    /// full Prow periodic name
    pub name: JobName,
    /// starts from an older release
    pub upgrade: bool,
    /// never gates, is never retried
    pub optional: bool,
    /// never started, still looked up by name
    pub disabled: bool,
    /// runs after a failed first run; normalised: at least 2, even
    pub retries: u8,
}

impl Registry {
    /// The jobs of a kind of build.
    pub fn jobs(&self, stream: Stream) -> &[RegisteredJob] {
        match stream {
            Stream::Nightly => &self.nightly,
            Stream::Stable => &self.stable,
        }
    }

    /// Its entry for a job of a kind of build, by exact name; disabled entries are found, too.
    pub fn job(&self, stream: Stream, name: &JobName) -> Option<&RegisteredJob> {
        self.jobs(stream).iter().find(|job| job.name == *name)
    }

    /// Reads a registry. `None` for a name that is not a registry (`ocp-4.x-…` included, without a
    /// complaint) or a text that is none.
    pub fn read(path: &str, text: &str) -> (Option<Registry>, Vec<Complaint>) {
        let file = path.rsplit('/').next().unwrap_or(path);
        let Some((y, arch)) = file_name(file) else { return (None, Vec::new()) };
        let mut complaints = Complaints::of(path);
        let read = json::parse(text, &mut complaints).and_then(|value| {
            let root = Node::root(&value);
            root.document(&mut complaints)?;
            if !(root.has_key("nightly") || root.has_key("stable")) {
                complaints.add("", "neither nightly nor stable jobs; the file is not used");
                return None;
            }
            let nightly = jobs(root.field("nightly"), &mut complaints)?;
            let stable = jobs(root.field("stable"), &mut complaints)?;
            Some(Registry { y, arch, nightly, stable })
        });
        (read, complaints.found)
    }
}

/// Splits `ocp-X.Y-test-jobs-ARCH.json`.
pub(crate) fn file_name(file: &str) -> Option<(YStream, Arch)> {
    let (y, arch) = file.strip_prefix("ocp-")?.strip_suffix(".json")?.split_once("-test-jobs-")?;
    Some((y.parse().ok()?, arch.parse().ok()?))
}

/// A list of jobs; `None` when it is longer than can be believed (the longest ever was 9).
fn jobs(list: Node, complaints: &mut Complaints) -> Option<Vec<RegisteredJob>> {
    const AT_MOST: usize = 200;
    if !list.is_there() {
        list.fault(complaints, "is missing; taken as no jobs");
    }
    let entries = list.list(complaints).unwrap_or_default();
    if entries.len() > AT_MOST {
        let n = entries.len();
        list.fault(
            complaints,
            format!("{n} jobs, expected at most {AT_MOST}; the file is not used"),
        );
        return None;
    }
    let read = |(index, entry)| job(list.item(index, entry), complaints);
    Some(entries.iter().enumerate().filter_map(read).collect())
}

fn job(entry: Node, complaints: &mut Complaints) -> Option<RegisteredJob> {
    let node = entry.field("prowJob");
    if !node.is_there() {
        entry.fault(complaints, "a job without a name (prowJob); left out");
    }
    let name = JobName::shared(&node.line(complaints)?);
    let mut flag = |key| entry.field(key).flag(complaints).unwrap_or(false);
    let (upgrade, optional, disabled) = (flag("upgrade"), flag("optional"), flag("disabled"));
    let retries = retries(entry.field("retries"), complaints);
    Some(RegisteredJob { name, upgrade, optional, disabled, retries })
}

/// Retries after a failed first run, so that all runs together are an odd number: what is no number, or
/// at most 2, is 2; above, the next even number below (reference/prow-controller.md §5).
fn retries(node: Node, complaints: &mut Complaints) -> u8 {
    const USUAL: u8 = 2;
    let wanted = node.number_or_digits(complaints).unwrap_or(0);
    let even = u8::try_from(wanted).unwrap_or(u8::MAX) & !1;
    even.max(USUAL)
}

#[cfg(test)]
mod tests {
    use super::*;

    const PATH: &str = "_releases/ocp-4.20-test-jobs-amd64.json";

    #[test]
    fn retries_are_normalised_so_that_all_runs_are_an_odd_number() {
        let cases = [
            ("null", 2, ""),
            ("0", 2, ""),
            ("1", 2, ""),
            ("3", 2, ""),
            ("-4", 2, ""),
            ("4", 4, ""),
            ("5", 4, ""),
            ("\"6\"", 6, ""),
            ("7", 6, ""),
            ("100000", 254, ""),
            ("4.0", 2, "is the number 4.0, expected a whole number; left out"),
            ("true", 2, "is true, expected a whole number; left out"),
            ("\"x\"", 2, "is the text \"x\", expected a whole number; left out"),
        ];
        for (retries, expected, complaint) in cases {
            let text =
                format!(r#"{{"nightly":[{{"prowJob":"a","retries":{retries}}}],"stable":[]}}"#);
            let (registry, complaints) = Registry::read(PATH, &text);
            assert_eq!(registry.unwrap().nightly[0].retries, expected, "{retries}");
            let found: Vec<_> = complaints.iter().map(|found| found.what.as_str()).collect();
            assert_eq!(found.concat(), complaint, "{retries}");
        }
    }

    #[test]
    fn a_broken_entry_costs_only_itself() {
        let text = r#"{"nightly":[{"prowJob":"a","upgrade":true,"optional":"no"},{"retries":2},7,
            {"prowJob":"b","disabled":true,"comment":"new key"}]}"#;
        let (registry, complaints) = Registry::read(PATH, text);
        let registry = registry.unwrap();
        let jobs: Vec<_> = registry.nightly.iter().map(|job| job.name.0.as_ref()).collect();
        assert_eq!(jobs, ["a", "b"]);
        let (a, b) = (&registry.nightly[0], &registry.nightly[1]);
        assert!(a.upgrade && !a.optional && b.disabled && b.retries == 2);
        let found: Vec<_> = complaints.iter().map(ToString::to_string).collect();
        assert_eq!(
            found,
            [
                "nightly[0].optional: is the text \"no\", expected true or false; left out",
                "nightly[1]: a job without a name (prowJob); left out",
                "nightly[2]: a job without a name (prowJob); left out",
                "stable: is missing; taken as no jobs",
            ]
            .map(|what| format!("{PATH}: {what}"))
        );
    }

    #[test]
    fn what_is_no_registry_is_none() {
        let read = |path, text| {
            let (registry, complaints) = Registry::read(path, text);
            let found: Vec<_> = complaints.into_iter().map(|found| found.what).collect();
            (registry.is_some(), found.concat())
        };
        let other_name = "_releases/ocp-4.x-test-jobs-amd64.json";
        assert_eq!(read(other_name, "{\"nightly\":[],\"stable\":[]}"), (false, String::new()));
        let html = read(PATH, "<html>Sign in</html>");
        assert!(!html.0 && html.1.contains("web page"), "{html:?}");
        let empty = read(PATH, "{}");
        assert_eq!(empty, (false, "neither nightly nor stable jobs; the file is not used".into()));
    }
}
