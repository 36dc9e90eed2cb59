//! Prow as the connector asks it: Deck while a run is open, the storage when it is over or forgotten.

use oar_tui::config::{Settings, TokenFrom};
use oar_tui::connectors::prow::{Ask, Looked, Prow};
use oar_tui::connectors::{Logs, Net};
use oar_tui::domain::clock::Clock;
use oar_tui::domain::log::{LogAsk, LogOf, LogPart, Purpose};
use oar_tui::domain::results::RunState;
use oar_tui::domain::runs::{ReportKind, Teller, Tests};
use oar_tui::domain::trouble::Trouble;

use crate::web::{Reply, Request, Web};

const ID: &str = "7f3c1a52-0d4e-4e47-9b1c-2f6a8d0c1101";
const PAGE: &str = "https://prow.example/view/gs/private/logs/periodic-a/1977";

fn settings(web: &Web, token: Option<&str>) -> Settings {
    let mut settings = Settings::default();
    settings.prow.deck_url = format!("{}/deck", web.url).parse().unwrap();
    settings.prow.gangway_url = format!("{}/gangway", web.url).parse().unwrap();
    settings.prow.storage_url = format!("{}/storage", web.url).parse().unwrap();
    // Gangway's, which nobody else may see
    settings.prow.token = TokenFrom::Value("gangway".to_owned().into());
    settings.prow.storage_token =
        token.map_or(TokenFrom::None, |token| TokenFrom::Value(token.to_owned().into()));
    settings
}

async fn look(web: &Web, token: Option<&str>, ask: Ask) -> Looked {
    let prow = Prow::new(&Net::new().unwrap(), &settings(web, token).prow, Clock::REAL);
    prow.look(&ask).await
}

fn ask(is_over: bool) -> Ask {
    Ask { id: Some(ID.to_owned()), page: Some(PAGE.to_owned()), is_over }
}

/// As Deck prints a ProwJob, much shortened.
fn prowjob(state: &str, more: &str) -> Reply {
    let text = format!(
        "apiVersion: prow.k8s.io/v1\nkind: ProwJob\nmetadata:\n  annotations:\n    prow.k8s.io/job: periodic-a\n  \
         creationTimestamp: \"2026-03-25T09:40:00Z\"\n  name: {ID}\nspec:\n  agent: kubernetes\n  job: periodic-a\n  \
         pod_spec:\n    containers:\n    - args: [--gcs-upload-secret=/s]\n      resources: {{requests: {{cpu: 10m}}}}\n\
         status:\n  build_id: \"1977\"\n  description: Job {state}.\n  pendingTime: \"2026-03-25T09:40:05Z\"\n  \
         startTime: \"2026-03-25T09:40:00Z\"\n  state: {state}\n{more}"
    );
    Reply::new(200, text).with("content-type", "text/plain; charset=utf-8")
}

const JUNIT: &str = "<?xml version=\"1.0\"?><testsuites><testsuite name=\"e2e\" tests=\"4\">\
    <testcase name=\"[sig-storage] gce-pd resize\"><failure message=\"x\">long</failure></testcase>\
    <testcase name=\"[sig-storage] gce-pd resize\"><failure/></testcase><testcase name=\"b\"/>\
    <testcase name=\"c\"><skipped/></testcase></testsuite></testsuites>";

const ROOT: &str = "logs/periodic-a/1977";

