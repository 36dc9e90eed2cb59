//! The store and its cache: late answers lose, facts survive a restart, a broken cache is no disaster,
//! several programs live from one poller.

use std::collections::BTreeMap;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::time::Duration;

use oar_tui::domain::builds::{BuildName, Phase};
use oar_tui::domain::chronicle::{About, Entry};
use oar_tui::domain::document::{self, DocumentKey};
use oar_tui::domain::source::{Branch, Source};
use oar_tui::domain::time::Timestamp;
use oar_tui::domain::trouble::Trouble;
use oar_tui::store::cache::{Cache, FromCache, Place};
use oar_tui::store::world::Applied;
use oar_tui::store::{Event, FilePut, Files, News, Snapshot, World};
use tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};

const Z_STREAM: Source = Source::Branch(Branch::ZStream);
const STATEBOX: &str = "_releases/4.20/statebox/4.20.17.yaml";

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn statebox(status: &str) -> String {
    format!(
        "schema_version: '1.0'\nrelease: 4.20.17\ncreated_at: '2026-03-20T09:00:00Z'\n\
         updated_at: '2026-03-25T13:00:00Z'\nmetadata:\n  jira_ticket: ART-90001\n  advisory_ids: {{}}\n  \
         release_date: 2026-Mar-26\n  candidate_builds: {{}}\n  shipment_mr: null\ntasks:\n\
         - name: take-ownership\n  status: {status}\n  started_at: '2026-03-20T09:10:00Z'\n  \
         completed_at: null\n  result: null\nissues: []\n"
    )
}

fn put(path: &str, text: &str, blob: &str, committed: &str, observed: bool) -> FilePut {
    let key = DocumentKey::of(Branch::ZStream, path).unwrap();
    let committed = at(committed);
    let (document, complaints) = document::read(&key, path, text, Some(committed));
    FilePut {
        path: path.to_owned(),
        key,
        blob: blob.to_owned(),
        committed,
        document,
        complaints,
        observed,
    }
}

fn event(seq: u64, when: &str, news: Result<News, Trouble>) -> Event {
    Event { source: Z_STREAM, seq, at: at(when), news, next: None }
}

fn one_file(status: &str, blob: &str, observed: bool) -> News {
    let put = vec![put(STATEBOX, &statebox(status), blob, "2026-03-25T13:05:00Z", observed)];
    News::Files(Files { whole: !observed, put, ..Files::default() })
}

fn word(snapshot: &Snapshot) -> &'static str {
    snapshot.board.releases[0].state.word()
}

#[test]
fn a_late_answer_loses() {
    let mut world = World::default();
    let new = event(2, "2026-03-25T14:00:00Z", Ok(one_file("Pass", "b", false)));
    let old = event(1, "2026-03-25T14:00:05Z", Ok(one_file("In Progress", "a", false)));
    assert_eq!(world.apply(new), Applied::Facts);
    assert_eq!(world.apply(old), Applied::Late);
    let now = at("2026-03-25T14:01:00Z");
    assert_ne!(word(&world.snapshot(now)), "NOT STRT", "the older file says that nobody owns it");
}

#[test]
fn trouble_keeps_the_rows_and_their_age() {
    let mut world = World::default();
    world.apply(event(1, "2026-03-25T14:00:00Z", Ok(one_file("Pass", "b", false))));
    let down = Trouble::Unreachable { detail: "502".to_owned() };
    assert_eq!(world.apply(event(2, "2026-03-25T14:03:00Z", Err(down.clone()))), Applied::Facts);
    assert_eq!(world.apply(event(3, "2026-03-25T14:09:00Z", Err(down.clone()))), Applied::Ages);
    let snapshot = world.snapshot(at("2026-03-25T14:10:00Z"));
    assert_eq!(snapshot.board.releases.len(), 1);
    let feed = &snapshot.feeds[&Z_STREAM];
    assert_eq!(feed.fetched, Some(at("2026-03-25T14:00:00Z")));
    assert_eq!(feed.trouble, Some((down, at("2026-03-25T14:03:00Z"))), "since the first failure");
    world.apply(event(4, "2026-03-25T14:12:00Z", Ok(News::Unchanged)));
    let snapshot = world.snapshot(at("2026-03-25T14:12:00Z"));
    assert_eq!(snapshot.feeds[&Z_STREAM].trouble, None);
}

#[test]
fn a_file_that_is_no_longer_in_a_whole_branch_is_gone() {
    let mut world = World::default();
    world.apply(event(1, "2026-03-25T14:00:00Z", Ok(one_file("Pass", "b", false))));
    let empty = News::Files(Files { whole: true, ..Files::default() });
    world.apply(event(2, "2026-03-25T14:05:00Z", Ok(empty)));
    assert!(world.snapshot(at("2026-03-25T14:05:00Z")).board.releases.is_empty());
}

