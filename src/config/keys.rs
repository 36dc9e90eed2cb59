//! The table of keys: what each is called, what it accepts, where it goes.

use std::collections::BTreeSet;
use std::time::Duration;

use toml::de::DeValue;

use super::duration;
use super::services::ErrataLogin;
use super::settings::{Settings, web_address};
use super::token::TokenFrom;
use crate::domain::clean;
use crate::domain::clock::Clock;
use crate::domain::escalation::Zone;
use crate::domain::own_files;
use crate::domain::source::Service;
use crate::domain::time::{Timestamp, parse_stamp};

/// Settings on the way, with what must be known before the last word is said.
#[derive(Debug, Default)]
pub struct Draft {
    /// values so far; every layer writes over the one before
    pub settings: Settings,
    start: Option<Timestamp>,
    at: Option<Timestamp>,
    speed: Option<f64>,
    /// keys that hold the place of a secret and were written by the operator
    named: BTreeSet<&'static str>,
}

/// One key.
pub struct Key {
    /// `section.name`, or `name`
    pub path: &'static str,
    /// completes "expected …"
    pub expected: &'static str,
    /// takes a value; `None`: it does not fit
    pub set: fn(&mut Draft, &DeValue<'_>) -> Option<()>,
    /// the value now, as one would write it
    pub now: fn(&Draft) -> String,
}

const POLL: &str = "a duration such as \"5m\", or 0 for never";
const ADDRESS: &str = "an address such as \"https://host.example\"";
const PROJECT: &str = "\"owner/name\"";
const MOMENT: &str = "a moment such as 2026-07-02T08:00:00Z";
const PLACE: &str = "the place of a secret, never the secret itself: \"none\", { env = \"NAME\" }, \
                     { file = \"PATH\" }, { command = [\"program\", \"argument\"] }, \
                     { keyring = \"NAME\" } or { keyring = \"NAME\", store = \"keyutils\" }";

macro_rules! key {
    ($path:expr, $expected:expr, $read:expr, |$draft:ident| $place:expr, $now:expr) => {
        Key {
            path: $path,
            expected: $expected,
            set: |$draft, value| {
                $place = $read(value)?;
                Some(())
            },
            now: |$draft| {
                let show: fn(_) -> String = $now;
                show(&$place)
            },
        }
    };
}

macro_rules! secret {
    ($path:expr, |$draft:ident| $place:expr) => {
        Key {
            path: $path,
            expected: PLACE,
            set: |$draft, value| {
                $place = TokenFrom::read(value)?;
                $draft.named.insert($path);
                Some(())
            },
            now: |$draft| format!("{:?}", $place),
        }
    };
}

/// Every key.
pub static KEYS: &[Key] = &[
    key!("profile", "a name", word, |d| d.settings.profile, quoted),
    key!("danger", "true or false", flag, |d| d.settings.danger, bool::to_string),
    key!("cache", "a folder", some_path, |d| d.settings.cache, path_shown),
    key!("clock.start", MOMENT, some_moment, |d| d.start, moment_shown),
    key!("clock.at", MOMENT, some_moment, |d| d.at, moment_shown),
    key!("clock.speed", "a number above 0", some_speed, |d| d.speed, speed_shown),
    key!("github.base_url", ADDRESS, address, |d| d.settings.github.base_url, quoted),
    key!("github.raw_url", ADDRESS, address, |d| d.settings.github.raw_url, quoted),
    key!("github.repository", PROJECT, project, |d| d.settings.github.repository, quoted),
    key!("github.build_data", PROJECT, project, |d| d.settings.github.build_data, quoted),
    secret!("github.token", |d| d.settings.github.token),
    key!("github.clone", "a folder", some_path, |d| d.settings.github.clone, path_shown),
    key!("github.poll", POLL, length, |d| d.settings.github.poll, length_shown),
    key!(
        "github.build_data_poll",
        POLL,
        length,
        |d| d.settings.github.build_data_poll,
        length_shown
    ),
    key!(
        "streams.base_url",
        "an address such as \"https://{arch}.host.example\"",
        template,
        |d| d.settings.streams.base_url,
        quoted
    ),
    key!("streams.poll", POLL, length, |d| d.settings.streams.poll, length_shown),
    key!("jira.base_url", ADDRESS, address, |d| d.settings.jira.base_url, quoted),
    secret!("jira.user", |d| d.settings.jira.user),
    secret!("jira.token", |d| d.settings.jira.token),
    key!("jira.poll", POLL, length, |d| d.settings.jira.poll, length_shown),
    key!(
        "jira.zone",
        "a time zone such as \"UTC\"",
        zone,
        |d| d.settings.jira.zone,
        |zone: &Zone| format!("{:?}", zone.name())
    ),
    key!("gitlab.base_url", ADDRESS, address, |d| d.settings.gitlab.base_url, quoted),
    secret!("gitlab.token", |d| d.settings.gitlab.token),
    key!(
        "gitlab.project",
        "a path such as \"group/project\"",
        path_of_project,
        |d| d.settings.gitlab.project,
        quoted
    ),
    key!("gitlab.poll", POLL, length, |d| d.settings.gitlab.poll, length_shown),
    key!("errata.base_url", ADDRESS, address, |d| d.settings.errata.base_url, quoted),
    key!(
        "errata.login",
        "\"kerberos\" or \"none\"",
        errata_login,
        |d| d.settings.errata.login,
        errata_login_shown
    ),
    secret!("errata.token", |d| d.settings.errata.token),
    key!("errata.poll", POLL, length, |d| d.settings.errata.poll, length_shown),
    key!("jenkins.base_url", ADDRESS, address, |d| d.settings.jenkins.base_url, quoted),
    secret!("jenkins.user", |d| d.settings.jenkins.user),
    secret!("jenkins.token", |d| d.settings.jenkins.token),
    key!(
        "jenkins.job",
        "folder and name of a job",
        path_of_project,
        |d| d.settings.jenkins.job,
        quoted
    ),
    key!("jenkins.poll", POLL, length, |d| d.settings.jenkins.poll, length_shown),
    key!("prow.deck_url", ADDRESS, address, |d| d.settings.prow.deck_url, quoted),
    key!("prow.gangway_url", ADDRESS, address, |d| d.settings.prow.gangway_url, quoted),
    key!("prow.storage_url", ADDRESS, address, |d| d.settings.prow.storage_url, quoted),
    secret!("prow.token", |d| d.settings.prow.token),
    secret!("prow.storage_token", |d| d.settings.prow.storage_token),
    key!("prow.bucket", "a name", word, |d| d.settings.prow.bucket, quoted),
    key!("prow.poll", POLL, length, |d| d.settings.prow.poll, length_shown),
    key!("mirror.base_url", ADDRESS, address, |d| d.settings.mirror.base_url, quoted),
    key!("mirror.poll", POLL, length, |d| d.settings.mirror.poll, length_shown),
    key!("pyxis.base_url", ADDRESS, address, |d| d.settings.pyxis.base_url, quoted),
    key!("pyxis.poll", POLL, length, |d| d.settings.pyxis.poll, length_shown),
    key!("slack.base_url", ADDRESS, address, |d| d.settings.slack.base_url, quoted),
    secret!("slack.token", |d| d.settings.slack.token),
    secret!("slack.app_token", |d| d.settings.slack.app_token),
    key!("slack.socket", "true or false", flag, |d| d.settings.slack.socket, bool::to_string),
    key!("slack.poll", POLL, length, |d| d.settings.slack.poll, length_shown),
    key!("sheets.base_url", ADDRESS, address, |d| d.settings.sheets.base_url, quoted),
    secret!("sheets.credentials", |d| d.settings.sheets.credentials),
    key!("sheets.poll", POLL, length, |d| d.settings.sheets.poll, length_shown),
    key!("registry.base_url", ADDRESS, address, |d| d.settings.registry.base_url, quoted),
    secret!("registry.token", |d| d.settings.registry.token),
    key!(
        "registry.repository",
        "a path such as \"group/project\"",
        path_of_project,
        |d| d.settings.registry.repository,
        quoted
    ),
    key!("registry.poll", POLL, length, |d| d.settings.registry.poll, length_shown),
    key!(
        "directory.url",
        "an address such as \"ldaps://host.example\"",
        directory_address,
        |d| d.settings.directory.url,
        quoted
    ),
    key!(
        "directory.base",
        "a distinguished name such as \"dc=example,dc=com\"",
        line,
        |d| d.settings.directory.base,
        quoted
    ),
    key!("directory.poll", POLL, length, |d| d.settings.directory.poll, length_shown),
    key!(
        "clusters.kubeconfig",
        "a file",
        some_path,
        |d| d.settings.clusters.kubeconfig,
        path_shown
    ),
    key!("clusters.context", "a name", some_line, |d| d.settings.clusters.context, some_shown),
    key!("clusters.namespace", "a name", word, |d| d.settings.clusters.namespace, quoted),
    key!("clusters.poll", POLL, length, |d| d.settings.clusters.poll, length_shown),
    key!(
        "configstore.path",
        "a path in the repository",
        line,
        |d| d.settings.configstore.path,
        quoted
    ),
    secret!("configstore.key", |d| d.settings.configstore.key),
    key!("configstore.poll", POLL, length, |d| d.settings.configstore.poll, length_shown),
    key!(
        "off",
        "a list of services such as [\"sheets\", \"ldap\"]",
        services,
        |d| d.settings.off,
        services_shown
    ),
    key!("internal", "true or false", some_flag, |d| d.settings.internal, flag_shown),
    key!("ui.theme", "a name", word, |d| d.settings.ui.theme, quoted),
    key!("ui.glyphs", "a name", word, |d| d.settings.ui.glyphs, quoted),
];

/// Variables of the environment that stand for a key.
pub static VARIABLES: &[(&str, &str)] = &[
    ("OAR_TUI_CACHE", "cache"),
    ("OAR_TUI_CLONE", "github.clone"),
    ("OAR_TUI_THEME", "ui.theme"),
    ("OAR_TUI_GLYPHS", "ui.glyphs"),
];

impl Key {
    /// Its value may be a secret that somebody put there by mistake: it is never repeated in a message.
    pub fn is_secret(&self) -> bool {
        self.expected == PLACE
    }
}

/// A key by its path.
pub fn key(path: &str) -> Option<&'static Key> {
    KEYS.iter().find(|key| key.path == path)
}

