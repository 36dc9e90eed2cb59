//! Rows of the cache: events in, events out.

use std::collections::BTreeMap;
use std::sync::Arc;

use rusqlite::{Connection, Row, params};
use serde::de::DeserializeOwned;

use crate::domain::assemblies::Assemblies;
use crate::domain::builds::{BuildName, Phase};
use crate::domain::chronicle::Entry;
use crate::domain::source::{Branch, Source};
use crate::domain::time::Timestamp;
use crate::domain::version::Release;
use crate::store::chronicle::KEPT;
use crate::store::event::{Event, FilePut, Files, News};
use crate::store::observed::Seen;

/// Changes for which a file that went is remembered: a few days of them.
const REMEMBERED: i64 = 10_000;

/// Task changes per release.
pub(super) type ObservedRows = Vec<(Release, Seen)>;

/// The number of the next change: one more than the highest.
fn next_change(db: &Connection) -> rusqlite::Result<i64> {
    db.query_row(
        "SELECT 1 + max((SELECT coalesce(max(change), 0) FROM sources),
                        (SELECT coalesce(max(change), 0) FROM files),
                        (SELECT coalesce(max(change), 0) FROM observed))",
        [],
        |row| row.get(0),
    )
}

/// The highest number in use.
pub(super) fn last_change(db: &Connection) -> rusqlite::Result<i64> {
    Ok(next_change(db)? - 1)
}

/// Writes one event, in the caller's transaction.
pub(super) fn keep(db: &Connection, event: &Event, memo: Option<&str>) -> rusqlite::Result<()> {
    let change = next_change(db)?;
    let source = json(&event.source);
    db.execute(
        "INSERT INTO sources (source, change) VALUES (?1, ?2)
         ON CONFLICT (source) DO UPDATE SET change = excluded.change",
        params![source, change],
    )?;
    db.execute(
        "UPDATE sources SET next = ?2, memo = coalesce(?3, memo) WHERE source = ?1",
        params![source, event.next.map(|next| next.to_string()), memo],
    )?;
    match &event.news {
        Err(trouble) => {
            db.execute(
                "UPDATE sources SET trouble = ?2 WHERE source = ?1",
                params![source, json(&(trouble, event.at))],
            )?;
        }
        Ok(news) => {
            db.execute(
                "UPDATE sources SET fetched = ?2, trouble = NULL WHERE source = ?1",
                params![source, event.at.to_string()],
            )?;
            match news {
                News::Unchanged => {}
                News::Files(files) => keep_files(db, event.source, files, change)?,
                News::Tags(tags) => keep_body(db, &source, &json(tags))?,
                News::Assemblies(assemblies) => keep_body(db, &source, &json(assemblies))?,
                other => keep_body(db, &source, &json(other))?,
            }
        }
    }
    Ok(())
}

fn keep_body(db: &Connection, source: &str, body: &str) -> rusqlite::Result<()> {
    db.execute("UPDATE sources SET body = ?2 WHERE source = ?1", params![source, body]).map(drop)
}

fn keep_files(db: &Connection, source: Source, files: &Files, change: i64) -> rusqlite::Result<()> {
    let Source::Branch(branch) = source else { return Ok(()) };
    if files.whole {
        db.execute(
            "UPDATE files SET gone = 1, document = NULL, change = ?2 WHERE branch = ?1 AND gone = 0",
            params![branch.name(), change],
        )?;
    }
    let mut gone = db.prepare_cached(
        "UPDATE files SET gone = 1, document = NULL, change = ?3 WHERE branch = ?1 AND path = ?2",
    )?;
    for path in &files.gone {
        gone.execute(params![branch.name(), path, change])?;
    }
    let mut put = db.prepare_cached(
        "INSERT OR REPLACE INTO files (branch, path, key, blob, committed, document, complaints, gone, change)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, 0, ?8)",
    )?;
    for file in &files.put {
        put.execute(params![
            branch.name(),
            file.path,
            json(&file.key),
            file.blob,
            file.committed.to_string(),
            file.document.as_ref().map(json),
            json(&file.complaints),
            change
        ])?;
    }
    Ok(())
}

