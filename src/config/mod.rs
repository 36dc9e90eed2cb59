//! What the operator decided before the program started: which services, how often, how it looks.
//!
//! No file is needed to start; one that is wrong in places costs those places and nothing else. Where
//! a token comes from is written here, the token itself never is.

pub mod connect;
pub mod duration;
pub mod files;
pub mod keys;
pub mod services;
pub mod settings;
pub mod token;

pub use crate::domain::own_files::Problem;
pub use connect::missing;
pub use files::{Asked, ConfigError, Loaded, from_text, load};
pub use services::*;
pub use settings::{GithubSettings, Settings, StreamsSettings, UiSettings};
pub use token::{KeyringStore, TokenFrom};
