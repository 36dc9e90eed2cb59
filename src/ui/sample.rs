//! Snapshots for the tests of the frame: five releases, two services.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::domain::arch::Arch;
use crate::domain::builds::ArchPhase;
use crate::domain::complaint::Complaint;
use crate::domain::releases::{
    Activity, Assessment, Due, JobsCell, NowCell, Reason, ReleaseFacts, StateWord, Weight,
};
use crate::domain::source::{Branch, Source};
use crate::domain::time::{SignedDuration, Timestamp};
use crate::domain::trouble::Trouble;
use crate::domain::version::YStream;
use crate::store::{Board, Feed, Feeds, Snapshot};

/// Wed 25 Mar 2026, 14:07 UTC.
pub fn now() -> Timestamp {
    "2026-03-25T14:07:00Z".parse().unwrap()
}

fn minutes_ago(minutes: i64) -> Timestamp {
    now() - SignedDuration::from_mins(minutes)
}

fn feed(minutes: i64) -> Feed {
    let next = Some(now() + SignedDuration::from_mins(2));
    Feed { fetched: Some(minutes_ago(minutes)), trouble: None, next }
}

fn feeds() -> Feeds {
    let mut feeds = BTreeMap::from([
        (Source::Branch(Branch::Record), feed(3)),
        (Source::Branch(Branch::ZStream), feed(3)),
        (Source::Branch(Branch::Main), feed(22)),
    ]);
    feeds.extend(Arch::ALL.map(|arch| (Source::Tags(arch), feed(1))));
    let streams = [16, 17, 18, 19, 20].map(|minor| YStream { major: 4, minor });
    feeds.extend(streams.map(|y| (Source::BuildData(y), feed(3))));
    feeds
}

fn release(version: &str, state: StateWord, what: &str) -> Arc<Assessment> {
    let reason = Reason {
        weight: Weight::Attention,
        what: what.to_owned(),
        since: Some(minutes_ago(192)),
        detail: String::new(),
    };
    Arc::new(Assessment {
        release: version.parse().unwrap(),
        state,
        has_open_note: false,
        reasons: vec![reason],
        now: NowCell::default(),
        due: Some(Due { date: "2026-03-25".parse().unwrap(), days: 0, late: false }),
        passed: 4,
        flow: Vec::new(),
        phases: [ArchPhase::Unknown; 5],
        jobs: JobsCell::default(),
        issues: Vec::new(),
        flow_kind: None,
        facts: ReleaseFacts::default(),
        activity: Activity::Active,
        attention: Vec::new(),
    })
}

/// Everything answers; one source is stale.
pub fn snapshot() -> Snapshot {
    let mut old = Arc::unwrap_or_clone(release("4.12.88", StateWord::Shipped, "live"));
    old.activity = Activity::Done;
    let board = Board {
        releases: vec![
            release("4.20.17", StateWord::Blocked, "image-consistency-check failed"),
            release("4.18.36", StateWord::Act, "your approval"),
            release("4.19.27", StateWord::Running, "stage-testing"),
            release("4.17.52", StateWord::Waiting, "build promotion"),
            release("4.16.59", StateWord::NotStarted, "needs an owner"),
            Arc::new(old),
        ],
        complaints: vec![Complaint {
            path: "_releases/4.15/statebox/4.15.60.yaml".to_owned(),
            place: "line 12 column 4".to_owned(),
            what: "not YAML; the release is shown as UNKNOWN".to_owned(),
        }],
        ..Board::default()
    };
    Snapshot { now: now(), board: Arc::new(board), feeds: Arc::new(feeds()) }
}

fn ailing(trouble: &Trouble) -> Feed {
    Feed { trouble: Some((trouble.clone(), minutes_ago(5))), ..feed(3) }
}

/// The record branch of github is in trouble since 14:02, asked again at 14:09.
pub fn github_in(trouble: Trouble) -> Snapshot {
    let mut feeds = feeds();
    feeds.insert(Source::Branch(Branch::Record), ailing(&trouble));
    Snapshot { feeds: Arc::new(feeds), ..snapshot() }
}

/// Nothing can be reached since 14:02.
pub fn offline() -> Snapshot {
    let trouble = Trouble::Unreachable { detail: "no route to host".to_owned() };
    let feeds = feeds().into_keys().map(|source| (source, ailing(&trouble))).collect();
    Snapshot { feeds: Arc::new(feeds), ..snapshot() }
}

/// First start: thirteen sources were asked, none answered.
pub fn first_start() -> Snapshot {
    let feeds = feeds().into_keys().map(|source| (source, Feed::default())).collect();
    Snapshot { now: now(), board: Arc::default(), feeds: Arc::new(feeds) }
}

/// Started from a cache of nine hours ago; nothing was asked yet.
pub fn from_cache() -> Snapshot {
    let old = Feed { next: None, ..feed(9 * 60) };
    let feeds = feeds().into_keys().map(|source| (source, old.clone())).collect();
    Snapshot { feeds: Arc::new(feeds), ..snapshot() }
}
