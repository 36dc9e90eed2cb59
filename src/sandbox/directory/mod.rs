//! A stand-in of the company's directory: LDAP v3 over TCP (RFC 4511), as OpenLDAP answers those who may
//! read and not write. It knows the people of the week.

mod answer;
mod ber;
mod filter;
mod talk;

use std::sync::Arc;

pub use talk::serve;

use super::faults::Fault;
use super::services::ServiceName;
use super::stage::Stage;

/// Where the tree of the directory begins.
pub const BASE: &str = "dc=example,dc=com";

/// Somebody, or something, in the directory.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// distinguished name
    pub dn: String,
    /// attributes with their values
    pub attributes: Vec<(&'static str, Vec<String>)>,
}

impl Entry {
    fn values<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a String> {
        let named = self.attributes.iter().filter(|(known, _)| known.eq_ignore_ascii_case(name));
        named.flat_map(|(_, values)| values)
    }
}

/// The directory.
pub struct Directory {
    stage: Arc<Stage>,
    token: String,
}

impl Directory {
    /// Answers from the plans of the world. `token`: anybody's password.
    pub fn new(stage: Arc<Stage>, token: String) -> Directory {
        Directory { stage, token }
    }

    /// The troubles of the week.
    fn weather(&self) -> Vec<Fault> {
        let plans = Arc::clone(&self.stage.world().plans);
        plans.weather.at(ServiceName::Directory, self.stage.now()).collect()
    }
}
