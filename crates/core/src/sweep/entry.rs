//! The rows of a league: treatments, and areas in them.

use super::Place;
use super::area_entry::AreaEntry;
use crate::data::kind::Kind;
use crate::data::period::Period;
use std::sync::Arc;

/// What a league is ordered by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RankedBy {
    /// Systematic variance, with chance as practices show it taken out.
    Psv,
    /// Variance of the true ratios by the gamma-Poisson model: where practices are not known. It holds what practices do
    /// differently as well as what areas do.
    VarianceGamma,
}

crate::worded!(RankedBy { Psv = "psv", VarianceGamma = "variance_gamma" });

/// One treatment in one period. Its fields are the columns of the table. Figures that do not exist are `None`.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct LeagueEntry {
    /// The period.
    pub period: Period,
    /// Identifier of the treatment.
    pub id: Arc<str>,
    /// Its name.
    pub title: String,
    /// Count, amount or share.
    pub kind: Kind,
    /// Place in the league, 1 for the largest variance; equal ones share the smallest of theirs (1, 2, 2, 4).
    pub rank: Option<usize>,
    /// Smallest place that chance leaves possible.
    pub rank_lower: Option<usize>,
    /// Largest place that chance leaves possible.
    pub rank_upper: Option<usize>,
    /// Smallest place where the places of all treatments are to hold together; `None` where practices are not known.
    pub rank_lower_together: Option<usize>,
    /// Largest place of that kind.
    pub rank_upper_together: Option<usize>,
    /// Why it has no place.
    pub not_ranked: Option<String>,
    /// Areas that take part.
    pub areas: usize,
    /// Observed over all of them.
    pub observed: f64,
    /// Denominator of all of them.
    pub denominator: f64,
    /// Observed per one of the denominator.
    pub rate: Option<f64>,
    /// Systematic variance, in shares of the overall rate squared.
    pub psv: Option<f64>,
    /// Lower limit.
    pub psv_lower: Option<f64>,
    /// Upper limit.
    pub psv_upper: Option<f64>,
    /// Variance of the gamma-Poisson model, where practices are not known.
    pub variance_gamma: Option<f64>,
    /// Lower limit.
    pub variance_gamma_lower: Option<f64>,
    /// Upper limit.
    pub variance_gamma_upper: Option<f64>,
    /// Weighted coefficient of variation, chance included.
    pub cv_weighted: Option<f64>,
    /// Coefficient of variation, each area counting the same, chance included.
    pub cv: Option<f64>,
    /// Systematic component of variation, with independent events as chance (McPherson and others 1982).
    pub scv: Option<f64>,
    /// Extremal quotient of the 95th and 5th percentiles of areas, chance included.
    pub eq_5_95: Option<f64>,
    /// Gini coefficient, chance included.
    pub gini: Option<f64>,
    /// Systematic share of the variance between areas.
    pub reliability: Option<f64>,
    /// Variance over mean of chance.
    pub phi: Option<f64>,
    /// Effective events that the median area expects.
    pub effective_median: Option<f64>,
    /// Of random reassignments of practices to areas, the share that vary at least as much; where practices are not known,
    /// p of the variance against chance.
    pub p: Option<f64>,
    /// Areas that differ from the overall rate, false discoveries held at 5 % over areas x treatments.
    pub differ: usize,
    /// Areas beyond the ordinary spread of this treatment, likewise.
    pub beyond: usize,
    /// Code of the area with the highest rate.
    pub highest: Option<Arc<str>>,
    /// Its name.
    pub highest_name: Option<Arc<str>>,
    /// Its rate, per one of the denominator.
    pub highest_rate: Option<f64>,
    /// Lower limit of that.
    pub highest_lower: Option<f64>,
    /// Upper limit of that.
    pub highest_upper: Option<f64>,
    /// Code of the area with the lowest rate.
    pub lowest: Option<Arc<str>>,
    /// Its name.
    pub lowest_name: Option<Arc<str>>,
    /// Its rate, per one of the denominator.
    pub lowest_rate: Option<f64>,
    /// Lower limit of that.
    pub lowest_lower: Option<f64>,
    /// Upper limit of that.
    pub lowest_upper: Option<f64>,
    /// What one treated person would have to take in a year for the whole spread to be chance, where practices are not known.
    pub break_even: Option<f64>,
    /// Observed in practices without a denominator, which takes no part.
    pub without_denominator: f64,
    /// Systematic variance less that of the period before.
    pub change: Option<f64>,
    /// Lower limit of that.
    pub change_lower: Option<f64>,
    /// Upper limit of that.
    pub change_upper: Option<f64>,
    /// Why no change is given although the period before has the treatment.
    pub change_withheld: Option<String>,
    /// Lower limit of `eq_5_95`, from the draws of practices that `psv` has.
    pub eq_5_95_lower: Option<f64>,
    /// Upper limit of that.
    pub eq_5_95_upper: Option<f64>,
    /// What is left of `eq_5_95` without chance: of rates drawn together by the chance in each; where the treatment has a rank.
    pub eq_5_95_systematic: Option<f64>,
    /// Lower limit of that.
    pub eq_5_95_systematic_lower: Option<f64>,
    /// Upper limit of that.
    pub eq_5_95_systematic_upper: Option<f64>,
    /// Why `eq_5_95` or its limits are not given.
    pub eq_5_95_undefined: Option<String>,
    /// Extremal quotient of the sixth highest and the sixth lowest area, chance included: without the five at either end.
    pub eq_without_5: Option<f64>,
    /// Lower limit of that, from the draws of practices that `psv` has.
    pub eq_without_5_lower: Option<f64>,
    /// Upper limit of that.
    pub eq_without_5_upper: Option<f64>,
    /// What is left of `eq_without_5` without chance: of rates drawn together by the chance in each; where the treatment has a rank.
    pub eq_without_5_systematic: Option<f64>,
    /// Lower limit of that.
    pub eq_without_5_systematic_lower: Option<f64>,
    /// Upper limit of that.
    pub eq_without_5_systematic_upper: Option<f64>,
    /// Why `eq_without_5` or its limits are not given.
    pub eq_without_5_undefined: Option<String>,
}

