//! How a question names who asks.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use reqwest::header::{AUTHORIZATION, HeaderName, HeaderValue};
use secrecy::{ExposeSecret, SecretString};

use crate::domain::trouble::Trouble;

/// Who asks. Sent to the first host only, never to where that redirects.
#[derive(Debug, Clone, Default)]
pub enum Login {
    /// nobody
    #[default]
    Nobody,
    /// `Authorization: Bearer`
    Bearer(SecretString),
    /// `Authorization: Basic`
    Basic {
        /// name or e-mail
        user: String,
        /// password or API token
        secret: SecretString,
    },
    /// a header of the service's own, e.g. `private-token`
    Header(&'static str, SecretString),
}

impl Login {
    /// A bearer token, where there is one.
    pub fn bearer(token: Option<SecretString>) -> Login {
        token.map_or(Login::Nobody, Login::Bearer)
    }

    /// The header, marked so that it is never printed.
    pub(super) fn header(&self) -> Result<Option<(HeaderName, HeaderValue)>, Trouble> {
        let (name, value) = match self {
            Login::Nobody => return Ok(None),
            Login::Bearer(token) => (AUTHORIZATION, format!("Bearer {}", token.expose_secret())),
            Login::Basic { user, secret } => {
                let pair = STANDARD.encode(format!("{user}:{}", secret.expose_secret()));
                (AUTHORIZATION, format!("Basic {pair}"))
            }
            Login::Header(name, token) => {
                (HeaderName::from_static(name), token.expose_secret().to_owned())
            }
        };
        let mut value = HeaderValue::try_from(value).map_err(|_| Trouble::SignIn {
            detail: "the token has characters that no token has".to_owned(),
        })?;
        value.set_sensitive(true);
        Ok(Some((name, value)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_kind_of_login_is_the_header_its_service_reads_and_prints_no_secret() {
        let secret = || SecretString::from("s3cret");
        let cases = [
            (Login::Nobody, None),
            (Login::Bearer(secret()), Some(("authorization", "Bearer s3cret"))),
            (
                Login::Basic { user: "me".to_owned(), secret: secret() },
                Some(("authorization", "Basic bWU6czNjcmV0")),
            ),
            (Login::Header("private-token", secret()), Some(("private-token", "s3cret"))),
        ];
        for (login, expected) in cases {
            let header = login.header().unwrap();
            let sent =
                header.as_ref().map(|(name, value)| (name.as_str(), value.to_str().unwrap()));
            assert_eq!(sent, expected);
            assert!(!format!("{login:?} {header:?}").contains("s3cret"));
        }
    }
}
