//! Repositories as objects, and the root of the interface.

use serde_json::{Value, json};

use super::call::Call;
use super::page::Page;
use super::people;
use crate::domain::time::Timestamp;
use crate::sandbox::git::Repository;

/// Addresses below a repository that its object names, as templates.
const LINKS: &[(&str, &str)] = &[
    ("archive_url", "/{archive_format}{/ref}"),
    ("assignees_url", "/assignees{/user}"),
    ("blobs_url", "/git/blobs{/sha}"),
    ("branches_url", "/branches{/branch}"),
    ("collaborators_url", "/collaborators{/collaborator}"),
    ("comments_url", "/comments{/number}"),
    ("commits_url", "/commits{/sha}"),
    ("compare_url", "/compare/{base}...{head}"),
    ("contents_url", "/contents/{+path}"),
    ("contributors_url", "/contributors"),
    ("deployments_url", "/deployments"),
    ("downloads_url", "/downloads"),
    ("events_url", "/events"),
    ("forks_url", "/forks"),
    ("git_commits_url", "/git/commits{/sha}"),
    ("git_refs_url", "/git/refs{/sha}"),
    ("git_tags_url", "/git/tags{/sha}"),
    ("hooks_url", "/hooks"),
    ("issue_comment_url", "/issues/comments{/number}"),
    ("issue_events_url", "/issues/events{/number}"),
    ("issues_url", "/issues{/number}"),
    ("keys_url", "/keys{/key_id}"),
    ("labels_url", "/labels{/name}"),
    ("languages_url", "/languages"),
    ("merges_url", "/merges"),
    ("milestones_url", "/milestones{/number}"),
    ("notifications_url", "/notifications{?since,all,participating}"),
    ("pulls_url", "/pulls{/number}"),
    ("releases_url", "/releases{/id}"),
    ("stargazers_url", "/stargazers"),
    ("statuses_url", "/statuses/{sha}"),
    ("subscribers_url", "/subscribers"),
    ("subscription_url", "/subscription"),
    ("tags_url", "/tags"),
    ("teams_url", "/teams"),
    ("trees_url", "/git/trees{/sha}"),
];

/// `GET /`: where things are.
pub fn root(base: &str) -> Page {
    Page::json(&json!({
        "current_user_url": format!("{base}/user"),
        "rate_limit_url": format!("{base}/rate_limit"),
        "repository_url": format!("{base}/repos/{{owner}}/{{repo}}"),
        "user_url": format!("{base}/users/{{user}}"),
    }))
}

/// `GET /repos/{owner}/{repo}`.
pub fn one(call: &Call<'_>) -> Page {
    let repo = call.repo;
    let pushed = pushed(repo);
    let name = call.full_name();
    let owner = people::simple(call.base, &repo.owner, "Organization");
    let mut object = json!({
        "id": people::number(&name),
        "node_id": people::node_id("Repository", &name),
        "name": repo.name,
        "full_name": name,
        "private": false,
        "owner": owner,
        "html_url": call.html(""),
        "description": null,
        "fork": false,
        "url": call.api(""),
    });
    let more = json!({
        "created_at": "2020-01-01T00:00:00Z",
        "updated_at": pushed.to_string(),
        "pushed_at": pushed.to_string(),
        "git_url": format!("git://github.com/{name}.git"),
        "ssh_url": format!("git@github.com:{name}.git"),
        "clone_url": format!("https://github.com/{name}.git"),
        "svn_url": call.html(""),
        "homepage": null,
        "size": 0,
        "stargazers_count": 0,
        "watchers_count": 0,
        "language": null,
        "has_issues": true,
        "has_projects": false,
        "has_downloads": false,
        "has_wiki": false,
        "has_pages": false,
        "has_discussions": false,
        "forks_count": 0,
        "mirror_url": null,
        "archived": false,
        "disabled": false,
        "open_issues_count": 0,
        "license": null,
        "allow_forking": true,
        "is_template": false,
        "web_commit_signoff_required": false,
        "topics": [],
        "visibility": "public",
        "forks": 0,
        "open_issues": 0,
        "watchers": 0,
        "default_branch": repo.default_branch(),
        "permissions": {
            "admin": false, "maintain": false, "push": false, "triage": false, "pull": true,
        },
        "temp_clone_token": null,
        "organization": owner,
        "network_count": 0,
        "subscribers_count": 0,
    });
    if let (Value::Object(object), Value::Object(more)) = (&mut object, more) {
        let links = LINKS.iter().map(|(key, path)| ((*key).to_owned(), json!(call.api("") + path)));
        object.extend(links);
        object.extend(more);
    }
    Page::json(&object).modified(pushed)
}

/// The time of the newest commit.
fn pushed(repo: &Repository) -> Timestamp {
    repo.branches().map(|(_, head)| head.at).max().unwrap_or(Timestamp::UNIX_EPOCH)
}
