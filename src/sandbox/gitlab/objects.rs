//! GitLab's objects as JSON.

use serde_json::{Value, json};

use super::people::user;
use super::plan::{Job, Pipeline, Request};
use super::routes::namespace;
use super::texts::{id, placed, stamp};
use super::{PAGES, PROJECT, PROJECT_ID};

/// The project.
pub fn project(url: &str) -> Value {
    json!({
        "id": PROJECT_ID,
        "name": "ocp-shipment-data",
        "path": "ocp-shipment-data",
        "path_with_namespace": PROJECT,
        "name_with_namespace": "hybrid-platforms / art / ocp-shipment-data",
        "namespace": { "id": 77, "full_path": namespace(), "kind": "group" },
        "default_branch": "main",
        "visibility": "internal",
        "web_url": PAGES,
        "http_url_to_repo": format!("{PAGES}.git"),
        "_links": { "self": format!("{url}/api/v4/projects/{PROJECT_ID}") },
    })
}

fn is_draft(request: &Request, now: i64) -> bool {
    now < request.ready
}

/// The commit that a merge made.
pub fn merge_commit(request: &Request, now: i64) -> Option<String> {
    request.merged.filter(|at| *at <= now).map(|_| id(&format!("merge {}", request.iid), 40))
}

/// A merge request in a list.
pub fn request(request: &Request, now: i64) -> Value {
    let draft = is_draft(request, now);
    let merged = request.merged.filter(|at| *at <= now);
    let conflicts = request.conflicts(now) && merged.is_none();
    let approved = missing(request, now) == 0;
    let title = if draft { format!("Draft: {}", request.title) } else { request.title.clone() };
    let labels: Vec<&str> =
        request.labels.iter().filter(|(at, _)| *at <= now).map(|(_, label)| *label).collect();
    let detailed = match () {
        () if merged.is_some() => "not_open",
        () if conflicts => "conflict",
        () if draft => "draft_status",
        () if !approved => "not_approved",
        () => "mergeable",
    };
    let head = request.head(now).map(|commit| commit.sha.clone());
    json!({
        "id": 700_000 + request.iid,
        "iid": request.iid,
        "project_id": PROJECT_ID,
        "title": title,
        "description": "",
        "state": request.state(now),
        "created_at": stamp(request.opened),
        "updated_at": stamp(request.changed(now)),
        "merged_at": merged.map(stamp),
        "closed_at": null,
        "merged_by": merged.map(|_| user("b.moreau")),
        "merge_user": merged.map(|_| user("b.moreau")),
        "target_branch": request.target,
        "source_branch": request.source,
        "user_notes_count": request.notes.iter().filter(|(at, ..)| *at <= now).count(),
        "upvotes": 0,
        "downvotes": 0,
        "author": user(request.author),
        "assignees": [],
        "assignee": null,
        "reviewers": [],
        "source_project_id": PROJECT_ID,
        "target_project_id": PROJECT_ID,
        "labels": labels,
        "draft": draft,
        "work_in_progress": draft,
        "milestone": null,
        "merge_when_pipeline_succeeds": false,
        "merge_status": if conflicts { "cannot_be_merged" } else { "can_be_merged" },
        "detailed_merge_status": detailed,
        "sha": head,
        "merge_commit_sha": merge_commit(request, now),
        "squash_commit_sha": null,
        "has_conflicts": conflicts,
        "blocking_discussions_resolved": true,
        "reference": format!("!{}", request.iid),
        "references": {
            "short": format!("!{}", request.iid),
            "relative": format!("!{}", request.iid),
            "full": format!("{PROJECT}!{}", request.iid),
        },
        "web_url": format!("{PAGES}/-/merge_requests/{}", request.iid),
        "squash": false,
    })
}

/// A merge request asked for alone.
pub fn whole_request(of: &Request, now: i64) -> Value {
    let mut whole = request(of, now);
    let newest = of.pipelines.iter().rev().find(|pipeline| pipeline.at <= now);
    let head = newest.map(|newest| pipeline(newest, of, now));
    let files = of.head(now).map_or(0, |commit| commit.files.len());
    let sha = of.head(now).map(|commit| commit.sha.clone());
    let base = id("main", 40);
    if let Some(map) = whole.as_object_mut() {
        map.insert("subscribed".to_owned(), json!(false));
        map.insert("changes_count".to_owned(), json!(files.to_string()));
        map.insert("pipeline".to_owned(), head.clone().unwrap_or_default());
        map.insert("head_pipeline".to_owned(), head.unwrap_or_default());
        let refs = json!({ "base_sha": base, "head_sha": sha, "start_sha": base });
        map.insert("diff_refs".to_owned(), refs);
        map.insert("user".to_owned(), json!({ "can_merge": false }));
    }
    whole
}

