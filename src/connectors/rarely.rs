//! Something that is looked at now and then, however often there is an occasion.

use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// When it was looked at last. Real time.
#[derive(Debug)]
pub(super) struct Rarely {
    every: Duration,
    last: Mutex<Option<Instant>>,
}

impl Rarely {
    /// Due at once, then every so often.
    pub(super) fn new(every: Duration) -> Rarely {
        Rarely { every, last: Mutex::default() }
    }

    /// True for whoever is to look now, and for nobody else until it is due again.
    pub(super) fn is_due(&self) -> bool {
        let mut last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        let due = last.is_none_or(|at| at.elapsed() >= self.every);
        if due {
            *last = Some(Instant::now());
        }
        due
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_occasion_is_taken_until_it_is_due_again() {
        let looked = |every: Duration| {
            let rarely = Rarely::new(every);
            [(); 3].map(|()| rarely.is_due())
        };
        assert_eq!(looked(Duration::from_secs(3600)), [true, false, false]);
        assert_eq!(looked(Duration::ZERO), [true; 3]);
    }
}
