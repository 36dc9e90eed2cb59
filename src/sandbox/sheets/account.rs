//! A service account of Google: the file that its owner is given, and the service that grants a token to
//! whoever signs with the key in it (grant `urn:ietf:params:oauth:grant-type:jwt-bearer`).
//!
//! What is signed is checked against the account's own key, except its times: clients stamp them with
//! their clocks, which need not be the one of the sandbox.

use std::sync::LazyLock;

use aws_lc_rs::encoding::AsDer;
use aws_lc_rs::rsa::{KeyPair, KeySize};
use aws_lc_rs::signature::{KeyPair as _, RSA_PKCS1_2048_8192_SHA256, UnparsedPublicKey};
use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use serde_json::{Value, json};

use crate::sandbox::http::Asked;

const GRANT: &str = "urn:ietf:params:oauth:grant-type:jwt-bearer";
/// Google's own clients sign for this address whatever `token_uri` says.
const REAL: &str = "https://oauth2.googleapis.com/token";
const EMAIL: &str = "oar-sandbox@sandbox.iam.gserviceaccount.com";
/// Seconds for which a token is granted, and the longest time that may be asked for.
const HOLDS: i64 = 3600;

/// Made when it is first needed, one for the whole program: that takes a moment.
static KEY: LazyLock<Option<KeyPair>> = LazyLock::new(|| KeyPair::generate(KeySize::Rsa2048).ok());

/// The file of the account, as JSON; `None`: there is no key. `url`: where the stand-in is.
pub fn file(url: &str) -> Option<String> {
    let der = STANDARD.encode(KEY.as_ref()?.as_der().ok()?.as_ref());
    let lines = der.as_bytes().chunks(64).map(String::from_utf8_lossy);
    let lines = lines.collect::<Vec<_>>().join("\n");
    let file = json!({
        "type": "service_account",
        "project_id": "sandbox",
        "private_key_id": "5a9db0c5",
        "private_key": format!("-----BEGIN PRIVATE KEY-----\n{lines}\n-----END PRIVATE KEY-----\n"),
        "client_email": EMAIL,
        "client_id": "100000000000000000001",
        "auth_uri": format!("{url}/auth"),
        "token_uri": address(url),
        "universe_domain": "googleapis.com",
    });
    Some(format!("{file:#}\n"))
}

/// Where tokens are granted.
fn address(url: &str) -> String {
    format!("{url}/token")
}

/// Grants the token; `Err`: what Google says, word and explanation.
pub fn grant(asked: &Asked, url: &str, token: &str) -> Result<Value, (&'static str, &'static str)> {
    if asked.form("grant_type").as_deref() != Some(GRANT) {
        return Err(("unsupported_grant_type", "Invalid grant_type"));
    }
    let assertion = asked.form("assertion").unwrap_or_default();
    let claims = signed(&assertion).ok_or(("invalid_grant", "Invalid JWT Signature."))?;
    let said = |key: &str| claims.get(key).and_then(Value::as_str).unwrap_or_default();
    if said("iss") != EMAIL {
        return Err(("invalid_grant", "Invalid grant: account not found"));
    }
    if said("aud") != address(url) && said("aud") != REAL {
        return Err(("invalid_grant", "Invalid JWT: Failed audience check."));
    }
    if said("scope").is_empty() {
        return Err(("invalid_scope", "Empty or missing scope not allowed."));
    }
    let time = |key: &str| claims.get(key).and_then(Value::as_i64);
    let holds = time("exp").zip(time("iat")).map(|(exp, iat)| exp.saturating_sub(iat));
    if !holds.is_some_and(|holds| (1..=HOLDS).contains(&holds)) {
        let why = "Invalid JWT: Token must be a short-lived token (60 minutes)";
        return Err(("invalid_grant", why));
    }
    Ok(json!({ "access_token": token, "expires_in": HOLDS - 1, "token_type": "Bearer" }))
}

