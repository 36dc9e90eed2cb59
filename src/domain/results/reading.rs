//! Reading result files of every shape that was ever committed (reference/test-results.md §1).
//!
//! A job whose entry cannot be read stays in the list, as one that never ran: left out, it would make
//! the build look better than it is.

use super::{JobName, JobRecord, Results, Run, RunState, Suite, about, old_layout};
use crate::domain::builds;
use crate::domain::clean;
use crate::domain::complaint::{Complaint, Complaints};
use crate::domain::json::{self, Node, excerpt};

/// More jobs than this in one file are not believed, and neither is the file; the most ever was 9.
const MOST_JOBS: usize = 500;
/// More retries than this of one job are not believed; the most ever was 3.
const MOST_RETRIES: usize = 64;

/// See [`Results::read`].
pub fn results(path: &str, text: &str) -> (Option<Results>, Vec<Complaint>) {
    let mut complaints = Complaints::of(path);
    let read = json::parse(text, &mut complaints)
        .and_then(|value| document(path, Node::root(&value), &mut complaints));
    (read, complaints.found)
}

fn document(path: &str, root: Node, complaints: &mut Complaints) -> Option<Results> {
    root.document(complaints)?;
    let named = builds::result_file_name(path.rsplit('/').next().unwrap_or(path));
    let (jobs, build) = if root.field("result").is_there() {
        (
            jobs(root.field("result"), complaints)?,
            about::described_in(root.field("build"), complaints),
        )
    } else if let Some(old) = old_layout::read(root, complaints) {
        old
    } else {
        complaints.add("result", "no list of jobs; the file is not used");
        return None;
    };
    let (build, arch) = about::identity(named, build, complaints)?;
    Some(Results {
        build,
        arch,
        jobs,
        aggregated: root.field("aggregated").flag(complaints),
        accepted: root.field("accepted").flag(complaints),
        // The key counts, not its value (§1).
        manual_promotion: root.has_key("manual_promotion"),
    })
}

fn jobs(list: Node, complaints: &mut Complaints) -> Option<Vec<JobRecord>> {
    let entries = list.list(complaints)?;
    if !is_believable(list, entries.len(), complaints) {
        return None;
    }
    let jobs = entries.iter().enumerate();
    Some(jobs.map(|(index, entry)| job(list.item(index, entry), complaints)).collect())
}

/// Whether a file can hold so many jobs.
pub fn is_believable(list: Node, jobs: usize, complaints: &mut Complaints) -> bool {
    if jobs > MOST_JOBS {
        let what = format!("{jobs} jobs, expected at most {MOST_JOBS}; the file is not used");
        list.fault(complaints, what);
    }
    jobs <= MOST_JOBS
}

fn job(entry: Node, complaints: &mut Complaints) -> JobRecord {
    let mut record = JobRecord {
        name: name(entry.field("jobName"), entry, complaints),
        first: run(entry.field("firstJob"), complaints),
        retries: Vec::new(),
    };
    let list = entry.field("retriedJobs");
    let retries = list.list(complaints).unwrap_or_default();
    if retries.len() > MOST_RETRIES {
        let n = retries.len();
        let what =
            format!("{n} runs, expected at most {MOST_RETRIES}; all runs of the job left out");
        list.fault(complaints, what);
        record.first = Run::default();
    } else {
        let runs = retries.iter().enumerate();
        record.retries =
            runs.map(|(index, value)| run(list.item(index, value), complaints)).collect();
    }
    record
}

/// The name of a job; a stand-in where there is none, so that the job still counts.
pub fn name(node: Node, entry: Node, complaints: &mut Complaints) -> JobName {
    match node.raw_text(complaints) {
        Some(name) if name.bytes().all(|b| b.is_ascii_graphic()) => JobName::shared(name),
        Some(name) => JobName::shared(&clean::line(name)),
        None => {
            if !node.is_there() {
                let what = if entry.is_object() { "a job without a name" } else { "not a job" };
                entry.fault(complaints, format!("{what}; it counts as one that is not registered"));
            }
            JobName::shared(&format!("unnamed job ({entry})"))
        }
    }
}

