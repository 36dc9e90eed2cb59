//! Every view in every condition and size: pictures, and no panic anywhere.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::picture::{look, on, picture};
use super::{
    PaneCtx, PaneEffect, View, activity, bugs, builds, health, overview, release as one, shipment,
};
use crate::actions::{Action, CATALOG};
use crate::domain::source::{Branch, Source};
use crate::domain::trouble::Trouble;
use crate::store::snapshot::Snapshot;
use crate::ui::filter::Filter;
use crate::ui::glyphs::GlyphSet;
use crate::ui::sample::outside::Heard;
use crate::ui::sample::week::{outside, overdue};
use crate::ui::sample::{
    at, broken, empty, first_start, minutes_ago, nothing_connected, nothing_known, offline,
    ordinary, release, stale, unruly, week,
};

/// All views behind one face.
#[derive(Debug, Clone, Default)]
struct Cockpit {
    overview: overview::State,
    release: one::State,
    builds: builds::State,
    bugs: bugs::State,
    shipment: shipment::State,
    activity: activity::State,
    health: health::State,
}

/// The views that are made from the branches.
const VIEWS: [View; 3] = [View::Overview, View::Release, View::Builds];

impl Cockpit {
    fn on(version: &str) -> Cockpit {
        let mut cockpit = Cockpit::default();
        cockpit.overview.cursor = Some(release(version));
        cockpit.release.release = Some(release(version));
        cockpit.builds.release = Some(release(version));
        cockpit
    }

    fn draw(&self, view: View, buf: &mut Buffer, area: Rect, ctx: &PaneCtx<'_>) {
        match view {
            View::Overview => overview::draw(&self.overview, buf, area, ctx),
            View::Release => one::draw(&self.release, buf, area, ctx),
            View::Builds => builds::draw(&self.builds, buf, area, ctx),
            View::Bugs => bugs::draw(&self.bugs, buf, area, ctx),
            View::Shipment => shipment::draw(&self.shipment, buf, area, ctx),
            View::Activity => activity::draw(&self.activity, buf, area, ctx),
            View::Health => health::draw(&self.health, buf, area, ctx),
        }
    }

    fn act(&mut self, view: View, action: Action, area: Rect, ctx: &PaneCtx<'_>) {
        let effect = match view {
            View::Overview => overview::act(&mut self.overview, action, area, ctx),
            View::Release => one::act(&mut self.release, action, area, ctx),
            View::Builds => builds::act(&mut self.builds, action, area, ctx),
            View::Bugs => bugs::act(&mut self.bugs, action, area, ctx),
            View::Shipment => shipment::act(&mut self.shipment, action, area, ctx),
            View::Activity => activity::act(&mut self.activity, action, area, ctx),
            View::Health => health::act(&mut self.health, action, area, ctx),
        };
        if let Some(PaneEffect::GoTo(_, release)) = effect {
            self.release.release = Some(release);
            self.builds.release = Some(release);
        }
    }

    fn picture(&self, view: View, snapshot: &Snapshot, size: (u16, u16), set: GlyphSet) -> String {
        picture(snapshot, size, set, |buf, area, ctx| self.draw(view, buf, area, ctx))
    }
}

fn album(view: View, snapshot: &Snapshot, sizes: &[(u16, u16)]) -> String {
    let cockpit = Cockpit::on("4.20.17");
    let mut album = String::new();
    for (width, height) in sizes {
        album.push_str(&format!("{width}×{height}\n"));
        album.push_str(&cockpit.picture(view, snapshot, (*width, *height), GlyphSet::Unicode));
    }
    album
}

#[test]
fn every_view_says_what_it_lacks() {
    let unreachable = Trouble::Unreachable { detail: "timed out after 10 s".to_owned() };
    let conditions = [
        ("loading", first_start()),
        ("in_trouble", nothing_known(&unreachable)),
        ("empty", empty()),
    ];
    for view in VIEWS {
        for (name, snapshot) in &conditions {
            let sizes = [(120, 12), (80, 12), (48, 5)];
            insta::assert_snapshot!(format!("{view:?}_{name}"), album(view, snapshot, &sizes));
        }
    }
}

#[test]
fn a_view_without_rows_says_whose_fault_it_is_and_what_happens_next() {
    let retry_at = Some(at("25 14:30"));
    let cases = [
        (
            Trouble::SignIn { detail: "bad credentials".to_owned() },
            "not known: github not signed in: bad credentials",
            "(OAR-401)",
        ),
        (Trouble::Throttled { retry_at }, "not known: github rate limit reached", "(OAR-429)"),
        (
            Trouble::Refused { detail: "no access".to_owned() },
            "not known: github not allowed: no access",
            "(OAR-403)",
        ),
        (
            Trouble::Missing { what: "branch record".to_owned() },
            "not known: github not found: branch record",
            "(OAR-404)",
        ),
    ];
    for (trouble, what, code) in cases {
        for view in VIEWS {
            let drawn = album(view, &nothing_known(&trouble), &[(80, 12)]);
            assert!(drawn.contains(what), "{drawn}");
            assert!(drawn.contains("since 14:02 UTC, trying again 14:09"), "{drawn}");
            assert!(drawn.contains(code), "{drawn}");
        }
    }
    let drawn = album(View::Release, &nothing_connected(), &[(80, 12)]);
    assert!(drawn.contains("github is not connected"), "{drawn}");
}

#[test]
fn trouble_leaves_what_was_known_where_it_stands() {
    for view in VIEWS {
        let before = album(view, &week(), &[(120, 36)]);
        assert_eq!(before, album(view, &offline(), &[(120, 36)]), "{view:?}");
    }
}

