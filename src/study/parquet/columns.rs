//! The columns of a league and of its areas: those of the CSV files, in their order.

use crate::core::sweep::LeagueEntry;
use crate::report::tables::AreaOf;
use crate::store::ExportValues;
use std::sync::Arc;

pub(super) type Column = (&'static str, ExportValues);

pub(super) fn text<T>(name: &'static str, all: &[&T], of: fn(&T) -> Option<Arc<str>>) -> Column {
    (name, ExportValues::Text(all.iter().map(|e| of(e)).collect()))
}

pub(super) fn number<T>(name: &'static str, all: &[&T], of: fn(&T) -> Option<f64>) -> Column {
    (name, ExportValues::Number(all.iter().map(|e| of(e)).collect()))
}

fn whole<T>(name: &'static str, all: &[&T], of: fn(&T) -> Option<usize>) -> Column {
    let value = |e: &&T| of(e).and_then(|n| i64::try_from(n).ok());
    (name, ExportValues::Whole(all.iter().map(value).collect()))
}

pub(super) fn of_treatments(all: &[&LeagueEntry]) -> Vec<Column> {
    vec![
        text("period", all, |e| Some(e.period.to_string().into())),
        text("id", all, |e| Some(Arc::clone(&e.id))),
        text("title", all, |e| Some(e.title.as_str().into())),
        text("kind", all, |e| Some(e.kind.word().into())),
        whole("rank", all, |e| e.rank),
        whole("rank_lower", all, |e| e.rank_lower),
        whole("rank_upper", all, |e| e.rank_upper),
        whole("rank_lower_together", all, |e| e.rank_lower_together),
        whole("rank_upper_together", all, |e| e.rank_upper_together),
        text("not_ranked", all, |e| e.not_ranked.as_deref().map(Into::into)),
        whole("areas", all, |e| Some(e.areas)),
        number("observed", all, |e| Some(e.observed)),
        number("denominator", all, |e| Some(e.denominator)),
        number("rate", all, |e| e.rate),
        number("psv", all, |e| e.psv),
        number("psv_lower", all, |e| e.psv_lower),
        number("psv_upper", all, |e| e.psv_upper),
        number("variance_gamma", all, |e| e.variance_gamma),
        number("variance_gamma_lower", all, |e| e.variance_gamma_lower),
        number("variance_gamma_upper", all, |e| e.variance_gamma_upper),
        number("cv_weighted", all, |e| e.cv_weighted),
        number("cv", all, |e| e.cv),
        number("scv", all, |e| e.scv),
        number("eq_5_95", all, |e| e.eq_5_95),
        number("gini", all, |e| e.gini),
        number("reliability", all, |e| e.reliability),
        number("phi", all, |e| e.phi),
        number("effective_median", all, |e| e.effective_median),
        number("p", all, |e| e.p),
        whole("differ", all, |e| Some(e.differ)),
        whole("beyond", all, |e| Some(e.beyond)),
        text("highest", all, |e| e.highest.clone()),
        text("highest_name", all, |e| e.highest_name.clone()),
        number("highest_rate", all, |e| e.highest_rate),
        number("highest_lower", all, |e| e.highest_lower),
        number("highest_upper", all, |e| e.highest_upper),
        text("lowest", all, |e| e.lowest.clone()),
        text("lowest_name", all, |e| e.lowest_name.clone()),
        number("lowest_rate", all, |e| e.lowest_rate),
        number("lowest_lower", all, |e| e.lowest_lower),
        number("lowest_upper", all, |e| e.lowest_upper),
        number("break_even", all, |e| e.break_even),
        number("without_denominator", all, |e| Some(e.without_denominator)),
        number("change", all, |e| e.change),
        number("change_lower", all, |e| e.change_lower),
        number("change_upper", all, |e| e.change_upper),
        text("change_withheld", all, |e| e.change_withheld.as_deref().map(Into::into)),
        number("eq_5_95_lower", all, |e| e.eq_5_95_lower),
        number("eq_5_95_upper", all, |e| e.eq_5_95_upper),
        number("eq_5_95_systematic", all, |e| e.eq_5_95_systematic),
        number("eq_5_95_systematic_lower", all, |e| e.eq_5_95_systematic_lower),
        number("eq_5_95_systematic_upper", all, |e| e.eq_5_95_systematic_upper),
        text("eq_5_95_undefined", all, |e| e.eq_5_95_undefined.as_deref().map(Into::into)),
        number("eq_without_5", all, |e| e.eq_without_5),
        number("eq_without_5_lower", all, |e| e.eq_without_5_lower),
        number("eq_without_5_upper", all, |e| e.eq_without_5_upper),
        number("eq_without_5_systematic", all, |e| e.eq_without_5_systematic),
        number("eq_without_5_systematic_lower", all, |e| e.eq_without_5_systematic_lower),
        number("eq_without_5_systematic_upper", all, |e| e.eq_without_5_systematic_upper),
        text("eq_without_5_undefined", all, |e| e.eq_without_5_undefined.as_deref().map(Into::into)),
    ]
}

pub(super) fn of_areas(all: &[&AreaOf]) -> Vec<Column> {
    vec![
        text("period", all, |e| Some(e.period().to_string().into())),
        text("id", all, |e| Some(Arc::clone(e.id()))),
        text("area", all, |e| Some(Arc::clone(e.area()))),
        text("name", all, |e| e.name().cloned()),
        number("observed", all, |e| e.there().map(|e| e.observed)),
        number("denominator", all, |e| e.there()?.denominator),
        number("expected", all, |e| e.there()?.expected),
        number("rate", all, |e| e.there()?.rate),
        number("lower", all, |e| e.there()?.lower),
        number("upper", all, |e| e.there()?.upper),
        number("effective", all, |e| e.there()?.effective),
        number("differs_p", all, |e| e.there()?.differs_p),
        number("differs_q", all, |e| e.there()?.differs_q),
        number("beyond_p", all, |e| e.there()?.beyond_p),
        number("beyond_q", all, |e| e.there()?.beyond_q),
        text("undefined", all, |e| e.undefined().map(Into::into)),
    ]
}
