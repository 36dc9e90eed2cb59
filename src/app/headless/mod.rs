//! The views without a screen: the same facts, printed once.

mod activity;
mod bugs;
mod health;
pub mod json;
pub mod sheet;
mod shipment;
mod views;

use std::collections::BTreeMap;
use std::time::Duration;

use crate::domain::own_files;
use crate::domain::releases::{Activity, Assessment};
use crate::domain::source::{Branch, Service, Source};
use crate::domain::time::{SignedDuration, Timestamp};
use crate::domain::trouble::Trouble;
use crate::domain::version::Release;
use crate::store::{Feed, Snapshot};
use crate::ui::filter::Filter;
use crate::ui::panes::ReleaseFields;
use sheet::Form;

/// Which view is printed.
#[derive(Debug, Clone)]
pub enum Wanted {
    /// the releases
    Overview {
        /// words and fields of the filter language
        filter: String,
        /// also what has left the list
        all: bool,
    },
    /// one release
    Release(Release),
    /// builds: of a release's y-stream, or all
    Builds(Option<Release>),
    /// ON_QA bugs that a filter keeps
    Bugs(String),
    /// shipment merge requests that a filter keeps
    Shipment(String),
    /// changes that a filter keeps
    Activity(String),
    /// services that a filter keeps
    Health(String),
}

/// How it is printed.
#[derive(Debug, Clone)]
pub struct Manner {
    /// table, JSON, CSV or Markdown
    pub form: Form,
    /// columns to keep, in order; empty: all
    pub columns: Vec<String>,
    /// with a line of headings
    pub headers: bool,
    /// exit 3 when a source is older
    pub max_age: Option<Duration>,
    /// exit 4 when something needs a human
    pub fail_on_attention: bool,
}

/// Exit codes of design/ux.md §17.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs, reason = "design/ux.md §17 defines each")]
#[repr(u8)]
pub enum Exit {
    Ok = 0,
    Failed = 1,
    Usage = 2,
    TooOld = 3,
    Matched = 4,
    Login = 5,
    Refused = 6,
    Internal = 70,
    Interrupted = 130,
}

/// What goes to stdout, what goes to stderr, and how the program ends.
#[derive(Debug)]
pub struct Printed {
    /// the data
    pub out: String,
    /// everything else, one sentence per line
    pub err: Vec<String>,
    /// how it ends
    pub exit: Exit,
}

/// Prints a view of a snapshot.
pub fn print(wanted: &Wanted, manner: &Manner, snapshot: &Snapshot) -> Printed {
    let mut printed = Printed { out: String::new(), err: troubles(snapshot), exit: Exit::Ok };
    let result = match wanted {
        Wanted::Overview { filter, all } => overview(filter, *all, manner, snapshot),
        Wanted::Release(release) => one_release(*release, manner, snapshot),
        Wanted::Builds(of) => builds(*of, manner, snapshot),
        Wanted::Bugs(filter) => on_qa(filter, manner, snapshot),
        Wanted::Shipment(filter) => shipments(filter, manner, snapshot),
        Wanted::Activity(filter) => changes(filter, manner, snapshot),
        Wanted::Health(filter) => services(filter, manner, snapshot),
    };
    if manner.form != Form::Json {
        printed.err.extend(complaints(snapshot));
    }
    match result {
        Ok(out) => printed.out = out,
        Err((exit, why)) => {
            printed.err.push(why);
            printed.exit = exit;
            return printed;
        }
    }
    printed.exit = ending(wanted, manner, snapshot);
    printed
}

type Refused = (Exit, String);

fn read(filter: &str) -> Result<Filter, Refused> {
    Filter::parse(filter).map_err(|why| (Exit::Usage, format!("filter {filter:?}: {why}")))
}

