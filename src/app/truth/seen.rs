//! The whole screen and the printed views of one moment.

use std::sync::Arc;

use ratatui::Terminal;
use ratatui::backend::TestBackend;
use serde_json::Value;

use crate::actions::{Keymap, chord};
use crate::app::headless::sheet::Form;
use crate::app::headless::{Manner, Wanted, print};
use crate::domain::source::Source;
use crate::store::{News, Snapshot};
use crate::ui::glyphs::GlyphSet;
use crate::ui::header::Profile;
use crate::ui::look::Look;
use crate::ui::sample::bugs::{bugs, managers};
use crate::ui::sample::outside::Heard;
use crate::ui::sample::{minutes_ago, ordinary, shipments};
use crate::ui::screen::{Key, Moment, Screen};
use crate::ui::theme::Theme;

/// The release week with its bugs and shipments.
pub fn week() -> Snapshot {
    let mut heard = Heard::all(&shipments::outside(), ordinary);
    heard.event(Source::Bugs, minutes_ago(6), Ok(News::Bugs(Arc::new(bugs()))), None);
    let managers = News::Managers(Arc::new(managers()));
    heard.event(Source::Managers, minutes_ago(6), Ok(managers), None);
    heard.snapshot()
}

/// The rows of a large screen after some keys.
pub fn screen(snapshot: &Snapshot, keys: &str, glyphs: GlyphSet) -> Vec<String> {
    let look = Look { theme: Theme::plain(), glyphs };
    let profile = Profile { name: "prod".to_owned(), danger: false };
    let mut screen = Screen::new(look, Keymap::shipped(), profile);
    for (nth, chord) in (1..).zip(chord::parse_sequence(keys).unwrap()) {
        screen.press(Key::Chord(chord), snapshot, Moment(nth * 1000));
    }
    let mut terminal = Terminal::new(TestBackend::new(200, 60)).unwrap();
    terminal.draw(|frame| screen.draw(frame, snapshot)).unwrap();
    let cells = terminal.backend().buffer().content();
    cells.chunks(200).map(|row| row.iter().map(|cell| cell.symbol()).collect()).collect()
}

/// A view without a screen.
pub fn printed(snapshot: &Snapshot, wanted: &Wanted, form: Form) -> String {
    let (columns, max_age) = (Vec::new(), None);
    let manner = Manner { form, columns, headers: true, max_age, fail_on_attention: false };
    print(wanted, &manner, snapshot).out
}

pub fn json(snapshot: &Snapshot, wanted: &Wanted) -> Value {
    serde_json::from_str(&printed(snapshot, wanted, Form::Json)).unwrap()
}

pub fn overview() -> Wanted {
    Wanted::Overview { filter: String::new(), all: false }
}
