//! The table of keys: what each is called, what it accepts, where it goes.

use std::time::Duration;

use toml::de::DeValue;

use super::duration;
use super::settings::{GITHUB_API, Settings, web_address};
use super::token::TokenFrom;
use crate::domain::clock::Clock;
use crate::domain::own_files;
use crate::domain::time::{Timestamp, parse_stamp};

/// Settings on the way, with what must be known before the last word is said.
#[derive(Debug, Default)]
pub struct Draft {
    /// values so far; every layer writes over the one before
    pub settings: Settings,
    start: Option<Timestamp>,
    at: Option<Timestamp>,
    speed: Option<f64>,
    token_named: bool,
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
/// The key whose value is never repeated in a message.
pub const TOKEN: &str = "github.token";

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
    Key {
        path: TOKEN,
        expected: "the place of a token, never the token itself: \"none\", { env = \"NAME\" }, \
                   { file = \"PATH\" } or { command = [\"program\", \"argument\"] }",
        set: |draft, value| {
            draft.settings.github.token = token(value)?;
            draft.token_named = true;
            Some(())
        },
        now: |draft| format!("{:?}", draft.settings.github.token),
    },
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
        // The token of the environment was made for GitHub. Another host gets one only when it is named.
        let ours = web_address(GITHUB_API);
        let at_github = ours.is_some_and(|url| url.origin() == settings.github.base_url.origin());
        if !self.token_named && !at_github {
            settings.github.token = TokenFrom::None;
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

fn flag(value: &DeValue<'_>) -> Option<bool> {
    value.as_bool()
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

fn token(value: &DeValue<'_>) -> Option<TokenFrom> {
    if text(value).is_some_and(|text| text == "none") {
        return Some(TokenFrom::None);
    }
    let table = value.as_table()?;
    let (kind, place) = table.iter().next().filter(|_| table.len() == 1)?;
    match kind.get_ref().as_ref() {
        "env" => Some(TokenFrom::Env(text(place.get_ref())?.to_owned())),
        "file" => Some(TokenFrom::File(text(place.get_ref())?.into())),
        "command" => {
            let words = place.get_ref().as_array()?.iter();
            let argv: Option<Vec<String>> =
                words.map(|word| word.get_ref().as_str().map(str::to_owned)).collect();
            argv.filter(|argv| argv.first().is_some_and(|program| !program.is_empty()))
                .map(TokenFrom::Command)
        }
        _ => None,
    }
}

fn quoted(text: &impl std::fmt::Display) -> String {
    format!("\"{text}\"")
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
