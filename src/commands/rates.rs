//! `unwarranted rates`

use super::table::{self, Render};
use crate::cli::TableArgs;
use anyhow::Result;
use unwarranted::report::tables;

pub(super) fn run(args: &TableArgs) -> Result<()> {
    let render = Render {
        table: |f, l, width| Ok(tables::rates_table(f, l, width)),
        csv: |f, l| Ok(tables::rates_csv(f, l)?),
        json: |f, l| Ok(tables::rates_json(f, l)?),
    };
    table::run(args, |study| study, &render)
}
