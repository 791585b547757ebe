//! A study tried before its file is written.

use super::plan::{Data, Plan};
use super::{Result, Study, Task};
use crate::core::findings::Wanted;

impl Study {
    /// Does for some commands what each does before it analyses: options and their values, the data, how they are cut, the
    /// periods and the area to highlight. The data are read once.
    ///
    /// # Errors
    /// Those of the commands.
    pub fn try_out(&self, commands: &[Task]) -> Result<()> {
        let plan = |task: &Task| Ok((*task, self.only_of(*task, commands)?.plan_for(*task)?));
        let plans: Vec<(Task, Plan)> = commands.iter().map(plan).collect::<Result<_>>()?;
        if let Some((_, plan)) = plans.iter().find(|(task, _)| *task == Task::Smooth) {
            plan.smoothing()?;
        }
        // The league of a store is of the whole store, which other commands need not read.
        let first = plans.iter().position(|(task, _)| *task != Task::Sweep).unwrap_or_default();
        plans.into_iter().nth(first).map_or(Ok(()), |(task, plan)| plan.try_out(task))
    }
}

impl Plan {
    fn try_out(mut self, task: Task) -> Result<()> {
        if let (Task::Sweep, Data::Prescribing { dir, query, .. }) = (task, &self.data) {
            return self.matrix(dir, query).map(drop);
        }
        if self.study.highlight.is_some() {
            self.analysis.wanted = Wanted::Rates;
            (self.analysis.replicates, self.analysis.league_tables) = (0, 0);
            return self.run(false).map(drop);
        }
        let (mut loaded, slices) = self.cut()?;
        self.check(&loaded.words, &slices)?;
        if task == Task::Explain {
            self.require_need(&mut loaded, &slices)?;
        }
        Ok(())
    }
}