/// What a JWT says, where the account's key signed it.
fn signed(assertion: &str) -> Option<Value> {
    let (message, signature) = assertion.rsplit_once('.')?;
    let (header, claims) = message.split_once('.')?;
    let read = |part: &str| serde_json::from_slice(&URL_SAFE_NO_PAD.decode(part).ok()?).ok();
    let header: Value = read(header)?;
    let key = KEY.as_ref().filter(|_| header.get("alg").is_some_and(|alg| alg == "RS256"))?;
    let key = UnparsedPublicKey::new(&RSA_PKCS1_2048_8192_SHA256, key.public_key().as_ref());
    key.verify(message.as_bytes(), &URL_SAFE_NO_PAD.decode(signature).ok()?).ok()?;
    read(claims)
}

#[cfg(test)]
mod tests {
    use aws_lc_rs::rand::SystemRandom;
    use aws_lc_rs::signature::{RSA_PKCS1_SHA256, RsaKeyPair};
    use axum::body::Bytes;
    use axum::http::{HeaderMap, Method};

    use super::*;

    const URL: &str = "http://127.0.0.1:1";

    fn assertion(claims: &Value) -> String {
        let file: Value = serde_json::from_str(&file(URL).unwrap()).unwrap();
        let pem = file["private_key"].as_str().unwrap();
        let der: String = pem.lines().filter(|line| !line.starts_with('-')).collect();
        let pair = RsaKeyPair::from_pkcs8(&STANDARD.decode(der).unwrap()).unwrap();
        let parts = [r#"{"alg":"RS256"}"#.to_owned(), claims.to_string()];
        let message = parts.map(|part| URL_SAFE_NO_PAD.encode(part)).join(".");
        let mut signature = vec![0; pair.public_modulus_len()];
        let random = SystemRandom::new();
        pair.sign(&RSA_PKCS1_SHA256, &random, message.as_bytes(), &mut signature).unwrap();
        format!("{message}.{}", URL_SAFE_NO_PAD.encode(signature))
    }

    fn said(grant_type: &str, assertion: &str) -> String {
        let form = url::form_urlencoded::Serializer::new(String::new())
            .append_pair("grant_type", grant_type)
            .append_pair("assertion", assertion)
            .finish();
        let uri = "/token".parse().unwrap();
        let asked = Asked::new(Method::POST, &uri, HeaderMap::new(), Bytes::from(form));
        match grant(&asked, URL, "let-me-in") {
            Ok(granted) => granted["access_token"].as_str().unwrap().to_owned(),
            Err((word, why)) => format!("{word}: {why}"),
        }
    }

    #[test]
    fn a_token_is_granted_to_who_signs_with_the_key_for_this_address() {
        let claims = |iss: &str, aud: &str, scope: &str, exp: i64| json!({ "iss": iss, "aud": aud, "scope": scope, "iat": 1_000, "exp": exp });
        let here = address(URL);
        let good = claims(EMAIL, &here, "s", 4_600);
        assert_eq!(said(GRANT, &assertion(&good)), "let-me-in");
        assert_eq!(said(GRANT, &assertion(&claims(EMAIL, REAL, "s", 4_600))), "let-me-in");
        assert!(said("password", &assertion(&good)).starts_with("unsupported_grant_type"));
        for (wrong, why) in [
            (claims("somebody@else", &here, "s", 4_600), "account not found"),
            (claims(EMAIL, "https://elsewhere.example/token", "s", 4_600), "audience"),
            (claims(EMAIL, &here, "", 4_600), "scope"),
            (claims(EMAIL, &here, "s", 9_999), "short-lived"),
            (claims(EMAIL, &here, "s", 900), "short-lived"),
        ] {
            assert!(said(GRANT, &assertion(&wrong)).contains(why), "{wrong}");
        }
        // The claims of one under the signature of another.
        let (own, other) = (assertion(&good), assertion(&claims(EMAIL, &here, "t", 4_600)));
        let forged =
            format!("{}.{}", own.rsplit_once('.').unwrap().0, other.rsplit_once('.').unwrap().1);
        for wrong in [forged.as_str(), "", "a.b", "a.b.c"] {
            assert!(said(GRANT, wrong).contains("Invalid JWT Signature"), "{wrong}");
        }
    }
}
