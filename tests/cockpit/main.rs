//! One test program for everything that crosses a border of the crate.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

mod architecture;
mod connectors;
mod data_record;
mod data_replay;
mod data_z_stream;
mod sandbox;
mod store;
mod web;
mod workers;
