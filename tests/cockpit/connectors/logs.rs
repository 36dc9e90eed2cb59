//! Logs as they are asked for: parts of them, and never much more than is looked at.

use oar_tui::config::{Settings, TokenFrom};
use oar_tui::connectors::{Logs, Net};
use oar_tui::domain::log::{LogAsk, LogOf, LogPage, LogPart, PAGE, Purpose, Window};
use oar_tui::domain::trouble::Trouble;

use crate::web::{Reply, Request, Web};

/// Bytes of a line of the log that is made while it is asked for.
const LINE: u64 = 40;
const LONG: u64 = 100 << 20;

fn logs_at(url: &str) -> std::sync::Arc<Logs> {
    let mut settings = Settings::default();
    settings.prow.storage_url = url.parse().unwrap();
    settings.gitlab.base_url = url.parse().unwrap();
    settings.gitlab.token = TokenFrom::Value("s3cret".to_owned().into());
    settings.jenkins.base_url = url.parse().unwrap();
    (settings.jenkins.user, settings.jenkins.token) = (TokenFrom::None, TokenFrom::None);
    Logs::new(&Net::new().unwrap(), &settings)
}

fn run() -> LogOf {
    let url = "https://prow.example/view/gs/results/logs/periodic-a/17".to_owned();
    LogOf::Run { url, is_over: true }
}

fn ask(of: LogOf, part: LogPart) -> LogAsk {
    LogAsk { of, part, purpose: Purpose::View }
}

/// Bytes of a log of any length: line n begins with its number.
fn made(from: u64, to: u64) -> Vec<u8> {
    let lines = from / LINE..to.div_ceil(LINE);
    let text: String = lines.map(|n| format!("{n:09} {:<29}\n", "of a very long log")).collect();
    let skip = (from - from / LINE * LINE) as usize;
    text.as_bytes()[skip..skip + (to - from) as usize].to_vec()
}

/// First and last byte that are asked for.
fn range(request: &Request) -> Option<(u64, u64)> {
    let (first, last) = request.headers.get("range")?.strip_prefix("bytes=")?.split_once('-')?;
    Some((first.parse().unwrap(), last.parse().unwrap()))
}

/// A place that knows parts.
fn parts(request: &Request, whole: u64) -> Reply {
    if let Some((_, start)) = request.path.split_once("?start=") {
        let start = start.parse::<u64>().unwrap();
        // behind the end Jenkins begins again
        let body = made(if start > whole { 0 } else { start }, whole);
        return Reply::new(200, body).with("x-text-size", &whole.to_string());
    }
    let (first, last) = range(request).unwrap();
    if first >= whole {
        return Reply::new(416, "").with("content-range", &format!("bytes */{whole}"));
    }
    let end = (last + 1).min(whole);
    let told = format!("bytes {first}-{}/{whole}", end - 1);
    let reply = Reply::new(206, made(first, end)).with("content-type", "text/plain");
    reply.with("content-range", &told)
}

#[tokio::test]
async fn a_log_of_100_mb_is_opened_at_its_end_and_walked_with_few_bytes() {
    let web = Web::start(|request| parts(request, LONG)).await;
    let logs = logs_at(&web.url);
    let mut window = Window::default();
    window.take(logs.page(&ask(run(), LogPart::Last(PAGE))).await.unwrap());
    assert!(window.has_end() && window.end() == LONG);
    let last = window.line(window.len() - 1).unwrap();
    assert!(last.text.starts_with(&format!("{:09} ", (LONG - 1) / LINE)), "{last:?}");
    window.take(logs.page(&ask(run(), LogPart::From(window.start() - PAGE, PAGE))).await.unwrap());
    assert_eq!(window.end() - window.start(), 2 * PAGE);
    window.take(logs.page(&ask(run(), LogPart::From(0, PAGE))).await.unwrap());
    assert!(window.has_begin() && !window.has_end());
    assert!(window.line(0).unwrap().text.starts_with("000000000 "));
    let asked = web.asked();
    assert!(asked.iter().all(|one| one.path == "/results/logs/periodic-a/17/build-log.txt"));
    let bytes: u64 =
        asked.iter().map(range).map(|part| part.unwrap()).map(|(a, b)| b - a + 1).sum();
    assert_eq!(bytes, 1 + 3 * PAGE);
}

