//! Changed files as commits and comparisons list them.

use serde_json::{Value, json};

use super::call::Call;
use crate::sandbox::git::{Commit, FileChange, patch};

/// Files that are listed at once.
const MOST_FILES: usize = 300;

/// The files, at most 300, and the sums of lines over those.
pub fn listed(call: &Call<'_>, changes: &[FileChange], at: &Commit) -> (Value, Value) {
    let (mut additions, mut deletions) = (0, 0);
    let files = changes.iter().take(MOST_FILES).map(|change| {
        let file = file(call, change, at);
        additions += count(&file, "additions");
        deletions += count(&file, "deletions");
        file
    });
    let files: Value = files.collect();
    let total = additions + deletions;
    (files, json!({ "total": total, "additions": additions, "deletions": deletions }))
}

fn count(file: &Value, key: &str) -> u64 {
    file.get(key).and_then(Value::as_u64).unwrap_or(0)
}

fn file(call: &Call<'_>, change: &FileChange, at: &Commit) -> Value {
    let (status, blob) = match (&change.before, &change.after) {
        (None, after) => ("added", after),
        (before, None) => ("removed", before),
        (Some(_), after) => ("modified", after),
    };
    let bytes = |blob: &Option<std::sync::Arc<crate::sandbox::git::Blob>>| {
        blob.as_ref().map(|blob| std::sync::Arc::clone(&blob.bytes)).unwrap_or_default()
    };
    let patch = patch(&bytes(&change.before), &bytes(&change.after));
    let (additions, deletions) =
        patch.as_ref().map_or((0, 0), |patch| (patch.additions, patch.deletions));
    let (path, id) = (&change.path, at.id);
    let mut file = json!({
        "sha": blob.as_ref().map(|blob| blob.id.to_string()),
        "filename": path,
        "status": status,
        "additions": additions,
        "deletions": deletions,
        "changes": additions + deletions,
        "blob_url": call.html(&format!("blob/{id}/{path}")),
        "raw_url": call.html(&format!("raw/{id}/{path}")),
        "contents_url": format!("{}?ref={id}", call.api(&format!("contents/{path}"))),
    });
    if let (Value::Object(file), Some(text)) = (&mut file, patch.and_then(|patch| patch.text)) {
        file.insert("patch".to_owned(), json!(text));
    }
    file
}
