//! Shipment files: what a merge request ships.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::domain::complaint::Complaint;

/// A shipment file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ShipmentFile {
    /// path in the repository
    pub path: String,
    /// from its name; `None`: none of the known kinds
    pub kind: Option<Kind>,
    /// what it says, as far as it can be used
    pub content: ShipmentContent,
    /// what is wrong with it, place and sentence
    pub complaints: Vec<Complaint>,
}

/// Kinds of shipment files (reference/shipment-gitlab.md §2.1).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs, reason = "the names of the kinds")]
pub enum Kind {
    Image,
    Extras,
    Metadata,
    Fbc,
    Microshift,
    Rpm,
}

impl Kind {
    /// All of them, in the order in which they are listed.
    pub const ALL: [Kind; 6] =
        [Kind::Image, Kind::Extras, Kind::Metadata, Kind::Fbc, Kind::Microshift, Kind::Rpm];

    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Kind::Image => "image",
            Kind::Extras => "extras",
            Kind::Metadata => "metadata",
            Kind::Fbc => "fbc",
            Kind::Microshift => "microshift",
            Kind::Rpm => "rpm",
        }
    }

    fn named(word: &str) -> Option<Kind> {
        Kind::ALL.into_iter().find(|kind| kind.name() == word)
    }

    /// From the name of a file: `<assembly>[.-]<kind>.<timestamp>.yaml`. Other names have no kind, and
    /// nothing is guessed from a word somewhere in the path.
    pub fn of_path(path: &str) -> Option<Kind> {
        let name = path.rsplit('/').next()?.to_ascii_lowercase();
        let (rest, stamp) = name.strip_suffix(".yaml")?.rsplit_once('.')?;
        let digits = stamp.len() >= 8 && stamp.bytes().all(|byte| byte.is_ascii_digit());
        let (assembly, kind) = rest.rsplit_once(['.', '-'])?;
        Kind::named(kind).filter(|_| digits && !assembly.is_empty())
    }

    /// From the name of a job: the first word that is a kind, so that «add fbc contribution to index
    /// image» is about fbc.
    pub fn of_job(name: &str) -> Option<Kind> {
        let mut words = name.split(|c: char| !c.is_ascii_alphanumeric());
        words.find_map(|word| Kind::named(&word.to_ascii_lowercase()))
    }
}

/// What a shipment file says, as far as the cockpit shows it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ShipmentContent {
    /// `4.20.17`
    pub assembly: Option<String>,
    /// it says of itself that it carries catalog fragments
    pub fbc: bool,
    /// `RHBA`, `RHSA`, `RHEA`
    pub advisory_type: Option<String>,
    /// number of the live advisory
    pub live_id: Option<u64>,
    /// one line about it
    pub synopsis: Option<String>,
    /// Jira keys from the right source, in order
    pub keys: BTreeSet<String>,
    /// CVEs
    pub cves: BTreeSet<String>,
    /// snapshot components
    pub components: u32,
    /// the stage environment's advisory
    pub stage_advisory: Option<Advisory>,
    /// the production environment's advisory: there is one when it has shipped
    pub prod_advisory: Option<Advisory>,
}

/// An advisory of an environment.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Advisory {
    /// its page
    pub url: Option<String>,
    /// its YAML, which lists the images
    pub internal_url: Option<String>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_kind_of_a_file_is_the_word_before_its_stamp() {
        let cases = [
            (
                "shipment/ocp/openshift-4.18/openshift-4-18/prod/4.18.3-image.20250414000000.yaml",
                Some(Kind::Image),
            ),
            ("x/4.22.3.image.20260624101010.yaml", Some(Kind::Image)),
            ("4.22.3.fbc.20260624101010.yaml", Some(Kind::Fbc)),
            ("4.22.3.MICROSHIFT.20260624101010.YAML", Some(Kind::Microshift)),
            ("rc.2.extras.20260624101010.yaml", Some(Kind::Extras)),
            ("4.21.0-rc.2-metadata.20260624101010.yaml", Some(Kind::Metadata)),
            ("4.22.3.rpm.20260624101010.yaml", Some(Kind::Rpm)),
            ("4.22.3.kernel.20260624101010.yaml", None),
            ("image/fbc/4.22.3.20260624101010.yaml", None),
            ("4.22.3.image.yaml", None),
            ("image.20260624101010.yaml", None),
            ("4.22.3.image.20260624101010.yml", None),
            ("", None),
        ];
        for (path, kind) in cases {
            assert_eq!(Kind::of_path(path), kind, "{path}");
        }
    }

    #[test]
    fn a_job_is_about_the_first_kind_that_its_name_has() {
        let cases = [
            ("image.watch-stage", Some(Kind::Image)),
            ("add fbc contribution to index image", Some(Kind::Fbc)),
            ("stage-job", None),
            ("extras", Some(Kind::Extras)),
            ("reimage", None),
        ];
        for (name, kind) in cases {
            assert_eq!(Kind::of_job(name), kind, "{name}");
        }
    }
}
