//! What the default rule says where nothing stands out, and how many true outliers it finds, beside a published rule.

use crate::data::{Setting, Shape, simulate};
use crate::heading;
use rayon::prelude::*;
use unwarranted_core::Slice;
use unwarranted_core::outliers::control::{Control, MINIMUM_EXPECTED, assessed};
use unwarranted_core::outliers::{RULES, Rule, Verdict, calibrated, overdispersed};

/// Means over the data sets, in per cent; `None` where the rule was undefined in every one of them.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Figures {
    /// Ordinary areas beyond the 95 % limits.
    pub(crate) beyond_95: f64,
    /// Ordinary areas above and below the 99.8 % limits.
    pub(crate) high: f64,
    pub(crate) low: f64,
    /// Share of false ones among the areas that stand out at a false discovery rate of 5 %.
    pub(crate) wrong: f64,
    /// Share of the true outliers found.
    pub(crate) found: f64,
}

/// The rules that are compared, the default first.
const COMPARED: [&Rule; 2] = [&calibrated::RULE, &overdispersed::RULE];

/// Many data sets of one setting, the same ones under each rule.
fn figures<const N: usize>(rules: [&Rule; N], setting: Setting, data_sets: usize) -> [Option<Figures>; N] {
    let of = |n: usize| {
        let slice = simulate(setting, n);
        rules.map(|rule| one(rule, setting, &slice))
    };
    let all: Vec<[Option<Figures>; N]> = (0..data_sets).into_par_iter().map(of).collect();
    std::array::from_fn(|rule| {
        let known: Vec<Figures> = all.iter().filter_map(|f| f[rule]).collect();
        let mean = |of: fn(&Figures) -> f64| 100.0 * known.iter().map(of).sum::<f64>() / known.len() as f64;
        (!known.is_empty()).then(|| Figures {
            beyond_95: mean(|f| f.beyond_95),
            high: mean(|f| f.high),
            low: mean(|f| f.low),
            wrong: mean(|f| f.wrong),
            found: mean(|f| f.found),
        })
    })
}

/// An area lies outside limits exactly where its p is below one less their level, which the rules' own tests hold to;
/// limits, and curves of them, would take most of the time.
fn one(rule: &Rule, setting: Setting, slice: &Slice) -> Option<Figures> {
    let found = (rule.assess)(slice, &[]).ok()?;
    let through = assessed(slice.expected(), MINIMUM_EXPECTED);
    let p: Vec<Option<f64>> = found.areas.iter().zip(through).map(|(v, through)| through.then_some(v.p)).collect();
    let stands_out: Vec<bool> = Control::Fdr(0.05).alarms(&p).into_iter().map(|a| a == Some(true)).collect();
    let ordinary: Vec<usize> = (0..slice.len()).filter(|i| !setting.outlier(*i)).collect();
    let share = |areas: &[usize], is: &dyn Fn(&Verdict, usize) -> bool| {
        let hits = areas.iter().filter(|i| is(&found.areas[**i], **i)).count();
        hits as f64 / areas.len().max(1) as f64
    };
    let raised: Vec<usize> = (0..slice.len()).filter(|i| stands_out[*i]).collect();
    let outliers: Vec<usize> = (0..slice.len()).filter(|i| setting.outlier(*i)).collect();
    Some(Figures {
        beyond_95: share(&ordinary, &|v, _| v.p < 0.05),
        high: share(&ordinary, &|v, _| v.p < 0.002 && v.z > 0.0),
        low: share(&ordinary, &|v, _| v.p < 0.002 && v.z < 0.0),
        wrong: share(&raised, &|_, i| !setting.outlier(i)),
        found: share(&outliers, &|v, i| stands_out[i] && (v.z > 0.0) == (setting.factor > 1.0)),
    })
}

const COLUMNS: [&str; 12] = [
    "areas",
    "expected",
    "spread",
    "variance",
    "beyond 95 %",
    "above 99.8 %",
    "below 99.8 %",
    "any stands out",
    "outliers 1.8 times: found",
    "of those that stand out, wrong",
    "published rule: beyond 95 % / above / below 99.8 % / any",
    "published rule: found / wrong",
];

