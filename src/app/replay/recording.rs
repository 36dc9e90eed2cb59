//! A folder of recordings: `NAME-seed.jsonl.gz` with the state before, `NAME.jsonl.gz` with what
//! happened. Plain `.jsonl` is read too.

use std::fs::{self, File};
use std::io::{BufRead, BufReader, Read};
use std::path::{Path, PathBuf};

use serde::Deserialize;

use crate::domain::clean;
use crate::domain::document::{self, DocumentKey, FOLDER};
use crate::domain::source::Branch;
use crate::domain::time::Timestamp;
use crate::store::{FilePut, Files};

/// Why a recording cannot be played.
#[derive(Debug, thiserror::Error)]
pub enum RecordingError {
    /// the folder or a file cannot be opened or read
    #[error("{path}: {why}")]
    Io {
        /// which
        path: PathBuf,
        /// why
        why: std::io::Error,
    },
    /// a line is not what a recording holds
    #[error(
        "{path}:{line}: {why}; every line is a JSON object with at, path, op and content or text"
    )]
    Line {
        /// which file
        path: PathBuf,
        /// counted from 1
        line: usize,
        /// what is wrong
        why: String,
    },
    /// nothing to play
    #[error("{0}: no file NAME.jsonl or NAME.jsonl.gz in this folder")]
    Empty(PathBuf),
}

/// Everything of a folder, in order of time.
#[derive(Debug)]
pub struct Recording {
    /// the state before the first event
    pub seed: Vec<Line>,
    /// what happened
    pub events: Vec<Line>,
    /// job registries of the folder `registry` beside the recordings, when there is one
    pub registries: Vec<FilePut>,
}

/// One change of one file.
#[derive(Debug, Clone)]
pub struct Line {
    /// commit time
    pub at: Timestamp,
    /// which branch
    pub branch: Branch,
    /// path in the repository
    pub path: String,
    /// abbreviated commit id
    pub commit: String,
    /// the file's text; `None`: deleted
    pub text: Option<String>,
}

/// What a line was to us.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// a file that was read
    Read,
    /// a file that went
    Delete,
    /// a path that stands for nothing
    Foreign,
    /// a file of which nothing can be used
    Unreadable,
}

#[derive(Deserialize)]
#[serde(rename_all = "lowercase")]
enum Op {
    Put,
    Delete,
}

#[derive(Deserialize)]
struct Raw {
    at: Timestamp,
    path: String,
    op: Op,
    #[serde(default)]
    commit: String,
    content: Option<serde_json::Value>,
    text: Option<String>,
}

impl Recording {
    /// Reads a folder.
    ///
    /// # Errors
    /// See [`RecordingError`]; a line that cannot be understood ends the reading, so that no event is
    /// lost in silence.
    pub fn open(folder: &Path) -> Result<Recording, RecordingError> {
        let io = |path: &Path| {
            let path = path.to_owned();
            move |why| RecordingError::Io { path, why }
        };
        let mut files: Vec<PathBuf> = Vec::new();
        for entry in fs::read_dir(folder).map_err(io(folder))? {
            files.push(entry.map_err(io(folder))?.path());
        }
        files.sort();
        let (mut seed, mut events) = (Vec::new(), Vec::new());
        for path in &files {
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            let Some(stem) = name.strip_suffix(".jsonl.gz").or(name.strip_suffix(".jsonl")) else {
                continue;
            };
            let into = if stem.ends_with("seed") { &mut seed } else { &mut events };
            read_file(path, name.ends_with(".gz"), into)?;
        }
        if seed.is_empty() && events.is_empty() {
            return Err(RecordingError::Empty(folder.to_owned()));
        }
        // Stable: lines of one moment stay in commit order.
        events.sort_by_key(|line: &Line| line.at);
        Ok(Recording { seed, events, registries: registries(folder) })
    }
}

fn read_file(path: &Path, packed: bool, into: &mut Vec<Line>) -> Result<(), RecordingError> {
    let file = File::open(path).map_err(|why| RecordingError::Io { path: path.to_owned(), why })?;
    let file: Box<dyn Read> =
        if packed { Box::new(flate2::read::MultiGzDecoder::new(file)) } else { Box::new(file) };
    for (n, line) in BufReader::new(file).lines().enumerate() {
        let text = line.map_err(|why| RecordingError::Io { path: path.to_owned(), why })?;
        if text.trim().is_empty() {
            continue;
        }
        let broken = |why: String| RecordingError::Line {
            path: path.to_owned(),
            line: n + 1,
            why: clean::line(&why),
        };
        let raw: Raw = serde_json::from_str(&text).map_err(|why| broken(why.to_string()))?;
        into.push(raw.line(path).map_err(broken)?);
    }
    Ok(())
}

impl Raw {
    fn line(self, file: &Path) -> Result<Line, String> {
        let text = match (self.op, self.text, self.content) {
            (Op::Delete, ..) => None,
            (Op::Put, Some(text), _) => Some(text),
            // Upstream writes two-space indent, which is what pretty printing gives.
            (Op::Put, None, Some(content)) => {
                Some(serde_json::to_string_pretty(&content).map_err(|why| why.to_string())?)
            }
            (Op::Put, None, None) => return Err("a put without content and text".to_owned()),
        };
        let name = file.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let branch = Branch::ALL.into_iter().find(|branch| name.starts_with(branch.name()));
        // Without a telling name: record has its files in the folder, z-stream in folders of y-streams.
        let nested = self.path.strip_prefix(FOLDER).is_some_and(|inside| inside.contains('/'));
        let by_path = if nested { Branch::ZStream } else { Branch::Record };
        Ok(Line {
            at: self.at,
            branch: branch.unwrap_or(by_path),
            path: self.path,
            commit: self.commit,
            text,
        })
    }
}

impl Line {
    /// The news this line is.
    pub fn files(&self) -> (Files, Kind) {
        let mut files = Files { head: self.commit.clone(), ..Files::default() };
        let Some(text) = &self.text else {
            files.gone.push(self.path.clone());
            return (files, Kind::Delete);
        };
        // A recording may not name commits: two states of a file must differ all the same.
        let blob = format!("{} {}", self.commit, self.at);
        let Some(put) = read(self.branch, &self.path, text, &blob, self.at) else {
            return (files, Kind::Foreign);
        };
        let kind = if put.document.is_some() { Kind::Read } else { Kind::Unreadable };
        files.put.push(put);
        (files, kind)
    }
}

fn read(branch: Branch, path: &str, text: &str, blob: &str, at: Timestamp) -> Option<FilePut> {
    let key = DocumentKey::of(branch, path)?;
    let (document, complaints) = document::read(&key, path, text, Some(at));
    Some(FilePut {
        path: path.to_owned(),
        key,
        blob: blob.to_owned(),
        committed: at,
        document,
        complaints,
        observed: true,
    })
}

/// Registries are not part of the recordings; those that lie beside them tell which jobs were planned.
fn registries(folder: &Path) -> Vec<FilePut> {
    let folder = folder.join("../registry");
    let Ok(entries) = fs::read_dir(&folder) else { return Vec::new() };
    let mut found: Vec<FilePut> = entries
        .filter_map(|entry| {
            let path = entry.ok()?.path();
            let name = path.file_name()?.to_str()?.to_owned();
            let text = fs::read_to_string(&path).ok()?;
            read(Branch::Main, &format!("{FOLDER}{name}"), &text, &name, Timestamp::UNIX_EPOCH)
        })
        .collect();
    found.sort_by(|a, b| a.path.cmp(&b.path));
    found
}
