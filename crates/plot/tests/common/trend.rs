//! Trends to draw.

use super::{Random, labels, long_place, nasty_place, place};
use std::sync::Arc;
use unwarranted_core::findings::AreaRecords;
use unwarranted_core::slice::SliceArea;
use unwarranted_core::time::{
    Fixed, SeriesOptions, StepChance, TreatmentTrend, TrendOptions, area_steps, control, lottery, national,
};
use unwarranted_core::{Kind, Month, Period, Slice};
use unwarranted_plot::{Labels, Size, TrendSubject};

pub(crate) struct TrendCase {
    pub(crate) id: &'static str,
    pub(crate) trend: TreatmentTrend,
    pub(crate) labels: Labels,
    pub(crate) highlight: Option<&'static str>,
}

impl TrendCase {
    pub(crate) fn subject(&self, size: Size) -> TrendSubject<'_> {
        TrendSubject { trend: &self.trend, labels: &self.labels, confidence: 0.95, highlight: self.highlight, size }
    }
}

/// Slices of `areas` over the periods; `level` says what an area does in a period, times what all do.
fn slices(
    areas: usize,
    periods: &[Period],
    names: fn(usize) -> String,
    level: impl Fn(usize, usize) -> f64,
) -> Vec<Slice> {
    let mut random = Random(5);
    let slice = |(at, period): (usize, &Period)| {
        let area = |i: usize| {
            let people = 60_000.0 + 3_000.0 * i as f64;
            SliceArea {
                code: format!("A{i:03}").into(),
                name: Some(names(i).into()),
                observed: (people * 0.02 * level(i, at) * (1.0 + 0.01 * random.normal())).round(),
                denominator: Some(people),
                expected: None,
                months: period.full_months().unwrap(),
            }
        };
        let all = (0..areas).map(area).collect();
        Slice::new("silver", *period, Kind::Count, all, Vec::new(), period.full_months().unwrap()).unwrap()
    };
    periods.iter().enumerate().map(slice).collect()
}

fn trend(slices: &[Slice], replicates: usize, guidance: Option<Month>) -> TreatmentTrend {
    let fixed = Fixed::of(slices).unwrap();
    let series = SeriesOptions { ahead: 12, confidence: super::confidence(0.95) };
    let known = |_: &Slice| Ok(1.0);
    let options = TrendOptions { series, replicates, seed: 1 };
    let lottery = lottery(&fixed, None, &known, &options).unwrap();
    let national = national(&fixed, &series);
    let chance = StepChance::of(&fixed, &known);
    let mut steps = vec![area_steps(&fixed, &national, &chance, &AreaRecords::default(), guidance)];
    control(&mut steps);
    let (treatment, kind): (Arc<str>, _) = (Arc::clone(slices[0].treatment()), Kind::Count);
    TreatmentTrend { treatment, kind, fixed, lottery, national, steps: steps.remove(0), step_chance: None }
}

fn months(n: i32) -> Vec<Period> {
    (0..n).map(|m| Period::Month(Month::new(2015, 4).unwrap().plus(m))).collect()
}

/// How far an area lies from the others by itself.
fn own(i: usize) -> f64 {
    libm::exp(0.3 * libm::sin(i as f64 * 1.7))
}

/// The situations that the charts must survive.
pub(crate) fn trends() -> Vec<TrendCase> {
    let years: Vec<Period> = (2019..2024).map(Period::FinancialYear).collect();
    let synthetic = Labels { synthetic: true, ..labels() };
    let long = Labels {
        measure:
            "Prescribing of amino acid formula and extensively hydrolysed formula for infants with cow's milk allergy"
                .to_owned(),
        ..labels()
    };
    let stopping = |i: usize, at: usize| own(i) * if i % 5 < 4 && at >= 8 + i * 40 / 106 { 0.1 } else { 1.0 };
    let mixed = |i: usize, at: usize| match i % 4 {
        0 if at >= 14 + i => 0.5 * own(i),
        1 if at >= 30 => 7.0 * own(i),
        _ => own(i),
    };
    let growing = |i: usize, at: usize| libm::pow(own(i), if at < 30 { 1.0 } else { 2.0 });
    let guidance = Month::new(2017, 12);
    let case = |id, slices: Vec<Slice>, replicates, guidance, labels, highlight| TrendCase {
        id,
        trend: trend(&slices, replicates, guidance),
        labels,
        highlight,
    };
    vec![
        case("trend-months", slices(40, &months(61), place, growing), 199, None, labels(), None),
        case("trend-years", slices(12, &years, long_place, |i, _| own(i)), 199, None, long, None),
        case("trend-bare", slices(12, &months(24), nasty_place, growing), 0, None, synthetic.clone(), None),
        case("adoption-106", slices(106, &months(61), place, stopping), 0, guidance, labels(), Some("A003")),
        case("adoption-few", slices(9, &months(61), nasty_place, mixed), 0, None, synthetic, Some("A002")),
        case("adoption-long", slices(24, &months(48), long_place, mixed), 0, None, labels(), None),
    ]
}