/// One line of the table: without and with outliers of 1.8 times their rate, one area in twenty (of ten areas
/// one). `None` where the
/// default rule is undefined.
fn line(setting: Setting, data_sets: usize) -> Option<[Figures; 2]> {
    let with = Setting { outlier_every: if setting.areas < 20 { 10 } else { 20 }, factor: 1.8, ..setting };
    let [[none, none_published], [some, some_published]] = [setting, with].map(|s| figures(COMPARED, s, data_sets));
    let calibrated = none.zip(some).map_or_else(
        || ["-"; 6].join(" | "),
        |(n, s)| {
            format!(
                "{:.1} | {:.2} | {:.2} | {:.1} | {:.0} | {:.1}",
                n.beyond_95, n.high, n.low, n.wrong, s.found, s.wrong
            )
        },
    );
    let published = none_published.zip(some_published).map_or_else(
        || ["-"; 2].join(" | "),
        |(n, s)| {
            format!(
                "{:.1} / {:.2} / {:.2} / {:.0} | {:.0} / {:.0}",
                n.beyond_95, n.high, n.low, n.wrong, s.found, s.wrong
            )
        },
    );
    let (areas, expected, variance) = (setting.areas, setting.expected, setting.variance);
    println!("| {areas} | {expected} | {} | {variance} | {calibrated} | {published} |", spread(setting));
    none.zip(some).map(|(none, some)| [none, some])
}

/// The spread of a setting in words.
fn spread(setting: Setting) -> String {
    let shape = match (setting.variance > 0.0, setting.share, setting.shape) {
        (false, ..) => "none",
        (true, None, shape) => shape.word(),
        (true, Some(_), Shape::LogNormal) => "logit-normal",
        (true, Some(_), _) => "beta",
    };
    let share = setting.share.map(|p| format!(", share {p}")).unwrap_or_default();
    let slope = if setting.slope == 0.0 { String::new() } else { format!(", size^{}", setting.slope) };
    format!("{shape}{share}{slope}")
}

const COLUMNS_OF_RULES: [&str; 7] = [
    "rule",
    "only chance: beyond 95 %",
    "beyond 99.8 %",
    "variance 0.04: beyond 95 %",
    "beyond 99.8 %",
    "outliers 1.8 times: found",
    "of those that stand out, wrong",
];

/// Every rule on 106 areas that expect 1,000 events, with gamma spread.
pub(crate) fn rules(data_sets: usize) {
    heading(&COLUMNS_OF_RULES);
    let spread = Setting::plain(106, 1e3, 0.04);
    let settings = [Setting::plain(106, 1e3, 0.0), spread, Setting { outlier_every: 20, factor: 1.8, ..spread }];
    for rule in RULES {
        let found = settings.map(|setting| figures([rule], setting, data_sets)[0].unwrap_or_default());
        let [chance, none, some] = found;
        let beyond = |f: Figures| format!("{:.1} | {:.2}", f.beyond_95, f.high + f.low);
        println!("| {} | {} | {} | {:.0} | {:.0} |", rule.id, beyond(chance), beyond(none), some.found, some.wrong);
    }
}

const SHAPES: [Shape; 3] = [Shape::Gamma, Shape::LogNormal, Shape::RootNormal];

/// The default rule beside the published one, in every setting.
pub(crate) fn tables(data_sets: usize) {
    heading(&COLUMNS);
    for areas in [10, 30, 106, 211] {
        for expected in [20.0, 100.0, 1e3, 1e5] {
            line(Setting::plain(areas, expected, 0.0), data_sets);
            for variance in [0.01, 0.04, 0.1] {
                for shape in SHAPES {
                    line(Setting { shape, ..Setting::plain(areas, expected, variance) }, data_sets);
                }
            }
        }
    }
    for slope in [-0.2, 0.2] {
        for shape in SHAPES {
            line(Setting { shape, slope, ..Setting::plain(106, 1e3, 0.04) }, data_sets);
        }
    }
    for share in [0.02, 0.1, 0.3, 0.45, 0.8] {
        for (variance, shape) in [
            (0.0, Shape::Gamma),
            (0.0225, Shape::Gamma),
            (0.0225, Shape::LogNormal),
            (0.09, Shape::Gamma),
            (0.09, Shape::LogNormal),
        ] {
            line(Setting { shape, share: Some(share), ..Setting::plain(106, 1e3, variance) }, data_sets);
        }
    }
}

/// Three lines, held to what the document says within the error of so few data sets; panics beyond.
pub(crate) fn check(data_sets: usize) {
    heading(&COLUMNS);
    for shape in SHAPES {
        let [none, some] = line(Setting { shape, ..Setting::plain(106, 1e3, 0.04) }, data_sets).unwrap();
        assert!((3.5..=6.0).contains(&none.beyond_95), "{} % beyond the 95 % limits", none.beyond_95);
        assert!(none.high + none.low <= 0.4, "{} % beyond the 99.8 % limits", none.high + none.low);
        assert!(none.wrong <= 10.0 && some.wrong <= 7.0, "{} and {} % of false alarms", none.wrong, some.wrong);
        assert!(some.found >= 28.0, "only {} % found", some.found);
    }
}
