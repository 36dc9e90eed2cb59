//! The stand-ins, seen from outside: raw requests against a small directory of real shapes.

use std::fs;
use std::io::Read;
use std::path::Path;
use std::time::{Duration, Instant};

use flate2::read::GzDecoder;
use oar_tui::sandbox::{Fault, Options, Running, SandboxError, ServiceName, start};
use reqwest::{Client, Response};
use serde_json::Value;
use tempfile::TempDir;

const RESULT: &str = r#"{"result": [{"jobName": "j", "firstJob": {"jobID": "1",
  "jobCompletionTime": "2026-07-02T18:00:00Z"}}], "build": {"name": "4.20.0-0.nightly-2026-07-01-101112",
  "phase": "Accepted", "pullSpec": "p", "downloadURL": "d"}}"#;
const LATEST: &str =
    r#"{"name": "4.20.17", "phase": "Accepted", "pullSpec": "p", "downloadURL": "d"}"#;

/// A directory with the three folders, one file of it broken.
fn data() -> TempDir {
    let directory = TempDir::new().unwrap();
    let files = [
        ("registry/hello", "hello\n"),
        ("record/ocp-test-result-4.20.0-0.nightly-2026-07-01-101112-amd64.json", RESULT),
        ("record/ocp-latest-4.20-stable-amd64.json", LATEST),
        ("record/ocp-latest-4.20-stable-arm64.json", LATEST),
        ("record/broken.json", "{\u{1b}[31m"),
        ("z-stream/4.20/4.20.z.yaml", "releases: {}\n"),
        ("z-stream/4.20/statebox/4.20.17.yaml", "updated_at: '2026-07-02T19:02:38Z'\n"),
    ];
    for (name, text) in files {
        let path = directory.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    directory
}

/// A sandbox over such a directory, and a client for it.
struct Bench {
    running: Running,
    client: Client,
    _data: TempDir,
}

impl Bench {
    async fn new() -> Bench {
        Bench::with(|_| {}).await
    }

    async fn with(change: impl FnOnce(&mut Options)) -> Bench {
        let data = data();
        let mut options = Options { data: Some(data.path().to_owned()), ..Options::default() };
        change(&mut options);
        let running = start(options).await.unwrap();
        let client =
            Client::builder().no_proxy().no_gzip().redirect(reqwest::redirect::Policy::none());
        let client = client.user_agent("test").build().unwrap();
        Bench { running, client, _data: data }
    }

    /// Asks GitHub with the token; a path or a whole address.
    async fn ask(&self, path: &str, headers: &[(&str, &str)]) -> Response {
        let base = if path.starts_with("http") { "" } else { self.running.github_url() };
        let mut request =
            self.client.get(format!("{base}{path}")).bearer_auth(self.running.token());
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        request.send().await.unwrap()
    }

    /// The JSON of a good answer about the repository.
    async fn repo(&self, path: &str) -> Value {
        let response = self.ask(&format!("/repos/openshift/release-tests{path}"), &[]).await;
        assert_eq!(response.status(), 200, "{path}");
        serde_json::from_str(&response.text().await.unwrap()).unwrap()
    }

    async fn streams(&self, path: &str) -> (u16, String) {
        let url = format!("{}{path}", self.running.streams_url());
        let response = self.client.get(url).send().await.unwrap();
        (response.status().as_u16(), response.text().await.unwrap())
    }
}

fn header<'a>(response: &'a Response, name: &str) -> &'a str {
    response.headers().get(name).map_or("", |value| value.to_str().unwrap())
}

fn text<'a>(value: &'a Value, pointer: &str) -> &'a str {
    value.pointer(pointer).and_then(Value::as_str).unwrap_or_else(|| panic!("{pointer} in {value}"))
}