/// True for `github`, `clock`, …: a section of known keys.
pub fn is_section(path: &str) -> bool {
    KEYS.iter().any(|key| key.path.strip_prefix(path).is_some_and(|rest| rest.starts_with('.')))
}

/// The known path that looks most like `path`, if any comes close.
pub fn nearest(path: &str) -> Option<&'static str> {
    own_files::nearest(path, KEYS.iter().map(|key| key.path))
}

impl Draft {
    /// The settings, when every layer has spoken. `now` is the real time: a clock without a real moment
    /// to count from starts now.
    pub fn finish(self, now: Timestamp) -> Settings {
        let mut settings = self.settings;
        if self.start.is_some() || self.speed.is_some() {
            settings.clock = Clock {
                start: self.start.unwrap_or(now),
                at: self.at.unwrap_or(now),
                speed: self.speed.unwrap_or(1.0),
            };
        }
        // What the environment holds was made for the service's own host. Another host gets a secret only
        // when one is named for it.
        let usual = Settings::default();
        let Settings { github, jira, gitlab, jenkins, prow, slack, sheets, .. } = &mut settings;
        let moved = |now: &url::Url, usual: &url::Url| now.origin() != usual.origin();
        let mut secrets = [
            ("github.token", &mut github.token, moved(&github.base_url, &usual.github.base_url)),
            ("jira.user", &mut jira.user, moved(&jira.base_url, &usual.jira.base_url)),
            ("jira.token", &mut jira.token, moved(&jira.base_url, &usual.jira.base_url)),
            ("gitlab.token", &mut gitlab.token, moved(&gitlab.base_url, &usual.gitlab.base_url)),
            ("jenkins.user", &mut jenkins.user, moved(&jenkins.base_url, &usual.jenkins.base_url)),
            (
                "jenkins.token",
                &mut jenkins.token,
                moved(&jenkins.base_url, &usual.jenkins.base_url),
            ),
            ("prow.token", &mut prow.token, moved(&prow.gangway_url, &usual.prow.gangway_url)),
            (
                "prow.storage_token",
                &mut prow.storage_token,
                moved(&prow.storage_url, &usual.prow.storage_url),
            ),
            ("slack.token", &mut slack.token, moved(&slack.base_url, &usual.slack.base_url)),
            (
                "slack.app_token",
                &mut slack.app_token,
                moved(&slack.base_url, &usual.slack.base_url),
            ),
            (
                "sheets.credentials",
                &mut sheets.credentials,
                moved(&sheets.base_url, &usual.sheets.base_url),
            ),
        ];
        for (key, place, moved) in &mut secrets {
            if *moved && !self.named.contains(key) {
                **place = TokenFrom::None;
            }
        }
        settings
    }
}

