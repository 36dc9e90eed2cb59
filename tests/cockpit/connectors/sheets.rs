//! Google Sheets as the connector asks it: two questions for all releases of a y-stream.

use oar_tui::config::{Settings, TokenFrom};
use oar_tui::connectors::{Net, Sheets};
use oar_tui::domain::clock::Clock;
use oar_tui::domain::report::Overall;
use oar_tui::domain::statebox::RecordedStatus;
use oar_tui::domain::tasks::TaskName;
use oar_tui::domain::trouble::Trouble;
use oar_tui::domain::version::Release;
use oar_tui::sandbox::{Options, ServiceName, start};

use crate::web::{Reply, Request, Web};

fn sheets_at(web: &Web, token: &str) -> Sheets {
    let mut settings = Settings::default().sheets;
    settings.base_url = web.url.parse().unwrap();
    settings.credentials = TokenFrom::Value(token.to_owned().into());
    Sheets::new(&Net::new().unwrap(), &settings, Clock::REAL)
}

fn google(request: &Request) -> Reply {
    if request.headers.get("authorization").map(String::as_str) != Some("Bearer s3cret") {
        let said = r#"{"error":{"code":401,"message":"no","status":"UNAUTHENTICATED"}}"#;
        return Reply::new(401, said).with("content-type", "application/json");
    }
    let (path, query) = request.path.split_once('?').unwrap();
    match path {
        "/v4/spreadsheets/doc-414" => {
            assert_eq!(query, "fields=sheets.properties%28sheetId%2Ctitle%29");
            Reply::json(
                r#"{"sheets":[{"properties":{"title":"template"}},
                    {"properties":{"sheetId":7,"title":"4.14.63"}},
                    {"properties":{"sheetId":8,"title":"4.14.62"}}]}"#,
            )
        }
        "/v4/spreadsheets/doc-414/values:batchGet" => {
            assert_eq!(query, "ranges=%274.14.63%27%21A1%3AB19");
            Reply::json(
                r#"{"spreadsheetId":"doc-414","valueRanges":[{"range":"'4.14.63'!A1:B19",
                    "majorDimension":"ROWS","values":[["Status","Green"],[],[],[],[],[],[],
                    ["Ownership","Pass"],["Bugs to verify","In Progress"],["Image consistency"],[1,2]]}]}"#,
            )
        }
        other => panic!("nobody should ask for {other}"),
    }
}

fn releases(all: &[&str]) -> Vec<Release> {
    all.iter().map(|one| one.parse().unwrap()).collect()
}

#[tokio::test]
async fn tabs_of_the_wanted_releases_are_read_with_two_questions() {
    let web = Web::start(google).await;
    let wanted = releases(&["4.14.63", "4.14.64"]);
    let report = sheets_at(&web, "s3cret").report("doc-414", &wanted).await.unwrap();
    assert_eq!(web.asked().len(), 2);
    assert_eq!((report.without, report.gaps), (releases(&["4.14.64"]), Vec::new()));
    let sheet = &report.tabs[&wanted[0]];
    assert_eq!(sheet.overall, Some(Overall::Green));
    assert_eq!(sheet.url, "https://docs.google.com/spreadsheets/d/doc-414#gid=7");
    let status = |name| sheet.tasks.task(name).map(|task| task.status);
    assert_eq!(status(TaskName::TakeOwnership), Some(RecordedStatus::Pass));
    assert_eq!(status(TaskName::UpdateBugList), Some(RecordedStatus::InProgress));
    assert_eq!(status(TaskName::ImageConsistencyCheck), None);
}

#[tokio::test]
async fn a_document_without_the_tab_is_one_question_and_a_refused_login_is_told() {
    let web = Web::start(google).await;
    let report =
        sheets_at(&web, "s3cret").report("doc-414", &releases(&["4.14.99"])).await.unwrap();
    assert_eq!((web.asked().len(), report.tabs.len(), report.without.len()), (1, 0, 1));
    let trouble = sheets_at(&web, "wrong").report("doc-414", &releases(&["4.14.63"])).await;
    assert_eq!(trouble.unwrap_err().code(), "OAR-401");
    let web = Web::start(|_| Reply::json("{\"sheets\": 7}")).await;
    let trouble = sheets_at(&web, "s3cret").report("doc-414", &releases(&["4.14.63"])).await;
    assert_eq!(trouble.unwrap_err().code(), "OAR-422");
}

#[tokio::test]
async fn a_report_of_the_sandbox_is_read_with_two_questions() {
    let sandbox = start(Options { speed: 0.001, ..Options::default() }).await.unwrap();
    let mut settings = Settings::default().sheets;
    settings.base_url = sandbox.url(ServiceName::Sheets).parse().unwrap();
    settings.credentials = TokenFrom::Value(sandbox.token().to_owned().into());
    let sheets = Sheets::new(&Net::new().unwrap(), &settings, Clock::REAL);
    let wanted = releases(&["4.20.13", "4.20.12", "4.20.17"]);
    let report = sheets.report("sandbox-report-4-20", &wanted).await.unwrap();
    let asked: u64 = sandbox.requests(ServiceName::Sheets).iter().map(|one| one.count).sum();
    assert_eq!(asked, 2);
    assert_eq!((report.gaps.len(), report.without.as_slice()), (0, &wanted[2..]));
    for release in &wanted[..2] {
        let sheet = &report.tabs[release];
        assert_eq!(sheet.overall, Some(Overall::Green));
        assert_eq!(sheet.tasks.tasks.len(), 11, "{release}");
        assert!(sheet.tasks.tasks.iter().all(|task| task.status == RecordedStatus::Pass));
    }
    let missing = sheets.report("nobody-knows-it", &wanted).await;
    assert!(matches!(missing, Err(Trouble::Missing { .. })), "{missing:?}");
    sandbox.stop().await;
}

#[tokio::test]
async fn the_service_account_of_the_sandbox_signs_in_once_and_a_stranger_is_refused() {
    let sandbox = start(Options { speed: 0.001, ..Options::default() }).await.unwrap();
    let folder = tempfile::tempdir().unwrap();
    let reader = |name: &str, account: &str| {
        let file = folder.path().join(name);
        std::fs::write(&file, account).unwrap();
        #[cfg(unix)]
        std::fs::set_permissions(&file, std::os::unix::fs::PermissionsExt::from_mode(0o600))
            .unwrap();
        let mut settings = Settings::default().sheets;
        settings.base_url = sandbox.url(ServiceName::Sheets).parse().unwrap();
        settings.credentials = TokenFrom::File(file);
        Sheets::new(&Net::new().unwrap(), &settings, sandbox.clock())
    };
    let account = sandbox.google_account();
    let sheets = reader("own.json", &account);
    let wanted = releases(&["4.20.13"]);
    for _ in 0..2 {
        let report = sheets.report("sandbox-report-4-20", &wanted).await.unwrap();
        assert_eq!(report.tabs.len(), 1);
    }
    let asked: u64 = sandbox.requests(ServiceName::Sheets).iter().map(|one| one.count).sum();
    assert_eq!(asked, 5, "one for the token, four to read");
    let stranger = reader("other.json", &account.replace("oar-sandbox@", "nobody@"));
    let refused = stranger.report("sandbox-report-4-20", &wanted).await;
    assert!(matches!(refused, Err(Trouble::SignIn { .. })), "{refused:?}");
    sandbox.stop().await;
}
