//! Weights from the publisher's sheets of prescribing units, which hold several sets each.

use crate::error::Error;
use crate::input::InputFile;
use crate::layouts::need::prescribing_units;
use crate::read::{Sample, Source, ages};
use crate::tables::facts::Facts;
use crate::tables::{MAX_REJECTS, Tables};
use std::collections::BTreeMap;
use unwarranted_core::standardise::StratumKey;

/// Sets by name; a weight that the publisher does not give is `None`.
pub(super) type Sets = BTreeMap<String, Vec<(StratumKey, Option<f64>)>>;

/// The sets of all sheets of a file; `None` where no sheet is of the layout.
///
/// # Errors
/// Those of the layout, and an age band that cannot be read.
pub(super) fn read(file: &InputFile) -> Result<Option<Sets>, Error> {
    let mut sets = Sets::new();
    for member in &file.members {
        let names = [member.name.as_str(), file.name.as_str()];
        let (shown, text) = (&member.shown, &member.text);
        let source = Source { shown, names: &names, text, max_rejects: MAX_REJECTS, progress: &|_| () };
        if Sample::new(&source).is_ok_and(|sample| (prescribing_units::FORMAT.recognise)(&sample)) {
            let reading = prescribing_units::read(&source)?;
            if let Tables::Facts(tables) = &reading.tables {
                for (_, facts) in tables {
                    add(&source, facts, &mut sets)?;
                }
            }
        }
    }
    Ok((!sets.is_empty()).then_some(sets))
}

fn add(source: &Source<'_>, facts: &Facts, sets: &mut Sets) -> Result<(), Error> {
    for row in &facts.rows {
        let Some(measure) = facts.measures.get(row.measure) else { continue };
        let refuse = |expected: String| source.refuse(format!("{}: {expected}", measure.id));
        let age_band = ages::age_band(&row.age).map_err(refuse)?;
        let key = StratumKey { age_band, sex: Some(row.sex.as_str().into()) };
        sets.entry(measure.id.clone()).or_default().push((key, row.value.number()));
    }
    Ok(())
}
