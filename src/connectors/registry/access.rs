//! Who asks the registry: nobody where it does not mind, else a bearer token from the place it names.

use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;
use url::Url;

use super::Registry;
use crate::config::TokenFrom;
use crate::connectors::http::{Question, under};
use crate::connectors::login::Login;
use crate::connectors::token::token;
use crate::domain::trouble::Trouble;

/// The registry's key, fetched when it is needed and kept while it is good.
#[derive(Debug)]
pub(super) struct Access {
    from: TokenFrom,
    scope: String,
    held: Mutex<Option<Held>>,
}

/// What was found out about who may ask.
#[derive(Debug, Clone)]
struct Held {
    login: Login,
    until: Instant,
}

/// A challenge, `Bearer realm="…",service="…"`.
#[derive(Debug, PartialEq, Eq)]
struct Challenge {
    scheme: String,
    realm: Option<String>,
    service: Option<String>,
}

#[derive(Deserialize)]
struct Given {
    token: Option<String>,
    access_token: Option<String>,
    expires_in: Option<u64>,
}

const LARGEST: usize = 256 << 10;
/// That nobody is asked for a name is believed so long.
const BELIEVED: Duration = Duration::from_secs(600);
/// Tokens without a time are good for a minute, says the specification.
const USUAL: u64 = 60;
/// A token is not used in its last seconds.
const MARGIN: u64 = 10;

impl Access {
    pub(super) fn new(from: TokenFrom, repository: &str) -> Access {
        let scope = format!("repository:{repository}:pull");
        Access { from, scope, held: Mutex::default() }
    }

    /// Who asks now.
    pub(super) async fn login(&self, registry: &Registry) -> Result<Login, Trouble> {
        let held = self.held.lock().unwrap_or_else(PoisonError::into_inner).clone();
        if let Some(held) = held.filter(|held| held.until > Instant::now()) {
            return Ok(held.login);
        }
        // A path that ends in a slash: the specification's place to ask whether a name is wanted.
        let said = registry.http.challenge(&under(&registry.base, ["v2", ""])).await?;
        let held = match said {
            None => Held { login: Login::Nobody, until: Instant::now() + BELIEVED },
            Some(said) => self.answer(registry, &challenge(&said)).await?,
        };
        let login = held.login.clone();
        *self.held.lock().unwrap_or_else(PoisonError::into_inner) = Some(held);
        Ok(login)
    }

    async fn answer(&self, registry: &Registry, challenge: &Challenge) -> Result<Held, Trouble> {
        let own = self.own().await?;
        if challenge.scheme == "basic" {
            let login = own.ok_or_else(|| Trouble::SignIn {
                detail: "the registry wants a name and a password: set NAME:PASSWORD as its token"
                    .to_owned(),
            })?;
            return Ok(Held { login, until: Instant::now() + BELIEVED });
        }
        let realm = challenge.realm.as_deref().unwrap_or_default();
        let unreadable = |detail: &str| Trouble::Unreadable {
            place: "www-authenticate".to_owned(),
            detail: detail.to_owned(),
        };
        let mut url = Url::parse(realm).map_err(|_| unreadable("no address to get a token at"))?;
        // A password goes to another host only where nobody can listen.
        if url.scheme() != "https" && url.origin() != registry.base.origin() {
            return Err(unreadable("tokens are given at an address that is not encrypted"));
        }
        if let Some(service) = &challenge.service {
            url.query_pairs_mut().append_pair("service", service);
        }
        url.query_pairs_mut().append_pair("scope", &self.scope);
        let place = crate::connectors::http::place(&url);
        let question = Question::get(url, "application/json", LARGEST).by(own.unwrap_or_default());
        let answer = registry.http.ask(&question).await?;
        let given: Given = answer.changed(&place)?.json()?;
        let token = given.token.or(given.access_token).filter(|token| !token.is_empty());
        let token = token.ok_or_else(|| Trouble::Unreadable {
            place,
            detail: "the answer holds no token".to_owned(),
        })?;
        let good = given.expires_in.unwrap_or(USUAL).clamp(2 * MARGIN, 24 * 3600) - MARGIN;
        let until = Instant::now() + Duration::from_secs(good);
        Ok(Held { login: Login::Bearer(SecretString::from(token)), until })
    }

    /// The configured login: `NAME:PASSWORD`, or a token, which registries take as the password of a name
    /// that says so.
    async fn own(&self) -> Result<Option<Login>, Trouble> {
        let Some(secret) = token(&self.from).await? else { return Ok(None) };
        let (user, secret) = match secret.expose_secret().split_once(':') {
            Some((user, password)) => (user.to_owned(), SecretString::from(password.to_owned())),
            None => ("$oauthtoken".to_owned(), secret),
        };
        Ok(Some(Login::Basic { user, secret }))
    }

    /// Forgets the token; false when there was none.
    pub(super) fn forget(&self) -> bool {
        self.held.lock().unwrap_or_else(PoisonError::into_inner).take().is_some()
    }

    /// Forgets a token that is not taken.
    pub(super) fn heed<T>(&self, answer: Result<T, Trouble>) -> Result<T, Trouble> {
        if let Err(Trouble::SignIn { .. }) = &answer {
            self.forget();
        }
        answer
    }
}

/// Takes a challenge apart; only the first one of several counts.
fn challenge(said: &str) -> Challenge {
    let (scheme, mut rest) = said.trim().split_once(' ').unwrap_or((said.trim(), ""));
    let mut challenge =
        Challenge { scheme: scheme.to_ascii_lowercase(), realm: None, service: None };
    while let Some((name, after)) = rest.split_once('=') {
        let (value, left) = match after.strip_prefix('"') {
            Some(quoted) => quoted.split_once('"').unwrap_or((quoted, "")),
            None => after.split_once(',').unwrap_or((after, "")),
        };
        match name.trim_matches([' ', ',']).to_ascii_lowercase().as_str() {
            "realm" => challenge.realm = Some(value.to_owned()),
            "service" => challenge.service = Some(value.to_owned()),
            _ => {}
        }
        rest = left;
    }
    challenge
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn challenges_are_read_whatever_their_order_and_quotes() {
        let full =
            "Bearer realm=\"https://a.example/auth?x=1\",service=\"reg\",scope=\"a:b:pull,push\"";
        let cases = [
            (full, "bearer", Some("https://a.example/auth?x=1"), Some("reg")),
            ("bearer service=reg, realm=\"https://a/\"", "bearer", Some("https://a/"), Some("reg")),
            ("Basic realm=\"Registry Realm\"", "basic", Some("Registry Realm"), None),
            ("Negotiate", "negotiate", None, None),
            ("Bearer realm=\"unfinished", "bearer", Some("unfinished"), None),
            ("", "", None, None),
        ];
        for (said, scheme, realm, service) in cases {
            let expected = Challenge {
                scheme: scheme.to_owned(),
                realm: realm.map(str::to_owned),
                service: service.map(str::to_owned),
            };
            assert_eq!(challenge(said), expected, "{said}");
        }
    }
}
