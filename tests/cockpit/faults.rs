//! Every trouble that a service can be in, given to each service in turn: what was known stays with its age,
//! the trouble is told with its remedy, and all is well again, without help, when it is over.

pub mod program;
pub mod troubles;

mod from_the_start;
mod of_one_service;
mod while_it_runs;
