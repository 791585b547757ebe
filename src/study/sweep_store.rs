//! The league of a store: of its practices, or of its areas alone where a rule hides small counts.

use super::matrix;
use super::outcome::aside_lines;
use super::plan::Plan;
use super::protect::{apart, said};
use super::sweep::{Keep, Progress, few_practices, median_practices};
use super::{Error, Formulary, Result, Sweeping, defined, store};
use crate::core::disclosure::Disclosure;
use crate::core::slice::SliceArea;
use crate::core::sweep::{League, UnknownEntry};
use crate::core::{AnalysisOptions, Kind, Slice};
use crate::definitions;
use crate::store::assemble::{Matrix, MatrixPeriod, MatrixTreatment, Query};
use std::path::Path;
use std::sync::Arc;

const HIDDEN: &str = "Practices are smaller than their areas, so their counts are not used under a rule of disclosure control: this league is \
     ordered by the variance of the gamma-Poisson model, which holds what practices do differently as well as what areas do. Practices without a denominator, such as prisons and hubs, take no part, and what they \
     have is not said.";

impl Plan {
    /// The league of the treatments of a store.
    pub(super) fn of_store(&self, dir: &Path, query: &Query, keep: Keep, progress: Progress<'_>) -> Result<Sweeping> {
        let mut found = self.matrix(dir, query)?;
        let periods = std::mem::take(&mut found.periods);
        let words = store::words_of(&found);
        let sweeping = Sweeping {
            leagues: Vec::new(),
            labels: self.labels(&words, found.treatments.iter().map(|t| &t.treatment.id)),
            need: Vec::new(),
            smoothed: Vec::new(),
            areas: words.areas,
            inputs: store::inputs_of(&found),
            boundaries: self.study.boundaries.clone(),
            warnings: found.warnings.clone(),
            set_aside: Vec::new(),
            protected: Vec::new(),
            notes: found.notes.clone(),
        };
        match self.study.disclosure.unwrap_or_default() {
            Disclosure::None => self.of_practices(&found, periods, sweeping, (keep, progress)),
            rule => self.of_whole_areas(rule, (&found, &periods), sweeping, keep),
        }
    }

