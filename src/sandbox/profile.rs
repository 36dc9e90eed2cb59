//! The configuration for a cockpit that lives in the sandbox.

use std::fs::{self, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use toml::{Table, Value};

use super::directory::BASE;
use super::error::SandboxError;
use super::running::Running;
use super::services::ServiceName;
use super::sheets::account;

impl Running {
    /// The profile as TOML. `token` is the file that holds the one token that every service knows; the
    /// file of [`key_file`] holds the key of the release team's configuration, the file of
    /// [`google_file`] the service account of Sheets.
    pub fn profile(&self, token: &Path) -> String {
        let clock = self.clock();
        let key = text(key_file(token).display());
        let kubeconfig = text(kubeconfig_file(token).display());
        let google = text(google_file(token).display());
        let token = Table::from_iter([("file".to_owned(), text(token.display()))]);
        let token = Value::Table(token);
        // The cockpit must not look for the real ones of those that are not here.
        let here: Vec<ServiceName> = self.services().collect();
        let absent = ServiceName::ALL.iter().filter(|name| !here.contains(name));
        let absent: Vec<Value> = absent.map(|name| text(name.service().name())).collect();
        let absent = Value::Array(absent);
        let mut profile = format!(
            "# Written by the sandbox; good as long as that runs.\nprofile = \"sandbox\"\ninternal = true\n\
             off = {absent}\n\
             \n[clock]\nstart = \"{}\"\nat = \"{}\"\nspeed = {}\n",
            clock.start,
            clock.at,
            Value::Float(clock.speed)
        );
        for service in self.services() {
            profile.push_str(&format!("\n[{}]\n", service.key()));
            if service == ServiceName::Clusters {
                profile.push_str(&format!("kubeconfig = {kubeconfig}\n"));
                continue;
            }
            if service == ServiceName::Sheets {
                profile.push_str(&format!("credentials = {{ file = {google} }}\n"));
            }
            for (key, value) in access(service, self.url(service), &token) {
                profile.push_str(&format!("{key} = {value}\n"));
            }
        }
        if self.config_key().is_some() {
            profile.push_str(&format!("\n[configstore]\nkey = {{ file = {key} }}\n"));
        }
        profile
    }

    /// How clients reach the cluster and say who asks; holds the token. JSON is YAML.
    pub fn kubeconfig(&self) -> String {
        let named = |what: &str, value| serde_json::json!([{ "name": "sandbox", what: value }]);
        let server = serde_json::json!({ "server": self.url(ServiceName::Clusters) });
        let context = serde_json::json!({ "cluster": "sandbox", "user": "sandbox" });
        let config = serde_json::json!({
            "apiVersion": "v1",
            "kind": "Config",
            "clusters": named("cluster", server),
            "users": named("user", serde_json::json!({ "token": self.token() })),
            "contexts": named("context", context),
            "current-context": "sandbox",
        });
        format!("{config}\n")
    }

    /// The file of the service account of Sheets: JSON as Google gives it.
    pub fn google_account(&self) -> String {
        account::file(self.url(ServiceName::Sheets)).unwrap_or_else(|| self.token().to_owned())
    }

    /// Writes the profile to `file`, and beside it the token to `FILE.token`, the key to `FILE.key`, the
    /// way to the cluster to `FILE.kubeconfig` and the service account to `FILE.google.json`, readable by
    /// nobody else.
    ///
    /// # Errors
    /// [`SandboxError::Write`] names the file.
    pub fn write_profile(&self, file: &Path) -> Result<(), SandboxError> {
        let file = std::path::absolute(file).map_err(|source| SandboxError::write(file, source))?;
        let mut token = file.clone().into_os_string();
        token.push(".token");
        let token = PathBuf::from(token);
        write_private(&token, &format!("{}\n", self.token()))
            .map_err(|source| SandboxError::write(&token, source))?;
        let kubeconfig = kubeconfig_file(&token);
        write_private(&kubeconfig, &self.kubeconfig())
            .map_err(|source| SandboxError::write(&kubeconfig, source))?;
        let google = google_file(&token);
        write_private(&google, &self.google_account())
            .map_err(|source| SandboxError::write(&google, source))?;
        if let Some(key) = self.config_key() {
            let place = key_file(&token);
            write_private(&place, &format!("{key}\n"))
                .map_err(|source| SandboxError::write(&place, source))?;
        }
        fs::write(&file, self.profile(&token)).map_err(|source| SandboxError::write(&file, source))
    }
}

/// Where the key of the configuration is, beside the token.
pub fn key_file(token: &Path) -> PathBuf {
    token.with_extension("key")
}

/// Where the service account of Sheets is, beside the token.
pub fn google_file(token: &Path) -> PathBuf {
    token.with_extension("google.json")
}

/// Where the way to the cluster is, beside the token.
fn kubeconfig_file(token: &Path) -> PathBuf {
    token.with_extension("kubeconfig")
}

fn text(text: impl std::fmt::Display) -> Value {
    Value::String(text.to_string())
}

/// How a cockpit reaches a service and says who asks.
fn access(service: ServiceName, url: &str, token: &Value) -> Vec<(&'static str, Value)> {
    match service {
        ServiceName::Github => vec![
            ("base_url", text(url)),
            ("raw_url", text(format!("{url}/raw"))),
            ("token", token.clone()),
        ],
        ServiceName::Streams => vec![("base_url", text(format!("{url}/{{arch}}")))],
        ServiceName::Prow => vec![
            ("deck_url", text(format!("{url}/deck"))),
            ("gangway_url", text(format!("{url}/gangway"))),
            ("storage_url", text(format!("{url}/storage"))),
            ("token", token.clone()),
            ("storage_token", token.clone()),
        ],
        ServiceName::Errata => {
            vec![("base_url", text(url)), ("login", text("none")), ("token", token.clone())]
        }
        ServiceName::Gitlab => vec![("base_url", text(url)), ("token", token.clone())],
        ServiceName::Registry => vec![("base_url", text(url)), ("token", token.clone())],
        ServiceName::Pyxis => vec![("base_url", text(format!("{url}/api/containers/v1")))],
        ServiceName::Directory => vec![("url", text(url)), ("base", text(BASE))],
        ServiceName::Slack => {
            let base_url = text(format!("{url}/api"));
            let socket = Value::Boolean(true);
            vec![
                ("base_url", base_url),
                ("token", token.clone()),
                ("app_token", token.clone()),
                ("socket", socket),
            ]
        }
        // One account, whatever its mail is.
        ServiceName::Jira | ServiceName::Jenkins => {
            vec![("base_url", text(url)), ("user", token.clone()), ("token", token.clone())]
        }
        _ => vec![("base_url", text(url))],
    }
}

/// A file of mode 0600. An older one is replaced, so that its mode does not stay.
fn write_private(path: &Path, text: &str) -> io::Result<()> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)?.write_all(text.as_bytes())
}
