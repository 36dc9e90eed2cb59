//! The primary rate limit, counted by the hour on the sandbox's clock.

use axum::http::{HeaderMap, HeaderValue};
use serde_json::{Value, json};

use super::access::Caller;
use crate::domain::time::{SignedDuration, Timestamp};

/// Requests an hour with a token.
const USER: u32 = 5_000;
/// Requests an hour from one address without one.
const ANONYMOUS: u32 = 60;
/// The window.
const HOUR: SignedDuration = SignedDuration::from_hours(1);

/// What is used up.
#[derive(Debug, Default)]
pub struct Rates {
    user: Option<Window>,
    anonymous: Option<Window>,
}

/// An hour that began with its first request.
#[derive(Debug, Clone, Copy)]
struct Window {
    used: u32,
    reset: Timestamp,
}

impl Rates {
    fn window(&self, caller: Caller, now: Timestamp) -> Window {
        let window = match caller {
            Caller::User => self.user,
            Caller::Anonymous => self.anonymous,
        };
        let reset = now.checked_add(HOUR).unwrap_or(now);
        window.filter(|window| now < window.reset).unwrap_or(Window { used: 0, reset })
    }

    /// Whether the next request is one too many.
    pub fn exhausted(&self, caller: Caller, now: Timestamp) -> bool {
        self.window(caller, now).used >= limit(caller)
    }

    /// Counts a request.
    pub fn count(&mut self, caller: Caller, now: Timestamp) {
        let mut window = self.window(caller, now);
        window.used += 1;
        match caller {
            Caller::User => self.user = Some(window),
            Caller::Anonymous => self.anonymous = Some(window),
        }
    }

    /// The `X-RateLimit-…` headers.
    pub fn headers(&self, caller: Caller, now: Timestamp, headers: &mut HeaderMap) {
        let (window, limit) = (self.window(caller, now), limit(caller));
        for (name, value) in [
            ("x-ratelimit-limit", i64::from(limit)),
            ("x-ratelimit-remaining", i64::from(limit.saturating_sub(window.used))),
            ("x-ratelimit-reset", window.reset.as_second()),
            ("x-ratelimit-used", i64::from(window.used)),
        ] {
            headers.insert(name, value.into());
        }
        headers.insert("x-ratelimit-resource", HeaderValue::from_static("core"));
    }

    /// The body of `/rate_limit`. Only `core` is used here; the others are what clients expect to
    /// find.
    pub fn report(&self, caller: Caller, now: Timestamp) -> Value {
        let window = self.window(caller, now);
        let resource = |limit: u32, used: u32, reset: Timestamp, name: &str| {
            json!({
                "limit": limit,
                "used": used,
                "remaining": limit.saturating_sub(used),
                "reset": reset.as_second(),
                "resource": name,
            })
        };
        let core = resource(limit(caller), window.used, window.reset, "core");
        let search = if caller == Caller::User { 30 } else { 10 };
        let graphql = if caller == Caller::User { 5_000 } else { 0 };
        json!({
            "resources": {
                "core": core,
                "search": resource(search, 0, now, "search"),
                "graphql": resource(graphql, 0, now, "graphql"),
            },
            "rate": core,
        })
    }
}

fn limit(caller: Caller) -> u32 {
    match caller {
        Caller::User => USER,
        Caller::Anonymous => ANONYMOUS,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sixty_first_anonymous_request_of_an_hour_is_one_too_many() {
        let start: Timestamp = "2026-07-02T10:00:00Z".parse().unwrap();
        let minute = |n| start + SignedDuration::from_mins(n);
        let mut rates = Rates::default();
        for n in 0..60 {
            assert!(!rates.exhausted(Caller::Anonymous, minute(n / 2)), "{n}");
            rates.count(Caller::Anonymous, minute(n / 2));
        }
        assert!(rates.exhausted(Caller::Anonymous, minute(59)));
        assert!(!rates.exhausted(Caller::User, minute(59)));
        assert!(!rates.exhausted(Caller::Anonymous, minute(60)), "the hour began with the first");
    }
}
