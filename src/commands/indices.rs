//! `unwarranted indices`

use super::table::{self, Render};
use crate::cli::IndicesArgs;
use anyhow::Result;
use unwarranted::report::tables;

pub(super) fn run(args: &IndicesArgs) -> Result<()> {
    let render = Render {
        table: |f, l, width| Ok(tables::indices_table(f, l, width)),
        csv: |f, _| Ok(tables::indices_csv(f)?),
        json: |f, l| Ok(tables::indices_json(f, l)?),
    };
    table::run(
        &args.table,
        |study| Ok(args.more.on(args.simulation.on(table::for_ratios(table::one_level(study)?)?))),
        &render,
    )
}
