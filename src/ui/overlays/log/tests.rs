use ratatui::buffer::Buffer;

use super::*;
use crate::domain::log::{LogAnswer, LogAsk, LogPage, PAGE, Purpose};
use crate::domain::trouble::Trouble;
use crate::ui::glyphs::GlyphSet;
use crate::ui::look::Look;
use crate::ui::sample;
use crate::ui::theme::Theme;

const SIZES: [(u16, u16); 3] = [(120, 37), (80, 20), (60, 12)];

/// A log in its service, and its reader.
struct Desk {
    log: Log,
    keymap: Keymap,
    area: Rect,
    text: Vec<u8>,
    over: Option<bool>,
    at: Moment,
    /// bytes that were asked for
    asked: u64,
    asks: usize,
}

fn job() -> LogOf {
    LogOf::Job { project: "art/ship".into(), id: 4711, name: "stage-job".into() }
}

impl Desk {
    fn new(text: impl Into<Vec<u8>>) -> Desk {
        Desk {
            log: Log::new(job()),
            keymap: Keymap::shipped(),
            area: Rect::new(0, 0, 80, 20),
            text: text.into(),
            over: Some(false),
            at: Moment(1000),
            asked: 0,
            asks: 0,
        }
    }

    fn wants(&mut self) -> Vec<LogAsk> {
        self.log.asks(self.over, self.area, self.at)
    }

    fn answer(&mut self, ask: LogAsk, page: Result<LogPage, LogFault>) {
        self.at = self.at.after(10);
        self.log.take(LogAnswer { ask, page }, self.area, sample::now(), self.at);
    }

    fn page(&mut self, part: LogPart) -> LogPage {
        let whole = self.text.len() as u64;
        let (from, most) = match part {
            LogPart::From(from, most) => (from.min(whole), most),
            LogPart::Last(most) => (whole.saturating_sub(most), most),
        };
        self.asked += most;
        self.asks += 1;
        let to = (from + most).min(whole);
        let bytes = self.text[from as usize..to as usize].to_vec();
        LogPage { from, bytes, whole: Some(whole) }
    }

    /// Answers until nothing is asked any more.
    fn settle(&mut self) -> &mut Desk {
        for _ in 0..10_000 {
            let asks = self.wants();
            if asks.is_empty() {
                return self;
            }
            for ask in asks {
                let page = self.page(ask.part);
                self.answer(ask, Ok(page));
            }
        }
        panic!("it never has enough");
    }

    fn fails(&mut self, fault: LogFault) -> &mut Desk {
        for ask in self.wants() {
            self.answer(ask, Err(fault.clone()));
        }
        self
    }

    fn press(&mut self, keys: &str) -> &mut Desk {
        for chord in crate::actions::chord::parse_sequence(keys).unwrap() {
            self.at = self.at.after(100);
            let outcome = self.log.press(chord, &self.keymap, self.area, self.at);
            assert_eq!(outcome, Outcome::Stay, "{keys}");
        }
        self
    }

    fn later(&mut self, ms: u64) -> &mut Desk {
        self.at = self.at.after(ms);
        self.log.tick(self.at);
        self
    }

    fn look(&self, glyphs: GlyphSet) -> String {
        let look = Look { theme: Theme::plain(), glyphs };
        let mut buf = Buffer::empty(self.area);
        let with =
            Material { keymap: &self.keymap, look: &look, now: sample::now(), over: self.over };
        self.log.draw(&mut buf, self.area, &with);
        let width = usize::from(self.area.width);
        let rows = buf.content().chunks(width).map(|row| {
            row.iter().map(|cell| cell.symbol()).collect::<String>().trim_end().to_owned()
        });
        rows.collect::<Vec<_>>().join("\n")
    }

    fn rows(&self) -> Vec<String> {
        let rows = self.look(GlyphSet::Unicode);
        rows.lines().map(|row| row.trim().to_owned()).collect()
    }

    /// The first line of text.
    fn first(&self) -> String {
        self.rows()[1].clone()
    }

    /// The last row that is not empty, above the one that says how things stand.
    fn last(&self) -> String {
        let rows = self.rows();
        let body = rows[1..usize::from(self.area.height) - 1].iter();
        body.rev().find(|row| !row.is_empty()).cloned().unwrap_or_default()
    }

    fn says(&self) -> String {
        self.rows().last().cloned().unwrap_or_default()
    }
}

fn lines(count: usize) -> Vec<u8> {
    (0..count).flat_map(|n| format!("line {n}\n").into_bytes()).collect()
}

fn sample_log() -> Vec<u8> {
    let mut log = b"\x1b[0KRunning with gitlab-runner 17.11.0\x1b[0;m\n\
        section_start:1:step_script\r\x1b[0K\x1b[36;1mExecuting \"step_script\"\x1b[0;m\n\
        $ release-watch --job stage-job\n"
        .to_vec();
    for n in 0..40 {
        log.extend(
            format!("2026-03-25T13:{n:02}:00.000Z INFO waiting for the release, attempt {n}\n")
                .bytes(),
        );
    }
    log.extend(b"10%\r50%\r100%\n2026-03-25T13:41:00.000Z WARNING: the registry is slow\n");
    log.extend(format!("image list: {}\n", "registry.example/ocp/release ".repeat(8)).bytes());
    log.extend("日本語の行\n2026-03-25T13:42:00.000Z ERROR: task timed out\nERROR: Job failed: exit code 1\n".bytes());
    log
}