fn text<'a>(value: &'a DeValue<'_>) -> Option<&'a str> {
    value.as_str().map(str::trim).filter(|text| !text.is_empty())
}

fn word(value: &DeValue<'_>) -> Option<String> {
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
    text(value).filter(|text| text.len() <= 40 && text.chars().all(plain)).map(str::to_owned)
}

fn zone(value: &DeValue<'_>) -> Option<Zone> {
    text(value).and_then(Zone::named)
}

fn flag(value: &DeValue<'_>) -> Option<bool> {
    value.as_bool()
}

fn some_flag(value: &DeValue<'_>) -> Option<Option<bool>> {
    value.as_bool().map(Some)
}

/// One line of text that a terminal and a request can hold.
fn line(value: &DeValue<'_>) -> Option<String> {
    text(value).filter(|text| text.len() <= 400 && clean::line(text) == *text).map(str::to_owned)
}

fn some_line(value: &DeValue<'_>) -> Option<Option<String>> {
    line(value).map(Some)
}

fn path_of_project(value: &DeValue<'_>) -> Option<String> {
    line(value).map(|path| path.trim_matches('/').to_owned()).filter(|path| path.contains('/'))
}

fn directory_address(value: &DeValue<'_>) -> Option<String> {
    let address = line(value)?;
    let url = url::Url::parse(&address).ok()?;
    (matches!(url.scheme(), "ldap" | "ldaps") && url.has_host()).then_some(address)
}