fn overview(
    filter: &str,
    all: bool,
    manner: &Manner,
    snapshot: &Snapshot,
) -> Result<String, Refused> {
    let filter = read(filter)?;
    let listed = |release: &&Assessment| {
        let on_list = all || !filter.is_empty() || release.activity == Activity::Active;
        on_list && filter.keeps(&ReleaseFields { release, snapshot })
    };
    let board = &snapshot.board;
    let releases = board.releases.iter().map(|release| &**release).filter(listed);
    match manner.form {
        Form::Json => {
            let view = json::OverviewJson {
                releases: releases.map(|release| json::row(snapshot, release)).collect(),
                attention: &board.attention,
                complaints: &board.complaints,
            };
            to_json(&json::envelope(snapshot, view))
        }
        _ => {
            let mut text = shaped(views::overview(snapshot, releases), manner)?;
            // Two tables in one CSV would be neither.
            if matches!(manner.form, Form::Table | Form::Md) && manner.columns.is_empty() {
                let list = views::attention(snapshot.now, &board.attention);
                // Nothing to do is a claim; where nothing was read it cannot be made.
                let read = snapshot.feeds.values().any(|feed| feed.fetched.is_some());
                let count = if read { board.attention.len().to_string() } else { "?".to_owned() };
                text.push_str(&format!("\nNeeds a human now {count}\n"));
                text.push_str(&if manner.form == Form::Md {
                    list.md()
                } else {
                    list.table(manner.headers)
                });
            }
            Ok(text)
        }
    }
}

fn one_release(release: Release, manner: &Manner, snapshot: &Snapshot) -> Result<String, Refused> {
    let board = &snapshot.board;
    let Some(known) = board.release(release) else {
        let names: Vec<String> =
            board.releases.iter().map(|known| known.release.to_string()).collect();
        let near = nearest(&release.to_string(), names.iter().map(String::as_str));
        return Err((Exit::Failed, format!("no file is known for {release}{near}")));
    };
    match manner.form {
        Form::Json => {
            let rows = board.builds_of(release.y).iter().filter(|row| concerns(row, known));
            let builds = rows.flat_map(|row| json::builds_of(snapshot, row)).collect();
            let beside = json::beside(snapshot, release);
            to_json(&json::envelope(snapshot, json::ReleaseJson { release: known, builds, beside }))
        }
        _ => shaped(views::release(snapshot.now, known), manner),
    }
}

fn concerns(row: &crate::store::BuildRow, release: &Assessment) -> bool {
    row.name.0 == release.release.to_string() || Some(&row.name) == release.facts.candidate.as_ref()
}

fn builds(of: Option<Release>, manner: &Manner, snapshot: &Snapshot) -> Result<String, Refused> {
    let wanted = snapshot.board.builds.iter().filter(|(y, _)| of.is_none_or(|of| of.y == **y));
    let rows = wanted.flat_map(|(_, rows)| rows.iter().map(|row| &**row));
    match manner.form {
        Form::Json => {
            let builds = rows.flat_map(|row| json::builds_of(snapshot, row)).collect();
            to_json(&json::envelope(snapshot, json::BuildsJson { builds }))
        }
        _ => shaped(views::builds(rows), manner),
    }
}

fn on_qa(filter: &str, manner: &Manner, snapshot: &Snapshot) -> Result<String, Refused> {
    let rows = bugs::rows(snapshot, &read(filter)?);
    match manner.form {
        Form::Json => to_json(&json::envelope(snapshot, bugs::json(snapshot, &rows))),
        _ => shaped(bugs::sheet(snapshot, &rows), manner),
    }
}

fn shipments(filter: &str, manner: &Manner, snapshot: &Snapshot) -> Result<String, Refused> {
    let rows = shipment::rows(snapshot, &read(filter)?);
    match manner.form {
        Form::Json => to_json(&json::envelope(snapshot, shipment::json(&rows))),
        _ => shaped(shipment::sheet(snapshot.now, &rows), manner),
    }
}

fn changes(filter: &str, manner: &Manner, snapshot: &Snapshot) -> Result<String, Refused> {
    let rows = activity::rows(snapshot, &read(filter)?);
    match manner.form {
        Form::Json => to_json(&json::envelope(snapshot, activity::json(rows))),
        _ => shaped(activity::sheet(&rows), manner),
    }
}

fn services(filter: &str, manner: &Manner, snapshot: &Snapshot) -> Result<String, Refused> {
    let rows = health::rows(snapshot, &read(filter)?);
    match manner.form {
        Form::Json => to_json(&json::envelope(snapshot, health::json(snapshot, &rows))),
        _ => shaped(health::sheet(snapshot, &rows), manner),
    }
}

fn shaped(mut sheet: sheet::Sheet, manner: &Manner) -> Result<String, Refused> {
    if !manner.columns.is_empty() {
        sheet.pick(&manner.columns).map_err(|why| (Exit::Usage, why))?;
    }
    Ok(match manner.form {
        Form::Csv => sheet.csv(manner.headers),
        Form::Md => sheet.md(),
        Form::Table | Form::Json => sheet.table(manner.headers),
    })
}