#[tokio::test]
async fn object_ids_are_those_that_git_computes() {
    let bench = Bench::new().await;
    let file = bench.repo("/contents/_releases/hello?ref=main").await;
    assert_eq!(text(&file, "/sha"), "ce013625030ba8dba906f756967f9e9ca394464a");
    assert_eq!(text(&file, "/content"), "aGVsbG8K\n");
    // printed by `git write-tree` for _releases/hello with this content
    let tree = bench.repo("/git/trees/main?recursive=1").await;
    let commit = bench.repo("/git/ref/heads/main").await;
    let commit = bench.repo(&format!("/git/commits/{}", text(&commit, "/object/sha"))).await;
    assert_eq!(text(&commit, "/tree/sha"), "c316aa6d3a30cf1be07a86e85b36115e336eb660");
    let paths: Vec<&str> =
        tree["tree"].as_array().unwrap().iter().map(|it| text(it, "/path")).collect();
    assert_eq!(paths, ["_releases", "_releases/hello"]);
    assert_eq!(tree["truncated"], false);
    let blob = bench.repo("/git/blobs/ce013625030ba8dba906f756967f9e9ca394464a").await;
    assert_eq!(text(&blob, "/content"), "aGVsbG8K\n");
}

#[tokio::test]
async fn an_answer_that_is_known_costs_nothing_with_a_token() {
    let bench = Bench::new().await;
    let paths = ["/branches/record", "/contents/_releases?ref=record", "/commits/main", ""];
    for path in paths {
        let path = format!("/repos/openshift/release-tests{path}");
        let first = bench.ask(&path, &[]).await;
        let remaining = header(&first, "x-ratelimit-remaining").to_owned();
        let etag = header(&first, "etag").to_owned();
        assert!(etag.starts_with("W/\""), "{path}: {etag}");
        let second = bench.ask(&path, &[("if-none-match", &etag)]).await;
        assert_eq!(second.status(), 304, "{path}");
        assert_eq!(header(&second, "etag"), etag);
        assert_eq!(header(&second, "x-ratelimit-remaining"), remaining, "{path}");
        assert_eq!(second.text().await.unwrap(), "");
        let third = bench.ask(&path, &[("if-none-match", "\"other\"")]).await;
        assert_eq!(third.status(), 200, "{path}");
    }
    let url = "/repos/openshift/release-tests/contents/_releases?ref=record";
    let modified = header(&bench.ask(url, &[]).await, "last-modified").to_owned();
    assert_eq!(modified, "Thu, 02 Jul 2026 18:00:00 GMT");
    assert_eq!(bench.ask(url, &[("if-modified-since", &modified)]).await.status(), 304);
}

#[tokio::test]
async fn a_tarball_holds_the_branch_and_names_its_commit() {
    let bench = Bench::new().await;
    let answer = bench.ask("/repos/openshift/release-tests/tarball/z-stream", &[]).await;
    assert_eq!(answer.status(), 302);
    let location = header(&answer, "location").to_owned();
    assert!(
        location.ends_with("/_codeload/openshift/release-tests/legacy.tar.gz/refs/heads/z-stream")
    );
    let archive = bench.ask(&location, &[]).await;
    let etag = header(&archive, "etag").to_owned();
    let bytes = archive.bytes().await.unwrap();
    let branch = bench.repo("/branches/z-stream").await;
    let id = text(&branch, "/commit/sha");

    let mut plain = Vec::new();
    GzDecoder::new(&*bytes).read_to_end(&mut plain).unwrap();
    assert!(plain.starts_with(b"pax_global_header\0"));
    let comment = format!("52 comment={id}\n");
    assert_eq!(plain.get(512..564), Some(comment.as_bytes()));
    let mut archive = tar::Archive::new(&*plain);
    let mut files = Vec::new();
    for entry in archive.entries().unwrap() {
        let mut entry = entry.unwrap();
        let path = entry.path().unwrap().to_string_lossy().into_owned();
        if entry.header().entry_type().is_file() {
            let mut text = String::new();
            entry.read_to_string(&mut text).unwrap();
            files.push((path, text));
        }
    }
    let top = format!("openshift-release-tests-{}", &id[..7]);
    let expected = [
        ("4.20/4.20.z.yaml", "releases: {}\n"),
        ("4.20/statebox/4.20.17.yaml", "updated_at: '2026-07-02T19:02:38Z'\n"),
    ];
    let expected =
        expected.map(|(path, text)| (format!("{top}/_releases/{path}"), text.to_owned()));
    assert_eq!(files, expected);
    assert_eq!(bench.ask(&location, &[("if-none-match", &etag)]).await.status(), 304);
}