/// Services by the names on the strip. The two that carry every view cannot be switched off.
fn services(value: &DeValue<'_>) -> Option<BTreeSet<Service>> {
    let service = |name: &str| Service::ALL.into_iter().find(|service| service.name() == name);
    let names = value.as_array()?.iter().map(|name| name.get_ref().as_str());
    let off: Option<BTreeSet<Service>> = names.map(|name| service(name?)).collect();
    off.filter(|off| !off.contains(&Service::Github) && !off.contains(&Service::Streams))
}

fn services_shown(off: &BTreeSet<Service>) -> String {
    let names: Vec<String> = off.iter().map(|service| quoted(&service.name())).collect();
    format!("[{}]", names.join(", "))
}

fn errata_login(value: &DeValue<'_>) -> Option<ErrataLogin> {
    match text(value)? {
        "kerberos" => Some(ErrataLogin::Kerberos),
        "none" => Some(ErrataLogin::None),
        _ => None,
    }
}

fn some_path(value: &DeValue<'_>) -> Option<Option<std::path::PathBuf>> {
    Some(Some(text(value)?.into()))
}

fn some_moment(value: &DeValue<'_>) -> Option<Option<Timestamp>> {
    let written = match value {
        DeValue::Datetime(moment) => moment.to_string(),
        other => text(other)?.to_owned(),
    };
    parse_stamp(&written).map(Some)
}

fn some_speed(value: &DeValue<'_>) -> Option<Option<f64>> {
    let speed: f64 = match value {
        DeValue::Integer(number) if number.radix() == 10 => {
            number.as_str().replace('_', "").parse().ok()?
        }
        DeValue::Float(number) => number.as_str().replace('_', "").parse().ok()?,
        _ => return None,
    };
    (speed.is_finite() && speed > 0.0 && speed <= 1e6).then_some(Some(speed))
}

fn length(value: &DeValue<'_>) -> Option<Duration> {
    match value {
        DeValue::Integer(number) => (number.as_str() == "0").then_some(Duration::ZERO),
        other => duration::read(text(other)?),
    }
}

fn address(value: &DeValue<'_>) -> Option<url::Url> {
    web_address(text(value)?)
}

fn template(value: &DeValue<'_>) -> Option<String> {
    let template = text(value)?;
    web_address(&template.replace("{arch}", "amd64"))?;
    Some(template.to_owned())
}

fn project(value: &DeValue<'_>) -> Option<String> {
    let project = text(value)?;
    let (owner, name) = project.split_once('/')?;
    let plain = |part: &str| {
        !part.is_empty()
            && !part.starts_with('.')
            && part.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.'))
    };
    (plain(owner) && plain(name)).then(|| project.to_owned())
}

fn quoted(text: &impl std::fmt::Display) -> String {
    format!("\"{text}\"")
}

fn some_shown(text: &Option<String>) -> String {
    text.as_ref().map_or_else(|| "none".to_owned(), quoted)
}

fn flag_shown(flag: &Option<bool>) -> String {
    flag.map_or_else(|| "what the logins say".to_owned(), |flag| flag.to_string())
}

fn errata_login_shown(login: &ErrataLogin) -> String {
    format!("\"{login:?}\"").to_lowercase()
}

fn path_shown(path: &Option<std::path::PathBuf>) -> String {
    path.as_ref().map_or_else(|| "none".to_owned(), |path| format!("\"{}\"", path.display()))
}

fn moment_shown(moment: &Option<Timestamp>) -> String {
    moment.map_or_else(|| "the real time".to_owned(), |moment| moment.to_string())
}

fn speed_shown(speed: &Option<f64>) -> String {
    speed.unwrap_or(1.0).to_string()
}

fn length_shown(length: &Duration) -> String {
    duration::shown(*length)
}