    fn of_practices(
        &self,
        found: &Matrix,
        periods: Vec<MatrixPeriod>,
        into: Sweeping,
        (keep, progress): (Keep, Progress<'_>),
    ) -> Result<Sweeping> {
        let (mut lost, mut medians) = (0, Vec::new());
        let treatments = periods.len() * found.treatments.len();
        // A period is unpacked when its turn comes, and gone after the next one.
        let made = periods.into_iter().map(|period| {
            let made = matrix::panel_of(found, &period)?;
            lost = lost.max(matrix::without_people(&made.panel));
            medians.extend(median_practices(&made));
            Ok(made)
        });
        let mut leagues = self.of_panels(made, treatments, keep, progress)?;
        matrix::withhold(&mut leagues, &found.jumps);
        let mut notes = into.notes;
        notes.extend(matrix::left_out(found));
        notes.extend(matrix::jumps(&found.jumps));
        notes.extend(matrix::lost_note(lost));
        notes.extend(few_practices(medians.into_iter()));
        Ok(Sweeping { leagues, notes, ..into })
    }

    /// The league of the counts of areas as a rule shows them.
    fn of_whole_areas(
        &self,
        rule: Disclosure,
        (found, periods): (&Matrix, &[MatrixPeriod]),
        into: Sweeping,
        keep: Keep,
    ) -> Result<Sweeping> {
        let Sweeping { mut notes, mut protected, .. } = into;
        notes.extend(matrix::left_out(found));
        let (amounts, counts): (Vec<_>, Vec<_>) =
            found.treatments.iter().partition(|of| of.treatment.kind == Kind::Amount);
        if counts.is_empty() {
            return Err(Error::option(
                "disclosure",
                "is for counts: amounts count nobody, so that no amount is a small number",
            ));
        }
        notes.extend(amounts_left_out(&amounts));
        let slices = slices(found, periods, &counts)?;
        apart(&slices)?;
        let mut published = Vec::with_capacity(slices.len());
        for slice in slices {
            let (slice, log) = rule.protect(slice)?;
            published.push(slice);
            protected.extend(log);
        }
        let set_aside = aside_lines(published.iter().map(|s| (s.treatment(), s.set_aside())));
        notes.push(said(rule, &protected));
        notes.push(HIDDEN.to_owned());
        let options = self.with_persons()?;
        let title = |id: &str| {
            let of = found.treatments.iter().find(|of| &*of.treatment.id == id);
            of.map_or_else(|| id.to_owned(), |of| of.treatment.title.clone())
        };
        let unknown = UnknownEntry::of(&published);
        let (mut leagues, rests) = self.of_areas(published, &title, &options)?;
        League::enter_unknown(&mut leagues, &unknown);
        notes.extend(rests);
        keep.of(&mut leagues);
        Ok(Sweeping { leagues, protected, notes, set_aside, ..into })
    }
}

impl Plan {
    /// The options of the analysis, with what a person takes of every treatment of which a definition says so.
    fn with_persons(&self) -> Result<AnalysisOptions> {
        let mut options = self.analysis.clone();
        let given = options.per_person.is_some() || options.repeat_factor.is_some();
        if self.study.grain == Some(Formulary::Treatments) && !given {
            let all = definitions::all().map_err(|e| Error::from(e).under("grain treatments"))?;
            options.per_person_of = defined::per_person(all);
        }
        Ok(options)
    }
}

/// The counts of whole areas, by treatment and period. Practices without a denominator take no part, nor do areas without one.
fn slices(matrix: &Matrix, periods: &[MatrixPeriod], of: &[&MatrixTreatment]) -> Result<Vec<Slice>> {
    let starts = matrix.area_starts();
    let mut order: Vec<&MatrixPeriod> = periods.iter().collect();
    order.sort_by_key(|p| (p.period.first_month(), p.period.last_month()));
    let mut all = Vec::with_capacity(of.len() * periods.len());
    let mut observed = vec![0.0; matrix.practices.len()];
    for (of, period) in of.iter().flat_map(|of| order.iter().map(move |period| (of, period))) {
        period.sums.fill(of.numerator, &mut observed);
        let denominator = matrix::denominator(matrix, period, of, &starts);
        let area = |number: usize| -> Option<SliceArea> {
            let practices = starts[number]..starts[number + 1];
            let with = practices.filter(|p| denominator[*p] > 0.0);
            let (count, people) = with.fold((0.0, 0.0), |sum, p| (sum.0 + observed[p], sum.1 + denominator[p]));
            let own = &matrix.areas[number];
            (people > 0.0).then(|| SliceArea {
                code: own.code.as_str().into(),
                name: (!own.name.is_empty()).then(|| own.name.as_str().into()),
                observed: count,
                denominator: Some(people),
                expected: None,
                months: period.months,
            })
        };
        let areas: Vec<SliceArea> = (0..matrix.areas.len()).filter_map(area).collect();
        let treatment = &of.treatment;
        if !areas.is_empty() {
            let id = Arc::clone(&treatment.id);
            all.push(Slice::new(id, period.period, treatment.kind, areas, Vec::new(), period.months)?);
        }
    }
    Ok(all)
}

/// Treatments that no rule can protect.
fn amounts_left_out(amounts: &[&MatrixTreatment]) -> Option<String> {
    let ids: Vec<&str> = amounts.iter().map(|of| &*of.treatment.id).collect();
    (!ids.is_empty()).then(|| {
        format!(
            "Left out, {}: amounts count nobody, so that no amount is a small number: {}.",
            ids.len(),
            ids.join(", ")
        )
    })
}
