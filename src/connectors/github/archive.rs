//! The archive of a commit, unpacked while it arrives. Only documents are kept, in bounded memory.

use std::io::{self, Read};

use flate2::bufread::MultiGzDecoder;
use reqwest::Response;

use crate::connectors::blob;
use crate::connectors::branches::{LARGEST_BRANCH, LARGEST_FILE, RawFile, is_document};
use crate::connectors::pieces;
use crate::domain::document::FOLDER;
use crate::domain::source::Branch;
use crate::domain::trouble::Trouble;

/// Bytes of a whole unpacked repository, documents or not.
const LARGEST_ARCHIVE: u64 = 1 << 30;

/// Reads the archive that `response` brings. `commit`: what was asked for; an archive that names
/// another one is refused.
pub async fn unpack(
    response: Response,
    branch: Branch,
    commit: &str,
    place: String,
) -> Result<Vec<RawFile>, Trouble> {
    let commit = commit.to_owned();
    let read = move |pieces| documents(io::BufReader::new(pieces), branch, &commit);
    pieces::feed(response, &place, "archive", read).await
}

/// The documents of a `.tar.gz`.
fn documents(
    packed: impl io::BufRead,
    branch: Branch,
    commit: &str,
) -> Result<Vec<RawFile>, String> {
    let unpacked = MultiGzDecoder::new(packed).take(LARGEST_ARCHIVE);
    let mut archive = tar::Archive::new(unpacked);
    let (mut files, mut kept, mut folder_seen) = (Vec::new(), 0, false);
    for entry in archive.entries().map_err(fault)? {
        let mut entry = entry.map_err(fault)?;
        if entry.header().entry_type().is_pax_global_extensions() {
            let mut said = String::new();
            entry.by_ref().take(4096).read_to_string(&mut said).map_err(fault)?;
            if named_commit(&said).is_some_and(|named| named != commit) {
                return Err("the archive is that of another commit".to_owned());
            }
            continue;
        }
        let Some(path) = inside(&entry) else { continue };
        folder_seen |= path.starts_with(FOLDER);
        if !entry.header().entry_type().is_file() || !is_document(branch, &path) {
            continue;
        }
        let mut bytes = Vec::new();
        let limit = LARGEST_FILE as u64 + 1;
        entry.by_ref().take(limit).read_to_end(&mut bytes).map_err(fault)?;
        kept += bytes.len();
        if kept > LARGEST_BRANCH {
            return Err("the documents of the branch are too many to keep".to_owned());
        }
        let too_large = bytes.len() > LARGEST_FILE;
        // The name of a file that is not read whole is made up, so that it differs from any real one.
        let blob = if too_large { "too large".to_owned() } else { blob::id(&bytes) };
        files.push(RawFile { path, blob, bytes: (!too_large).then_some(bytes) });
    }
    // The checksum stands behind the last file: only reading to the end proves that nothing is missing.
    let mut rest = archive.into_inner();
    io::copy(&mut rest, &mut io::sink()).map_err(fault)?;
    if rest.limit() == 0 {
        return Err("the archive is too large".to_owned());
    }
    if !folder_seen {
        return Err(format!("the archive has no folder {FOLDER}"));
    }
    Ok(files)
}

fn fault(error: io::Error) -> String {
    match error.kind() {
        io::ErrorKind::UnexpectedEof => "the archive ends early".to_owned(),
        _ => "the archive is damaged".to_owned(),
    }
}

/// The path in the repository: GitHub puts everything below one folder named after the commit.
fn inside<R: Read>(entry: &tar::Entry<'_, R>) -> Option<String> {
    let path = String::from_utf8(entry.path_bytes().into_owned()).ok()?;
    path.split_once('/').map(|(_, inside)| inside.to_owned())
}

/// `52 comment=COMMIT`, as `git archive` writes it.
fn named_commit(said: &str) -> Option<&str> {
    said.lines().find_map(|line| line.split_once(" comment=")).map(|(_, commit)| commit.trim())
}