#[tokio::test]
async fn folders_are_lists_or_objects_and_files_can_be_raw() {
    let bench = Bench::new().await;
    let list = bench.repo("/contents/_releases/4.20?ref=z-stream").await;
    let entries: Vec<(&str, &str)> =
        list.as_array().unwrap().iter().map(|it| (text(it, "/name"), text(it, "/type"))).collect();
    assert_eq!(entries, [("4.20.z.yaml", "file"), ("statebox", "dir")]);
    let download = text(&list[0], "/download_url");
    assert_eq!(bench.ask(download, &[]).await.text().await.unwrap(), "releases: {}\n");
    assert!(list[1]["download_url"].is_null());

    let path = "/repos/openshift/release-tests/contents/_releases";
    let object = [("accept", "application/vnd.github.object+json")];
    let object = bench.ask(&format!("{path}?ref=record"), &object).await.text().await.unwrap();
    let object: Value = serde_json::from_str(&object).unwrap();
    assert_eq!((text(&object, "/type"), object["entries"].as_array().unwrap().len()), ("dir", 4));
    let raw = [("accept", "application/vnd.github.raw+json")];
    let raw = bench.ask(&format!("{path}%2Fbroken.json?ref=record"), &raw).await;
    assert_eq!(raw.bytes().await.unwrap(), "{\u{1b}[31m".as_bytes());
}

#[tokio::test]
async fn errors_have_githubs_shape() {
    let bench = Bench::new().await;
    let cases = [
        ("/repos/openshift/nothing", 404, "Not Found"),
        ("/repos/openshift/release-tests/contents/x?ref=main", 404, "Not Found"),
        (
            "/repos/openshift/release-tests/contents/x?ref=no/ref",
            404,
            "No commit found for the ref no/ref",
        ),
        ("/repos/openshift/release-tests/branches/nothing", 404, "Branch not found"),
        ("/repos/openshift/release-tests/git/blobs/zz", 404, "Not Found"),
        ("/repos/openshift/release-tests/commits/nothing", 422, "No commit found for SHA: nothing"),
        (
            "/repos/openshift/release-tests/compare/main...record",
            404,
            "No common ancestor between main and record.",
        ),
        ("/nowhere", 404, "Not Found"),
    ];
    for (path, status, message) in cases {
        let response = bench.ask(path, &[]).await;
        assert_eq!(response.status(), status, "{path}");
        assert!(header(&response, "content-type").starts_with("application/json"));
        let body: Value = serde_json::from_str(&response.text().await.unwrap()).unwrap();
        assert_eq!(text(&body, "/message"), message, "{path}");
        assert_eq!(text(&body, "/status"), status.to_string());
        assert!(text(&body, "/documentation_url").starts_with("https://docs.github.com/rest"));
    }
    let url = format!("{}/user", bench.running.github_url());
    let wrong = bench.client.get(&url).bearer_auth("wrong").send().await.unwrap();
    assert_eq!(wrong.status(), 401);
    assert!(wrong.text().await.unwrap().contains("Bad credentials"));
    let nobody = bench.client.get(&url).send().await.unwrap();
    assert_eq!(nobody.status(), 401);
    let write = bench.client.put(&url).bearer_auth(bench.running.token()).send().await.unwrap();
    assert_eq!(write.status(), 404);
    let basic =
        bench.client.get(&url).basic_auth("x", Some(bench.running.token())).send().await.unwrap();
    assert!(basic.text().await.unwrap().contains(Running::USER));
}

#[tokio::test]
async fn an_anonymous_client_is_refused_after_sixty_requests() {
    let bench = Bench::new().await;
    let url = format!("{}/repos/openshift/release-tests", bench.running.github_url());
    for n in (0..60).rev() {
        let response = bench.client.get(&url).send().await.unwrap();
        assert_eq!(response.status(), 200);
        assert_eq!(header(&response, "x-ratelimit-remaining"), n.to_string());
    }
    let refused = bench.client.get(&url).send().await.unwrap();
    assert_eq!(refused.status(), 403);
    assert_eq!(header(&refused, "x-ratelimit-remaining"), "0");
    let reset: i64 = header(&refused, "x-ratelimit-reset").parse().unwrap();
    let wait = reset - bench.running.clock().start.as_second();
    assert!((3600..3700).contains(&wait), "counted on the sandbox's clock: {wait}");
    assert!(refused.text().await.unwrap().contains("API rate limit exceeded"));
    assert_eq!(bench.ask("/repos/openshift/release-tests", &[]).await.status(), 200);
    let limit = bench.client.get(format!("{}/rate_limit", bench.running.github_url()));
    let limit: Value =
        serde_json::from_str(&limit.send().await.unwrap().text().await.unwrap()).unwrap();
    assert_eq!(limit.pointer("/resources/core/used"), Some(&Value::from(60)));
}

