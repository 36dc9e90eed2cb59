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
//!
//! Modules look only downwards in this list; `tests/cockpit/architecture.rs` refuses anything else.

#![cfg_attr(
    test,
    allow(
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::panic,
        reason = "a test may end loudly"
    )
)]

pub mod domain;
