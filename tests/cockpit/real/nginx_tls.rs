//! nginx with TLS in front of the whole sandbox, with a certificate of an authority that no machine knows.

use std::fs;
use std::process::{Command, Output, Stdio};

use oar_tui::sandbox::{Options, Running, ServiceName, start};
use tempfile::TempDir;

use super::authority::Authority;
use super::{Daemon, command, free_port, listening, present};

/// The services that are put behind it: those that speak HTTP.
fn services(sandbox: &Running) -> Vec<ServiceName> {
    sandbox.services().filter(|service| *service != ServiceName::Directory).collect()
}

/// Puts a proxy with TLS in front of every service and writes the profile for it.
fn nginx(folder: &TempDir, authority: &Authority, sandbox: &Running) -> (Daemon, String) {
    let at = folder.path().display();
    let file = folder.path().join("profile.toml");
    sandbox.write_profile(&file).unwrap();
    let mut profile = fs::read_to_string(&file).unwrap();
    let (mut servers, mut ports) = (String::new(), Vec::new());
    for service in services(sandbox) {
        let (url, port) = (sandbox.url(service), free_port());
        ports.push(port);
        servers.push_str(&format!(
            " server {{\n  listen 127.0.0.1:{port} ssl;\n  ssl_certificate {};\n  \
             ssl_certificate_key {};\n  location / {{\n   proxy_pass {url};\n   \
             proxy_redirect {url} https://127.0.0.1:{port};\n   proxy_http_version 1.1;\n   \
             proxy_hide_header WWW-Authenticate;\n   \
             add_header WWW-Authenticate $challenge always;\n   \
             proxy_set_header Host $http_host;\n   proxy_set_header Upgrade $http_upgrade;\n   \
             proxy_set_header Connection $connection_upgrade;\n  }}\n }}\n",
            authority.certificate.display(),
            authority.key.display(),
        ));
        profile = profile.replace(url, &format!("https://127.0.0.1:{port}"));
    }
    // What has no stand-in is nobody's: no test asks the world.
    if !sandbox.services().any(|service| service == ServiceName::Pyxis) {
        profile.push_str(&format!(
            "\n[pyxis]\nbase_url = \"https://127.0.0.1:{}\"\npoll = \"0s\"\n",
            free_port()
        ));
    }
    let temporary = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"]
        .map(|name| format!(" {name}_temp_path {at}/{name};\n"))
        .concat();
    let config = format!(
        "daemon off;\nmaster_process off;\npid {at}/nginx.pid;\nerror_log {at}/error.log;\n\
         events {{ }}\nhttp {{\n access_log off;\n{temporary} map $http_upgrade \
         $connection_upgrade {{\n  default upgrade;\n  '' '';\n }}\n map \
         $upstream_http_www_authenticate $challenge {{\n  \
         '~^Bearer realm=\"http://[^/]*(?<rest>.*)$' 'Bearer realm=\"https://$http_host$rest';\n  \
         default $upstream_http_www_authenticate;\n }}\n{servers}}}\n"
    );
    let config_file = folder.path().join("nginx.conf");
    fs::write(&config_file, config).unwrap();
    let error_log = folder.path().join("error.log");
    let mut nginx = command("nginx");
    nginx.arg("-e").arg(&error_log).arg("-p").arg(folder.path()).arg("-c").arg(&config_file);
    let daemon = Daemon::start(&mut nginx);
    ports.into_iter().for_each(listening);
    (daemon, profile)
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