#[tokio::test]
async fn raw_files_are_served_with_their_tag_and_missing_ones_as_text() {
    let bench = Bench::new().await;
    let raw = format!("{}/raw/openshift/release-tests", bench.running.github_url());
    let get = |path: &str| bench.client.get(format!("{raw}/{path}"));
    let file = get("refs/heads/main/_releases/hello").send().await.unwrap();
    let etag = header(&file, "etag").to_owned();
    assert!(etag.starts_with('"'), "{etag}");
    assert_eq!(file.text().await.unwrap(), "hello\n");
    let again = get("main/_releases/hello").header("if-none-match", &etag).send().await.unwrap();
    assert_eq!(again.status(), 304);
    let missing = get("main/_releases/nothing").send().await.unwrap();
    assert_eq!(missing.status(), 404);
    assert_eq!(missing.text().await.unwrap(), "404: Not Found");
    let head = bench.client.head(format!("{raw}/main/_releases/hello")).send().await.unwrap();
    assert_eq!((head.status().as_u16(), header(&head, "content-length")), (200, "6"));
}

#[tokio::test]
async fn commits_branches_and_comparisons_list_what_is_there() {
    let bench = Bench::new().await;
    let branches = bench.repo("/branches").await;
    let names: Vec<&str> =
        branches.as_array().unwrap().iter().map(|it| text(it, "/name")).collect();
    assert_eq!(names, ["main", "record", "z-stream"]);
    let page = bench.ask("/repos/openshift/release-tests/branches?per_page=1&page=2", &[]).await;
    let link = header(&page, "link");
    for part in ["page=1>; rel=\"prev\"", "page=3>; rel=\"next\"", "page=3>; rel=\"last\""] {
        assert!(link.contains(part), "{link}");
    }
    let commits = bench.repo("/commits?sha=record&path=_releases/broken.json").await;
    assert_eq!(commits.as_array().unwrap().len(), 1);
    assert_eq!(text(&commits, "/0/commit/author/date"), "2026-07-02T18:00:00Z");
    let commit = bench.repo("/commits/main").await;
    assert_eq!(text(&commit, "/files/0/status"), "added");
    assert_eq!(text(&commit, "/files/0/patch"), "@@ -0,0 +1 @@\n+hello");
    let sha = [("accept", "application/vnd.github.sha")];
    let sha = bench.ask("/repos/openshift/release-tests/commits/main", &sha).await;
    assert_eq!(sha.text().await.unwrap(), text(&commit, "/sha"));
    let same = bench.repo("/compare/main...main").await;
    assert_eq!((text(&same, "/status"), &same["total_commits"]), ("identical", &Value::from(0)));
}

#[tokio::test]
async fn the_release_controller_knows_amd64_and_answers_the_rest_with_404() {
    let bench = Bench::new().await;
    let latest = "/api/v1/releasestream/4.20.0-0.nightly/latest";
    for path in [latest.to_owned(), format!("/amd64{latest}")] {
        let (status, body) = bench.streams(&path).await;
        let tag: Value = serde_json::from_str(&body).unwrap();
        assert_eq!((status, text(&tag, "/name")), (200, "4.20.0-0.nightly-2026-07-01-101112"));
    }
    let no_stream = "no release configuration exists with the requested name\n";
    let no_tag = "no tags exist within the release that satisfy the request\n";
    for (path, expected) in [
        (format!("/arm64{latest}"), no_stream),
        ("/api/v1/releasestream/5.9.0-0.nightly/tags".to_owned(), no_stream),
        ("/api/v1/releasestream/4-stable/latest?prefix=4.21.".to_owned(), no_tag),
        ("/riscv/api/v1/releasestreams/all".to_owned(), "404 page not found\n"),
    ] {
        assert_eq!(bench.streams(&path).await, (404, expected.to_owned()), "{path}");
    }
    let name =
        bench.streams("/api/v1/releasestream/4-stable/latest?format=name&prefix=4.20.").await;
    assert_eq!(name, (200, "4.20.17".to_owned()));
    let (_, tags) =
        bench.streams("/api/v1/releasestream/4-stable/tags?phase=Ready&phase=Failed").await;
    assert_eq!(serde_json::from_str::<Value>(&tags).unwrap()["tags"], Value::Null);
    let (_, info) =
        bench.streams("/amd64/api/v1/releasestream/4-stable/release/4.20.17?format=short").await;
    assert_eq!(text(&serde_json::from_str(&info).unwrap(), "/phase"), "Accepted");
    let (_, all) = bench.streams("/api/v1/releasestreams/accepted").await;
    let all: Value = serde_json::from_str(&all).unwrap();
    assert_eq!(
        all.as_object().unwrap().keys().collect::<Vec<_>>(),
        ["4-stable", "4.20.0-0.nightly"]
    );
}

