//! The marks of the screen in their sets (design/ux.md §9). A mark is one cell wide in each set.

use super::theme::Token;
use crate::domain::releases::StateWord;

/// What a mark means.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[allow(missing_docs, reason = "design/ux.md §9 defines each")]
pub enum Glyph {
    Pass,
    Fail,
    Run,
    Queue,
    Wait,
    Idle,
    Block,
    Warn,
    Paused,
    Error,
    Waive,
    Abort,
    NotApplicable,
    Unknown,
    Stale,
    Cursor,
    Mark,
    BarFull,
    BarEmpty,
    TreeBranch,
    TreeEnd,
    TreeTrunk,
    Rule,
    DoubleRule,
    Arrow,
    MoreRight,
    MoreLeft,
    Cut,
    AtMost,
    Dash,
    Caret,
    TopLeft,
    TopRight,
    BottomLeft,
    BottomRight,
    TeeLeft,
    TeeRight,
}

/// Which set is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum GlyphSet {
    /// the default
    #[default]
    Unicode,
    /// 7-bit
    Ascii,
}

impl Glyph {
    /// The marks of states with their words, in the order of the help page.
    pub const LEGEND: [(Glyph, &str); 15] = [
        (Glyph::Pass, "pass"),
        (Glyph::Fail, "fail"),
        (Glyph::Run, "running"),
        (Glyph::Queue, "queued"),
        (Glyph::Wait, "waiting"),
        (Glyph::Idle, "not started"),
        (Glyph::Block, "blocked"),
        (Glyph::Warn, "attention"),
        (Glyph::Paused, "paused"),
        (Glyph::Waive, "waived"),
        (Glyph::Abort, "aborted"),
        (Glyph::Error, "error"),
        (Glyph::NotApplicable, "not applicable"),
        (Glyph::Unknown, "unknown"),
        (Glyph::Stale, "stale"),
    ];

    /// The mark of a release's state; an open issue that is no blocker turns the mark of `RUNNING` into
    /// attention and leaves the word (design/ux.md §3).
    pub fn of_release(state: StateWord, has_open_note: bool) -> Glyph {
        match state {
            StateWord::Unknown => Glyph::Unknown,
            StateWord::Shipped | StateWord::Ready => Glyph::Pass,
            StateWord::Blocked => Glyph::Block,
            StateWord::NotStarted => Glyph::Idle,
            StateWord::Act => Glyph::Warn,
            StateWord::Running if has_open_note => Glyph::Warn,
            StateWord::Running => Glyph::Run,
            StateWord::Waiting => Glyph::Wait,
        }
    }

    /// The mark in a set.
    pub fn text(self, set: GlyphSet) -> &'static str {
        let (unicode, ascii) = match self {
            Glyph::Pass => ("✓", "+"),
            Glyph::Fail => ("✗", "x"),
            Glyph::Run => ("▶", "@"),
            Glyph::Queue => ("◌", "o"),
            Glyph::Wait => ("○", "w"),
            Glyph::Idle => ("·", "."),
            Glyph::Block => ("■", "#"),
            Glyph::Warn => ("▲", "^"),
            Glyph::Paused => ("▼", "v"),
            Glyph::Error => ("!", "!"),
            Glyph::Waive => ("◇", "%"),
            Glyph::Abort => ("⊘", "/"),
            Glyph::NotApplicable => ("–", "-"),
            Glyph::Unknown => ("?", "?"),
            Glyph::Stale => ("~", "~"),
            Glyph::Cursor => ("▸", ">"),
            Glyph::Mark => ("●", "*"),
            Glyph::BarFull => ("▰", "#"),
            Glyph::BarEmpty => ("▱", "."),
            Glyph::TreeBranch => ("├", "+"),
            Glyph::TreeEnd => ("└", "`"),
            Glyph::TreeTrunk => ("│", "|"),
            Glyph::Rule => ("─", "-"),
            Glyph::DoubleRule => ("═", "="),
            Glyph::Arrow => ("→", ">"),
            Glyph::MoreRight => ("›", ">"),
            Glyph::MoreLeft => ("‹", "<"),
            Glyph::Cut => ("…", "~"),
            Glyph::AtMost => ("≤", "<"),
            Glyph::Dash => ("—", "-"),
            Glyph::Caret => ("▌", "_"),
            Glyph::TopLeft => ("╭", "+"),
            Glyph::TopRight => ("╮", "+"),
            Glyph::BottomLeft => ("╰", "+"),
            Glyph::BottomRight => ("╯", "+"),
            Glyph::TeeLeft => ("├", "+"),
            Glyph::TeeRight => ("┤", "+"),
        };
        match set {
            GlyphSet::Unicode => unicode,
            GlyphSet::Ascii => ascii,
        }
    }

    /// The theme token it is drawn with.
    pub fn token(self) -> Token {
        match self {
            Glyph::Pass => Token::StatusPass,
            Glyph::Fail => Token::StatusFail,
            Glyph::Run => Token::StatusRun,
            Glyph::Queue => Token::StatusQueue,
            Glyph::Wait => Token::StatusWait,
            Glyph::Idle => Token::StatusIdle,
            Glyph::Block => Token::StatusBlock,
            Glyph::Warn | Glyph::Paused => Token::StatusWarn,
            Glyph::Error => Token::StatusError,
            Glyph::Waive => Token::StatusWaive,
            Glyph::Abort => Token::StatusAbort,
            Glyph::NotApplicable => Token::StatusNa,
            Glyph::Unknown => Token::StatusUnknown,
            Glyph::Stale => Token::FreshStale,
            Glyph::Cursor => Token::UiCursorFg,
            Glyph::Mark => Token::UiMark,
            Glyph::BarFull | Glyph::BarEmpty => Token::UiFg,
            Glyph::MoreRight | Glyph::MoreLeft | Glyph::Cut => Token::UiMuted,
            Glyph::AtMost | Glyph::Dash => Token::UiFg,
            Glyph::Caret => Token::InputFg,
            Glyph::TopLeft
            | Glyph::TopRight
            | Glyph::BottomLeft
            | Glyph::BottomRight
            | Glyph::TeeLeft
            | Glyph::TeeRight => Token::OverlayBorder,
            _ => Token::UiRule,
        }
    }
}

#[cfg(test)]
mod tests {
    use unicode_width::UnicodeWidthStr;

    use super::*;

    const STATES: [Glyph; 15] = {
        let mut states = [Glyph::Pass; 15];
        let mut at = 0;
        while at < states.len() {
            states[at] = Glyph::LEGEND[at].0;
            at += 1;
        }
        states
    };

    #[test]
    fn every_mark_of_a_state_is_one_cell_and_unlike_the_others_in_each_set() {
        for set in [GlyphSet::Unicode, GlyphSet::Ascii] {
            for (number, glyph) in STATES.iter().enumerate() {
                let text = glyph.text(set);
                assert_eq!(text.width(), 1, "{glyph:?}");
                assert!(text.is_ascii() || set == GlyphSet::Unicode, "{glyph:?}");
                for other in &STATES[number + 1..] {
                    assert_ne!(text, other.text(set), "{glyph:?} and {other:?} look alike");
                }
            }
        }
    }
}
