//! Keys that come faster than fingers: pasted, or typed into the wrong window.

use super::Moment;

/// More keys than this …
const KEYS: usize = 8;
/// … within this many milliseconds are no fingers (design/ux.md §6 rule 7).
const WITHIN: u64 = 50;

/// The moments of the last keys.
#[derive(Debug, Default)]
pub(super) struct Burst {
    recent: std::collections::VecDeque<Moment>,
    ignored: usize,
}

impl Burst {
    /// So many keys at once are no fingers.
    pub fn is_paste(keys: usize) -> bool {
        keys > KEYS
    }

    /// Counts a key; the number of keys of the burst when it belongs to one. The burst ends with a
    /// pause.
    pub fn count(&mut self, at: Moment) -> Option<usize> {
        // A moment before the last one is a clock that was set back: nothing can be said.
        let goes_on = |last: &Moment| at >= *last && at.since(*last) <= WITHIN;
        if !self.recent.back().is_some_and(goes_on) {
            self.ignored = 0;
            self.recent.clear();
        }
        self.recent.push_back(at);
        if self.recent.len() > KEYS + 1 {
            self.recent.pop_front();
        }
        let first = self.recent.front().filter(|_| self.recent.len() > KEYS);
        let fast = first.is_some_and(|first| at.since(*first) <= WITHIN);
        if !fast && self.ignored == 0 {
            return None;
        }
        self.ignored += if self.ignored == 0 { KEYS + 1 } else { 1 };
        Some(self.ignored)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nine_keys_within_50_ms_are_a_burst_until_a_pause() {
        let mut burst = Burst::default();
        let counted: Vec<Option<usize>> =
            (0..12).map(|number| burst.count(Moment(1000 + number * 5))).collect();
        assert_eq!(counted[..8], [None; 8]);
        assert_eq!(counted[8..], [Some(9), Some(10), Some(11), Some(12)]);
        assert_eq!(burst.count(Moment(1055 + 51)), None, "after a pause keys count again");
    }

    #[test]
    fn fast_fingers_are_no_burst() {
        let mut burst = Burst::default();
        assert!((0..100).all(|number| burst.count(Moment(number * 30)).is_none()));
    }
}
