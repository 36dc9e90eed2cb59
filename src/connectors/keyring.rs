//! Tokens that a keyring holds: the desktop's Secret Service, or the kernel's keys. Which one is written
//! in the configuration; the other is never tried in its place.

use std::sync::Arc;
use std::time::Duration;

use keyring_core::{CredentialStore, Entry, Error};
use secrecy::SecretString;

use super::remedy::brief;
use crate::config::KeyringStore;
use crate::domain::trouble::Trouble;

/// Under this name the items of this program are kept.
pub const SERVICE: &str = "oar-tui";

/// How long a keyring may take; a locked one asks the operator for its password.
const PATIENCE: Duration = Duration::from_secs(30);

/// The secret with this name, asked for now.
pub async fn secret(name: &str, store: KeyringStore) -> Result<SecretString, Trouble> {
    let asked = name.to_owned();
    within(PATIENCE, store, move || opened(store).and_then(|keyring| read(&keyring, &asked, store)))
        .await
}

/// On a thread of its own: a keyring that waits for its password must not keep the program from ending.
async fn within(
    patience: Duration,
    store: KeyringStore,
    ask: impl FnOnce() -> Result<SecretString, Trouble> + Send + 'static,
) -> Result<SecretString, Trouble> {
    let (tell, told) = tokio::sync::oneshot::channel();
    let thread = std::thread::Builder::new().name("keyring".to_owned());
    let started = thread.spawn(move || {
        let _ = tell.send(ask());
    });
    let silent = |why: &str| sign_in(format!("{} {why}", store.name()));
    started.map_err(|_| silent("cannot be asked: no thread is left"))?;
    match tokio::time::timeout(patience, told).await {
        Ok(Ok(answer)) => answer,
        Ok(Err(_)) => Err(silent("broke while it was asked")),
        Err(_) => {
            let seconds = patience.as_secs_f32();
            Err(silent(&format!("gave no answer within {seconds} s: unlock the keyring")))
        }
    }
}

fn opened(store: KeyringStore) -> Result<Arc<CredentialStore>, Trouble> {
    let opened = match store {
        KeyringStore::SecretService => {
            zbus_secret_service_keyring_store::Store::new().map(|store| store as _)
        }
        KeyringStore::Keyutils => {
            linux_keyutils_keyring_store::Store::new().map(|store| store as _)
        }
    };
    opened.map_err(|error| match store {
        KeyringStore::SecretService => sign_in(format!(
            "no Secret Service on the session bus ({}): unlock the desktop's keyring, or name a file, \
             a command or store = \"keyutils\"",
            cause(&error)
        )),
        KeyringStore::Keyutils => {
            sign_in(format!("the kernel's keys cannot be used ({})", cause(&error)))
        }
    })
}

fn read(
    keyring: &Arc<CredentialStore>,
    name: &str,
    store: KeyringStore,
) -> Result<SecretString, Trouble> {
    let entry = Entry::new_in_store(keyring, SERVICE, name);
    let secret = entry.and_then(|entry| entry.get_password());
    secret.map(SecretString::from).map_err(|error| {
        let what = match &error {
            Error::NoEntry => format!("holds no {name}: run {}", how_to_put(name, store)),
            Error::Ambiguous(_) => format!("holds more than one {name}: remove all but one"),
            Error::BadEncoding(_) | Error::BadDataFormat(..) => {
                format!("holds something under {name} that is no text")
            }
            error => format!("does not give {name} ({})", cause(error)),
        };
        sign_in(format!("{} {what}", store.name()))
    })
}

/// The command that puts a token where it is looked for; it reads the token from its input.
fn how_to_put(name: &str, store: KeyringStore) -> String {
    match store {
        KeyringStore::SecretService => {
            format!("secret-tool store --label={SERVICE} service {SERVICE} username {name}")
        }
        KeyringStore::Keyutils => format!("keyctl padd user keyring:{name}@{SERVICE} @s"),
    }
}

/// What a keyring says of itself. Errors that may carry what was read say nothing.
fn cause(error: &Error) -> String {
    match error {
        Error::PlatformFailure(why) | Error::NoStorageAccess(why) => brief(&why.to_string()),
        Error::NotSupportedByStore(why) | Error::BadStoreFormat(why) => brief(why),
        _ => "it does not say why".to_owned(),
    }
}

fn sign_in(detail: String) -> Trouble {
    Trouble::SignIn { detail }
}

#[cfg(test)]
mod tests {
    use secrecy::ExposeSecret;

    use super::*;

    const STORE: KeyringStore = KeyringStore::SecretService;

    #[test]
    fn what_the_keyring_holds_is_the_token() {
        let keyring: Arc<CredentialStore> = keyring_core::mock::Store::new().unwrap();
        let entry = Entry::new_in_store(&keyring, SERVICE, "jira").unwrap();
        entry.set_password("s3cret").unwrap();
        assert_eq!(read(&keyring, "jira", STORE).unwrap().expose_secret(), "s3cret");
    }

    #[test]
    fn a_keyring_without_it_says_how_to_put_it_there() {
        let keyring: Arc<CredentialStore> = keyring_core::mock::Store::new().unwrap();
        let why = |store| read(&keyring, "jira", store).unwrap_err().to_string();
        assert_eq!(
            why(STORE),
            "not signed in: secret-service holds no jira: run secret-tool store --label=oar-tui \
             service oar-tui username jira"
        );
        assert!(
            why(KeyringStore::Keyutils).ends_with("run keyctl padd user keyring:jira@oar-tui @s")
        );
    }

    #[test]
    fn no_error_repeats_what_was_read() {
        let keyring: Arc<CredentialStore> = keyring_core::mock::Store::new().unwrap();
        let cases: [(Error, &str); 4] = [
            (Error::BadEncoding(b"s3cret".to_vec()), "that is no text"),
            (Error::BadDataFormat(b"s3cret".to_vec(), "s3cret".into()), "that is no text"),
            (Error::Ambiguous(Vec::new()), "more than one jira"),
            (
                Error::NoStorageAccess("the collection is locked".into()),
                "(the collection is locked)",
            ),
        ];
        for (error, expected) in cases {
            let entry = Entry::new_in_store(&keyring, SERVICE, "jira").unwrap();
            let mock: &keyring_core::mock::Cred = entry.as_any().downcast_ref().unwrap();
            mock.set_error(error);
            let why = read(&keyring, "jira", STORE).unwrap_err().to_string();
            assert!(why.contains(expected) && !why.contains("s3cret"), "{why}");
        }
    }

    #[tokio::test]
    async fn a_keyring_that_waits_for_its_password_is_not_waited_for() {
        let (hold, held) = std::sync::mpsc::channel::<()>();
        let ask = move || {
            let _ = held.recv();
            Err(sign_in(String::new()))
        };
        let why = within(Duration::from_millis(20), STORE, ask).await.unwrap_err().to_string();
        assert!(why.ends_with("gave no answer within 0.02 s: unlock the keyring"), "{why}");
        drop(hold);
        let broke = within(PATIENCE, STORE, || panic!("bus")).await.unwrap_err().to_string();
        assert!(broke.ends_with("broke while it was asked"), "{broke}");
    }
}
