//! GitLab as the connector asks it: how often, for what, and what it makes of the answers.

use std::sync::Arc;

use oar_tui::config::{Settings, TokenFrom};
use oar_tui::connectors::gitlab::Known;
use oar_tui::connectors::{Gitlab, Net};
use oar_tui::domain::clock::Clock;
use oar_tui::domain::shipment::{Address, Kind, MrState, Shipment, Step, StepWord, step};
use oar_tui::domain::trouble::Trouble;
use oar_tui::sandbox::{Options, Running, ServiceName, start};

use crate::web::{Reply, Request, Web};

fn gitlab_at(url: &str, token: &str) -> Arc<Gitlab> {
    let mut settings = Settings::default().gitlab;
    settings.base_url = url.parse().unwrap();
    settings.token = TokenFrom::Value(token.to_owned().into());
    Arc::new(Gitlab::new(&Net::new().unwrap(), &settings, Clock::REAL))
}

fn address(iid: u64) -> Address {
    let project = "hybrid-platforms/art/ocp-shipment-data";
    let url = format!("https://gitlab.cee.redhat.com/{project}/-/merge_requests/{iid}");
    Address::read(&url).unwrap()
}

#[tokio::test]
async fn the_end_of_the_token_is_looked_at_once_and_not_known_where_it_cannot_be() {
    type Case = (fn() -> Reply, Option<&'static str>);
    let cases: [Case; 4] = [
        (|| Reply::json(r#"{"id":1,"expires_at":"2026-06-30"}"#), Some("2026-06-30T00:00:00Z")),
        (|| Reply::json(r#"{"id":1,"expires_at":null}"#), None),
        (|| Reply::json(r#"{"id":1,"expires_at":"soon"}"#), None),
        (|| Reply::new(401, r#"{"message":"401 Unauthorized"}"#), None),
    ];
    for (answer, expected) in cases {
        let web = Web::start(move |_| answer()).await;
        let gitlab = gitlab_at(&web.url, "glpat-x");
        for _ in 0..2 {
            gitlab.look_at_login().await;
        }
        let ends = gitlab.http().lane().health().login_ends.map(|at| at.to_string());
        assert_eq!(ends.as_deref(), expected);
        assert_eq!(web.paths(), ["/api/v4/personal_access_tokens/self"]);
    }
}

/// Questions to the sandbox since the start.
fn asked(sandbox: &Running) -> u64 {
    sandbox.requests(ServiceName::Gitlab).iter().map(|one| one.count).sum()
}

/// Numbers of five merge requests in different situations; every question takes its turn, so not all are read.
async fn one_of_each(sandbox: &Running) -> Vec<u64> {
    let project = "hybrid-platforms%2Fart%2Focp-shipment-data";
    let url = sandbox.url(ServiceName::Gitlab);
    let url = format!("{url}/api/v4/projects/{project}/merge_requests?per_page=100");
    let client = reqwest::Client::builder().no_proxy().build().unwrap();
    let list = client.get(url).header("private-token", sandbox.token()).send().await.unwrap();
    let list: Vec<serde_json::Value> = serde_json::from_str(&list.text().await.unwrap()).unwrap();
    let newest = |title: &str, state: &str| {
        let fits = |one: &&serde_json::Value| {
            one["title"].as_str().unwrap().contains(title) && one["state"] == state
        };
        list.iter().find(fits).unwrap()["iid"].as_u64().unwrap()
    };
    let mut found: Vec<u64> = ["for 4.22.", "for 4.16.", "for 4.17.", "for 4.14."]
        .map(|title| newest(title, "opened"))
        .into();
    found.push(newest("Shipment for", "merged"));
    found
}

#[tokio::test]
async fn a_shipment_of_the_sandbox_is_read_and_asked_for_cheaply_once_it_is_known() {
    let sandbox = start(Options { speed: 0.001, ..Options::default() }).await.unwrap();
    let gitlab = gitlab_at(sandbox.url(ServiceName::Gitlab), sandbox.token());
    let mut read: Vec<Shipment> = Vec::new();
    for iid in one_of_each(&sandbox).await {
        let before = asked(&sandbox);
        let (shipment, known) = gitlab.shipment(&address(iid), &Known::default()).await.unwrap();
        let first = asked(&sandbox) - before;
        let (again, _) = gitlab.shipment(&address(iid), &known).await.unwrap();
        assert_eq!(again, shipment);
        let second = asked(&sandbox) - before - first;
        let beside = 3 * shipment.besides.len() as u64;
        let lively = if shipment.is_lively() { 4 } else { 0 };
        assert!(first <= 16 + 6 * beside, "!{iid}: {first} calls");
        assert!(second <= 4 + beside + lively, "!{iid}: {second} calls when nothing changed");
        assert_eq!(shipment.gaps, [] as [&str; 0], "!{iid}");
        read.push(shipment);
    }
    let count = |holds: &dyn Fn(&Shipment) -> bool| read.iter().filter(|one| holds(one)).count();
    let prod = |word| count(&|one: &Shipment| step(one, Step::ProdRelease).word == word);
    assert_eq!(count(&|one| one.state == MrState::Merged), 1);
    assert_eq!(count(&|one| one.state == MrState::Draft), 1);
    assert_eq!(count(&|one| one.besides.iter().any(|b| b.conflict == Some(true))), 1);
    assert_eq!(prod(StepWord::PartlyManual), 1);
    assert_eq!(count(&|one| step(one, Step::StageRelease).word == StepWord::Running), 1);
    assert_eq!(count(&|one| step(one, Step::StageRelease).by_label), 2);
    for shipment in read.iter().filter(|one| one.source.starts_with("prepare-")) {
        let kinds: Vec<Kind> = shipment.files.iter().filter_map(|file| file.kind).collect();
        assert!(
            [Kind::Image, Kind::Extras, Kind::Metadata, Kind::Fbc]
                .iter()
                .all(|kind| kinds.contains(kind))
        );
        assert!(shipment.keys().len() >= 9, "!{}: {:?}", shipment.iid, shipment.keys());
        let complaints: Vec<_> = shipment.files.iter().flat_map(|file| &file.complaints).collect();
        assert!(complaints.is_empty(), "{complaints:?}");
        assert!(shipment.titled().is_some(), "{}", shipment.title);
    }
    let stages = |one: &Shipment| -> Vec<String> {
        one.pipelines[0].stages.iter().map(|stage| stage.name.clone()).collect()
    };
    let whole = read.iter().find(|one| one.pipelines.len() > 1).unwrap();
    let order =
        ["validate", "build-fbc", "stage-release-triggers", "verify", "prod-release-triggers"];
    assert_eq!(stages(whole), order);
    // a log, page by page
    let job = &whole.pipelines[0].stages[0].jobs[0];
    let log = gitlab.log(&whole.project, job.id, 0, 100).await.unwrap();
    assert_eq!((log.from, log.to()), (0, 100));
    assert!(
        log.whole.unwrap() > 100 && log.bytes.windows(14).any(|part| part == b"gitlab-runner "),
        "{log:?}"
    );
    let rest = gitlab.log(&whole.project, job.id, log.to(), 1 << 20).await.unwrap();
    assert!(
        rest.to() == log.whole.unwrap()
            && rest.bytes.windows(13).any(|part| part == b"Job succeeded")
    );
    sandbox.stop().await;
}

#[tokio::test]
async fn a_login_that_is_not_known_and_a_request_that_is_not_there_are_told_apart() {
    let sandbox = start(Options::default()).await.unwrap();
    let url = sandbox.url(ServiceName::Gitlab);
    let trouble = |token: String, iid| async move {
        gitlab_at(url, &token).shipment(&address(iid), &Known::default()).await.unwrap_err()
    };
    let refused = trouble("glpat-wrong".to_owned(), 800).await;
    assert_eq!(refused, Trouble::SignIn { detail: "401 Unauthorized".to_owned() });
    let missing = trouble(sandbox.token().to_owned(), 99_999).await;
    assert!(matches!(missing, Trouble::Missing { .. }), "{missing:?}");
    sandbox.stop().await;
}

const REQUEST: &str = r#"{"iid": 7, "title": "Shipment for 4.98.3 (x)", "state": "opened", "draft": false,
    "labels": ["a\u001b[2J"], "source_branch": "s", "target_branch": "main", "web_url": "https://h/7",
    "sha": "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "merge_commit_sha": null, "squash_commit_sha": null,
    "source_project_id": 12, "target_project_id": 3, "has_conflicts": false, "merge_status": "can_be_merged",
    "created_at": "2031-03-07T00:00:00.000Z", "updated_at": "2031-03-07T01:00:00.000+01:00", "merged_at": null}"#;

fn small(request: &Request, pipelines: Reply) -> Reply {
    let path = request.path.split('?').next().unwrap();
    let page = if request.path.contains("page=2") { 2 } else { 1 };
    match path.strip_prefix("/api/v4/projects/").unwrap() {
        "g%2Fp/merge_requests/7" => Reply::json(REQUEST),
        "g%2Fp/merge_requests/7/approvals" => {
            Reply::json(r#"{"approvals_required": 2, "approved_by": [{"user": {"username": "a"}}]}"#)
        }
        "g%2Fp/merge_requests/7/pipelines" => pipelines,
        "g%2Fp/merge_requests/7/diffs" if page == 1 => Reply::json(
            r#"[{"new_path": "b.txt"}, {"new_path": "x/4.98.3.image.20310305101010.yaml", "diff": ""}]"#,
        )
        .with("x-next-page", "2"),
        "g%2Fp/merge_requests/7/diffs" => Reply::json(
            r#"[{"new_path": "old.yaml", "deleted_file": true}, {"new_path": "x/4.98.3.fbc.20310305101010.yaml"}]"#,
        )
        .with("x-next-page", ""),
        // in the fork, by commit
        "12/repository/files/x%2F4.98.3.image.20310305101010.yaml" => {
            Reply::json(r#"{"encoding": "base64", "content": "c2hpcG1lbnQ6IHttZXRhZGF0YToge2Fzc2VtYmx5OiA0Ljk4LjN9fQo="}"#)
        }
        "g%2Fp/merge_requests" => Reply::json("[]"),
        _ => Reply::new(404, r#"{"message": "404 Not found"}"#).with("content-type", "application/json"),
    }
}

#[tokio::test]
async fn what_may_not_be_seen_is_a_gap_and_never_taken_for_nothing() {
    let refused = || {
        Reply::new(403, r#"{"message": "403 Forbidden"}"#).with("content-type", "application/json")
    };
    let web = Web::start(move |request| small(request, refused())).await;
    let at = Address::read("https://gitlab.example.com/g/p/-/merge_requests/7").unwrap();
    let gitlab = gitlab_at(&web.url, "glpat-x");
    let (shipment, known) = gitlab.shipment(&at, &Known::default()).await.unwrap();
    assert_eq!(step(&shipment, Step::StageRelease).word, StepWord::Unknown);
    let gaps = shipment.gaps.join("\n");
    assert!(gaps.contains("pipelines: not allowed: 403 Forbidden"), "{gaps}");
    assert!(gaps.contains("x/4.98.3.fbc.20310305101010.yaml: not found"), "{gaps}");
    assert_eq!(shipment.files.len(), 1);
    assert_eq!(shipment.files[0].content.assembly.as_deref(), Some("4.98.3"));
    assert_eq!(shipment.approvals.count(), (1, Some(2)));
    assert!(shipment.labels.iter().all(|label| !label.contains('\u{1b}')));
    let first = web.asked();
    assert!(first.iter().all(|request| request.headers["private-token"] == "glpat-x"));
    // the file is known by its commit
    gitlab.shipment(&at, &known).await.unwrap();
    assert!(!web.paths().iter().any(|path| path.contains("image")));
}

#[tokio::test]
async fn a_service_that_is_away_in_between_gives_no_half_answer() {
    let web = Web::start(|request| small(request, Reply::new(502, "bad gateway"))).await;
    let at = Address::read("https://gitlab.example.com/g/p/-/merge_requests/7").unwrap();
    let gitlab = gitlab_at(&web.url, "glpat-x");
    let trouble = gitlab.shipment(&at, &Known::default()).await.unwrap_err();
    assert!(matches!(trouble, Trouble::Unreachable { .. }), "{trouble:?}");
}
