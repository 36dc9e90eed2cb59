//! Whether a release is on the list (design/ux.md §3, *Active*).

use super::{Activity, Evidence, StateWord, facts};
use crate::domain::flow::Picture;
use crate::domain::results::Results;
use crate::domain::tasks::TaskName;
use crate::domain::time::{self, SignedDuration, Timestamp};

/// No change for so long, and the date behind: it stopped.
const STILL: SignedDuration = SignedDuration::from_hours(30 * 24);

/// On the list, or why not.
pub(super) fn activity(
    evidence: &Evidence<'_>,
    picture: &Picture<'_>,
    state: StateWord,
    now: Timestamp,
) -> Activity {
    if state == StateWord::Unknown {
        return Activity::Active;
    }
    // A sheet says nothing of when it changed.
    let own = evidence.statebox.filter(|_| evidence.worksheet.is_none());
    let Some(statebox) = own else { return announced(evidence, now) };
    let changed = evidence.statebox_changed.or(statebox.updated_at).or(statebox.created_at);
    let date = facts::release_date(evidence);
    if matches!(state, StateWord::Ready | StateWord::Shipped) {
        let approved = picture.seen(TaskName::ChangeAdvisoryStatus).and_then(|seen| seen.moment());
        // Without a date the day of the approval stands in for it.
        let end = date.or(approved.or(changed).map(time::day)).and_then(|day| day.tomorrow().ok());
        let over = end.is_some_and(|end| time::day(now) > end);
        return if over { Activity::Done } else { Activity::Active };
    }
    let still = changed.is_some_and(|changed| now.duration_since(changed) > STILL);
    let behind = date.is_none_or(|date| date < time::day(now));
    if still && behind { Activity::Stopped } else { Activity::Active }
}

/// Announced without a StateBox: only what is newer than the releases that have one, and not what was
/// tested long ago, is still to come.
fn announced(evidence: &Evidence<'_>, now: Timestamp) -> Activity {
    let overtaken = evidence.newest_with_statebox.is_some_and(|newest| evidence.release < newest);
    let long_ago = |at: Timestamp| now.duration_since(at) > STILL;
    let ended = |results: &Results| results.last_ended().filter(|_| results.is_finished());
    let tested = evidence.promoted.and_then(|(results, _)| ended(results)).is_some_and(long_ago);
    let planned = facts::release_date(evidence).is_some_and(|date| long_ago(time::midnight(date)));
    if overtaken || tested || planned { Activity::Historic } else { Activity::Active }
}
