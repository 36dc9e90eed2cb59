use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use super::super::picture::{filtered, picture};
use super::*;
use crate::domain::health::{Circuit, Health, Quota};
use crate::domain::process::Process;
use crate::domain::trouble::Trouble;
use crate::store::snapshot::Snapshot;
use crate::ui::filter::Filter;
use crate::ui::glyphs::GlyphSet;
use crate::ui::sample::bugs::week_with_bugs_and;
use crate::ui::sample::{first_start, minutes_ago, week};

fn seen(snapshot: &Snapshot, size: (u16, u16), set: GlyphSet, on: Service) -> String {
    let state = State { cursor: Some(on), ..State::default() };
    picture(snapshot, size, set, |buf, area, ctx| draw(&state, buf, area, ctx))
}

/// Every state a service can be in.
fn troubled() -> Snapshot {
    let mut snapshot = week_with_bugs_and(&Trouble::Throttled { retry_at: Some(minutes_ago(-9)) });
    let well = |calls, millis| Health {
        calls,
        last_ok: Some(minutes_ago(1)),
        every: Duration::from_secs(120),
        p50: Some(Duration::from_millis(millis)),
        p95: Some(Duration::from_millis(millis * 7)),
        ..Health::default()
    };
    let missing = |hint: &str| Health { missing: Some(hint.to_owned()), ..Health::default() };
    let quota = Quota { limit: 5000, remaining: 4210, reset: minutes_ago(-30) };
    let lost = Trouble::Unreachable { detail: "no connection".to_owned() };
    let health = BTreeMap::from([
        (Service::Streams, well(75, 180)),
        (
            Service::Github,
            Health {
                quota: Some(quota),
                last_error: Some((lost.clone(), minutes_ago(200))),
                errors: 1,
                hosts: vec!["api.github.com".to_owned()],
                ..well(60, 210)
            },
        ),
        (
            Service::Jira,
            Health {
                closed_until: Some(minutes_ago(-9)),
                last_error: Some((Trouble::Throttled { retry_at: None }, minutes_ago(1))),
                errors: 14,
                ..well(33, 900)
            },
        ),
        (
            Service::Errata,
            Health {
                circuit: Circuit::Open(Some(minutes_ago(-2))),
                last_error: Some((lost, minutes_ago(3))),
                errors: 5,
                login_ends: Some(minutes_ago(-90)),
                ..well(20, 1100)
            },
        ),
        (
            Service::Slack,
            Health { circuit: Circuit::HalfOpen, every: Duration::ZERO, ..well(2, 90) },
        ),
        (Service::Gitlab, missing("set GITLAB_TOKEN, or name another place in [gitlab]")),
    ]);
    snapshot.health = Arc::new(health);
    snapshot.process = Arc::new(Process {
        up: Duration::from_secs(5 * 86_400 + 3 * 3600),
        cpu: Some(Duration::from_secs(1300)),
        resident: Some(38 << 20),
        cache: Some(14 << 20),
        ..Process::default()
    });
    snapshot
}

#[test]
fn each_state_of_a_service_has_its_words() {
    let mut album = String::new();
    for (size, on) in
        [((120, 34), Service::Jira), ((80, 20), Service::Github), ((60, 12), Service::Errata)]
    {
        album.push_str(&format!("{size:?}\n{}\n", seen(&troubled(), size, GlyphSet::Unicode, on)));
    }
    album.push_str(&seen(&troubled(), (100, 22), GlyphSet::Ascii, Service::Gitlab));
    insta::assert_snapshot!(album);
}

#[test]
fn before_anything_answered_while_another_program_polls_and_without_a_cache() {
    let mut follows = week();
    follows.process = Arc::new(Process { follows: Some(4121), ..Process::default() });
    let mut album = String::new();
    let mut uncached = week();
    let why = "could not write the cache: disk I/O error; going on without it".to_owned();
    uncached.process = Arc::new(Process { cache_trouble: Some(why), ..Process::default() });
    for snapshot in [first_start(), follows, uncached] {
        album.push_str(&seen(&snapshot, (100, 20), GlyphSet::Unicode, Service::Streams));
        album.push('\n');
    }
    insta::assert_snapshot!(album);
}

#[test]
fn the_badge_counts_services_in_trouble_and_the_filter_finds_them() {
    let snapshot = troubled();
    assert_eq!(badge(&snapshot), 1);
    let filter = Filter::parse("state:trouble").unwrap();
    let drawn = filtered(&snapshot, (80, 8), GlyphSet::Unicode, &filter, |buf, area, ctx| {
        draw(&State::default(), buf, area, ctx);
    });
    assert!(drawn.contains("jira") && !drawn.contains("github"), "{drawn}");
}
