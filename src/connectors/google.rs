//! Who asks at Google's services: a bearer token, or a service account whose key signs for one
//! (grant `urn:ietf:params:oauth:grant-type:jwt-bearer`). The token is kept until shortly before its end.

use std::path::{Path, PathBuf};
use std::time::Duration;

use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{RSA_PKCS1_SHA256, RsaKeyPair};
use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;
use tokio::sync::Mutex;
use url::Url;

use super::http::{Http, Question, Sent, place};
use super::login::Login;
use super::net::Net;
use super::remedy::no_for_an_answer;
use super::token::{secret_file, token};
use crate::config::TokenFrom;
use crate::domain::clock::Clock;
use crate::domain::source::Service;
use crate::domain::time::{SignedDuration, Timestamp};
use crate::domain::trouble::Trouble;

/// The login at one of Google's services.
#[derive(Debug)]
pub struct Google {
    from: TokenFrom,
    scope: &'static str,
    http: Http,
    token: Mutex<Option<Granted>>,
}

#[derive(Debug)]
struct Granted {
    token: SecretString,
    /// whose it is: another key gets its own
    account: String,
    /// not used after this
    until: Timestamp,
}

/// The file of a service account.
#[derive(Deserialize)]
struct Key {
    client_email: String,
    #[serde(deserialize_with = "secret")]
    private_key: SecretString,
    #[serde(deserialize_with = "address")]
    token_uri: Url,
}

#[derive(Deserialize)]
struct Grant {
    #[serde(deserialize_with = "secret")]
    access_token: SecretString,
    expires_in: i64,
}

fn secret<'de, D: serde::Deserializer<'de>>(from: D) -> Result<SecretString, D::Error> {
    String::deserialize(from).map(SecretString::from)
}

fn address<'de, D: serde::Deserializer<'de>>(from: D) -> Result<Url, D::Error> {
    Url::parse(&String::deserialize(from)?).map_err(serde::de::Error::custom)
}

/// What a place of a secret turned out to hold.
enum Held {
    Nothing,
    Token(SecretString),
    Key(Box<Key>),
}

const DEADLINE: Duration = Duration::from_secs(20);
const LARGEST: usize = 64 * 1024;
/// What a signature asks for; the service gives at most an hour.
const HOLDS: i64 = 3600;
/// Before its end a token is asked for anew.
const RESERVE: SignedDuration = SignedDuration::from_secs(120);

impl Google {
    /// `from`: the place of a token or of a service account's key; `scope`: what the token may be used for.
    pub fn new(
        net: &Net,
        from: &TokenFrom,
        scope: &'static str,
        service: Service,
        clock: Clock,
    ) -> Google {
        let http = Http::new(net.clone(), service, clock, DEADLINE);
        Google { from: from.clone(), scope, http, token: Mutex::default() }
    }

    /// Somebody said who asks.
    pub fn is_there(&self) -> bool {
        self.from.is_there()
    }

    /// Who asks.
    ///
    /// # Errors
    /// [`Trouble::SignIn`] with what is wrong with the key or its file; what the token's service says.
    pub async fn login(&self) -> Result<Login, Trouble> {
        match held(&self.from).await? {
            Held::Nothing => Ok(Login::Nobody),
            Held::Token(token) => Ok(Login::Bearer(token)),
            Held::Key(key) => Ok(Login::Bearer(self.granted(&key).await?)),
        }
    }

    async fn granted(&self, key: &Key) -> Result<SecretString, Trouble> {
        // Whoever comes meanwhile waits for the same answer.
        let mut known = self.token.lock().await;
        let now = self.http.lane().now();
        let good = known.as_ref().filter(|one| one.account == key.client_email && now < one.until);
        if let Some(good) = good {
            return Ok(good.token.clone());
        }
        let assertion = signed(key, self.scope, now)?;
        let form = url::form_urlencoded::Serializer::new(String::new())
            .append_pair("grant_type", "urn:ietf:params:oauth:grant-type:jwt-bearer")
            .append_pair("assertion", &assertion)
            .finish();
        let sent = Sent { media_type: "application/x-www-form-urlencoded", bytes: form.into() };
        let spot = place(&key.token_uri);
        let question = Question::get(key.token_uri.clone(), "application/json", LARGEST);
        let grant = self.http.ask(&question.sending(sent)).await;
        let grant: Grant = match grant {
            Ok(told) => told.changed(&spot)?.json()?,
            // 400 `invalid_grant`: the account is gone, its key was withdrawn, or a clock is wrong.
            Err(trouble) => {
                return Err(match no_for_an_answer(&trouble) {
                    Some(said) => sign_in(&format!("the service account is refused, {said}")),
                    None => trouble,
                });
            }
        };
        let holds = SignedDuration::from_secs(grant.expires_in.clamp(0, HOLDS));
        let until = now.checked_add(holds.saturating_sub(RESERVE)).unwrap_or(now);
        let (token, account) = (grant.access_token, key.client_email.clone());
        *known = Some(Granted { token: token.clone(), account, until });
        Ok(token)
    }
}

fn sign_in(detail: &str) -> Trouble {
    Trouble::SignIn { detail: crate::domain::clean::line(detail) }
}