fn to_json<T: serde::Serialize>(view: &T) -> Result<String, Refused> {
    serde_json::to_string_pretty(view)
        .map(|text| text + "\n")
        .map_err(|why| (Exit::Internal, format!("could not write JSON: {why}")))
}

/// What is wrong with which file, as far as a terminal holds it; JSON lists all of it.
fn complaints(snapshot: &Snapshot) -> Vec<String> {
    const AT_MOST: usize = 50;
    let all = &snapshot.board.complaints;
    let mut lines: Vec<String> = all.iter().take(AT_MOST).map(ToString::to_string).collect();
    if all.len() > AT_MOST {
        lines.push(format!(
            "{} more faults in files; overview -o json lists all",
            all.len() - AT_MOST
        ));
    }
    lines
}

/// Sources of one service in the same kind of trouble.
struct Ailing<'a> {
    sources: Vec<String>,
    trouble: &'a Trouble,
    /// the oldest good answer among them
    fetched: Option<Timestamp>,
}

/// One line per kind of trouble and service: twelve y-streams without build data are one sentence.
fn troubles(snapshot: &Snapshot) -> Vec<String> {
    let mut ailing: BTreeMap<(Service, &str, bool), Ailing<'_>> = BTreeMap::new();
    for (source, feed) in snapshot.feeds.iter() {
        let Some((trouble, _)) = &feed.trouble else { continue };
        let (fetched, sources) = (feed.fetched, Vec::new());
        let kind = (source.service(), trouble.code(), fetched.is_some());
        let of = ailing.entry(kind).or_insert(Ailing { sources, trouble, fetched });
        of.sources.push(source.to_string());
        of.fetched = of.fetched.min(fetched);
    }
    ailing.into_iter().map(|((service, ..), of)| of.sentence(service.name())).collect()
}

impl Ailing<'_> {
    fn sentence(&self, service: &str) -> String {
        let old = match self.fetched {
            Some(fetched) => format!("showing what was known at {fetched}"),
            None => "nothing is known from it".to_owned(),
        };
        let sources = self.sources.join(", ");
        let about =
            if sources.starts_with(service) { sources } else { format!("{service} {sources}") };
        format!("{about}: {}; {old} ({})", self.trouble, self.trouble.code())
    }
}

/// The sources without which a view says nothing. The branches say which releases there are; what
/// was seen and how the services fare is known without any of them.
fn essential(wanted: &Wanted, snapshot: &Snapshot) -> Vec<Source> {
    match wanted {
        Wanted::Overview { .. } | Wanted::Release(_) | Wanted::Builds(_) => {
            Branch::ALL.map(Source::Branch).into()
        }
        Wanted::Bugs(_) => vec![Source::Bugs],
        Wanted::Shipment(_) => {
            let rows = snapshot.board.shipments.iter();
            let read = rows.map(|row| Source::Shipment(row.release));
            Branch::ALL.map(Source::Branch).into_iter().chain(read).collect()
        }
        Wanted::Activity(_) | Wanted::Health(_) => Vec::new(),
    }
}

/// Without anything from the sources that the view hangs on the command has failed.
fn ending(wanted: &Wanted, manner: &Manner, snapshot: &Snapshot) -> Exit {
    let sources = essential(wanted, snapshot);
    let feeds: Vec<Option<&Feed>> =
        sources.iter().map(|source| snapshot.feeds.get(source)).collect();
    let nothing = feeds.iter().all(|feed| feed.is_none_or(|feed| feed.fetched.is_none()));
    if nothing && !feeds.is_empty() {
        let login = feeds.iter().flatten().any(|feed| {
            matches!(feed.trouble, Some((Trouble::SignIn { .. } | Trouble::Refused { .. }, _)))
        });
        return if login { Exit::Login } else { Exit::Failed };
    }
    if let Some(max_age) = manner.max_age
        && feeds.iter().flatten().any(|feed| {
            let limit = SignedDuration::try_from(max_age).unwrap_or(SignedDuration::MAX);
            feed.fetched.is_none_or(|fetched| snapshot.now.duration_since(fetched) > limit)
        })
    {
        return Exit::TooOld;
    }
    if manner.fail_on_attention && !snapshot.board.attention.is_empty() {
        return Exit::Matched;
    }
    Exit::Ok
}

/// `, did you mean NAME?` when something is near enough, else nothing.
pub fn nearest<'a>(word: &str, names: impl Iterator<Item = &'a str>) -> String {
    own_files::nearest(word, names).map_or(String::new(), |name| format!(", did you mean {name}?"))
}
