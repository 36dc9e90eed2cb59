//! Finding the file, and laying its layers over each other: defaults, file, profile, environment.

use std::borrow::Cow;
use std::io::Read;
use std::path::{Path, PathBuf};

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::keys::{self, Draft, VARIABLES};
use super::settings::Settings;
use crate::domain::clean;
use crate::domain::own_files::{Problem, line_of};
use crate::domain::time::Timestamp;

/// What the command line asked for.
#[derive(Debug, Clone, Default)]
pub struct Asked {
    /// `--config FILE`; stands instead of the operator's own file
    pub file: Option<PathBuf>,
    /// `--profile NAME`: `[profiles.NAME]` of the file is laid over the rest
    pub profile: Option<String>,
}

/// The settings and how they came about.
#[derive(Debug, Clone)]
pub struct Loaded {
    /// complete in every case
    pub settings: Settings,
    /// what was wrong, in file order
    pub problems: Vec<Problem>,
    /// the file that was read, if there was one
    pub file: Option<PathBuf>,
}

/// The one fault that stops the program: somebody named a file and it cannot be read.
#[derive(Debug, thiserror::Error)]
#[error("cannot read the configuration {}: {why}", path.display())]
pub struct ConfigError {
    path: PathBuf,
    why: std::io::Error,
}

/// No configuration is larger.
const LARGEST: u64 = 1 << 20;

/// `config.toml` in the operator's configuration folder, e.g. `~/.config/oar-tui/config.toml`.
pub fn usual_file() -> Option<PathBuf> {
    let folders = directories::ProjectDirs::from("", "", "oar-tui")?;
    Some(folders.config_dir().join("config.toml"))
}

/// Reads the configuration. `variable` looks into the environment.
pub fn load(
    asked: &Asked,
    variable: impl Fn(&str) -> Option<String>,
) -> Result<Loaded, ConfigError> {
    let mut problems = Vec::new();
    let (file, text) = match &asked.file {
        Some(path) => {
            let text = slurp(path).map_err(|why| ConfigError { path: path.clone(), why })?;
            (Some(path.clone()), text)
        }
        None => usual_text(&mut problems),
    };
    let name = file.as_deref().map_or_else(String::new, short_name);
    let settings = merge(&name, &text, asked, variable, &mut problems);
    Ok(Loaded { settings, problems, file })
}

/// Reads a configuration that is no file and no part of the operator's surroundings.
pub fn from_text(name: &str, text: &str) -> Loaded {
    let mut problems = Vec::new();
    let settings = merge(name, text, &Asked::default(), |_| None, &mut problems);
    Loaded { settings, problems, file: None }
}

/// The operator's own file: that there is none is fine, that it cannot be read is a problem.
fn usual_text(problems: &mut Vec<Problem>) -> (Option<PathBuf>, String) {
    let Some(path) = usual_file() else { return (None, String::new()) };
    match slurp(&path) {
        Ok(text) => (Some(path), text),
        Err(why) => {
            if why.kind() != std::io::ErrorKind::NotFound {
                let what = format!("cannot be read ({why}); using the defaults");
                problems.push(Problem::new(&path.display().to_string(), None, &what));
            }
            (None, String::new())
        }
    }
}

fn slurp(path: &Path) -> std::io::Result<String> {
    let mut text = String::new();
    std::fs::File::open(path)?.take(LARGEST).read_to_string(&mut text)?;
    Ok(text)
}

fn short_name(path: &Path) -> String {
    path.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned())
}

fn merge(
    file: &str,
    text: &str,
    asked: &Asked,
    variable: impl Fn(&str) -> Option<String>,
    problems: &mut Vec<Problem>,
) -> Settings {
    let (text, faults) = without_faults(text);
    let (document, _) = DeTable::parse_recoverable(&text);
    let mut reader = Reader { file, text: &text, draft: Draft::default(), problems };
    for (line, message) in faults {
        reader.problem(Some(line), &format!("is not TOML ({message}); this line is left out"));
    }
    let empty = DeTable::new();
    let mut profiles = &empty;
    for (name, value) in document.get_ref() {
        match (name.get_ref().as_ref(), value.get_ref()) {
            ("profiles", DeValue::Table(table)) => profiles = table,
            (plain, _) => reader.item(plain, name, value),
        }
    }
    let named = asked.profile.clone().or_else(|| variable("OAR_TUI_PROFILE"));
    if let Some(named) = &named {
        reader.draft.settings.profile.clone_from(named);
    }
    reader.profile(profiles, named.is_some());
    for (variable_name, path) in VARIABLES {
        if let Some(value) = variable(variable_name).filter(|value| !value.is_empty()) {
            reader.variable(variable_name, path, value);
        }
    }
    let mut draft = reader.draft;
    if let Some(named) = named {
        draft.settings.profile = named;
    }
    let mut settings = draft.finish(Timestamp::now());
    settings.profile = clean::line(&settings.profile);
    settings
}

