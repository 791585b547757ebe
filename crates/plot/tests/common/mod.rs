//! Seeded synthetic findings to draw. The numbers are plausible, not exact: charts compute no statistics.

// Shared with benches and examples, where the test exemption does not reach.
#![allow(clippy::unwrap_used, dead_code)]

pub(crate) mod league;
pub(crate) mod places;
pub(crate) mod trend;

use std::collections::BTreeMap;
use std::sync::Arc;
use unwarranted_core::findings::{Compared, Flag, Limits, Overdispersion, RandomAgainstReal};
use unwarranted_core::outliers::Curve;
use unwarranted_core::quantile::{percent_ranks, quantile, sorted};
use unwarranted_core::rates::RateUnit;
use unwarranted_core::{AreaFinding, Confidence, ExpectedFrom, Kind, Month, Period, SliceFindings};
use unwarranted_plot::Labels;

/// A small generator (splitmix64), so that fixtures never change with a library.
pub(crate) struct Random(pub(crate) u64);

impl Random {
    pub(crate) fn uniform(&mut self) -> f64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        ((z ^ (z >> 31)) >> 11) as f64 / (1u64 << 53) as f64
    }

    pub(crate) fn normal(&mut self) -> f64 {
        (0..12).map(|_| self.uniform()).sum::<f64>() - 6.0
    }

    pub(crate) fn poisson(&mut self, mean: f64) -> f64 {
        if mean > 50.0 {
            return (mean + mean.sqrt() * self.normal()).round().max(0.0);
        }
        let (limit, mut product, mut n) = (libm::exp(-mean), self.uniform(), 0.0);
        while product > limit {
            product *= self.uniform();
            n += 1.0;
        }
        n
    }
}

/// What to simulate.
#[derive(Clone)]
pub(crate) struct Plan {
    pub(crate) seed: u64,
    pub(crate) areas: usize,
    pub(crate) kind: Kind,
    /// Events per person.
    pub(crate) rate: f64,
    /// Spread of the logarithm of the areas' rates.
    pub(crate) spread: f64,
    /// Population from and to, log-uniform.
    pub(crate) people: (f64, f64),
    pub(crate) per: f64,
    pub(crate) period: Period,
    pub(crate) months: usize,
    pub(crate) months_full: Option<usize>,
    pub(crate) names: fn(usize) -> String,
}

impl Default for Plan {
    fn default() -> Self {
        Self {
            seed: 1,
            areas: 106,
            kind: Kind::Count,
            rate: 0.02,
            spread: 0.25,
            people: (60_000.0, 1_200_000.0),
            per: 1000.0,
            period: Period::Month(Month::new(2025, 12).unwrap()),
            months: 1,
            months_full: Some(1),
            names: place,
        }
    }
}

const FIRST: [&str; 16] = [
    "North", "South", "East", "West", "Upper", "Lower", "Mid", "Great", "Little", "New", "Old", "Royal", "Outer",
    "Inner", "High", "Castle",
];
const SECOND: [&str; 14] = [
    "Harrowmoor",
    "Wexley",
    "Thornbury Vale",
    "Ashcombe",
    "Dunmere",
    "Carrowby",
    "Pelham and Stour",
    "Ravensmouth",
    "Linfield",
    "Marrowdale",
    "Oxhey",
    "Stanwick",
    "Tilbrook",
    "Yarmoor Coast",
];

pub(crate) fn confidence(level: f64) -> Confidence {
    Confidence::new(level, "level").unwrap()
}

/// An invented place.
pub(crate) fn place(i: usize) -> String {
    format!("NHS {} {} ICB - {:02}X{}", FIRST[i % 16], SECOND[(i / 16 + i) % 14], i % 97, i % 10)
}

/// A long real one, as in the publishers' files.
pub(crate) fn long_place(i: usize) -> String {
    match i % 3 {
        0 => format!("NHS Hampshire, Southampton and Isle of Wight ICB - D9Y{i}V"),
        1 => format!("NHS BATH AND NORTH EAST SOMERSET, SWINDON AND WILTSHIRE ICB - 92G{i}"),
        _ => format!("NHS Bristol, North Somerset and South Gloucestershire ICB - 15C{i}"),
    }
}

/// One of the seven regions.
pub(crate) fn region(i: usize) -> String {
    const REGIONS: [&str; 7] =
        ["London", "South West", "South East", "Midlands", "East of England", "North West", "North East and Yorkshire"];
    REGIONS[i % 7].to_owned()
}

/// Names that XML must escape.
pub(crate) fn nasty_place(i: usize) -> String {
    format!("Smith & Sons <\"Care\"> 'N' £{i}")
}

