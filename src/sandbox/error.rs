//! Why the sandbox cannot start.

use std::io;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};

/// What went wrong, and where. Every message says what to change.
#[derive(Debug, thiserror::Error)]
pub enum SandboxError {
    /// an address is taken or not ours
    #[error(
        "the sandbox cannot listen on {address} for {service}: {source}; try --listen 127.0.0.1:0"
    )]
    Listen {
        /// the service that wanted it
        service: &'static str,
        /// the address
        address: SocketAddr,
        /// the system's reason
        source: io::Error,
    },
    /// a data directory without any of the three folders
    #[error("{} has none of the folders registry, record, z-stream", path.display())]
    NoData {
        /// the directory
        path: PathBuf,
    },
    /// a file or folder that cannot be read
    #[error("{} cannot be read: {source}", path.display())]
    Read {
        /// which
        path: PathBuf,
        /// the system's reason
        source: io::Error,
    },
    /// a file that cannot be written
    #[error("{} cannot be written: {source}", path.display())]
    Write {
        /// which
        path: PathBuf,
        /// the system's reason
        source: io::Error,
    },
    /// a scenario that is neither built in nor a file
    #[error(
        "there is no scenario {name:?}; did you mean {nearest:?}? (a file is named with its .toml)"
    )]
    UnknownScenario {
        /// what was asked for
        name: String,
        /// the built-in one that is spelled most alike
        nearest: String,
    },
    /// a scenario file that does not say what it should
    #[error("{}:{line}: {message}", path.display())]
    BadScenario {
        /// the file, or the name of a built-in scenario
        path: PathBuf,
        /// counted from 1
        line: usize,
        /// what is wrong
        message: String,
    },
    /// both a directory and a scenario were named
    #[error("--data and --scenario exclude each other: real files or a simulated week")]
    DataAndScenario,
    /// a speed that is not a positive number
    #[error("--speed {speed} is not a positive number")]
    Speed {
        /// what was given
        speed: f64,
    },
}

impl SandboxError {
    pub(super) fn read(path: &Path, source: io::Error) -> SandboxError {
        SandboxError::Read { path: path.to_owned(), source }
    }

    pub(super) fn write(path: &Path, source: io::Error) -> SandboxError {
        SandboxError::Write { path: path.to_owned(), source }
    }
}
