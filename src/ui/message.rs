//! The message line: the result of what the operator did, until the next key; otherwise what is worth
//! knowing about the data, for as long as it holds.

use ratatui::text::{Line, Span};

use super::clock;
use super::glyphs::Glyph;
use super::look::Look;
use super::remedy::{offline_since, remedies};
use super::theme::Token;
use crate::actions::{Keymap, Pressed, chord};
use crate::store::{Feed, Snapshot};

/// A moment of the program in milliseconds, from any start; only differences count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct Moment(pub u64);

/// Informative messages leave after this long (design/ux.md §14.5).
const INFORMS: u64 = 6_000;

/// How a message sounds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tone {
    /// neither good nor bad
    Plain,
    /// done
    Good,
    /// worth a look
    Warning,
}

/// What is said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Saying {
    /// how
    pub tone: Tone,
    /// what
    pub text: String,
}

/// The state of the line.
#[derive(Debug, Clone, Default)]
pub struct Message {
    said: Option<Saying>,
    /// `None`: until the next key
    leaves: Option<Moment>,
}

impl Moment {
    /// So many milliseconds later.
    pub fn after(self, ms: u64) -> Moment {
        Moment(self.0.saturating_add(ms))
    }

    /// Milliseconds since another moment.
    pub fn since(self, earlier: Moment) -> u64 {
        self.0.saturating_sub(earlier.0)
    }
}

impl Message {
    /// The result of an action: stays until the next key.
    pub fn result(&mut self, tone: Tone, text: impl Into<String>) {
        (self.said, self.leaves) = (Some(Saying { tone, text: text.into() }), None);
    }

    /// Something that happened by itself: leaves after a few seconds.
    pub fn inform(&mut self, text: impl Into<String>, now: Moment) {
        self.said = Some(Saying { tone: Tone::Plain, text: text.into() });
        self.leaves = Some(now.after(INFORMS));
    }

    /// A key was pressed.
    pub fn key(&mut self) {
        if self.leaves.is_none() {
            self.said = None;
        }
    }

    /// Time has passed; true when the line changed.
    pub fn tick(&mut self, now: Moment) -> bool {
        let over = self.leaves.is_some_and(|leaves| leaves <= now);
        if over {
            (self.said, self.leaves) = (None, None);
        }
        over
    }

    /// When [`Message::tick`] will change something.
    pub fn due(&self) -> Option<Moment> {
        self.leaves
    }

    /// What is said now.
    pub fn said(&self) -> Option<&Saying> {
        self.said.as_ref()
    }
}

impl Saying {
    /// The line on the screen.
    pub fn line(&self, look: &Look) -> Line<'static> {
        let mark = match self.tone {
            Tone::Plain => None,
            Tone::Good => Some(Glyph::Pass),
            Tone::Warning => Some(Glyph::Warn),
        };
        let mut spans = vec![Span::raw(" ")];
        if let Some(mark) = mark {
            spans.extend([look.mark(mark), Span::raw(" ")]);
        }
        spans.push(Span::styled(self.text.clone(), look.style(Token::UiFg)));
        Line::from(spans)
    }
}

/// What is worth knowing about the data as it stands: offline, trouble, loading. `None` when all is well.
pub fn standing(snapshot: &Snapshot, keymap: &Keymap) -> Option<Saying> {
    let warn = |text| Some(Saying { tone: Tone::Warning, text });
    let remedies = remedies(snapshot, keymap);
    if let (Some(since), Some(first)) = (offline_since(snapshot), remedies.first()) {
        let since = clock::at(since, snapshot.now);
        let holds =
            if snapshot.is_empty() { "nothing saved to show" } else { "showing saved data" };
        return warn(format!("offline since {since}, {holds}, {}", first.remedy));
    }
    if let Some(first) = remedies.first() {
        let more = match remedies.len() {
            1 => String::new(),
            count => format!("   (+{} more, ! lists them)", count - 1),
        };
        return warn(format!("{}{more}", first.sentence()));
    }
    let plain = |text| Some(Saying { tone: Tone::Plain, text });
    if snapshot.feeds.is_empty() {
        return plain("no service is connected, see the configuration".to_owned());
    }
    let all = snapshot.feeds.len();
    // What is not there has answered, too: waiting will not bring it.
    let answered = |feed: &&Feed| feed.fetched.is_some() || feed.trouble.is_some();
    let answered = snapshot.feeds.values().filter(answered).count();
    match snapshot.is_empty() {
        true => plain(format!("first load, {answered} of {all} sources answered")),
        false if answered < all => plain(format!("loading, {answered} of {all} sources answered")),
        false => None,
    }
}

/// What may follow a prefix: `g … g first row`.
pub fn prefix(pending: &[chord::Chord], pressed: &Pressed, look: &Look) -> Line<'static> {
    let begun = chord::print_sequence(pending);
    let mut spans = vec![
        Span::raw(" "),
        Span::styled(begun, look.style(Token::UiKey)),
        Span::raw(" "),
        look.mark(Glyph::Arrow),
    ];
    if let Pressed::Prefix(next) = pressed {
        for (chords, action) in next {
            let keys = chord::print_sequence(chords);
            spans.push(Span::styled(format!("  {keys}"), look.style(Token::UiKey)));
            spans.push(Span::raw(format!(" {}", action.entry().help)));
        }
    }
    spans.push(Span::styled("  Esc", look.style(Token::UiKey)));
    spans.push(Span::raw(" nothing"));
    Line::from(spans)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::trouble::Trouble;
    use crate::ui::sample;

    #[test]
    fn the_line_says_how_the_data_stand() {
        let trouble = Trouble::Unreachable { detail: "502".into() };
        let said =
            |snapshot: &Snapshot| standing(snapshot, &Keymap::shipped()).map(|saying| saying.text);
        let cases = [
            (sample::week(), None),
            (sample::first_start(), Some("first load, 0 of 8 sources answered")),
            (
                sample::offline(),
                Some("offline since 14:02, showing saved data, trying again 14:09"),
            ),
            (
                sample::github_in(trouble),
                Some("github: no answer for 5 min, showing 14:04, trying again 14:09"),
            ),
            (sample::from_cache(), None),
            (sample::nothing_connected(), Some("no service is connected, see the configuration")),
        ];
        for (snapshot, expected) in cases {
            assert_eq!(said(&snapshot).as_deref(), expected);
        }
    }

    #[test]
    fn a_result_stays_until_the_next_key_and_news_for_six_seconds() {
        let mut message = Message::default();
        message.result(Tone::Good, "done");
        assert!(!message.tick(Moment(1_000_000)), "a result does not leave by itself");
        message.key();
        assert_eq!(message.said(), None);
        message.inform("online again", Moment(1000));
        message.key();
        assert!(message.said().is_some(), "news do not leave with a key");
        assert_eq!(message.due(), Some(Moment(7000)));
        assert!(!message.tick(Moment(6999)));
        assert!(message.tick(Moment(7000)));
        assert_eq!(message.said(), None);
    }
}
