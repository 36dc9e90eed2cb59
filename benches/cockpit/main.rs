//! Measures what the operator feels, as ratios within one run where the machine is noisy.
//!
//! `OAR_TUI_DATA` names the folder with real data; without it the simulated week is measured instead.
//! `cargo bench -- NAME` runs one part: frame, paint, start, parse, memory, burst, requests.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

mod burst;
mod frame;
mod memory;
mod paint;
mod parse;
mod program;
mod requests;
mod start;

use std::path::PathBuf;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    if arguments.iter().any(|argument| argument == "--empty") {
        return program::empty();
    }
    let wanted: Vec<&String> =
        arguments.iter().filter(|argument| !argument.starts_with("--")).collect();
    let parts: [(&str, fn()); 7] = [
        ("frame", frame::measure),
        ("paint", paint::measure),
        ("parse", parse::measure),
        ("start", start::measure),
        ("memory", memory::measure),
        ("burst", burst::measure),
        ("requests", requests::measure),
    ];
    for (name, measure) in parts {
        if wanted.is_empty() || wanted.iter().any(|wanted| name.contains(wanted.as_str())) {
            println!("\n== {name} ==");
            measure();
        }
    }
}

/// The folder of real branch files, when there is one.
fn data() -> Option<PathBuf> {
    let folder = PathBuf::from(std::env::var_os("OAR_TUI_DATA")?).join("release-tests");
    folder.is_dir().then_some(folder)
}

/// Median of some figures.
fn median(mut figures: Vec<f64>) -> f64 {
    figures.sort_by(f64::total_cmp);
    figures.get(figures.len() / 2).copied().unwrap_or(f64::NAN)
}
