//! Pyxis: grades as they are, and look-ups that fail.

use oar_tui::config::Settings;
use oar_tui::connectors::{Net, Pyxis};
use oar_tui::domain::arch::Arch;
use oar_tui::domain::clock::Clock;
use oar_tui::domain::digest::Digest;
use oar_tui::domain::image_health::Finding;
use oar_tui::domain::time::Timestamp;

use crate::web::{Reply, Web};

fn digest() -> Digest {
    format!("sha256:{}", "ab".repeat(32)).parse().unwrap()
}

fn pyxis(url: &str) -> Pyxis {
    let mut settings = Settings::default().pyxis;
    settings.base_url = format!("{url}/api/containers/v1").parse().unwrap();
    Pyxis::new(&Net::new().unwrap(), &settings, Clock::REAL)
}

fn now() -> Timestamp {
    "2026-03-25T14:00:00Z".parse().unwrap()
}

#[tokio::test]
async fn the_worst_record_of_an_image_counts_and_none_is_unknown() {
    let record = |grade: &str| {
        format!(
            r#"{{"freshness_grades": [{{"grade": "{grade}", "start_date": "2026-03-01T00:00:00+00:00"}}]}}"#
        )
    };
    let cases = [
        (vec![record("A")], Finding::Grade('A')),
        (vec![record("A"), record("C"), record("B")], Finding::Grade('C')),
        (vec![], Finding::Unknown("not in the catalogue".to_owned())),
        (vec!["{}".to_owned()], Finding::Unknown("no grade yet".to_owned())),
        (vec![record("")], Finding::Unknown("its newest grade is empty".to_owned())),
    ];
    for (records, expected) in cases {
        let body = format!(r#"{{"data": [{}], "total": 1}}"#, records.join(","));
        let web = Web::start(move |_| Reply::json(&body)).await;
        assert_eq!(pyxis(&web.url).grade(&digest(), now()).await.unwrap(), expected, "{records:?}");
        let path = format!("/api/containers/v1/images?filter=image_id%3D%3D{}", "sha256%3A");
        assert!(web.paths()[0].starts_with(&path));
    }
}

#[tokio::test]
async fn a_look_up_that_fails_is_tried_once_more_and_is_then_trouble() {
    let web = Web::start(|_| Reply::new(500, "")).await;
    pyxis(&web.url).grade(&digest(), now()).await.unwrap_err();
    assert_eq!(web.asked().len(), 2);
}

#[tokio::test]
async fn an_advisory_lists_images_by_architecture_and_says_what_it_leaves_open() {
    let advisory = format!(
        "spec:\n  content:\n    images:\n    - containerImage: quay.io/a/b@{}\n      component: ose-etcd\n      \
         architecture: arm64\n    - containerImage: quay.io/a/b:latest\n      component: ose-cli\n",
        digest()
    );
    let web = Web::start(move |_| Reply::new(200, advisory.clone())).await;
    let url = format!("{}/advisory.yaml", web.url).parse().unwrap();
    let images = pyxis(&web.url).images(&url).await.unwrap();
    let one = &images.images[0];
    assert_eq!((one.component.as_str(), one.arch), ("ose-etcd", Some(Arch::Arm64)));
    assert_eq!((images.images.len(), images.left_out), (1, 1));
    assert_eq!(images.gaps, ["ose-cli is listed without a digest"]);
    assert!(web.asked()[0].headers.keys().all(|name| name != "authorization"));
}

#[tokio::test]
async fn images_of_the_blocked_release_are_read_from_its_stage_advisory_and_graded_in_the_sandbox()
{
    use oar_tui::sandbox::{Options, ServiceName, start};
    let sandbox = start(Options { speed: 0.001, ..Options::default() }).await.unwrap();
    let pyxis = pyxis(sandbox.url(ServiceName::Pyxis));
    let now = sandbox.clock().time(Timestamp::now());
    let gitlab = sandbox.url(ServiceName::Gitlab);
    let name = "4.20.17";
    let url = format!("{gitlab}/advisories/stage/{name}/image.yaml").parse().unwrap();
    let images = pyxis.images(&url).await.unwrap();
    assert_eq!((images.images.len(), images.left_out), (48, 0));
    let (mut bad, mut lost, mut good) = (Vec::new(), Vec::new(), 0);
    let amd64 = images.images.iter().filter(|image| image.arch == Some(Arch::Amd64));
    for image in amd64 {
        match pyxis.grade(&image.digest, now).await {
            Ok(finding) if finding.is_healthy() => good += 1,
            Ok(finding) => bad.push((image.component.clone(), finding)),
            Err(_) => lost.push(image.component.clone()),
        }
    }
    bad.sort();
    let grades: Vec<Finding> = bad.iter().map(|(_, finding)| finding.clone()).collect();
    assert_eq!(grades, [Finding::Grade('C'), Finding::Grade('D')], "{bad:?}");
    assert!(lost.len() == 1 && lost[0].ends_with("-tests"), "{lost:?}");
    assert_eq!(good, 9);
    let unknown = pyxis.grade(&digest(), now).await.unwrap();
    assert_eq!(unknown, Finding::Unknown("not in the catalogue".to_owned()));
}
