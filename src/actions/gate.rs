//! Is an action possible, and if not why. The key, the footer and the help page ask here and nowhere
//! else, so that what is offered can be done and what is dimmed says why.

use super::catalog::{Action, CATALOG, Entry, Place};
use crate::domain::version::Release;
use crate::store::Snapshot;

/// Why not. Shown word for word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct Refusal(pub &'static str);

/// What the operator is looking at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Focus {
    /// where keys go
    pub place: Place,
    /// the release under the cursor, or the one a view is about
    pub release: Option<Release>,
    /// there is a view to go back to
    pub can_go_back: bool,
    /// there is a view that was left by going back
    pub can_go_forward: bool,
    /// there is a view that was looked at before this one
    pub has_last: bool,
}

/// Whether an action can be done, by the picture on the screen.
pub fn gate(action: Action, focus: &Focus, snapshot: &Snapshot) -> Result<(), Refusal> {
    if !focus.place.chain().contains(&action.entry().place) {
        return Err(Refusal(match action.entry().place {
            Place::Matrix => "only in view 3",
            Place::Log => "only in an open log",
            _ => "only where there are rows",
        }));
    }
    match action {
        Action::PrefixToggle if focus.place != Place::Matrix => {
            Err(Refusal("only in view 3, where jobs have names"))
        }
        Action::Open => selected(focus).map(|_| ()),
        Action::Issues => with_issues(focus, snapshot),
        Action::ReleaseNext | Action::ReleasePrev if snapshot.board.releases.is_empty() => {
            Err(Refusal("no release is known yet"))
        }
        Action::HistoryBack if !focus.can_go_back => Err(Refusal("this is where you started")),
        Action::HistoryForward if !focus.can_go_forward => {
            Err(Refusal("nothing was left by going back"))
        }
        Action::HistoryLast if !focus.has_last => Err(Refusal("no other view was open yet")),
        Action::RefreshView | Action::RefreshAll if snapshot.feeds.is_empty() => {
            Err(Refusal("no service is connected"))
        }
        _ => Ok(()),
    }
}

/// What there is at a place, and where it cannot be done, why.
pub fn offers<'a>(
    focus: &'a Focus,
    snapshot: &'a Snapshot,
) -> impl Iterator<Item = (&'static Entry, Result<(), Refusal>)> + 'a {
    CATALOG.iter().map(|entry| (entry, gate(entry.action, focus, snapshot)))
}

fn selected(focus: &Focus) -> Result<Release, Refusal> {
    focus.release.ok_or(Refusal("no release selected"))
}

fn with_issues(focus: &Focus, snapshot: &Snapshot) -> Result<(), Refusal> {
    let release = snapshot.board.release(selected(focus)?);
    match release.ok_or(Refusal("the release is gone"))?.issues.is_empty() {
        true => Err(Refusal("no issue is recorded for this release")),
        false => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn focus(place: Place) -> Focus {
        Focus { place, release: None, can_go_back: false, can_go_forward: false, has_last: false }
    }

    #[test]
    fn what_cannot_be_done_says_why() {
        let empty = Snapshot::default();
        let release = Some("4.20.17".parse().unwrap());
        let cases = [
            (Action::Open, focus(Place::Table), Some("no release selected")),
            (Action::Open, Focus { release, ..focus(Place::Table) }, None),
            (Action::ArchNext, focus(Place::Table), Some("only in view 3")),
            (Action::ArchNext, focus(Place::Matrix), None),
            (Action::Down, focus(Place::Anywhere), Some("only where there are rows")),
            (Action::Down, focus(Place::Matrix), None),
            (Action::Issues, Focus { release, ..focus(Place::Table) }, Some("the release is gone")),
            (Action::ReleaseNext, focus(Place::Table), Some("no release is known yet")),
            (Action::HistoryBack, focus(Place::Table), Some("this is where you started")),
            (Action::HistoryBack, Focus { can_go_back: true, ..focus(Place::Table) }, None),
            (Action::RefreshAll, focus(Place::Table), Some("no service is connected")),
            (Action::Quit, focus(Place::Anywhere), None),
        ];
        for (action, focus, expected) in cases {
            let said = gate(action, &focus, &empty).err().map(|refusal| refusal.0);
            assert_eq!(said, expected, "{action:?} with {focus:?}");
        }
    }

    #[test]
    fn every_action_is_offered_once_with_the_word_of_the_gate() {
        let (focus, snapshot) = (focus(Place::Matrix), Snapshot::default());
        let offered: Vec<Action> =
            offers(&focus, &snapshot).map(|(entry, _)| entry.action).collect();
        assert_eq!(offered.len(), CATALOG.len());
        for (entry, said) in offers(&focus, &snapshot) {
            assert_eq!(said, gate(entry.action, &focus, &snapshot), "{}", entry.name);
        }
    }
}