/// A variable may hold a token, or the name of a key's file, as `GCS_CRED_FILE` does.
async fn held(from: &TokenFrom) -> Result<Held, Trouble> {
    let path: Option<PathBuf> = match from {
        TokenFrom::File(path) => Some(path.clone()),
        TokenFrom::Env(name) => {
            let value = std::env::var(name).unwrap_or_default();
            let path = Path::new(value.trim());
            let is_path = path.is_absolute() || path.extension().is_some_and(|end| end == "json");
            is_path.then(|| path.to_owned())
        }
        _ => None,
    };
    let Some(path) = path else {
        return Ok(token(from).await?.map_or(Held::Nothing, Held::Token));
    };
    let text = secret_file(&path)?;
    if !text.expose_secret().trim_start().starts_with('{') {
        return Ok(token(&TokenFrom::File(path)).await?.map_or(Held::Nothing, Held::Token));
    }
    // What serde says may repeat what is in the file.
    let key = serde_json::from_str(text.expose_secret())
        .map_err(|_| sign_in(&format!("{} is no key of a service account", path.display())))?;
    Ok(Held::Key(Box::new(key)))
}

/// A JWT that says who asks for what, signed with RS256.
fn signed(key: &Key, scope: &str, now: Timestamp) -> Result<String, Trouble> {
    let claims = serde_json::json!({
        "iss": key.client_email,
        "scope": scope,
        "aud": key.token_uri.as_str(),
        "iat": now.as_second(),
        "exp": now.as_second() + HOLDS,
    });
    let header = r#"{"alg":"RS256","typ":"JWT"}"#;
    let parts = [header.to_owned(), claims.to_string()].map(|part| URL_SAFE_NO_PAD.encode(part));
    let message = parts.join(".");
    let pair = pair(key).ok_or_else(|| sign_in("the service account's private key is none"))?;
    let mut signature = vec![0; pair.public_modulus_len()];
    let random = SystemRandom::new();
    pair.sign(&RSA_PKCS1_SHA256, &random, message.as_bytes(), &mut signature)
        .map_err(|_| sign_in("the service account's private key cannot sign"))?;
    Ok(format!("{message}.{}", URL_SAFE_NO_PAD.encode(signature)))
}

/// The key out of its PEM, PKCS#8 or PKCS#1.
fn pair(key: &Key) -> Option<RsaKeyPair> {
    let pem = key.private_key.expose_secret();
    let lines = pem.lines().map(str::trim).filter(|line| !line.starts_with("-----"));
    let der = STANDARD.decode(lines.collect::<String>()).ok()?;
    RsaKeyPair::from_pkcs8(&der).or_else(|_| RsaKeyPair::from_der(&der)).ok()
}

#[cfg(test)]
mod tests {
    use aws_lc_rs::encoding::AsDer;
    use aws_lc_rs::rsa::{KeyPair, KeySize};
    use aws_lc_rs::signature::{KeyPair as _, RSA_PKCS1_2048_8192_SHA256, UnparsedPublicKey};

    use super::*;

    fn key() -> (Key, KeyPair) {
        let pair = KeyPair::generate(KeySize::Rsa2048).unwrap();
        let der = STANDARD.encode(pair.as_der().unwrap().as_ref());
        let lines: Vec<&str> =
            der.as_bytes().chunks(64).map(|l| str::from_utf8(l).unwrap()).collect();
        let pem = format!(
            "-----BEGIN PRIVATE KEY-----\n{}\n-----END PRIVATE KEY-----\n",
            lines.join("\n")
        );
        let key = Key {
            client_email: "oar@example.iam.gserviceaccount.com".to_owned(),
            private_key: pem.into(),
            token_uri: "https://oauth2.example/token".parse().unwrap(),
        };
        (key, pair)
    }

    #[test]
    fn what_is_signed_names_account_scope_and_time_and_can_be_verified() {
        let (key, pair) = key();
        let jwt = signed(&key, "scope-a", Timestamp::from_second(1000).unwrap()).unwrap();
        let parts: Vec<&str> = jwt.split('.').collect();
        let [header, claims, signature] = parts.as_slice() else { panic!("{jwt}") };
        let read = |part: &str| -> serde_json::Value {
            serde_json::from_slice(&URL_SAFE_NO_PAD.decode(part).unwrap()).unwrap()
        };
        assert_eq!(read(header)["alg"], "RS256");
        let claims_read = read(claims);
        assert_eq!(claims_read["iss"], "oar@example.iam.gserviceaccount.com");
        assert_eq!(claims_read["aud"], "https://oauth2.example/token");
        assert_eq!((&claims_read["scope"], &claims_read["exp"]), (&"scope-a".into(), &4600.into()));
        let public =
            UnparsedPublicKey::new(&RSA_PKCS1_2048_8192_SHA256, pair.public_key().as_ref());
        let signature = URL_SAFE_NO_PAD.decode(signature).unwrap();
        public.verify(format!("{header}.{claims}").as_bytes(), &signature).unwrap();
        assert!(public.verify(b"something else", &signature).is_err());
    }

    #[test]
    fn what_is_no_key_says_so_and_prints_no_secret() {
        for pem in
            ["", "s3cret", "-----BEGIN PRIVATE KEY-----\nczNjcmV0\n-----END PRIVATE KEY-----"]
        {
            let key = Key {
                client_email: "a".into(),
                private_key: pem.into(),
                token_uri: "https://oauth2.example/token".parse().unwrap(),
            };
            let trouble = signed(&key, "s", Timestamp::UNIX_EPOCH).unwrap_err();
            assert!(
                matches!(&trouble, Trouble::SignIn { detail } if detail.contains("private key"))
            );
            assert!(!format!("{trouble:?}").contains("s3cret"));
        }
    }
}
