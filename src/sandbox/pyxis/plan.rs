//! What the catalogue knows of images.

use std::collections::BTreeMap;

/// Images by digest, `sha256:…`.
pub type Catalogue = BTreeMap<String, Graded>;

/// An image; moments are seconds since 1970.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Graded {
    /// `ose-etcd`
    pub component: String,
    /// `amd64`
    pub arch: &'static str,
    /// known from then on
    pub made: i64,
    /// grades with the moments from which they hold, in order
    pub grades: Vec<(i64, char)>,
    /// until then a look-up fails
    pub lost_until: Option<i64>,
}
