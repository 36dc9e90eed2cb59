//! A backend that writes nothing when nothing changed, and sends what changed as one synchronised
//! update (design/ux.md §12: idle means zero bytes).

use std::io::{self, Write};

use crossterm::queue;
use crossterm::terminal::{BeginSynchronizedUpdate, EndSynchronizedUpdate};
use ratatui::backend::{Backend, ClearType, WindowSize};
use ratatui::buffer::Cell;
use ratatui::layout::{Position, Size};

/// Wraps a backend: an empty difference, and a cursor that stays as it is, cost no byte.
#[derive(Debug)]
pub struct Quiet<B> {
    inner: B,
    /// an update was begun and not yet ended
    open: bool,
    /// where the cursor was left; `None` when it is hidden
    cursor: Option<Position>,
    shown: bool,
}

impl<B: Backend<Error = io::Error> + Write> Quiet<B> {
    /// The cursor is hidden when the terminal was taken.
    pub fn new(inner: B) -> Quiet<B> {
        Quiet { inner, open: false, cursor: None, shown: false }
    }

    fn begin(&mut self) -> io::Result<()> {
        if !self.open {
            queue!(self.inner, BeginSynchronizedUpdate)?;
            self.open = true;
        }
        Ok(())
    }
}

impl<B: Backend<Error = io::Error> + Write> Backend for Quiet<B> {
    type Error = io::Error;

    fn draw<'a, I>(&mut self, content: I) -> io::Result<()>
    where
        I: Iterator<Item = (u16, u16, &'a Cell)>,
    {
        let mut content = content.peekable();
        if content.peek().is_none() {
            return Ok(());
        }
        self.begin()?;
        self.cursor = None;
        self.inner.draw(content)
    }

    fn hide_cursor(&mut self) -> io::Result<()> {
        if !self.shown {
            return Ok(());
        }
        self.shown = false;
        self.inner.hide_cursor()
    }

    /// Begins no update: it is also called when the screen is given up, and nothing would end it then.
    fn show_cursor(&mut self) -> io::Result<()> {
        if self.shown {
            return Ok(());
        }
        self.shown = true;
        self.inner.show_cursor()
    }

    /// Where it was left. The terminal is not asked: its answer would come as a key, to whoever reads
    /// keys, and asking waits seconds for it.
    fn get_cursor_position(&mut self) -> io::Result<Position> {
        Ok(self.cursor.unwrap_or(Position::ORIGIN))
    }

    fn set_cursor_position<P: Into<Position>>(&mut self, position: P) -> io::Result<()> {
        let position = position.into();
        if self.cursor == Some(position) {
            return Ok(());
        }
        self.begin()?;
        self.cursor = Some(position);
        self.inner.set_cursor_position(position)
    }

    fn clear(&mut self) -> io::Result<()> {
        self.begin()?;
        self.cursor = None;
        self.inner.clear()
    }

    fn clear_region(&mut self, region: ClearType) -> io::Result<()> {
        self.begin()?;
        self.cursor = None;
        self.inner.clear_region(region)
    }

    fn size(&self) -> io::Result<Size> {
        self.inner.size()
    }

    fn window_size(&mut self) -> io::Result<WindowSize> {
        self.inner.window_size()
    }

    fn flush(&mut self) -> io::Result<()> {
        if std::mem::take(&mut self.open) {
            queue!(self.inner, EndSynchronizedUpdate)?;
            Backend::flush(&mut self.inner)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use std::cell::RefCell;
    use std::rc::Rc;

    use ratatui::backend::CrosstermBackend;
    use ratatui::{Terminal, TerminalOptions, Viewport, layout::Rect, widgets::Paragraph};

    use super::*;

    #[derive(Clone, Default)]
    struct Wire(Rc<RefCell<Vec<u8>>>);

    impl Write for Wire {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0.borrow_mut().extend_from_slice(bytes);
            Ok(bytes.len())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn clearing_asks_the_terminal_nothing() {
        let wire = Wire::default();
        let options = TerminalOptions { viewport: Viewport::Fixed(Rect::new(0, 0, 20, 3)) };
        let backend = Quiet::new(CrosstermBackend::new(wire.clone()));
        let mut terminal = Terminal::with_options(backend, options).unwrap();
        terminal.clear().unwrap();
        terminal.draw(|frame| frame.render_widget(Paragraph::new("ACT"), frame.area())).unwrap();
        let written = String::from_utf8(wire.0.borrow().clone()).unwrap();
        assert!(!written.contains("\x1b[6n") && written.contains("ACT"), "{written:?}");
    }

    #[test]
    fn a_frame_like_the_last_one_costs_no_byte_and_a_change_is_one_synchronised_update() {
        let wire = Wire::default();
        let options = TerminalOptions { viewport: Viewport::Fixed(Rect::new(0, 0, 20, 3)) };
        let backend = Quiet::new(CrosstermBackend::new(wire.clone()));
        let mut terminal = Terminal::with_options(backend, options).unwrap();
        let mut draw = |text: &str| {
            wire.0.borrow_mut().clear();
            terminal.draw(|frame| frame.render_widget(Paragraph::new(text), frame.area())).unwrap();
            String::from_utf8(wire.0.borrow().clone()).unwrap()
        };
        let first = draw("4.20.17 BLOCKED");
        assert!(first.starts_with("\x1b[?2026h") && first.ends_with("\x1b[?2026l"), "{first:?}");
        assert_eq!(draw("4.20.17 BLOCKED"), "");
        assert!(draw("4.20.17 RUNNING").contains("RUNNI"));
    }
}