#[test]
fn usual_lengths_are_known_whichever_branch_comes_first() {
    let build = "4.20.0-0.nightly-2026-03-19-055504";
    let run = |hour| {
        format!(
            r#"{{"jobID": "{hour}", "jobState": "success", "jobStartTime": "2026-03-19T0{hour}:00:00Z",
                "jobCompletionTime": "2026-03-19T0{hour}:50:00Z"}}"#
        )
    };
    let job = |hour| format!(r#"{{"jobName": "a", "firstJob": {}, "retriedJobs": []}}"#, run(hour));
    let text = format!(
        r#"{{"result": [{}], "build": {{"name": "{build}", "phase": "Accepted", "pullSpec": "p",
            "downloadURL": "d"}}}}"#,
        [1, 2, 3, 4, 5].map(job).join(",")
    );
    let path = format!("_releases/ocp-test-result-{build}-amd64.json");
    let key = DocumentKey::of(Branch::Record, &path).unwrap();
    let (document, complaints) = document::read(&key, &path, &text, None);
    let committed = at("2026-03-25T13:00:00Z");
    let blob = "r".to_owned();
    let put = FilePut { path, key, blob, committed, document, complaints, observed: false };
    let record = Event {
        source: Source::Branch(Branch::Record),
        ..event(
            1,
            "2026-03-25T14:00:02Z",
            Ok(News::Files(Files { whole: true, put: vec![put], ..Files::default() })),
        )
    };
    let mut world = World::default();
    world.apply(event(1, "2026-03-25T14:00:00Z", Ok(one_file("Pass", "b", false))));
    assert!(world.snapshot(at("2026-03-25T14:00:01Z")).board.durations.jobs.is_empty());
    world.apply(record);
    let snapshot = world.snapshot(at("2026-03-25T14:00:03Z"));
    let typical: Vec<_> = snapshot.board.durations.jobs.values().map(|job| job.p50).collect();
    assert_eq!(typical, [oar_tui::domain::time::SignedDuration::from_mins(50)]);
}

/// Reads what the cache says until `enough`, within a limit that only a hanging test reaches.
fn listen(
    news: &mut UnboundedReceiver<FromCache>,
    mut enough: impl FnMut(&FromCache) -> bool,
) -> Vec<FromCache> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
    runtime.block_on(async {
        let mut heard = Vec::new();
        loop {
            let next = tokio::time::timeout(Duration::from_secs(60), news.recv());
            let next =
                next.await.unwrap_or_else(|_| panic!("still waiting after {heard:?}")).unwrap();
            let last = enough(&next);
            heard.push(next);
            if last {
                return heard;
            }
        }
    })
}

fn place(folder: &Path) -> Place {
    Place { file: folder.join("cache/cache.db"), origin: "test".to_owned() }
}

fn is_lead(news: &FromCache) -> bool {
    matches!(news, FromCache::Lead { .. })
}

fn world_of(heard: Vec<FromCache>) -> World {
    let mut world = World::default();
    for news in heard {
        if let FromCache::Loaded { events, observed, entries } = news {
            world.remember_entries(entries);
            observed
                .into_iter()
                .for_each(|(release, tasks)| world.remember_observed(release, tasks));
            events.into_iter().for_each(|event| {
                world.apply(event);
            });
        }
    }
    world
}

#[test]
fn facts_trouble_and_ages_survive_a_restart() {
    let folder = tempfile::tempdir().unwrap();
    let (out, mut news) = unbounded_channel();
    let cache = Cache::open(place(folder.path()), out);
    listen(&mut news, is_lead);
    let tags = BTreeMap::from([(BuildName("4.20.17".to_owned()), Phase::Accepted)]);
    let arch = oar_tui::domain::arch::Arch::Amd64;
    let events = [
        event(1, "2026-03-25T14:00:00Z", Ok(one_file("In Progress", "a", false))),
        event(2, "2026-03-25T14:03:00Z", Ok(one_file("Pass", "b", true))),
        event(3, "2026-03-25T14:06:00Z", Err(Trouble::Unreachable { detail: "502".to_owned() })),
        Event {
            source: Source::Tags(arch),
            seq: 1,
            at: at("2026-03-25T14:05:00Z"),
            news: Ok(News::Tags(tags)),
            next: None,
        },
    ];
    let mut world = World::default();
    for event in events {
        world.apply(event.clone());
        cache.keep(event, Some("{\"etag\":\"x\"}".to_owned()));
        for (release, tasks) in world.take_newly_observed() {
            cache.keep_observed(release, tasks);
        }
    }
    drop(cache);

    let (out, mut news) = unbounded_channel();
    let _cache = Cache::open(place(folder.path()), out);
    let heard = listen(&mut news, is_lead);
    let Some(FromCache::Lead { memos }) = heard.last() else { panic!("{heard:?}") };
    assert_eq!(memos.get(&Z_STREAM).map(String::as_str), Some("{\"etag\":\"x\"}"));
    let now = at("2026-03-25T14:10:00Z");
    let (before, after) = (world.snapshot(now), world_of(heard).snapshot(now));
    assert_eq!(after.board, before.board);
    assert_eq!(after.feeds, before.feeds);
}

