//! `unwarranted demo`: the whole way from publishers' files to a report, on a simulated health service.

use crate::cli::DemoArgs;
use anyhow::Result;
use unwarranted::core::Grain;
use unwarranted::simulate::{self, SimulateOptions};
use unwarranted::store::IngestOptions;
use unwarranted::store::assemble::{Level, Measure, Query};
use unwarranted::study::{Data, REPLICATES, Statistics, StoreQuery, Study};

/// The treatment that the demonstration reports on: antibacterial drugs.
const BNF: &str = "0501";

pub(super) fn run(args: &DemoArgs) -> Result<()> {
    let [files, examples, store, report] = ["files", "examples", "store", "report"].map(|name| args.out.join(name));
    let options = SimulateOptions { seed: args.seed, ..SimulateOptions::default() };
    let paths = super::watched("simulating a health service", || Ok(simulate::write(&files, &options)?))?;
    simulate::write_examples(&examples, &options)?;
    let done = super::ingest::ingest(&paths, &store, &IngestOptions::new(&super::when()?))?.done;
    super::say(&format!(
        "simulated {} publishers' files in {}, wrote small tables to try in {} and read {} rows into {}",
        done.len(),
        files.display(),
        examples.display(),
        done.iter().map(|t| t.entry.rows.read).sum::<u64>(),
        store.display()
    ));
    let query = StoreQuery::Prescribing(Query::of(BNF, Level::Ccg, Measure::Items));
    let statistics = Statistics { replicates: REPLICATES, ..Statistics::default() };
    let study = Study { by: Some(Grain::Quarter), statistics, ..Study::of(Data::Store { dir: store, query }) };
    super::report::write(&study, &report, None, "demo", Some(args.seed))
}
