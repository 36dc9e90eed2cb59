//! Lengths of time as people write them: `30s`, `5m`, `1h30m`, `2d`, and `0` for off.

use std::time::Duration;

const UNITS: [(char, u64); 4] = [('d', 86_400), ('h', 3600), ('m', 60), ('s', 1)];

/// No pause and no age is longer: 366 days.
const LONGEST: u64 = 366 * 86_400;

/// Reads a length. Units go from large to small, each at most once; a bare `0` is zero. `None` also for
/// more than a year.
pub fn read(text: &str) -> Option<Duration> {
    let mut rest = text.trim();
    if rest == "0" {
        return Some(Duration::ZERO);
    }
    let (mut seconds, mut largest_left) = (0u64, 0usize);
    while !rest.is_empty() {
        let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
        let number: u64 = rest.get(..digits)?.parse().ok()?;
        let unit = rest.get(digits..)?.chars().next()?;
        let place = UNITS.iter().position(|(letter, _)| *letter == unit)?;
        if place < largest_left {
            return None;
        }
        largest_left = place + 1;
        let (_, factor) = UNITS.get(place)?;
        seconds = seconds.checked_add(number.checked_mul(*factor)?)?;
        rest = rest.get(digits + 1..)?;
    }
    (largest_left > 0 && seconds <= LONGEST).then(|| Duration::from_secs(seconds))
}

/// Writes a length so that [`read`] gives it back.
pub fn shown(length: Duration) -> String {
    let mut seconds = length.as_secs();
    if seconds == 0 {
        return "0".to_owned();
    }
    let mut text = String::new();
    for (letter, factor) in UNITS {
        if seconds >= factor {
            text.push_str(&format!("{}{letter}", seconds / factor));
            seconds %= factor;
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_read_and_print_alike() {
        for (text, seconds) in
            [("0", 0), ("30s", 30), ("5m", 300), ("1h30m", 5400), ("2d", 172_800), ("1h1s", 3601)]
        {
            assert_eq!(read(text), Some(Duration::from_secs(seconds)), "{text}");
            assert_eq!(shown(Duration::from_secs(seconds)), text);
        }
    }

    #[test]
    fn what_is_not_a_length_is_refused() {
        for text in [
            "",
            "5",
            "5 mins",
            "m",
            "-5m",
            "5m1h",
            "5m5m",
            "1.5h",
            "5é",
            "99999999999999999999d",
            "18446744073709551615d",
        ] {
            assert_eq!(read(text), None, "{text}");
        }
    }
}