pub(crate) fn labels() -> Labels {
    Labels {
        measure: "Silver dressings".to_owned(),
        unit: RateUnit::given("items per 1,000 registered patients"),
        areas: "sub-ICB locations".to_owned(),
        membership: Some("membership as recorded each month".to_owned()),
        source: "Source: simulated numbers made for a test.".to_owned(),
        program: "unwarranted 0.1.0".to_owned(),
        synthetic: false,
        polarity: None,
    }
}

/// Byar's interval of a count.
fn byar(o: f64) -> (f64, f64) {
    let side = |o: f64, z: f64| o * (1.0 - 1.0 / (9.0 * o) + z / (3.0 * o.sqrt())).powi(3);
    (if o > 0.0 { side(o, -1.96).max(0.0) } else { 0.0 }, side(o + 1.0, 1.96))
}

const Z: [f64; 2] = [1.959_964, 3.090_232];

/// Limits of the ratio on the square-root scale at both levels.
fn limits(expected: f64, tau2: f64) -> [[f64; 2]; 2] {
    let s = (0.25 / expected + tau2).sqrt();
    Z.map(|z| [(1.0 - z * s).max(0.0).powi(2), (1.0 + z * s).powi(2)])
}

fn named(limits: [[f64; 2]; 2]) -> Limits {
    BTreeMap::from([("95".to_owned(), limits[0]), ("99.8".to_owned(), limits[1])])
}

fn curve(expected: &[f64], tau2: f64) -> Curve {
    let (low, high) = expected.iter().fold((f64::INFINITY, 0.0f64), |(a, b), e| (a.min(*e), b.max(*e)));
    let (low, high) = (low * 0.85, high * 1.1);
    let at: Vec<f64> = (0..=120).map(|i| low * libm::pow(high / low, f64::from(i) / 120.0)).collect();
    let both: Vec<_> = at.iter().map(|e| limits(*e, tau2)).collect();
    Curve { expected: at, limits: (0..2).map(|k| both.iter().map(|l| l[k]).collect()).collect() }
}

/// Findings of one simulated slice.
pub(crate) fn slice(plan: &Plan) -> SliceFindings {
    let mut random = Random(plan.seed);
    let mut raw: Vec<(Arc<str>, Arc<str>, f64, f64)> = Vec::new();
    for i in 0..plan.areas {
        let (a, b) = plan.people;
        // Sizes and levels of an area stay the same from period to period.
        let mut own = Random(7919 * (i as u64 + 1));
        let people = (a * libm::pow(b / a, own.uniform())).round();
        let level = libm::exp(plan.spread * own.normal()) * if i % 37 == 5 { 2.2 } else { 1.0 };
        let observed = match plan.kind {
            Kind::Count => random.poisson(people * plan.rate * level),
            Kind::Amount if i % 11 == 3 => 0.0,
            Kind::Amount => people * plan.rate * level * (1.0 + 0.05 * random.normal()),
            Kind::Share => random.poisson(people * plan.rate * level).min(people),
        };
        raw.push((format!("{:02}X{i:03}", i % 97).into(), (plan.names)(i).into(), observed, people));
    }
    raw.sort_by(|a, b| a.0.cmp(&b.0));
    findings(plan, &raw)
}

