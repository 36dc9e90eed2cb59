//! nginx with TLS in front of the whole sandbox, with a certificate of an authority that no machine knows.

use std::fs;
use std::process::{Command, Output, Stdio};

use oar_tui::sandbox::{Options, Running, ServiceName, start};
use tempfile::TempDir;

use super::authority::Authority;
use super::front::Front;
use super::present;

/// The services that are put behind it: those that speak HTTP.
fn services(sandbox: &Running) -> Vec<ServiceName> {
    sandbox.services().filter(|service| *service != ServiceName::Directory).collect()
}

/// Puts a proxy with TLS in front of every service and writes the profile for it.
fn nginx(folder: &TempDir, authority: &Authority, sandbox: &Running) -> (Front, String) {
    let file = folder.path().join("profile.toml");
    sandbox.write_profile(&file).unwrap();
    let mut profile = fs::read_to_string(&file).unwrap();
    let front = Front::start(folder.path(), sandbox, services(sandbox), authority);
    for (service, port) in front.ports() {
        profile = profile.replace(sandbox.url(*service), &format!("https://127.0.0.1:{port}"));
    }
    (front, profile)
}

/// The program, with its own folders, asking once.
fn overview(folder: &TempDir, profile: &str, trusted: Option<&Authority>) -> Output {
    let mut program = Command::new(env!("CARGO_BIN_EXE_oar-tui"));
    for (variable, name) in [
        ("HOME", "home"),
        ("XDG_CONFIG_HOME", "config"),
        ("XDG_CACHE_HOME", "cache"),
        ("XDG_STATE_HOME", "state"),
    ] {
        program.env(variable, folder.path().join(name));
    }
    for variable in ["HTTPS_PROXY", "https_proxy", "SSL_CERT_FILE", "SSL_CERT_DIR"] {
        program.env_remove(variable);
    }
    if let Some(authority) = trusted {
        program.env("SSL_CERT_FILE", &authority.ca);
    }
    let file = folder.path().join("profile.toml");
    fs::write(&file, profile).unwrap();
    program.arg("--config").arg(file).args(["overview", "--once"]);
    program.stdin(Stdio::null()).output().unwrap()
}

#[test]
fn over_tls_everything_is_read_with_the_authority_and_the_remedy_is_named_without_it() {
    if !present(&["nginx", "openssl"], "nginx-light openssl") {
        return;
    }
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let sandbox = runtime.block_on(start(Options::default())).unwrap();
    let folder = TempDir::new().unwrap();
    let authority = Authority::new(folder.path());
    let (_nginx, profile) = nginx(&folder, &authority, &sandbox);
    assert!(!profile.contains("http://"), "{profile}");
    let said = |output: &Output| {
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        (text(&output.stdout), text(&output.stderr))
    };
    let unknown = overview(&folder, &without("jira", &profile), None);
    let (out, err) = said(&unknown);
    assert_ne!(unknown.status.code(), Some(0), "{out}\n{err}");
    let remedy = "no answer: its certificate is signed by nobody this machine trusts: install the \
         company's CA, or name it in SSL_CERT_FILE; nothing is known from it (OAR-503)";
    for service in ["rc", "github", "slack"] {
        let told = err
            .lines()
            .any(|line| line.starts_with(&format!("oar-tui: {service}")) && line.ends_with(remedy));
        assert!(told, "{service}: {err}");
    }
    let known = overview(&folder, &profile, Some(&authority));
    let (out, err) = said(&known);
    assert_eq!(known.status.code(), Some(0), "{out}\n{err}");
    for read in
        ["4.20.17", "Accepted", "image-consistency", "OCPBUGS-", "a blocking security alert"]
    {
        assert!(out.contains(read), "{read}: {out}\n{err}");
    }
    assert!(!err.contains("nothing is known from it"), "{err}");
    // Also what only the program's own words show: the registry, through links that it gave, and a websocket.
    for (service, path, status) in [
        (ServiceName::Registry, "/auth/token", 200),
        (ServiceName::Slack, "/link/", 101),
        (ServiceName::Slack, "/api/conversations.list", 200),
        (ServiceName::Jira, "/rest/api/2/search", 200),
        (ServiceName::Errata, "", 200),
        (ServiceName::Gitlab, "", 200),
    ] {
        let asked = sandbox.requests(service);
        let found = asked.iter().any(|one| one.path.starts_with(path) && one.status == status);
        assert!(found, "{path}: {asked:?}");
    }
}

/// A profile without what it says of a service.
fn without(service: &str, profile: &str) -> String {
    let head = format!("[{service}]");
    let sections = profile.split_inclusive("\n\n").filter(|section| !section.starts_with(&head));
    sections.collect()
}
