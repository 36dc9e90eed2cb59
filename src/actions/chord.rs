//! What fingers do: a key with its modifiers, read from keymaps and printed on the screen. Knows no
//! terminal; the program translates what its terminal reports.

use std::fmt;
use std::str::FromStr;

use crate::domain::own_files::likeness;

/// A key without modifiers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[allow(missing_docs, reason = "the words on the keys")]
pub enum Code {
    Char(char),
    F(u8),
    Enter,
    Esc,
    Tab,
    BackTab,
    Backspace,
    Delete,
    Insert,
    Home,
    End,
    PageUp,
    PageDown,
    Up,
    Down,
    Left,
    Right,
}

/// Modifiers that were held.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
#[allow(missing_docs, reason = "the words on the keys")]
pub struct Mods {
    pub ctrl: bool,
    pub alt: bool,
    pub shift: bool,
}

/// A key with its modifiers, in the one form that every terminal can report: a shifted letter is the
/// capital, `S-Tab` is `BackTab`, control takes the small letter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Chord {
    code: Code,
    mods: Mods,
}

/// The keys with a name: how it is printed, and other spellings, in small letters without `-` and `_`.
const NAMED: &[(Code, &str, &[&str])] = &[
    (Code::Enter, "Enter", &["return", "ret", "cr"]),
    (Code::Esc, "Esc", &["escape"]),
    (Code::Tab, "Tab", &[]),
    (Code::BackTab, "S-Tab", &["backtab"]),
    (Code::Backspace, "Backspace", &["bs"]),
    (Code::Delete, "Delete", &["del"]),
    (Code::Insert, "Insert", &["ins"]),
    (Code::Home, "Home", &[]),
    (Code::End, "End", &[]),
    (Code::PageUp, "PgUp", &["pageup", "prior"]),
    (Code::PageDown, "PgDn", &["pagedown", "pgdown"]),
    (Code::Up, "Up", &["uparrow", "arrowup"]),
    (Code::Down, "Down", &["downarrow", "arrowdown"]),
    (Code::Left, "Left", &["leftarrow", "arrowleft"]),
    (Code::Right, "Right", &["rightarrow", "arrowright"]),
    (Code::Char(' '), "Space", &["spc", "spacebar"]),
    (Code::Char('-'), "-", &["minus", "hyphen"]),
    (Code::Char('+'), "+", &["plus"]),
    (Code::Char('<'), "<", &["lt", "less"]),
    (Code::Char('>'), ">", &["gt", "greater"]),
];

impl Chord {
    /// A key as the terminal reports it, brought into its one form.
    pub fn new(code: Code, mods: Mods) -> Chord {
        let Mods { ctrl, alt, shift } = mods;
        let (code, shift) = match code {
            Code::Tab if shift => (Code::BackTab, false),
            Code::BackTab => (Code::BackTab, false),
            Code::Char(c) if ctrl => (Code::Char(c.to_ascii_lowercase()), false),
            Code::Char(c) if shift => (Code::Char(c.to_ascii_uppercase()), false),
            other => (other, shift),
        };
        Chord { code, mods: Mods { ctrl, alt, shift } }
    }

    /// A key alone.
    pub fn plain(code: Code) -> Chord {
        Chord::new(code, Mods::default())
    }

    /// The key.
    pub fn code(self) -> Code {
        self.code
    }

    /// What was held.
    pub fn mods(self) -> Mods {
        self.mods
    }

    /// The character this chord writes into a text field, if it writes one.
    pub fn typed(self) -> Option<char> {
        match self.code {
            Code::Char(c) if !self.mods.ctrl && !self.mods.alt => Some(c),
            _ => None,
        }
    }
}

/// Reads a sequence such as `g g`: chords separated by blanks, at least one.
pub fn parse_sequence(text: &str) -> Result<Vec<Chord>, BadChord> {
    let chords: Vec<Chord> = text.split_whitespace().map(str::parse).collect::<Result<_, _>>()?;
    if chords.is_empty() {
        return Err(BadChord { text: text.to_owned(), nearest: None });
    }
    Ok(chords)
}

/// Prints a sequence as [`parse_sequence`] reads it.
pub fn print_sequence(chords: &[Chord]) -> String {
    chords.iter().map(Chord::to_string).collect::<Vec<_>>().join(" ")
}

/// A text that names no key.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{text:?} is not a key{}", .nearest.map(|name| format!(", did you mean {name}")).unwrap_or_default())]
pub struct BadChord {
    /// as written
    pub text: String,
    /// a key with a similar name
    pub nearest: Option<&'static str>,
}

impl FromStr for Chord {
    type Err = BadChord;

    /// Takes the common spellings: `pgdn`, `page-down`, `ctrl+d`, `C-d`, `<c-d>`, `^d`, `S-Tab`.
    fn from_str(text: &str) -> Result<Chord, BadChord> {
        let bare = text.strip_prefix('<').and_then(|inner| inner.strip_suffix('>'));
        let mut rest = bare.filter(|inner| !inner.is_empty()).unwrap_or(text);
        let mut mods = Mods::default();
        if let Some(letter) = rest.strip_prefix('^').filter(|letter| letter.chars().count() == 1) {
            (mods.ctrl, rest) = (true, letter);
        }
        while let Some((word, after)) = rest.split_once(['-', '+']).filter(|(_, a)| !a.is_empty()) {
            match word.to_ascii_lowercase().as_str() {
                "c" | "ctrl" | "control" => mods.ctrl = true,
                "a" | "m" | "alt" | "meta" | "option" => mods.alt = true,
                "s" | "shift" => mods.shift = true,
                _ => break,
            }
            rest = after;
        }
        match code(rest) {
            Some(code) => Ok(Chord::new(code, mods)),
            None => Err(BadChord { text: text.to_owned(), nearest: nearest(rest) }),
        }
    }
}