#[tokio::test]
async fn its_time_stands_at_the_newest_time_in_the_files_and_runs_as_told() {
    let bench = Bench::with(|options| options.speed = 3600.0).await;
    let clock = bench.running.clock();
    assert_eq!(clock.start.to_string(), "2026-07-02T19:02:38Z");
    let begin = Instant::now();
    loop {
        // the `Date` header is what a client can see of the clock
        let date = header(&bench.ask("/rate_limit", &[]).await, "date").to_owned();
        if date != "Thu, 02 Jul 2026 19:02:38 GMT" && date.contains(" Jul 2026 ") {
            break;
        }
        assert!(begin.elapsed() < Duration::from_secs(60), "{date}");
    }
    let bench =
        Bench::with(|options| options.now = Some("2026-07-01T00:00:00Z".parse().unwrap())).await;
    assert_eq!(bench.running.clock().start.to_string(), "2026-07-01T00:00:00Z");
    let head = bench.repo("/branches/record").await;
    assert_eq!(text(&head, "/commit/commit/committer/date"), "2026-07-01T00:00:00Z");
}

#[tokio::test]
async fn every_fault_shows_on_the_wire_and_goes_away() {
    let bench = Bench::new().await;
    let path = "/repos/openshift/release-tests/contents/_releases?ref=record";
    let faults = bench.running.faults(ServiceName::Github);
    let whole = bench.ask(path, &[]).await.text().await.unwrap();

    faults.set(Fault::Status { code: 429, retry_after: Some(7) });
    let throttled = bench.ask(path, &[]).await;
    assert_eq!((throttled.status().as_u16(), header(&throttled, "retry-after")), (429, "7"));
    assert!(throttled.text().await.unwrap().contains("secondary rate limit"));
    faults.clear();

    faults.set(Fault::MalformedBody);
    let foreign = bench.ask(path, &[]).await;
    assert_eq!(
        (foreign.status().as_u16(), header(&foreign, "content-type")),
        (200, "text/html; charset=utf-8")
    );
    faults.clear();

    faults.set(Fault::CutBody);
    let cut = bench.ask(path, &[]).await;
    assert_eq!(header(&cut, "content-length"), whole.len().to_string());
    let known = header(&cut, "etag").to_owned();
    assert!(cut.bytes().await.is_err());
    // who knows it already is told "not modified" only when nothing spoils bodies
    let again = bench.ask(path, &[("if-none-match", &known)]).await;
    assert_eq!(again.status(), 200);
    faults.clear();
    assert_eq!(bench.ask(path, &[("if-none-match", &known)]).await.status(), 304);

    faults.set(Fault::WrongContentType);
    let wrong = bench.ask(path, &[]).await;
    assert_eq!(header(&wrong, "content-type"), "application/octet-stream");
    assert_eq!(wrong.text().await.unwrap(), whole);
    faults.clear();

    faults.set(Fault::EndlessBody);
    let mut endless = bench.ask(path, &[]).await;
    let mut read = 0;
    while read < whole.len() + 10_000 {
        read += endless.chunk().await.unwrap().expect("it goes on").len();
    }
    faults.clear();

    faults.set(Fault::ClockSkew { seconds: -3600 * 24 });
    assert!(header(&bench.ask(path, &[]).await, "date").starts_with("Wed, 01 Jul 2026"));
    faults.clear();

    faults.set(Fault::TruncatedArchive);
    let archive = "/_codeload/openshift/release-tests/legacy.tar.gz/record";
    let bytes = bench.ask(archive, &[]).await.bytes().await.unwrap();
    assert!(GzDecoder::new(&*bytes).read_to_end(&mut Vec::new()).is_err());
    faults.clear();
    assert_eq!(bench.ask(path, &[]).await.text().await.unwrap(), whole);
}

