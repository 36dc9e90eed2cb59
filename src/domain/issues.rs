//! Problems written into a StateBox.

use serde::{Deserialize, Serialize};

use super::tasks::TaskName;
use super::time::Stamp;

/// One issue.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Issue {
    /// what is wrong; may have several lines; cleaned for a terminal
    pub text: String,
    /// when it was written down
    pub reported_at: Option<Stamp>,
    /// done with
    pub resolved: bool,
    /// how
    pub resolution: Option<String>,
    /// when
    pub resolved_at: Option<Stamp>,
    /// holds its tasks (or the release, when it names none) until resolved
    pub blocker: bool,
    /// task names as written; they are not validated by the writers, so unknown ones stay as text
    pub related_tasks: Vec<String>,
}

impl Issue {
    /// An open blocker.
    pub fn blocks(&self) -> bool {
        self.blocker && !self.resolved
    }

    /// An open blocker of this task (an open blocker without tasks holds every task that was not
    /// started, reference/workflow.md §5 resume rules).
    pub fn blocks_task(&self, task: TaskName) -> bool {
        self.blocks() && self.related_tasks.iter().any(|name| name == task.name())
    }

    /// The first line, for lists.
    pub fn headline(&self) -> &str {
        self.text.lines().next().unwrap_or_default().trim()
    }
}
