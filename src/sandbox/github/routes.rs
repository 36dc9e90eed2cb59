//! Which address is answered by what.

use super::Github;
use super::access::Caller;
use super::call::Call;
use super::errors::Refusal;
use super::page::Page;
use super::{
    archive, blobs, branches, commits, compare, contents, people, pulls, refs, repos, trees,
};
use crate::sandbox::http::Asked;

/// Answers a request of the REST interface. Names with slashes may come plain or percent-encoded.
pub fn answer(github: &Github, caller: Caller, asked: &Asked) -> Result<Page, Refusal> {
    let parts: Vec<&str> = asked.parts.iter().map(String::as_str).collect();
    if !asked.reads() {
        return Err(Refusal::not_found(""));
    }
    match parts.as_slice() {
        [] => Ok(repos::root(&github.base)),
        ["user"] => match caller {
            Caller::User => Ok(Page::json(&people::account(&github.base, github.access.user()))),
            Caller::Anonymous => {
                Err(Refusal::requires_authentication("users/users#get-the-authenticated-user"))
            }
        },
        ["users", login] => Ok(Page::json(&people::account(&github.base, login))),
        ["repos", owner, name, rest @ ..] => {
            let world = github.stage.world();
            let repo = world.repository(owner, name);
            if repo.is_none() && owner.eq_ignore_ascii_case("openshift") {
                let tracker = &world.plans.tracker;
                if let Some(answer) = pulls::answer(&github.base, tracker, name, rest) {
                    return answer;
                }
            }
            let repo = repo.ok_or_else(|| Refusal::not_found("repos/repos#get-a-repository"))?;
            in_repository(&Call::new(asked, &github.base, repo), rest)
        }
        _ => Err(Refusal::not_found("")),
    }
}

fn in_repository(call: &Call<'_>, rest: &[&str]) -> Result<Page, Refusal> {
    match rest {
        [] => Ok(repos::one(call)),
        ["branches"] => branches::list(call),
        ["branches", name @ ..] => branches::one(call, &name.join("/")),
        ["tags" | "releases"] => Ok(Page::json(&serde_json::json!([]))),
        ["contents", path @ ..] => contents::read(call, &path.join("/")),
        ["git", "trees", rev @ ..] => trees::read(call, &rev.join("/")),
        ["git", "blobs", id] => blobs::read(call, id),
        ["git", "commits", id] => commits::git_object(call, id),
        ["git", "ref", name @ ..] => refs::one(call, &name.join("/")),
        ["git", "refs", start @ ..] | ["git", "matching-refs", start @ ..] => {
            refs::matching(call, &start.join("/"))
        }
        ["commits"] => commits::list(call),
        ["commits", rev @ ..] => commits::one(call, &rev.join("/")),
        ["compare", range @ ..] => compare::read(call, &range.join("/")),
        ["tarball", rev @ ..] => archive::redirect(call, "legacy.tar.gz", &rev.join("/")),
        ["zipball", rev @ ..] => archive::redirect(call, "legacy.zip", &rev.join("/")),
        _ => Err(Refusal::not_found("")),
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use axum::http::{HeaderMap, HeaderValue, Method};
    use serde_json::Value;

    use super::*;
    use crate::domain::clock::Clock;
    use crate::domain::time::{SignedDuration, Timestamp};
    use crate::sandbox::http::Service;
    use crate::sandbox::stage::Stage;
    use crate::sandbox::timeline::{PlannedCommit, Timeline};
    use crate::sandbox::world::World;

    /// A GitHub with three commits on `feature/x`, an hour apart.
    fn github() -> Github {
        let start: Timestamp = "2026-07-02T10:00:00Z".parse().unwrap();
        let commit = |hour, text: &str| PlannedCommit {
            at: start - SignedDuration::from_hours(hour),
            repo: "openshift/release-tests",
            branch: "feature/x".to_owned(),
            message: format!("hour {hour}"),
            author: "Person 1".to_owned(),
            changes: vec![("a b/c".to_owned(), Some(Arc::from(text.as_bytes())))],
        };
        let commits = vec![commit(3, "1\n"), commit(2, "1\n2\n"), commit(1, "1\n2\n3\n")];
        let clock = Clock { start, at: Timestamp::now(), speed: 1.0 };
        let stage = Stage::new(clock, World::new(Timeline { commits, ..Timeline::default() }));
        Github::new(Arc::new(stage), "http://x".into(), "token".into(), "user".into())
    }

    fn ask(github: &Github, path: &str) -> (u16, Value) {
        let mut headers = HeaderMap::new();
        headers.insert("user-agent", HeaderValue::from_static("test"));
        let uri = format!("/repos/openshift/release-tests/{path}").parse().unwrap();
        let response = github.answer(&Asked::new(Method::GET, &uri, headers, Default::default()));
        let status = response.status().as_u16();
        let body = axum::body::to_bytes(response.into_body(), usize::MAX);
        let body = futures_util::FutureExt::now_or_never(body).unwrap().unwrap();
        (status, serde_json::from_slice(&body).unwrap_or_default())
    }

    #[test]
    fn names_with_slashes_and_spaces_work_plain_and_encoded() {
        let github = github();
        for (path, status) in [
            ("branches/feature/x", 200),
            ("branches/feature%2Fx", 200),
            ("git/ref/heads/feature/x", 200),
            ("git/ref/heads%2Ffeature%2Fx", 200),
            ("git/matching-refs/heads/feature", 200),
            ("git/trees/feature%2Fx", 200),
            ("commits/feature/x", 200),
            ("commits?sha=feature/x&path=a%20b/c", 200),
            ("contents/a%20b/c?ref=feature%2Fx", 200),
            ("contents/a%20b%2Fc?ref=refs/heads/feature/x", 200),
            ("contents/a+b/c?ref=feature/x", 404),
            ("compare/feature/x...feature%2Fx", 200),
            ("tarball/feature/x", 302),
            ("tarball", 302),
            ("tarball/feature/y", 404),
        ] {
            assert_eq!(ask(&github, path).0, status, "{path}");
        }
    }

    #[test]
    fn a_comparison_says_how_far_ahead_and_what_changed() {
        let github = github();
        let commits = ask(&github, "commits?sha=feature/x").1;
        let first = commits.pointer("/2/sha").and_then(Value::as_str).unwrap();
        let ahead = ask(&github, &format!("compare/{first}...feature/x")).1;
        let at = |pointer: &str| ahead.pointer(pointer).cloned().unwrap_or_default();
        assert_eq!(
            (at("/status"), at("/ahead_by"), at("/behind_by")),
            ("ahead".into(), 2.into(), 0.into())
        );
        assert_eq!(
            (at("/commits/0/commit/message"), at("/commits/2")),
            ("hour 2".into(), Value::Null)
        );
        assert_eq!((at("/files/0/filename"), at("/files/0/additions")), ("a b/c".into(), 2.into()));
        assert_eq!(at("/files/0/patch"), "@@ -1 +1,3 @@\n 1\n+2\n+3");
        let behind = ask(&github, &format!("compare/feature/x...{first}")).1;
        assert_eq!(behind.get("status"), Some(&"behind".into()));
    }
}
