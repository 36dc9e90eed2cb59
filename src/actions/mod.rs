//! What an operator can ask for: the catalogue, keymaps, and the gate. Pure.

pub mod catalog;
pub mod chord;
pub mod fault;
pub mod gate;
pub mod keymap;
mod keymap_file;

pub use catalog::{Action, CATALOG, Entry, Group, Place};
pub use chord::{Chord, Code, Mods};
pub use fault::Fault;
pub use gate::{Focus, Refusal, gate, offers};
pub use keymap::{Keymap, Pressed};
