//! The command line.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

use clap::{Args, Parser, Subcommand, ValueEnum};

use super::headless::sheet::Form;
use crate::config::duration;
use crate::domain::time::Timestamp;
use crate::domain::version::Release;

/// A terminal cockpit for the people who ship OpenShift z-stream releases.
///
/// Without a command it opens the cockpit on the services of the configuration. It only reads.
#[derive(Debug, Parser)]
#[command(version, about, max_term_width = 100)]
pub struct Arguments {
    /// Configuration file; without it $XDG_CONFIG_HOME/oar-tui/config.toml, which need not exist
    #[arg(long, global = true, value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// Run the command on a sandbox of its own instead of the configured services
    #[arg(long, global = true)]
    pub demo: bool,
    /// Keep nothing on disk and read nothing from it
    #[arg(long, global = true)]
    pub no_cache: bool,
    /// Colours: auto follows the terminal and NO_COLOR, never draws in one colour
    #[arg(long, global = true, value_enum, default_value_t = Colour::Auto)]
    pub color: Colour,
    /// Marks of the screen: auto takes unicode where the locale and the terminal can show it
    #[arg(long, global = true, value_enum, default_value_t = Marks::Auto)]
    pub glyphs: Marks,
    /// What to do
    #[command(subcommand)]
    pub command: Option<Command>,
}

/// When to use colours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Colour {
    /// by the terminal
    Auto,
    /// attributes only
    Never,
}

/// Which marks to draw.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Marks {
    /// by locale and terminal
    Auto,
    /// ✓ ✗ ▶
    Unicode,
    /// + x @
    Ascii,
}

/// What the program can do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// All active releases: the cockpit at view 1, or printed once
    Overview {
        /// Filter words and fields, as after / in the cockpit
        filter: Vec<String>,
        /// Also releases that have left the list
        #[arg(long)]
        all: bool,
        /// How to print
        #[command(flatten)]
        print: Print,
    },
    /// One release with its tasks and gates: the cockpit at view 2, or printed once
    Release {
        /// Such as 4.20.17 or 4.22.0-rc.4
        release: Release,
        /// How to print
        #[command(flatten)]
        print: Print,
    },
    /// Builds per architecture and their jobs: the cockpit at view 3, or printed once
    Builds {
        /// Builds of this release's y-stream; without it every build that is known
        release: Option<Release>,
        /// How to print
        #[command(flatten)]
        print: Print,
    },
    /// Bugs in ON_QA with their timers: the cockpit at view 4, or printed once
    Bugs {
        /// Filter words and fields, as after / in the cockpit
        filter: Vec<String>,
        /// How to print
        #[command(flatten)]
        print: Print,
    },
    /// Shipment merge requests and what they need: the cockpit at view 5, or printed once
    Shipment {
        /// Filter words and fields, as after / in the cockpit
        filter: Vec<String>,
        /// How to print
        #[command(flatten)]
        print: Print,
    },
    /// What was seen to change: the cockpit at view 6, or printed once
    Activity {
        /// Filter words and fields, as after / in the cockpit
        filter: Vec<String>,
        /// How to print
        #[command(flatten)]
        print: Print,
    },
    /// How every service fares: the cockpit at view 7, or printed once
    Health {
        /// Filter words and fields, as after / in the cockpit
        filter: Vec<String>,
        /// How to print
        #[command(flatten)]
        print: Print,
    },
    /// Sandbox and cockpit in one program: no configuration, no network
    Demo {
        /// The world
        #[command(flatten)]
        world: World,
    },
    /// Stand-ins of the services over real HTTP on this machine
    Sandbox {
        /// Address and first port; port 0 takes any free one
        #[arg(long, default_value = "127.0.0.1:0", value_name = "ADDRESS")]
        listen: SocketAddr,
        /// Folder of real branch files to serve: registry, record, z-stream
        #[arg(long, value_name = "DIR")]
        data: Option<PathBuf>,
        /// Write a configuration that points the cockpit at this sandbox
        #[arg(long, value_name = "FILE")]
        write_profile: Option<PathBuf>,
        /// The world
        #[command(flatten)]
        world: World,
    },
    /// Play a folder of recorded history and print every change of a state word or verdict with its cause
    Replay {
        /// Folder with NAME-seed.jsonl.gz and NAME.jsonl.gz
        dir: PathBuf,
        /// Report changes from this moment on (everything before is still played)
        #[arg(long, value_name = "TIME")]
        from: Option<Timestamp>,
        /// Stop after this moment
        #[arg(long, value_name = "TIME")]
        to: Option<Timestamp>,
        /// How to print
        #[arg(short, long, value_enum, default_value_t = Form::Table)]
        output: Form,
    },
    /// The keys of the active keymap
    Keys,
}

/// The world a sandbox simulates.
#[derive(Debug, Clone, Args)]
pub struct World {
    /// Built-in scenario, or a file
    #[arg(long, value_name = "NAME|FILE")]
    pub scenario: Option<String>,
    /// Same seed, same world
    #[arg(long, default_value_t = 1)]
    pub seed: u64,
    /// Seconds of the sandbox per real second
    #[arg(long, default_value_t = 1.0, value_parser = speed)]
    pub speed: f64,
    /// Where the sandbox's clock starts
    #[arg(long, value_name = "TIME")]
    pub now: Option<Timestamp>,
}

/// How a view is printed.
#[derive(Debug, Clone, Args)]
pub struct Print {
    /// Print once and leave; the default when standard output is not a terminal
    #[arg(long)]
    pub once: bool,
    /// Form of the output
    #[arg(short, long, value_enum, default_value_t = Form::Table)]
    pub output: Form,
    /// Columns to keep, in this order
    #[arg(long, value_delimiter = ',', value_name = "NAMES")]
    pub columns: Vec<String>,
    /// No line of headings
    #[arg(long)]
    pub no_headers: bool,
    /// Exit 3 when the facts are older, such as 10m
    #[arg(long, value_name = "AGE", value_parser = length)]
    pub max_age: Option<Duration>,
    /// Exit 4 when something needs a human
    #[arg(long, value_name = "WHAT", value_enum)]
    pub fail_on: Option<FailOn>,
}

impl Default for Print {
    /// As without any option.
    fn default() -> Print {
        Print {
            once: false,
            output: Form::Table,
            columns: Vec::new(),
            no_headers: false,
            max_age: None,
            fail_on: None,
        }
    }
}

/// What `--fail-on` looks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum FailOn {
    /// an entry of «needs a human now»
    Attention,
}

fn speed(text: &str) -> Result<f64, String> {
    match text.parse::<f64>() {
        Ok(speed) if speed.is_finite() && speed > 0.0 && speed <= 100_000.0 => Ok(speed),
        _ => Err("expected a number above 0, up to 100000".to_owned()),
    }
}

fn length(text: &str) -> Result<Duration, String> {
    duration::read(text).ok_or_else(|| "expected a duration such as 10m".to_owned())
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn the_command_line_is_consistent() {
        Arguments::command().debug_assert();
    }
}
