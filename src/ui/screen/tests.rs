use std::sync::atomic::{AtomicU64, Ordering};

use ratatui::Terminal;
use ratatui::backend::TestBackend;

use super::*;
use crate::actions::Code;
use crate::domain::health::Health;
use crate::domain::source::Service;
use crate::domain::trouble::Trouble;
use crate::ui::glyphs::GlyphSet;
use crate::ui::sample;
use crate::ui::sample::outside::Heard;
use crate::ui::sample::week::{not_promoted, outside, overdue};
use crate::ui::theme::Theme;

fn screen(glyphs: GlyphSet) -> Screen {
    let look = Look { theme: Theme::plain(), glyphs };
    let profile = Profile { name: "prod".to_owned(), danger: false };
    Screen::new(look, Keymap::shipped(), profile).with_zone(TimeZone::fixed(jiff::tz::offset(1)))
}

/// The rows of the screen, blanks at their ends left out.
fn rows(screen: &mut Screen, snapshot: &Snapshot, width: u16, height: u16) -> Vec<String> {
    let mut terminal = Terminal::new(TestBackend::new(width, height)).unwrap();
    terminal.draw(|frame| screen.draw(frame, snapshot)).unwrap();
    let buffer = terminal.backend().buffer();
    let row = |row: &[ratatui::buffer::Cell]| -> String {
        row.iter().map(|cell| cell.symbol()).collect::<String>().trim_end().to_owned()
    };
    buffer.content().chunks(usize::from(width.max(1))).map(row).collect()
}

/// Rows in quotes, so that blanks at their beginning are seen.
fn quoted<'a>(rows: impl IntoIterator<Item = &'a String>) -> String {
    rows.into_iter().map(|row| format!("\"{row}\"")).collect::<Vec<_>>().join("\n")
}

/// The rows around the body: header, views and services above, message and footer below.
fn frame(screen: &mut Screen, snapshot: &Snapshot, width: u16, height: u16) -> String {
    let rows = rows(screen, snapshot, width, height);
    let (above, below) = if height >= 30 { (3, 2) } else { (2, 2) };
    quoted(rows[..above].iter().chain(&rows[rows.len() - below..]))
}

fn whole(screen: &mut Screen, snapshot: &Snapshot, width: u16, height: u16) -> String {
    quoted(&rows(screen, snapshot, width, height))
}

/// Presses keys one after another, a second apart, and later than all before them.
fn press(screen: &mut Screen, snapshot: &Snapshot, keys: &str) -> Vec<Effect> {
    static SECONDS: AtomicU64 = AtomicU64::new(100);
    let chords = crate::actions::chord::parse_sequence(keys).unwrap();
    let mut effects = Vec::new();
    for chord in chords {
        let at = Moment(1000 * SECONDS.fetch_add(1, Ordering::Relaxed));
        effects.extend(screen.press(Key::Chord(chord), snapshot, at));
    }
    effects
}

/// A screen after some keys.
fn after(keys: &str) -> (Screen, Snapshot) {
    let (mut screen, snapshot) = (screen(GlyphSet::Unicode), sample::week());
    press(&mut screen, &snapshot, keys);
    (screen, snapshot)
}

/// What the message line says.
fn said(screen: &Screen) -> &str {
    screen.message.said().map_or("", |saying| saying.text.as_str())
}

