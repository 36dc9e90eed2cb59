//! Builds the world and opens its doors.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;

use tokio::net::TcpListener;

use super::configstore;
use super::data;
use super::directory::Directory;
use super::error::SandboxError;
use super::http::Front;
use super::running::{Door, Running};
use super::scenarios;
use super::services::{Ground, STAND_INS, ServiceName};
use super::stage::Stage;
use super::week;
use super::world::World;
use crate::domain::clock::Clock;
use crate::domain::time::Timestamp;

/// What the sandbox is started with.
#[derive(Debug, Clone, PartialEq)]
pub struct Options {
    /// where to listen; port 0 is any port, another one is that of the first service, and the next
    /// service has the next port
    pub listen: SocketAddr,
    /// real branch files: a directory with `registry`, `record` and `z-stream`, or some of them
    pub data: Option<PathBuf>,
    /// name or file of a scenario; the release week when neither this nor `data` is given
    pub scenario: Option<String>,
    /// the same seed gives the same week and the same token
    pub seed: u64,
    /// seconds of the sandbox per real second
    pub speed: f64,
    /// where its clock starts; otherwise at the newest time in the data, or on the Wednesday afternoon
    /// of a release week
    pub now: Option<Timestamp>,
}

impl Default for Options {
    /// Any ports of 127.0.0.1, the release week, real time.
    fn default() -> Options {
        Options {
            listen: SocketAddr::from(([127, 0, 0, 1], 0)),
            data: None,
            scenario: None,
            seed: 1,
            speed: 1.0,
            now: None,
        }
    }
}

/// Starts the services. They answer as soon as this returns.
///
/// # Errors
/// [`SandboxError`] says which option, file or address is wrong.
pub async fn start(options: Options) -> Result<Running, SandboxError> {
    if !(options.speed > 0.0 && options.speed.is_finite()) {
        return Err(SandboxError::Speed { speed: options.speed });
    }
    let (world, start) = world(&options)?;
    let mut listeners = Vec::new();
    for (name, make) in STAND_INS {
        listeners.push((*name, make, listen(options.listen, *name).await?));
    }
    let (directory, address) = listen(options.listen, ServiceName::Directory).await?;
    let clock = Clock { start, at: Timestamp::now(), speed: options.speed };
    let stage = Arc::new(Stage::new(clock, world));
    let token = token(options.seed);
    let mut doors = BTreeMap::new();
    for (name, make, (listener, url)) in listeners {
        let (stage, token) = (Arc::clone(&stage), token.clone());
        let service = make(Ground { stage: Arc::clone(&stage), url: url.clone(), token });
        doors.insert(name, Door::open(url, Front::new(name, service, stage), listener));
    }
    // Real branch files come without what only their owners can open.
    let config_key = options.data.is_none().then(|| configstore::key(options.seed));
    // The one that speaks no HTTP.
    let ldap = Directory::new(Arc::clone(&stage), token.clone());
    let address = address.replacen("http", "ldap", 1);
    doors.insert(ServiceName::Directory, Door::of_directory(address, ldap, directory));
    Ok(Running::new(stage, token, config_key, doors))
}

/// When most releases of a week are under way: the same world at every start, whatever the real day.
fn mid_week() -> Timestamp {
    // 2026-03-25T14:07:00Z
    Timestamp::from_second(1_774_447_620).unwrap_or(Timestamp::UNIX_EPOCH)
}

/// The world that is asked for, and the moment at which its clock starts.
fn world(options: &Options) -> Result<(World, Timestamp), SandboxError> {
    let Some(directory) = &options.data else {
        let scenario = scenarios::load(options.scenario.as_deref().unwrap_or(scenarios::DEFAULT))?;
        let start = options.now.unwrap_or_else(mid_week);
        return Ok((World::new(week::plan(&scenario, options.seed, start)), start));
    };
    if options.scenario.is_some() {
        return Err(SandboxError::DataAndScenario);
    }
    let data = data::load(directory, options.now)?;
    let mut world = World::new(data.timeline);
    world.tags = data.tags;
    Ok((world, options.now.or(data.newest).unwrap_or_else(Timestamp::now)))
}

async fn listen(
    first: SocketAddr,
    service: ServiceName,
) -> Result<(TcpListener, String), SandboxError> {
    let mut address = first;
    if first.port() != 0 {
        address.set_port(first.port().saturating_add(service.index()));
    }
    let failed = |source| SandboxError::Listen { service: service.key(), address, source };
    let listener = TcpListener::bind(address).await.map_err(failed)?;
    let bound = listener.local_addr().map_err(failed)?;
    Ok((listener, format!("http://{bound}")))
}

/// A token that looks like nobody's. It guards invented data on the loopback and may be guessed.
fn token(seed: u64) -> String {
    let mut random = fastrand::Rng::with_seed(seed);
    let letters: String = (0..32).map(|_| random.alphanumeric()).collect();
    format!("sandbox_{letters}")
}
