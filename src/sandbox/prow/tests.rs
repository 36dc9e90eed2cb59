use std::sync::Arc;

use axum::body::Bytes;
use axum::http::{HeaderMap, HeaderValue, Method};

use super::plan::{PlannedSuite, PlannedTests};
use super::*;

const CREATED: i64 = 1_774_400_000;
const ENDED: i64 = CREATED + 9_000;

fn run(number: i64, end: &'static str, tests: PlannedTests) -> PlannedJobRun {
    let job =
        "periodic-ci-openshift-openshift-tests-private-release-4.20-automated-release-gcp-ipi-f999";
    PlannedJobRun {
        id: format!("7f3c1a52-0d4e-4e47-9b1c-{number:012}"),
        job: job.into(),
        number,
        url: format!("https://deck.example/view/gs/{PRIVATE}/logs/{job}/{number}"),
        created: CREATED,
        ended: Some(ENDED),
        end,
        tests,
    }
}

fn report() -> PlannedTests {
    let failing = vec!["OCP-90203:Storage a <snapshot> & \"more\""];
    PlannedTests::Report(vec![PlannedSuite {
        name: "cucushift-e2e",
        total: 20,
        skipped: 3,
        failing,
    }])
}

fn asked(address: &str, headers: &[(&'static str, &str)]) -> Asked {
    let mut all = HeaderMap::new();
    for (name, value) in headers {
        all.insert(*name, HeaderValue::from_str(value).unwrap());
    }
    Asked::new(Method::GET, &address.parse().unwrap(), all, Bytes::new())
}

async fn body(response: Response<Body>) -> String {
    let bytes = axum::body::to_bytes(response.into_body(), usize::MAX).await.unwrap();
    String::from_utf8(bytes.to_vec()).unwrap()
}

async fn state(run: &PlannedJobRun, now: i64) -> String {
    let asked = asked(&format!("/deck/prowjob?prowjob={}", run.id), &[]);
    let response = Prow::deck(&asked, std::slice::from_ref(run), now);
    if response.status() != 200 {
        return response.status().as_u16().to_string();
    }
    let job: Value = yaml_serde::from_str(&body(response).await).unwrap();
    let placed = job["status"]["build_id"].is_string();
    let over = job["status"]["completionTime"].is_string();
    format!("{} {placed} {over}", job["status"]["state"].as_str().unwrap())
}

#[tokio::test]
async fn deck_tells_a_run_from_its_creation_until_it_forgets_it() {
    let run = run(1, "failure", report());
    for (after, expected) in [
        (-1, "404"),
        (1, "scheduling false false"),
        (30, "triggered true false"),
        (100, "pending true false"),
        (9_000, "failure true true"),
        (86_399, "failure true true"),
        (86_401, "404"),
    ] {
        assert_eq!(state(&run, CREATED + after).await, expected, "after {after}s");
    }
    let without = Prow::deck(&asked("/deck/prowjob", &[]), &[], CREATED);
    assert_eq!(without.status(), 400);
    let open = PlannedJobRun { ended: None, ..run };
    assert_eq!(state(&open, CREATED + 400_000).await, "pending true false", "Prow lost it");
}

fn names(run: &PlannedJobRun, now: i64) -> Vec<String> {
    artifacts::objects(run, now).into_iter().map(|object| object.name).collect()
}

#[test]
fn what_a_run_leaves_depends_on_how_far_it_came() {
    let of = |end, tests| names(&run(1, end, tests), ENDED + 60).join(" ");
    let whole = of("failure", report());
    assert!(whole.contains("/cucushift-e2e/artifacts/junit_cucushift-e2e-combined.xml"), "{whole}");
    assert!(whole.contains("/openshift-e2e-test-qe-report/artifacts/test-results.yaml"), "{whole}");
    let upgrade = of("failure", PlannedTests::Upgrade);
    assert!(
        upgrade.contains("junit_upgrade.xml") && !upgrade.contains("test-results"),
        "{upgrade}"
    );
    let early = of("failure", PlannedTests::None);
    assert!(!early.contains("junit") && early.contains("build-log.txt finished.json"), "{early}");
    let error = of("error", PlannedTests::None);
    assert_eq!(error, "finished.json prowjob.json", "no pod ever ran");
    let open = names(&run(1, "failure", report()), CREATED + 600).join(" ");
    assert_eq!(open, "build-log.txt podinfo.json prowjob.json started.json");
}

#[tokio::test]
async fn names_come_in_pages_and_objects_in_parts() {
    let runs = [run(1, "failure", report()), run(2, "success", report())];
    let storage = Storage { runs: &runs, now: ENDED + 60 };
    let get = |address: &str, headers: &[(&'static str, &str)]| {
        let asked = asked(address, headers);
        let parts: Vec<&str> = asked.parts.iter().map(String::as_str).collect();
        storage.answer(&asked, &parts)
    };
    let folder = runs[0].folder().unwrap().1;
    let list = |more: &str| format!("/storage/v1/b/{PRIVATE}/o?prefix={folder}/{more}");
    let mut found = Vec::new();
    let mut token = String::new();
    loop {
        let page: Value =
            serde_json::from_str(&body(get(&list(&format!("&maxResults=3{token}")), &[])).await)
                .unwrap();
        let items = page["items"].as_array().unwrap();
        assert!(items.len() <= 3);
        found.extend(items.iter().map(|item| item["name"].as_str().unwrap().to_owned()));
        match page["nextPageToken"].as_str() {
            Some(next) => token = format!("&pageToken={next}"),
            None => break,
        }
    }
    let expected: Vec<String> =
        names(&runs[0], ENDED + 60).into_iter().map(|name| format!("{folder}/{name}")).collect();
    assert_eq!(found, expected);
    let near: Value = serde_json::from_str(&body(get(&list("&delimiter=/"), &[])).await).unwrap();
    assert_eq!(near["prefixes"], json!([format!("{folder}/artifacts/")]));
    let junit: Value =
        serde_json::from_str(&body(get(&list("&matchGlob=**/junit*.xml"), &[])).await).unwrap();
    assert_eq!(junit["items"].as_array().map(Vec::len), Some(1));

    let log = format!("/{PRIVATE}/{folder}/build-log.txt");
    let whole = body(get(&log, &[])).await;
    assert!(whole.len() > 10_000 && whole.ends_with("Job failed.\n"));
    let part = get(&log, &[("range", "bytes=100-199")]);
    assert_eq!(
        (part.status().as_u16(), part.headers()["content-range"].to_str().unwrap()),
        (206, format!("bytes 100-199/{}", whole.len()).as_str())
    );
    assert_eq!(body(part).await, whole[100..200]);
    assert_eq!(get(&log, &[("range", &format!("bytes={}-", whole.len()))]).status(), 416);
    let tag = get(&log, &[]).headers()["etag"].to_str().unwrap().to_owned();
    assert_eq!(get(&log, &[("if-none-match", &tag)]).status(), 304);
    assert_eq!(get(&format!("/{PRIVATE}/{folder}/none.txt"), &[]).status(), 404);
    let encoded = format!(
        "/storage/v1/b/{PRIVATE}/o/{}?alt=media",
        format!("{folder}/finished.json").replace('/', "%2F")
    );
    let finished: Value = serde_json::from_str(&body(get(&encoded, &[])).await).unwrap();
    assert_eq!((&finished["result"], &finished["passed"]), (&json!("FAILURE"), &json!(false)));
    let latest = format!("/{PRIVATE}/{}/latest-build.txt", folder.rsplit_once('/').unwrap().0);
    assert!(["1", "2"].contains(&body(get(&latest, &[])).await.as_str()));
}

#[tokio::test]
async fn who_reads_the_private_bucket_or_gangway_says_who_asks() {
    let stage = Arc::new(Stage::new(crate::domain::clock::Clock::REAL, Default::default()));
    let prow = Prow::new(stage, "let-me-in".to_owned());
    let status = |address: &str, login: &str| {
        let headers = [("authorization", login)];
        let headers = if login.is_empty() { &headers[..0] } else { &headers[..] };
        prow.answer(&asked(address, headers)).status().as_u16()
    };
    let private = format!("/storage/{PRIVATE}/logs/j/1/prowjob.json");
    let cases = [
        (private.as_str(), "", 401),
        (private.as_str(), "Bearer wrong", 401),
        (private.as_str(), "Bearer let-me-in", 404),
        ("/storage/test-platform-results/logs/j/1/prowjob.json", "", 404),
        ("/gangway/v1/executions/1", "", 401),
        ("/gangway/v1/executions/1", "Bearer let-me-in", 500),
        ("/gangway/v1/executions?job_name=j", "Bearer let-me-in", 200),
        ("/deck/prowjob?prowjob=1", "", 404),
    ];
    for (address, login, expected) in cases {
        assert_eq!(status(address, login), expected, "{address} as {login:?}");
    }
}
