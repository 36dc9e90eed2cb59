//! What a program may write to a terminal, and what it has to take back.

/// Begin and end of a synchronised update.
const BEGIN: &[u8] = b"\x1b[?2026h";
pub const END: &[u8] = b"\x1b[?2026l";

/// The first so many bytes are whole updates, or text outside of any; `None`: wait for more.
pub fn complete(bytes: &[u8]) -> Option<usize> {
    let length = match find(bytes, BEGIN) {
        Some(0) => find(bytes, END)? + END.len(),
        Some(before) => before,
        None => {
            let last = bytes.iter().rposition(|byte| *byte == 0x1b).unwrap_or(bytes.len());
            if BEGIN.starts_with(&bytes[last..]) { last } else { bytes.len() }
        }
    };
    (length > 0).then_some(length)
}

fn find(bytes: &[u8], wanted: &[u8]) -> Option<usize> {
    bytes.windows(wanted.len()).position(|window| window == wanted)
}

/// Modes that were switched on and not off again.
pub fn left_on(bytes: &[u8]) -> Vec<String> {
    let text = String::from_utf8_lossy(bytes);
    let mut left = Vec::new();
    for mode in ["?1049", "?2004", "?1004", "?1000", "?1006", "?2026", "?7"] {
        let (on, off) =
            (text.rfind(&format!("\x1b[{mode}h")), text.rfind(&format!("\x1b[{mode}l")));
        if on > off {
            left.push(format!("mode {mode}"));
        }
    }
    if text.rfind("\x1b[?25l") > text.rfind("\x1b[?25h") {
        left.push("no cursor".to_owned());
    }
    left
}

/// Everything in the output that this program has no reason to write: such bytes come from data.
pub fn foreign(bytes: &[u8]) -> Vec<String> {
    let text = String::from_utf8_lossy(bytes);
    let mut found = Vec::new();
    let mut rest = text.as_ref();
    while let Some(at) = rest.find(is_control) {
        let from = &rest[at..];
        let length = own_sequence(from);
        if length == 0 {
            found.push(format!("{:?}", from.chars().take(20).collect::<String>()));
        }
        let step = length.max(from.chars().next().map_or(1, char::len_utf8));
        rest = &from[step..];
    }
    found
}

/// Bytes of a sequence that the program writes itself; 0 for anything else.
fn own_sequence(text: &str) -> usize {
    for title in ["\x1b]0;oar-tui\x07", "\x1b]0;\x07"] {
        if text.starts_with(title) {
            return title.len();
        }
    }
    let Some(inside) = text.strip_prefix("\x1b[") else { return 0 };
    let plain = |c: char| c.is_ascii_digit() || matches!(c, ';' | ':' | '?');
    let Some(end) = inside.find(|c| !plain(c)) else { return 0 };
    let last = inside[end..].chars().next().unwrap_or(' ');
    // position, colour, clear, modes: nothing else is needed
    if matches!(last, 'H' | 'm' | 'J' | 'K' | 'h' | 'l') { 2 + end + 1 } else { 0 }
}

/// The colours that are set; resetting to the terminal's own is none.
pub fn colours(bytes: &[u8]) -> Vec<String> {
    let text = String::from_utf8_lossy(bytes);
    let plain = |style: &&str| style.chars().all(|c| c.is_ascii_digit() || matches!(c, ';' | ':'));
    let sets = |style: &&str| {
        let number: u32 = style.split([';', ':']).next().unwrap_or_default().parse().unwrap_or(0);
        matches!(number, 30..=38 | 40..=48 | 58 | 90..=107)
    };
    let styles = text.split("\x1b[").filter_map(|part| Some(part.split_once('m')?.0));
    styles.filter(plain).filter(sets).map(str::to_owned).collect()
}

/// Control bytes of both sets, and characters that turn the direction of what follows.
pub fn is_control(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

#[test]
fn an_update_is_taken_whole_however_it_is_cut() {
    let stream = b"a\x1b[0m\x1b[?2026hpicture\x1b[?2026lb\x1b[?2026hnext";
    let mut lengths = Vec::new();
    let mut rest = stream.to_vec();
    while let Some(length) = complete(&rest) {
        lengths.push(rest.drain(..length).count());
    }
    assert_eq!(lengths, [5, 23, 1]);
    assert_eq!(complete(b"\x1b[?20"), None);
    assert_eq!(complete(b"ab\x1b[?20"), Some(2));
    assert_eq!(complete(b"ab\x1b[?1h"), Some(7));
}

#[test]
fn foreign_bytes_are_found_among_our_own() {
    let own = "\x1b[?1049h\x1b]0;oar-tui\x07\x1b[12;1H\x1b[38;5;2mtext ✓\x1b[0m";
    assert_eq!(foreign(own.as_bytes()), Vec::<String>::new());
    for bad in ["\x1b]0;evil\x07", "\x1b[6n", "\x1bc", "\u{9b}31m", "a\rb", "\u{202e}x", "\x1b"] {
        assert_ne!(foreign(format!("{own}{bad}").as_bytes()), Vec::<String>::new(), "{bad:?}");
    }
}