/// A storage that wants a token and keeps these objects of the run, with the listing of Google's.
fn kept(request: &Request, objects: &[(&str, &str)]) -> Reply {
    if request.headers.get("authorization").map(String::as_str) != Some("Bearer s3cret") {
        let said = r#"{"error":{"code":401,"message":"Anonymous caller does not have access."}}"#;
        return Reply::new(401, said).with("content-type", "application/json");
    }
    if let Some((_, query)) = request.path.split_once("/storage/v1/b/private/o?") {
        assert!(query.contains("prefix=logs%2Fperiodic-a%2F1977%2Fartifacts%2F"), "{query}");
        assert!(query.contains("matchGlob=") && query.contains("fields="), "{query}");
        let inside = objects.iter().filter(|(name, _)| name.starts_with("artifacts/"));
        let item = |(name, text): &(&str, &str)| {
            format!(r#"{{"name":"{ROOT}/{name}","size":"{}"}}"#, text.len())
        };
        let items: Vec<String> = inside.map(item).collect();
        return Reply::json(format!(r#"{{"items":[{}]}}"#, items.join(",")));
    }
    let own = |(name, _): &&(&str, &str)| request.path == format!("/storage/private/{ROOT}/{name}");
    match objects.iter().find(own) {
        Some((_, text)) => Reply::new(200, *text).with("content-type", "application/octet-stream"),
        None => Reply::new(404, "<Error><Code>NoSuchKey</Code></Error>")
            .with("content-type", "application/xml"),
    }
}

/// Gangway's token does not go to Deck, nor does the storage's.
fn nobodys(request: &Request) {
    assert!(!request.headers.contains_key("authorization"), "{request:?}");
}

#[tokio::test]
async fn an_open_run_is_one_question_to_deck_by_nobody() {
    for (state, expected) in [
        ("scheduling", RunState::Scheduling),
        ("triggered", RunState::Triggered),
        ("pending", RunState::Pending),
    ] {
        let web = Web::start(move |request| {
            nobodys(request);
            prowjob(state, "")
        })
        .await;
        let looked = look(&web, Some("s3cret"), ask(false)).await;
        assert_eq!((looked.sight.state, looked.sight.by), (Some(expected), Some(Teller::Deck)));
        assert_eq!((looked.tests, looked.asked), (Tests::NotYet, 1));
        assert_eq!(web.paths(), [format!("/deck/prowjob?prowjob={ID}")]);
    }
}

#[tokio::test]
async fn a_run_that_ended_is_read_with_its_tests_from_the_place_that_its_page_names() {
    let objects = [
        ("artifacts/junit_operator.xml", "<testsuite><testcase name='step'/></testsuite>"),
        ("artifacts/e2e/openshift-e2e-test/artifacts/junit/junit_e2e.xml", JUNIT),
    ];
    let web = Web::start(move |request| match request.path.starts_with("/deck/") {
        true => {
            nobodys(request);
            let ended = "  completionTime: \"2026-03-25T12:51:00Z\"\n  \
                         url: https://prow.example/view/gs/private/logs/periodic-a/1977\n";
            prowjob("failure", ended)
        }
        false => kept(request, &objects),
    })
    .await;
    // the record knows no page yet
    let looked = look(&web, Some("s3cret"), Ask { page: None, ..ask(false) }).await;
    assert_eq!((looked.trouble, looked.asked), (None, 3));
    let sight = looked.sight;
    assert_eq!((sight.state, sight.by), (Some(RunState::Failure), Some(Teller::Deck)));
    assert_eq!(sight.build_id.as_deref(), Some("1977"));
    let Tests::Report(report) = looked.tests else { panic!("{:?}", looked.tests) };
    assert_eq!((report.kind, report.passed(), report.ran), (ReportKind::Junit, 1, 3));
    let names: Vec<_> = report.failing.iter().map(|one| (&*one.name, one.times)).collect();
    assert_eq!(names, [("[sig-storage] gce-pd resize", 2)]);
}

#[tokio::test]
async fn what_deck_forgot_is_asked_of_the_storage_and_is_never_gone() {
    const ENDED: &str = r#"{"status":{"state":"success","startTime":"2026-03-25T09:40:00Z",
        "completionTime":"2026-03-25T12:00:00Z","build_id":"1977"}}"#;
    const PENDING: &str = r#"{"status":{"state":"pending"}}"#;
    const FINISHED: &str = r#"{"timestamp":1774440000,"passed":false,"result":"FAILURE"}"#;
    const CRIER: &str = r#"{"timestamp":1774440000,"passed":false,"result":"error",
        "metadata":{"uploader":"crier"}}"#;
    const STARTED: &str = r#"{"timestamp":1774430000}"#;
    const QE: &str = "artifacts/e2e/openshift-e2e-test-qe-report/artifacts/test-results.yaml";
    const SUMMARY: &str =
        "ginkgo: {total: 9, failures: 1, errors: 0, skipped: 2, failingScenarios: [a]}";
    type Case = (&'static [(&'static str, &'static str)], Option<RunState>, &'static str);
    let cases: [Case; 6] = [
        (&[("prowjob.json", ENDED)], Some(RunState::Success), "none"),
        (
            &[("prowjob.json", PENDING), ("finished.json", FINISHED)],
            Some(RunState::Failure),
            "none",
        ),
        (&[("finished.json", CRIER), ("started.json", STARTED)], Some(RunState::Error), "none"),
        (&[("started.json", STARTED)], Some(RunState::Pending), "not yet"),
        (&[], None, "neither Prow nor its storage"),
        (&[("prowjob.json", ENDED), (QE, SUMMARY)], Some(RunState::Success), "6/7"),
    ];
    for (objects, state, tests) in cases {
        let web = Web::start(move |request| match request.path.starts_with("/deck/") {
            true => Reply::new(404, "404 page not found").with("content-type", "text/plain"),
            false => kept(request, objects),
        })
        .await;
        let looked = look(&web, Some("s3cret"), ask(false)).await;
        assert_eq!((looked.sight.state, looked.trouble), (state, None), "{objects:?}");
        let said = match &looked.tests {
            Tests::NotYet => "not yet".to_owned(),
            Tests::None => "none".to_owned(),
            Tests::Unread(why) => why.clone(),
            Tests::Report(report) => format!("{}/{}", report.passed(), report.ran),
        };
        assert!(said.starts_with(tests), "{objects:?}: {said}");
    }
}

