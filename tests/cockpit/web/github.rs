//! As much of GitHub as a branch needs, in memory.

use std::collections::BTreeMap;
use std::io::Write;
use std::sync::{Arc, Mutex, MutexGuard};

use oar_tui::connectors::blob;
use serde_json::json;

use super::{Reply, Request, Web};

/// Files of the one branch, changed by the test.
#[derive(Clone, Default)]
pub struct Repository {
    inner: Arc<Mutex<Inner>>,
}

#[derive(Default)]
pub struct Inner {
    pub files: BTreeMap<String, Vec<u8>>,
    /// counts commits; a new one need not change a file
    pub commit: u32,
    /// answers that stand before everything else, by a part of the path
    pub moods: Vec<(String, Reply)>,
    /// listings are cut off unless they are of one folder
    pub truncates: bool,
}

impl Repository {
    pub fn with(files: &[(&str, &str)]) -> Repository {
        let repository = Repository::default();
        files.iter().for_each(|(path, text)| repository.put(path, text));
        repository
    }

    pub fn put(&self, path: &str, text: impl AsRef<[u8]>) {
        let mut inner = self.inner();
        inner.files.insert(format!("_releases/{path}"), text.as_ref().to_vec());
        inner.commit += 1;
    }

    pub fn inner(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap()
    }

    pub fn tarball(&self) -> Vec<u8> {
        self.inner().tarball()
    }

    /// From now on, whatever has `part` in its path is answered so.
    pub fn mood(&self, part: &str, reply: Reply) {
        self.inner().moods.push((part.to_owned(), reply));
    }

    pub fn calm(&self) {
        self.inner().moods.clear();
    }

    pub async fn serve(&self) -> Web {
        let inner = self.inner.clone();
        Web::start(move |request| inner.lock().unwrap().answer(request)).await
    }
}

impl Inner {
    pub fn commit_id(&self) -> String {
        format!("{:040x}", 0xc0_0000 + self.commit)
    }

    fn tree_id(&self, folder: &str) -> String {
        let listing: Vec<_> =
            self.files.iter().filter(|(path, _)| path.starts_with(folder)).collect();
        blob::id(format!("{folder}{listing:?}").as_bytes())
    }

    fn answer(&self, request: &Request) -> Reply {
        let path = request.path.as_str();
        if let Some((_, reply)) = self.moods.iter().find(|(part, _)| path.contains(part.as_str())) {
            return reply.clone();
        }
        let raw = format!("/openshift/release-tests/{}/", self.commit_id());
        if let Some(file) = path.strip_prefix(&raw) {
            return self.files.get(file).map_or_else(missing, |body| Reply::new(200, body.clone()));
        }
        let path = path.strip_prefix("/repos/openshift/release-tests/").unwrap_or(path);
        if path.starts_with("branches/") {
            return self.branch(request);
        }
        if let Some(id) = path.strip_prefix("git/trees/") {
            return self.tree(id);
        }
        if let Some(id) = path.strip_prefix("git/blobs/") {
            let found = self.files.values().find(|body| blob::id(body) == id);
            return found.map_or_else(missing, |body| Reply::new(200, body.clone()));
        }
        if path.strip_prefix("tarball/") == Some(&self.commit_id()) {
            return Reply::new(302, "").with("location", "/codeload");
        }
        if path == "/codeload" {
            return Reply::new(200, self.tarball()).with("content-type", "application/x-gzip");
        }
        missing()
    }

    fn branch(&self, request: &Request) -> Reply {
        let etag = format!("W/\"{}\"", self.commit);
        if request.headers.get("if-none-match") == Some(&etag) {
            return Reply::new(304, "").with("etag", &etag);
        }
        let date = "2026-03-25T14:00:00Z";
        let commit = json!({ "committer": { "date": date }, "tree": { "sha": self.tree_id("") } });
        Reply::json(json!({ "commit": { "sha": self.commit_id(), "commit": commit } }))
            .with("etag", &etag)
    }

    fn tree(&self, asked: &str) -> Reply {
        let (id, recursive) = asked
            .split_once('?')
            .map_or((asked, false), |(id, query)| (id, query == "recursive=1"));
        let folder = if id == self.tree_id("") { "" } else { "_releases/" };
        if id != self.tree_id(folder) {
            return missing();
        }
        let whole = recursive && !(self.truncates && folder.is_empty());
        let mut entries: Vec<_> = self
            .files
            .iter()
            .filter_map(|(path, body)| Some((path.strip_prefix(folder)?, body)))
            .filter(|(path, _)| whole || !path.contains('/'))
            .map(|(path, body)| json!({ "path": path, "type": "blob", "sha": blob::id(body) }))
            .collect();
        if folder.is_empty() {
            let sha = self.tree_id("_releases/");
            entries.push(json!({ "path": "_releases", "type": "tree", "sha": sha }));
        }
        Reply::json(json!({ "tree": entries, "truncated": recursive && !whole }))
    }

    fn tarball(&self) -> Vec<u8> {
        let mut archive = tar::Builder::new(Vec::new());
        let mut add = |path: &str, body: &[u8], kind: tar::EntryType| {
            let mut header = tar::Header::new_ustar();
            header.set_entry_type(kind);
            header.set_size(body.len() as u64);
            header.set_mode(0o644);
            archive.append_data(&mut header, path, body).unwrap();
        };
        let comment = format!("52 comment={}\n", self.commit_id());
        add("pax_global_header", comment.as_bytes(), tar::EntryType::XGlobalHeader);
        add("openshift-release-tests-c0/README.md", b"read me", tar::EntryType::Regular);
        for (path, body) in &self.files {
            add(&format!("openshift-release-tests-c0/{path}"), body, tar::EntryType::Regular);
        }
        let tar = archive.into_inner().unwrap();
        let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        packed.write_all(&tar).unwrap();
        packed.finish().unwrap()
    }
}

fn missing() -> Reply {
    Reply::new(404, r#"{"message":"Not Found"}"#).with("content-type", "application/json")
}