#[test]
fn the_frame_of_the_overview_on_a_large_terminal() {
    let mut screen = screen(GlyphSet::Unicode);
    insta::assert_snapshot!(frame(&mut screen, &sample::week(), 120, 40), @r#"
    " oar-tui   prod   READ-ONLY   scope: all releases (8)           data ≤3m, 1 stale~   Wed 25 Mar  14:07 UTC  15:07 local"
    " [1 Overview]  2 Release   3 Builds   4 Bugs   5 Shipment   6 Activity   7 Health"
    " rc ✓  github ✓~  prow –  gitlab –  jira –  errata –  jenkins –  slack –  ldap –"
    ""
    " j/k row   Enter open   / filter   p preview   y m copy message   r refresh   ! errors   J/K release    ? help   q back"
    "#);
}

#[test]
fn the_frame_of_the_overview_on_a_small_terminal() {
    let mut screen = screen(GlyphSet::Unicode);
    insta::assert_snapshot!(frame(&mut screen, &sample::week(), 80, 24), @r#"
    " prod READ-ONLY  all (8)                                ≤3m 1~  We 25 14:07 UTC"
    "[1 Over] 2 Rel 3 Bld 4 Bug 5 Ship 6 Act 7 Hlth                       svc 2/2 ✓~"
    ""
    " j/k row  Enter open  / filter  p preview  y m copy message      ? help  q back"
    "#);
}

#[test]
fn the_frame_of_the_overview_in_ascii() {
    let mut screen = screen(GlyphSet::Ascii);
    let snapshot = sample::github_in(Trouble::Throttled { retry_at: None });
    insta::assert_snapshot!(frame(&mut screen, &snapshot, 120, 40), @r#"
    " oar-tui   prod   READ-ONLY   scope: all releases (8)           data <3m, 1 stale~   Wed 25 Mar  14:07 UTC  15:07 local"
    " [1 Overview]  2 Release   3 Builds   4 Bugs   5 Shipment   6 Activity   7 Health x1                                ! 1"
    " rc +  github v limited, resumes 14:09  prow -  gitlab -  jira -  errata -  jenkins -  slack -  ldap -"
    " ^ github: rate limit reached, showing 14:04, next poll 14:09"
    " j/k row   Enter open   / filter   p preview   y m copy message   r refresh   ! errors   J/K release    ? help   q back"
    "#);
    insta::assert_snapshot!(frame(&mut screen, &snapshot, 80, 24), @r#"
    " prod READ-ONLY  all (8)                                <3m 1~  We 25 14:07 UTC"
    "[1 Over] 2 Rel 3 Bld 4 Bug 5 Ship 6 Act 7 Hlthx1                 ! 1  svc 1/2 v"
    " ^ github: rate limit reached, showing 14:04, next poll 14:09"
    " j/k row  Enter open  / filter  p preview  y m copy message      ? help  q back"
    "#);
    for key in ["?", "Esc", "!"] {
        press(&mut screen, &snapshot, key);
        let rows = rows(&mut screen, &snapshot, 120, 40);
        assert!(rows.iter().all(|row| row.is_ascii()), "{rows:#?}");
    }
}

#[test]
fn the_frames_of_the_other_views_name_their_release_and_their_keys() {
    let (mut screen, snapshot) = after("j 2");
    insta::assert_snapshot!(frame(&mut screen, &snapshot, 120, 40), @r#"
    " oar-tui   prod   READ-ONLY   scope: 4.20.17                              data ≤3m   Wed 25 Mar  14:07 UTC  15:07 local"
    "  1 Overview  [2 Release]  3 Builds   4 Bugs   5 Shipment   6 Activity   7 Health"
    " rc ✓  github ✓~  prow –  gitlab –  jira –  errata –  jenkins –  slack –  ldap –"
    ""
    " j/k task   Enter result   L log   b issues   J/K release   Tab pane   z zoom   V full   r refresh      ? help   q back"
    "#);
    press(&mut screen, &snapshot, "3");
    insta::assert_snapshot!(frame(&mut screen, &snapshot, 80, 24), @r#"
    " prod READ-ONLY  4.20.17                                ≤3m 1~  We 25 14:07 UTC"
    " 1 Over 2 Rel[3 Bld] 4 Bug 5 Ship 6 Act 7 Hlth                       svc 2/2 ✓~"
    " ▶ 2 runs in flight   result file: not aggregated yet"
    " hjkl cell  Enter runs  L log  , . arch  < > builds  x prefix    ? help  q back"
    "#);
}

#[test]
fn a_service_in_trouble_is_told_in_three_parts() {
    let mut screen = screen(GlyphSet::Unicode);
    let snapshot = sample::github_in(Trouble::SignIn { detail: "bad credentials".to_owned() });
    insta::assert_snapshot!(frame(&mut screen, &snapshot, 120, 40), @r#"
    " oar-tui   prod   READ-ONLY   scope: all releases (8)           data ≤3m, 1 stale~   Wed 25 Mar  14:07 UTC  15:07 local"
    " [1 Overview]  2 Release   3 Builds   4 Bugs   5 Shipment   6 Activity   7 Health ✗1                                ! 1"
    " rc ✓  github ✗ login needed  prow –  gitlab –  jira –  errata –  jenkins –  slack –  ldap –"
    " ▲ github: login refused 14:02, showing 14:04, renew its token, then R"
    " j/k row   Enter open   / filter   p preview   y m copy message   r refresh   ! errors   J/K release    ? help   q back"
    "#);
}

#[test]
fn offline_first_start_and_a_start_from_the_cache_look_different() {
    let mut screen = screen(GlyphSet::Unicode);
    insta::assert_snapshot!(frame(&mut screen, &sample::offline(), 80, 24), @r#"
    " prod READ-ONLY  all (8)                         OFFLINE 14:02  We 25 14:07 UTC"
    "[1 Over] 2 Rel 3 Bld 4 Bug 5 Ship 6 Act 7 Hlth✗2                 ! 2  svc 0/2 ✗"
    " ▲ offline since 14:02, showing saved data, trying again 14:09"
    " j/k row  Enter open  / filter  p preview  y m copy message      ? help  q back"
    "#);
    insta::assert_snapshot!(frame(&mut screen, &sample::first_start(), 80, 24), @r#"
    " prod READ-ONLY  all (?)                               loading  We 25 14:07 UTC"
    "[1 Over] 2 Rel 3 Bld 4 Bug 5 Ship 6 Act 7 Hlth                        svc 0/2 ◌"
    " first load, 0 of 8 sources answered"
    " j/k row  Enter open  / filter  p preview  y m copy message      ? help  q back"
    "#);
    insta::assert_snapshot!(frame(&mut screen, &sample::from_cache(), 120, 40), @r#"
    " oar-tui   prod   READ-ONLY   scope: all releases (8)            data ≤9h, loading   Wed 25 Mar  14:07 UTC  15:07 local"
    " [1 Overview]  2 Release   3 Builds   4 Bugs   5 Shipment   6 Activity   7 Health"
    " rc ✓~  github ✓~  prow –  gitlab –  jira –  errata –  jenkins –  slack –  ldap –"
    ""
    " j/k row   Enter open   / filter   p preview   y m copy message   r refresh   ! errors   J/K release    ? help   q back"
    "#);
}

#[test]
fn a_profile_with_danger_is_written_in_capitals() {
    let look = Look { theme: Theme::plain(), glyphs: GlyphSet::Unicode };
    let profile = Profile { name: "prod".to_owned(), danger: true };
    let mut screen = Screen::new(look, Keymap::shipped(), profile);
    let rows = rows(&mut screen, &sample::week(), 80, 24);
    assert!(rows[0].starts_with(" PROD READ-ONLY"), "{}", rows[0]);
}

#[test]
fn help_lists_every_action_with_its_keys() {
    let (mut screen, snapshot) = after("?");
    insta::assert_snapshot!(quoted(&rows(&mut screen, &snapshot, 120, 40)[5..34]), @r#"
    "╭─ HELP  keymap vim ───────────────────────────────────────────────────────────────────────────────────────────────────╮"
    "│ type to search: ▌                                                                                           71 keys  │"
    "├──────────────────────────────────────────────────────────────────────────────────────────────────────────────────────┤"
    "│ MOVE                                    K            previous release         y k          copy its name             │"
    "│ ▸ j ↓          row down                 [ C-o      – back                     y u          copy its address          │"
    "│   k ↑          row up                   ]          – forward                  y m          copy a message about it   │"
    "│   h ←          cell left                -          – last view                r F5         refresh this view         │"
    "│   l →          cell right               q Esc        back                     R            refresh everything        │"
    "│   g g Home     first row                H          – half a page left         f            freeze this view          │"
    "│   G End        last row                 L          – half a page right        t            times as ages or dates    │"
    "│   C-d          half a page down                                                                                      │"
    "│   C-u          half a page up         LOOK                                  FIND                                     │"
    "│   C-f PgDn     page down                p            preview                  /            filter                    │"
    "│   C-b PgUp     page up                  z            zoom pane                /          – search the log            │"
    "│   Enter        open                     V            full text                n          – next match                │"
    "│   Tab          next pane                b            issues                   N          – previous match            │"
    "│   S-Tab        previous pane            x          – full job names                                                  │"
    "│   1            overview                 ,          – previous architecture  OTHER                                    │"
    "│   2            release                  .          – next architecture        !            what is wrong             │"
    "│   3            builds and jobs          O          – optional jobs            ? F1         help                      │"
    "│   4            ON_QA bugs               <            columns to the left      C-l          draw everything again     │"
    "│   5            shipment                 >            columns to the right     C-z          suspend                   │"
    "│   6            activity                 L            its log                  Q F10        quit                      │"
    "│   7            health                   w          – wrap long lines                                                 │"
    "│   J            next release             f F        – follow the log                                                  │"
    "├──────────────────────────────────────────────────────────────────────────────────────────────────────────────────────┤"
    "│ row down   down   ok                                                                                                 │"
    "│ ✓ pass  ✗ fail  ▶ running  ◌ queued  ○ waiting  · not started  ■ blocked  ▲ attention  ▼ paused  ◇ waived  ⊘ aborted │"
    "│ ! error  – not applicable  ? unknown  ~ stale                                                                        │"
    "#);
    insta::assert_snapshot!(whole(&mut screen, &snapshot, 80, 24), @r#"
    "╭─ HELP  keymap vim ───────────────────────────────────────────────────────────╮"
    "│ type to search: ▌                                                   71 keys  │"
    "├──────────────────────────────────────────────────────────────────────────────┤"
    "│ MOVE                                    1            overview                │"
    "│ ▸ j ↓          row down                 2            release                 │"
    "│   k ↑          row up                   3            builds and jobs         │"
    "│   h ←          cell left                4            ON_QA bugs              │"
    "│   l →          cell right               5            shipment                │"
    "│   g g Home     first row                6            activity                │"
    "│   G End        last row                 7            health                  │"
    "│   C-d          half a page down         J            next release            │"
    "│   C-u          half a page up           K            previous release        │"
    "│   C-f PgDn     page down                [ C-o      – back                    │"
    "│   C-b PgUp     page up                  ]          – forward                 │"
    "│   Enter        open                     -          – last view               │"
    "│   Tab          next pane                q Esc        back                    │"
    "│   S-Tab        previous pane            H          – half a page left        │"
    "├──────────────────────────────────────────────────────────────────────────────┤"
    "│ row down   down   ok                                   (1 of 3, Space more)  │"
    "│ ✓ pass  ✗ fail  ▶ running  ◌ queued  ○ waiting  · not started  ■ blocked     │"
    "│ ▲ attention  ▼ paused  ◇ waived  ⊘ aborted  ! error  – not applicable        │"
    "│ ? unknown  ~ stale                                                           │"
    "╰─ Enter runs the key   Esc close ─────────────────────────────────────────────╯"
    " Enter run the key  Up Down choose  Space more                        Esc close"
    "#);
    let first = whole(&mut screen, &snapshot, 80, 24);
    press(&mut screen, &snapshot, "Space");
    let second = whole(&mut screen, &snapshot, 80, 24);
    press(&mut screen, &snapshot, "Space");
    let third = whole(&mut screen, &snapshot, 80, 24);
    for entry in crate::actions::CATALOG {
        let listed = [&first, &second, &third].iter().any(|page| page.contains(entry.help));
        assert!(listed, "{} is not on the help pages", entry.help);
    }
}

#[test]
fn help_is_searched_by_typing_and_enter_runs_the_key() {
    let (mut screen, snapshot) = after("? f r e e");
    insta::assert_snapshot!(quoted(&rows(&mut screen, &snapshot, 80, 24)[..6]), @r#"
    "╭─ HELP  keymap vim ───────────────────────────────────────────────────────────╮"
    "│ type to search: free▌                                               71 keys  │"
    "├──────────────────────────────────────────────────────────────────────────────┤"
    "│ ▸ f            freeze this view                                              │"
    "│                                                                              │"
    "│                                                                              │"
    "#);
    press(&mut screen, &snapshot, "Enter");
    assert!(screen.overlay.is_none());
    assert!(screen.frozen[0].is_some(), "freeze was run");
    press(&mut screen, &snapshot, "? b u i l d s Space a n d Enter");
    assert_eq!(screen.view(), View::Builds);
}

#[test]
fn what_is_wrong_is_listed_with_code_place_and_remedy() {
    let mut screen = screen(GlyphSet::Unicode);
    screen.report(["keys.toml:3 \"freze\" unknown, did you mean freeze".to_owned()]);
    assert_eq!(said(&screen), "keys.toml:3 \"freze\" unknown, did you mean freeze");
    let trouble = Trouble::Unreadable {
        place: "/repos/openshift/release-tests".to_owned(),
        detail: "expected JSON".to_owned(),
    };
    let snapshot = sample::record_in(&sample::broken_files(), &trouble);
    press(&mut screen, &snapshot, "! j");
    insta::assert_snapshot!(whole(&mut screen, &snapshot, 80, 24), @r#"
    "╭─ WHAT IS WRONG  5 ───────────────────────────────────────────────────────────╮"
    "│  ✗ github: unreadable answer at /repos/openshift/release-tests, since 14:02  │"
    "│ ▸▲ _releases/ocp-test-result-4.18.36-amd64.json: line 1 column 1: not JSON:… │"
    "│  ▲ _releases/4.15/statebox/4.15.60.yaml: line 5 column 2: not YAML: could n… │"
    "│  ▲ _releases/4.19/statebox/4.19.27.yaml: tasks[7].name: unknown task "test-… │"
    "│  ▲ keys.toml:3 "freze" unknown, did you mean freeze                          │"
    "│                                                                              │"
    "│                                                                              │"
    "│                                                                              │"
    "│                                                                              │"
    "│                                                                              │"
    "│                                                                              │"
    "│                                                                              │"
    "│                                                                              │"
    "│                                                                              │"
    "├──────────────────────────────────────────────────────────────────────────────┤"
    "│ code  OAR-FILE                                                               │"
    "│ what  not JSON: is a web page (HTML or XML); nothing of the file is used     │"
    "│ where _releases/ocp-test-result-4.18.36-amd64.json: line 1 column 1          │"
    "│ do    correct the file in its repository; every other file is used all the   │"
    "│ same                                                                         │"
    "│                                                                              │"
    "╰─ R asks again   Esc close ───────────────────────────────────────────────────╯"
    " Up Down choose                                                       Esc close"
    "#);
}

#[test]
fn a_digest_has_a_line_per_release_and_below_that_only_the_worst() {
    let (mut screen, snapshot) = after("j");
    insta::assert_snapshot!(whole(&mut screen, &snapshot, 50, 6), @r#"
    " ■ 4.21.7   BLOCKED  blocker open on change-advis…"
    "▸■ 4.20.17  BLOCKED  image-consistency-check fail…"
    " ▲ 4.18.36  ACT      your approval"
    " ▶ 4.19.27  RUNNING  stage-testing in progress"
    " ○ 4.17.52  WAITING  GATE build promoted is shut"
    " · 4.16.59  NOT STRT ownership not taken"
    "#);
    insta::assert_snapshot!(whole(&mut screen, &snapshot, 19, 3), @r#"
    "■ BLOCKED 4.21.7"
    ""
    ""
    "#);
    press(&mut screen, &snapshot, "J J J J");
    assert_eq!(screen.release().unwrap().to_string(), "4.16.59");
    let rows = rows(&mut screen, &snapshot, 30, 4);
    assert!(rows[3].starts_with("▸· 4.16.59"), "the chosen one is in sight: {rows:#?}");
}

#[test]
fn a_digest_says_what_is_old_and_what_is_not_known() {
    let mut screen = screen(GlyphSet::Unicode);
    insta::assert_snapshot!(whole(&mut screen, &sample::stale(), 50, 4), @r#"
    "▸■~ 4.21.7   BLOCKED  blocker open on change-advi…"
    " ■~ 4.20.17  BLOCKED  image-consistency-check fai…"
    " ▲~ 4.18.36  ACT      your approval"
    " ▶~ 4.19.27  RUNNING  stage-testing in progress"
    "#);
    insta::assert_snapshot!(whole(&mut screen, &sample::stale(), 20, 4), @r#"
    "▸■~ 4.21.7   BLOCKED"
    " ■~ 4.20.17  BLOCKED"
    " ▲~ 4.18.36  ACT"
    " ▶~ 4.19.27  RUNNING"
    "#);
    insta::assert_snapshot!(whole(&mut screen, &sample::stale(), 1, 1), @r#""■""#);
    press(&mut screen, &sample::stale(), "3 / j o b : x Enter");
    insta::assert_snapshot!(whole(&mut screen, &sample::stale(), 19, 3), @r#"
    "■~ BLOCKED 4.21.7"
    ""
    ""
    "#);
    let mut screen = self::screen(GlyphSet::Unicode);
    insta::assert_snapshot!(whole(&mut screen, &sample::first_start(), 50, 6), @r#"
    "loading releases…  waiting for github"
    ""
    ""
    ""
    ""
    " first load, 0 of 8 sources answered"
    "#);
    insta::assert_snapshot!(whole(&mut screen, &sample::first_start(), 19, 3), @r#"
    "loading releases……"
    ""
    ""
    "#);
}

#[test]
fn a_filter_follows_what_is_typed_and_esc_brings_the_old_one_back() {
    let (mut screen, snapshot) = after("/ a c t Enter");
    assert_eq!(screen.filters[0].text(), "act");
    press(&mut screen, &snapshot, "/ C-u s t a : x");
    assert!(screen.filters[0].is_empty(), "a bad filter keeps every row");
    let message = rows(&mut screen, &snapshot, 80, 24)[22].clone();
    assert_eq!(message, " / sta:x▌   column 1: no field \"sta\", did you mean stale");
    press(&mut screen, &snapshot, "Enter");
    assert!(screen.typing.is_some(), "it stays open until it can be read");
    press(&mut screen, &snapshot, "Esc");
    assert_eq!(screen.filters[0].text(), "act");
    press(&mut screen, &snapshot, "2");
    assert!(screen.filters[1].is_empty(), "every view has its own");
    press(&mut screen, &snapshot, "1 Esc");
    assert!(screen.filters[0].is_empty());
}

#[test]
fn pasted_text_goes_into_a_text_and_nowhere_else() {
    let (mut screen, snapshot) = after("2");
    let paste = |screen: &mut Screen, text: &str| {
        screen.press(Key::Paste(text.to_owned()), &sample::week(), Moment(9_000_000))
    };
    assert_eq!(paste(&mut screen, "Qdrop table"), []);
    assert_eq!(said(&screen), "ignored 11 keys, pasted or meant for another window");
    assert_eq!(screen.view(), View::Release);
    press(&mut screen, &snapshot, "/");
    paste(&mut screen, "state:act\nQ");
    assert_eq!(screen.filters[1].text(), "state:act");
}

#[test]
fn a_burst_of_keys_is_meant_for_another_window() {
    let (mut screen, snapshot) = after("j");
    let keys = |text: &str| -> Vec<Key> {
        text.chars().map(|c| Key::Chord(Chord::plain(Code::Char(c)))).collect()
    };
    let effects = screen.press_all(keys("Q quit everything 23"), &snapshot, Moment(5_000_000));
    assert_eq!(effects, []);
    assert_eq!(said(&screen), "ignored 20 keys, pasted or meant for another window");
    let effects = screen.press_all(keys("Q"), &snapshot, Moment(6_000_000));
    assert_eq!(effects, [Effect::Quit]);
}

#[test]
fn q_goes_back_and_asks_once_at_the_first_view() {
    let (mut screen, snapshot) = after("2 3");
    assert_eq!(press(&mut screen, &snapshot, "q"), []);
    assert_eq!(screen.view(), View::Release);
    assert_eq!(press(&mut screen, &snapshot, "q q"), []);
    assert_eq!(screen.view(), View::Overview);
    assert_eq!(said(&screen), "press q again to quit");
    assert_eq!(press(&mut screen, &snapshot, "j q"), [], "another key takes the question back");
    assert_eq!(press(&mut screen, &snapshot, "q"), [Effect::Quit]);
    assert_eq!(press(&mut screen, &snapshot, "Esc Esc Esc"), [], "Esc never leaves");
    assert_eq!(press(&mut screen, &snapshot, "Q"), [Effect::Quit]);
    assert_eq!(press(&mut screen, &snapshot, "C-c"), []);
    assert_eq!(press(&mut screen, &snapshot, "j C-c"), []);
    assert_eq!(press(&mut screen, &snapshot, "C-c"), [Effect::Quit]);
}

#[test]
fn the_scope_walks_through_the_active_releases_in_every_view() {
    let (mut screen, snapshot) = after("2 J");
    assert_eq!(screen.release().unwrap().to_string(), "4.20.17");
    press(&mut screen, &snapshot, "J J J J J J J J");
    assert_eq!(screen.release().unwrap().to_string(), "4.14.63", "4.20.16 is not active");
    assert_eq!(said(&screen), "this is the last release");
    press(&mut screen, &snapshot, "K 1");
    assert_eq!(screen.views.cursor().unwrap().to_string(), "4.12.88", "the cursor went with it");
}

#[test]
fn the_cursor_stays_on_its_release_when_the_order_changes() {
    let (mut screen, snapshot) = after("j j");
    assert_eq!(screen.release().unwrap().to_string(), "4.18.36");
    let approved = overdue().unblocked().passed("change-advisory-status", "25 13:00", 9, "");
    let turned = sample::week_with(&approved);
    let first = |snapshot: &Snapshot| snapshot.board.releases[0].release.to_string();
    assert_ne!(first(&snapshot), first(&turned));
    rows(&mut screen, &turned, 80, 24);
    assert_eq!(screen.release().unwrap().to_string(), "4.18.36");
}

#[test]
fn history_walks_back_and_forward_and_says_where_it_ends() {
    let (mut screen, snapshot) = after("[");
    assert_eq!(said(&screen), "back: this is where you started");
    press(&mut screen, &snapshot, "2 3 [ [");
    assert_eq!(screen.view(), View::Overview);
    press(&mut screen, &snapshot, "] ]");
    assert_eq!(screen.view(), View::Builds);
    press(&mut screen, &snapshot, "-");
    assert_eq!(screen.view(), View::Release);
    press(&mut screen, &snapshot, "-");
    assert_eq!(screen.view(), View::Builds);
}

#[test]
fn a_frozen_view_stands_still_while_the_clock_goes_on() {
    let (mut screen, snapshot) = after("f");
    // Nine minutes later another release is blocked.
    let mut outside = outside();
    outside.statebox(&not_promoted().blocker("stop", "25 14:12", ""));
    let later = Heard::all(&outside, sample::ordinary)
        .snapshot_at(snapshot.now + crate::domain::time::SignedDuration::from_mins(9));
    let frozen = rows(&mut screen, &later, 80, 24);
    assert!(frozen[0].ends_with("FROZEN 14:07  We 25 14:16 UTC"), "{}", frozen[0]);
    let word = |rows: &[String]| {
        let row = rows.iter().find(|row| row.contains(" 4.17.52 ")).cloned().unwrap_or_default();
        row.split_whitespace().nth(2).unwrap_or_default().to_owned()
    };
    assert_eq!(word(&frozen), "WAITING", "{frozen:#?}");
    press(&mut screen, &later, "f");
    assert_eq!(word(&rows(&mut screen, &later, 80, 24)), "BLOCKED");
}

#[test]
fn a_prefix_is_explained_when_nothing_follows() {
    let (mut screen, snapshot) = after("g");
    let due = screen.due().unwrap();
    assert!(!screen.tick(&snapshot, Moment(due.0 - 1)));
    assert_eq!(rows(&mut screen, &snapshot, 80, 24)[22], "");
    assert!(screen.tick(&snapshot, due));
    assert_eq!(rows(&mut screen, &snapshot, 80, 24)[22], " g →  g first row  Esc nothing");
    assert_eq!(screen.due(), None, "and then nothing moves");
    press(&mut screen, &snapshot, "Esc");
    assert!(screen.pending.chords.is_empty());
}

#[test]
fn a_key_that_cannot_act_says_why() {
    let (mut screen, snapshot) = after(",");
    assert_eq!(said(&screen), ", previous architecture: only in view 3");
    press(&mut screen, &snapshot, "Z");
    assert_eq!(said(&screen), "Z has no meaning here, ? shows the keys");
    press(&mut screen, &snapshot, "j j b");
    assert_eq!(said(&screen), "issues: no issue is recorded for this release");
    press(&mut screen, &snapshot, "j");
    assert_eq!(said(&screen), "", "a result stays until the next key");
}

#[test]
fn the_issues_of_a_release_are_shown_in_its_view() {
    for (before, view) in
        [("j b", View::Release), ("j 3 b", View::Release), ("j j b", View::Overview)]
    {
        let (screen, _) = after(before);
        assert_eq!(screen.view(), view, "{before}");
    }
}

#[test]
fn refreshing_asks_for_the_sources_of_the_view_or_for_all() {
    let (mut screen, snapshot) = after("j");
    assert_eq!(press(&mut screen, &snapshot, "R"), [Effect::Refresh(Refresh::All)]);
    assert_eq!(said(&screen), "asking 16 sources now");
    let mut limited = snapshot.clone();
    let (service, at) = (Service::Streams, sample::minutes_ago(-9));
    let paused = Health { closed_until: Some(at), ..Health::default() };
    std::sync::Arc::make_mut(&mut limited.health).insert(service, paused);
    press(&mut screen, &limited, "R");
    assert_eq!(said(&screen), "asking 11 sources now; rc wants a pause until 14:16");
    let sources = screen.sources(&snapshot);
    assert_eq!(press(&mut screen, &snapshot, "r"), [Effect::Refresh(Refresh::View(sources))]);
    let effects = press(&mut screen, &snapshot, "C-l C-z");
    assert_eq!(effects, [Effect::Redraw, Effect::Suspend]);
}

#[test]
fn being_online_again_is_said_once() {
    let (mut screen, snapshot) = (screen(GlyphSet::Unicode), sample::week());
    screen.tick(&sample::offline(), Moment(0));
    assert!(screen.tick(&snapshot, Moment(1000)));
    assert_eq!(said(&screen), "online again after 5 min");
    assert!(!screen.tick(&snapshot, Moment(2000)));
    assert!(screen.tick(&snapshot, Moment(7000)), "it leaves after six seconds");
    assert_eq!(said(&screen), "");
}

/// Any keys, any size, any state of the data: drawn without a panic, and in every state it can be left.
#[test]
fn ten_thousand_random_keys_do_no_harm() {
    let snapshots = [
        sample::week(),
        sample::nothing_connected(),
        sample::first_start(),
        sample::offline(),
        sample::from_cache(),
    ];
    let keys: Vec<Chord> = "j k h l g G q J K [ ] - f t ! ? / r R 1 2 3 z p x < > b V , . O a é Esc Enter \
         Tab S-Tab Space Up Down Left Right Home End PgUp PgDn Backspace C-d C-u C-o C-l C-z C-c F1 F5 M-x \" |"
        .split_whitespace()
        .map(|text| text.parse().unwrap())
        .collect();
    let mut random = fastrand::Rng::with_seed(42);
    for _ in 0..10 {
        let mut screen = screen(GlyphSet::Unicode);
        for number in 0..1000u64 {
            let snapshot = &snapshots[random.usize(0..snapshots.len())];
            let at = Moment(number * 100);
            let chord = keys[random.usize(0..keys.len())];
            screen.press(Key::Chord(chord), snapshot, at);
            screen.tick(snapshot, at);
            if number % 25 == 0 {
                rows(&mut screen, snapshot, random.u16(1..130), random.u16(1..45));
            }
        }
        let leave = "C-c".parse().unwrap();
        let mut leave_at =
            |at: u64| screen.press(Key::Chord(leave), &snapshots[0], Moment(10_000_000 + at));
        assert_eq!(leave_at(0), []);
        let effects = leave_at(1000);
        assert_eq!(effects, [Effect::Quit]);
    }
}

#[test]
fn no_size_panics() {
    for keys in ["j", "?", "!", "/ a", "3 g"] {
        let (mut screen, snapshot) = after(keys);
        for width in (1..30).chain([59, 60, 99, 100, 120, 200]) {
            for height in (1..20).chain([29, 30, 60]) {
                assert_eq!(rows(&mut screen, &snapshot, width, height).len(), usize::from(height));
            }
        }
    }
}

#[test]
fn a_log_opens_over_its_view_asks_for_its_end_and_help_leaves_it_where_it_was() {
    let (mut screen, snapshot) = after("3");
    assert_eq!(screen.after(&snapshot, Moment(1)), []);
    press(&mut screen, &snapshot, "L");
    let shown = rows(&mut screen, &snapshot, 80, 24);
    assert!(shown[2].starts_with("── log ─ prow "), "{shown:#?}");
    assert!(shown[23].starts_with(" j/k line  g g G begin, end  / search"), "{shown:#?}");
    let effects = screen.after(&snapshot, Moment(2));
    let [Effect::Log(ask)] = effects.as_slice() else { panic!("{effects:?}") };
    assert_eq!(screen.after(&snapshot, Moment(3)), [], "asked once");
    let ask = ask.clone();
    let (bytes, whole) = (b"one\ntwo\nthree\n".to_vec(), Some(14));
    let page = Ok(crate::domain::log::LogPage { from: 0, bytes, whole });
    screen.take_log(crate::domain::log::LogAnswer { ask, page }, &snapshot, Moment(4));
    assert_eq!(rows(&mut screen, &snapshot, 80, 24)[5], " three");
    press(&mut screen, &snapshot, "?");
    assert!(whole_has(&mut screen, &snapshot, "follow the log"));
    press(&mut screen, &snapshot, "Esc");
    assert_eq!(rows(&mut screen, &snapshot, 80, 24)[5], " three");
    assert_eq!(screen.after(&snapshot, Moment(5)), []);
    press(&mut screen, &snapshot, "q");
    assert_eq!(screen.after(&snapshot, Moment(6)), [Effect::LogClosed]);
    assert_eq!(screen.after(&snapshot, Moment(7)), []);
    assert_eq!(screen.view(), View::Builds);
}

fn whole_has(screen: &mut Screen, snapshot: &Snapshot, text: &str) -> bool {
    whole(screen, snapshot, 120, 40).contains(text)
}
