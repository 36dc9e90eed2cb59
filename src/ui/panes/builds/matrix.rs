//! The job matrix: which builds are columns, which jobs are rows, and where each cell's runs are.

use std::collections::HashMap;
use std::fmt;
use std::sync::Arc as Shared;

use super::labels::Common;
use crate::domain::acceptance::Completeness;
use crate::domain::arch::Arch;
use crate::domain::builds::{BuildName, Stream};
use crate::domain::releases::Assessment;
use crate::domain::results::{JobName, JobRecord};
use crate::domain::verdict::Judged;
use crate::domain::version::Release;
use crate::store::board::{Board, BuildRow, Role, Tested};
use crate::ui::filter::{Fields, Filter};

/// Everything a matrix is made from.
#[derive(Debug, Clone)]
pub struct Key {
    /// whose builds; held, so that the address stays its own
    pub board: Shared<Board>,
    /// which release is looked at
    pub release: Release,
    /// architecture of the runs
    pub arch: Arch,
    /// optional jobs are rows, too
    pub optional: bool,
    /// which jobs stay
    pub filter: Filter,
    /// first column wanted
    pub first: usize,
    /// columns that fit
    pub count: usize,
}

/// A row.
#[derive(Debug, Clone)]
pub struct JobRow {
    /// full name
    pub name: JobName,
    /// not counted
    pub optional: bool,
}

/// The matrix of some columns.
pub struct Matrix {
    key: Key,
    /// every build of the y-stream: the release, its candidate, nightlies, other releases; newest first
    pub order: Vec<usize>,
    /// those with results on the architecture, and the release itself
    pub columns: Vec<usize>,
    /// first visible column
    pub first: usize,
    /// jobs of the visible columns, in order of appearance, optional ones last
    pub rows: Vec<JobRow>,
    /// jobs before the filter
    pub of: usize,
    /// optional jobs that are not shown
    pub hidden_optional: usize,
    /// what their names share
    pub common: Common,
    /// a visible build lacks jobs of its plan
    pub incomplete: bool,
    /// place of a job in its build's results, row by row; [`NONE`] where there is none
    cells: Vec<u32>,
    /// builds of the visible columns
    visible: Vec<Shared<BuildRow>>,
    /// row of each job
    places: HashMap<JobName, usize>,
}

impl fmt::Debug for Matrix {
    /// Its size: the rest would be everything that is known of a y-stream.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Matrix({} × {})", self.rows.len(), self.columns.len())
    }
}

const NONE: u32 = u32::MAX;

impl Matrix {
    /// Finds columns, rows and cells.
    pub fn of(key: Key, release: &Assessment) -> Matrix {
        let builds = key.board.builds_of(release.release.y);
        let order = order(builds, release);
        let columns: Vec<usize> = order
            .iter()
            .copied()
            .filter(|at| builds.get(*at).is_some_and(|build| is_column(build, release, key.arch)))
            .collect();
        let first = key.first.min(columns.len().saturating_sub(key.count));
        let shown = columns.iter().skip(first).take(key.count);
        let visible = shown.filter_map(|at| builds.get(*at).cloned()).collect();
        let mut matrix = Matrix {
            order,
            columns,
            first,
            rows: Vec::new(),
            of: 0,
            hidden_optional: 0,
            common: Common::default(),
            incomplete: false,
            cells: Vec::new(),
            visible,
            places: HashMap::new(),
            key,
        };
        matrix.find_rows();
        matrix
    }

    /// Whether it was made from the same.
    pub fn is_of(&self, key: &Key) -> bool {
        let own = &self.key;
        Shared::ptr_eq(&own.board, &key.board)
            && (own.release, own.arch, own.optional) == (key.release, key.arch, key.optional)
            && (own.first, own.count) == (key.first, key.count)
            && own.filter == key.filter
    }

    fn find_rows(&mut self) {
        let visible = self.count();
        let mut rows: Vec<JobRow> = Vec::new();
        let mut cells: Vec<u32> = Vec::new();
        let mut places: HashMap<JobName, usize> = HashMap::new();
        for column in 0..visible {
            let Some(tested) = self.tested(column) else { continue };
            let Some(results) = &tested.results else { continue };
            let judged = tested.judgement.as_ref().map(|judgement| &judgement.jobs);
            for (n, job) in results.jobs.iter().enumerate() {
                let optional = judged.and_then(|jobs| jobs.get(n)).is_some_and(|one| one.optional);
                let row = *places.entry(job.name.clone()).or_insert_with(|| {
                    rows.push(JobRow { name: job.name.clone(), optional });
                    cells.extend(std::iter::repeat_n(NONE, visible));
                    rows.len() - 1
                });
                if let Some(cell) = cells.get_mut(row * visible + column) {
                    *cell = u32::try_from(n).unwrap_or(NONE);
                }
            }
        }
        self.incomplete = (0..visible).any(|column| {
            let judgement = self.tested(column).and_then(|tested| tested.judgement.as_ref());
            judgement.is_some_and(|one| matches!(one.completeness, Completeness::Incomplete { .. }))
        });
        self.common = Common::of(rows.iter().map(|row| &*row.name.0));
        let wanted = |row: &JobRow| self.key.optional || !row.optional;
        let mut kept: Vec<usize> = (0..rows.len()).filter(|at| wanted(&rows[*at])).collect();
        let (of, hidden) = (kept.len(), rows.len() - kept.len());
        kept.sort_by_key(|at| rows[*at].optional);
        if !self.key.filter.is_empty() {
            let cells = |at: usize| cells.get(at * visible..(at + 1) * visible).unwrap_or_default();
            kept.retain(|at| {
                let job = FilteredJob { row: &rows[*at], matrix: self, cells: cells(*at) };
                self.key.filter.keeps(&job)
            });
        }
        self.cells = kept
            .iter()
            .flat_map(|at| cells.get(at * visible..(at + 1) * visible).unwrap_or_default())
            .copied()
            .collect();
        self.rows = kept.iter().filter_map(|at| rows.get(*at).cloned()).collect();
        self.places = self.rows.iter().map(|row| row.name.clone()).zip(0..).collect();
        (self.of, self.hidden_optional) = (of, hidden);
    }

