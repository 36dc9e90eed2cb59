//! Handing text to the terminal's clipboard (OSC 52): it works over ssh, and nothing says whether it
//! arrived, so nothing is claimed (design/ux.md §17).

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

/// Terminals take no more in one sequence.
const LARGEST: usize = 74_000;

/// The bytes that hand `text` over, wrapped where tmux stands between; `None` when it is too long.
pub fn sequence(text: &str, in_tmux: bool) -> Option<String> {
    let packed = STANDARD.encode(text);
    if packed.len() > LARGEST {
        return None;
    }
    Some(match in_tmux {
        false => format!("\x1b]52;c;{packed}\x07"),
        true => format!("\x1bPtmux;\x1b\x1b]52;c;{packed}\x07\x1b\\"),
    })
}

/// What is said afterwards.
pub fn said(text: &str) -> String {
    format!("sent to the terminal's clipboard, {} bytes", text.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_packed_so_that_nothing_in_it_reaches_the_terminal_as_it_is() {
        assert_eq!(sequence("a\x1b]", false).unwrap(), "\x1b]52;c;YRtd\x07");
        assert_eq!(sequence("a\x1b]", true).unwrap(), "\x1bPtmux;\x1b\x1b]52;c;YRtd\x07\x1b\\");
        assert_eq!(sequence(&"x".repeat(60_000), false), None);
    }
}