/// A change of a release, seen at a minute of the hour.
fn seen(minute: u8, result: &str) -> Entry {
    Entry {
        number: 0,
        at: at(&format!("2026-03-25T14:{minute:02}:00Z")),
        about: About::Release("4.20.17".parse().unwrap()),
        what: "state".to_owned(),
        result: result.to_owned(),
        causes: Vec::new(),
    }
}

fn results(world: &mut World) -> Vec<(u64, String)> {
    let snapshot = world.snapshot(at("2026-03-25T15:00:00Z"));
    snapshot.chronicle.entries().map(|entry| (entry.number, entry.result.clone())).collect()
}

#[test]
fn what_was_seen_to_change_is_remembered_once_and_in_its_order() {
    let folder = tempfile::tempdir().unwrap();
    let (out, mut news) = unbounded_channel();
    let cache = Cache::open(place(folder.path()), out);
    listen(&mut news, is_lead);
    cache.keep_entries(vec![seen(1, "ACT → RUNNING"), seen(2, "RUNNING → BLOCKED")]);
    drop(cache);
    for _ in 0..2 {
        let (out, mut news) = unbounded_channel();
        let cache = Cache::open(place(folder.path()), out);
        let mut world = world_of(listen(&mut news, is_lead));
        let expected = [(0, "ACT → RUNNING".to_owned()), (1, "RUNNING → BLOCKED".to_owned())];
        assert_eq!(results(&mut world), expected);
        // what came from the cache is not written there again
        assert_eq!(world.take_new_entries(), []);
        drop(cache);
    }
}

#[test]
fn a_cache_of_the_first_schema_keeps_its_facts_when_it_is_brought_up_to_date() {
    let folder = tempfile::tempdir().unwrap();
    let place = place(folder.path());
    let (out, mut news) = unbounded_channel();
    let cache = Cache::open(place.clone(), out);
    listen(&mut news, is_lead);
    cache.keep(event(1, "2026-03-25T14:00:00Z", Ok(one_file("Pass", "a", false))), None);
    drop(cache);
    let old = rusqlite::Connection::open(&place.file).unwrap();
    old.execute_batch("DROP TABLE chronicle; PRAGMA user_version = 1").unwrap();
    drop(old);
    let (out, mut news) = unbounded_channel();
    let cache = Cache::open(place, out);
    let heard = listen(&mut news, is_lead);
    cache.keep_entries(vec![seen(1, "ACT → RUNNING")]);
    let now = at("2026-03-25T14:10:00Z");
    assert_eq!(world_of(heard).snapshot(now).board.releases.len(), 1);
}

#[test]
fn a_broken_cache_is_moved_aside_and_said() {
    let folder = tempfile::tempdir().unwrap();
    let place = place(folder.path());
    std::fs::create_dir_all(place.file.parent().unwrap()).unwrap();
    std::fs::write(&place.file, b"this is no database, however long one looks at it".repeat(100))
        .unwrap();
    let (out, mut news) = unbounded_channel();
    let _cache = Cache::open(place.clone(), out);
    let heard = listen(&mut news, is_lead);
    let note = heard.iter().find_map(|news| match news {
        FromCache::Note(note) => Some(note.clone()),
        _ => None,
    });
    let note = note.expect("a sentence about it");
    assert!(note.contains("starting afresh") && note.contains("cache.broken.db"), "{note}");
    assert!(place.file.with_extension("broken.db").exists());
}

#[test]
fn a_cache_of_other_services_is_not_read() {
    let folder = tempfile::tempdir().unwrap();
    let (out, mut news) = unbounded_channel();
    let cache = Cache::open(place(folder.path()), out);
    listen(&mut news, is_lead);
    cache.keep(event(1, "2026-03-25T14:00:00Z", Ok(one_file("Pass", "b", false))), None);
    drop(cache);
    let (out, mut news) = unbounded_channel();
    let other = Place { origin: "another sandbox".to_owned(), ..place(folder.path()) };
    let _cache = Cache::open(other, out);
    let heard = listen(&mut news, is_lead);
    assert!(world_of(heard).snapshot(at("2026-03-25T14:00:00Z")).board.releases.is_empty());
}

