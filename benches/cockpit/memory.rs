//! Memory and idle cost of the running cockpit with everything loaded.

use std::path::Path;
use std::time::Duration;

use super::program::Program;
use super::start::{loaded, with_warm_cache};

pub fn resident_mb(pid: u32) -> f64 {
    let status = std::fs::read_to_string(format!("/proc/{pid}/status")).unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    let kb =
        line.and_then(|line| line.split_whitespace().next()).and_then(|kb| kb.parse::<f64>().ok());
    kb.map_or(f64::NAN, |kb| kb / 1024.0)
}

/// User and system time of a process, in clock ticks of 10 ms.
fn ticks(pid: u32) -> u64 {
    let stat = std::fs::read_to_string(format!("/proc/{pid}/stat")).unwrap_or_default();
    let rest = stat.rsplit_once(") ").map_or("", |(_, rest)| rest);
    let field =
        |n: usize| rest.split(' ').nth(n).and_then(|text| text.parse::<u64>().ok()).unwrap_or(0);
    field(11) + field(12)
}

pub fn measure() {
    with_warm_cache(|home, arguments| {
        let mut program = Program::start(Path::new(env!("CARGO_BIN_EXE_oar-tui")), arguments, home);
        program.until(loaded);
        program.bytes_within(Duration::from_secs(5));
        let before = ticks(program.pid());
        let idle = 30;
        let bytes = program.bytes_within(Duration::from_secs(idle));
        let cpu = (ticks(program.pid()) - before) as f64 / idle as f64;
        println!("resident {:.1} MB (goal ≤ 40)", resident_mb(program.pid()));
        println!("idle for {idle} s: {cpu:.2} % of a core, {bytes} bytes written");
    });
}
