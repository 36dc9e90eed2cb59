//! One test program for everything that crosses a border of the crate.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

mod architecture;
mod bad_input;
mod clients;
mod connectors;
mod data_record;
mod data_replay;
mod data_z_stream;
mod faults;
mod headless;
mod instances;
mod real;
mod sandbox;
mod small_world;
mod store;
mod stories;
mod terminal;
mod web;
mod workers;