/// Files that went long ago are of no use to anybody who follows.
pub(super) fn forget_gone(db: &Connection, last: i64) -> rusqlite::Result<()> {
    db.execute("DELETE FROM files WHERE gone = 1 AND change < ?1", [last - REMEMBERED]).map(drop)
}

/// Writes task changes that were seen.
pub(super) fn keep_observed(
    db: &Connection,
    release: Release,
    tasks: &Seen,
) -> rusqlite::Result<()> {
    let change = next_change(db)?;
    db.execute(
        "INSERT OR REPLACE INTO observed VALUES (?1, ?2, ?3)",
        params![release.to_string(), json(tasks), change],
    )
    .map(drop)
}

/// Writes changes that were seen; the oldest of too many go.
pub(super) fn keep_entries(db: &Connection, entries: &[Entry]) -> rusqlite::Result<()> {
    let mut insert = db.prepare_cached("INSERT INTO chronicle (entry) VALUES (?1)")?;
    for entry in entries {
        insert.execute([json(entry)])?;
    }
    db.execute(
        "DELETE FROM chronicle WHERE number <= (SELECT max(number) FROM chronicle) - ?1",
        [i64::try_from(KEPT).unwrap_or(i64::MAX)],
    )
    .map(drop)
}

/// Changes that earlier runs saw, oldest first.
pub(super) fn entries(db: &Connection) -> rusqlite::Result<Vec<Entry>> {
    let mut statement = db.prepare("SELECT entry FROM chronicle ORDER BY number")?;
    let mut rows = statement.query([])?;
    let mut entries = Vec::new();
    while let Some(row) = rows.next()? {
        entries.extend(read_json::<Entry>(row, 0)?);
    }
    Ok(entries)
}

/// Which rows are wanted.
#[derive(Debug, Clone, Copy)]
pub(super) enum Wanted {
    /// sources, observed changes, and the files behind the first picture
    FirstPicture,
    /// the other files
    Rest,
    /// everything that was written after a change
    After(i64),
}

/// Rows as the events they came from, and observed task changes. A row that cannot be read is left out:
/// it will be fetched again.
pub(super) fn load(
    db: &Connection,
    wanted: Wanted,
) -> rusqlite::Result<(Vec<Event>, ObservedRows)> {
    let (from, after) = match wanted {
        Wanted::FirstPicture => ("first_picture JOIN files USING (branch, path) WHERE gone = 0", 0),
        Wanted::Rest => (
            "files WHERE gone = 0 AND (branch, path) NOT IN (SELECT branch, path FROM first_picture)",
            0,
        ),
        Wanted::After(change) => ("files WHERE change > ?1", change),
    };
    let mut files: BTreeMap<Branch, Files> = BTreeMap::new();
    let sql = format!(
        "SELECT branch, path, key, blob, committed, document, complaints, gone FROM {from}"
    );
    let mut statement = db.prepare(&sql)?;
    let mut rows = match wanted {
        Wanted::After(change) => statement.query([change])?,
        _ => statement.query([])?,
    };
    while let Some(row) = rows.next()? {
        if let Some((branch, read)) = file(row)? {
            let files = files.entry(branch).or_default();
            match read {
                Ok(put) => files.put.push(put),
                Err(path) => files.gone.push(path),
            }
        }
    }
    let mut events = Vec::new();
    let mut statement =
        db.prepare("SELECT source, fetched, trouble, next, body FROM sources WHERE change > ?1")?;
    let mut rows = statement.query([after])?;
    let with_bodies = !matches!(wanted, Wanted::Rest);
    while let Some(row) = rows.next()? {
        let Some(source) = read_json::<Source>(row, 0)? else { continue };
        let news = match source {
            Source::Branch(branch) => files.remove(&branch).map(News::Files),
            Source::Tags(_) if with_bodies => {
                read_json::<BTreeMap<BuildName, Phase>>(row, 4)?.map(News::Tags)
            }
            Source::BuildData(_) if with_bodies => {
                read_json::<Arc<Assemblies>>(row, 4)?.map(News::Assemblies)
            }
            _ if with_bodies => read_json::<News>(row, 4)?,
            _ => continue,
        };
        events.extend(source_events(row, source, news)?);
    }
    let observed = if with_bodies { load_observed(db, after)? } else { Vec::new() };
    Ok((events, observed))
}

