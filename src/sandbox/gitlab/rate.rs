//! The rate limit: so many requests of a user in a minute of the sandbox's clock.

use axum::http::{HeaderMap, HeaderValue};

const LIMIT: i64 = 2_000;

/// How often was asked in this minute.
#[derive(Debug, Default)]
pub struct Rates {
    minute: i64,
    used: i64,
}

/// The count after a request.
#[derive(Debug, Clone, Copy)]
pub struct Counted {
    used: i64,
    /// when the next minute begins
    pub reset: i64,
}

impl Rates {
    /// Counts a request; true when it is one too many.
    pub fn count(&mut self, now: i64) -> (Counted, bool) {
        let minute = now.div_euclid(60);
        if minute != self.minute {
            *self = Rates { minute, used: 0 };
        }
        self.used += 1;
        (Counted { used: self.used, reset: (minute + 1) * 60 }, self.used > LIMIT)
    }
}

impl Counted {
    /// `RateLimit-…`, as GitLab names them.
    pub fn headers(self, headers: &mut HeaderMap) {
        headers.insert("ratelimit-name", HeaderValue::from_static("throttle_authenticated_api"));
        for (name, value) in [
            ("ratelimit-limit", LIMIT),
            ("ratelimit-observed", self.used),
            ("ratelimit-remaining", (LIMIT - self.used).max(0)),
            ("ratelimit-reset", self.reset),
        ] {
            headers.insert(name, value.into());
        }
    }
}