#[test]
fn a_broken_file_costs_only_what_it_holds() {
    let broken = broken();
    let cockpit = Cockpit::on("4.15.60");
    let mut album = String::new();
    for (view, size) in [(View::Overview, (120, 36)), (View::Release, (80, 20))] {
        album.push_str(&format!("{view:?}\n"));
        album.push_str(&cockpit.picture(view, &broken, size, GlyphSet::Unicode));
    }
    insta::assert_snapshot!("broken", album);
}

#[test]
fn every_view_marks_what_is_stale() {
    for view in VIEWS {
        let sizes = [(120, 36), (80, 20), (60, 12)];
        insta::assert_snapshot!(format!("{view:?}_stale"), album(view, &stale(), &sizes));
    }
}

#[test]
fn texts_that_break_tables_break_no_column() {
    for view in VIEWS {
        let sizes = [(120, 36), (80, 20)];
        insta::assert_snapshot!(format!("{view:?}_unruly"), album(view, &unruly(), &sizes));
    }
}

#[test]
fn the_seven_bit_screen_holds_ascii_only_and_shows_the_same() {
    let cockpit = Cockpit::on("4.20.17");
    for view in VIEWS {
        for (snapshot, kept) in [(week(), true), (unruly(), false)] {
            let plain = cockpit.picture(view, &snapshot, (120, 36), GlyphSet::Ascii);
            assert!(plain.is_ascii(), "{plain}");
            if kept {
                insta::assert_snapshot!(format!("{view:?}_ascii"), plain);
            }
        }
    }
}

#[test]
fn absolute_times_stand_where_ages_stood() {
    let cockpit = Cockpit::on("4.20.17");
    let drawn = picture(&week(), (120, 36), GlyphSet::Unicode, |buf, area, ctx| {
        cockpit.draw(View::Overview, buf, area, &PaneCtx { relative: false, ..*ctx });
    });
    assert!(drawn.contains("image-consistency-check failed since Wed 10:55"), "{drawn}");
    assert!(!drawn.contains(" ago"), "{drawn}");
}

/// No size may panic or draw outside its area (`picture` watches the cells beside and below it).
#[test]
fn every_size_down_to_one_cell_is_drawn() {
    let full = |mut cockpit: Cockpit, snapshot: &Snapshot| {
        let area = Rect::new(0, 0, 120, 36);
        on(snapshot, |ctx| {
            VIEWS.into_iter().for_each(|view| cockpit.act(view, Action::Full, area, ctx));
        });
        cockpit
    };
    let (week, unruly) = (week(), unruly());
    let shown = [
        (Cockpit::on("4.20.17"), &week),
        (Cockpit::on("4.20.17"), &unruly),
        (full(Cockpit::on("4.20.17"), &unruly), &unruly),
    ];
    for (n, (cockpit, snapshot)) in shown.iter().enumerate() {
        for view in VIEWS {
            for width in (1..=60).chain([61, 79, 99, 100, 139, 199]) {
                // Every third size of each is enough to meet all sizes in one of the three.
                for height in (1..=30).filter(|height| (height + width) % 3 == n as u16) {
                    cockpit.picture(view, snapshot, (width, height), GlyphSet::Unicode);
                }
            }
        }
    }
}

/// Whatever is asked for, in whatever order and size: the views go on.
#[test]
fn random_actions_in_random_sizes_break_nothing() {
    let mut random = fastrand::Rng::with_seed(20_260_325);
    let look = look(GlyphSet::Unicode);
    let filter = Filter::default();
    let snapshots = [week(), unruly(), empty(), first_start(), stale(), broken(), offline()];
    let mut cockpit = Cockpit::default();
    for _ in 0..2000 {
        let snapshot = random.choice(&snapshots).unwrap();
        let view = *random.choice(VIEWS.iter()).unwrap();
        let action = random.choice(CATALOG.iter()).unwrap().action;
        let area =
            Rect::new(random.u16(0..3), random.u16(0..3), random.u16(0..130), random.u16(0..40));
        let ctx = PaneCtx {
            snapshot,
            look: &look,
            filter: &filter,
            focused: random.bool(),
            relative: random.bool(),
            looked: None,
        };
        cockpit.act(view, action, area, &ctx);
        let mut buf = Buffer::empty(Rect::new(0, 0, 131, 41));
        cockpit.draw(view, &mut buf, area, &ctx);
    }
}

#[test]
fn the_cursor_stays_on_its_release_when_the_order_changes() {
    let cockpit = Cockpit::on("4.18.36");
    let lines = |snapshot: &Snapshot| {
        let drawn = cockpit.picture(View::Overview, snapshot, (80, 20), GlyphSet::Unicode);
        let lines = drawn.lines().enumerate().filter(|(_, line)| line.starts_with('▸'));
        lines.map(|(at, line)| (at, line.to_owned())).collect::<Vec<_>>()
    };
    let mut outside = outside();
    let mut heard = Heard::all(&outside, ordinary);
    let before = lines(&heard.snapshot());
    // 4.21.7 was the first; its blocker is resolved and it is approved.
    outside.statebox(&overdue().unblocked().passed("change-advisory-status", "25 13:00", 9, ""));
    heard.answer(&outside, Source::Branch(Branch::ZStream), minutes_ago(3));
    let after = lines(&heard.snapshot());
    assert_eq!((before.len(), after.len()), (1, 1));
    assert_eq!(before[0].0, after[0].0 + 1, "one row up");
    assert_eq!(before[0].1, after[0].1);
    assert!(before[0].1.contains("4.18.36"), "{before:?}");
}
