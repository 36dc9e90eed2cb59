//! Stand-ins of the services over real HTTP, for the demo, for training and for tests: one world with
//! its own clock, each service on its own port of the loopback.
//!
//! The wire code is written from the services' public documentation and shares nothing with the
//! connectors, so that two readings of a contract check each other.

mod clusters;
mod configstore;
mod data;
mod directory;
mod errata;
mod error;
mod faults;
mod git;
mod github;
mod gitlab;
mod http;
mod jenkins;
mod jira;
mod mirror;
mod payloads;
mod plans;
mod profile;
mod prow;
mod pyxis;
mod registry;
mod running;
mod scenarios;
mod services;
mod sheets;
mod slack;
mod stage;
mod start;
mod streams;
mod tags;
mod timeline;
mod weather;
mod week;
mod world;

pub use error::SandboxError;
pub use faults::{Fault, Faults};
pub use http::Counted;
pub use profile::{google_file, key_file};
pub use running::Running;
pub use services::ServiceName;
pub use start::{Options, start};
pub use timeline::{PlannedCommit, Scenario, TagChange, Timeline};
