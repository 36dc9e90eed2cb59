//! Whether somebody is at the keyboard, and when they looked last (design/ux.md §5b).

use crate::domain::time::{SignedDuration, Timestamp};

/// Without a key for so long the operator is away.
const AWAY: SignedDuration = SignedDuration::from_mins(15);

/// When keys came, by the program's time.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Presence {
    last_key: Option<Timestamp>,
    looked: Option<Timestamp>,
}

impl Presence {
    /// A key came.
    pub fn key(&mut self, now: Timestamp) {
        if let Some(last) = self.last_key.filter(|last| now.duration_since(*last) >= AWAY) {
            self.looked = Some(last);
        }
        self.last_key = Some(now);
    }

    /// When the operator looked last before the present look.
    pub fn looked(&self) -> Option<Timestamp> {
        self.looked
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_comes_back_after_a_quarter_of_an_hour_looked_last_at_the_key_before() {
        let at = |minutes: i64| Timestamp::from_second(minutes * 60).unwrap();
        let mut presence = Presence::default();
        for (minute, looked) in
            [(0, None), (14, None), (29, Some(14)), (30, Some(14)), (90, Some(30))]
        {
            presence.key(at(minute));
            assert_eq!(presence.looked(), looked.map(at), "{minute}");
        }
    }
}
