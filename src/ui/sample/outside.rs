//! What the services hold, as texts, and the road from there to a snapshot: documents are read by the
//! readers of the program, told as events, and taken in by the store.

use std::collections::{BTreeMap, BTreeSet};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::Arc;

use super::results::{self, ResultsText};
use super::statebox::StateBoxText;
use super::{at, minutes_ago, now};
use crate::domain::arch::Arch;
use crate::domain::assemblies::Assemblies;
use crate::domain::builds::{BuildName, Phase};
use crate::domain::document::{self, DocumentKey, FOLDER};
use crate::domain::runs::Runs;
use crate::domain::shipment::Shipment;
use crate::domain::source::{Branch, Source};
use crate::domain::time::{SignedDuration, Timestamp};
use crate::domain::trouble::Trouble;
use crate::domain::version::{Release, YStream};
use crate::store::{Applied, Event, FilePut, Files, News, Snapshot, World};

/// The services.
#[derive(Debug, Clone, Default)]
pub struct Outside {
    /// text and commit time
    files: BTreeMap<(Branch, String), (String, Timestamp)>,
    tags: BTreeMap<Arch, BTreeMap<BuildName, Phase>>,
    build_data: BTreeMap<YStream, String>,
    shipments: BTreeMap<Release, Arc<Shipment>>,
    runs: BTreeMap<Release, Arc<Runs>>,
}

impl Outside {
    /// A file of a branch, by its path inside `_releases/`.
    pub fn file(&mut self, branch: Branch, path: &str, text: &str, committed: &str) {
        let place = (branch, format!("{FOLDER}{path}"));
        self.files.insert(place, (text.to_owned(), at(committed)));
    }

    pub fn statebox(&mut self, boxed: &StateBoxText) {
        let y = boxed.release.rsplit_once('.').unwrap().0;
        let path = format!("{y}/statebox/{}.yaml", boxed.release);
        self.file(Branch::ZStream, &path, &boxed.text(), boxed.updated);
    }

    /// Results on amd64.
    pub fn results(&mut self, results: &ResultsText) {
        let path = format!("ocp-test-result-{}-amd64.json", results.build);
        self.file(Branch::Record, &path, &results.text(), "25 14:00");
    }

    /// The registry of a y-stream on amd64, and its build data with these releases.
    pub fn stream(&mut self, y: &str, releases: &[&StateBoxText]) {
        let path = format!("ocp-{y}-test-jobs-amd64.json");
        self.file(Branch::Main, &path, &results::registry(y), "20 08:00");
        let entries: String = releases.iter().map(|boxed| boxed.assembly()).collect();
        self.build_data.insert(y.parse().unwrap(), format!("releases:\n{entries}"));
        let tracked =
            |boxed: &&StateBoxText| format!("  {}: {{advisories: {{}}}}\n", boxed.release);
        let tracked: String = releases.iter().map(tracked).collect();
        let path = format!("{y}/{y}.z.yaml");
        self.file(Branch::ZStream, &path, &format!("releases:\n{tracked}"), "20 08:00");
    }

    /// What the release controller of an architecture says of a build.
    pub fn tag(&mut self, arch: Arch, build: &str, phase: Phase) {
        let name = BuildName(build.to_owned());
        self.tags.entry(arch).or_default().insert(name, phase);
    }

    /// Accepted on every architecture.
    pub fn accepted(&mut self, build: &str) {
        Arch::ALL.into_iter().for_each(|arch| self.tag(arch, build, Phase::Accepted));
    }

    /// The merge request of a release.
    pub fn shipment(&mut self, of: Release, shipment: Shipment) {
        self.shipments.insert(of, Arc::new(shipment));
    }

    /// What Prow says of the runs of a release.
    pub fn runs(&mut self, of: Release, runs: Runs) {
        self.runs.insert(of, Arc::new(runs));
    }

