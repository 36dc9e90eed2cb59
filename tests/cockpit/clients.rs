//! Clients that others wrote, unchanged, against the sandbox: what it says on the wire is what the
//! services say. One script per service in `tests/clients`; the first line of each names the package it
//! needs. Where that is not installed the script is passed over with a word, unless
//! `OAR_TUI_CLIENTS=1` says that all must run. `OAR_TUI_PYTHON` names the interpreter.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use oar_tui::sandbox::{Options, Running, ServiceName, start};

fn python() -> String {
    std::env::var("OAR_TUI_PYTHON").unwrap_or_else(|_| "python3".to_owned())
}

/// The scripts, by service.
fn scripts() -> Vec<(ServiceName, PathBuf)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/clients");
    let mut scripts = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let Some(stem) = path.file_stem().and_then(|stem| stem.to_str()) else { continue };
        let Some(key) = stem.strip_suffix("_client") else { continue };
        let service = ServiceName::ALL.into_iter().find(|service| service.key() == key);
        scripts.push((service.unwrap_or_else(|| panic!("{key} is no service")), path));
    }
    scripts.sort();
    scripts
}

/// What a script printed, or why it did not run.
fn run(running: &Running, service: ServiceName, script: &Path) -> Result<String, String> {
    let output = Command::new(python())
        .arg(script)
        .args([running.url(service), running.token()])
        .env("OAR_SANDBOX", running.ready_line())
        .env("OAR_SANDBOX_GOOGLE", running.google_account())
        .env_remove("HTTP_PROXY")
        .env_remove("http_proxy")
        .output()
        .map_err(|why| format!("{}: {why}", python()))?;
    let (out, err) = (
        String::from_utf8_lossy(&output.stdout).trim().to_owned(),
        String::from_utf8_lossy(&output.stderr).trim().to_owned(),
    );
    if output.status.success() { Ok(out) } else { Err(format!("{out}\n{err}")) }
}

#[test]
fn public_clients_read_the_sandbox_unchanged() {
    let required = std::env::var("OAR_TUI_CLIENTS").is_ok_and(|value| value == "1");
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let running = runtime.block_on(start(Options::default())).unwrap();
    let mut wrong = Vec::new();
    for (service, script) in scripts() {
        match run(&running, service, &script) {
            Ok(read) => println!("{:10} {read}", service.key()),
            Err(why) if !required && is_not_installed(&why) => {
                println!("{:10} passed over, its client is not installed", service.key());
            }
            Err(why) => wrong.push(format!("{}: {why}", service.key())),
        }
    }
    assert_eq!(wrong, Vec::<String>::new());
}

fn is_not_installed(why: &str) -> bool {
    why.contains("ModuleNotFoundError") || why.contains("No such file or directory")
}
