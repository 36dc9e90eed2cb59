//! The real program in a terminal of its own: keys in, pictures out. Waits for a state, never for a time.

use std::ffi::OsStr;
use std::io::{Read, Write};
use std::path::PathBuf;
use std::sync::mpsc::{Receiver, TryRecvError, channel};
use std::sync::{Arc, Condvar, Mutex, MutexGuard};
use std::time::{Duration, Instant};

use portable_pty::{CommandBuilder, ExitStatus, MasterPty, PtySize, native_pty_system};
use tempfile::TempDir;

use super::bytes;

/// How long a state may take on a machine that is busy with other tests. Not asserted: only a limit.
const PATIENCE: Duration = Duration::from_secs(60);

/// Between two keys: a hand is not faster, and keys that come faster are taken for pasted text.
const HAND: Duration = Duration::from_millis(10);

/// The shell that starts the program, as shells do: it leads the session, so that the terminal outlives
/// the program and its modes can be compared. Arguments: a folder for notes, then the program's own.
const SHELL: &str = r#"
notes=$1; shift
stty -g >"$notes/before"
sh -c 'echo $$ >"$0/pid"; exec "$@"' "$notes" "$@"
code=$?
stty -g >"$notes/after"
exit $code
"#;

/// A program that is about to be started in a terminal.
pub struct Launch {
    command: CommandBuilder,
    size: PtySize,
    folder: TempDir,
}

/// The program in its terminal.
pub struct Cockpit {
    master: Box<dyn MasterPty + Send>,
    keys: Box<dyn Write + Send>,
    last_key: Instant,
    shown: Arc<(Mutex<Screen>, Condvar)>,
    end: Receiver<ExitStatus>,
    shell: u32,
    is_over: bool,
    /// modes of the terminal as it was found
    modes: String,
    folder: TempDir,
}

/// What the terminal shows.
pub struct Screen {
    terminal: vt100::Parser,
    /// an update that is not complete yet
    begun: Vec<u8>,
    /// every byte of the program
    pub bytes: Vec<u8>,
    /// the screen after each complete update
    pub pictures: Vec<String>,
    ended: bool,
}

/// How the program ended.
pub struct Ended {
    pub code: u32,
    /// every byte it wrote
    pub bytes: Vec<u8>,
    /// what stands on the terminal it left behind
    pub text: String,
}

impl Launch {
    /// This program with a home of its own, so that no file of the user's is read or written.
    pub fn new(arguments: &[&str]) -> Launch {
        Launch::of(env!("CARGO_BIN_EXE_oar-tui"), arguments)
    }

    /// Another program in the same surroundings.
    pub fn of(program: impl AsRef<OsStr>, arguments: &[&str]) -> Launch {
        let folder = tempfile::tempdir().unwrap();
        let home = folder.path().join("home");
        std::fs::create_dir(&home).unwrap();
        let mut command = CommandBuilder::new("sh");
        command.env_clear();
        command.env("PATH", std::env::var_os("PATH").unwrap_or_default());
        command.env("TERM", "xterm-256color");
        command.env("LANG", "C.UTF-8");
        command.env("HOME", &home);
        command.cwd(&home);
        command.args(["-c", SHELL, "sh"]);
        command.arg(folder.path());
        command.arg(program);
        command.args(arguments);
        Launch { command, size: size(120, 40), folder }
    }

    pub fn size(mut self, columns: u16, rows: u16) -> Launch {
        self.size = size(columns, rows);
        self
    }

    pub fn env(mut self, name: &str, value: impl AsRef<OsStr>) -> Launch {
        self.command.env(name, value);
        self
    }

    pub fn without(mut self, name: &str) -> Launch {
        self.command.env_remove(name);
        self
    }

