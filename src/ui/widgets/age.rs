//! Ages and moments in cells (design/ux.md §13, §18).

use crate::domain::freshness::Freshness;
use crate::domain::source::Source;
use crate::domain::time::{self, Date, Stamp, Timestamp};
use crate::store::snapshot::Snapshot;
use crate::ui::clock;

/// What a row says of its age.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Age {
    /// `1m`, `41m~`, `14:06`, `?`
    pub text: String,
    /// the worst level among what was fetched; `Never` only when nothing was
    pub level: Freshness,
}

/// The age of facts that come from several sources: that of the oldest. A source that never answered
/// leaves its own cells unknown and does not age the others.
pub fn age_of(snapshot: &Snapshot, sources: &[Source], relative: bool) -> Age {
    let fetched = |source: &Source| snapshot.feeds.get(source).and_then(|feed| feed.fetched);
    let mut oldest: Option<Timestamp> = None;
    let mut level = Freshness::Now;
    for (source, at) in sources.iter().filter_map(|source| Some((source, fetched(source)?))) {
        oldest = Some(oldest.map_or(at, |oldest| oldest.min(at)));
        level = level.max(crate::domain::freshness::freshness(*source, Some(at), snapshot.now));
    }
    let Some(oldest) = oldest else {
        return Age { text: "?".to_owned(), level: Freshness::Never };
    };
    let tilde = if level >= Freshness::Stale { "~" } else { "" };
    let text = if relative { time::age(oldest, snapshot.now) } else { clock::utc(oldest) };
    Age { text: format!("{text}{tilde}"), level }
}

/// The level of facts of one source, `Never` included.
pub fn level(snapshot: &Snapshot, source: Source) -> Freshness {
    snapshot.freshness_of(&[source]).1
}

/// `3h12` ago, or `Wed 09:31` when times are absolute.
pub fn since(at: Timestamp, now: Timestamp, relative: bool) -> String {
    if relative { time::age(at, now) } else { time::when(at, now) }
}

/// `Mon 09:12`, with `?` when the document contradicts itself; nothing is `–`.
pub fn stamp(stamp: Option<Stamp>, now: Timestamp) -> String {
    match stamp {
        Some(stamp) => {
            format!("{}{}", time::when(stamp.at, now), if stamp.doubtful { "?" } else { "" })
        }
        None => "–".to_owned(),
    }
}

/// A day against today: `Thu 26` within a week, `12 Jun` within the year, `Jun 2025` further away.
pub fn short_day(date: Date, today: Date) -> String {
    let days = days_between(today, date);
    match days.abs() {
        0..=6 => date.strftime("%a %-d").to_string(),
        7..=300 => date.strftime("%-d %b").to_string(),
        _ => date.strftime("%b %Y").to_string(),
    }
}

/// Days from one date to another, negative when it has passed.
pub fn days_between(from: Date, to: Date) -> i64 {
    time::midnight(to).duration_since(time::midnight(from)).as_hours() / 24
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::source::Branch;
    use crate::ui::sample::outside::{Heard, Outside};

    #[test]
    fn the_oldest_fetched_fact_gives_the_age_and_a_missing_source_does_not_hide_it() {
        let outside = Outside::default();
        let silent = [Source::Branch(Branch::Main)];
        let minutes = |source| if source == Source::Branch(Branch::Record) { 41 } else { 1 };
        let snapshot = Heard::all_but(&outside, minutes, &silent).snapshot();
        let all = Branch::ALL.map(Source::Branch);
        assert_eq!(
            age_of(&snapshot, &all, true),
            Age { text: "41m~".to_owned(), level: Freshness::Stale }
        );
        assert_eq!(age_of(&snapshot, &all, false).text, "13:26~");
        assert_eq!(age_of(&snapshot, &[Source::Branch(Branch::Main)], true).text, "?");
        assert_eq!(age_of(&snapshot, &[Source::Branch(Branch::ZStream)], true).text, "1m");
    }

    #[test]
    fn a_day_is_named_as_closely_as_it_is_near() {
        let today: Date = "2026-03-25".parse().unwrap();
        let cases =
            [("2026-03-26", "Thu 26"), ("2026-06-12", "12 Jun"), ("2024-06-12", "Jun 2024")];
        for (date, expected) in cases {
            assert_eq!(short_day(date.parse().unwrap(), today), expected);
        }
    }
}
