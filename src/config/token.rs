//! Where a token comes from. It is asked for at every use, so a renewed one is taken up without a
//! restart; how it is fetched is the connectors' affair.

use std::fmt;
use std::path::PathBuf;

use secrecy::SecretString;

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
    /// held in memory, for programs that make their own services; never read from a file
    Value(SecretString),
}

impl TokenFrom {
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
