//! Scenarios by name or by file.

use std::path::Path;

use super::error::SandboxError;
use super::timeline::Scenario;

/// The scenarios that are built in: name and TOML text.
const SHIPPED: &[(&str, &str)] = &[("week", include_str!("../../assets/scenarios/week.toml"))];

/// The scenario that is played when none is named.
pub const DEFAULT: &str = "week";

/// A built-in scenario by its name, or the one in a TOML file.
///
/// Anything with a separator or the ending `.toml` is a file; so is a name that exists as one.
pub fn load(name_or_file: &str) -> Result<Scenario, SandboxError> {
    if let Some((name, text)) = SHIPPED.iter().find(|(name, _)| *name == name_or_file) {
        return parse(Path::new(name), text);
    }
    let path = Path::new(name_or_file);
    let looks_like_file = name_or_file.ends_with(".toml") || path.components().count() > 1;
    if !looks_like_file && !path.is_file() {
        return Err(unknown(name_or_file));
    }
    let text = std::fs::read_to_string(path).map_err(|source| SandboxError::read(path, source))?;
    parse(path, &text)
}

fn unknown(name: &str) -> SandboxError {
    let nearest = SHIPPED
        .iter()
        .map(|(known, _)| *known)
        .max_by(|a, b| strsim::jaro_winkler(a, name).total_cmp(&strsim::jaro_winkler(b, name)))
        .unwrap_or(DEFAULT);
    SandboxError::UnknownScenario { name: name.to_owned(), nearest: nearest.to_owned() }
}

fn parse(path: &Path, text: &str) -> Result<Scenario, SandboxError> {
    let scenario: Scenario = toml::from_str(text).map_err(|error| {
        let before = error.span().and_then(|span| text.get(..span.start)).unwrap_or("");
        let line = before.matches('\n').count() + 1;
        bad(path, line, error.message().to_owned())
    })?;
    let line = |key: &str| {
        text.lines().position(|line| line.trim_start().starts_with(key)).map_or(1, |at| at + 1)
    };
    for (key, days) in [("days_before", scenario.days_before), ("days_after", scenario.days_after)]
    {
        if !(0.0..=366.0).contains(&days) {
            let message = format!("{key} is a number of days from 0 to 366, not {days}");
            return Err(bad(path, line(key), message));
        }
    }
    if scenario.releases > 100 {
        let message = format!("releases is at most 100, not {}", scenario.releases);
        return Err(bad(path, line("releases"), message));
    }
    Ok(scenario)
}

fn bad(path: &Path, line: usize, message: String) -> SandboxError {
    SandboxError::BadScenario { path: path.to_owned(), line, message }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_built_in_scenario_reads() {
        for (name, _) in SHIPPED {
            assert_eq!(load(name).unwrap().name, *name);
        }
    }

    #[test]
    fn an_unknown_name_is_answered_with_the_nearest_one() {
        let error = load("weak").unwrap_err().to_string();
        assert!(error.contains("\"weak\"") && error.contains("week"), "{error}");
    }

    #[test]
    fn a_broken_scenario_is_refused_with_its_line() {
        let line = |text: &str| match parse(Path::new("x.toml"), text) {
            Err(SandboxError::BadScenario { line, .. }) => line,
            other => panic!("{other:?}"),
        };
        assert_eq!(line("name = \"x\"\nreleases = 3\ndays_before = 1\ndays_after = \"x\"\n"), 4);
        assert_eq!(line("name = \"x\"\nreleases = 3\ndays_before = -1\ndays_after = 1\n"), 3);
        assert_eq!(line("name = \"x\"\nreleases = 3\ndays_before = 1\ndays_after = 1\nx = 1\n"), 5);
    }
}
