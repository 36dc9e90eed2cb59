//! What a release is. Pure: no request, no clock, no terminal, no database.
//!
//! A rule that a release lead could explain on a whiteboard belongs here, and so does the reading of a
//! document that carries facts (StateBox, result file, registry, tracking file). How the document got
//! here, how it is kept and how it is shown do not.

pub mod acceptance;
pub mod arch;
pub mod assemblies;
pub mod attention;
pub mod builds;
pub mod changes;
pub mod clean;
pub mod clock;
pub mod complaint;
pub mod document;
pub mod durations;
pub mod flow;
pub mod freshness;
pub mod issues;
mod json;
pub mod outcomes;
pub mod own_files;
pub mod registry;
pub mod releases;
pub mod results;
pub mod source;
pub mod statebox;
pub mod tasks;
pub mod time;
pub mod tracking;
pub mod trouble;
pub mod verdict;
pub mod version;