fn given<'r>(request: &'r Request, now: i64) -> impl Iterator<Item = (i64, &'static str)> + 'r {
    request.approvals.iter().copied().filter(move |(at, _)| *at <= now)
}

fn missing(request: &Request, now: i64) -> usize {
    let is_met = |people: &[&str]| given(request, now).any(|(_, who)| people.contains(&who));
    request.rules.iter().filter(|(_, people)| !is_met(people)).count()
}

/// Who approved.
pub fn approvals(request: &Request, now: i64, user_name: &str) -> Value {
    let left = missing(request, now);
    let by: Vec<Value> = given(request, now)
        .map(|(at, who)| json!({ "user": user(who), "approved_at": stamp(at) }))
        .collect();
    json!({
        "id": 700_000 + request.iid,
        "iid": request.iid,
        "project_id": PROJECT_ID,
        "title": request.title,
        "state": request.state(now),
        "created_at": stamp(request.opened),
        "updated_at": stamp(request.changed(now)),
        "merge_status": if request.conflicts(now) { "cannot_be_merged" } else { "can_be_merged" },
        "approved": left == 0,
        "approvals_required": request.rules.len(),
        "approvals_left": left,
        "require_password_to_approve": false,
        "approved_by": by,
        "suggested_approvers": [],
        "approvers": [],
        "approver_groups": [],
        "user_has_approved": given(request, now).any(|(_, who)| who == user_name),
        "user_can_approve": false,
        "approval_rules_left": request.rules.iter().filter(|(_, people)| {
            !given(request, now).any(|(_, who)| people.contains(&who))
        }).map(|(name, _)| json!({ "name": name, "rule_type": "regular" })).collect::<Vec<_>>(),
        "has_approval_rules": true,
        "merge_request_approvers_available": true,
        "multiple_approval_rules_available": true,
    })
}

/// By which rules.
pub fn approval_state(request: &Request, now: i64) -> Value {
    let rules = (0..).zip(&request.rules).map(|(nth, (name, people))| {
        let by: Vec<Value> = given(request, now)
            .filter(|(_, who)| people.contains(who))
            .map(|(_, who)| user(who))
            .collect();
        json!({
            "id": request.iid * 10 + nth,
            "name": name,
            "rule_type": "regular",
            "report_type": null,
            "eligible_approvers": people.iter().map(|who| user(who)).collect::<Vec<_>>(),
            "approvals_required": 1,
            "users": people.iter().map(|who| user(who)).collect::<Vec<_>>(),
            "groups": [],
            "contains_hidden_groups": false,
            "section": null,
            "source_rule": null,
            "overridden": false,
            "approved": !by.is_empty(),
            "approved_by": by,
        })
    });
    json!({ "approval_rules_overwritten": false, "rules": rules.collect::<Vec<_>>() })
}

/// Comments, newest first.
pub fn notes(request: &Request, now: i64) -> Vec<Value> {
    let there = (0..).zip(&request.notes).filter(|(_, (at, ..))| *at <= now);
    let mut notes: Vec<Value> = there
        .map(|(nth, (at, who, body))| {
            json!({
                "id": request.iid * 100 + nth,
                "type": null,
                "body": body,
                "author": user(who),
                "created_at": stamp(*at),
                "updated_at": stamp(*at),
                "system": false,
                "noteable_id": 700_000 + request.iid,
                "noteable_type": "MergeRequest",
                "noteable_iid": request.iid,
                "project_id": PROJECT_ID,
                "resolvable": false,
                "internal": false,
            })
        })
        .collect();
    notes.reverse();
    notes
}

/// The files of a merge request; all of them are new.
pub fn diffs(request: &Request, now: i64, url: &str) -> Vec<Value> {
    let files = request.head(now).into_iter().flat_map(|commit| &commit.files);
    files
        .map(|(path, text)| {
            let text = placed(text, url);
            let lines: String = text.lines().map(|line| format!("+{line}\n")).collect();
            let diff = format!("@@ -0,0 +1,{} @@\n{lines}", text.lines().count());
            json!({
                "old_path": path,
                "new_path": path,
                "a_mode": "0",
                "b_mode": "100644",
                "diff": diff,
                "collapsed": false,
                "too_large": false,
                "new_file": true,
                "renamed_file": false,
                "deleted_file": false,
                "generated_file": false,
            })
        })
        .collect()
}

/// Its commits, newest first.
pub fn commits(request: &Request, now: i64) -> Vec<Value> {
    let there = request.commits.iter().rev().filter(|commit| commit.at <= now);
    there.map(|commit| self::commit(&commit.sha, commit.at, request.author)).collect()
}

fn commit(sha: &str, at: i64, author: &str) -> Value {
    json!({
        "id": sha,
        "short_id": sha.get(..8),
        "title": "Update shipment",
        "message": "Update shipment",
        "author_name": author,
        "author_email": format!("{author}@example.com"),
        "created_at": stamp(at),
        "committed_date": stamp(at),
        "web_url": format!("{PAGES}/-/commit/{sha}"),
    })
}

/// The branches of open merge requests, and the one they go to.
pub fn branches<'r>(requests: impl Iterator<Item = &'r Request>, now: i64) -> Vec<Value> {
    let branch = |name: &str, commit: Value, is_default: bool| {
        json!({
            "name": name,
            "commit": commit,
            "merged": false,
            "protected": is_default,
            "default": is_default,
            "web_url": format!("{PAGES}/-/tree/{name}"),
        })
    };
    let open = requests.filter(|request| request.state(now) == "opened").filter_map(|request| {
        let head = request.head(now)?;
        Some(branch(&request.source, commit(&head.sha, head.at, request.author), false))
    });
    let main = branch("main", commit(&id("main", 40), 0, "art-bot"), true);
    [main].into_iter().chain(open).collect()
}

