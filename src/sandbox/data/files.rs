//! Every file below a folder.

use std::path::Path;

use super::super::error::SandboxError;

/// Folders in folders that are followed.
const DEEPEST: usize = 16;

/// Path with `/` and bytes of every file, by path. What is not a plain file, names that are not
/// UTF-8, and git's own folder are left out.
pub fn below(folder: &Path) -> Result<Vec<(String, Vec<u8>)>, SandboxError> {
    let mut files = Vec::new();
    collect(folder, "", DEEPEST, &mut files)?;
    files.sort();
    Ok(files)
}

fn collect(
    folder: &Path,
    under: &str,
    depth: usize,
    files: &mut Vec<(String, Vec<u8>)>,
) -> Result<(), SandboxError> {
    let unreadable = |source| SandboxError::read(folder, source);
    for entry in std::fs::read_dir(folder).map_err(unreadable)? {
        let path = entry.map_err(unreadable)?.path();
        let Some(name) = path.file_name().and_then(|name| name.to_str()) else { continue };
        let name_here = format!("{under}{name}");
        let meta = std::fs::metadata(&path).map_err(|source| SandboxError::read(&path, source))?;
        if meta.is_file() {
            let bytes = std::fs::read(&path).map_err(|source| SandboxError::read(&path, source))?;
            files.push((name_here, bytes));
        } else if meta.is_dir() && name != ".git" && depth > 0 {
            collect(&path, &format!("{name_here}/"), depth - 1, files)?;
        }
    }
    Ok(())
}
