//! From arguments and files to settings: the configured services, or a sandbox in this process.

use std::path::{Path, PathBuf};

use secrecy::SecretString;

use super::arguments::{Arguments, World};
use crate::config::{self, Problem, Settings, TokenFrom};
use crate::domain::clock::Clock;
use crate::sandbox::{self, Running, SandboxError};
use crate::store::cache::Place;

/// What the program runs on.
pub struct Setup {
    /// complete in every case
    pub settings: Settings,
    /// what was wrong with files
    pub problems: Vec<Problem>,
    /// where facts are kept; `None`: nowhere
    pub cache: Option<Place>,
    /// the sandbox of a demo; it ends with the program
    pub sandbox: Option<Running>,
}

/// Why the program cannot start.
#[derive(Debug, thiserror::Error)]
pub enum SetupError {
    /// a named configuration file cannot be read
    #[error(transparent)]
    Config(#[from] config::ConfigError),
    /// the sandbox does not start
    #[error("the sandbox does not start: {0}")]
    Sandbox(#[from] SandboxError),
}

/// The configured services.
///
/// # Errors
/// Only a file that was named and cannot be read.
pub fn configured(arguments: &Arguments) -> Result<Setup, SetupError> {
    let asked = config::Asked { file: arguments.config.clone(), profile: None };
    let loaded = config::load(&asked, |name| std::env::var(name).ok())?;
    let settings = loaded.settings;
    let cache = if arguments.no_cache { None } else { place(&settings) };
    Ok(Setup { settings, problems: loaded.problems, cache, sandbox: None })
}

/// A sandbox in this process, reached over HTTP like any other service.
///
/// # Errors
/// The sandbox says why it cannot start.
pub async fn demo(world: &World) -> Result<Setup, SetupError> {
    let options = sandbox::Options {
        scenario: world.scenario.clone(),
        seed: world.seed,
        speed: world.speed,
        now: world.now,
        ..sandbox::Options::default()
    };
    let sandbox = sandbox::start(options).await?;
    // The same profile that a cockpit in another process is given, with its token at hand.
    let token = Path::new("token");
    let loaded = config::from_text("demo", &sandbox.profile(token));
    let mut settings = Settings { profile: "demo".to_owned(), ..loaded.settings };
    settings.clusters.at_hand = Some(SecretString::from(sandbox.kubeconfig()));
    let (key, google) = (sandbox::key_file(token), sandbox::google_file(token));
    for place in settings.secrets_mut() {
        let TokenFrom::File(file) = &*place else { continue };
        let at_hand = match file {
            // a service account is one way to the token
            file if file == token || *file == google => sandbox.token(),
            file if *file == key => sandbox.config_key().unwrap_or_default(),
            _ => continue,
        };
        *place = TokenFrom::Value(SecretString::from(at_hand));
    }
    Ok(Setup { settings, problems: loaded.problems, cache: None, sandbox: Some(sandbox) })
}

/// The cache of a profile: `$XDG_CACHE_HOME/oar-tui/PROFILE/cache.db`, or the file of the configuration.
fn place(settings: &Settings) -> Option<Place> {
    let file = settings.cache.clone().or_else(|| usual_cache(&settings.profile))?;
    let github = &settings.github;
    let mut origin = format!(
        "{} {} {} {}",
        github.base_url, github.repository, github.build_data, settings.streams.base_url
    );
    if let Some(clone) = &github.clone {
        origin.push_str(&format!(" clone {}", clone.display()));
    }
    if settings.clock != Clock::REAL {
        origin.push_str(&format!(" since {} at {}", settings.clock.start, settings.clock.at));
    }
    Some(Place { file, origin })
}

fn usual_cache(profile: &str) -> Option<PathBuf> {
    let folders = directories::ProjectDirs::from("", "", "oar-tui")?;
    let plain = |c: char| if c.is_ascii_alphanumeric() || c == '-' { c } else { '_' };
    let profile: String = profile.chars().take(64).map(plain).collect();
    Some(folders.cache_dir().join(profile).join("cache.db"))
}