/// A run; nothing of it where there is none.
pub fn run(node: Node, complaints: &mut Complaints) -> Run {
    if !node.is_there() || node.object(complaints).is_none() {
        return Run::default();
    }
    Run {
        id: node.field("jobID").line(complaints),
        started: node.field("jobStartTime").stamp(complaints),
        completed: node.field("jobCompletionTime").stamp(complaints),
        url: node.field("jobURL").line(complaints),
        state: state(node.field("jobState"), complaints),
        suites: suites(node.field("testResultSummary"), complaints),
    }
}

fn state(node: Node, complaints: &mut Complaints) -> Option<RunState> {
    let word = node.raw_text(complaints)?;
    let known = RunState::KNOWN.into_iter().find(|state| state.word() == word);
    if known.is_none() {
        node.fault(
            complaints,
            format!("\"{}\" is no state of a run; taken as unknown", excerpt(word)),
        );
    }
    Some(known.unwrap_or(RunState::Unknown))
}

fn suites(summary: Node, complaints: &mut Complaints) -> Vec<Suite> {
    let Some(suites) = summary.object(complaints) else { return Vec::new() };
    let read = |name: &String| {
        let node = summary.field(name);
        node.object(complaints)?;
        let mut count = |key| node.field(key).count(complaints).unwrap_or_default();
        Some(Suite {
            total: count("total"),
            failures: count("failures"),
            errors: count("errors"),
            skipped: count("skipped"),
            failing: failing(node.field("failingScenarios"), complaints),
            name: clean::line(name),
        })
    };
    suites.keys().filter_map(read).collect()
}