fn findings(plan: &Plan, raw: &[(Arc<str>, Arc<str>, f64, f64)]) -> SliceFindings {
    let observed: f64 = raw.iter().map(|r| r.2).sum();
    let people: f64 = raw.iter().map(|r| r.3).sum();
    let expected: Vec<f64> = raw.iter().map(|r| r.3 * observed / people).collect();
    let rates: Vec<f64> = raw.iter().map(|r| r.2 / r.3 * plan.per).collect();
    let ranks = percent_ranks(&rates);
    let counts = plan.kind != Kind::Amount;
    let tau2 = plan.spread * plan.spread / 9.0;
    let area = |i: usize| {
        let (code, name, o, d) = &raw[i];
        let interval = counts.then(|| byar(*o));
        let ratio = (expected[i] > 0.0).then(|| o / expected[i]);
        let adjusted = ratio.filter(|_| counts).map(|_| limits(expected[i], tau2));
        let z = ratio.map(|r| (r.sqrt() - 1.0) / (0.25 / expected[i] + tau2).sqrt());
        AreaFinding {
            chance: unwarranted_core::findings::AreaChance::default(),
            judgement: unwarranted_core::findings::Judgement::default(),
            rates: unwarranted_core::findings::AreaRates::default(),
            area: Arc::clone(code),
            name: Some(Arc::clone(name)),
            observed: *o,
            denominator: Some(*d),
            expected: Some(expected[i]),
            rate: Some(rates[i]),
            lower: interval.map(|(l, _)| l / d * plan.per),
            upper: interval.map(|(_, u)| u / d * plan.per),
            interval_method: counts.then_some(unwarranted_core::interval::Formula::Byar),
            ratio,
            percent_rank: Some(ranks[i]),
            z: z.filter(|_| counts),
            p: None,
            limits: ratio.filter(|_| counts).map(|_| named(limits(expected[i], 0.0))),
            z_adjusted: z.filter(|_| counts),
            p_adjusted: None,
            limits_adjusted: adjusted.map(named),
            flag: adjusted.zip(ratio).map(|(l, r)| Flag::of(r, &[(confidence(0.95), l[0]), (confidence(0.998), l[1])])),
            months: plan.months,
            persistence: None,
            ods_code: None,
            ons_code: None,
            breaks: Vec::new(),
        }
    };
    let order = sorted(&rates);
    let usable = counts && observed > 0.0;
    SliceFindings {
        treatment: "silver".into(),
        period: plan.period,
        kind: plan.kind,
        kind_from: unwarranted_core::KindFrom::Values,
        per: plan.per,
        expected_from: ExpectedFrom::Internal,
        confidence: 0.95,
        rate_levels: vec![0.95],
        standardised: None,
        after_need: None,
        inequality: None,
        months: plan.months,
        months_full: plan.months_full,
        observed,
        denominator: Some(people),
        rate: Some(observed / people * plan.per),
        set_aside: Vec::new(),
        indices: Vec::new(),
        random_against_real: usable.then(|| RandomAgainstReal {
            observed: tau2 + 0.01,
            chance: 0.01,
            systematic: tau2,
            chance_share: 0.01 / (tau2 + 0.01),
            systematic_share: tau2 / (tau2 + 0.01),
        }),
        chance: unwarranted_core::findings::ChanceFindings::default(),
        simulated: None,
        rule: "calibrated",
        compared: Compared::default(),
        similar: None,
        judged: None,
        rank_note: None,
        overdispersion: Overdispersion {
            phi: None,
            tau2: usable.then_some(tau2),
            method: "additive on the square-root scale",
            undefined: (!counts).then(|| {
                "the numerator is an amount (such as money or quantity), and nothing says what one person takes of it, so chance is not known"
                    .to_owned()
            }),
        },
        deciles: (!order.is_empty())
            .then(|| std::array::from_fn(|k| quantile(&order, (k as f64 + 1.0) / 10.0).unwrap())),
        areas: (0..raw.len()).map(area).collect(),
        curve: usable.then(|| curve(&expected, 0.0)),
        curve_adjusted: usable.then(|| curve(&expected, tau2)),
        levels: [0.95, 0.998],
    }
}

/// Monthly findings with a trend.
pub(crate) fn months(plan: &Plan, n: usize) -> Vec<SliceFindings> {
    let first = Month::new(2020, 12).unwrap();
    let month = |i: usize| {
        let rate =
            plan.rate * (1.3 - 0.008 * i as f64) * (1.0 + 0.08 * libm::cos(i as f64 / 12.0 * std::f64::consts::TAU));
        let period = Period::Month(first.plus(i32::try_from(i).unwrap()));
        slice(&Plan { seed: plan.seed + i as u64, rate, period, ..plan.clone() })
    };
    (0..n).map(month).collect()
}

/// Financial years, the first and the last not complete: their sums are over fewer months.
pub(crate) fn years(plan: &Plan) -> Vec<SliceFindings> {
    let year = |(fy, months): (i32, usize)| {
        let rate = plan.rate * months as f64;
        let period = Period::FinancialYear(fy);
        let seed = plan.seed + u64::try_from(fy).unwrap();
        slice(&Plan { seed, rate, period, months, months_full: Some(12), ..plan.clone() })
    };
    [(2020, 4), (2021, 12), (2022, 12), (2023, 12), (2024, 12), (2025, 9)].map(year).to_vec()
}

/// Everything a chart of one case needs.
pub(crate) struct Case {
    pub(crate) id: &'static str,
    pub(crate) findings: SliceFindings,
    pub(crate) series: Vec<SliceFindings>,
    pub(crate) labels: Labels,
    pub(crate) highlight: Option<String>,
}

impl Case {
    /// The same treatment and others of the period, made of it.
    pub(crate) fn several(&self) -> Vec<(SliceFindings, Labels)> {
        let names = [
            "Lidocaine plasters",
            "Prescribing of <b>very</b> rare things & others, with a long name",
            "Omega-3",
            "Vitamin D",
        ];
        let mut random = Random(self.findings.areas.len() as u64);
        let mut all = vec![(self.findings.clone(), self.labels.clone())];
        for (i, name) in names.iter().enumerate() {
            let mut other = self.findings.clone();
            other.treatment = format!("other{i}").into();
            other.areas.retain(|_| random.uniform() > 0.05);
            for area in &mut other.areas {
                let times = libm::exp(random.normal() * (0.2 + 0.4 * i as f64));
                area.ratio = area.ratio.map(|r| r * times);
                area.rate = area.rate.map(|r| r * times);
            }
            all.push((other, Labels { measure: (*name).to_owned(), ..self.labels.clone() }));
        }
        all
    }

