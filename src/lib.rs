//! **oar-tui**: a terminal cockpit for the people who ship OpenShift z-stream releases.
//!
//! A release is a set of facts spread over several services. The program brings them into one picture and
//! says what needs a human now. The house has one door in, one room and one window:
//!
//! ```text
//! services ──▶ connectors ──▶ workers ──events──▶ store ──snapshot──▶ ui ──▶ the operator
//!                                                   │                          │
//!                                          (pure rules: domain)        chord → action
//! ```
//!
//! - [`domain`]: what a release is. Pure rules and the reading of the documents they rest on.
//! - [`config`]: settings, and where tokens come from. Looks at `domain`.
//! - [`connectors`]: the services, one file or folder each; client crates and wire formats end here.
//!   Looks at `domain`, `config`.
//! - [`store`]: events come in, snapshots go out; feeds, board, cache. Looks at `domain`.
//! - [`workers`]: ask the services again and again, send events. Looks at `domain`, `config`,
//!   `connectors`, `store`.
//! - [`actions`]: what an operator can ask for: catalogue, keymaps, gate. Looks at `domain`, `store`.
//! - [`ui`]: draws a snapshot. Looks at `domain`, `store`, `actions`.
//! - [`sandbox`]: stand-ins of the services over real HTTP. Looks at `domain` only: its wire formats are
//!   written a second time, so that two readings of the same contract check each other.
//! - [`app`]: joins the parts: the loop, the terminal, commands without a screen, replay, demo.
//!
//! Modules look only downwards in this list; `tests/cockpit/architecture.rs` refuses anything else.
//!
//! Where a fact travels: a worker asks a connector, the answer is read into documents of the domain and
//! becomes a [`store::Event`]; [`store::World::apply`] is the only way to change state; the board is
//! derived from the world when something changed, by the rules of the domain; a [`store::Snapshot`] (a
//! few pointers and `now`) is what views draw and commands print.

#![cfg_attr(
    test,
    allow(
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::panic,
        reason = "a test may end loudly"
    )
)]

pub mod actions;
pub mod app;
pub mod config;
pub mod connectors;
pub mod domain;
pub mod sandbox;
pub mod store;
pub mod ui;
pub mod workers;
