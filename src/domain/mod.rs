//! What a release is. Pure: no request, no clock, no terminal, no database.
//!
//! A rule that a release lead could explain on a whiteboard belongs here, and so does the reading of a
//! document that carries facts (StateBox, result file, registry, tracking file). How the document got
//! here, how it is kept and how it is shown do not.

pub mod acceptance;
pub mod advisories;
pub mod arch;
pub mod assemblies;
pub mod attention;
pub mod bugs;
pub mod builds;
pub mod changes;
pub mod chat;
pub mod chronicle;
pub mod clean;
pub mod clock;
pub mod complaint;
pub mod digest;
pub mod document;
pub mod durations;
pub mod escalation;
pub mod flow;
pub mod freshness;
pub mod health;
pub mod image_health;
pub mod issues;
mod json;
pub mod log;
pub mod managers;
pub mod outcomes;
pub mod outside;
pub mod own_files;
pub mod payload;
pub mod process;
pub mod registry;
pub mod release_config;
pub mod release_payloads;
pub mod releases;
pub mod report;
pub mod results;
pub mod runs;
pub mod shipment;
pub mod signature;
pub mod source;
pub mod stage_runs;
pub mod statebox;
pub mod tasks;
pub mod ticket;
pub mod time;
pub mod tracking;
pub mod trouble;
pub mod verdict;
pub mod version;