#[test]
fn a_second_program_follows_and_takes_over_when_the_first_leaves() {
    let folder = tempfile::tempdir().unwrap();
    let (out, mut first_news) = unbounded_channel();
    let first = Cache::open(place(folder.path()), out);
    listen(&mut first_news, is_lead);
    let (out, mut second_news) = unbounded_channel();
    let second = Cache::open(place(folder.path()), out);
    let heard = listen(&mut second_news, |news| matches!(news, FromCache::Follow { .. }));
    assert!(matches!(heard.last(), Some(FromCache::Follow { pid }) if *pid == std::process::id()));

    // What the first learns reaches the second, and what the second wishes reaches the first.
    first.keep(event(1, "2026-03-25T14:00:00Z", Ok(one_file("Pass", "b", false))), None);
    let heard = listen(&mut second_news, |news| matches!(news, FromCache::Loaded { .. }));
    let snapshot = world_of(heard).snapshot(at("2026-03-25T14:00:00Z"));
    assert_eq!(snapshot.board.releases.len(), 1);
    second.nudge(vec![Z_STREAM]);
    let heard = listen(&mut first_news, |news| matches!(news, FromCache::Nudge(_)));
    assert!(matches!(heard.last(), Some(FromCache::Nudge(wishes)) if *wishes == [Z_STREAM]));

    drop(first);
    listen(&mut second_news, is_lead);
}

/// Writes over the files of a cache while nobody else writes: a writer in the middle of it would put right a
/// part of what is broken here. They are not cut short: SQLite maps one of them, whatever it is told. And
/// another process does it: one that closes a file of a database loses all its own locks on it.
pub fn spoil(cache: &Path) {
    let quiet = rusqlite::Connection::open(cache).unwrap();
    quiet.busy_timeout(Duration::from_secs(60)).unwrap();
    quiet.execute_batch("BEGIN IMMEDIATE").unwrap();
    for file in ["cache.db", "cache.db-wal", "cache.db-shm"] {
        let mut writing = Command::new("dd")
            .arg(format!("of={}", cache.with_file_name(file).display()))
            .args(["conv=notrunc", "status=none"])
            .stdin(Stdio::piped())
            .spawn()
            .unwrap();
        writing.stdin.take().unwrap().write_all("no database".repeat(1_000).as_bytes()).unwrap();
        assert!(writing.wait().unwrap().success());
    }
    // To roll back, SQLite would believe the sizes that now stand in its index and map as much.
    quiet.execute_batch("COMMIT").unwrap();
}

#[test]
fn who_follows_through_a_cache_that_broke_polls_itself() {
    let folder = tempfile::tempdir().unwrap();
    let place = place(folder.path());
    let (out, mut news) = unbounded_channel();
    let _first = Cache::open(place.clone(), out);
    listen(&mut news, is_lead);
    let (out, mut news) = unbounded_channel();
    let _second = Cache::open(place.clone(), out);
    listen(&mut news, |news| matches!(news, FromCache::Follow { .. }));
    spoil(&place.file);
    let heard = listen(&mut news, is_lead);
    assert!(heard.iter().any(|news| matches!(news, FromCache::Trouble(_))), "{heard:?}");
}

#[test]
fn a_folder_that_cannot_be_written_leaves_the_program_without_a_cache_and_says_so() {
    let folder = tempfile::tempdir().unwrap();
    let blocked = folder.path().join("file");
    std::fs::write(&blocked, "not a folder").unwrap();
    let place = Place { file: blocked.join("cache.db"), origin: "test".to_owned() };
    let (out, mut news) = unbounded_channel();
    let _cache = Cache::open(place, out);
    let heard = listen(&mut news, is_lead);
    assert!(
        heard
            .iter()
            .any(|news| matches!(news, FromCache::Trouble(why) if why.contains("no cache"))),
        "{heard:?}"
    );
}

#[test]
fn the_same_snapshot_is_shared_until_something_changes() {
    let mut world = World::default();
    world.apply(event(1, "2026-03-25T14:00:00Z", Ok(one_file("Pass", "b", false))));
    let first = world.snapshot(at("2026-03-25T14:00:10Z"));
    let second = world.snapshot(at("2026-03-25T14:00:50Z"));
    assert!(Arc::ptr_eq(&first.board, &second.board), "derived once a minute at most");
    world.apply(event(2, "2026-03-25T14:00:51Z", Ok(one_file("Pass", "b", false))));
    let third = world.snapshot(at("2026-03-25T14:00:52Z"));
    assert!(Arc::ptr_eq(&second.board, &third.board), "the same blob is no change");
}
