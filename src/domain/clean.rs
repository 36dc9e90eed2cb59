//! Text from services, made safe for a terminal: no control bytes, no escape sequences, no overrides of
//! the writing direction (ux.md §9).

/// One line: control characters, line breaks and bidirectional overrides become visible `␛`-style
/// placeholders, tabs become one space. Nothing else changes.
pub fn line(text: &str) -> String {
    text.chars().map(|c| if c == '\t' || c == '\n' || c == '\r' { ' ' } else { shown(c) }).collect()
}

/// Several lines: as [`line()`], but line breaks stay.
pub fn block(text: &str) -> String {
    text.replace("\r\n", "\n")
        .chars()
        .map(|c| {
            if c == '\n' {
                c
            } else if c == '\t' {
                ' '
            } else {
                shown(c)
            }
        })
        .collect()
}

/// At most `most` characters; a cut shows as `…`, without blanks before it.
pub fn cut(text: &str, most: usize) -> String {
    if text.chars().nth(most).is_none() {
        return text.to_owned();
    }
    let mut short: String = text.chars().take(most.saturating_sub(1)).collect();
    short.truncate(short.trim_end().len());
    short.push('…');
    short
}

/// A visible stand-in for a character that would steer the terminal or turn the text around.
fn shown(c: char) -> char {
    match c {
        '\u{0}'..='\u{1f}' => char::from_u32(0x2400 + c as u32).unwrap_or('\u{fffd}'),
        '\u{7f}' => '\u{2421}',
        '\u{80}'..='\u{9f}' => '\u{fffd}',
        '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{61c}' => {
            '\u{fffd}'
        }
        '\u{2028}' | '\u{2029}' | '\u{feff}' => '\u{fffd}',
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_that_steers_a_terminal_is_left() {
        let nasty = "a\x1b[2Jb\u{9b}31mc\u{202e}d\x07e\x7ff\0g\r\nh\ti";
        let clean = line(nasty);
        assert!(clean.chars().all(|c| !c.is_control() && c != '\u{202e}'), "{clean:?}");
        assert_eq!(clean, "a␛[2Jb\u{fffd}31mc\u{fffd}d␇e␡f␀g  h i");
        assert_eq!(block("a\r\nb\x1b"), "a\nb␛");
    }

    #[test]
    fn a_cut_shows_and_counts_characters() {
        assert_eq!(
            [cut("abc", 3), cut("abcd", 3), cut("a bcd", 3), cut("éééé", 2)],
            ["abc", "ab…", "a…", "é…"]
        );
        assert_eq!(cut("", 0), "");
    }
}
