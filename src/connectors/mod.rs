//! The services as the program speaks to them: typed questions, answers in our own nouns, faults sorted
//! by what the operator can do about them. Client crates end here, and so do wire formats.
//!
//! Every request goes through [`http::Http`]: deadline, size limit, circuit breaker and rate budget of
//! its service. A request is given up by dropping its future. Base addresses come from the
//! configuration; what answers there is not this layer's concern.

pub mod blob;
pub mod branches;
pub mod breaker;
pub mod budget;
pub mod clone;
pub mod clusters;
pub mod configstore;
pub mod directory;
pub mod errata;
pub mod github;
pub mod gitlab;
pub mod google;
pub mod hints;
pub mod http;
pub mod jenkins;
pub mod jira;
pub mod keyring;
pub mod lane;
pub mod login;
pub mod logs;
pub mod mirror;
pub mod net;
pub mod prow;
pub mod pyxis;
pub mod registry;
pub mod sheets;
pub mod slack;
pub mod streams;
pub mod token;

mod body;
mod pieces;
mod printed;
mod pulse;
mod rarely;
mod redirect;
mod remedy;

pub use branches::{Branches, Head, Listing, RawFile, Told};
pub use clusters::Clusters;
pub use directory::Directory;
pub use errata::Errata;
pub use github::Github;
pub use gitlab::Gitlab;
pub use http::Http;
pub use jenkins::Jenkins;
pub use jira::Jira;
pub use lane::Lane;
pub use login::Login;
pub use logs::Logs;
pub use mirror::Mirror;
pub use net::Net;
pub use prow::Prow;
pub use pyxis::Pyxis;
pub use registry::Registry;
pub use sheets::Sheets;
pub use slack::Slack;
pub use streams::Streams;
