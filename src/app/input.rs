//! What the terminal reports → what the screen understands.

use crossterm::event::{Event, KeyCode, KeyEvent, KeyEventKind, KeyModifiers};

use crate::actions::{Chord, Code, Mods};
use crate::ui::screen::Key;

/// The key behind a report; `None` for what means nothing to the screen (releases, media keys, mouse).
pub fn key(event: Event) -> Option<Key> {
    match event {
        Event::Key(key) if key.kind != KeyEventKind::Release => chord(key).map(Key::Chord),
        Event::Paste(text) => Some(Key::Paste(text)),
        Event::FocusGained => Some(Key::FocusGained),
        Event::FocusLost => Some(Key::FocusLost),
        _ => None,
    }
}

fn chord(key: KeyEvent) -> Option<Chord> {
    let code = match key.code {
        KeyCode::Char(c) => Code::Char(c),
        KeyCode::F(n) => Code::F(n),
        KeyCode::Enter => Code::Enter,
        KeyCode::Esc => Code::Esc,
        KeyCode::Tab => Code::Tab,
        KeyCode::BackTab => Code::BackTab,
        KeyCode::Backspace => Code::Backspace,
        KeyCode::Delete => Code::Delete,
        KeyCode::Insert => Code::Insert,
        KeyCode::Home => Code::Home,
        KeyCode::End => Code::End,
        KeyCode::PageUp => Code::PageUp,
        KeyCode::PageDown => Code::PageDown,
        KeyCode::Up => Code::Up,
        KeyCode::Down => Code::Down,
        KeyCode::Left => Code::Left,
        KeyCode::Right => Code::Right,
        _ => return None,
    };
    let held = |modifier| key.modifiers.contains(modifier);
    let mods = Mods {
        ctrl: held(KeyModifiers::CONTROL),
        alt: held(KeyModifiers::ALT),
        shift: held(KeyModifiers::SHIFT),
    };
    Some(Chord::new(code, mods))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reports_become_the_chords_of_the_keymap() {
        let pressed = |code, modifiers| key(Event::Key(KeyEvent::new(code, modifiers)));
        let cases = [
            (KeyCode::Char('j'), KeyModifiers::NONE, "j"),
            (KeyCode::Char('J'), KeyModifiers::SHIFT, "J"),
            (KeyCode::Char('d'), KeyModifiers::CONTROL, "C-d"),
            (KeyCode::BackTab, KeyModifiers::SHIFT, "S-Tab"),
            (KeyCode::Enter, KeyModifiers::NONE, "Enter"),
            (KeyCode::F(5), KeyModifiers::NONE, "F5"),
        ];
        for (code, modifiers, name) in cases {
            assert_eq!(pressed(code, modifiers), Some(Key::Chord(name.parse().unwrap())), "{name}");
        }
        let mut release = KeyEvent::new(KeyCode::Char('j'), KeyModifiers::NONE);
        release.kind = KeyEventKind::Release;
        assert_eq!(key(Event::Key(release)), None);
    }
}
