//! Who works there, and the token that a client signs in with.

use serde_json::{Value, json};

const PEOPLE: [&str; 7] =
    ["art-bot", "b.moreau", "l.moreau", "amara", "d.novak", "s.lindqvist", "r.iyer"];

/// Everybody, the asker too.
pub fn everybody(user: &str) -> Vec<&str> {
    PEOPLE.into_iter().chain([user]).collect()
}

/// A user.
pub fn user(name: &str) -> Value {
    let number = PEOPLE.iter().position(|known| *known == name).unwrap_or(PEOPLE.len());
    json!({
        "id": 4_100 + number,
        "username": name,
        "name": name,
        "state": "active",
        "locked": false,
        "avatar_url": null,
        "web_url": format!("https://gitlab.cee.redhat.com/{name}"),
        "bot": name.ends_with("-bot"),
    })
}

/// The token that a client of ours signs in with.
pub fn token() -> Value {
    json!({
        "id": 41,
        "name": "cockpit",
        "revoked": false,
        "created_at": "2025-06-30T08:00:00.000Z",
        "description": null,
        "scopes": ["read_api"],
        "user_id": 4_100,
        "last_used_at": null,
        "active": true,
        "expires_at": "2026-06-30",
    })
}
