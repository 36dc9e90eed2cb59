//! A Secret Service of GNOME on a session bus of its own, and the kernel's keys.

use std::io::Write;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use oar_tui::config::{KeyringStore, TokenFrom};
use oar_tui::connectors::token::token;
use oar_tui::domain::trouble::Trouble;
use secrecy::ExposeSecret;
use tempfile::TempDir;

use super::{again, command, done, inside, present};

const TOKEN: &str = "an-invented-token";

async fn asked(name: &str, store: KeyringStore) -> Result<String, String> {
    let from = TokenFrom::Keyring { name: name.to_owned(), store };
    match token(&from).await {
        Ok(found) => Ok(found.unwrap().expose_secret().to_owned()),
        Err(Trouble::SignIn { detail }) => Err(detail),
        Err(other) => panic!("{other}"),
    }
}

/// Runs a program that reads a secret from its input.
fn told(command: &mut Command, secret: &str) {
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::null()).spawn().unwrap();
    child.stdin.take().unwrap().write_all(secret.as_bytes()).unwrap();
    assert!(child.wait().unwrap().success(), "{command:?}");
}

#[test]
fn a_token_is_read_from_the_secret_service() {
    const NAME: &str = "real::keyrings::a_token_is_read_from_the_secret_service";
    if inside(NAME) {
        return on_the_bus();
    }
    let programs = ["dbus-run-session", "gnome-keyring-daemon", "secret-tool"];
    if !present(&programs, "dbus gnome-keyring libsecret-tools") {
        return;
    }
    let home = TempDir::new().unwrap();
    let at = home.path().to_str().unwrap();
    let variables = [("HOME", at), ("XDG_RUNTIME_DIR", at), ("XDG_DATA_HOME", at)];
    again(NAME, &["dbus-run-session", "--"], &variables);
}

#[tokio::main(flavor = "current_thread")]
async fn on_the_bus() {
    let store = KeyringStore::SecretService;
    // nobody serves it on this bus yet, or starts it without a keyring to open
    let early = asked("jira", store).await.unwrap_err();
    assert!(!early.is_empty());
    let daemon = ["--unlock", "--components=secrets", "--replace"];
    told(command("gnome-keyring-daemon").args(daemon), "a password");
    let item = ["store", "--label=oar-tui", "service", "oar-tui", "username", "jira"];
    let began = Instant::now();
    let put = || {
        let mut child = command("secret-tool").args(item).stdin(Stdio::piped()).spawn().unwrap();
        child.stdin.take().unwrap().write_all(TOKEN.as_bytes()).unwrap();
        child.wait().unwrap().success()
    };
    while !put() {
        assert!(began.elapsed() < Duration::from_secs(20), "the keyring took no item");
        std::thread::sleep(Duration::from_millis(50));
    }
    assert_eq!(asked("jira", store).await.as_deref(), Ok(TOKEN));
    let missing = asked("slack", store).await.unwrap_err();
    assert!(missing.starts_with("secret-service holds no slack: run secret-tool"), "{missing}");
}

#[test]
fn without_a_session_bus_it_says_what_else_there_is() {
    const NAME: &str = "real::keyrings::without_a_session_bus_it_says_what_else_there_is";
    if inside(NAME) {
        let runtime = tokio::runtime::Runtime::new().unwrap();
        let why = runtime.block_on(asked("jira", KeyringStore::SecretService)).unwrap_err();
        assert!(why.starts_with("no Secret Service on the session bus"), "{why}");
        return;
    }
    let home = TempDir::new().unwrap();
    let at = home.path().to_str().unwrap();
    let nowhere = format!("unix:path={at}/nobody");
    let variables = [("DBUS_SESSION_BUS_ADDRESS", nowhere.as_str()), ("XDG_RUNTIME_DIR", at)];
    again(NAME, &[], &variables);
}

#[test]
fn a_token_is_read_from_the_keys_of_the_kernel() {
    const NAME: &str = "real::keyrings::a_token_is_read_from_the_keys_of_the_kernel";
    if inside(NAME) {
        let runtime = tokio::runtime::Runtime::new().unwrap();
        let asked = |name: &str| runtime.block_on(asked(name, KeyringStore::Keyutils));
        // The kernel keeps keys beyond a session: what an earlier run left must not be met.
        let key = format!("jira-{}", std::process::id());
        let missing = asked(&key).unwrap_err();
        let wanted = format!("keyutils holds no {key}: run keyctl padd user");
        assert!(missing.starts_with(&wanted), "{missing}");
        let description = format!("keyring:{key}@oar-tui");
        told(command("keyctl").args(["padd", "user", &description, "@s"]), TOKEN);
        assert_eq!(asked(&key).as_deref(), Ok(TOKEN));
        return;
    }
    if !present(&["keyctl"], "keyutils") {
        return;
    }
    // Containers often forbid these calls, and no package changes that.
    let allowed = command("keyctl").args(["session", "-", "keyctl", "show"]).output().unwrap();
    if !allowed.status.success() {
        eprintln!("skipped: the kernel's keys are not allowed here");
        return;
    }
    // a session of its own: nobody else's keys are touched
    again(NAME, &["keyctl", "session", "-"], &[]);
    let left = done(command("keyctl").args(["show", "@s"]));
    assert!(!String::from_utf8_lossy(&left.stdout).contains("jira@oar-tui"));
}
