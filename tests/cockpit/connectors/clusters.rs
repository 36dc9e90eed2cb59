//! ReleasePayload objects as the connector reads them.

use std::path::PathBuf;

use oar_tui::config::Settings;
use oar_tui::connectors::{Clusters, Net};
use oar_tui::domain::builds::{BuildName, Phase};
use oar_tui::domain::clock::Clock;
use oar_tui::domain::release_payloads::Mark;
use oar_tui::domain::trouble::Trouble;
use oar_tui::sandbox::{Options, ServiceName, start};

use crate::web::{Reply, Web};

fn clusters_with(kubeconfig: &str) -> Clusters {
    let mut settings = Settings::default().clusters;
    settings.kubeconfig = Some(PathBuf::from("config"));
    settings.at_hand = Some(kubeconfig.to_owned().into());
    Clusters::new(&Net::new().unwrap(), &settings, Clock::REAL)
}

fn kubeconfig(url: &str) -> String {
    format!(
        r#"{{"clusters":[{{"name":"c","cluster":{{"server":"{url}"}}}}],
            "users":[{{"name":"u","user":{{"token":"s3cret"}}}}],
            "contexts":[{{"name":"x","context":{{"cluster":"c","user":"u"}}}}],
            "current-context":"x"}}"#
    )
}

#[tokio::test]
async fn every_payload_of_the_sandbox_is_read_page_by_page_with_the_marks_of_qe() {
    let sandbox = start(Options { speed: 0.001, ..Options::default() }).await.unwrap();
    let found = clusters_with(&sandbox.kubeconfig()).release_payloads().await.unwrap();
    let asked: u64 = sandbox.requests(ServiceName::Clusters).iter().map(|one| one.count).sum();
    assert_eq!(asked, found.payloads.len().div_ceil(100) as u64);
    assert_eq!(found.gaps, [] as [&str; 0]);
    let qe = |name: &str| found.qe(&BuildName(name.to_owned()));
    // judged two days ago; still being tested
    assert_eq!((qe("4.21.7"), qe("4.20.17")), (Some(Mark::Accepted), None));
    let phase = |name: &str| found.payloads[&BuildName(name.to_owned())].phase;
    assert_eq!(phase("4.20.17"), Phase::Accepted);
    let wrong = sandbox.kubeconfig().replace(sandbox.token(), "wrong");
    let trouble = clusters_with(&wrong).release_payloads().await.unwrap_err();
    assert!(matches!(trouble, Trouble::SignIn { .. }), "{trouble:?}");
}

#[tokio::test]
async fn what_cannot_be_read_costs_itself_and_refusals_are_sorted_without_showing_the_token() {
    let list = r#"{"items":[
        {"metadata":{"name":"4.20.17","labels":{"release.openshift.io/qe_state":"Rejected"}},
         "spec":{"payloadOverride":{"override":"Accepted","reason":"by hand"}},
         "status":{"conditions":[{"type":"PayloadRejected","status":"True"},
                                 {"type":"PayloadAccepted","status":"False"}]}},
        {"metadata":{"name":"\u001b[2J"}}, {"metadata":7}]}"#;
    let web = Web::start(move |request| {
        assert_eq!(request.headers["authorization"], "Bearer s3cret");
        Reply::json(list)
    })
    .await;
    let found = clusters_with(&kubeconfig(&web.url)).release_payloads().await.unwrap();
    let path = "/apis/release.openshift.io/v1alpha1/namespaces/ocp/releasepayloads?limit=100";
    assert_eq!(web.paths(), [path]);
    let one = &found.payloads[&BuildName("4.20.17".to_owned())];
    assert_eq!(
        (one.phase, one.overridden.as_deref()),
        (Phase::Rejected, Some("Accepted: by hand"))
    );
    assert_eq!(found.qe_accepted(&BuildName("4.20.17".to_owned())), Some(false));
    assert_eq!((found.payloads.len(), found.gaps.len()), (1, 2), "{:?}", found.gaps);

    for status in [401, 403, 404, 500] {
        let web = Web::start(move |_| Reply::new(status, r#"{"message":"no"}"#)).await;
        let trouble = clusters_with(&kubeconfig(&web.url)).release_payloads().await.unwrap_err();
        let sorted = match &trouble {
            Trouble::SignIn { .. } => 401,
            Trouble::Refused { .. } => 403,
            Trouble::Missing { .. } => 404,
            Trouble::Unreachable { .. } => 500,
            _ => 0,
        };
        assert_eq!(sorted, status, "{trouble:?}");
    }
    let broken = clusters_with("{\"users\": \"s3cret\"").release_payloads().await.unwrap_err();
    assert!(matches!(broken, Trouble::SignIn { .. }) && !format!("{broken:?}").contains("s3cret"));
    let web = Web::start(|_| Reply::json("{\"items\":[").flood()).await;
    let trouble = clusters_with(&kubeconfig(&web.url)).release_payloads().await.unwrap_err();
    assert!(matches!(trouble, Trouble::Unreadable { .. }), "{trouble:?}");
}
