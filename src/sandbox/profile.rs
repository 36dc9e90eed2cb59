//! The configuration for a cockpit that lives in the sandbox.

use std::fs::{self, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use toml::{Table, Value};

use super::error::SandboxError;
use super::running::Running;

impl Running {
    /// The profile as TOML. `token` is the file that holds GitHub's token.
    pub fn profile(&self, token: &Path) -> String {
        let (clock, github) = (self.clock(), self.github_url());
        let text = |text: String| Value::String(text);
        let token = Table::from_iter([("file".to_owned(), text(token.display().to_string()))]);
        let sections: [(&str, Vec<(&str, Value)>); 4] = [
            ("", vec![("profile", text("sandbox".to_owned()))]),
            (
                "\n[clock]\n",
                vec![
                    ("start", text(clock.start.to_string())),
                    ("at", text(clock.at.to_string())),
                    ("speed", Value::Float(clock.speed)),
                ],
            ),
            (
                "\n[github]\n",
                vec![
                    ("base_url", text(github.to_owned())),
                    ("raw_url", text(format!("{github}/raw"))),
                    ("token", Value::Table(token)),
                ],
            ),
            ("\n[streams]\n", vec![("base_url", text(format!("{}/{{arch}}", self.streams_url())))]),
        ];
        let mut profile = "# Written by the sandbox; good as long as that runs.\n".to_owned();
        for (head, lines) in sections {
            profile.push_str(head);
            for (key, value) in lines {
                profile.push_str(&format!("{key} = {value}\n"));
            }
        }
        profile
    }

    /// Writes the profile to `file`, and the token beside it to `FILE.github-token`, readable by
    /// nobody else.
    ///
    /// # Errors
    /// [`SandboxError::Write`] names the file.
    pub fn write_profile(&self, file: &Path) -> Result<(), SandboxError> {
        let file = std::path::absolute(file).map_err(|source| SandboxError::write(file, source))?;
        let mut token = file.clone().into_os_string();
        token.push(".github-token");
        let token = PathBuf::from(token);
        write_private(&token, &format!("{}\n", self.token()))
            .map_err(|source| SandboxError::write(&token, source))?;
        fs::write(&file, self.profile(&token)).map_err(|source| SandboxError::write(&file, source))
    }
}

/// A file of mode 0600. An older one is replaced, so that its mode does not stay.
fn write_private(path: &Path, text: &str) -> io::Result<()> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)?.write_all(text.as_bytes())
}