#[test]
fn the_end_of_100_mb_is_read_with_two_pages_and_walked_without_reading_all() {
    let mut desk = Desk::new(lines(8_000_000));
    assert!(desk.text.len() > 100_000_000);
    assert_eq!((desk.settle().last(), desk.asks), ("line 7999999".to_owned(), 1));
    desk.press("g g").settle();
    assert_eq!(desk.first(), "line 0");
    desk.press("C-f").settle();
    assert_eq!(desk.first(), "line 18");
    desk.press("G").settle();
    assert_eq!(desk.last(), "line 7999999");
    assert!(desk.asked <= 4 * PAGE, "{}", desk.asked);
    assert!(desk.log.window.end() - desk.log.window.start() <= 2 << 20);
}

#[test]
fn lines_follow_each_other_wherever_pages_meet() {
    let mut desk = Desk::new(lines(100_000));
    desk.settle().press("g g").settle();
    let mut expected = 0;
    while expected < 60_000 {
        assert_eq!(desk.first(), format!("line {expected}"));
        desk.press("C-f").settle();
        expected += 18;
    }
    while expected > 18 {
        expected -= 18;
        desk.press("C-b").settle();
        assert_eq!(desk.first(), format!("line {expected}"));
    }
}

#[test]
fn what_is_held_is_searched_at_once_and_the_rest_page_by_page() {
    let mut text = lines(300_000);
    text.extend(b"the needle, once\n");
    text.extend(lines(300_000));
    let mut desk = Desk::new(text);
    desk.settle().press("g g").settle();
    desk.press("/ l i n e Space 2 0 0 Enter");
    assert!(desk.rows().contains(&"line 200".to_owned()), "{}", desk.look(GlyphSet::Unicode));
    assert_eq!(desk.wants(), [], "nothing was asked for that");
    desk.press("Esc / Enter").press("/ n e e d l e Enter");
    let asks = desk.wants();
    assert_eq!(asks.iter().map(|ask| ask.purpose).collect::<Vec<_>>(), [Purpose::Search]);
    assert!(
        desk.says().starts_with("searched 0.") && desk.says().contains(" of 6.9 MB"),
        "{}",
        desk.says()
    );
    let page = desk.page(asks[0].part);
    desk.answer(asks[0].clone(), Ok(page));
    desk.settle();
    assert!(desk.rows().contains(&"the needle, once".to_owned()));
    assert!(
        desk.rows().contains(&"line 299999".to_owned())
            && desk.rows().contains(&"line 0".to_owned())
    );
    // no other one, in both directions
    desk.press("n").settle();
    assert_eq!(desk.says(), "no more \"needle\" below; N searches up");
    desk.press("N").settle();
    assert_eq!(desk.says(), "no more \"needle\" above; n searches down");
    // from the end upwards
    desk.press("G").settle().press("N").settle();
    assert!(desk.rows().contains(&"the needle, once".to_owned()));
}

#[test]
fn a_search_in_the_background_ends_with_escape_and_the_log_stays_where_it_was() {
    let mut desk = Desk::new(lines(800_000));
    desk.settle().press("g g").settle().press("/ x y z Enter");
    let asks = desk.wants();
    desk.press("Esc");
    assert!(desk.says().starts_with("search stopped, searched 0."), "{}", desk.says());
    let page = desk.page(asks[0].part);
    desk.answer(asks[0].clone(), Ok(page));
    assert_eq!((desk.first().as_str(), desk.wants().len()), ("line 0", 0));
}

#[test]
fn every_match_is_visited_once_in_both_directions() {
    let text: Vec<u8> = (0..120_000)
        .flat_map(|n| format!("{} {n}\n", if n % 9_973 == 5 { "hit" } else { "line" }).into_bytes())
        .collect();
    let mut desk = Desk::new(text);
    desk.settle().press("g g").settle().press("/ h i t Enter").settle();
    let current = |desk: &Desk| {
        let at = desk.log.search.as_ref().unwrap().current.unwrap();
        let line = desk.log.window.line(desk.log.window.index_at(at)).unwrap();
        line.text.strip_prefix("hit ").unwrap().parse::<usize>().unwrap()
    };
    let mut seen = vec![current(&desk)];
    for _ in 0..12 {
        desk.press("n").settle();
        seen.push(current(&desk));
    }
    let expected: Vec<usize> = (0..13).map(|n| n * 9_973 + 5).collect();
    assert_eq!(seen, expected);
    for expected in expected.into_iter().rev().skip(1) {
        desk.press("N").settle();
        assert_eq!(current(&desk), expected);
    }
}

