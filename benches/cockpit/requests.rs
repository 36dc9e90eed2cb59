//! Requests in steady state, counted by the sandbox per service, beside the polls that design/ux.md §13
//! allows while every source is in view.

use std::collections::BTreeMap;
use std::path::Path;
use std::time::Duration;

use super::program::Program;
use super::start::loaded;
use oar_tui::sandbox::{self, Options, Running, ServiceName};

/// Hours that are simulated, and how fast: beyond this the workers' own limit of requests per real second
/// would make the figures too good.
const HOURS: f64 = 0.5;
const SPEED: f64 = 30.0;

/// What design/ux.md §13 allows per hour and source while it is in view; services of §13 only.
fn polls(service: ServiceName) -> Option<f64> {
    match service {
        ServiceName::Streams => Some(120.0),
        ServiceName::Github | ServiceName::Gitlab | ServiceName::Prow | ServiceName::Jenkins => {
            Some(60.0)
        }
        ServiceName::Jira | ServiceName::Errata => Some(12.0),
        _ => None,
    }
}

#[derive(Default, Clone, Copy)]
struct Sums {
    calls: u64,
    unchanged: u64,
    bytes: u64,
}

fn count(running: &Running) -> BTreeMap<ServiceName, Sums> {
    let mut all = BTreeMap::new();
    for service in running.services() {
        let sums: &mut Sums = all.entry(service).or_default();
        for asked in running.requests(service) {
            sums.calls += asked.count;
            sums.bytes += asked.bytes;
            if asked.status == 304 {
                sums.unchanged += asked.count;
            }
        }
    }
    all
}

pub fn measure() {
    for (what, data) in [("real files at rest", crate::data()), ("simulated week", None)] {
        if what.starts_with("real") && data.is_none() {
            println!("{what}: skipped, OAR_TUI_DATA is not set");
            continue;
        }
        let home = tempfile::tempdir().unwrap();
        let runtime = tokio::runtime::Runtime::new().unwrap();
        let options = Options { data, speed: SPEED, ..Options::default() };
        let running = runtime.block_on(sandbox::start(options)).unwrap();
        let profile = home.path().join("profile.toml");
        running.write_profile(&profile).unwrap();
        let arguments = ["--config", profile.to_str().unwrap()];
        let mut program =
            Program::start(Path::new(env!("CARGO_BIN_EXE_oar-tui")), &arguments, home.path());
        program.until(loaded);
        program.bytes_within(Duration::from_secs(10));
        let before = count(&running);
        program.bytes_within(Duration::from_secs_f64(HOURS * 3600.0 / SPEED));
        println!("{what}: calls per hour, overview in view");
        println!("  service       calls  unchanged      kB  polls allowed per source in view");
        for (service, after) in count(&running) {
            let was = before.get(&service).copied().unwrap_or_default();
            let per_hour = |now: u64, was: u64| (now - was) as f64 / HOURS;
            println!(
                "  {:10} {:8.1} {:10.1} {:7.1}  {}",
                service.key(),
                per_hour(after.calls, was.calls),
                per_hour(after.unchanged, was.unchanged),
                per_hour(after.bytes, was.bytes) / 1e3,
                polls(service).map_or("–".to_owned(), |polls| format!("{polls:.0}"))
            );
        }
        drop(program);
        runtime.block_on(running.stop());
    }
}
