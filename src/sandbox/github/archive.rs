//! Whole branches as archives: a redirect of the REST interface, and the host it points at.

use std::io::{self, Write};
use std::sync::Arc;

use axum::body::{Body, Bytes};
use axum::http::{HeaderValue, Response, StatusCode, header};
use flate2::Compression;
use flate2::write::GzEncoder;
use futures_util::stream;
use tar::{Builder, EntryType, Header};
use tokio::sync::mpsc;

use super::call::Call;
use super::conditional;
use super::errors::Refusal;
use super::page::{Page, tag};
use super::raw;
use crate::sandbox::git::{Commit, Node};
use crate::sandbox::http::Asked;
use crate::sandbox::world::World;

/// `GET …/tarball/{ref}` and `…/zipball/{ref}`: 302 to the archive of a commit or a branch.
pub fn redirect(call: &Call<'_>, kind: &str, rev: &str) -> Result<Page, Refusal> {
    let rev = if rev.is_empty() { call.repo.default_branch() } else { rev };
    let page = "repos/contents#download-a-repository-archive-tar";
    call.repo.resolve(rev).ok_or_else(|| Refusal::not_found(page))?;
    let full = match call.repo.branch(rev) {
        Some(_) => format!("refs/heads/{rev}"),
        None => rev.to_owned(),
    };
    let (base, name, rev) = (call.base, call.full_name(), super::call::encode(&full));
    Ok(Page::redirect(format!("{base}/_codeload/{name}/{kind}/{rev}")))
}

/// `GET /_codeload/{owner}/{repo}/legacy.tar.gz/{ref}`. The tag is that of the commit, so that an
/// unchanged branch costs no body. Zip archives are not served.
pub fn download(
    world: &World,
    asked: &Asked,
    [owner, name]: [&str; 2],
    kind: &str,
    rev: &str,
) -> Response<Body> {
    let repo = world.repository(owner, name);
    let found = repo.and_then(|repo| Some((repo, repo.resolve(rev)?)));
    let Some((repo, commit)) = found.filter(|_| kind == "legacy.tar.gz") else {
        return raw::missing();
    };
    let etag = format!("W/{}", tag(commit.id.bytes()));
    let known = asked.header("if-none-match").is_some_and(|known| conditional::names(known, &etag));
    let folder = format!("{}-{}-{}", repo.owner, repo.name, commit.id.short());
    let mut response = Response::new(Body::empty());
    let file = format!("attachment; filename={folder}.tar.gz");
    for (name, value) in [
        (header::ETAG, etag.as_str()),
        (header::CONTENT_DISPOSITION, &file),
        (header::CONTENT_TYPE, "application/x-gzip"),
        (header::VARY, "Authorization,Accept-Encoding,Origin"),
    ] {
        if let Ok(value) = HeaderValue::from_str(value) {
            response.headers_mut().insert(name, value);
        }
    }
    if known {
        *response.status_mut() = StatusCode::NOT_MODIFIED;
    } else {
        *response.body_mut() = stream_of(Arc::clone(commit), folder);
    }
    response
}

/// The archive, packed while it is sent.
fn stream_of(commit: Arc<Commit>, folder: String) -> Body {
    let (sender, receiver) = mpsc::channel(4);
    tokio::task::spawn_blocking(move || {
        // fails only when nobody listens any more
        let _ = pack(&commit, &folder, Pieces { sender, piece: Vec::new() });
    });
    Body::from_stream(stream::unfold(receiver, |mut receiver| async {
        receiver.recv().await.map(|piece| (Ok::<Bytes, io::Error>(piece), receiver))
    }))
}

/// Writes what `git archive` writes: the commit id in a global header, then one folder with
/// everything in it, all times those of the commit.
fn pack(commit: &Commit, folder: &str, out: Pieces) -> io::Result<()> {
    let mut archive = Builder::new(GzEncoder::new(out, Compression::fast()));
    let comment = format!("52 comment={}\n", commit.id);
    let mut global = header(commit, EntryType::XGlobalHeader, 0o666, comment.len());
    global.set_path("pax_global_header")?;
    global.set_cksum();
    archive.append(&global, comment.as_bytes())?;
    let mut root = header(commit, EntryType::Directory, 0o775, 0);
    archive.append_data(&mut root, format!("{folder}/"), io::empty())?;
    let mut nodes: Vec<(String, &Node)> = Vec::new();
    commit.tree.walk(&mut |path, node| nodes.push((format!("{folder}/{path}"), node)));
    for (path, node) in nodes {
        match node {
            Node::Folder(_) => {
                let mut entry = header(commit, EntryType::Directory, 0o775, 0);
                archive.append_data(&mut entry, format!("{path}/"), io::empty())?;
            }
            Node::File(blob) => {
                let mut entry = header(commit, EntryType::Regular, 0o664, blob.bytes.len());
                archive.append_data(&mut entry, path, &*blob.bytes)?;
            }
        }
    }
    archive.into_inner()?.finish()?.flush()
}

fn header(commit: &Commit, kind: EntryType, mode: u32, size: usize) -> Header {
    let mut header = Header::new_ustar();
    header.set_entry_type(kind);
    header.set_mode(mode);
    header.set_size(size as u64);
    header.set_mtime(u64::try_from(commit.at.as_second()).unwrap_or(0));
    header.set_uid(0);
    header.set_gid(0);
    header
}

/// Collects bytes and hands them on in pieces.
struct Pieces {
    sender: mpsc::Sender<Bytes>,
    piece: Vec<u8>,
}

impl Pieces {
    const SIZE: usize = 32 << 10;
}

impl Write for Pieces {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.piece.extend_from_slice(bytes);
        if self.piece.len() >= Pieces::SIZE {
            self.flush()?;
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        let piece = std::mem::take(&mut self.piece);
        if piece.is_empty() {
            return Ok(());
        }
        let gone = |_| io::Error::from(io::ErrorKind::BrokenPipe);
        self.sender.blocking_send(Bytes::from(piece)).map_err(gone)
    }
}
