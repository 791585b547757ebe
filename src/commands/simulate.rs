//! `unwarranted simulate`

use crate::cli::SimulateArgs;
use anyhow::{Context, Result};
use unwarranted::simulate::{self, LAYOUTS, LargeOptions};

pub(super) fn run(args: &SimulateArgs) -> Result<()> {
    let layout = LAYOUTS.into_iter().find(|id| *id == args.layout).context("this layout cannot be simulated")?;
    let (rows, practices, seed, month) = (args.rows, args.practices, args.seed, args.month);
    let options = LargeOptions { layout, rows, practices, seed, month };
    super::watched("simulating a prescribing file", || Ok(simulate::write_large(&args.out, &options)?))?;
    super::say(&format!("wrote {rows} rows of synthetic prescribing to {}", args.out.display()));
    Ok(())
}