/// An execution as Gangway tells it.
fn execution(status: &str, more: &str) -> Reply {
    Reply::json(format!(
        r#"{{"id":"{ID}","job_name":"periodic-a","job_type":"PERIODIC","job_status":"{status}",
        "gcs_path":"","create_time":"2026-03-25T09:40:00Z"{more}}}"#
    ))
}

#[tokio::test]
async fn gangway_is_asked_with_its_token_where_deck_cannot_say() {
    const ENDED: &str = r#","completion_time":"2026-03-25T12:51:00Z",
        "job_url":"https://prow.example/view/gs/private/logs/periodic-a/1977""#;
    type Case = (bool, Option<&'static str>, fn() -> Reply, Option<RunState>);
    let deck = |is_ill| match is_ill {
        true => Reply::new(503, "no"),
        false => Reply::new(404, "not found").with("content-type", "text/plain"),
    };
    let refused: fn() -> Reply = || {
        let said = r#"{"code":2,"message":"failed to get the ProwJob","details":[]}"#;
        Reply::new(500, said).with("content-type", "application/json")
    };
    let running: fn() -> Reply = || execution("PENDING", "");
    let ended: fn() -> Reply = || execution("FAILURE", ENDED);
    let mute: fn() -> Reply = || execution("JOB_EXECUTION_STATUS_UNSPECIFIED", "");
    let cases: [Case; 7] = [
        (true, Some(PAGE), running, Some(RunState::Pending)),
        (true, None, ended, Some(RunState::Failure)),
        (false, None, running, Some(RunState::Pending)),
        (false, None, ended, Some(RunState::Failure)),
        (true, Some(PAGE), refused, None),
        (true, Some(PAGE), mute, None),
        (false, None, refused, None),
    ];
    for (number, (is_ill, page, gangway, state)) in cases.into_iter().enumerate() {
        let web = Web::start(move |request| match request.path.split('/').nth(1) {
            Some("deck") => {
                nobodys(request);
                deck(is_ill)
            }
            Some("gangway") => {
                assert_eq!(request.path, format!("/gangway/v1/executions/{ID}"));
                assert_eq!(request.headers["authorization"], "Bearer gangway");
                gangway()
            }
            _ => kept(request, &[("artifacts/junit_e2e.xml", JUNIT)]),
        })
        .await;
        let page = page.map(str::to_owned);
        let looked = look(&web, Some("s3cret"), Ask { page, ..ask(false) }).await;
        assert_eq!(looked.sight.state, state, "case {number}");
        assert_eq!(looked.sight.by, state.map(|_| Teller::Gangway), "case {number}");
        // what Deck said ends a look that Gangway cannot go on with
        let is_ill = is_ill && state.is_none();
        assert_eq!(looked.trouble.is_some(), is_ill, "case {number}: {:?}", looked.trouble);
        assert_eq!(matches!(looked.tests, Tests::Report(_)), state == Some(RunState::Failure));
    }
    // without a token it is not asked
    let web = Web::start(move |_| deck(true)).await;
    let mut nobody = settings(&web, None);
    nobody.prow.token = TokenFrom::None;
    let prow = Prow::new(&Net::new().unwrap(), &nobody.prow, Clock::REAL);
    assert!(
        matches!(prow.look(&ask(false)).await.trouble, Some(trouble) if trouble.code() == "OAR-503")
    );
    assert!(web.paths().iter().all(|path| path.starts_with("/deck/")));
}

#[tokio::test]
async fn a_run_that_is_known_to_be_over_is_not_asked_of_deck() {
    let finished = [("finished.json", r#"{"passed":true,"result":"SUCCESS"}"#)];
    let web = Web::start(move |request| kept(request, &finished)).await;
    let looked = look(&web, Some("s3cret"), ask(true)).await;
    assert_eq!(looked.sight.state, Some(RunState::Success));
    assert_eq!(looked.tests, Tests::None, "no JUnit is not zero failures");
    assert!(web.paths().iter().all(|path| path.starts_with("/storage/")));
}

#[tokio::test]
async fn a_private_bucket_without_a_login_says_which_key_to_set_and_with_a_bad_one_it_is_trouble() {
    let web = Web::start(|request| kept(request, &[])).await;
    let looked = look(&web, None, ask(true)).await;
    assert_eq!((looked.trouble, looked.is_locked), (None, true));
    assert!(matches!(&looked.tests, Tests::Unread(why) if why.contains("storage_token in [prow]")));
    let looked = look(&web, Some("expired"), ask(true)).await;
    assert!(matches!(looked.trouble, Some(Trouble::SignIn { .. })), "{looked:?}");
    assert!(matches!(looked.tests, Tests::Unread(_)) && !looked.is_locked);
}

#[tokio::test]
async fn what_goes_wrong_is_told_apart_and_keeps_what_was_found_before() {
    type Case = (fn() -> Reply, &'static str);
    let cases: [Case; 9] = [
        (|| Reply::new(401, "no"), "OAR-401"),
        (|| Reply::new(403, "no"), "OAR-403"),
        (|| Reply::new(200, "status:\n").with("content-type", "text/plain").cut(), "OAR-503"),
        (|| Reply::new(200, "a: b\n".repeat(900)).flood(), "OAR-422"),
        (|| Reply::new(500, "no"), "OAR-503"),
        (|| Reply::new(429, "slowly").with("retry-after", "60"), "OAR-429"),
        (|| Reply::new(200, "<html>").with("content-type", "text/html"), "OAR-422"),
        (|| Reply::new(200, "kind: Pod\nspec: [").with("content-type", "text/plain"), "OAR-422"),
        (|| Reply::new(200, "x".repeat(3 << 20)).with("content-type", "text/plain"), "OAR-422"),
    ];
    for (reply, code) in cases {
        let web = Web::start(move |_| reply()).await;
        let looked = look(&web, None, ask(false)).await;
        assert_eq!(looked.trouble.unwrap().code(), code);
        assert_eq!(looked.sight.state, None);
        // Deck is well and the storage is not
        let web = Web::start(move |request| match request.path.starts_with("/deck/") {
            true => prowjob("error", "  completionTime: \"2026-03-25T12:51:00Z\"\n"),
            false => reply(),
        })
        .await;
        let looked = look(&web, Some("s3cret"), ask(false)).await;
        assert_eq!(looked.sight.state, Some(RunState::Error));
        assert_eq!(looked.trouble.unwrap().code(), code);
        assert!(matches!(looked.tests, Tests::Unread(_)));
    }
}

#[tokio::test]
async fn the_log_of_a_run_in_a_private_bucket_is_read_with_the_storages_token() {
    let web = Web::start(|request| {
        if request.headers.get("authorization").map(String::as_str) != Some("Bearer s3cret") {
            return Reply::new(401, "no");
        }
        let reply = Reply::new(206, "line\n").with("content-type", "text/plain");
        reply.with("content-range", "bytes 0-4/5")
    })
    .await;
    let of = LogOf::Run { url: PAGE.to_owned(), is_over: true };
    let ask = LogAsk { of, part: LogPart::From(0, 5), purpose: Purpose::View };
    let page = |token| {
        let (settings, ask) = (settings(&web, token), ask.clone());
        async move { Logs::new(&Net::new().unwrap(), &settings).page(&ask).await }
    };
    assert_eq!(page(Some("s3cret")).await.unwrap().bytes, b"line\n");
    assert_eq!(web.paths(), [format!("/storage/private/{ROOT}/build-log.txt")]);
    assert!(matches!(page(None).await, Err(Trouble::SignIn { .. })));
}

/// A key of a service account, as Google hands it out; it opens nothing anywhere.
fn service_account(web: &Web, folder: &std::path::Path) -> std::path::PathBuf {
    use aws_lc_rs::encoding::AsDer;
    use base64::Engine;
    let pair = aws_lc_rs::rsa::KeyPair::generate(aws_lc_rs::rsa::KeySize::Rsa2048).unwrap();
    let der = base64::engine::general_purpose::STANDARD.encode(pair.as_der().unwrap().as_ref());
    let key = serde_json::json!({
        "type": "service_account", "project_id": "p", "private_key_id": "1",
        "private_key": format!("-----BEGIN PRIVATE KEY-----\n{der}\n-----END PRIVATE KEY-----\n"),
        "client_email": "oar@p.iam.gserviceaccount.com", "token_uri": format!("{}/token", web.url),
    });
    let path = folder.join("key.json");
    std::fs::write(&path, key.to_string()).unwrap();
    let mode = <std::fs::Permissions as std::os::unix::fs::PermissionsExt>::from_mode(0o600);
    std::fs::set_permissions(&path, mode).unwrap();
    path
}

#[tokio::test]
async fn a_service_account_is_exchanged_for_a_token_once_and_a_refused_one_is_a_matter_of_login() {
    let finished = [("finished.json", r#"{"passed":true,"result":"SUCCESS"}"#)];
    let web = Web::start(move |request| match request.path.as_str() {
        "/token" => {
            Reply::json(r#"{"access_token":"s3cret","expires_in":3599,"token_type":"Bearer"}"#)
        }
        _ => kept(request, &finished),
    })
    .await;
    let folder = tempfile::tempdir().unwrap();
    let mut settings = settings(&web, None).prow;
    settings.storage_token = TokenFrom::File(service_account(&web, folder.path()));
    let prow = Prow::new(&Net::new().unwrap(), &settings, Clock::REAL);
    for _ in 0..2 {
        let looked = prow.look(&ask(true)).await;
        assert_eq!((looked.trouble, looked.sight.state), (None, Some(RunState::Success)));
    }
    assert_eq!(web.paths().iter().filter(|path| *path == "/token").count(), 1);

    let web = Web::start(|_| {
        Reply::new(400, r#"{"error":"invalid_grant","error_description":"Invalid JWT Signature."}"#)
            .with("content-type", "application/json")
    })
    .await;
    settings.storage_token = TokenFrom::File(service_account(&web, folder.path()));
    let prow = Prow::new(&Net::new().unwrap(), &settings, Clock::REAL);
    let trouble = prow.look(&ask(true)).await.trouble.unwrap();
    assert!(
        matches!(&trouble, Trouble::SignIn { detail } if detail.contains("Invalid JWT")),
        "{trouble:?}"
    );
}