#[tokio::test]
async fn behind_the_end_there_is_nothing_and_that_is_no_trouble() {
    let web = Web::start(|request| parts(request, 1000)).await;
    let logs = logs_at(&web.url);
    for of in
        [run(), LogOf::Job { project: "a/b".into(), id: 5, name: "j".into() }, LogOf::Stage(7)]
    {
        let page = logs.page(&ask(of.clone(), LogPart::From(1000, 50))).await.unwrap();
        assert_eq!(page, LogPage { from: 1000, bytes: Vec::new(), whole: Some(1000) }, "{of}");
        let page = logs.page(&ask(of, LogPart::Last(50))).await.unwrap();
        assert_eq!((page.from, page.bytes), (950, made(950, 1000)));
    }
    let paths = web.paths();
    assert!(paths.contains(&"/api/v4/projects/a%2Fb/jobs/5/trace".to_owned()), "{paths:?}");
    assert!(paths.contains(
        &"/job/zstreams/job/Stage-Pipeline/7/logText/progressiveText?start=950".to_owned()
    ));
    let page = logs.page(&ask(LogOf::Stage(7), LogPart::From(4_000, 50))).await.unwrap();
    assert_eq!(page, LogPage { from: 1000, bytes: Vec::new(), whole: Some(1000) });
}

#[tokio::test]
async fn a_place_that_sends_all_of_it_is_read_up_to_the_end_of_the_part() {
    let web = Web::start(|_| Reply::new(200, made(0, 100_000))).await;
    let logs = logs_at(&web.url);
    for (from, most) in [(0, 100), (70_000, 100), (99_950, 100), (100_000, 100), (200_000, 100)] {
        let page = logs.page(&ask(run(), LogPart::From(from, most))).await.unwrap();
        let (from, to) = (from.min(100_000), (from + most).min(100_000));
        assert_eq!(page.bytes, made(from, to), "{from}");
        assert_eq!((page.from, page.whole), (from, Some(100_000)));
    }
    // what never ends is not waited for
    let web = Web::start(|_| Reply::new(200, made(0, 4_000)).flood()).await;
    let page = logs_at(&web.url).page(&ask(run(), LogPart::From(4_000, 100))).await.unwrap();
    assert_eq!(page.bytes, made(0, 100));
}

#[tokio::test]
async fn of_a_console_no_more_is_read_than_was_asked_for() {
    let endless =
        |_: &Request| Reply::new(200, made(0, 4_000)).with("x-text-size", "9000000").flood();
    let web = Web::start(endless).await;
    let page = logs_at(&web.url).page(&ask(LogOf::Stage(7), LogPart::Last(100))).await.unwrap();
    assert_eq!((page.from, page.bytes.len(), page.whole), (8_999_900, 100, Some(9_000_000)));
    let web = Web::start(|_| Reply::new(200, "no length")).await;
    let page = logs_at(&web.url).page(&ask(LogOf::Stage(7), LogPart::Last(100))).await;
    assert!(matches!(page, Err(Trouble::Unreadable { .. })), "{page:?}");
}

#[tokio::test]
async fn what_goes_wrong_is_told_apart() {
    type Case = (fn() -> Reply, &'static str);
    let cases: [Case; 5] = [
        (|| Reply::new(404, "gone"), "OAR-404"),
        (|| Reply::new(403, "no"), "OAR-403"),
        (|| Reply::new(502, "bad"), "OAR-503"),
        (|| Reply::new(200, "<html>").with("content-type", "text/html"), "OAR-422"),
        (|| Reply::new(206, "x").with("content-range", "bytes 900-900/1000"), "OAR-422"),
    ];
    for (reply, code) in cases {
        let web = Web::start(move |_| reply()).await;
        let trouble = logs_at(&web.url).page(&ask(run(), LogPart::From(10, 10))).await.unwrap_err();
        assert_eq!(trouble.code(), code, "{trouble:?}");
    }
    let of = LogOf::Run { url: "https://elsewhere.example/1".into(), is_over: true };
    let trouble = logs_at("http://127.0.0.1:1").page(&ask(of, LogPart::Last(10))).await;
    assert!(matches!(trouble, Err(Trouble::Unreadable { .. })), "{trouble:?}");
}
