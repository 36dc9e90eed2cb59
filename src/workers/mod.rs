//! Those who ask: one worker per source, each asking again and again, telling what it learned as
//! [`crate::store::Event`]s. Workers change nothing themselves.
//!
//! [`poll`] is the loop they share, [`patience`] how long each waits, [`crew`] all of them together.

pub mod advisories;
pub mod branches;
pub mod bugs;
pub mod build_data;
pub mod chat;
pub mod crew;
pub mod hands;
pub mod image_health;
pub mod managers;
pub mod memo;
pub mod patience;
pub mod payload;
pub mod poll;
pub mod reading;
pub mod release_config;
pub mod release_payloads;
pub mod report;
pub mod runs;
pub mod shipment;
pub mod signature;
pub mod stage_runs;
pub mod streams;
pub mod ticket;

pub use crew::{Crew, Start};
pub use hands::{Desk, Hands};
pub use memo::Memo;
pub use poll::{Answer, Poll, Report, Wiring, keep_asking};