#[test]
fn a_log_that_is_followed_grows_until_its_run_is_over() {
    let mut desk = Desk::new(lines(50));
    desk.settle().press("F").settle();
    assert_eq!(desk.last(), "line 49");
    desk.text.extend(b"more\nhal");
    assert_eq!(desk.wants(), [], "not before it is time");
    desk.later(3_000).settle();
    assert_eq!(desk.last(), "hal");
    desk.text.extend(b"f a line\nFinished: SUCCESS\n");
    desk.over = Some(true);
    desk.later(3_000).settle();
    assert_eq!(desk.last(), "Finished: SUCCESS");
    assert!(desk.rows().contains(&"half a line".to_owned()));
    desk.later(3_000).settle();
    assert_eq!(desk.says(), "the run is over, this is the end of its log");
    let asks = desk.asks;
    desk.later(60_000).settle();
    assert_eq!((desk.asks, desk.log.due()), (asks, None), "nobody watches any more");
}

#[test]
fn who_scrolls_up_follows_no_longer() {
    let mut desk = Desk::new(lines(50));
    desk.settle().press("f").settle().press("k");
    assert_eq!(desk.says(), "not followed any more");
    desk.text.extend(b"more\n");
    desk.later(10_000).settle();
    assert_ne!(desk.last(), "more");
    // the end is looked at when the operator asks
    desk.press("r").settle().press("G").settle();
    assert_eq!(desk.last(), "more");
}

#[test]
fn a_place_in_trouble_is_asked_again_after_a_while_and_a_log_that_is_gone_is_not() {
    let mut desk = Desk::new(lines(50));
    let away = LogFault::Trouble(Trouble::Unreachable { detail: "HTTP 502".into() });
    desk.fails(away);
    assert_eq!(desk.wants(), []);
    let due = desk.log.due().unwrap();
    assert!(due > desk.at && due <= desk.at.after(15_000));
    desk.later(15_000).settle();
    assert_eq!(desk.last(), "line 49");
    let mut desk = Desk::new(lines(50));
    desk.fails(LogFault::Trouble(Trouble::Missing { what: "/trace".into() }));
    desk.later(60_000);
    assert_eq!((desk.wants(), desk.log.due()), (vec![], None));
    desk.press("r").settle();
    assert_eq!(desk.last(), "line 49");
}

#[test]
fn what_was_asked_for_another_place_is_not_taken() {
    let mut desk = Desk::new(lines(100_000));
    desk.settle().press("g g");
    let asks = desk.wants();
    assert_eq!(asks[0].part, LogPart::From(0, PAGE));
    let other = LogAsk { of: LogOf::Stage(1), ..asks[0].clone() };
    let page = desk.page(other.part);
    desk.answer(other, Ok(page));
    assert_ne!(desk.first(), "line 0");
}

/// Every condition at every size.
#[test]
fn a_log_in_every_condition() {
    let missing = || LogFault::Trouble(Trouble::Missing { what: "/api/v4/x/trace".into() });
    let hint =
        || LogFault::NotConnected("set GITLAB_TOKEN, or name another place in [gitlab]".into());
    let away = || LogFault::Trouble(Trouble::Unreachable { detail: "HTTP 502".into() });
    let denied = || LogFault::Trouble(Trouble::SignIn { detail: "401 Unauthorized".into() });
    type Condition<'a> = (&'a str, &'a dyn Fn(&mut Desk));
    let conditions: [Condition<'_>; 12] = [
        ("loading", &|desk| {
            desk.wants();
            desk.later(4_200);
        }),
        ("read", &|desk| {
            desk.over = Some(true);
            desk.settle();
        }),
        ("begin", &|desk| {
            desk.settle().press("g g").settle();
        }),
        ("unwrapped", &|desk| {
            desk.settle().press("w l l");
        }),
        ("followed", &|desk| {
            desk.settle().press("f").settle();
        }),
        ("typing", &|desk| {
            desk.settle().press("/ e r r");
        }),
        ("searched", &|desk| {
            desk.settle().press("/ q q Enter");
        }),
        ("gone", &|desk| {
            desk.over = Some(true);
            desk.fails(missing());
        }),
        ("not_connected", &|desk| {
            desk.fails(hint());
        }),
        ("login", &|desk| {
            desk.fails(denied());
        }),
        ("trouble_after_a_page", &|desk| {
            desk.settle().press("f").later(4_000).fails(away());
        }),
        ("empty", &|desk| {
            desk.text.clear();
            desk.settle();
        }),
    ];
    for (name, make) in conditions {
        let mut drawn = String::new();
        for (width, height) in SIZES {
            let mut desk = Desk::new(sample_log());
            desk.area = Rect::new(0, 0, width, height);
            make(&mut desk);
            drawn.push_str(&format!("{width}×{height}\n{}\n\n", desk.look(GlyphSet::Unicode)));
            let ascii = desk.look(GlyphSet::Ascii);
            let strange: String = ascii.chars().filter(|c| !c.is_ascii()).collect();
            assert_eq!(strange, "", "{name}");
        }
        insta::assert_snapshot!(name, drawn);
    }
}
