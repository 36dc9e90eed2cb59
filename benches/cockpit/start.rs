//! From the start of the process to the first picture from a warm cache, beside an empty program.

use std::path::Path;
use std::time::Duration;

use super::program::Program;
use oar_tui::sandbox::{self, Options};

const ROUNDS: usize = 15;

/// A cockpit on the sandbox with a warm cache; the folder holds profile and home.
pub fn with_warm_cache(measure: impl FnOnce(&Path, &[&str])) {
    let home = tempfile::tempdir().unwrap();
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let options = Options { data: super::data(), ..Options::default() };
    let running = runtime.block_on(sandbox::start(options)).unwrap();
    let profile = home.path().join("profile.toml");
    running.write_profile(&profile).unwrap();
    let arguments = ["--config", profile.to_str().unwrap()];
    let mut first =
        Program::start(Path::new(env!("CARGO_BIN_EXE_oar-tui")), &arguments, home.path());
    first.until(loaded);
    // The cache is written after the picture; what is measured is a start with a full one.
    first.bytes_within(Duration::from_secs(3));
    let _ = std::io::Write::write_all(&mut first.keys, b"Q");
    first.bytes_within(Duration::from_secs(1));
    drop(first);
    measure(home.path(), &arguments);
    runtime.block_on(running.stop());
}

/// The overview with releases in it.
pub fn loaded(screen: &str) -> bool {
    screen.contains("Needs a human now")
        && screen.lines().filter(|line| line.contains(" 4.") || line.contains(" 5.")).count() >= 3
}

pub fn measure() {
    let cockpit = Path::new(env!("CARGO_BIN_EXE_oar-tui"));
    let empty = std::env::current_exe().unwrap();
    with_warm_cache(|home, arguments| {
        let (mut floor, mut own, mut keys) = (Vec::new(), Vec::new(), Vec::new());
        let mut floor_keys = Vec::new();
        for _ in 0..ROUNDS {
            let mut program = Program::start(&empty, &["--empty"], home);
            floor.push(
                program.until(|screen| screen.contains("nothing to see")).as_secs_f64() * 1e3,
            );
            floor_keys
                .extend((0..10).filter_map(|_| program.key(b"j")).map(|t| t.as_secs_f64() * 1e3));
            drop(program);
            let mut program = Program::start(cockpit, arguments, home);
            own.push(program.until(loaded).as_secs_f64() * 1e3);
            keys.extend(
                (0..10)
                    .filter_map(|n| program.key(if n % 2 == 0 { b"j" } else { b"k" }))
                    .map(|t| t.as_secs_f64() * 1e3),
            );
        }
        let (floor, own) = (super::median(floor), super::median(own));
        println!(
            "first picture from a warm cache {own:.1} ms, empty program {floor:.1} ms: {:.2}× (goal ≤ 3×)",
            own / floor
        );
        println!(
            "key to first byte {:.2} ms, empty program {:.2} ms",
            super::median(keys),
            super::median(floor_keys)
        );
    });
}
