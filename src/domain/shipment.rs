//! A shipment: the merge request that carries a release to production, its files and its pipeline
//! (reference/shipment-gitlab.md).

mod address;
mod content;
mod needs;
mod row;
mod shipped;
mod steps;

pub use address::Address;
pub use content::read;
pub(crate) use needs::Stand;
pub use needs::{Need, NeedState, NeedWhat, needs};
pub use row::{Cell, Contents, ShipmentRow, rows};
pub(crate) use row::{attention, conflicts_beside};
pub use shipped::{Shipped, shipped};
pub use steps::{FailedJob, Step, StepState, StepWord, step};

use std::collections::BTreeSet;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::complaint::Complaint;
use super::time::Timestamp;

/// A shipment merge request with everything below it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Shipment {
    /// its number in the project
    pub iid: u64,
    /// its page
    pub url: String,
    /// path of its project
    pub project: String,
    /// its title, `Draft:` included
    pub title: String,
    /// where it stands
    pub state: MrState,
    /// the branch it comes from
    pub source: String,
    /// the branch it goes to
    pub target: String,
    /// who made it
    pub author: String,
    /// when it was made
    pub created: Option<Timestamp>,
    /// when it last changed
    pub updated: Option<Timestamp>,
    /// head commit of its source branch
    pub head: Option<String>,
    /// labels as written
    pub labels: BTreeSet<String>,
    /// it cannot be merged as it is; `None`: GitLab has not checked yet
    pub conflict: Option<bool>,
    /// who approved, who has to
    pub approvals: Approvals,
    /// when it was merged
    pub merged: Option<Timestamp>,
    /// newest first; the first one counts
    pub pipelines: Vec<Pipeline>,
    /// the account may not see pipelines: that there are none says nothing
    pub pipelines_hidden: bool,
    /// shipment files, in path order
    pub files: Vec<ShipmentFile>,
    /// open merge requests into its source branch: bugs to drop, mended files
    pub besides: Vec<Arc<Shipment>>,
    /// what could not be read, one sentence each
    pub gaps: Vec<String>,
}

impl Shipment {
    /// A merge request by its number: this one, or one beside it.
    pub fn find(&self, iid: u64) -> Option<&Shipment> {
        if self.iid == iid {
            return Some(self);
        }
        self.besides.iter().map(Arc::as_ref).find(|beside| beside.iid == iid)
    }

    /// The jobs of its pipelines and of those beside it, jobs below a bridge included.
    pub fn jobs(&self) -> impl Iterator<Item = &Job> {
        let all = std::iter::once(self).chain(self.besides.iter().map(Arc::as_ref));
        let stages = all.flat_map(|one| &one.pipelines).flat_map(|pipeline| &pipeline.stages);
        stages.flat_map(|stage| &stage.jobs).flat_map(|job| {
            let below = job.downstream.iter().flat_map(|below| &below.jobs);
            std::iter::once(job).chain(below)
        })
    }

    /// Jira keys of all its files, sorted (reference/shipment-gitlab.md §6).
    pub fn keys(&self) -> BTreeSet<&str> {
        self.files.iter().flat_map(|file| &file.content.keys).map(String::as_str).collect()
    }

    /// A pipeline of it, or of a merge request beside it, is under way.
    pub fn is_lively(&self) -> bool {
        let newest = |of: &Shipment| of.pipelines.first().is_some_and(Pipeline::is_lively);
        newest(self) || self.besides.iter().any(|beside| newest(beside))
    }

    /// The release that its title names: `Shipment for 4.20.17 (ship date: …)`. The text before it does
    /// not matter, so a draft's title is read as well.
    pub fn titled(&self) -> Option<&str> {
        const BEFORE: &str = "shipment for ";
        let at = self.title.to_ascii_lowercase().find(BEFORE)? + BEFORE.len();
        let rest = self.title.get(at..)?;
        let version = rest.split([' ', '(']).next()?.trim();
        version.starts_with(|c: char| c.is_ascii_digit()).then_some(version)
    }
}

impl MrState {
    /// The word on the screen.
    pub fn word(self) -> &'static str {
        match self {
            MrState::Draft => "draft",
            MrState::Opened => "open",
            MrState::Merged => "merged",
            MrState::Closed => "closed",
            MrState::Locked => "locked",
        }
    }
}

