//! The same facts from a real clone, by the real git.

use std::path::Path;
use std::process::Command;

use oar_tui::connectors::clone::LocalClone;
use oar_tui::connectors::{Listing, Told, blob};
use oar_tui::domain::source::Branch;
use oar_tui::domain::trouble::Trouble;

/// Runs git in `folder`; `None` when this machine has none.
fn git(folder: &Path, arguments: &[&str]) -> Option<String> {
    let output = Command::new("git")
        .arg("-C")
        .arg(folder)
        .args(["-c", "user.name=tester", "-c", "user.email=tester@example.com"])
        .args(["-c", "commit.gpgsign=false", "-c", "core.hooksPath=/dev/null"])
        .args(arguments)
        .env("GIT_COMMITTER_DATE", "2026-03-25T14:00:00Z")
        .env("GIT_AUTHOR_DATE", "2026-03-20T08:00:00Z")
        .output()
        .ok()?;
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    Some(String::from_utf8_lossy(&output.stdout).trim().to_owned())
}

/// A repository with a record branch; `None` when this machine has no git.
fn repository(folder: &Path) -> Option<()> {
    git(folder, &["init", "-q", "-b", "record"])?;
    std::fs::create_dir(folder.join("_releases")).unwrap();
    std::fs::write(folder.join("_releases/ocp-latest-4.20-nightly-amd64.json"), "{}").unwrap();
    std::fs::write(folder.join("_releases/ocp-test-result-4.20.17-amd64.json"), "é\0\n").unwrap();
    std::fs::write(folder.join("_releases/note.txt"), "no document").unwrap();
    git(folder, &["add", "."])?;
    git(folder, &["commit", "-q", "-m", "results"])?;
    Some(())
}

#[tokio::test]
async fn a_clone_tells_what_github_would() {
    let folder = tempfile::tempdir().unwrap();
    let Some(()) = repository(folder.path()) else {
        eprintln!("skipped: git is not installed");
        return;
    };
    let clone = LocalClone::new(folder.path());
    let head = clone.head(Branch::Record, None).await.unwrap().changed("head").unwrap();
    assert_eq!(Some(head.commit.clone()), git(folder.path(), &["rev-parse", "HEAD"]));
    assert_eq!(head.committed.to_string(), "2026-03-25T14:00:00Z");
    assert_eq!(clone.head(Branch::Record, head.etag.as_deref()).await.unwrap(), Told::Same);

    let files = clone.whole(Branch::Record, &head).await.unwrap();
    let read: Vec<_> =
        files.iter().map(|file| (file.path.as_str(), file.bytes.as_deref().unwrap())).collect();
    assert_eq!(
        read,
        [
            ("_releases/ocp-latest-4.20-nightly-amd64.json", "{}".as_bytes()),
            ("_releases/ocp-test-result-4.20.17-amd64.json", "é\0\n".as_bytes()),
        ]
    );
    assert!(files.iter().all(|file| file.blob == blob::id(file.bytes.as_ref().unwrap())));
}

#[tokio::test]
async fn what_was_fetched_last_counts_before_the_branch_as_it_is_here() {
    let folder = tempfile::tempdir().unwrap();
    let Some(()) = repository(folder.path()) else {
        eprintln!("skipped: git is not installed");
        return;
    };
    git(folder.path(), &["commit", "-q", "--allow-empty", "-m", "fetched"]);
    git(folder.path(), &["update-ref", "refs/remotes/origin/record", "HEAD"]);
    let fetched = git(folder.path(), &["rev-parse", "HEAD"]);
    git(folder.path(), &["reset", "-q", "--hard", "HEAD~1"]);
    let clone = LocalClone::new(folder.path());
    let head = clone.head(Branch::Record, None).await.unwrap().changed("head").unwrap();
    assert_eq!(Some(head.commit), fetched);
}

#[tokio::test]
async fn a_folder_that_is_no_clone_and_a_missing_branch_say_so() {
    let folder = tempfile::tempdir().unwrap();
    let Some(()) = repository(folder.path()) else {
        eprintln!("skipped: git is not installed");
        return;
    };
    let clone = LocalClone::new(folder.path());
    let missing = clone.head(Branch::ZStream, None).await.unwrap_err();
    assert!(
        missing.to_string().starts_with("not found: branch z-stream in the clone"),
        "{missing}"
    );
    let path = "_releases/ocp-latest-4.20-nightly-amd64.json".to_owned();
    let wanted = Listing::from([(path, "0".repeat(40))]);
    let lacking = clone.files(&wanted).await.unwrap_err().to_string();
    assert!(lacking.ends_with("the clone lacks _releases/ocp-latest-4.20-nightly-amd64.json"));

    let nothing = LocalClone::new(&folder.path().join("no/such"));
    let refused = nothing.head(Branch::Record, None).await.unwrap_err();
    assert!(matches!(refused, Trouble::Refused { .. }), "{refused}");
}