/// The text with every line blanked that the parser stumbles over, and what it said of each. The lines
/// themselves are not repeated: one that cannot be read may hold anything.
fn without_faults(text: &str) -> (String, Vec<(usize, String)>) {
    let (mut text, mut faults) = (text.to_owned(), Vec::new());
    // A file with more faults than this is no configuration.
    while faults.len() < 50 {
        let Err(fault) = DeTable::parse(&text) else { break };
        let line = line_of(&text, fault.span().map_or(0, |span| span.start));
        faults.push((line, fault.message().to_owned()));
        let kept = text.split('\n').enumerate();
        text = kept
            .map(|(at, kept)| if at + 1 == line { "" } else { kept })
            .collect::<Vec<_>>()
            .join("\n");
    }
    (text, faults)
}

struct Reader<'a> {
    file: &'a str,
    text: &'a str,
    draft: Draft,
    problems: &'a mut Vec<Problem>,
}

impl Reader<'_> {
    fn line(&self, offset: usize) -> usize {
        line_of(self.text, offset)
    }

    fn problem(&mut self, line: Option<usize>, what: &str) {
        self.problems.push(Problem::new(self.file, line, what));
    }

    /// Takes a key with a value, or a section with its keys.
    fn item(&mut self, path: &str, name: &Spanned<Cow<'_, str>>, value: &Spanned<DeValue<'_>>) {
        let line = Some(self.line(name.span().start));
        if let Some(key) = keys::key(path) {
            if (key.set)(&mut self.draft, value.get_ref()).is_none() {
                let found = if key.is_secret() {
                    String::new()
                } else {
                    format!(" = {}", shown(value.get_ref()))
                };
                let what = format!(
                    "{path}{found}: expected {}; using {}",
                    key.expected,
                    (key.now)(&self.draft)
                );
                self.problem(line, &what);
            }
        } else if let (true, DeValue::Table(table)) = (keys::is_section(path), value.get_ref()) {
            for (name, value) in table {
                self.item(&format!("{path}.{}", name.get_ref()), name, value);
            }
        } else if keys::is_section(path) {
            self.problem(line, &format!("{path}: is a section, written [{path}]; left out"));
        } else {
            let hint = keys::nearest(path)
                .map_or_else(String::new, |near| format!("; did you mean {near}?"));
            self.problem(line, &format!("{path}: unknown key{hint}"));
        }
    }

    /// Lays `[profiles.NAME]` over the rest. A name that was asked for must be there; one that the file
    /// gives itself may be only a name.
    fn profile(&mut self, profiles: &DeTable<'_>, must_exist: bool) {
        let wanted = self.draft.settings.profile.clone();
        let found = profiles.iter().find(|(name, _)| name.get_ref().as_ref() == wanted);
        match found.map(|(_, value)| value.get_ref()) {
            Some(DeValue::Table(table)) => {
                for (name, value) in table {
                    self.item(name.get_ref(), name, value);
                }
            }
            _ if must_exist => {
                let known: Vec<&str> =
                    profiles.iter().map(|(name, _)| name.get_ref().as_ref()).collect();
                let known = if known.is_empty() {
                    "no profiles are defined".to_owned()
                } else {
                    format!("there are {}", known.join(", "))
                };
                self.problem(None, &format!("has no profile {wanted:?}; {known}"));
            }
            _ => {}
        }
    }

    fn variable(&mut self, name: &str, path: &str, value: String) {
        let Some(key) = keys::key(path) else { return };
        let value = DeValue::String(Cow::Owned(value));
        if (key.set)(&mut self.draft, &value).is_none() {
            let what = format!(
                "{name} = {}: expected {}; using {}",
                shown(&value),
                key.expected,
                (key.now)(&self.draft)
            );
            self.problems.push(Problem::new("environment", None, &what));
        }
    }
}

/// A value as it was written, cut to a length that fits a message.
fn shown(value: &DeValue<'_>) -> String {
    match value {
        DeValue::String(text) => format!("\"{}\"", clean::cut(text, 40)),
        DeValue::Integer(number) => number.to_string(),
        DeValue::Float(number) => number.to_string(),
        DeValue::Boolean(flag) => flag.to_string(),
        DeValue::Datetime(moment) => moment.to_string(),
        DeValue::Array(_) => "[…]".to_owned(),
        DeValue::Table(_) => "{…}".to_owned(),
    }
}

#[cfg(test)]
mod tests;