/// A pipeline in a list.
pub fn pipeline(of: &Pipeline, request: &Request, now: i64) -> Value {
    json!({
        "id": of.id,
        "iid": of.id - 80_000,
        "project_id": PROJECT_ID,
        "sha": of.sha,
        "ref": format!("refs/merge-requests/{}/merge", request.iid),
        "status": of.status(now),
        "source": of.source,
        "created_at": stamp(of.at),
        "updated_at": stamp(of.changed(now)),
        "web_url": format!("{PAGES}/-/pipelines/{}", of.id),
        "name": null,
    })
}

/// A pipeline asked for alone.
pub fn whole_pipeline(of: &Pipeline, request: &Request, now: i64) -> Value {
    let mut whole = pipeline(of, request, now);
    let finished = of.finished(now);
    if let Some(map) = whole.as_object_mut() {
        let status = of.status(now);
        map.insert("before_sha".to_owned(), json!("0".repeat(40)));
        map.insert("tag".to_owned(), json!(false));
        map.insert("yaml_errors".to_owned(), Value::Null);
        map.insert("user".to_owned(), user("art-bot"));
        map.insert("started_at".to_owned(), json!(stamp(of.at + 2)));
        map.insert("finished_at".to_owned(), json!(finished.map(stamp)));
        map.insert("duration".to_owned(), json!(finished.map(|end| end - of.at)));
        map.insert("coverage".to_owned(), Value::Null);
        let page = format!("/{PROJECT}/-/pipelines/{}", of.id);
        let detailed =
            json!({ "text": status, "label": status, "group": status, "details_path": page });
        map.insert("detailed_status".to_owned(), detailed);
    }
    whole
}

/// A job.
pub fn job(of: &Job, pipeline_of: &Pipeline, request: &Request, now: i64) -> Value {
    let status = of.status(now);
    let (started, finished) = (of.started(now), of.finished(now));
    let took = started.map(|from| finished.unwrap_or(now) - from);
    json!({
        "id": of.id,
        "status": status,
        "stage": of.stage,
        "name": of.name,
        "ref": format!("refs/merge-requests/{}/merge", request.iid),
        "tag": false,
        "coverage": null,
        "allow_failure": false,
        "created_at": stamp(of.from),
        "started_at": started.map(stamp),
        "finished_at": finished.map(stamp),
        "erased_at": null,
        "duration": took,
        "queued_duration": 3.0,
        "failure_reason": (status == "failed").then_some("script_failure"),
        "user": user("art-bot"),
        "commit": commit(&pipeline_of.sha, pipeline_of.at, request.author),
        "pipeline": pipeline(pipeline_of, request, now),
        "web_url": format!("{PAGES}/-/jobs/{}", of.id),
        "project": { "ci_job_token_scope_enabled": false },
        "artifacts": [],
        "runner": null,
        "tag_list": [],
    })
}

/// A bridge: a job that triggers a pipeline.
pub fn bridge(of: &Job, pipeline_of: &Pipeline, request: &Request, now: i64) -> Value {
    let mut bridge = job(of, pipeline_of, request, now);
    let below = of.below.as_ref().filter(|below| below.at <= now);
    let below = below.map(|below| pipeline(below, request, now));
    if let Some(map) = bridge.as_object_mut() {
        if map.get("status") == Some(&json!("failed")) {
            map.insert("failure_reason".to_owned(), json!("unknown_failure"));
        }
        map.insert("downstream_pipeline".to_owned(), below.unwrap_or_default());
    }
    bridge
}
