//! What the arguments ask for, as a study and the options of money.

use super::Args;
use anyhow::{Result, bail};
use unwarranted::core::Period;
use unwarranted::core::rates::UnitNumber;
use unwarranted::study::{FundingOptions, Study};

impl Args {
    pub(super) fn study(&self) -> Result<Study> {
        let mut study = Study {
            files: self.files.clone(),
            store: self.store.clone(),
            level: self.level,
            membership: self.membership,
            measure: self.measure.clone(),
            column_area: self.area.clone(),
            column_name: self.name.clone(),
            decimal: self.decimal,
            replicates: self.replicates,
            seed: self.seed,
            confidence: self.confidence,
            ..Study::default()
        };
        for text in &self.period {
            match (Period::parse(text), &study.column_period) {
                (Ok(period), _) => study.period.push(period),
                (Err(_), None) => study.column_period = Some(text.clone()),
                (Err(_), Some(first)) => bail!("--period names two columns, '{first}' and '{text}'; give one"),
            }
        }
        if self.membership.is_some() && self.store.is_none() {
            bail!("--membership belongs to --store: published files say themselves where practices belong");
        }
        Ok(study)
    }

    pub(super) fn options(&self) -> Result<FundingOptions> {
        self.require_prescribing()?;
        self.check_unit()?;
        Ok(FundingOptions {
            amount: self.amount.clone(),
            registered: self.registered.clone(),
            weighted: self.weighted.clone(),
            target: self.target.clone(),
            region: self.region.clone(),
            rank_by: self.rank_by.clone(),
            beside: self.beside.clone(),
            per: self.per,
            deflator: self.deflator.clone(),
            prices: self.prices,
            prescribing: (!self.prescribing.is_empty()).then(|| self.prescribing()),
        })
    }

    /// The study of what is prescribed beside the money.
    fn prescribing(&self) -> Study {
        Study {
            files: self.prescribing.clone(),
            column_area: self.prescribing_area.clone(),
            column_period: self.prescribing_period.clone(),
            column_observed: self.observed.clone(),
            column_denominator: self.denominator.clone(),
            decimal: self.decimal,
            kind: self.kind,
            title: self.title.clone(),
            unit: self.unit.clone(),
            per: self.rates_per,
            areas: self.areas.clone(),
            ..Study::default()
        }
    }

    /// Refuses options about what is prescribed without files of it.
    fn require_prescribing(&self) -> Result<()> {
        let given = [
            ("--prescribing-area", self.prescribing_area.is_some()),
            ("--prescribing-period", self.prescribing_period.is_some()),
            ("--observed", self.observed.is_some()),
            ("--denominator", self.denominator.is_some()),
            ("--kind", self.kind.is_some()),
            ("--title", self.title.is_some()),
            ("--unit", self.unit.is_some()),
            ("--rates-per", self.rates_per.is_some()),
            ("--replicates", self.replicates.is_some()),
            ("--seed", self.seed.is_some()),
            ("--confidence", self.confidence.is_some()),
        ];
        if let Some((flag, _)) = given.into_iter().find(|(_, given)| *given && self.prescribing.is_empty()) {
            bail!("{flag} goes with --prescribing, a file of what is prescribed in the same areas and periods");
        }
        Ok(())
    }

    /// Refuses a unit whose number is not what rates are shown per; here `--per` is about heads.
    fn check_unit(&self) -> Result<()> {
        let Some(unit) = &self.unit else { return Ok(()) };
        let problem = match (UnitNumber::of(unit).map_err(anyhow::Error::msg)?, self.rates_per) {
            (Some(UnitNumber::Digits(says)), Some(per)) if (says - per).abs() > 1e-9 * says => {
                format!("is per {says}, but --rates-per is {per}; leave out --rates-per, or let both say the same")
            }
            (Some(UnitNumber::Word(word, says)), None) => format!(
                "can mean two things: give --rates-per 1 where the denominators count {word}s, or --rates-per {says} where they count each one"
            ),
            _ => return Ok(()),
        };
        bail!("--unit '{unit}' {problem}")
    }
}
