//! The real program in a terminal of its own: keys in, screen out. Waits for a state, never for a time.

use std::io::{Read, Write};
use std::sync::{Arc, Condvar, Mutex};
use std::time::Duration;

use portable_pty::{Child, CommandBuilder, MasterPty, PtySize, native_pty_system};

/// How long a state may take on a machine that is busy with other tests. Not asserted: only a limit.
const PATIENCE: Duration = Duration::from_secs(60);

pub struct Cockpit {
    child: Box<dyn Child + Send + Sync>,
    keys: Box<dyn Write + Send>,
    master: Box<dyn MasterPty + Send>,
    shown: Arc<(Mutex<Screen>, Condvar)>,
}

pub struct Screen {
    terminal: vt100::Parser,
    /// every byte the program wrote
    pub bytes: Vec<u8>,
    ended: bool,
}

impl Screen {
    pub fn text(&self) -> String {
        self.terminal.screen().contents()
    }

    pub fn on_alternate_screen(&self) -> bool {
        self.terminal.screen().alternate_screen()
    }
}

impl Cockpit {
    /// Starts the program with a home of its own, so that no file of the user's is read or written.
    pub fn start(columns: u16, rows: u16, home: &std::path::Path, arguments: &[&str]) -> Cockpit {
        let size = PtySize { rows, cols: columns, pixel_width: 0, pixel_height: 0 };
        let pair = native_pty_system().openpty(size).unwrap();
        let mut command = CommandBuilder::new(env!("CARGO_BIN_EXE_oar-tui"));
        command.env_clear();
        command.env("TERM", "xterm-256color");
        command.env("LANG", "C.UTF-8");
        command.env("HOME", home);
        command.env("PATH", std::env::var("PATH").unwrap_or_default());
        command.cwd(home);
        command.args(arguments);
        let child = pair.slave.spawn_command(command).unwrap();
        drop(pair.slave);
        let screen = Screen {
            terminal: vt100::Parser::new(
                rows.try_into().unwrap(),
                columns.try_into().unwrap(),
                0,
            ),
            bytes: Vec::new(),
            ended: false,
        };
        let shown = Arc::new((Mutex::new(screen), Condvar::new()));
        let output = pair.master.try_clone_reader().unwrap();
        let keys = pair.master.take_writer().unwrap();
        let reader = shown.clone();
        std::thread::spawn(move || keep_reading(output, &reader));
        Cockpit { child, keys, master: pair.master, shown }
    }

    pub fn press(&mut self, keys: &str) -> &mut Cockpit {
        self.keys.write_all(keys.as_bytes()).unwrap();
        self.keys.flush().unwrap();
        self
    }

    pub fn resize(&mut self, columns: u16, rows: u16) {
        let (screen, _) = &*self.shown;
        screen
            .lock()
            .unwrap()
            .terminal
            .screen_mut()
            .set_size(rows.try_into().unwrap(), columns.try_into().unwrap());
        let size = PtySize { rows, cols: columns, pixel_width: 0, pixel_height: 0 };
        self.master.resize(size).unwrap();
    }

    /// Waits until the screen shows a text.
    pub fn shows(&mut self, text: &str) -> &mut Cockpit {
        self.wait_until(text, |screen| screen.text().contains(text));
        self
    }

    pub fn wait_until(&self, wish: &str, reached: impl Fn(&Screen) -> bool) {
        let (screen, changed) = &*self.shown;
        let (screen, late) = changed
            .wait_timeout_while(screen.lock().unwrap(), PATIENCE, |screen| !reached(screen))
            .unwrap();
        assert!(!late.timed_out(), "no {wish:?}, but:\n{}", screen.text());
    }

    pub fn text(&self) -> String {
        self.shown.0.lock().unwrap().text()
    }

    pub fn bytes(&self) -> Vec<u8> {
        self.shown.0.lock().unwrap().bytes.clone()
    }

    pub fn pid(&self) -> u32 {
        self.child.process_id().unwrap()
    }

    #[cfg(unix)]
    pub fn signal(&self, name: &str) {
        let sent = std::process::Command::new("kill")
            .args([&format!("-{name}"), &self.pid().to_string()])
            .status()
            .unwrap();
        assert!(sent.success());
    }

    /// Waits for the end; the terminal has to be as it was found.
    pub fn leaves_cleanly(mut self) -> u32 {
        self.wait_until("the end", |screen| screen.ended);
        let status = self.child.wait().unwrap();
        let screen = self.shown.0.lock().unwrap();
        assert!(!screen.on_alternate_screen(), "left on the alternate screen");
        let tail = String::from_utf8_lossy(&screen.bytes).into_owned();
        for (on, off) in [("\x1b[?2004h", "\x1b[?2004l"), ("\x1b[?1004h", "\x1b[?1004l"), ("\x1b[?25l", "\x1b[?25h")] {
            let (on, off) = (tail.rfind(on), tail.rfind(off));
            assert!(on.is_none() || off > on, "a mode was left on: {on:?} {off:?}");
        }
        status.exit_code()
    }
}

impl Drop for Cockpit {
    fn drop(&mut self) {
        let _ = self.child.kill();
    }
}

/// Reads all the time: a program whose output nobody takes blocks while drawing.
fn keep_reading(mut output: Box<dyn Read + Send>, shown: &(Mutex<Screen>, Condvar)) {
    let mut buffer = [0; 4096];
    while let Ok(length @ 1..) = output.read(&mut buffer) {
        let mut screen = shown.0.lock().unwrap();
        screen.terminal.process(&buffer[..length]);
        screen.bytes.extend_from_slice(&buffer[..length]);
        drop(screen);
        shown.1.notify_all();
    }
    shown.0.lock().unwrap().ended = true;
    shown.1.notify_all();
}
