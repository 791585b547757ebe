//! What tables of this program say of their figures: chance, and what was observed.

use super::context::Context;
use super::fields::Field;
use crate::error::Error;
use std::collections::BTreeMap;
use std::sync::Arc;
use unwarranted_core::{CubeRow, Kind, Period};

/// What a file says of chance and of its numerators, in the columns that tables of this program have.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct SaidChance {
    /// Variance of chance relative to that of independent events, by treatment and period; above zero.
    pub phi: BTreeMap<(Arc<str>, Period), f64>,
    /// What the numerator of a treatment is.
    pub kinds: BTreeMap<Arc<str>, Kind>,
    /// The need that expected values of a treatment come from, in words.
    pub need: BTreeMap<Arc<str>, Arc<str>>,
}

impl SaidChance {
    /// Keeps what a row says; a blank says nothing.
    ///
    /// # Errors
    /// What is no number above zero or no kind, and what another row of the treatment (and period) says otherwise.
    pub(super) fn see(
        &mut self,
        context: &Context,
        line: u64,
        record: &csv::StringRecord,
        row: &CubeRow,
    ) -> Result<(), Error> {
        let text = |field| context.text(record, field).filter(|text| !text.is_empty());
        if let Some(text) = text(Field::ChancePhi) {
            let refuse = |expected| context.field(Field::ChancePhi, line, text, expected);
            let phi = context.plain_number(text).filter(|phi| *phi > 0.0);
            let phi = phi.ok_or_else(|| refuse("a number above zero, or blank"))?;
            let known = *self.phi.entry((Arc::clone(&row.treatment), row.period)).or_insert(phi);
            same(known, phi).map_err(|()| refuse("one number for all rows of a treatment and period"))?;
        }
        if let Some(text) = text(Field::ObservedIs) {
            let refuse = |expected| context.field(Field::ObservedIs, line, text, expected);
            let kind: Kind = text.parse().map_err(|_| refuse("count, amount, share, or blank"))?;
            let known = *self.kinds.entry(Arc::clone(&row.treatment)).or_insert(kind);
            same(known, kind).map_err(|()| refuse("one word for all rows of a treatment"))?;
        }
        if let Some(text) = text(Field::AfterNeed) {
            let known = self.need.entry(Arc::clone(&row.treatment)).or_insert_with(|| text.into());
            let refuse = || context.field(Field::AfterNeed, line, text, "one need for all rows of a treatment");
            same(&**known, text).map_err(|()| refuse())?;
        }
        Ok(())
    }
}

fn same<T: PartialEq>(known: T, said: T) -> Result<(), ()> {
    if known == said { Ok(()) } else { Err(()) }
}

#[cfg(test)]
mod tests {
    use crate::tidy::{self, TidyOptions};

    fn read(text: &str) -> Result<tidy::Tidy, crate::Error> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("after.csv");
        std::fs::write(&path, text).unwrap();
        tidy::read(&[path], &TidyOptions::default())
    }

    const HEAD: &str = "treatment,period,area,observed,expected,chance_phi,observed_is\n";

    #[test]
    fn columns_say_chance_and_kind() {
        let rows =
            "a,2019,K1,5,6.5,3.25,amount\na,2019,K2,7,5.5,3.25,amount\na,2020,K1,7,5.5,,\nb,2019,K1,7,5.5,2,count\n";
        let said = read(&format!("{HEAD}{rows}")).unwrap().said;
        assert_eq!(
            said.phi.into_iter().map(|((t, p), phi)| format!("{t} {p} {phi}")).collect::<Vec<_>>(),
            ["a 2019 3.25", "b 2019 2"]
        );
        assert_eq!(
            said.kinds.into_iter().map(|(t, k)| format!("{t} {k}")).collect::<Vec<_>>(),
            ["a amount", "b count"]
        );
    }

    #[test]
    fn what_they_cannot_say() {
        for (rows, expected) in [
            ("a,2019,K1,5,6,0,count\n", "line 2, column 'chance_phi': found '0'; expected a number above zero"),
            ("a,2019,K1,5,6,x,count\n", "found 'x'; expected a number above zero, or blank"),
            (
                "a,2019,K1,5,6,2,count\na,2019,K2,5,6,3,count\n",
                "line 3, column 'chance_phi': found '3'; expected one number",
            ),
            ("a,2019,K1,5,6,2,money\n", "column 'observed_is': found 'money'; expected count, amount, share, or blank"),
            ("a,2019,K1,5,6,2,count\na,2020,K2,5,6,3,share\n", "expected one word for all rows of a treatment"),
        ] {
            let error = read(&format!("{HEAD}{rows}")).unwrap_err().to_string();
            assert!(error.contains(expected), "{error}");
        }
    }
}
