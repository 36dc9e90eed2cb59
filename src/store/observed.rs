//! Task changes that this program saw happening. Times in a StateBox are what its writers noted; where a
//! change was seen, the time it was seen counts.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use crate::domain::releases::Observed;
use crate::domain::statebox::{RecordedStatus, StateBox};
use crate::domain::tasks::TaskName;
use crate::domain::time::{Stamp, Timestamp};
use crate::domain::version::Release;

/// Moments per task.
pub type Seen = BTreeMap<TaskName, Observed>;

/// Everything that was seen, and what of it the cache does not know yet.
#[derive(Debug, Default)]
pub struct Sightings {
    seen: BTreeMap<Release, Seen>,
    new: BTreeSet<Release>,
}

impl Sightings {
    /// Puts back what an earlier run saw.
    pub fn remember(&mut self, release: Release, tasks: Seen) {
        self.seen.insert(release, tasks);
    }

    /// A StateBox changed before our eyes: which tasks began, which ended.
    pub fn note(&mut self, before: Option<&StateBox>, after: &StateBox, at: Timestamp) {
        self.new.insert(after.release);
        let seen = self.seen.entry(after.release).or_default();
        for task in &after.tasks {
            let was = before.and_then(|before| before.task(task.name)).map(|task| task.status);
            if was == Some(task.status) {
                continue;
            }
            let seen = seen.entry(task.name).or_default();
            match task.status {
                RecordedStatus::InProgress => *seen = Observed { started: Some(at), ended: None },
                RecordedStatus::Pass | RecordedStatus::Fail => seen.ended = Some(at),
                RecordedStatus::NotStarted => *seen = Observed::default(),
            }
        }
    }

    /// What was seen of a release.
    pub fn of(&self, release: Release) -> &Seen {
        static NOTHING: Seen = Seen::new();
        self.seen.get(&release).unwrap_or(&NOTHING)
    }

    /// What was seen since this was last asked.
    pub fn take_new(&mut self) -> Vec<(Release, Seen)> {
        let new = std::mem::take(&mut self.new);
        new.into_iter().map(|release| (release, self.of(release).clone())).collect()
    }

    /// Forgets releases that are not there any more.
    pub fn keep(&mut self, is_there: impl Fn(Release) -> bool) {
        self.seen.retain(|release, _| is_there(*release));
    }

    /// A StateBox with our times in place of those that were noted. Where only one end of a task was
    /// seen, the other is doubtful: the two come from different clocks and give no length.
    pub fn over<'a>(&self, statebox: &'a StateBox) -> Cow<'a, StateBox> {
        let seen = self.of(statebox.release);
        if seen.is_empty() {
            return Cow::Borrowed(statebox);
        }
        let mut statebox = statebox.clone();
        for task in &mut statebox.tasks {
            let Some(Observed { started, ended }) = seen.get(&task.name).copied() else { continue };
            let one_clock = started.is_some() == ended.is_some();
            let over = |seen: Option<Timestamp>, noted: Option<Stamp>| match seen {
                Some(at) => Some(Stamp { at, doubtful: false }),
                None => {
                    noted.map(|noted| Stamp { doubtful: noted.doubtful || !one_clock, ..noted })
                }
            };
            task.started_at = over(started, task.started_at);
            task.completed_at = over(ended, task.completed_at);
        }
        Cow::Owned(statebox)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(minute: i64) -> Timestamp {
        Timestamp::from_second(1_774_440_000 + 60 * minute).unwrap()
    }

    fn statebox(status: &str) -> StateBox {
        let text = format!(
            "release: 4.20.17\ntasks:\n- name: stage-testing\n  status: {status}\n  \
             started_at: '2026-03-25T08:00:00Z'\n  completed_at: '2026-03-25T09:00:00Z'\n"
        );
        let path = "_releases/4.20/statebox/4.20.17.yaml";
        StateBox::read(path, &text, None).0.unwrap()
    }

    #[test]
    fn a_change_that_was_seen_counts_more_than_what_was_noted() {
        let mut sightings = Sightings::default();
        let (running, passed) = (statebox("In Progress"), statebox("Pass"));
        sightings.note(None, &running, at(0));
        sightings.note(Some(&running), &passed, at(30));
        sightings.note(Some(&passed), &passed, at(99));
        let over = sightings.over(&passed);
        let task = &over.tasks[0];
        let certain = |at| Some(Stamp { at, doubtful: false });
        assert_eq!((task.started_at, task.completed_at), (certain(at(0)), certain(at(30))));
        assert_eq!(sightings.take_new().len(), 1);
        assert!(sightings.take_new().is_empty());
    }

    #[test]
    fn half_a_sighting_gives_no_length() {
        let mut sightings = Sightings::default();
        sightings.note(Some(&statebox("In Progress")), &statebox("Pass"), at(30));
        let passed = statebox("Pass");
        let over = sightings.over(&passed);
        assert!(over.tasks[0].started_at.unwrap().doubtful, "noted by another clock");
        assert!(!over.tasks[0].completed_at.unwrap().doubtful);
    }
}