/// Where a merge request stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs, reason = "GitLab's words")]
pub enum MrState {
    Draft,
    Opened,
    Merged,
    Closed,
    Locked,
}

/// Approvals of a merge request.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Approvals {
    /// who approved, in the order given
    pub by: Vec<Approver>,
    /// how many are needed in all; `None`: not told
    pub required: Option<u32>,
    /// rules by name, where GitLab tells them
    pub rules: Vec<ApprovalRule>,
}

/// Somebody who approved.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Approver {
    /// user name
    pub name: String,
    /// when, where GitLab tells it
    pub at: Option<Timestamp>,
}

/// One rule: `QE`, `ART`, `docs`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ApprovalRule {
    /// its name
    pub name: String,
    /// how many of its people are needed
    pub required: u32,
    /// who of them approved
    pub by: Vec<String>,
}

impl ApprovalRule {
    /// Enough of its people approved.
    pub fn is_met(&self) -> bool {
        self.by.len() >= self.required as usize
    }

    /// It is the one that the release lead can meet.
    pub fn is_qe(&self) -> bool {
        let mut words = self.name.split(|c: char| !c.is_alphanumeric());
        words.any(|word| word.eq_ignore_ascii_case("qe"))
    }
}

impl Approvals {
    /// Rules that need somebody.
    pub fn needed(&self) -> impl Iterator<Item = &ApprovalRule> {
        self.rules.iter().filter(|rule| rule.required > 0)
    }

    /// How many approvals count, of how many; `None`: GitLab did not say how many are needed.
    pub fn count(&self) -> (usize, Option<usize>) {
        let of_rules: usize = self.needed().map(|rule| rule.required as usize).sum();
        if of_rules > 0 {
            let met = self.needed().map(|rule| rule.by.len().min(rule.required as usize));
            return (met.sum(), Some(of_rules));
        }
        (self.by.len(), self.required.map(|required| required as usize))
    }

    /// Every approval that is needed is there; `None`: not known how many are needed.
    pub fn are_complete(&self) -> Option<bool> {
        let (given, needed) = self.count();
        needed.map(|needed| given >= needed)
    }

    /// When somebody approved.
    pub fn when(&self, name: &str) -> Option<Timestamp> {
        self.by.iter().find(|approver| approver.name == name).and_then(|approver| approver.at)
    }

    /// When the last of them approved.
    pub fn newest(&self) -> Option<Timestamp> {
        self.by.iter().filter_map(|approver| approver.at).max()
    }
}

/// A pipeline with its stages in order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pipeline {
    /// its number
    pub id: u64,
    /// its page
    pub url: String,
    /// its own word
    pub status: JobStatus,
    /// when it was made
    pub created: Timestamp,
    /// when it ended
    pub finished: Option<Timestamp>,
    /// when it last changed
    pub updated: Option<Timestamp>,
    /// stages in the order GitLab has them; empty: not looked into (only the newest is)
    pub stages: Vec<Stage>,
}

impl Pipeline {
    /// It goes on by itself. One that waits for a person does not.
    pub fn is_lively(&self) -> bool {
        self.status.is_lively()
            || self.stages.iter().flat_map(|stage| &stage.jobs).any(|job| job.status.is_lively())
    }

    /// A stage by name.
    pub fn stage(&self, name: &str) -> Option<&Stage> {
        self.stages.iter().find(|stage| stage.name == name)
    }
}

/// A stage.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stage {
    /// `stage-release-triggers`
    pub name: String,
    /// jobs and bridges
    pub jobs: Vec<Job>,
}

/// A job, or a bridge that triggers a pipeline below.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Job {
    /// its number
    pub id: u64,
    /// `stage-job`, `image.watch-stage`
    pub name: String,
    /// its page
    pub url: String,
    /// its word
    pub status: JobStatus,
    /// its failure does not fail the stage
    pub may_fail: bool,
    /// GitLab's word for why it failed
    pub failure: Option<String>,
    /// when it was made
    pub created: Option<Timestamp>,
    /// when it began
    pub started: Option<Timestamp>,
    /// when it ended
    pub finished: Option<Timestamp>,
    /// the pipeline it triggered
    pub downstream: Option<Downstream>,
}

/// A pipeline that a bridge triggered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Downstream {
    /// its number
    pub id: u64,
    /// its page
    pub url: String,
    /// its own word
    pub status: JobStatus,
    /// its jobs, where they were looked into
    pub jobs: Vec<Job>,
}

