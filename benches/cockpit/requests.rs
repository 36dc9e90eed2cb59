//! Requests in steady state, counted by the sandbox while its clock runs fast.

use std::collections::BTreeMap;
use std::path::Path;
use std::time::Duration;

use super::program::Program;
use super::start::loaded;
use oar_tui::sandbox::{self, Options, ServiceName};

/// Hours that are simulated, and how fast: beyond this the workers' own limit of requests per real second
/// would make the figures too good.
const HOURS: f64 = 1.0;
const SPEED: f64 = 60.0;

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
        program.bytes_within(Duration::from_secs(1));
        let count = || {
            let mut kinds: BTreeMap<(&str, u16), (usize, usize)> = BTreeMap::new();
            for asked in running.requests(ServiceName::Github) {
                let kind =
                    ["/raw/", "/branches/", "/git/trees", "/git/blobs", "tarball", "codeload"]
                        .into_iter()
                        .find(|kind| asked.path.contains(kind))
                        .unwrap_or("other");
                let of = kinds.entry((kind, asked.status)).or_default();
                of.0 += asked.count as usize;
                of.1 += asked.bytes as usize;
            }
            kinds
        };
        let before = count();
        program.bytes_within(Duration::from_secs_f64(HOURS * 3600.0 / SPEED));
        let after = count();
        let mut total = 0.0;
        println!("{what}: requests to github per hour");
        for (kind, (n, bytes)) in &after {
            let (was, was_bytes) = before.get(kind).copied().unwrap_or_default();
            let per_hour = (n - was) as f64 / HOURS;
            if kind.0 != "/raw/" {
                total += per_hour;
            }
            println!(
                "  {:14} {}  {per_hour:6.1}  {:8.1} kB",
                kind.0,
                kind.1,
                (bytes - was_bytes) as f64 / HOURS / 1e3
            );
        }
        println!("  branches in all {total:.1} (goal ≤ 70), build data apart");
        drop(program);
        runtime.block_on(running.stop());
    }
}
