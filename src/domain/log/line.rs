//! A line of a log, made fit for a screen.

use crate::domain::clean;

/// Characters of a line that are kept; what is behind them is counted.
const MOST: usize = 4_000;

/// How bad a line sounds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs, reason = "the words of logs")]
pub enum Level {
    Error,
    Warn,
    Info,
    Debug,
}

/// A line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// place of its first byte in the log: its identity
    pub at: u64,
    /// bytes it takes there, with its end
    pub len: u64,
    /// fit for a screen: no colours, no control bytes, progress as it ended
    pub text: String,
}

impl Line {
    /// From its bytes, with or without the line break.
    pub(super) fn read(at: u64, bytes: &[u8]) -> Line {
        Line { at, len: bytes.len() as u64, text: text(bytes) }
    }

    /// How bad it sounds, where it says so near its beginning.
    pub fn level(&self) -> Option<Level> {
        level(&self.text)
    }
}

fn text(bytes: &[u8]) -> String {
    let bytes = bytes.strip_suffix(b"\n").unwrap_or(bytes);
    let mut bytes = bytes;
    while let Some(shorter) = bytes.strip_suffix(b"\r") {
        bytes = shorter;
    }
    // A letter takes four bytes at most, colours some more: the rest would be cut anyway.
    let near = bytes.get(..bytes.len().min(16 * MOST)).unwrap_or(bytes);
    let plain = without_escapes(&String::from_utf8_lossy(near));
    // What a progress bar wrote over is not there any more; what it wrote last is.
    let last = plain.rsplit('\r').find(|state| !state.is_empty()).unwrap_or_default();
    let shown = clean::line(&expanded(last));
    let Some((cut, _)) = shown.char_indices().nth(MOST) else {
        return if near.len() < bytes.len() { marked(&shown, bytes.len()) } else { shown };
    };
    marked(shown.get(..cut).unwrap_or_default(), bytes.len())
}

fn marked(text: &str, bytes: usize) -> String {
    format!("{text}… ({} kB)", bytes.div_ceil(1000))
}

/// Tabs as blanks up to the next eighth column, so that tables stay tables.
fn expanded(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut column = 0;
    for c in text.chars() {
        if c == '\t' {
            let blanks = 8 - column % 8;
            out.extend(std::iter::repeat_n(' ', blanks));
            column += blanks;
        } else {
            out.push(c);
            column += 1;
        }
    }
    out
}

/// Takes out what steers a terminal: `ESC [ … letter`, `ESC ] … BEL`, and the marks that GitLab folds
/// sections by, `section_start:…` up to the carriage return.
fn without_escapes(line: &str) -> String {
    let mut out = String::with_capacity(line.len());
    let mut rest = line;
    while let Some((before, after)) = rest.split_once('\u{1b}') {
        out.push_str(before);
        rest = match after.as_bytes().first() {
            Some(b'[') => {
                let end = after.bytes().skip(1).position(|b| (0x40..=0x7e).contains(&b));
                end.and_then(|end| after.get(end + 2..)).unwrap_or_default()
            }
            Some(b']') => {
                let end = after.find(['\u{7}', '\u{1b}']);
                end.and_then(|end| after.get(end..)).unwrap_or_default().trim_start_matches('\u{7}')
            }
            // two letters, such as the choice of a character set
            Some(b'(' | b')') => after.get(2..).unwrap_or_default(),
            // a lone one stays, to be shown as what it is
            _ => {
                out.push('\u{1b}');
                after
            }
        };
    }
    out.push_str(rest);
    if !out.contains("section_") {
        return out;
    }
    let is_mark =
        |part: &&str| !part.starts_with("section_start:") && !part.starts_with("section_end:");
    out.split('\r').filter(is_mark).collect::<Vec<_>>().join("\r")
}

/// Bytes at the beginning of a line that are a time: `2026-03-25T14:02:11.123Z `, `[14:02:11]`,
/// `2026/03/25 14:02:11`. 0: none.
pub fn leading_time(text: &str) -> usize {
    let is_part = |c: char| c.is_ascii_digit() || matches!(c, '-' | ':' | '.' | ',' | '/' | '+');
    let (mut end, mut digits, mut colons) = (0, 0, 0);
    for (at, c) in text.char_indices().take(40) {
        match c {
            '[' if at == 0 => {}
            ']' if text.starts_with('[') => {
                end = at + 1;
                break;
            }
            'T' | ' ' if digits == 8 && colons == 0 => {}
            'Z' if digits >= 12 => {
                end = at + 1;
                break;
            }
            _ if is_part(c) => {
                digits += usize::from(c.is_ascii_digit());
                // `14:02:11: INFO` ends its time with a colon
                colons += usize::from(c == ':');
                end = at + 1;
            }
            _ => break,
        }
    }
    if digits >= 6 && colons >= 2 { end } else { 0 }
}

