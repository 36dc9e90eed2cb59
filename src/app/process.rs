//! Asking the operating system about this program. Only Linux tells; elsewhere the figures are left out.

use std::path::Path;
use std::time::{Duration, Instant};

use crate::domain::process::Process;

/// Asks now.
pub fn process(begun: Instant, cache: Option<&Path>) -> Process {
    Process {
        up: begun.elapsed(),
        cpu: cpu(),
        resident: resident(),
        cache: cache.and_then(|file| std::fs::metadata(file).ok()).map(|file| file.len()),
        ..Process::default()
    }
}

/// User and system time; the kernel counts in hundredths of a second.
fn cpu() -> Option<Duration> {
    let stat = std::fs::read_to_string("/proc/self/stat").ok()?;
    // The name in brackets may hold anything.
    let mut fields = stat.rsplit_once(") ")?.1.split(' ').skip(11);
    let user: u64 = fields.next()?.parse().ok()?;
    let system: u64 = fields.next()?.parse().ok()?;
    Some(Duration::from_millis((user + system) * 10))
}

fn resident() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
    let kilobytes: u64 = line.split_whitespace().next()?.parse().ok()?;
    Some(kilobytes * 1024)
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;

    #[test]
    fn the_kernel_tells_time_and_memory() {
        let told = process(Instant::now(), None);
        assert!(told.resident.unwrap() > 1 << 20, "{told:?}");
        assert!(told.cpu.is_some() && told.cache.is_none(), "{told:?}");
    }
}
