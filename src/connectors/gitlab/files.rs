//! The shipment files of a merge request: which it changes, and what they say.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use super::is_of_a_part;
use super::known::Round;
use super::wire::{Diff, File, MergeRequest};
use crate::connectors::http::{Question, place};
use crate::domain::shipment::{self, MrState, Shipment, ShipmentFile};
use crate::domain::trouble::Trouble;

/// Pages of changed files.
const MOST_PAGES: u32 = 5;
/// Shipment files of a merge request; a release has about five.
const MOST_FILES: usize = 30;
/// Largest file, in base64.
const LARGEST: usize = 8 << 20;

/// A file is read in the state that the merge request brings.
struct Place {
    /// path or number
    project: String,
    /// commit, or a branch where no commit is named
    at: String,
}

impl Round<'_> {
    /// Reads the files into the shipment.
    pub(super) async fn files(
        &mut self,
        project: &str,
        request: &MergeRequest,
        shipment: &mut Shipment,
    ) -> Result<(), Trouble> {
        let paths = match self.paths(project, request).await {
            Ok(paths) => paths,
            Err(trouble) if is_of_a_part(&trouble) => {
                shipment.gaps.push(format!("changed files: {trouble}"));
                return Ok(());
            }
            Err(trouble) => return Err(trouble),
        };
        if paths.len() > MOST_FILES {
            let gap = format!("{} shipment files, {MOST_FILES} of them are read", paths.len());
            shipment.gaps.push(gap);
        }
        let at = place_of(project, request);
        for path in paths.iter().take(MOST_FILES) {
            match self.file(&at, path).await {
                Ok(file) => shipment.files.push(file),
                Err(trouble) if is_of_a_part(&trouble) => {
                    shipment.gaps.push(format!("{path}: {trouble}"));
                }
                Err(trouble) => return Err(trouble),
            }
        }
        Ok(())
    }

    /// Paths that end in `.yaml`, in order; known by the commit they belong to.
    async fn paths(
        &mut self,
        project: &str,
        request: &MergeRequest,
    ) -> Result<Vec<String>, Trouble> {
        let key = request.sha.as_ref().map(|sha| (project.to_owned(), request.iid, sha.clone()));
        if let Some(key) = &key
            && let Some(paths) = self.old.paths.get(key)
        {
            self.new.paths.insert(key.clone(), paths.clone());
            return Ok(paths.clone());
        }
        let iid = request.iid.to_string();
        let url = self.gitlab.of_project(project, &["merge_requests", &iid, "diffs"]);
        let (diffs, _) = self.pages::<Diff>(&url, MOST_PAGES).await?;
        let is_yaml = |path: &str| path.to_ascii_lowercase().ends_with(".yaml");
        let mut paths: Vec<String> = diffs
            .into_iter()
            .filter(|diff| !diff.deleted_file && is_yaml(&diff.new_path))
            .map(|diff| diff.new_path)
            .collect();
        paths.sort();
        paths.dedup();
        if let Some(key) = key {
            self.new.paths.insert(key, paths.clone());
        }
        Ok(paths)
    }

    async fn file(&mut self, at: &Place, path: &str) -> Result<ShipmentFile, Trouble> {
        let key = (at.project.clone(), at.at.clone(), path.to_owned());
        let is_commit = at.at.len() >= 40 && at.at.bytes().all(|byte| byte.is_ascii_hexdigit());
        if let Some(file) = self.old.files.get(&key).filter(|_| is_commit) {
            self.new.files.insert(key, file.clone());
            return Ok(file.clone());
        }
        let mut url = self.gitlab.of_project(&at.project, &["repository", "files", path]);
        url.query_pairs_mut().append_pair("ref", &at.at);
        let spot = place(&url);
        let question = Question::get(url, "application/json", LARGEST).by(self.login.clone());
        let answer = self.gitlab.http.ask(&question).await?.changed(&spot)?;
        let text = text(&answer.json()?, &spot)?;
        let file = shipment::read(path, &text);
        if is_commit {
            self.new.files.insert(key, file.clone());
        }
        Ok(file)
    }
}

/// Open: the head of the source branch, which may be in a fork. Merged: what the merge made.
fn place_of(project: &str, request: &MergeRequest) -> Place {
    let own = || project.to_owned();
    if request.state() == MrState::Merged {
        let commit = request.merge_commit_sha.as_ref().or(request.squash_commit_sha.as_ref());
        let at = commit.unwrap_or(&request.target_branch).clone();
        return Place { project: own(), at };
    }
    let fork = request
        .source_project_id
        .filter(|number| request.target_project_id.is_some_and(|target| target != *number));
    let at = request.sha.as_ref().unwrap_or(&request.source_branch).clone();
    Place { project: fork.map_or_else(own, |number| number.to_string()), at }
}

fn text(file: &File, place: &str) -> Result<String, Trouble> {
    let unreadable =
        |detail: &str| Trouble::Unreadable { place: place.to_owned(), detail: detail.to_owned() };
    if file.encoding != "base64" {
        return Err(unreadable("the file comes in an encoding that we do not know"));
    }
    let packed: String = file.content.split_ascii_whitespace().collect();
    let bytes = STANDARD.decode(packed).map_err(|_| unreadable("the file is no base64"))?;
    String::from_utf8(bytes).map_err(|_| unreadable("the file is no UTF-8"))
}