/// Words that say how bad a line is, the worst first.
const WORDS: [(Level, &[&str]); 4] = [
    (Level::Error, &["error", "fatal", "panic", "failed", "failure", "critical"]),
    (Level::Warn, &["warn", "warning"]),
    (Level::Info, &["info"]),
    (Level::Debug, &["debug", "trace"]),
];

fn level(text: &str) -> Option<Level> {
    if let Some(level) = klog(text) {
        return Some(level);
    }
    // Far from the beginning a word is part of a sentence and says nothing about the line.
    let head: String = text.get(leading_time(text)..)?.chars().take(48).collect();
    let mut words =
        head.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    words.find_map(|word| {
        // A level is written in capitals, or as `level=error`, `error:`.
        let small = word.to_ascii_lowercase();
        let (level, _) = WORDS.iter().find(|(_, words)| words.contains(&small.as_str()))?;
        let is_loud = word.chars().all(|c| c.is_ascii_uppercase());
        let marked = [format!("level={word}"), format!("{word}:"), format!("[{word}]")];
        (is_loud || marked.iter().any(|mark| head.contains(mark.as_str()))).then_some(*level)
    })
}

/// `E0325 14:02:11.123456   1 file.go:12]`
fn klog(text: &str) -> Option<Level> {
    let rest = text.get(1..)?;
    let date = rest.get(..4)?.bytes().all(|b| b.is_ascii_digit());
    if !date || !rest.get(4..)?.starts_with(' ') || rest.get(7..8).is_none_or(|c| c != ":") {
        return None;
    }
    match text.as_bytes().first()? {
        b'E' | b'F' => Some(Level::Error),
        b'W' => Some(Level::Warn),
        b'I' => Some(Level::Info),
        b'D' => Some(Level::Debug),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_that_steers_a_terminal_is_left_and_progress_is_shown_as_it_ended() {
        let cases: &[(&[u8], &str)] = &[
            (b"\x1b[32;1m$ make\x1b[0;m\r\n", "$ make"),
            (b"section_start:1:x\r\x1b[0K\x1b[36;1mExecuting\x1b[0;m\n", "Executing"),
            (b"section_end:1:x\r\x1b[0K\n", ""),
            (b"10%\r50%\r100%\n", "100%"),
            (b"10%\r50%\r\r\n", "50%"),
            (b"a\x1b]0;title\x07b\x1b(Bc", "abc"),
            (b"cut \x1b[3", "cut "),
            (b"a\tb\x07\0\xff", "a       b\u{2407}\u{2400}\u{fffd}"),
            ("turned \u{202e}around".as_bytes(), "turned \u{fffd}around"),
            (b"", ""),
        ];
        for (bytes, expected) in cases {
            assert_eq!(text(bytes), *expected, "{bytes:?}");
        }
    }

    #[test]
    fn a_long_line_is_cut_and_says_how_long_it_is() {
        let long = text(&b"x".repeat(1_000_000));
        assert!(long.ends_with("x… (1000 kB)") && long.chars().count() < MOST + 20);
        let coloured = text(&b"\x1b[1m".repeat(100_000));
        assert_eq!(coloured, "… (400 kB)");
    }

    #[test]
    fn a_level_is_read_where_a_line_says_it() {
        let cases = [
            ("2026-03-25T14:02:11Z: ERROR: no", Some(Level::Error)),
            ("E0325 14:02:11.123456       1 main.go:12] no", Some(Level::Error)),
            ("W0325 14:02:11.123456       1 main.go:12] hm", Some(Level::Warn)),
            ("time=\"x\" level=warning msg=y", Some(Level::Warn)),
            ("error: cannot", Some(Level::Error)),
            ("[INFO] fine", Some(Level::Info)),
            ("DEBUG x", Some(Level::Debug)),
            ("no error was found", None),
            ("0 failed, 12 passed", None),
            ("", None),
            ("é", None),
        ];
        for (text, expected) in cases {
            assert_eq!(level(text), expected, "{text}");
        }
    }

    #[test]
    fn a_time_at_the_beginning_is_told_from_numbers() {
        let cases = [
            ("2026-03-25T14:02:11Z INFO", "2026-03-25T14:02:11Z"),
            ("2026-03-25T14:02:11.000Z x", "2026-03-25T14:02:11.000Z"),
            ("2026/03/25 14:02:11 x", "2026/03/25 14:02:11"),
            ("[14:02:11] x", "[14:02:11]"),
            ("14:02:11.5 x", "14:02:11.5"),
            ("123456 bytes", ""),
            ("4.20.17", ""),
        ];
        for (text, expected) in cases {
            assert_eq!(&text[..leading_time(text)], expected, "{text}");
        }
    }
}
