//! Slack counts each method by itself, per minute.

use std::collections::BTreeMap;

/// Calls in this minute, by method.
#[derive(Debug, Default)]
pub struct Rates {
    minute: i64,
    used: BTreeMap<String, u32>,
}

/// How often a method may be called in a minute: Slack's tiers.
fn limit(method: &str) -> u32 {
    match method {
        "auth.test" => 600,
        "users.info" => 100,
        "users.lookupByEmail" => 50,
        _ => 20,
    }
}

impl Rates {
    /// Counts a call at a moment in seconds; the seconds to wait where it is one too many.
    pub fn count(&mut self, method: &str, now: i64) -> Option<i64> {
        let minute = now.div_euclid(60);
        if minute != self.minute {
            *self = Rates { minute, used: BTreeMap::new() };
        }
        let used = self.used.entry(method.to_owned()).or_default();
        *used = used.saturating_add(1);
        (*used > limit(method)).then(|| (minute + 1) * 60 - now)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_method_has_its_own_minute() {
        let mut rates = Rates::default();
        for _ in 0..20 {
            assert_eq!(rates.count("users.list", 125), None);
        }
        assert_eq!(rates.count("users.list", 125), Some(55));
        assert_eq!(rates.count("usergroups.list", 125), None);
        assert_eq!(rates.count("users.list", 180), None);
    }
}
