//! Draws a snapshot; keeps cursors, filters and open overlays, and nothing else.
//!
//! Drawing is pure: no clock, no request, no database. What is true was decided below.

mod clock;
pub mod cursor;
pub mod filter;
mod filter_parse;
pub mod footer;
pub mod glyphs;
pub mod header;
pub mod history;
pub mod input;
pub mod layout;
mod line;
pub mod look;
pub mod message;
pub mod overlays;
pub mod panes;
pub mod remedy;
#[cfg(test)]
pub(crate) mod sample;
pub mod screen;
pub mod services;
pub mod theme;
mod theme_file;
mod views_row;
pub mod widgets;
