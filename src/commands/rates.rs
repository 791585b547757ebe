//! `unwarranted rates`

use super::table::{self, Render};
use crate::cli::RatesArgs;
use anyhow::Result;
use unwarranted::report::tables;
use unwarranted::study::Study;

pub(super) fn run(args: &RatesArgs) -> Result<()> {
    let areas = Render {
        table: |f, l, width| Ok(tables::rates_table(f, l, width)),
        csv: |f, l| Ok(tables::rates_csv(f, l)?),
        json: |f, l| Ok(tables::rates_json(f, l)?),
    };
    let inequality = Render {
        table: |f, l, width| Ok(tables::inequality_table(f, l, width)),
        csv: |f, l| Ok(tables::inequality_csv(f, l)?),
        json: |f, l| Ok(tables::inequality_json(f, l)?),
    };
    let with = |study: Study| {
        let mut study = if args.inequality { table::one_level(study)? } else { study };
        study.statistics.inequality = args.inequality;
        Ok(study)
    };
    table::run(&args.table, with, if args.inequality { &inequality } else { &areas })
}
