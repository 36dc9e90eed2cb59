//! Turning files into documents, away from the threads that draw and listen.

use std::panic::{AssertUnwindSafe, catch_unwind};

use crate::connectors::RawFile;
use crate::domain::assemblies::Assemblies;
use crate::domain::complaint::Complaint;
use crate::domain::document::{self, Document, DocumentKey};
use crate::domain::source::Branch;
use crate::domain::time::Timestamp;
use crate::domain::version::YStream;
use crate::store::FilePut;

/// Reads a document: key, path, text, latest possible time of its commit.
pub type ReadDocument =
    fn(&DocumentKey, &str, &str, Option<Timestamp>) -> (Option<Document>, Vec<Complaint>);
/// Reads build data: y-stream, path, text.
pub type ReadAssemblies = fn(YStream, &str, &str) -> (Option<Assemblies>, Vec<Complaint>);

/// The rules that read; tests bring their own.
#[derive(Debug, Clone, Copy)]
pub struct Readers {
    /// files of the branches
    pub document: ReadDocument,
    /// `releases.yml`
    pub assemblies: ReadAssemblies,
}

impl Default for Readers {
    fn default() -> Readers {
        Readers { document: document::read, assemblies: Assemblies::read }
    }
}

/// Reads files of a branch. A file whose reading panics is complained about and costs no other.
pub async fn documents(
    read: ReadDocument,
    branch: Branch,
    files: Vec<RawFile>,
    committed: Timestamp,
    observed: bool,
) -> Vec<FilePut> {
    let work = move || {
        let mut put = Vec::with_capacity(files.len());
        for file in files {
            let Some(key) = DocumentKey::of(branch, &file.path) else { continue };
            let attempt = AssertUnwindSafe(|| one(read, &key, &file, committed));
            let (document, complaints) = catch_unwind(attempt)
                .unwrap_or_else(|_| unusable(&file, "a fault in this program stopped the reading"));
            let RawFile { path, blob, .. } = file;
            put.push(FilePut { path, key, blob, committed, document, complaints, observed });
        }
        put
    };
    tokio::task::spawn_blocking(work).await.unwrap_or_default()
}

fn one(
    read: ReadDocument,
    key: &DocumentKey,
    file: &RawFile,
    committed: Timestamp,
) -> (Option<Document>, Vec<Complaint>) {
    let Some(bytes) = &file.bytes else { return unusable(file, "the file is too large to be one") };
    let text = String::from_utf8_lossy(bytes);
    let (document, mut complaints) = read(key, &file.path, &text, Some(committed));
    if matches!(text, std::borrow::Cow::Owned(_)) {
        let what = "is not UTF-8; what cannot be read is shown as \u{fffd}".to_owned();
        complaints.push(Complaint { path: file.path.clone(), place: String::new(), what });
    }
    (document, complaints)
}

fn unusable(file: &RawFile, what: &str) -> (Option<Document>, Vec<Complaint>) {
    let (path, what) = (file.path.clone(), what.to_owned());
    (None, vec![Complaint { path, place: String::new(), what }])
}
