//! Jenkins as the connector asks it, and what it makes of the answers.

use oar_tui::config::{Settings, TokenFrom};
use oar_tui::connectors::{Jenkins, Net};
use oar_tui::domain::clock::Clock;
use oar_tui::domain::stage_runs::RunResult;
use oar_tui::domain::trouble::Trouble;
use oar_tui::sandbox::{Options, ServiceName, start};

use crate::web::{Reply, Web};

fn jenkins_at(url: &str, token: &str) -> Jenkins {
    let mut settings = Settings::default().jenkins;
    settings.base_url = url.parse().unwrap();
    settings.user = TokenFrom::Value("ert-bot".to_owned().into());
    settings.token = TokenFrom::Value(token.to_owned().into());
    Jenkins::new(&Net::new().unwrap(), &settings, Clock::REAL)
}

#[tokio::test]
async fn runs_of_the_sandbox_are_read_with_two_questions_and_their_consoles_in_pages() {
    let sandbox = start(Options { speed: 0.001, ..Options::default() }).await.unwrap();
    let jenkins = jenkins_at(sandbox.url(ServiceName::Jenkins), sandbox.token());
    let found = jenkins.stage_runs().await.unwrap();
    let asked: u64 = sandbox.requests(ServiceName::Jenkins).iter().map(|one| one.count).sum();
    assert_eq!(asked, 2);
    assert_eq!(found.gaps, [] as [&str; 0]);
    assert!(found.runs.windows(2).all(|pair| pair[0].number > pair[1].number));
    let count = |result| found.runs.iter().filter(|run| run.result == result).count();
    assert!(count(RunResult::Running) >= 2, "4.19 and 4.20 are tested");
    assert!(count(RunResult::Failure) >= 1 && count(RunResult::Aborted) >= 1);
    assert!(found.is_lively());
    let whole = found.runs.iter().find(|run| run.result == RunResult::Failure).unwrap();
    assert!(whole.ended > whole.started && whole.url.ends_with(&format!("{}/", whole.number)));
    let page = jenkins.console(whole.number, 0, 400).await.unwrap();
    assert_eq!((page.from, page.to()), (0, 400));
    let rest = jenkins.console(whole.number, page.to(), 1 << 20).await.unwrap();
    assert_eq!(Some(rest.to()), rest.whole);
    assert!(rest.bytes.trim_ascii_end().ends_with(b"Finished: FAILURE"));
    let past = jenkins.console(whole.number, rest.to(), 100).await.unwrap();
    assert_eq!((past.from, past.bytes.len()), (rest.to(), 0));
    let trouble = jenkins.console(1, 0, 100).await.unwrap_err();
    assert!(matches!(trouble, Trouble::Missing { .. }), "{trouble:?}");
    let trouble = jenkins_at(sandbox.url(ServiceName::Jenkins), "wrong").stage_runs().await;
    assert!(matches!(trouble, Err(Trouble::SignIn { .. })), "{trouble:?}");
}

#[tokio::test]
async fn a_run_that_cannot_be_read_costs_itself_and_foreign_items_of_the_queue_are_passed_over() {
    let job = r#"{"_class":"org.jenkinsci.plugins.workflow.job.WorkflowJob","builds":[
        {"_class":"r","actions":[{"_class":"hudson.model.ParametersAction","parameters":[
            {"_class":"s","name":"VERSION","value":"4.20"},
            {"_class":"b","name":"DEBUG","value":true},
            {"_class":"s","name":"METADATA_AD","value":""},
            {"_class":"s","name":"PULL_SPEC","value":"quay.io/o/ocp-release:4.20.17-x86_64"}]},{},null],
         "building":false,"inProgress":false,"duration":60000,"number":7,"result":"GREAT\u001b[2J",
         "timestamp":1000,"url":"https://j.example.com/job/zstreams/job/Stage-Pipeline/7/"},
        {"number":"eight"},
        {"_class":"r","actions":[],"building":true,"inProgress":true,"duration":0,"number":9,
         "result":null,"timestamp":2000}]}"#;
    let queue = r#"{"items":[
        {"id":1,"why":"Waiting","task":{"name":"Stage-Pipeline",
            "url":"https://j.example.com/job/other/job/Stage-Pipeline/"}},
        {"id":2,"why":"In the quiet period","inQueueSince":5000,"task":{"name":"Stage-Pipeline",
            "url":"https://j.example.com/job/zstreams/job/Stage-Pipeline/"},
         "actions":[{"parameters":[{"name":"PULL_SPEC","value":"q/o:4.20.18-x86_64"}]}]}]}"#;
    let web = Web::start(move |request| {
        assert_eq!(request.headers["authorization"], "Basic ZXJ0LWJvdDpzM2NyZXQ=");
        Reply::json(if request.path.starts_with("/queue/") { queue } else { job })
    })
    .await;
    let found = jenkins_at(&web.url, "s3cret").stage_runs().await.unwrap();
    assert!(web.paths()[0].starts_with("/job/zstreams/job/Stage-Pipeline/api/json?tree=builds"));
    assert_eq!(found.gaps.len(), 1, "{:?}", found.gaps);
    let [nine, seven] = found.runs.as_slice() else { panic!("{:?}", found.runs) };
    assert_eq!((nine.number, &nine.result, nine.ended), (9, &RunResult::Running, None));
    assert!(matches!(&seven.result, RunResult::Unknown(word) if !word.contains('\u{1b}')));
    assert_eq!(seven.metadata_ad, None);
    assert_eq!(seven.ended.unwrap().as_second(), 61);
    assert_eq!(found.of("4.20.17".parse().unwrap(), None).count(), 1);
    assert_eq!(found.of("4.20.1".parse().unwrap(), None).count(), 0);
    let queued: Vec<u64> = found.queued.iter().map(|item| item.id).collect();
    assert_eq!(queued, [2]);
}
