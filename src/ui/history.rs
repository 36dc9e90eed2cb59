//! Where the operator was: back, forward, and the view looked at before.

use super::panes::View;
use crate::domain::version::Release;

/// Steps that are remembered; older ones are forgotten.
const DEPTH: usize = 100;

/// A view and the release it was about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Spot {
    /// which view
    pub view: View,
    /// about which release
    pub release: Option<Release>,
}

/// Visited spots.
#[derive(Debug, Clone, Default)]
pub struct History {
    back: Vec<Spot>,
    forward: Vec<Spot>,
    last: Option<Spot>,
}

impl History {
    /// A spot is left for another one by the operator's wish.
    pub fn leave(&mut self, here: Spot) {
        self.forward.clear();
        self.push_back(here);
    }

    /// The spot to go back to.
    pub fn back(&mut self, here: Spot) -> Option<Spot> {
        let to = self.back.pop()?;
        self.forward.push(here);
        self.last = Some(here);
        Some(to)
    }

    /// The spot that was left by going back.
    pub fn forward(&mut self, here: Spot) -> Option<Spot> {
        let to = self.forward.pop()?;
        self.push_back(here);
        Some(to)
    }

    /// The spot that was looked at before this one; asked twice it comes back here.
    pub fn last(&mut self, here: Spot) -> Option<Spot> {
        let to = self.last?;
        self.leave(here);
        Some(to)
    }

    /// Whether there is something behind, before, and looked at last.
    pub fn ways(&self) -> (bool, bool, bool) {
        (!self.back.is_empty(), !self.forward.is_empty(), self.last.is_some())
    }

    fn push_back(&mut self, here: Spot) {
        if self.back.len() == DEPTH {
            self.back.remove(0);
        }
        self.back.push(here);
        self.last = Some(here);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spot(view: View) -> Spot {
        Spot { view, release: None }
    }

    #[test]
    fn back_and_forward_walk_the_same_road() {
        let (a, b, c) = (spot(View::Overview), spot(View::Release), spot(View::Builds));
        let mut history = History::default();
        history.leave(a);
        history.leave(b);
        assert_eq!(history.back(c), Some(b));
        assert_eq!(history.back(b), Some(a));
        assert_eq!(history.back(a), None);
        assert_eq!(history.forward(a), Some(b));
        history.leave(b);
        assert_eq!(history.forward(a), None, "a new way ends the old one");
    }

    #[test]
    fn last_swaps_two_spots() {
        let (a, b) = (spot(View::Overview), spot(View::Builds));
        let mut history = History::default();
        assert_eq!(history.last(a), None);
        history.leave(a);
        assert_eq!(history.last(b), Some(a));
        assert_eq!(history.last(a), Some(b));
    }

    #[test]
    fn the_memory_is_bounded() {
        let mut history = History::default();
        for _ in 0..1000 {
            history.leave(spot(View::Overview));
        }
        assert_eq!(history.back.len(), DEPTH);
    }
}
