//! Programs in a terminal of their own, read as a terminal would read them.

use std::io::{Read, Write};
use std::path::Path;
use std::time::{Duration, Instant};

use portable_pty::{Child, CommandBuilder, MasterPty, PtySize, native_pty_system};

/// A ratatui program on tokio that draws one text and waits: the floor.
pub fn empty() {
    use crossterm::event::{Event, EventStream};
    use futures_util::StreamExt;
    let runtime =
        tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    runtime.block_on(async {
        crossterm::terminal::enable_raw_mode().unwrap();
        crossterm::execute!(std::io::stdout(), crossterm::terminal::EnterAlternateScreen).unwrap();
        let backend = ratatui::backend::CrosstermBackend::new(std::io::stdout());
        let mut terminal = ratatui::Terminal::new(backend).unwrap();
        let text = "nothing to see here, ".repeat(20);
        let draw = |terminal: &mut ratatui::Terminal<_>| {
            let paragraph = ratatui::widgets::Paragraph::new(text.as_str())
                .wrap(ratatui::widgets::Wrap { trim: true });
            terminal.draw(|frame| frame.render_widget(paragraph, frame.area())).map(drop).unwrap();
        };
        draw(&mut terminal);
        let mut events = EventStream::new();
        while let Some(Ok(event)) = events.next().await {
            if matches!(event, Event::Key(key) if key.code == crossterm::event::KeyCode::Char('q'))
            {
                break;
            }
            draw(&mut terminal);
        }
        crossterm::execute!(std::io::stdout(), crossterm::terminal::LeaveAlternateScreen).unwrap();
        crossterm::terminal::disable_raw_mode().unwrap();
    });
}

/// A program under measurement.
pub struct Program {
    child: Box<dyn Child + Send + Sync>,
    pub keys: Box<dyn Write + Send>,
    output: std::sync::mpsc::Receiver<(Instant, Vec<u8>)>,
    screen: vt100::Parser,
    begun: Instant,
    _master: Box<dyn MasterPty + Send>,
}

impl Program {
    pub fn start(program: &Path, arguments: &[&str], home: &Path) -> Program {
        let size = PtySize { rows: 40, cols: 120, pixel_width: 0, pixel_height: 0 };
        let pair = native_pty_system().openpty(size).unwrap();
        let mut command = CommandBuilder::new(program);
        command.env_clear();
        for (name, value) in [("TERM", "xterm-256color"), ("LANG", "C.UTF-8")] {
            command.env(name, value);
        }
        command.env("HOME", home);
        command.cwd(home);
        command.args(arguments);
        let mut reader = pair.master.try_clone_reader().unwrap();
        let keys = pair.master.take_writer().unwrap();
        let begun = Instant::now();
        let child = pair.slave.spawn_command(command).unwrap();
        drop(pair.slave);
        let (bytes, output) = std::sync::mpsc::channel();
        std::thread::spawn(move || {
            let mut buffer = [0; 65536];
            while let Ok(length @ 1..) = reader.read(&mut buffer) {
                if bytes.send((Instant::now(), buffer[..length].to_vec())).is_err() {
                    return;
                }
            }
        });
        let screen = vt100::Parser::new(40.try_into().unwrap(), 120.try_into().unwrap(), 0);
        Program { child, keys, output, screen, begun, _master: pair.master }
    }

    pub fn pid(&self) -> u32 {
        self.child.process_id().unwrap()
    }

    /// Time from the start until the screen is as wanted.
    pub fn until(&mut self, wanted: impl Fn(&str) -> bool) -> Duration {
        loop {
            let (at, bytes) = self
                .output
                .recv_timeout(Duration::from_secs(60))
                .unwrap_or_else(|_| panic!("never ready:\n{}", self.screen.screen().contents()));
            self.screen.process(&bytes);
            if wanted(&self.screen.screen().contents()) {
                return at - self.begun;
            }
        }
    }

    /// Bytes the program writes within a time.
    pub fn bytes_within(&mut self, time: Duration) -> usize {
        let end = Instant::now() + time;
        let mut bytes = 0;
        while let Some(left) = end.checked_duration_since(Instant::now()) {
            if let Ok((_, more)) = self.output.recv_timeout(left) {
                bytes += more.len();
                self.screen.process(&more);
            }
        }
        bytes
    }

    /// Time from a key to the first byte of the answer.
    pub fn key(&mut self, key: &[u8]) -> Option<Duration> {
        while let Ok((_, bytes)) = self.output.recv_timeout(Duration::from_millis(30)) {
            self.screen.process(&bytes);
        }
        let pressed = Instant::now();
        self.keys.write_all(key).ok()?;
        self.keys.flush().ok()?;
        let (at, bytes) = self.output.recv_timeout(Duration::from_secs(1)).ok()?;
        self.screen.process(&bytes);
        Some(at.saturating_duration_since(pressed))
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
