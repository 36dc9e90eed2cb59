//! Where a token comes from. It is asked for at every use, so a renewed one is taken up without a
//! restart; how it is fetched is the connectors' affair.

use std::fmt;
use std::path::PathBuf;

use secrecy::SecretString;
use toml::de::DeValue;

/// The place of a token.
#[derive(Clone)]
pub enum TokenFrom {
    /// nobody's: questions are asked without a name
    None,
    /// an environment variable; when it is unset or empty, questions are asked without a name
    Env(String),
    /// a file that only its owner can read
    File(PathBuf),
    /// what a program prints; program and arguments
    Command(Vec<String>),
    /// an item of a keyring
    Keyring {
        /// its name
        name: String,
        /// which keyring
        store: KeyringStore,
    },
    /// held in memory, for programs that make their own services; never read from a file
    Value(SecretString),
}

/// A keyring: chosen by name, never tried one after the other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeyringStore {
    /// the desktop's, over D-Bus
    SecretService,
    /// the kernel's, which forgets when the machine is started anew
    Keyutils,
}

impl KeyringStore {
    /// As it is written.
    pub fn name(self) -> &'static str {
        match self {
            KeyringStore::SecretService => "secret-service",
            KeyringStore::Keyutils => "keyutils",
        }
    }
}

impl TokenFrom {
    /// Reads a place as it is written in a configuration; `None`: it does not fit.
    pub(super) fn read(value: &DeValue<'_>) -> Option<TokenFrom> {
        let text = |value: &DeValue<'_>| {
            let text = value.as_str().map(str::trim).filter(|text| !text.is_empty());
            text.map(str::to_owned)
        };
        if text(value).is_some_and(|text| text == "none") {
            return Some(TokenFrom::None);
        }
        let table = value.as_table()?;
        let of = |key: &str| table.get(key).map(|value| value.get_ref());
        if let Some(name) = of("keyring") {
            let store = match of("store") {
                None => KeyringStore::SecretService,
                Some(store) => {
                    let all = [KeyringStore::SecretService, KeyringStore::Keyutils];
                    all.into_iter().find(|one| store.as_str() == Some(one.name()))?
                }
            };
            let fits = table.len() == 1 + usize::from(table.contains_key("store"));
            let name = text(name).filter(|name| fits && is_plain(name))?;
            return Some(TokenFrom::Keyring { name, store });
        }
        let (kind, place) = table.iter().next().filter(|_| table.len() == 1)?;
        match kind.get_ref().as_ref() {
            "env" => Some(TokenFrom::Env(text(place.get_ref())?)),
            "file" => Some(TokenFrom::File(text(place.get_ref())?.into())),
            "command" => {
                let words = place.get_ref().as_array()?.iter();
                let argv: Option<Vec<String>> =
                    words.map(|word| word.get_ref().as_str().map(str::to_owned)).collect();
                argv.filter(|argv| argv.first().is_some_and(|program| !program.is_empty()))
                    .map(TokenFrom::Command)
            }
            _ => None,
        }
    }

    /// Somebody said where it is, and a variable that was named is set. Whether what is there is good
    /// shows when it is used.
    pub fn is_there(&self) -> bool {
        match self {
            TokenFrom::None => false,
            TokenFrom::Env(name) => std::env::var(name).is_ok_and(|value| !value.trim().is_empty()),
            _ => true,
        }
    }
}

/// A name that can be repeated in a command.
fn is_plain(name: &str) -> bool {
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
    name.len() <= 80 && name.chars().all(plain)
}

/// Never prints a secret: names the place only.
impl fmt::Debug for TokenFrom {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            TokenFrom::None => f.write_str("none"),
            TokenFrom::Env(name) => write!(f, "environment variable {name}"),
            TokenFrom::File(path) => write!(f, "file {}", path.display()),
            // Arguments may hold a secret, the program's name does not.
            TokenFrom::Command(argv) => {
                write!(f, "command {}", argv.first().map_or("", String::as_str))
            }
            TokenFrom::Keyring { name, store } => write!(f, "{name} in {}", store.name()),
            TokenFrom::Value(_) => f.write_str("in memory"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn printing_the_place_of_a_token_never_prints_the_token() {
        let command = vec!["echo".to_owned(), "s3cret".to_owned()];
        for place in [TokenFrom::Value("s3cret".to_owned().into()), TokenFrom::Command(command)] {
            let text = format!("{place:?} {:#?}", Some(&place));
            assert!(!text.contains("s3cret"), "{text}");
        }
    }
}
