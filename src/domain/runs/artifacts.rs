//! Which of a run's artifacts tell what its tests said (reference/test-results.md §6).

/// An object of the storage.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Object {
    /// its whole name in the bucket
    pub name: String,
    /// bytes, where they are told
    pub size: Option<u64>,
}

/// What is worth reading.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Artifacts {
    /// JUnit files
    pub junit: Vec<Object>,
    /// JUnit files beyond those
    pub left_out: u32,
    /// the QE report's summary
    pub summary: Option<Object>,
}

/// JUnit files of a run that are read, and bytes of all of them.
const MOST_FILES: usize = 12;
const MOST_BYTES: u64 = 48 << 20;

/// JUnit files that say how the job's own steps went, not its tests.
const OF_STEPS: [&str; 4] =
    ["junit_operator", "junit_install", "junit_symptoms", "junit_must_gather"];

impl Artifacts {
    /// Chooses from what is there: the files that QE's own tools look for, else every other JUnit file that
    /// is about tests.
    pub fn of(mut objects: Vec<Object>) -> Artifacts {
        objects.sort();
        objects.dedup();
        let summary = objects.iter().find(|one| is_summary(&one.name)).cloned();
        let (qe, rest): (Vec<Object>, Vec<Object>) =
            objects.into_iter().partition(|one| is_of_qe(&one.name));
        let wanted = if qe.is_empty() {
            rest.into_iter().filter(|one| is_of_tests(&one.name)).collect()
        } else {
            qe
        };
        let mut found = Artifacts { summary, ..Artifacts::default() };
        let mut bytes = 0_u64;
        for object in wanted {
            bytes = bytes.saturating_add(object.size.unwrap_or(0));
            if found.junit.len() < MOST_FILES && bytes <= MOST_BYTES {
                found.junit.push(object);
            } else {
                found.left_out += 1;
            }
        }
        found
    }
}

fn file(name: &str) -> &str {
    name.rsplit('/').next().unwrap_or(name)
}

fn is_summary(name: &str) -> bool {
    name.ends_with("openshift-e2e-test-qe-report/artifacts/test-results.yaml")
}

fn is_of_qe(name: &str) -> bool {
    let after = |start: &str| name.split_once(start).map(|(_, rest)| rest);
    name.ends_with("xml")
        && (after("/junit").is_some_and(|rest| rest.contains("import-"))
            || after("/junit").is_some_and(|rest| rest.contains("TEST-features-"))
            || after("/gui_test").is_some_and(|rest| rest.ends_with("console-cypress.xml"))
            || after("/cucushift-e2e/artifacts/junit_cucushift-e2e-combined").is_some())
}

fn is_of_tests(name: &str) -> bool {
    let file = file(name);
    file.starts_with("junit")
        && file.ends_with(".xml")
        && !OF_STEPS.iter().any(|step| file.starts_with(step))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chosen(names: &[&str]) -> (Vec<String>, Option<String>) {
        let object = |name: &&str| Object { name: format!("logs/j/1/{name}"), size: Some(10) };
        let found = Artifacts::of(names.iter().map(object).collect());
        let short = |object: Object| object.name.trim_start_matches("logs/j/1/").to_owned();
        (found.junit.into_iter().map(short).collect(), found.summary.map(short))
    }

    #[test]
    fn the_files_of_qe_come_first_and_those_of_steps_do_not_count() {
        let import = "artifacts/e2e/step/artifacts/junit/import-4.20.xml";
        let features = "artifacts/e2e/cucushift/artifacts/junit-report/TEST-features-a.xml";
        let gui = "artifacts/e2e/console/artifacts/gui_test/console-cypress.xml";
        let combined = "artifacts/e2e/cucushift-e2e/artifacts/junit_cucushift-e2e-combined-1.xml";
        let plain = "artifacts/e2e/openshift-e2e-test/artifacts/junit/junit_e2e__20260325.xml";
        let summary = "artifacts/e2e/openshift-e2e-test-qe-report/artifacts/test-results.yaml";
        let cases: [(&[&str], &[&str], Option<&str>); 6] = [
            (&[plain, import], &[import], None),
            (&[gui, combined, features], &[gui, combined, features], None),
            (&[plain, "artifacts/junit_operator.xml", summary], &[plain], Some(summary)),
            (&["artifacts/junit_operator.xml", "artifacts/e2e/i/junit_install.xml"], &[], None),
            (&["build-log.txt", "artifacts/e2e/junit.txt", "artifacts/x/other.xml"], &[], None),
            (&[plain, plain], &[plain], None),
        ];
        for (names, junit, summary) in cases {
            let expected: Vec<String> = junit.iter().map(|name| (*name).to_owned()).collect();
            assert_eq!(chosen(names), (expected, summary.map(str::to_owned)), "{names:?}");
        }
    }

    #[test]
    fn too_many_and_too_large_files_are_counted_and_not_read() {
        let object =
            |n: u32, size| Object { name: format!("a/junit_{n:02}.xml"), size: Some(size) };
        let many = Artifacts::of((0..20).map(|n| object(n, 10)).collect());
        assert_eq!((many.junit.len(), many.left_out), (MOST_FILES, 8));
        let large = Artifacts::of((0..3).map(|n| object(n, 30 << 20)).collect());
        assert_eq!((large.junit.len(), large.left_out), (1, 2));
    }
}
