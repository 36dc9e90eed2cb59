//! The branches from a local clone, by asking the `git` program. Never touches the network.

use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;

use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::process::{Child, ChildStdout, Command};

use super::branches::{Head, LARGEST_BRANCH, LARGEST_FILE, Listing, RawFile, Told, is_document};
use super::remedy::brief;
use crate::domain::document::FOLDER;
use crate::domain::source::Branch;
use crate::domain::time::Timestamp;
use crate::domain::trouble::Trouble;

/// A clone of openshift/release-tests on this machine.
#[derive(Debug, Clone)]
pub struct LocalClone {
    folder: PathBuf,
}

const DEADLINE: Duration = Duration::from_secs(30);

impl LocalClone {
    /// The clone in `folder`.
    pub fn new(folder: &Path) -> LocalClone {
        LocalClone { folder: folder.to_owned() }
    }

    /// The newest commit: of what was fetched last, else of the branch as it is here. A commit is its
    /// own etag.
    pub async fn head(&self, branch: Branch, etag: Option<&str>) -> Result<Told<Head>, Trouble> {
        let name = branch.name();
        for reference in [format!("refs/remotes/origin/{name}"), format!("refs/heads/{name}")] {
            let line = self
                .output(&[
                    "for-each-ref",
                    "--count=1",
                    "--format=%(objectname) %(tree) %(committerdate:unix)",
                    &reference,
                ])
                .await?;
            let line = line.trim();
            if line.is_empty() {
                continue;
            }
            let head = read_head(line).ok_or_else(|| self.unreadable("git named no commit"))?;
            let same = etag == Some(head.commit.as_str());
            return Ok(if same { Told::Same } else { Told::New(head) });
        }
        let what = format!("branch {name} in the {}", self.shown());
        Err(Trouble::Missing { what })
    }

    /// Every document of a commit.
    pub async fn whole(&self, branch: Branch, head: &Head) -> Result<Vec<RawFile>, Trouble> {
        self.files(&self.listing(branch, head).await?).await
    }

    /// Names of a commit's documents.
    pub async fn listing(&self, branch: Branch, head: &Head) -> Result<Listing, Trouble> {
        let text =
            self.output(&["ls-tree", "-r", "-z", "--full-tree", &head.commit, FOLDER]).await?;
        let entries = text.split('\0').filter_map(|entry| {
            let (facts, path) = entry.split_once('\t')?;
            let mut facts = facts.split(' ');
            let (_mode, kind, id) = (facts.next()?, facts.next()?, facts.next()?);
            let wanted = kind == "blob" && is_document(branch, path);
            wanted.then(|| (path.to_owned(), id.to_owned()))
        });
        Ok(entries.collect())
    }

    /// Single documents.
    pub async fn files(&self, wanted: &Listing) -> Result<Vec<RawFile>, Trouble> {
        if wanted.is_empty() {
            return Ok(Vec::new());
        }
        let mut child = self.start(&["cat-file", "--batch"], Stdio::piped())?;
        let (input, output) = (child.stdin.take(), child.stdout.take());
        let (Some(mut input), Some(output)) = (input, output) else {
            return Err(self.unreadable("git has no pipes"));
        };
        let ids: String = wanted.values().flat_map(|id| [id.as_str(), "\n"]).collect();
        let asking = async move {
            // git that stopped reading has said why at the other end.
            let _ = input.write_all(ids.as_bytes()).await;
        };
        let reading = self.contents(wanted, BufReader::new(output));
        let both = async { tokio::join!(asking, reading).1 };
        tokio::time::timeout(DEADLINE, both).await.unwrap_or_else(|_| Err(late()))
    }

    async fn contents(
        &self,
        wanted: &Listing,
        mut output: BufReader<ChildStdout>,
    ) -> Result<Vec<RawFile>, Trouble> {
        let broken = |_| self.unreadable("git stopped in the middle");
        let (mut files, mut kept) = (Vec::new(), 0);
        for (path, id) in wanted {
            let mut line = String::new();
            (&mut output).take(512).read_line(&mut line).await.map_err(broken)?;
            let mut facts = line.trim_end().split(' ');
            let size = match (facts.next(), facts.next(), facts.next()) {
                (Some(named), Some("blob"), Some(size)) if named == id => size.parse::<u64>().ok(),
                _ => None,
            };
            // "missing": a shallow or damaged clone.
            let size = size.ok_or_else(|| self.unreadable(&format!("the clone lacks {path}")))?;
            let too_large = size > LARGEST_FILE as u64;
            let mut bytes = Vec::new();
            if too_large {
                tokio::io::copy(&mut (&mut output).take(size), &mut tokio::io::sink())
                    .await
                    .map_err(broken)?;
            } else {
                (&mut output).take(size).read_to_end(&mut bytes).await.map_err(broken)?;
            }
            kept += bytes.len();
            if kept > LARGEST_BRANCH {
                return Err(self.unreadable("the documents of the branch are too many to keep"));
            }
            output.read_u8().await.map_err(broken)?;
            let (path, blob) = (path.clone(), id.clone());
            files.push(RawFile { path, blob, bytes: (!too_large).then_some(bytes) });
        }
        Ok(files)
    }

    async fn output(&self, arguments: &[&str]) -> Result<String, Trouble> {
        let running = self.start(arguments, Stdio::null())?.wait_with_output();
        let output = tokio::time::timeout(DEADLINE, running)
            .await
            .map_err(|_| late())?
            .map_err(|why| unstarted(&why))?;
        if !output.status.success() {
            let said = String::from_utf8_lossy(&output.stderr);
            return Err(self.refused(said.lines().next().unwrap_or("git failed")));
        }
        Ok(String::from_utf8_lossy(&output.stdout).into_owned())
    }

    /// Runs git, quietly: no prompt, no lock, no fetching of what a partial clone lacks.
    fn start(&self, arguments: &[&str], stdin: Stdio) -> Result<Child, Trouble> {
        Command::new("git")
            .arg("-C")
            .arg(&self.folder)
            .args(arguments)
            .env("LC_ALL", "C")
            .env("GIT_OPTIONAL_LOCKS", "0")
            .env("GIT_TERMINAL_PROMPT", "0")
            .env("GIT_NO_LAZY_FETCH", "1")
            .env_remove("GIT_DIR")
            .env_remove("GIT_WORK_TREE")
            .env_remove("GIT_INDEX_FILE")
            .stdin(stdin)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .map_err(|why| unstarted(&why))
    }

    fn refused(&self, said: &str) -> Trouble {
        let said = brief(said.trim_start_matches("fatal: "));
        Trouble::Refused { detail: format!("{}: {said}", self.shown()) }
    }

    fn unreadable(&self, detail: &str) -> Trouble {
        Trouble::Unreadable { place: self.shown(), detail: detail.to_owned() }
    }

    /// For messages: a folder's name may hold anything.
    fn shown(&self) -> String {
        brief(&format!("clone {}", self.folder.display()))
    }
}

fn read_head(line: &str) -> Option<Head> {
    let mut parts = line.split(' ');
    let (commit, tree, seconds) = (parts.next()?, parts.next()?, parts.next()?);
    let committed = Timestamp::from_second(seconds.parse().ok()?).ok()?;
    let etag = Some(commit.to_owned());
    Some(Head { commit: commit.to_owned(), tree: tree.to_owned(), committed, etag })
}

fn late() -> Trouble {
    Trouble::Unreachable { detail: "git gave no answer within 30 s".to_owned() }
}

fn unstarted(why: &std::io::Error) -> Trouble {
    Trouble::Unreachable { detail: format!("cannot run git: {}", brief(&why.to_string())) }
}
