//! What each option belongs to: the one table by which options without effect are refused.

mod check;
mod drawn;
mod needs;
mod table;
mod task;

pub(super) use check::is_absent;
use needs::Need;
pub use table::OPTIONS;
pub use task::{Source, Task};

/// One option: what it belongs to.
#[derive(Debug, Clone, Copy)]
pub struct OptionEntry {
    /// Key in a file of a study and in the manifest.
    pub key: &'static str,
    /// The sources it has an effect on.
    pub sources: &'static [Source],
    /// The tasks it has an effect on; none: all of them.
    pub tasks: &'static [Task],
    needs: &'static [Need],
    shaping: bool,
}

impl OptionEntry {
    /// An option of some sources, whatever is made of them.
    const fn of(key: &'static str, sources: &'static [Source]) -> Self {
        Self { key, sources, tasks: &[], needs: &[], shaping: false }
    }

    /// An option of any source.
    const fn any(key: &'static str) -> Self {
        Self::of(key, &Source::ALL)
    }

    const fn only(self, tasks: &'static [Task]) -> Self {
        Self { tasks, ..self }
    }

    const fn needs(self, needs: &'static [Need]) -> Self {
        Self { needs, ..self }
    }

    /// An option of some tasks that decides what their figures are.
    const fn shaping(self) -> Self {
        Self { shaping: true, ..self }
    }

    /// Whether the option decides what the figures are, and not only what is worked out and told of them: a command that left it
    /// out would tell others.
    #[must_use]
    pub fn shapes_figures(&self) -> bool {
        self.shaping || self.tasks.is_empty()
    }

    /// Whether the option has an effect on what is made.
    #[must_use]
    pub fn serves(&self, task: Task) -> bool {
        self.tasks.is_empty() || self.tasks.contains(&task)
    }
}