/// GitLab's words for jobs and pipelines.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs, reason = "GitLab's words")]
pub enum JobStatus {
    Created,
    WaitingForResource,
    Preparing,
    Pending,
    Running,
    Success,
    Failed,
    Canceling,
    Canceled,
    Skipped,
    Manual,
    Scheduled,
    /// a word we do not know: never taken for success
    Unknown,
}

impl JobStatus {
    /// GitLab's word as we have it.
    pub fn of(word: &str) -> JobStatus {
        match word {
            "created" => JobStatus::Created,
            "waiting_for_resource" | "waiting_for_callback" => JobStatus::WaitingForResource,
            "preparing" => JobStatus::Preparing,
            "pending" => JobStatus::Pending,
            "running" => JobStatus::Running,
            "success" => JobStatus::Success,
            "failed" => JobStatus::Failed,
            "canceling" => JobStatus::Canceling,
            "canceled" => JobStatus::Canceled,
            "skipped" => JobStatus::Skipped,
            "manual" => JobStatus::Manual,
            "scheduled" => JobStatus::Scheduled,
            _ => JobStatus::Unknown,
        }
    }

    /// The word on the screen.
    pub fn word(self) -> &'static str {
        match self {
            JobStatus::Created => "created",
            JobStatus::WaitingForResource => "waiting for a resource",
            JobStatus::Preparing => "preparing",
            JobStatus::Pending => "pending",
            JobStatus::Running => "running",
            JobStatus::Success => "passed",
            JobStatus::Failed => "failed",
            JobStatus::Canceling => "canceling",
            JobStatus::Canceled => "canceled",
            JobStatus::Skipped => "skipped",
            JobStatus::Manual => "manual",
            JobStatus::Scheduled => "scheduled",
            JobStatus::Unknown => "not known",
        }
    }

    /// It goes on by itself.
    pub fn is_lively(self) -> bool {
        matches!(
            self,
            JobStatus::WaitingForResource
                | JobStatus::Preparing
                | JobStatus::Pending
                | JobStatus::Running
                | JobStatus::Canceling
        )
    }

    /// It ended.
    pub fn is_over(self) -> bool {
        matches!(
            self,
            JobStatus::Success | JobStatus::Failed | JobStatus::Canceled | JobStatus::Skipped
        )
    }
}

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
pub(crate) mod fixtures;

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

    #[test]
    fn the_title_names_the_release_also_of_a_draft() {
        let cases = [
            ("Shipment for 4.17.47 (ship date: 2026-Mar-25)", Some("4.17.47")),
            ("Draft: shipment for 4.22.0-ec.1", Some("4.22.0-ec.1")),
            ("Shipment for 4.21.0-rc.2(x)", Some("4.21.0-rc.2")),
            ("4.17.52 drop bugs", None),
            ("Shipment for nobody", None),
        ];
        for (title, version) in cases {
            let shipment = Shipment { title: title.to_owned(), ..fixtures::open(7) };
            assert_eq!(shipment.titled(), version, "{title}");
        }
    }

    #[test]
    fn approvals_are_counted_by_rule_where_there_are_rules() {
        let rule = |name: &str, required, by: &[&str]| ApprovalRule {
            name: name.to_owned(),
            required,
            by: by.iter().map(ToString::to_string).collect(),
        };
        let by = |names: &[&str]| -> Vec<Approver> {
            names.iter().map(|name| Approver { name: name.to_string(), at: None }).collect()
        };
        let ruled = Approvals {
            by: by(&["a", "b", "x"]),
            required: Some(3),
            rules: vec![rule("ART", 1, &["a", "b"]), rule("QE", 1, &[]), rule("any", 0, &["x"])],
        };
        assert_eq!((ruled.count(), ruled.are_complete()), ((1, Some(2)), Some(false)));
        let bare = Approvals { by: by(&["a"]), required: Some(1), rules: Vec::new() };
        assert_eq!((bare.count(), bare.are_complete()), ((1, Some(1)), Some(true)));
        let unsaid = Approvals { by: by(&["a"]), ..Approvals::default() };
        assert_eq!((unsaid.count(), unsaid.are_complete()), ((1, None), None));
        assert!(rule("ocp-QE", 1, &[]).is_qe() && !rule("qerberos", 1, &[]).is_qe());
    }
}
