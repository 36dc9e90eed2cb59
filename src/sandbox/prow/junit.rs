//! What the tests of a run say: JUnit files and the summary of the QE report, with the same counts and
//! failures as the record files have (reference/test-results.md §6).

use super::plan::{PlannedJobRun, PlannedSuite, PlannedTests};

/// Steps of an upgrade that are tests; the third of them fails where the upgrade failed.
const UPGRADE: [&str; 8] = [
    "[sig-upgrade] the cluster is healthy before the upgrade",
    "[sig-upgrade] the upgrade is acknowledged",
    "[sig-cluster-lifecycle] every operator reports the new version",
    "[sig-node] every node returns after the upgrade",
    "[sig-network] services answer during the upgrade",
    "[sig-api] the API answers during the upgrade",
    "[sig-storage] volumes stay mounted during the upgrade",
    "[sig-upgrade] the cluster is healthy after the upgrade",
];

/// Which of the steps fail: not always the same, but few enough to meet again in other runs.
fn failing_step(run: &PlannedJobRun) -> usize {
    [2, 3, 4].get(run.number.rem_euclid(3) as usize).copied().unwrap_or(2)
}

/// Files of a run's tests below `artifacts/`: name and text. `test` is the name of its ci-operator test.
pub fn files(run: &PlannedJobRun, test: &str) -> Vec<(String, String)> {
    match &run.tests {
        PlannedTests::None => Vec::new(),
        PlannedTests::Upgrade => {
            let failed = (run.end == "failure").then(|| failing_step(run));
            let case = |(nth, name): (usize, &&str)| case(name, "upgrade", Some(nth) == failed);
            let cases: String = UPGRADE.iter().enumerate().map(case).collect();
            let counts =
                format!("tests=\"{}\" failures=\"{}\"", UPGRADE.len(), u8::from(failed.is_some()));
            let text = format!(
                "<testsuites>\n<testsuite name=\"upgrade\" {counts} errors=\"0\" skipped=\"0\">\n{cases}</testsuite>\n</testsuites>\n"
            );
            vec![(format!("{test}/openshift-upgrade-qe-test/artifacts/junit_upgrade.xml"), text)]
        }
        PlannedTests::Report(suites) => {
            let mut files: Vec<(String, String)> =
                suites.iter().map(|suite| (place(test, suite.name), junit(suite))).collect();
            let summary =
                format!("{test}/openshift-e2e-test-qe-report/artifacts/test-results.yaml");
            files.push((summary, summary_of(suites)));
            files
        }
    }
}

fn place(test: &str, suite: &str) -> String {
    match suite {
        "cucushift-e2e" => {
            format!("{test}/{suite}/artifacts/junit_cucushift-e2e-combined.xml")
        }
        _ => format!("{test}/{suite}/artifacts/junit/import-Features.xml"),
    }
}

/// A suite: failed cases first in the order of the report, then skipped and passed ones.
fn junit(suite: &PlannedSuite) -> String {
    let mut text = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuite name=\"{}\" tests=\"{}\" failures=\"{}\" errors=\"0\" skipped=\"{}\" time=\"4711.2\">\n",
        escaped(suite.name),
        suite.total,
        suite.failing.len(),
        suite.skipped
    );
    for name in &suite.failing {
        text.push_str(&case(name, suite.name, true));
    }
    let rest = (suite.total - suite.failing.len() as i64).max(0);
    for nth in 0..rest {
        let name = format!("OCP-{}:Features case {} of {}", 40_000 + nth * 7, nth + 1, suite.name);
        if nth < suite.skipped {
            text.push_str(&format!(
                "<testcase name=\"{}\" time=\"0\"><skipped message=\"not on this platform\"/></testcase>\n",
                escaped(&name)
            ));
        } else {
            text.push_str(&case(&name, suite.name, false));
        }
    }
    text.push_str("</testsuite>\n");
    text
}

fn case(name: &str, class: &str, fails: bool) -> String {
    let head = format!(
        "<testcase name=\"{}\" classname=\"{}\" time=\"31.5\"",
        escaped(name),
        escaped(class)
    );
    if !fails {
        return format!("{head}/>\n");
    }
    format!(
        "{head}>\n<failure message=\"timed out waiting for the condition\" type=\"\">fail [features.go:214]: Unexpected error: &lt;*errors.errorString&gt;: timed out waiting for the condition</failure>\n<system-out>Waited 600s for the condition</system-out>\n</testcase>\n"
    )
}

fn summary_of(suites: &[PlannedSuite]) -> String {
    let mut text = String::new();
    for suite in suites {
        text.push_str(&format!(
            "{}:\n  total: {}\n  failures: {}\n  errors: 0\n  skipped: {}\n",
            suite.name,
            suite.total,
            suite.failing.len(),
            suite.skipped
        ));
        if !suite.failing.is_empty() {
            text.push_str("  failingScenarios:\n");
            for name in &suite.failing {
                text.push_str(&format!("  - '{}'\n", name.replace('\'', "''")));
            }
        }
    }
    text
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
