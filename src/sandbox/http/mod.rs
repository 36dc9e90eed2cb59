//! What every service shares on the wire: reading a request, listening, faults, the count of what
//! was asked. Knows of a service no more than its name.

mod asked;
pub mod control;
mod front;
mod ledger;
mod spoil;
mod talk;

pub use asked::Asked;
pub use front::{Front, Server, Service, http_date, serve};
pub use ledger::{Counted, Ledger};
pub use talk::{Socket, Talk};