    /// Visible columns.
    pub fn count(&self) -> usize {
        self.visible.len()
    }

    /// The architecture of the runs.
    pub fn arch(&self) -> Arch {
        self.key.arch
    }

    /// The release that is looked at.
    pub fn release(&self) -> Release {
        self.key.release
    }

    /// The release's promoted build and its candidate.
    pub fn own_builds(&self) -> impl Iterator<Item = &BuildRow> {
        let release = self.key.release;
        let candidate =
            self.key.board.release(release).and_then(|known| known.facts.candidate.as_ref());
        let own = move |build: &&BuildRow| {
            is_promoted(build, release)
                || build.role == Role::Candidate(release)
                || candidate == Some(&build.name)
        };
        self.builds().iter().map(|build| &**build).filter(own)
    }

    /// The build behind a place in [`Matrix::columns`].
    pub fn build_at(&self, column: usize) -> Option<&BuildRow> {
        self.builds().get(*self.columns.get(column)?).map(|build| &**build)
    }

    /// The build of a visible column.
    pub fn build(&self, column: usize) -> Option<&BuildRow> {
        self.visible.get(column).map(|build| &**build)
    }

    /// All builds of the y-stream, as the board has them.
    pub fn builds(&self) -> &[Shared<BuildRow>] {
        self.key.board.builds_of(self.key.release.y)
    }

    /// The result file of a visible column.
    pub fn tested(&self, column: usize) -> Option<&Tested> {
        self.build(column)?.tested_on(self.key.arch)
    }

    /// Runs and verdict of a cell; `None` when the build has no such job.
    pub fn record(&self, row: usize, column: usize) -> Option<(&JobRecord, Option<&Judged>)> {
        let at = *self.cells.get(row * self.count() + column)?;
        if at == NONE || column >= self.count() {
            return None;
        }
        self.at(column, at)
    }

    fn at(&self, column: usize, at: u32) -> Option<(&JobRecord, Option<&Judged>)> {
        let (tested, at) = (self.tested(column)?, usize::try_from(at).ok()?);
        let judged = tested.judgement.as_ref().and_then(|judgement| judgement.jobs.get(at));
        Some((tested.results.as_ref()?.jobs.get(at)?, judged))
    }

    /// The row of a job; the first when it is not there.
    pub fn row_of(&self, job: Option<&JobName>) -> usize {
        job.and_then(|job| self.places.get(job)).copied().unwrap_or(0)
    }

    /// The visible column of a build; the first when it is not there.
    pub fn column_of(&self, build: Option<&BuildName>) -> usize {
        let is = |at: &usize| self.build(*at).map(|one| &one.name) == build;
        (0..self.count()).find(is).unwrap_or(0)
    }
}

/// What a build is to the release that is looked at, which need not be an active one.
pub fn is_promoted(build: &BuildRow, release: Release) -> bool {
    build.name.release() == Some(release)
}

/// See [`is_promoted`].
pub fn is_candidate(build: &BuildRow, release: &Assessment) -> bool {
    build.role == Role::Candidate(release.release)
        || release.facts.candidate.as_ref() == Some(&build.name)
}

/// The release first, then its candidate, then nightlies, then other releases; each newest first.
fn order(builds: &[Shared<BuildRow>], release: &Assessment) -> Vec<usize> {
    let rank = |at: &usize| match builds.get(*at) {
        Some(build) if is_promoted(build, release.release) => 0,
        Some(build) if is_candidate(build, release) => 1,
        Some(build) if build.stream == Stream::Nightly => 2,
        _ => 3,
    };
    let mut order: Vec<usize> = (0..builds.len()).collect();
    order.sort_by_cached_key(rank);
    order
}

/// A build is a column when something was tested, or is due, on the architecture.
fn is_column(build: &BuildRow, release: &Assessment, arch: Arch) -> bool {
    build.tested_on(arch).is_some()
        || is_promoted(build, release.release)
        || (arch == Arch::Amd64 && is_candidate(build, release))
}

/// A row as a filter sees it.
struct FilteredJob<'a> {
    row: &'a JobRow,
    matrix: &'a Matrix,
    cells: &'a [u32],
}

impl FilteredJob<'_> {
    fn verdicts(&self) -> String {
        let judged = self.cells.iter().enumerate().filter(|(_, at)| **at != NONE);
        let words = judged
            .filter_map(|(column, at)| self.matrix.at(column, *at)?.1)
            .map(|judged| judged.verdict.name());
        words.collect::<Vec<_>>().join(" ")
    }
}

impl Fields for FilteredJob<'_> {
    fn shown(&self) -> String {
        let name = &self.row.name.0;
        format!("{} {name} {}", self.matrix.common.label(name), self.verdicts())
    }

    fn field(&self, name: &str) -> Option<String> {
        match name {
            "job" => Some(self.row.name.0.to_string()),
            "arch" => Some(self.matrix.arch().name().to_owned()),
            "release" => Some(self.matrix.key.release.to_string()),
            "verdict" => Some(self.verdicts()),
            _ => None,
        }
    }
}