/// The last good answer, and the trouble that followed it, as the two events they were.
fn source_events(
    row: &Row<'_>,
    source: Source,
    news: Option<News>,
) -> rusqlite::Result<Vec<Event>> {
    let next = stamp(row, 3)?;
    let mut events = Vec::new();
    if let Some(at) = stamp(row, 1)? {
        let news = Ok(news.unwrap_or(News::Unchanged));
        events.push(Event { source, seq: 0, at, news, next });
    }
    if let Some((trouble, at)) = read_json(row, 2)? {
        events.push(Event { source, seq: 0, at, news: Err(trouble), next });
    }
    Ok(events)
}

/// A file row: what was put, or the path of a file that is gone.
type FileRow = Option<(Branch, Result<FilePut, String>)>;

fn file(row: &Row<'_>) -> rusqlite::Result<FileRow> {
    let branch: String = row.get(0)?;
    let Some(branch) = Branch::ALL.into_iter().find(|known| known.name() == branch) else {
        return Ok(None);
    };
    let path: String = row.get(1)?;
    if row.get::<_, bool>(7)? {
        return Ok(Some((branch, Err(path))));
    }
    let document = match row.get_ref(5)? {
        rusqlite::types::ValueRef::Null => None,
        _ => match read_json(row, 5)? {
            Some(document) => Some(document),
            None => return Ok(None),
        },
    };
    let (Some(key), Some(committed), Some(complaints)) =
        (read_json(row, 2)?, stamp(row, 4)?, read_json(row, 6)?)
    else {
        return Ok(None);
    };
    let put =
        FilePut { path, key, blob: row.get(3)?, committed, document, complaints, observed: false };
    Ok(Some((branch, Ok(put))))
}

fn load_observed(db: &Connection, after: i64) -> rusqlite::Result<ObservedRows> {
    let mut statement = db.prepare("SELECT release, tasks FROM observed WHERE change > ?1")?;
    let mut rows = statement.query([after])?;
    let mut observed = Vec::new();
    while let Some(row) = rows.next()? {
        let release: String = row.get(0)?;
        if let (Ok(release), Some(tasks)) = (release.parse(), read_json(row, 1)?) {
            observed.push((release, tasks));
        }
    }
    Ok(observed)
}

/// What makes the next question of each source conditional, in the workers' own words.
pub(super) fn memos(db: &Connection) -> rusqlite::Result<BTreeMap<Source, String>> {
    let mut memos = BTreeMap::new();
    let mut statement = db.prepare("SELECT source, memo FROM sources WHERE memo IS NOT NULL")?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        if let Some(source) = read_json::<Source>(row, 0)? {
            memos.insert(source, row.get(1)?);
        }
    }
    Ok(memos)
}

/// Our own values always serialise; an empty text would be read as a broken row and fetched again.
pub(super) fn json<T: serde::Serialize>(value: &T) -> String {
    serde_json::to_string(value).unwrap_or_default()
}

fn read_json<T: DeserializeOwned>(row: &Row<'_>, column: usize) -> rusqlite::Result<Option<T>> {
    let text = row.get_ref(column)?.as_str_or_null().ok().flatten();
    Ok(text.and_then(|text| serde_json::from_str(text).ok()))
}

fn stamp(row: &Row<'_>, column: usize) -> rusqlite::Result<Option<Timestamp>> {
    let text = row.get_ref(column)?.as_str_or_null().ok().flatten();
    Ok(text.and_then(|text| text.parse().ok()))
}
