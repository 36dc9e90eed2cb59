//! The last row: the keys that work here, most useful first; help and the way back at the right.
//!
//! Keys come from the keymap, what is offered from the gate. The tables below only say which actions are
//! most useful in a view and the one word that means them there.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use super::line;
use super::look::Look;
use super::panes::View;
use super::theme::Token;
use crate::actions::{Action, Focus, Keymap, gate};
use crate::store::Snapshot;

/// Actions that share a word.
type Hint = (&'static [Action], &'static str);

const OVERVIEW: &[Hint] = &[
    (&[Action::Down, Action::Up], "row"),
    (&[Action::Open], "open"),
    (&[Action::Filter], "filter"),
    (&[Action::PreviewToggle], "preview"),
    (&[Action::CopyMessage], "copy message"),
    (&[Action::RefreshView], "refresh"),
    (&[Action::Errors], "errors"),
    (&[Action::ReleaseNext, Action::ReleasePrev], "release"),
    (&[Action::TimeRelative], "times"),
    (&[Action::Freeze], "freeze"),
];
const RELEASE: &[Hint] = &[
    (&[Action::Down, Action::Up], "task"),
    (&[Action::Open], "result"),
    (&[Action::Log], "log"),
    (&[Action::Issues], "issues"),
    (&[Action::ReleaseNext, Action::ReleasePrev], "release"),
    (&[Action::PaneNext], "pane"),
    (&[Action::Zoom], "zoom"),
    (&[Action::Full], "full"),
    (&[Action::RefreshView], "refresh"),
];
const BUILDS: &[Hint] = &[
    (&[Action::Left, Action::Down, Action::Up, Action::Right], "cell"),
    (&[Action::Open], "runs"),
    (&[Action::Log], "log"),
    (&[Action::ArchPrev, Action::ArchNext], "arch"),
    (&[Action::ColumnsLeft, Action::ColumnsRight], "builds"),
    (&[Action::PrefixToggle], "prefix"),
    (&[Action::OptionalToggle], "optional"),
    (&[Action::PaneNext], "pane"),
    (&[Action::Filter], "filter"),
    (&[Action::ReleaseNext, Action::ReleasePrev], "release"),
];
const BUGS: &[Hint] = &[
    (&[Action::Down, Action::Up], "bug"),
    (&[Action::Open], "its release"),
    (&[Action::Filter], "filter"),
    (&[Action::PreviewToggle], "ladder"),
    (&[Action::CopyMessage], "copy message"),
    (&[Action::Full], "full"),
    (&[Action::RefreshView], "refresh"),
    (&[Action::TimeRelative], "times"),
    (&[Action::Freeze], "freeze"),
];
const SHIPMENT: &[Hint] = &[
    (&[Action::Down, Action::Up], "MR"),
    (&[Action::Open], "detail"),
    (&[Action::Log], "log"),
    (&[Action::PaneNext], "pane"),
    (&[Action::Filter], "filter"),
    (&[Action::RefreshView], "refresh"),
    (&[Action::Zoom], "zoom"),
    (&[Action::TimeRelative], "times"),
    (&[Action::Freeze], "freeze"),
];
const ACTIVITY: &[Hint] = &[
    (&[Action::Down, Action::Up], "row"),
    (&[Action::Open], "its release"),
    (&[Action::Filter], "filter"),
    (&[Action::TimeRelative], "times"),
    (&[Action::Errors], "errors"),
];
const HEALTH: &[Hint] = &[
    (&[Action::Down, Action::Up], "service"),
    (&[Action::RefreshAll], "poll now"),
    (&[Action::Filter], "filter"),
    (&[Action::TimeRelative], "times"),
    (&[Action::Errors], "errors"),
];
const LOG: &[Hint] = &[
    (&[Action::Down, Action::Up], "line"),
    (&[Action::First, Action::Last], "begin, end"),
    (&[Action::Search], "search"),
    (&[Action::MatchNext, Action::MatchPrev], "match"),
    (&[Action::Follow], "follow"),
    (&[Action::Wrap], "wrap"),
    (&[Action::RefreshView], "look again"),
    (&[Action::HalfLeft, Action::HalfRight], "sideways"),
];
const ALWAYS: &[Hint] = &[(&[Action::Help], "help"), (&[Action::Back], "back")];

