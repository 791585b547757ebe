//! `unwarranted outliers`

use super::table::{self, Render};
use crate::cli::OutliersArgs;
use anyhow::Result;
use unwarranted::report::tables;

pub(super) fn run(args: &OutliersArgs) -> Result<()> {
    let render = Render {
        table: |f, l, width| Ok(tables::outliers_table(f, l, width)),
        csv: |f, l| Ok(tables::outliers_csv(f, l)?),
        json: |f, l| Ok(tables::outliers_json(f, l)?),
    };
    table::run(&args.table, |study| Ok(args.judging.on(table::for_ratios(study)?)), &render)
}
