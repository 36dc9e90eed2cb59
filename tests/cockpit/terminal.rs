//! The program in a real terminal: what it takes it gives back, and an idle screen is silent.

pub mod bytes;
pub mod harness;

mod idle;
mod restored;
mod surroundings;
