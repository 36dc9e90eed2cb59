//! Overlays: the only boxes on the screen. They open when they are asked for, never by themselves.

mod boxed;
pub mod errors;
pub mod help;
pub mod log;

use crate::actions::Action;

/// What a key did to an overlay.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// it stays
    Stay,
    /// it closes
    Close,
    /// it closes, and this is to be done
    Run(Action),
}

/// An open overlay.
#[derive(Debug)]
pub enum Overlay {
    /// what can be done, and by which key
    Help(help::Help),
    /// what is wrong
    Errors(errors::Errors),
    /// the log of what was under the cursor
    Log(Box<log::Log>),
}