impl LeagueEntry {
    /// A treatment of which nothing is known yet: no place, no figures.
    #[must_use]
    pub fn new(period: Period, id: &Arc<str>, title: String, kind: Kind) -> Self {
        Self {
            period,
            id: Arc::clone(id),
            title,
            kind,
            rank: None,
            rank_lower: None,
            rank_upper: None,
            rank_lower_together: None,
            rank_upper_together: None,
            not_ranked: None,
            areas: 0,
            observed: 0.0,
            denominator: 0.0,
            rate: None,
            psv: None,
            psv_lower: None,
            psv_upper: None,
            variance_gamma: None,
            variance_gamma_lower: None,
            variance_gamma_upper: None,
            cv_weighted: None,
            cv: None,
            scv: None,
            eq_5_95: None,
            gini: None,
            reliability: None,
            phi: None,
            effective_median: None,
            p: None,
            differ: 0,
            beyond: 0,
            highest: None,
            highest_name: None,
            highest_rate: None,
            highest_lower: None,
            highest_upper: None,
            lowest: None,
            lowest_name: None,
            lowest_rate: None,
            lowest_lower: None,
            lowest_upper: None,
            break_even: None,
            without_denominator: 0.0,
            change: None,
            change_lower: None,
            change_upper: None,
            change_withheld: None,
            eq_5_95_lower: None,
            eq_5_95_upper: None,
            eq_5_95_systematic: None,
            eq_5_95_systematic_lower: None,
            eq_5_95_systematic_upper: None,
            eq_5_95_undefined: None,
            eq_without_5: None,
            eq_without_5_lower: None,
            eq_without_5_upper: None,
            eq_without_5_systematic: None,
            eq_without_5_systematic_lower: None,
            eq_without_5_systematic_upper: None,
            eq_without_5_undefined: None,
        }
    }

    /// The variance that the league is ordered by, with its limits.
    #[must_use]
    pub fn variance(&self, by: RankedBy) -> [Option<f64>; 3] {
        match by {
            RankedBy::Psv => [self.psv, self.psv_lower, self.psv_upper],
            RankedBy::VarianceGamma => [self.variance_gamma, self.variance_gamma_lower, self.variance_gamma_upper],
        }
    }

    /// Smallest and largest place for what is said of places beside each other, such as which treatment is first: those that
    /// hold for all at once where they are known, its own otherwise. `None` without a place or an interval of it.
    #[must_use]
    pub fn places_beside_others(&self) -> Option<[usize; 2]> {
        let together = self.rank_lower_together.zip(self.rank_upper_together);
        together.or_else(|| self.rank_lower.zip(self.rank_upper)).map(|(lower, upper)| [lower, upper])
    }

    pub(super) fn enter_place(&mut self, place: Option<&Place>) {
        self.rank = place.map(|p| p.rank);
        (self.rank_lower, self.rank_upper) = place.map(|p| (p.lower, p.upper)).unzip();
        let together = place.and_then(|p| p.together);
        (self.rank_lower_together, self.rank_upper_together) = together.map(|[from, to]| (from, to)).unzip();
    }

    pub(super) fn name_extremes(&mut self, extremes: Option<[&AreaEntry; 2]>) {
        let Some([highest, lowest]) = extremes else { return };
        (self.highest, self.highest_name) = (Some(Arc::clone(&highest.area)), highest.name.clone());
        (self.highest_rate, self.highest_lower, self.highest_upper) = (highest.rate, highest.lower, highest.upper);
        (self.lowest, self.lowest_name) = (Some(Arc::clone(&lowest.area)), lowest.name.clone());
        (self.lowest_rate, self.lowest_lower, self.lowest_upper) = (lowest.rate, lowest.lower, lowest.upper);
    }
}
