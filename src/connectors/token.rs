//! Fetching a token from its place, at every use.

use std::io::{ErrorKind, Read};
use std::path::Path;
use std::time::Duration;

use secrecy::{ExposeSecret, SecretString};

use super::keyring;
use super::printed::printed;
use crate::config::TokenFrom;
use crate::domain::clean;
use crate::domain::trouble::Trouble;

/// How long a program that prints a token may take; it may ask the operator something.
const PATIENCE: Duration = Duration::from_secs(30);

/// No token is longer, in bytes; what comes after is not read.
const LONGEST: u64 = 16 * 1024;

/// The token; `None`: ask without a name. A place that should hold one and does not is `SignIn` with
/// what to do.
pub async fn token(from: &TokenFrom) -> Result<Option<SecretString>, Trouble> {
    let found = match from {
        TokenFrom::None => return Ok(None),
        TokenFrom::Env(name) => match std::env::var(name) {
            Ok(value) if !value.trim().is_empty() => SecretString::from(value),
            _ => return Ok(None),
        },
        TokenFrom::Value(value) => value.clone(),
        TokenFrom::File(path) => secret_file(path)?,
        TokenFrom::Command(argv) => from_command(argv).await?,
        TokenFrom::Keyring { name, store } => keyring::secret(name, *store).await?,
    };
    let trimmed = found.expose_secret().trim();
    if trimmed.is_empty() || !trimmed.bytes().all(|byte| byte.is_ascii_graphic()) {
        return Err(sign_in(format!("{from:?} holds no usable token")));
    }
    Ok(Some(SecretString::from(trimmed.to_owned())))
}

fn sign_in(detail: String) -> Trouble {
    Trouble::SignIn { detail: clean::line(&detail) }
}

/// The text of a secret's file. One that others can read is refused: what it holds is no secret any more.
pub(super) fn secret_file(path: &Path) -> Result<SecretString, Trouble> {
    let shown = path.display();
    let unread = |why: std::io::Error| sign_in(format!("cannot read the token in {shown}: {why}"));
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = std::fs::metadata(path).map_err(unread)?.permissions().mode();
        if mode & 0o077 != 0 {
            let mode = mode & 0o777;
            return Err(sign_in(format!(
                "others can read the token in {shown} (mode {mode:03o}): run chmod 600 {shown}"
            )));
        }
    }
    let mut text = String::new();
    let file = std::fs::File::open(path).map_err(unread)?;
    file.take(LONGEST).read_to_string(&mut text).map_err(unread)?;
    Ok(SecretString::from(text))
}

async fn from_command(argv: &[String]) -> Result<SecretString, Trouble> {
    let (program, arguments) =
        argv.split_first().ok_or_else(|| sign_in("the token command is empty".to_owned()))?;
    let unrun = |why: std::io::Error| match why.kind() {
        ErrorKind::TimedOut => sign_in(format!("{program} printed no token within 30 s")),
        _ => sign_in(format!("cannot run {program} for a token: {why}")),
    };
    let mut command = tokio::process::Command::new(program);
    let (printed, status) =
        printed(command.args(arguments), LONGEST, PATIENCE).await.map_err(unrun)?;
    if !status.success() {
        return Err(sign_in(format!("{program} gave no token ({status})")));
    }
    String::from_utf8(printed)
        .map(SecretString::from)
        .map_err(|_| sign_in(format!("{program} printed no text")))
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn asked(from: TokenFrom) -> Result<Option<String>, String> {
        let found = token(&from).await.map_err(|trouble| trouble.to_string())?;
        Ok(found.map(|token| token.expose_secret().to_owned()))
    }

    #[cfg(unix)]
    #[tokio::test]
    async fn a_file_others_can_read_is_refused_with_the_command_that_closes_it() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("token");
        std::fs::write(&path, "s3cret\n").unwrap();
        for (mode, open) in [(0o644, true), (0o640, true), (0o604, true), (0o600, false)] {
            std::fs::set_permissions(&path, std::fs::Permissions::from_mode(mode)).unwrap();
            let answer = asked(TokenFrom::File(path.clone())).await;
            if open {
                let text = answer.unwrap_err();
                assert!(text.ends_with(&format!("run chmod 600 {}", path.display())), "{text}");
                assert!(!text.contains("s3cret"));
            } else {
                assert_eq!(answer, Ok(Some("s3cret".to_owned())));
            }
        }
    }

    #[cfg(unix)]
    #[tokio::test]
    async fn a_place_that_never_ends_is_read_to_a_bound() {
        use std::os::unix::fs::PermissionsExt;
        let prints = TokenFrom::Command(vec!["yes".to_owned()]);
        assert!(asked(prints).await.unwrap_err().contains("yes gave no token"));
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("token");
        std::fs::write(&path, "s3cret\n".repeat(1 << 18)).unwrap();
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o600)).unwrap();
        assert!(asked(TokenFrom::File(path)).await.unwrap_err().contains("no usable token"));
    }

    #[tokio::test]
    async fn a_command_is_asked_each_time_and_its_failure_names_the_program_only() {
        let shell =
            |script: &str| TokenFrom::Command(["sh", "-c", script].map(str::to_owned).to_vec());
        assert_eq!(asked(shell("echo s3cret")).await, Ok(Some("s3cret".to_owned())));
        for script in ["echo s3cret; exit 3", "printf ''", "printf 'two words'"] {
            let text = asked(shell(script)).await.unwrap_err();
            assert!(text.contains("sh") && !text.contains("s3cret"), "{text}");
        }
        let missing = TokenFrom::Command(vec!["/no/such/program".to_owned()]);
        assert!(asked(missing).await.unwrap_err().contains("cannot run /no/such/program"));
    }

    #[tokio::test]
    async fn nobodys_token_and_an_unset_variable_ask_without_a_name() {
        assert_eq!(asked(TokenFrom::None).await, Ok(None));
        assert_eq!(asked(TokenFrom::Env("OAR_TUI_NO_SUCH_VARIABLE".to_owned())).await, Ok(None));
    }
}