fn code(text: &str) -> Option<Code> {
    let mut chars = text.chars();
    if let (Some(c), None) = (chars.next(), chars.next()) {
        return (!c.is_control()).then_some(Code::Char(c));
    }
    let wanted = spelling(text);
    let function = wanted.strip_prefix('f').and_then(|number| number.parse().ok());
    if let Some(number) = function.filter(|number| (1..=24).contains(number)) {
        return Some(Code::F(number));
    }
    let named = NAMED
        .iter()
        .find(|(_, name, others)| spelling(name) == wanted || others.contains(&wanted.as_str()));
    named.map(|(code, ..)| *code)
}

/// One spelling for `PageDown`, `page-down` and `page_down`.
fn spelling(text: &str) -> String {
    text.chars().filter(|c| !matches!(c, '-' | '_')).collect::<String>().to_ascii_lowercase()
}

fn nearest(text: &str) -> Option<&'static str> {
    let wanted = spelling(text);
    let spellings = NAMED.iter().flat_map(|(_, name, others)| {
        std::iter::once(*name).chain(others.iter().copied()).map(move |other| (*name, other))
    });
    let rated = spellings.map(|(name, other)| (likeness(&wanted, &spelling(other)), name));
    let best = rated.filter(|(rate, _)| *rate > 0.0).max_by(|a, b| a.0.total_cmp(&b.0));
    best.filter(|_| wanted.len() > 1).map(|(_, name)| name)
}

impl fmt::Display for Chord {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut text = String::new();
        for (held, word) in [(self.mods.ctrl, "C-"), (self.mods.alt, "M-"), (self.mods.shift, "S-")]
        {
            if held {
                text.push_str(word);
            }
        }
        match self.code {
            Code::F(number) => text.push_str(&format!("F{number}")),
            code => match (NAMED.iter().find(|(named, ..)| *named == code), code) {
                (Some((_, name, _)), _) => text.push_str(name),
                (None, Code::Char(c)) => text.push(c),
                (None, other) => text.push_str(&format!("{other:?}")),
            },
        }
        f.pad(&text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_common_spellings_of_a_chord_are_one_chord() {
        let cases: &[(&str, &[&str])] = &[
            ("PgDn", &["pgdn", "pagedown", "page-down", "Page_Down", "PGDOWN", "<PageDown>"]),
            ("C-d", &["ctrl+d", "C-d", "<c-d>", "Ctrl-D", "control-d", "^d", "C-S-d"]),
            ("S-Tab", &["backtab", "S-Tab", "shift+tab", "<s-tab>", "BackTab"]),
            ("Space", &["space", "SPC", " "]),
            ("G", &["G", "S-g", "shift+g"]),
            ("F1", &["f1", "<F1>"]),
            ("M-x", &["M-x", "alt+x", "meta-x", "A-x"]),
            ("-", &["-", "minus"]),
            ("C--", &["C--", "ctrl+-", "ctrl-minus"]),
            ("<", &["<", "lt"]),
            ("C-M-Up", &["ctrl+alt+up", "C-M-Up"]),
            ("S-F5", &["shift-f5"]),
            ("Enter", &["return", "CR", "<enter>"]),
        ];
        for (printed, spellings) in cases {
            for text in *spellings {
                let chord: Chord = match text.parse() {
                    Ok(chord) => chord,
                    Err(error) => panic!("{text:?}: {error}"),
                };
                assert_eq!(chord.to_string(), *printed, "{text:?}");
                let again: Chord = printed.parse().unwrap();
                assert_eq!(again, chord, "{printed:?} must read back");
            }
        }
    }

    #[test]
    fn what_is_no_key_is_refused_with_the_nearest_name() {
        for (text, nearest) in [
            ("pagdown", Some("PgDn")),
            ("ctrl+spcae", Some("Space")),
            ("escap", Some("Esc")),
            ("C-", None),
            ("f25", None),
            ("qqqq", None),
            ("\u{7}", None),
        ] {
            let error = text.parse::<Chord>().unwrap_err();
            assert_eq!(error.nearest, nearest, "{text:?}");
        }
        assert!(parse_sequence("  ").is_err());
    }

    #[test]
    fn a_sequence_prints_as_it_was_read() {
        let sequence = parse_sequence("g  <c-d> spc").unwrap();
        assert_eq!(print_sequence(&sequence), "g C-d Space");
        assert_eq!(parse_sequence("g C-d Space").unwrap(), sequence);
    }

    #[test]
    fn any_text_is_read_or_refused_without_harm() {
        let mut random = fastrand::Rng::with_seed(7);
        let letters: Vec<char> = "cCs-+<>^fmAlt page\u{0}é1 ".chars().collect();
        for _ in 0..10_000 {
            let text: String =
                (0..random.usize(0..8)).filter_map(|_| random.choice(letters.iter())).collect();
            if let Ok(chord) = text.parse::<Chord>() {
                assert_eq!(chord.to_string().parse(), Ok(chord), "{text:?}");
            }
        }
    }
}