    pub fn start(self) -> Cockpit {
        let pair = native_pty_system().openpty(self.size).unwrap();
        let modes = modes(&*pair.master);
        let mut child = pair.slave.spawn_command(self.command).unwrap();
        drop(pair.slave);
        let screen = Screen {
            terminal: vt100::Parser::new(cells(self.size.rows), cells(self.size.cols), 0),
            begun: Vec::new(),
            bytes: Vec::new(),
            pictures: Vec::new(),
            ended: false,
        };
        let shown = Arc::new((Mutex::new(screen), Condvar::new()));
        let output = pair.master.try_clone_reader().unwrap();
        let keys = pair.master.take_writer().unwrap();
        let reader = shown.clone();
        std::thread::spawn(move || keep_reading(output, &reader));
        let shell = child.process_id().unwrap();
        let (tell, end) = channel();
        std::thread::spawn(move || tell.send(child.wait().unwrap()));
        Cockpit {
            master: pair.master,
            keys,
            last_key: Instant::now(),
            shown,
            end,
            shell,
            is_over: false,
            modes,
            folder: self.folder,
        }
    }
}

impl Cockpit {
    pub fn press(&mut self, keys: &str) -> &mut Cockpit {
        std::thread::sleep(HAND.saturating_sub(self.last_key.elapsed()));
        self.last_key = Instant::now();
        self.keys.write_all(keys.as_bytes()).unwrap();
        self.keys.flush().unwrap();
        self
    }

    /// Presses a key and waits until the program has dealt with it: the whole screen is drawn again on
    /// request, which shows also where the key changed nothing. Keys never pile up, however slow the
    /// machine is; a pile would be taken for pasted text.
    pub fn press_and_see(&mut self, key: &str) -> &mut Cockpit {
        let clears =
            |screen: &Screen| screen.bytes.windows(4).filter(|at| at == b"\x1b[2J").count();
        let before = clears(&self.screen());
        self.press(key).press("\x0c");
        self.wait_until("the screen drawn again", |screen| clears(screen) > before)
    }

    /// Another size of the window, as when it is dragged.
    pub fn resize(&mut self, columns: u16, rows: u16) -> &mut Cockpit {
        self.screen().terminal.screen_mut().set_size(cells(rows), cells(columns));
        self.master.resize(size(columns, rows)).unwrap();
        self
    }

    /// Waits until the screen shows all of these.
    pub fn shows(&mut self, texts: &[&str]) -> &mut Cockpit {
        let missing = |screen: &Screen| {
            let picture = screen.text();
            texts.iter().copied().filter(|text| !picture.contains(text)).collect::<Vec<_>>()
        };
        self.wait_until(&format!("{texts:?}"), |screen| missing(screen).is_empty())
    }

    /// Waits until the row with the cursor's mark shows a text.
    pub fn stands_on(&mut self, text: &str) -> &mut Cockpit {
        let marked = |line: &str| line.starts_with(['▸', '>']) && line.contains(text);
        self.wait_until(&format!("the cursor on {text}"), |screen| {
            screen.text().lines().any(marked)
        })
    }

    /// Waits until a text is gone.
    pub fn hides(&mut self, text: &str) -> &mut Cockpit {
        self.wait_until(&format!("no {text:?}"), |screen| !screen.text().contains(text))
    }

    pub fn wait_until(&mut self, wish: &str, reached: impl Fn(&Screen) -> bool) -> &mut Cockpit {
        let (screen, changed) = &*self.shown;
        let (screen, _) = changed
            .wait_timeout_while(screen.lock().unwrap(), PATIENCE, |screen| {
                !reached(screen) && !screen.ended
            })
            .unwrap();
        if !reached(&screen) {
            let how = if screen.ended { "the program ended" } else { "it never came" };
            let last = screen.bytes.len().saturating_sub(300);
            let last = String::from_utf8_lossy(&screen.bytes[last..]).into_owned();
            let picture = screen.text();
            drop(screen);
            panic!("waited for {wish}, but {how}:\n{picture}\nlast bytes: {last:?}");
        }
        drop(screen);
        self
    }