#[tokio::test]
async fn faults_and_counts_can_be_had_over_http() {
    let bench = Bench::new().await;
    let base = bench.running.streams_url().to_owned();
    let fault = format!("{base}/_sandbox/fault");
    let set = bench.client.post(&fault).body(r#"{"fault": "status", "code": 500}"#).send();
    assert_eq!(set.await.unwrap().status(), 200);
    let path = "/api/v1/releasestreams/all";
    assert_eq!(bench.streams(path).await.0, 500);
    bench.client.delete(&fault).send().await.unwrap();
    let (status, body) = bench.streams(path).await;
    assert_eq!(status, 200);
    let bad = bench.client.post(&fault).body("{").send().await.unwrap();
    assert_eq!(bad.status(), 400);
    let counts = bench.client.get(format!("{base}/_sandbox/requests")).send().await.unwrap();
    let counts: Value = serde_json::from_str(&counts.text().await.unwrap()).unwrap();
    assert_eq!(counts["total"], 2);
    assert_eq!(counts["requests"][0]["status"], 200);
    assert_eq!(counts["requests"][0]["bytes"], body.len());
    assert_eq!(bench.running.requests(ServiceName::Streams).len(), 2);
}

#[tokio::test]
async fn long_bodies_are_packed_for_clients_that_can_read_them() {
    let bench = Bench::new().await;
    let path = "/repos/openshift/release-tests/contents/_releases?ref=record";
    let plain = bench.ask(path, &[]).await.text().await.unwrap();
    let packed = bench.ask(path, &[("accept-encoding", "br, gzip;q=0.5")]).await;
    assert_eq!(header(&packed, "content-encoding"), "gzip");
    let bytes = packed.bytes().await.unwrap();
    let mut text = String::new();
    GzDecoder::new(&*bytes).read_to_string(&mut text).unwrap();
    assert!(bytes.len() < plain.len() && text == plain);
    let refused = bench.ask(path, &[("accept-encoding", "gzip;q=0")]).await;
    assert_eq!(header(&refused, "content-encoding"), "");
}

#[tokio::test]
async fn a_client_without_a_name_is_turned_away() {
    let bench = Bench::new().await;
    let nameless = Client::builder().no_proxy().build().unwrap();
    let answer = nameless.get(bench.running.github_url()).send().await.unwrap();
    assert_eq!(answer.status(), 403);
}

#[tokio::test]
async fn the_ready_line_and_the_profile_say_where_everything_is() {
    let bench = Bench::new().await;
    let line = bench.running.ready_line();
    assert!(
        !line.contains('\n')
            && line.starts_with(r#"{"services":{"github":{"base_url":"http://127.0.0.1:"#)
    );
    let ready: Value = serde_json::from_str(&line).unwrap();
    assert_eq!(text(&ready, "/services/streams/base_url"), bench.running.streams_url());
    assert_eq!(text(&ready, "/services/github/token"), bench.running.token());

    let folder = TempDir::new().unwrap();
    let file = folder.path().join("profile.toml");
    bench.running.write_profile(&file).unwrap();
    bench.running.write_profile(&file).unwrap();
    let profile: toml::Table = fs::read_to_string(&file).unwrap().parse().unwrap();
    assert_eq!(profile["profile"].as_str(), Some("sandbox"));
    assert_eq!(profile["clock"]["start"].as_str(), Some("2026-07-02T19:02:38Z"));
    assert_eq!(profile["clock"]["speed"].as_float(), Some(1.0));
    let streams = profile["streams"]["base_url"].as_str().unwrap();
    assert!(streams.ends_with("/{arch}"), "{streams}");
    let token = Path::new(profile["github"]["token"]["file"].as_str().unwrap());
    assert!(token.is_absolute());
    assert_eq!(fs::read_to_string(token).unwrap().trim(), bench.running.token());
    let mode = std::os::unix::fs::PermissionsExt::mode(&fs::metadata(token).unwrap().permissions());
    assert_eq!(mode & 0o777, 0o600);
}

#[tokio::test]
async fn what_cannot_be_served_is_refused_with_a_reason() {
    let empty = TempDir::new().unwrap();
    let options = Options { data: Some(empty.path().to_owned()), ..Options::default() };
    let error = start(options.clone()).await.err().unwrap();
    assert!(matches!(error, SandboxError::NoData { .. }), "{error}");
    let speed = start(Options { speed: f64::NAN, ..Options::default() }).await.err().unwrap();
    assert!(matches!(speed, SandboxError::Speed { .. }));
    let scenario = Options { scenario: Some("weak".to_owned()), ..Options::default() };
    let error = start(scenario).await.err().unwrap().to_string();
    assert!(error.contains("\"week\""), "{error}");
    let bench = Bench::new().await;
    let taken = bench.running.github_url().trim_start_matches("http://").parse().unwrap();
    let error = start(Options { listen: taken, ..Options::default() }).await.err().unwrap();
    assert!(matches!(error, SandboxError::Listen { service: "github", .. }), "{error}");
    fs::create_dir(empty.path().join("record")).unwrap();
    start(options).await.unwrap().stop().await;
}

/// What Prow's storage holds of the runs of a result file: the same story, told earlier and in full.
#[tokio::test]
async fn the_artifacts_of_a_run_say_what_its_result_file_says() {
    let running = start(Options { speed: 0.001, ..Options::default() }).await.unwrap();
    let client = Client::builder().user_agent("tests").build().unwrap();
    let get = |url: String, token: String| {
        let client = client.clone();
        async move { client.get(url).bearer_auth(token).send().await.unwrap().text().await.unwrap() }
    };
    let raw = format!("{}/raw/openshift/release-tests/record", running.url(ServiceName::Github));
    let token = running.token().to_owned();
    let (mut with_report, mut over) = (0, 0);
    let list = "repos/openshift/release-tests/contents/_releases?ref=record";
    let list = get(format!("{}/{list}", running.url(ServiceName::Github)), token.clone()).await;
    let list: Vec<Value> = serde_json::from_str(&list).unwrap();
    let names = list.iter().filter_map(|entry| entry["path"].as_str());
    for path in names.filter(|path| path.contains("ocp-test-result-4.2")).take(25) {
        let file: Value =
            serde_json::from_str(&get(format!("{raw}/{path}"), token.clone()).await).unwrap();
        let jobs = file["result"].as_array().cloned().unwrap_or_default();
        let runs = jobs.iter().flat_map(|job| {
            let retries = job["retriedJobs"].as_array().cloned().unwrap_or_default();
            std::iter::once(job["firstJob"].clone()).chain(retries)
        });
        for run in runs.filter(|run| run["jobCompletionTime"].is_string()) {
            let folder =
                run["jobURL"].as_str().unwrap().split_once("/view/gs/").unwrap().1.to_owned();
            let storage = format!("{}/storage", running.url(ServiceName::Prow));
            let job = get(format!("{storage}/{folder}/prowjob.json"), token.clone()).await;
            let Ok(job) = serde_json::from_str::<Value>(&job) else { continue };
            over += 1;
            assert_eq!(job["status"]["state"], run["jobState"], "{folder}");
            assert_eq!(job["status"]["completionTime"], run["jobCompletionTime"], "{folder}");
            assert_eq!(job["metadata"]["name"], run["jobID"], "{folder}");
            let Some(summary) = run["testResultSummary"].as_object() else { continue };
            with_report += 1;
            let (bucket, prefix) = folder.split_once('/').unwrap();
            let list =
                format!("{storage}/storage/v1/b/{bucket}/o?prefix={prefix}/&matchGlob=**.xml");
            let list: Value = serde_json::from_str(&get(list, token.clone()).await).unwrap();
            let mut counts = (0, 0);
            for item in list["items"].as_array().unwrap() {
                let name = item["name"].as_str().unwrap();
                let text = get(format!("{storage}/{bucket}/{name}"), token.clone()).await;
                counts.0 += text.matches("<testcase ").count() as u64;
                counts.1 += text.matches("<failure ").count() as u64;
            }
            let sum =
                |key: &str| summary.values().filter_map(|suite| suite[key].as_u64()).sum::<u64>();
            assert_eq!(counts, (sum("total"), sum("failures")), "{folder}");
        }
    }
    assert!(over >= 6 && with_report >= 3, "{over} {with_report}");
}
