//! Connectors against the servers themselves, one file per server. Each test starts its server in a
//! folder of its own on a loopback port and ends it. They run where the programs are installed; elsewhere
//! they are skipped with a word. With `OAR_TUI_REAL_SERVERS` set, as `.ci/run` does, a missing program is
//! a failure.

mod authority;
mod front;
mod kerberos;
mod keyrings;
mod nginx_tls;
mod oci_registry;
mod slapd;
mod unreachable;

use std::net::TcpListener;
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};

/// Set: every server has to be there.
const REQUIRED: &str = "OAR_TUI_REAL_SERVERS";
/// Set by [`again`]: the test runs inside its surroundings.
const INSIDE: &str = "OAR_TUI_REAL_INSIDE";

/// True when a server can be started: all its programs are installed. `package` is named where one is not.
pub fn present(programs: &[&str], package: &str) -> bool {
    let missing: Vec<&str> = programs.iter().copied().filter(|one| !installed(one)).collect();
    if missing.is_empty() {
        return true;
    }
    let said = format!("{} not installed (Debian: {package})", missing.join(", "));
    assert!(std::env::var_os(REQUIRED).is_none(), "{said}");
    eprintln!("skipped: {said}");
    false
}

fn installed(program: &str) -> bool {
    let usual = std::env::var("PATH").unwrap_or_default();
    // daemons are where an ordinary PATH does not look
    let mut folders = usual.split(':').chain(["/usr/sbin", "/sbin", "/usr/lib/apache2/modules"]);
    folders.any(|folder| std::path::Path::new(folder).join(program).is_file())
}

/// A command that finds daemons, too.
pub fn command(program: &str) -> Command {
    let mut command = Command::new(program);
    let path = std::env::var("PATH").unwrap_or_default();
    command.env("PATH", format!("{path}:/usr/sbin:/sbin"));
    command
}

/// Runs a command to its end; it has to succeed.
pub fn done(command: &mut Command) -> Output {
    let output = command.stdin(Stdio::null()).output().unwrap_or_else(|error| {
        panic!("{command:?}: {error}");
    });
    let said = || String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success(), "{command:?}: {}", said());
    output
}

/// A server in the foreground; it ends with the test.
pub struct Daemon(Child);

impl Daemon {
    pub fn start(command: &mut Command) -> Daemon {
        let quiet = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        Daemon(quiet.spawn().unwrap_or_else(|error| panic!("{quiet:?}: {error}")))
    }
}

impl Drop for Daemon {
    fn drop(&mut self) {
        // asked first, so that its own children end, too
        let _ = Command::new("kill").arg(self.0.id().to_string()).status();
        let asked = Instant::now();
        while asked.elapsed() < Duration::from_secs(5) {
            if matches!(self.0.try_wait(), Ok(Some(_)) | Err(_)) {
                return;
            }
            std::thread::sleep(Duration::from_millis(20));
        }
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// A port that nobody listens on just now.
pub fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}

/// Waits until something holds.
pub fn until(what: &str, holds: impl Fn() -> bool) {
    let began = Instant::now();
    while !holds() {
        assert!(began.elapsed() < Duration::from_secs(30), "{what}: not within 30 s");
        std::thread::sleep(Duration::from_millis(30));
    }
}

/// Waits until somebody listens on a loopback port.
pub fn listening(port: u16) {
    until(&format!("somebody listens on {port}"), || {
        std::net::TcpStream::connect(("127.0.0.1", port)).is_ok()
    });
}

/// Runs the test `name` once more in a process of its own, which is the only way to give it other
/// surroundings: variables, and perhaps a program that wraps it. There [`inside`] is true. What it prints.
pub fn again(name: &str, wrapped_in: &[&str], variables: &[(&str, &str)]) -> String {
    let own = std::env::current_exe().unwrap();
    let mut words: Vec<String> = wrapped_in.iter().map(|&word| word.to_owned()).collect();
    words.push(own.to_str().unwrap().to_owned());
    words.extend(["--exact", name, "--nocapture"].map(str::to_owned));
    let (program, arguments) = words.split_first().unwrap();
    let mut command = command(program);
    command.args(arguments).env(INSIDE, name).envs(variables.iter().copied());
    let output = done(&mut command);
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(said.contains("1 passed"), "{name} did not run again: {said}");
    said
}

/// Whether this is the second run of a test.
pub fn inside(name: &str) -> bool {
    std::env::var(INSIDE).is_ok_and(|inside| inside == name)
}
