//! From settings, files and the terminal to what the screen looks like and which keys it knows.

use std::path::PathBuf;

use jiff::tz::TimeZone;

use super::arguments::{Arguments, Colour, Marks};
use super::headless::nearest;
use crate::actions::Keymap;
use crate::config::Settings;
use crate::ui::glyphs::GlyphSet;
use crate::ui::look::Look;
use crate::ui::screen::{Profile, Screen};
use crate::ui::theme::Theme;

/// No theme or keymap is larger.
const LARGEST: u64 = 256 * 1024;

/// The screen, and what was wrong with the operator's files.
pub fn screen(arguments: &Arguments, settings: &Settings) -> (Screen, Vec<String>) {
    let (keymap, mut problems) = keymap();
    let theme = theme(arguments, settings, &mut problems);
    let glyphs = glyphs(arguments, settings, &mut problems);
    let profile = Profile { name: settings.profile.clone(), danger: settings.danger };
    let screen = Screen::new(Look { theme, glyphs }, keymap, profile);
    (screen.with_zone(local_zone()), problems)
}

/// The machine's zone. `/etc/localtime` is read as it is: finding its name would walk the whole database
/// of zones, which costs more than drawing the first picture. Where nothing is said local time is UTC.
fn local_zone() -> TimeZone {
    let named = std::env::var_os("TZ").is_some_and(|zone| !zone.is_empty());
    if !named && let Ok(zone) = std::fs::read("/etc/localtime") {
        return TimeZone::tzif("Local", &zone).unwrap_or(TimeZone::UTC);
    }
    TimeZone::try_system().unwrap_or(TimeZone::UTC)
}

/// The shipped keymap under the operator's `keys.toml`, and what was wrong with that.
pub fn keymap() -> (Keymap, Vec<String>) {
    let mut problems = Vec::new();
    let (keymap, faults) = match own_file("keys.toml", &mut problems) {
        Some((name, text)) => Keymap::load(Some((&name, &text))),
        None => Keymap::load(None),
    };
    problems.extend(faults.iter().map(ToString::to_string));
    (keymap, problems)
}

/// A file of the configuration folder with its name for messages; that there is none is fine.
fn own_file(name: &str, problems: &mut Vec<String>) -> Option<(String, String)> {
    let path = folder()?.join(name);
    match std::fs::metadata(&path) {
        Ok(about) if about.len() > LARGEST => {
            problems.push(format!("{name}: larger than {} kB, not read", LARGEST / 1024));
            return None;
        }
        _ => {}
    }
    match std::fs::read_to_string(&path) {
        Ok(text) => Some((name.to_owned(), text)),
        Err(why) if why.kind() == std::io::ErrorKind::NotFound => None,
        Err(why) => {
            problems.push(format!("{name} cannot be read ({why}); using what is shipped"));
            None
        }
    }
}

fn folder() -> Option<PathBuf> {
    let folders = directories::ProjectDirs::from("", "", "oar-tui")?;
    Some(folders.config_dir().to_owned())
}

/// `NO_COLOR` (set and not empty) and `--color never` mean one colour, whatever theme is named.
fn theme(arguments: &Arguments, settings: &Settings, problems: &mut Vec<String>) -> Theme {
    let no_colour = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
    if no_colour || arguments.color == Colour::Never {
        return Theme::mono();
    }
    let name = settings.ui.theme.as_str();
    if let Some(theme) = Theme::shipped(name) {
        return theme;
    }
    let file = format!("themes/{name}.toml");
    let plain = !name.contains(['/', '\\']) && !name.starts_with('.');
    if let Some((file, text)) = plain.then(|| own_file(&file, problems)).flatten() {
        let (theme, faults) = Theme::read(&file, &text);
        problems.extend(faults.iter().map(ToString::to_string));
        return theme;
    }
    let near = nearest(name, Theme::names());
    problems.push(format!("ui.theme = {name:?}: no such theme{near}; using terminal"));
    Theme::terminal()
}

fn glyphs(arguments: &Arguments, settings: &Settings, problems: &mut Vec<String>) -> GlyphSet {
    match arguments.glyphs {
        Marks::Unicode => return GlyphSet::Unicode,
        Marks::Ascii => return GlyphSet::Ascii,
        Marks::Auto => {}
    }
    match settings.ui.glyphs.as_str() {
        "unicode" => GlyphSet::Unicode,
        "ascii" => GlyphSet::Ascii,
        "auto" => by_terminal(),
        other => {
            let near = nearest(other, ["auto", "unicode", "ascii"].into_iter());
            problems.push(format!("ui.glyphs = {other:?}: no such set{near}; using auto"));
            by_terminal()
        }
    }
}

/// Unicode where the locale is UTF-8 and the terminal is none of the plain ones (design/ux.md §9).
fn by_terminal() -> GlyphSet {
    let set = |name| std::env::var(name).ok().filter(|value| !value.is_empty());
    let locale = ["LC_ALL", "LC_CTYPE", "LANG"].into_iter().find_map(set).unwrap_or_default();
    let locale = locale.to_ascii_lowercase();
    let terminal = set("TERM").unwrap_or_default();
    let plain = matches!(terminal.as_str(), "" | "linux" | "dumb") || terminal.starts_with("vt");
    if (locale.contains("utf-8") || locale.contains("utf8")) && !plain {
        GlyphSet::Unicode
    } else {
        GlyphSet::Ascii
    }
}
