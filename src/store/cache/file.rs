//! Opening the database: folder and file modes, schema steps, starting afresh when it is broken.

use std::fs;
use std::path::Path;
use std::time::Duration;

use rusqlite::{Connection, OptionalExtension, TransactionBehavior};

use super::Place;

/// Steps of the schema. Never edited once shipped; a cache of a newer or unknown schema is made anew.
const SCHEMA: &[&str] =
    &[include_str!("../schema/cache-001.sql"), include_str!("../schema/cache-002.sql")];

/// Grows with every change of what the JSON columns hold: documents are stored as they were read.
const READ_AS: &str = "4";

/// An open cache.
pub(super) struct Opened {
    pub connection: Connection,
    pub kept: Kept,
}

/// Where its rows are. Each sentence is for the operator.
pub(super) enum Kept {
    /// in the file, with what was there before
    OnDisk,
    /// in a new file; the old one was moved aside
    Anew(String),
    /// nowhere: the disk refuses
    InMemory(String),
}

/// Opens the cache, or makes a new one when there is none, or it cannot be used; in memory when the disk
/// refuses.
pub(super) fn open(place: &Place) -> rusqlite::Result<Opened> {
    match at(&place.file, &place.origin) {
        Ok(connection) => Ok(Opened { connection, kept: Kept::OnDisk }),
        Err(why) => {
            let shown = place.file.display();
            let broken = place.file.with_extension("broken.db");
            let moved = place.file.exists() && fs::rename(&place.file, &broken).is_ok();
            for side in ["db-wal", "db-shm"] {
                let _ = fs::remove_file(place.file.with_extension(side));
            }
            match at(&place.file, &place.origin) {
                Ok(connection) if moved => {
                    let note = format!(
                        "the cache could not be used ({why}), starting afresh; it is kept as {}",
                        broken.display()
                    );
                    Ok(Opened { connection, kept: Kept::Anew(note) })
                }
                Ok(connection) => Ok(Opened { connection, kept: Kept::OnDisk }),
                Err(why) => {
                    let note = format!(
                        "no cache: {shown}: {why}; facts are kept in memory only. Make the folder writable \
                         or name another one with cache = \"…\" in config.toml"
                    );
                    let mut connection = Connection::open_in_memory()?;
                    prepare(&mut connection, &place.origin)?;
                    Ok(Opened { connection, kept: Kept::InMemory(note) })
                }
            }
        }
    }
}

/// Why the file cannot be used.
#[derive(Debug, thiserror::Error)]
enum Unusable {
    #[error("{0}")]
    Io(#[from] std::io::Error),
    #[error("{0}")]
    Database(#[from] rusqlite::Error),
}

fn at(file: &Path, origin: &str) -> Result<Connection, Unusable> {
    if let Some(folder) = file.parent() {
        make_folder(folder)?;
    }
    let fresh = !file.exists();
    let mut connection = Connection::open(file)?;
    if fresh {
        private(file)?;
    }
    connection.busy_timeout(Duration::from_secs(5))?;
    connection.pragma_update(None, "journal_mode", "WAL")?;
    connection.pragma_update(None, "synchronous", "NORMAL")?;
    // Not mapped: a file that somebody cuts short would end the program in the middle of a read.
    connection.pragma_update(None, "mmap_size", 0)?;
    prepare(&mut connection, origin)?;
    Ok(connection)
}

/// Brings the schema up to date; empties a cache that is of something else or was read by other rules.
fn prepare(connection: &mut Connection, origin: &str) -> rusqlite::Result<()> {
    let origin = format!("{READ_AS} {origin}");
    if fits(connection, &origin)? {
        return Ok(());
    }
    let step = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    // Another program may have made it while this one waited.
    if fits(&step, &origin)? {
        return Ok(());
    }
    let known = usize::try_from(version(&step)?).unwrap_or(usize::MAX);
    let further = SCHEMA.get(known..).filter(|_| known > 0);
    if let Some(further) = further.filter(|_| is_of(&step, &origin).unwrap_or(false)) {
        for sql in further {
            step.execute_batch(sql)?;
        }
        step.pragma_update(None, "user_version", SCHEMA.len() as i64)?;
        return step.commit();
    }
    let names: Vec<String> = step
        .prepare(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'",
        )?
        .query_map([], |row| row.get(0))?
        .collect::<rusqlite::Result<_>>()?;
    for name in names {
        step.execute_batch(&format!("DROP TABLE \"{}\"", name.replace('"', "\"\"")))?;
    }
    for sql in SCHEMA {
        step.execute_batch(sql)?;
    }
    step.execute("INSERT INTO meta VALUES ('origin', ?1)", [origin])?;
    step.pragma_update(None, "user_version", SCHEMA.len() as i64)?;
    step.commit()
}

fn fits(connection: &Connection, origin: &str) -> rusqlite::Result<bool> {
    Ok(version(connection)? == SCHEMA.len() as i64 && is_of(connection, origin)?)
}

fn version(connection: &Connection) -> rusqlite::Result<i64> {
    connection.pragma_query_value(None, "user_version", |row| row.get(0))
}

fn is_of(connection: &Connection, origin: &str) -> rusqlite::Result<bool> {
    let kept: Option<String> = connection
        .query_row("SELECT value FROM meta WHERE key = 'origin'", [], |row| row.get(0))
        .optional()?;
    Ok(kept.as_deref() == Some(origin))
}

#[cfg(unix)]
fn make_folder(folder: &Path) -> std::io::Result<()> {
    use std::os::unix::fs::DirBuilderExt;
    fs::DirBuilder::new().recursive(true).mode(0o700).create(folder)
}

#[cfg(unix)]
fn private(file: &Path) -> std::io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    fs::set_permissions(file, fs::Permissions::from_mode(0o600))
}

#[cfg(not(unix))]
fn make_folder(folder: &Path) -> std::io::Result<()> {
    fs::create_dir_all(folder)
}

#[cfg(not(unix))]
fn private(_: &Path) -> std::io::Result<()> {
    Ok(())
}