    /// Where its areas lie: boundaries, or hexagons for cases with few areas.
    pub(crate) fn places(&self) -> unwarranted_plot::Places {
        match self.findings.areas.len() {
            12 => places::hexagons(&self.findings, unwarranted_plot::places::HexLayout::OddQ),
            40 => places::hexagons(&self.findings, unwarranted_plot::places::HexLayout::EvenR),
            _ => places::places(&self.findings),
        }
    }

    pub(crate) fn subject(&self) -> unwarranted_plot::Subject<'_> {
        unwarranted_plot::Subject {
            findings: &self.findings,
            series: &self.series,
            labels: &self.labels,
            highlight: self.highlight.as_deref(),
            size: unwarranted_plot::Size::WEB,
            beside: unwarranted_plot::Beside::default(),
        }
    }
}

pub(crate) fn case(id: &'static str, series: Vec<SliceFindings>, labels: Labels, highlight: Option<&str>) -> Case {
    let findings = series.last().unwrap().clone();
    Case { id, findings, series, labels, highlight: highlight.map(str::to_owned) }
}

/// The situations that charts must survive.
pub(crate) fn cases() -> Vec<Case> {
    let base = Plan::default();
    let pounds = Labels {
        measure: "Gluten-free foods".to_owned(),
        unit: RateUnit::given("pounds per 1,000 registered patients"),
        source:
            "Source: NHS Business Services Authority and OpenPrescribing, Bennett Institute, University of Oxford. \
                 Contains public sector information licensed under the Open Government Licence v3.0."
                .to_owned(),
        ..labels()
    };
    let share = Labels {
        measure: "Salbutamol inhalers".to_owned(),
        unit: RateUnit::given("share of all inhaler items"),
        ..labels()
    };
    let rare = Plan { rate: 4e-6, spread: 0.6, per: 1_000_000.0, ..base.clone() };
    let per_million = Labels {
        measure: "Enzyme replacement for a very rare disease".to_owned(),
        unit: RateUnit::given("items per 1,000,000 registered patients"),
        synthetic: true,
        polarity: None,
        ..labels()
    };
    let long = Labels {
        measure:
            "Prescribing of amino acid formula and extensively hydrolysed formula for infants with cow's milk allergy"
                .to_owned(),
        ..labels()
    };
    let mut gaps = months(&base, 61);
    for (i, slice) in gaps.iter_mut().enumerate() {
        if (20..27).contains(&i) {
            slice.areas.retain(|a| &*a.area != "07X007");
        }
    }
    gaps.remove(40);
    let amount = Plan { kind: Kind::Amount, rate: 0.006, spread: 0.9, ..base.clone() };
    let share_plan =
        Plan { kind: Kind::Share, rate: 0.3, spread: 0.12, per: 1.0, people: (2_000.0, 30_000.0), ..base.clone() };
    let large = Plan { rate: 2.0, spread: 0.08, areas: 211, ..base.clone() };
    vec![
        case("areas106", months(&base, 61), labels(), None),
        case("areas106-highlight", gaps, labels(), Some("07X007")),
        case("areas211", months(&Plan { areas: 211, ..base.clone() }, 30), labels(), Some("05X005")),
        case("areas12-long", years(&Plan { areas: 12, names: long_place, ..base.clone() }), long, Some("03X003")),
        case("areas40", years(&Plan { areas: 40, ..base.clone() }), labels(), None),
        case("rare", years(&rare), per_million, Some("03X003")),
        case("large", months(&large, 8), labels(), None),
        case("amount", months(&amount, 61), pounds.clone(), None),
        case("amount-highlight", months(&amount, 61), Labels { synthetic: true, ..pounds }, Some("11X011")),
        case("share", months(&share_plan, 14), share, Some("30X030")),
        case("nasty", months(&Plan { areas: 45, names: nasty_place, ..base.clone() }, 3), labels(), Some("05X005")),
        case(
            "areas3",
            years(&Plan { areas: 3, spread: 0.03, people: (9_000.0, 20_000.0), ..base.clone() }),
            labels(),
            None,
        ),
        case("areas7", years(&Plan { areas: 7, names: region, ..base.clone() }), labels(), Some("03X003")),
        case("zero", years(&Plan { areas: 20, rate: 0.0, ..base }), labels(), Some("03X003")),
    ]
}
