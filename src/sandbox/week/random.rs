//! Chance, from a seed: one independent stream of dice per subject, so that a change in one part of
//! the week does not shake the others.

/// Dice of one subject.
pub(super) struct Dice(fastrand::Rng);

/// p10, median, p90 and p99 of a measured length, as the figures of the data describe it.
pub(super) type Curve = [f64; 4];

/// A number that depends on the seed and a subject's name alone.
pub(super) fn mix(seed: u64, subject: &str) -> u64 {
    // FNV-1a, then one round of splitmix so that near names give far numbers
    let start = seed ^ 0xcbf2_9ce4_8422_2325;
    let hash = subject
        .bytes()
        .fold(start, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3));
    let hash = (hash ^ (hash >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    (hash ^ (hash >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb) ^ (hash >> 31)
}

/// The luck of the n-th of a row of equals, from 0 to 1: scattered evenly, so that a handful of them
/// already holds its share of good and bad.
pub(super) fn luck(seed: u64, row: &str, nth: i64) -> f64 {
    // multiples of a square root never fall together; rows with different roots do not march in step
    const ROOTS: [f64; 5] = [2.0, 3.0, 5.0, 7.0, 13.0];
    let row = mix(seed, row);
    let root = ROOTS.get((row % 5) as usize).map_or(1.5, |root| root.sqrt());
    (row as f64 / u64::MAX as f64 + nth as f64 * root).rem_euclid(1.0)
}

impl Dice {
    /// The dice of a subject.
    pub(super) fn of(seed: u64, subject: &str) -> Dice {
        Dice(fastrand::Rng::with_seed(mix(seed, subject)))
    }

    /// True in this share of cases.
    pub(super) fn chance(&mut self, share: f64) -> bool {
        self.0.f64() < share
    }

    /// A whole number from `low` up to and without `high`; `low` when there is none.
    pub(super) fn between(&mut self, low: i64, high: i64) -> i64 {
        if low < high { self.0.i64(low..high) } else { low }
    }

    /// One of several; `None` only of none.
    pub(super) fn pick<T: Copy, const N: usize>(&mut self, from: &[T; N]) -> Option<T> {
        from.get(self.0.usize(..N.max(1))).copied()
    }

    /// A length drawn from a measured distribution: straight lines between its known quantiles.
    pub(super) fn length(&mut self, curve: Curve) -> f64 {
        let [p10, p50, p90, p99] = curve;
        let knots = [(0.0, p10 * 0.7), (0.1, p10), (0.5, p50), (0.9, p90), (0.99, p99), (1.0, p99)];
        let at = self.0.f64();
        for pair in knots.windows(2) {
            if let [(from, low), (to, high)] = *pair
                && at <= to
            {
                return low + (high - low) * (at - from) / (to - from);
            }
        }
        p99
    }

    /// A random UUID of version 4.
    pub(super) fn uuid(&mut self) -> String {
        let bits =
            (self.0.u128(..) & !(0xf000 << 64) & !(0xc000 << 48)) | (0x4000 << 64) | (0x8000 << 48);
        let hex = format!("{bits:032x}");
        let part = |from: usize, to: usize| hex.get(from..to).unwrap_or_default();
        [part(0, 8), part(8, 12), part(12, 16), part(16, 20), part(20, 32)].join("-")
    }

    /// So many hexadecimal digits, up to 64.
    pub(super) fn hex(&mut self, digits: usize) -> String {
        let mut text = format!("{:032x}{:032x}", self.0.u128(..), self.0.u128(..));
        text.truncate(digits);
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_seed_and_subject_give_the_same_numbers_and_another_subject_others() {
        let draw = |seed, subject| Dice::of(seed, subject).hex(32);
        assert_eq!(draw(7, "4.20.17"), draw(7, "4.20.17"));
        assert_ne!(draw(7, "4.20.17"), draw(7, "4.20.18"));
        assert_ne!(draw(7, "4.20.17"), draw(8, "4.20.17"));
    }

    #[test]
    fn lengths_follow_the_quantiles_they_are_drawn_from() {
        let mut dice = Dice::of(1, "lengths");
        let mut drawn: Vec<f64> =
            (0..4000).map(|_| dice.length([143.0, 161.0, 186.0, 246.0])).collect();
        drawn.sort_by(f64::total_cmp);
        assert!((drawn[400] - 143.0).abs() < 3.0, "p10 {}", drawn[400]);
        assert!((drawn[2000] - 161.0).abs() < 3.0, "median {}", drawn[2000]);
        assert!((drawn[3600] - 186.0).abs() < 4.0, "p90 {}", drawn[3600]);
    }

    #[test]
    fn ten_in_a_row_already_hold_their_share_of_luck() {
        for row in ["aws-ipi", "gcp-ipi", "azure-ipi-fips", "4.20", "4.21"] {
            let good = (0..10).filter(|nth| luck(3, row, *nth) < 0.6).count();
            assert!((5..=7).contains(&good), "{row}: {good} of 10");
        }
    }

    #[test]
    fn a_uuid_has_the_form_of_version_4() {
        let uuid = Dice::of(1, "uuid").uuid();
        let parts: Vec<usize> = uuid.split('-').map(str::len).collect();
        assert_eq!(parts, [8, 4, 4, 4, 12], "{uuid}");
        assert_eq!(&uuid[14..15], "4");
        assert!("89ab".contains(&uuid[19..20]));
    }
}
