//! Money by area as CSV.

use crate::error::Error;
use crate::tables::delimited::{number, text, write};
use unwarranted_core::Kind;
use unwarranted_core::funding::{AreaFunding, BesidePrescribing, Funding, Unequal};

/// The treatment that money is where none is beside it.
const MONEY: &str = "money";

/// Every area of every period, one row each; one for each treatment that is prescribed beside the money. Without prescribing columns are called
/// so that it is a tidy file of money over weighted people; over registered ones where those of an area are not known.
///
/// # Errors
/// As [`funding_json`](super::funding_json).
pub fn funding_csv(periods: &[Funding]) -> Result<String, Error> {
    let head = [
        "period",
        "prices_of",
        "area",
        "name",
        "region",
        "amount",
        "share",
        "registered",
        "weighted",
        "per_registered",
        "per_weighted",
        "target",
        "target_is",
        "distance",
        "distance_percent",
        "distance_per_head",
        "rank",
        "treatment",
        "rate",
    ];
    let alone = periods.iter().all(|f| f.prescribing.is_empty());
    // One denominator for all: rates over weighted and over registered people cannot be compared.
    let weighted = periods.iter().flat_map(|f| &f.areas).all(|a| a.weighted.is_some());
    let tidy = |a: &AreaFunding| {
        let people = if weighted { a.weighted } else { a.registered };
        vec![number(Some(a.amount)), number(people), Kind::Amount.word().to_owned()]
    };
    let mut rows = Vec::new();
    for f in periods {
        for a in &f.areas {
            let point = |b: &BesidePrescribing| b.points.iter().find(|p| p.area == a.area).map(|p| p.rate);
            match &f.prescribing[..] {
                [] => rows.push([row(f, a, MONEY, None), if alone { tidy(a) } else { Vec::new() }].concat()),
                all => rows.extend(all.iter().map(|b| row(f, a, &b.treatment, point(b)))),
            }
        }
    }
    let further = ["observed", "denominator", "observed_is"].into_iter().filter(|_| alone);
    write(head.into_iter().chain(further).map(str::to_owned), rows)
}

fn row(f: &Funding, a: &AreaFunding, treatment: &str, rate: Option<f64>) -> Vec<String> {
    let prices = f.real_terms.as_ref().map(|real| real.prices_of.to_string()).unwrap_or_default();
    let mut cells = vec![f.period.to_string(), prices, text(&a.area)];
    cells.extend([&a.name, &a.region].map(|word| text(word.as_deref().unwrap_or_default())));
    cells.extend([Some(a.amount), a.share, a.registered, a.weighted, a.per_registered, a.per_weighted].map(number));
    cells.push(number(a.target));
    cells.push(f.target_is.map(|is| is.word().to_owned()).unwrap_or_default());
    cells.extend([a.distance, a.distance_percent, a.distance_per_head, a.rank].map(number));
    cells.extend([text(treatment), number(rate)]);
    cells
}

/// How unequal money per head is in every period, a row for each kind of head.
///
/// # Errors
/// As [`funding_json`](super::funding_json).
pub fn unequal_csv(periods: &[Funding]) -> Result<String, Error> {
    let head = [
        "period",
        "per",
        "areas",
        "mean",
        "lowest",
        "highest",
        "gini_coefficient",
        "theil_t",
        "cv_areas",
        "cv_weighted",
        "theil_between",
        "theil_within",
        "theil_between_share",
        "variance_between_share",
        "concentration_index",
        "undefined",
    ];
    let row = |f: &Funding, u: &Unequal| {
        let mut cells =
            vec![f.period.to_string(), u.per.map_or("", |head| head.word()).to_owned(), u.areas.to_string()];
        cells.extend([u.mean, u.lowest, u.highest].map(|v| number(Some(v))));
        cells.extend([u.gini, u.theil_t, u.cv, u.cv_weighted, u.theil_between, u.theil_within].map(number));
        cells.extend([u.theil_between_share, u.variance_between_share, u.concentration].map(number));
        cells.push(text(&u.undefined.join("; ")));
        cells
    };
    write(head.map(str::to_owned), periods.iter().flat_map(|f| f.unequal.iter().map(move |u| row(f, u))))
}

/// Money beside what is prescribed, a row for each period and treatment.
///
/// # Errors
/// As [`funding_json`](super::funding_json).
pub fn beside_csv(periods: &[Funding]) -> Result<String, Error> {
    let head = [
        "period",
        "treatment",
        "kind",
        "per",
        "areas",
        "spearman",
        "lower",
        "upper",
        "confidence",
        "share",
        "share_lower",
        "share_upper",
        "spread",
        "undefined",
        "share_undefined",
        "only_funded",
        "only_prescribed",
    ];
    let row = |f: &Funding, b: &BesidePrescribing| {
        let mut cells = vec![f.period.to_string(), text(&b.treatment), b.kind.word().to_owned()];
        cells.extend([b.per.word().to_owned(), b.areas.to_string()]);
        cells.extend([b.spearman, b.lower, b.upper, Some(b.confidence), b.share].map(number));
        cells.extend([b.share_lower, b.share_upper].map(number));
        cells.push(b.spread.word().to_owned());
        cells.extend([&b.undefined, &b.share_undefined].map(|why| text(why.as_deref().unwrap_or_default())));
        cells.extend([&b.only_funded, &b.only_prescribed].map(|codes| codes.len().to_string()));
        cells
    };
    write(head.map(str::to_owned), periods.iter().flat_map(|f| f.prescribing.iter().map(move |b| row(f, b))))
}