/// Keys that no keymap changes: those of a text and of a list in a box. The last one stands at the right.
pub const FILTER: &[(&str, &str)] = &[
    ("Enter", "keep"),
    ("word", "text"),
    ("!word", "not"),
    ("a|b", "or"),
    ("state:act", "field"),
    ("due<2d", "size"),
    ("Esc", "cancel"),
];
/// The help page.
pub const HELP: &[(&str, &str)] =
    &[("Enter", "run the key"), ("Up Down", "choose"), ("Space", "more"), ("Esc", "close")];
/// The list of what is wrong.
pub const ERRORS: &[(&str, &str)] = &[("Up Down", "choose"), ("Esc", "close")];

/// Draws the keys of a text or a box.
pub fn draw_fixed(
    buf: &mut Buffer,
    area: Rect,
    hints: &[(&'static str, &'static str)],
    look: &Look,
) {
    let owned = |(keys, word): &(&'static str, &'static str)| ((*keys).to_owned(), *word);
    if let Some((last, rest)) = hints.split_last() {
        draw_words(buf, area, rest.iter().map(owned), &[owned(last)], look);
    }
}

/// Draws the keys of a view.
pub fn draw(
    buf: &mut Buffer,
    area: Rect,
    view: View,
    keymap: &Keymap,
    focus: &Focus,
    snapshot: &Snapshot,
    look: &Look,
) {
    let hints = match view {
        View::Overview => OVERVIEW,
        View::Release => RELEASE,
        View::Builds => BUILDS,
        View::Bugs => BUGS,
        View::Shipment => SHIPMENT,
        View::Activity => ACTIVITY,
        View::Health => HEALTH,
    };
    draw_hints(buf, area, hints, keymap, focus, snapshot, look);
}

/// Draws the keys of an open log.
pub fn draw_log(
    buf: &mut Buffer,
    area: Rect,
    keymap: &Keymap,
    focus: &Focus,
    snapshot: &Snapshot,
    look: &Look,
) {
    draw_hints(buf, area, LOG, keymap, focus, snapshot, look);
}

fn draw_hints(
    buf: &mut Buffer,
    area: Rect,
    hints: &[Hint],
    keymap: &Keymap,
    focus: &Focus,
    snapshot: &Snapshot,
    look: &Look,
) {
    let possible = |(actions, word): &Hint| {
        let actions: Vec<Action> = actions
            .iter()
            .copied()
            .filter(|action| gate(*action, focus, snapshot).is_ok())
            .collect();
        keys(keymap, &actions).map(|keys| (keys, *word))
    };
    let right: Vec<(String, &str)> = ALWAYS.iter().filter_map(possible).collect();
    draw_words(buf, area, hints.iter().filter_map(possible), &right, look);
}

/// Draws given keys and words: as many as fit at the left, all of `right` at the right end.
fn draw_words<'a>(
    buf: &mut Buffer,
    area: Rect,
    left: impl Iterator<Item = (String, &'a str)>,
    right: &[(String, &'a str)],
    look: &Look,
) {
    let gap = if area.width >= 100 { "   " } else { "  " };
    let mut end = Line::default();
    for (number, (keys, word)) in right.iter().enumerate() {
        push(&mut end, if number == 0 { "" } else { gap }, keys, word, look);
    }
    // One blank before, two between, one after.
    let room = usize::from(area.width).saturating_sub(end.width() + 3);
    let mut start = Line::default();
    for (keys, word) in left {
        let mut longer = start.clone();
        push(&mut longer, if start.spans.is_empty() { " " } else { gap }, &keys, word, look);
        if longer.width() > room {
            break;
        }
        start = longer;
    }
    line::ends(buf, area, start, end, look);
}

fn push(line: &mut Line<'static>, gap: &'static str, keys: &str, word: &str, look: &Look) {
    line.spans.push(Span::raw(gap));
    line.spans.push(Span::styled(keys.to_owned(), look.style(Token::UiKey)));
    line.spans.push(Span::styled(format!(" {word}"), look.style(Token::UiHint)));
}

/// The keys of some actions as they are said together: `j/k`, `hjkl`, `, .`.
fn keys(keymap: &Keymap, actions: &[Action]) -> Option<String> {
    let keys: Vec<String> = actions.iter().filter_map(|action| keymap.key_of(*action)).collect();
    let letters = keys.iter().all(|key| {
        let mut chars = key.chars();
        chars.next().is_some_and(char::is_alphanumeric) && chars.next().is_none()
    });
    let between = match (letters, keys.len()) {
        (_, 0) => return None,
        (true, 3..) => "",
        (true, _) => "/",
        (false, _) => " ",
    };
    Some(keys.join(between))
}
