//! The terminal: taken over on start, given back on every way out, also after a panic.

use std::io::{self, IsTerminal, Stdout, Write};
use std::sync::atomic::{AtomicBool, Ordering};

use crossterm::event::{
    DisableBracketedPaste, DisableFocusChange, EnableBracketedPaste, EnableFocusChange,
};
use crossterm::terminal::{
    Clear, ClearType, EnterAlternateScreen, LeaveAlternateScreen, SetTitle, disable_raw_mode,
    enable_raw_mode,
};
use crossterm::{cursor, execute};
use ratatui::Terminal;
use ratatui::backend::CrosstermBackend;

use super::quiet::Quiet;

/// The screen the cockpit draws on.
pub type Screen = Terminal<Quiet<CrosstermBackend<io::BufWriter<Stdout>>>>;

/// Whether the terminal is ours. Giving it back twice would spoil what was printed in between.
static TAKEN: AtomicBool = AtomicBool::new(false);

/// Takes the terminal over. Dropping it gives it back.
#[derive(Debug)]
pub struct Taken;

impl Taken {
    /// Raw mode, alternate screen, bracketed paste, focus reports.
    ///
    /// # Errors
    /// Standard output is no terminal, or it cannot be set up.
    pub fn new() -> io::Result<Taken> {
        if !io::stdout().is_terminal() {
            return Err(io::Error::other("standard output is not a terminal"));
        }
        take()?;
        Ok(Taken)
    }

    /// Gives the terminal back, stops the program until it is continued, and takes it again.
    ///
    /// # Errors
    /// The terminal could not be set up again.
    pub fn suspend(&self) -> io::Result<()> {
        give_back();
        #[cfg(unix)]
        signal_hook::low_level::emulate_default_handler(signal_hook::consts::SIGTSTP)?;
        take()
    }
}

impl Drop for Taken {
    fn drop(&mut self) {
        give_back();
    }
}

fn take() -> io::Result<()> {
    enable_raw_mode()?;
    TAKEN.store(true, Ordering::SeqCst);
    execute!(
        io::stdout(),
        EnterAlternateScreen,
        // a program that was killed may have left it with something on it, which is not there for us
        Clear(ClearType::All),
        EnableBracketedPaste,
        EnableFocusChange,
        SetTitle("oar-tui"),
        cursor::Hide
    )
}

/// Leaves everything as it was found. May be called from anywhere, also by a panicking thread.
pub fn give_back() {
    if !TAKEN.swap(false, Ordering::SeqCst) {
        return;
    }
    // Each step is tried even when one before it failed: a half-restored terminal is worse.
    let mut out = io::stdout();
    let _ = execute!(out, DisableFocusChange, DisableBracketedPaste);
    let _ = execute!(out, LeaveAlternateScreen, cursor::Show, SetTitle(""));
    let _ = out.flush();
    let _ = disable_raw_mode();
}

/// The screen on the taken terminal.
///
/// # Errors
/// The size of the terminal cannot be read.
pub fn screen() -> io::Result<Screen> {
    let out = io::BufWriter::with_capacity(32 * 1024, io::stdout());
    Terminal::new(Quiet::new(CrosstermBackend::new(out)))
}

/// A panic anywhere gives the terminal back first, so that its message can be read.
pub fn give_back_on_panic(report: impl Fn(&str) + Send + Sync + 'static) {
    let before = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        // A worker's panic is caught where the worker was started and shown as trouble of its source;
        // only the thread that owns the terminal ends the program.
        let own = std::thread::current().name() == Some("main");
        if own {
            give_back();
        }
        report(&panic.to_string());
        if own {
            before(panic);
        }
    }));
}