fn failing(list: Node, complaints: &mut Complaints) -> Vec<String> {
    let names = list.list(complaints).unwrap_or_default();
    let read = |(index, name)| list.item(index, name).line(complaints);
    names.iter().enumerate().filter_map(read).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const PATH: &str = "_releases/ocp-test-result-4.20.17-amd64.json";

    /// What is read of a text, and the complaints without the path.
    fn read(text: &str) -> (Option<Results>, Vec<String>) {
        let (results, complaints) = results(PATH, text);
        let place = |found: Complaint| format!("{}: {}", found.place, found.what);
        (results, complaints.into_iter().map(place).collect())
    }

    /// A file with these jobs, and nothing else wrong.
    fn file(jobs: &str) -> String {
        format!(r#"{{"result":[{jobs}],"build":{{"name":"4.20.17","phase":"Accepted"}}}}"#)
    }

    #[test]
    fn a_whole_file_is_read_without_a_complaint() {
        let text = r#"{"manual_promotion":true,"accepted":false,"aggregated":true,"build":{"name":"4.20.17",
            "phase":"Accepted","pullSpec":"quay.io/x:4.20.17-x86_64","downloadURL":"https://x"},"result":[
            {"jobName":"periodic-a","firstJob":{"jobStartTime":"2026-06-25T19:32:28Z","jobID":"16f2","jobURL":
            "https://deck/view/gs/b/logs/periodic-a/1","jobState":"failure","payload":null,"jobCompletionTime":
            "2026-06-25T22:17:22Z","testResultSummary":{"cucushift":{"total":116,"failures":1,"errors":0,
            "skipped":24,"type":"old","failingScenarios":["OCP-20800:a\u001b[2J"]},"ginkgo-1":{"total":1,
            "failures":0,"errors":0,"skipped":0,"failingScenarios":null}}},"retriedJobs":[{"jobID":"17f3"},{}]}]}"#;
        let (results, complaints) = read(text);
        assert_eq!(complaints, Vec::<String>::new());
        let results = results.unwrap();
        assert_eq!((results.aggregated, results.accepted), (Some(true), Some(false)));
        assert!(results.manual_promotion);
        assert_eq!(results.build.pull_spec, "quay.io/x:4.20.17-x86_64");
        let [job] = results.jobs.as_slice() else { panic!("{:?}", results.jobs) };
        assert_eq!(job.name.0.as_ref(), "periodic-a");
        assert_eq!(job.first.state, Some(RunState::Failure));
        assert_eq!(job.first.took().unwrap().as_mins(), 164);
        let [cucushift, ginkgo] = job.first.suites.as_slice() else { panic!("two suites") };
        assert_eq!((cucushift.total, cucushift.failures, cucushift.skipped), (116, 1, 24));
        assert_eq!(cucushift.failing, ["OCP-20800:a␛[2J"]);
        assert_eq!((ginkgo.name.as_str(), ginkgo.failing.len()), ("ginkgo-1", 0));
        let ids: Vec<_> = job.retries.iter().map(|run| run.id.as_deref()).collect();
        assert_eq!(ids, [Some("17f3"), None]);
    }

    #[test]
    fn a_value_of_a_wrong_kind_costs_only_itself() {
        let run =
            |field: &str| file(&format!(r#"{{"jobName":"a","firstJob":{{"jobID":"i",{field}}}}}"#));
        let job =
            |field: &str| file(&format!(r#"{{"jobName":"a","firstJob":{{"jobID":"i"}},{field}}}"#));
        let suite = |suite: &str| run(&format!(r#""testResultSummary":{{"s":{suite}}}"#));
        let cases = [
            (
                run(r#""jobStartTime":7"#),
                ".firstJob.jobStartTime: is the number 7, expected a time (RFC 3339); left out",
            ),
            (
                run(r#""jobStartTime":"soon""#),
                ".firstJob.jobStartTime: is the text \"soon\", expected a time (RFC 3339); left out",
            ),
            (
                run(r#""jobState":"sleeping""#),
                ".firstJob.jobState: \"sleeping\" is no state of a run; taken as unknown",
            ),
            (run(r#""jobURL":["x"]"#), ".firstJob.jobURL: is a list, expected a text; left out"),
            (
                run(r#""testResultSummary":"ok""#),
                ".firstJob.testResultSummary: is the text \"ok\", expected an object; left out",
            ),
            (suite("[]"), ".firstJob.testResultSummary.s: is a list, expected an object; left out"),
            (
                suite(r#"{"total":-1}"#),
                ".firstJob.testResultSummary.s.total: is the number -1, expected a whole number; left out",
            ),
            (
                suite(r#"{"failingScenarios":["a",5]}"#),
                ".firstJob.testResultSummary.s.failingScenarios[1]: is the number 5, expected a text; left out",
            ),
            (job(r#""retriedJobs":{}"#), ".retriedJobs: is an object, expected a list; left out"),
            (
                job(r#""retriedJobs":[false]"#),
                ".retriedJobs[0]: is false, expected an object; left out",
            ),
        ];
        for (text, complaint) in cases {
            let (results, complaints) = read(&text);
            assert_eq!(complaints, [format!("result[0]{complaint}")]);
            let jobs = results.unwrap().jobs;
            assert_eq!(jobs[0].first.id.as_deref(), Some("i"), "{complaint}");
        }
    }

    #[test]
    fn a_job_that_cannot_be_read_still_counts_as_one_that_is_open() {
        let absurd = format!(
            r#"{{"jobName":"a","firstJob":{{"jobState":"success","jobCompletionTime":
            "2026-06-25T22:17:22Z"}},"retriedJobs":[{}]}}"#,
            vec!["{}"; 65].join(",")
        );
        let cases = [
            (
                "null",
                "unnamed job (result[0])",
                ": not a job; it counts as one that is not registered",
            ),
            (
                "[1]",
                "unnamed job (result[0])",
                ": not a job; it counts as one that is not registered",
            ),
            (
                "{}",
                "unnamed job (result[0])",
                ": a job without a name; it counts as one that is not registered",
            ),
            (
                r#"{"jobName":3}"#,
                "unnamed job (result[0])",
                ".jobName: is the number 3, expected a text; left out",
            ),
            (
                r#"{"jobName":"a","firstJob":"x"}"#,
                "a",
                ".firstJob: is the text \"x\", expected an object; left out",
            ),
            (
                &absurd,
                "a",
                ".retriedJobs: 65 runs, expected at most 64; all runs of the job left out",
            ),
        ];
        for (job, name, complaint) in cases {
            let (results, complaints) = read(&file(job));
            assert_eq!(complaints, [format!("result[0]{complaint}")]);
            let jobs = results.unwrap().jobs;
            assert_eq!((jobs[0].name.0.as_ref(), jobs[0].is_completed()), (name, false));
        }
    }

    #[test]
    fn the_layout_of_early_2024_gives_first_runs_in_both_spellings() {
        for (name, id) in [("jobName", "jobID"), ("prowJob", "prowJobId")] {
            let text =
                format!(r#"{{"4.20.17":[{{"{name}":"a","{id}":"i","jobState":"pending"}},7]}}"#);
            let (results, complaints) = read(&text);
            let jobs = results.unwrap().jobs;
            assert_eq!((jobs[0].name.0.as_ref(), jobs[0].first.id.as_deref()), ("a", Some("i")));
            assert_eq!(jobs[0].first.state, Some(RunState::Pending));
            assert_eq!(
                complaints,
                [
                    "4.20.17: layout of early 2024; its runs are read as first runs, no phase is known",
                    "4.20.17[1]: not a job; it counts as one that is not registered",
                ]
            );
        }
    }

    #[test]
    fn a_text_without_a_list_of_jobs_is_refused_with_one_complaint() {
        let many = file(&vec!["{}"; 501].join(","));
        let cases = [
            ("[]", ": is a list, expected an object; the file is not used"),
            ("null", ": is null, expected an object; the file is not used"),
            ("{}", "result: no list of jobs; the file is not used"),
            (r#"{"result":{"a":1}}"#, "result: is an object, expected a list; left out"),
            (r#"{"4.20.17":{"a":1}}"#, "result: no list of jobs; the file is not used"),
            (&many, "result: 501 jobs, expected at most 500; the file is not used"),
            (
                "<html><body>Sign in",
                "line 1 column 1: not JSON: is a web page (HTML or XML); nothing of the file is used",
            ),
            (
                "{\"result\": [\n  {},\n ]\n}",
                "line 3 column 2: not JSON: trailing comma; nothing of the file is used",
            ),
        ];
        for (text, complaint) in cases {
            assert_eq!(read(text), (None, vec![complaint.to_owned()]), "{text:.40}");
        }
    }

    #[test]
    fn flags_are_taken_only_as_flags_and_promotion_by_its_key() {
        let text = r#"{"result":[],"build":{"name":"4.20.17"},"aggregated":"true","accepted":null,"manual_promotion":null}"#;
        let (results, complaints) = read(text);
        let results = results.unwrap();
        assert_eq!((results.aggregated, results.accepted), (None, None));
        assert!(results.manual_promotion);
        assert_eq!(
            complaints,
            ["aggregated: is the text \"true\", expected true or false; left out"]
        );
    }

    /// Small damage to a real-looking file, thousands of times, always the same.
    #[test]
    fn no_damage_to_a_file_makes_the_readers_panic() {
        let whole = r#"{"result":[{"jobName":"periodic-ü","firstJob":{"jobStartTime":"2026-06-25T19:32:28Z","jobID":
            "16f21371","jobURL":"https://deck/1","jobState":"success","jobCompletionTime":"2026-06-25T22:17:22Z",
            "testResultSummary":{"s":{"total":1,"failures":0,"errors":0,"skipped":0,"failingScenarios":["x"]}}},
            "retriedJobs":[{"jobID":"a"}]}],"build":{"name":"4.20.17","phase":"Accepted"},"aggregated":true,"accepted":false}"#;
        let check = |bytes: &[u8]| {
            let text = String::from_utf8_lossy(bytes);
            let (read, complaints) = results(PATH, &text);
            assert!(read.is_some() || !complaints.is_empty(), "silence: {text}");
            about::latest("ocp-latest-4.20-stable-amd64.json", &text);
            crate::domain::registry::Registry::read("ocp-4.20-test-jobs-amd64.json", &text);
            if let Some(read) = read {
                crate::domain::acceptance::judge_build(&read, None);
            }
        };
        (0..whole.len()).for_each(|end| check(&whole.as_bytes()[..end]));
        let mut chance = fastrand::Rng::with_seed(20);
        let pieces = [
            "null",
            "{}",
            "[]",
            "-1",
            "1e400",
            "\"\\ud800\"",
            "[[[[",
            "}",
            "\0",
            "9999999999999999999999",
        ];
        for _ in 0..5_000 {
            let mut bytes = whole.as_bytes().to_vec();
            for _ in 0..chance.usize(1..4) {
                let at = chance.usize(..bytes.len());
                match chance.u8(..3) {
                    0 => bytes[at] = chance.u8(..),
                    1 => drop(bytes.drain(at..(at + chance.usize(..20)).min(bytes.len()))),
                    _ => drop(bytes.splice(at..at, chance.choice(pieces).unwrap().bytes())),
                }
            }
            check(&bytes);
        }
    }
}