    /// Everything that is asked for when all of it is known.
    pub fn sources(&self) -> BTreeSet<Source> {
        let build_data = self.build_data.keys().map(|y| Source::BuildData(*y));
        let shipments = self.shipments.keys().map(|of| Source::Shipment(*of));
        let runs = self.runs.keys().map(|of| Source::Runs(*of));
        first_sources().into_iter().chain(build_data).chain(shipments).chain(runs).collect()
    }

    /// What a source says when it is asked.
    fn news(&self, source: Source) -> News {
        match source {
            Source::Branch(branch) => News::Files(self.branch(branch)),
            Source::Tags(arch) => News::Tags(self.tags.get(&arch).cloned().unwrap_or_default()),
            Source::BuildData(y) => {
                let (read, complaints) = Assemblies::read(y, "releases.yml", &self.build_data[&y]);
                assert_eq!(complaints, []);
                News::Assemblies(Arc::new(read.unwrap()))
            }
            Source::Shipment(of) => News::Shipment(self.shipments[&of].clone()),
            Source::Runs(of) => News::Runs(self.runs[&of].clone()),
            _ => News::Unchanged,
        }
    }

    fn branch(&self, branch: Branch) -> Files {
        let own = self.files.iter().filter(|((of, _), _)| *of == branch);
        let put = own.filter_map(|((_, path), (text, committed))| {
            let key = DocumentKey::of(branch, path)?;
            let (document, complaints) = document::read(&key, path, text, Some(*committed));
            let mut blob = DefaultHasher::new();
            text.hash(&mut blob);
            Some(FilePut {
                path: path.clone(),
                key,
                blob: format!("{:x}", blob.finish()),
                committed: *committed,
                document,
                complaints,
                observed: false,
            })
        });
        Files { whole: true, head: String::new(), put: put.collect(), gone: Vec::new() }
    }
}

/// What a program asks for before it knows anything.
pub fn first_sources() -> BTreeSet<Source> {
    let tags = Arch::ALL.map(Source::Tags);
    Branch::ALL.map(Source::Branch).into_iter().chain(tags).collect()
}

/// A store and the events that reach it.
#[derive(Debug, Default)]
pub struct Heard {
    world: World,
    seq: u64,
}

impl Heard {
    /// A program that began to ask; nobody answered yet.
    pub fn asking(sources: impl IntoIterator<Item = Source>) -> Heard {
        let mut heard = Heard::default();
        heard.world.asking(sources);
        heard
    }

    /// Every source answered; so many minutes ago.
    pub fn all(outside: &Outside, minutes: impl Fn(Source) -> i64) -> Heard {
        Heard::all_but(outside, minutes, &[])
    }

    /// As [`Heard::all`], but some were asked in vain.
    pub fn all_but(outside: &Outside, minutes: impl Fn(Source) -> i64, silent: &[Source]) -> Heard {
        let mut heard = Heard::asking(first_sources());
        for source in outside.sources().into_iter().filter(|source| !silent.contains(source)) {
            heard.answer(outside, source, minutes_ago(minutes(source)));
        }
        heard
    }

    /// A source answers; it is asked again in two minutes from now.
    pub fn answer(&mut self, outside: &Outside, source: Source, at: Timestamp) -> Applied {
        let next = now() + SignedDuration::from_mins(2);
        self.event(source, at, Ok(outside.news(source)), Some(next))
    }

    /// A source is in trouble since 14:02 and is asked again at 14:09.
    pub fn trouble(&mut self, source: Source, trouble: &Trouble) {
        let next = now() + SignedDuration::from_mins(2);
        self.event(source, minutes_ago(5), Err(trouble.clone()), Some(next));
    }

    /// An event in its place in the row.
    pub fn event(
        &mut self,
        source: Source,
        at: Timestamp,
        news: Result<News, Trouble>,
        next: Option<Timestamp>,
    ) -> Applied {
        self.seq += 1;
        self.world.apply(Event { source, seq: self.seq, at, news, next })
    }

    /// A picture of the sample's moment.
    pub fn snapshot(&mut self) -> Snapshot {
        self.snapshot_at(now())
    }

    pub fn snapshot_at(&mut self, at: Timestamp) -> Snapshot {
        self.world.snapshot(at)
    }
}
