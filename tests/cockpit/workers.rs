//! Workers: what they ask, what they tell, how patient they are.

mod branches;
mod bugs;
mod crew;
mod managers;
mod patience;
mod release_config;
mod runs;