    /// What the terminal shows now.
    pub fn screen(&self) -> MutexGuard<'_, Screen> {
        self.shown.0.lock().unwrap()
    }

    pub fn text(&self) -> String {
        self.screen().text()
    }

    /// The program's process, once it has drawn something.
    pub fn pid(&self) -> u32 {
        self.note("pid").parse().unwrap()
    }

    fn note(&self, name: &str) -> String {
        let path: PathBuf = self.folder.path().join(name);
        std::fs::read_to_string(path).unwrap_or_default().trim().to_owned()
    }

    pub fn signal(&self, name: &str) {
        let sent = std::process::Command::new("kill")
            .args([&format!("-{name}"), &self.pid().to_string()])
            .status();
        assert!(sent.unwrap().success());
    }

    /// Waits until the operating system says that the program is stopped.
    pub fn is_stopped(&self) {
        let deadline = Instant::now() + PATIENCE;
        let state = || {
            let told = std::process::Command::new("ps")
                .args(["-o", "stat=", "-p", &self.pid().to_string()])
                .output()
                .unwrap();
            String::from_utf8_lossy(&told.stdout).trim().to_owned()
        };
        while !state().starts_with('T') {
            assert!(Instant::now() < deadline, "never stopped, but is {:?}", state());
        }
    }

    /// The modes of the terminal are those it was found with.
    pub fn has_its_terminal_back(&mut self) {
        assert_eq!(modes(&*self.master), self.modes, "modes of the terminal");
        // what it wrote before it stopped may still be on its way to us
        self.wait_until("the shell's screen", |screen| {
            let shown = screen.terminal.screen();
            !shown.alternate_screen() && !shown.hide_cursor()
        });
        self.screen().is_a_shells();
    }

    /// Waits for the end; the terminal has to be as it was found.
    pub fn leaves_cleanly(&mut self) -> Ended {
        let status = self.end.recv_timeout(PATIENCE);
        let status = status.unwrap_or_else(|_| panic!("it did not end:\n{}", self.text()));
        self.is_over = true;
        self.wait_until("the end of the output", |screen| screen.ended);
        assert_eq!(self.note("after"), self.note("before"), "modes of the terminal");
        self.screen().is_a_shells();
        let screen = self.screen();
        assert_eq!(status.signal(), None, "ended by a signal");
        Ended { code: status.exit_code(), bytes: screen.bytes.clone(), text: screen.text() }
    }
}

impl Drop for Cockpit {
    /// Whatever a failed test leaves behind, also when it is stopped.
    fn drop(&mut self) {
        if !self.is_over && matches!(self.end.try_recv(), Err(TryRecvError::Empty)) {
            let pids = [self.note("pid"), self.shell.to_string()];
            let _ = std::process::Command::new("kill").arg("-KILL").args(pids).status();
        }
    }
}

impl Screen {
    pub fn text(&self) -> String {
        self.terminal.screen().contents()
    }

    /// Nothing of the program's own modes is left.
    fn is_a_shells(&self) {
        let screen = self.terminal.screen();
        assert!(!screen.alternate_screen(), "left on the alternate screen");
        assert!(!screen.hide_cursor(), "left without a cursor");
        assert_eq!(bytes::left_on(&self.bytes), Vec::<String>::new());
    }

    /// Takes complete updates only: half a picture is no state.
    fn take(&mut self, new: &[u8]) {
        self.bytes.extend_from_slice(new);
        self.begun.extend_from_slice(new);
        while let Some(length) = bytes::complete(&self.begun) {
            let update: Vec<u8> = self.begun.drain(..length).collect();
            self.terminal.process(&update);
            if update.ends_with(bytes::END) {
                self.pictures.push(self.text());
            }
        }
    }
}

/// Reads all the time: a program whose output nobody takes blocks while drawing.
fn keep_reading(mut output: Box<dyn Read + Send>, shown: &(Mutex<Screen>, Condvar)) {
    let mut buffer = [0; 4096];
    while let Ok(length @ 1..) = output.read(&mut buffer) {
        shown.0.lock().unwrap().take(&buffer[..length]);
        shown.1.notify_all();
    }
    shown.0.lock().unwrap().ended = true;
    shown.1.notify_all();
}

fn size(columns: u16, rows: u16) -> PtySize {
    PtySize { rows, cols: columns, pixel_width: 0, pixel_height: 0 }
}

/// Raw or cooked, echo, signals: what `stty -a` tells.
fn modes(master: &(dyn MasterPty + Send)) -> String {
    format!("{:?}", master.get_termios().unwrap())
}

fn cells(number: u16) -> std::num::NonZeroU16 {
    number.try_into().unwrap()
}
