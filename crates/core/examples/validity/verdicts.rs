//! What the default rule says where nothing stands out, and how many true outliers it finds, beside a published rule.

use crate::data::{Setting, Shape, simulate};
use rayon::prelude::*;
use unwarranted_core::interval::Confidence;
use unwarranted_core::outliers::control::{Control, MINIMUM_EXPECTED, assessed};
use unwarranted_core::outliers::{Rule, Verdict, calibrated, overdispersed};

/// Means over the data sets, in per cent.
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

impl Figures {
    fn parts(self) -> [f64; 5] {
        [self.beyond_95, self.high, self.low, self.wrong, self.found]
    }

    fn of([beyond_95, high, low, wrong, found]: [f64; 5]) -> Self {
        Self { beyond_95, high, low, wrong, found }
    }
}

/// Many data sets of one setting under a rule.
pub(crate) fn figures(rule: &Rule, setting: Setting, data_sets: usize) -> Figures {
    let all: Vec<[f64; 5]> = (0..data_sets).into_par_iter().map(|n| one(rule, setting, n).parts()).collect();
    #[allow(clippy::cast_precision_loss)]
    let mean = |i: usize| 100.0 * all.iter().map(|f| f[i]).sum::<f64>() / data_sets as f64;
    Figures::of([0, 1, 2, 3, 4].map(mean))
}

fn one(rule: &Rule, setting: Setting, number: usize) -> Figures {
    let slice = simulate(setting, number);
    let levels = [0.95, 0.998].map(|level| Confidence::new(level, "level").unwrap());
    let Ok(found) = (rule.assess)(&slice, &levels) else { return Figures::default() };
    let through = assessed(slice.expected(), MINIMUM_EXPECTED);
    let p: Vec<Option<f64>> = found.areas.iter().zip(through).map(|(v, through)| through.then_some(v.p)).collect();
    let stands_out: Vec<bool> = Control::Fdr(0.05).alarms(&p).into_iter().map(|a| a == Some(true)).collect();
    let ratios = slice.ratios().unwrap();
    let ordinary: Vec<usize> = (0..slice.len()).filter(|i| !setting.outlier(*i)).collect();
    let share = |areas: &[usize], is: &dyn Fn(usize) -> bool| {
        let hits = areas.iter().filter(|i| is(**i)).count();
        f64::from(u32::try_from(hits).unwrap()) / f64::from(u32::try_from(areas.len().max(1)).unwrap())
    };
    let beyond = |v: &Verdict, level: usize, r: f64| r < v.limits[level][0] || r > v.limits[level][1];
    let raised: Vec<usize> = (0..slice.len()).filter(|i| stands_out[*i]).collect();
    let outliers: Vec<usize> = (0..slice.len()).filter(|i| setting.outlier(*i)).collect();
    Figures {
        beyond_95: share(&ordinary, &|i| beyond(&found.areas[i], 0, ratios[i])),
        high: share(&ordinary, &|i| ratios[i] > found.areas[i].limits[1][1]),
        low: share(&ordinary, &|i| ratios[i] < found.areas[i].limits[1][0]),
        wrong: share(&raised, &|i| !setting.outlier(i)),
        found: share(&outliers, &|i| stands_out[i] && (ratios[i] > found.centre) == (setting.factor > 1.0)),
    }
}

pub(crate) const COLUMNS: [&str; 12] = [
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
    "published rule: beyond 95 % / beyond 99.8 % / any",
    "published rule: found / wrong",
];

/// One line of the table: without and with outliers of 1.8 times their rate, one area in twenty.
pub(crate) fn line(setting: Setting, data_sets: usize) -> [Figures; 2] {
    let with = Setting { outlier_every: 20, factor: 1.8, ..setting };
    let [none, some] = [setting, with].map(|s| figures(&calibrated::RULE, s, data_sets));
    let [none_published, some_published] = [setting, with].map(|s| figures(&overdispersed::RULE, s, data_sets));
    let spread = match (setting.variance > 0.0, setting.share) {
        (false, None) => "none".to_owned(),
        (true, None) => setting.shape.word().to_owned(),
        (false, Some(p)) => format!("none, share {p}"),
        (true, Some(p)) => {
            format!("{}, share {p}", if setting.shape == Shape::LogNormal { "logit-normal" } else { "beta" })
        }
    };
    let slope = if setting.slope == 0.0 { String::new() } else { format!(", size^{}", setting.slope) };
    println!(
        "| {} | {} | {spread}{slope} | {} | {:.1} | {:.2} | {:.2} | {:.1} | {:.0} | {:.1} | {:.1} / {:.2} / {:.0} | {:.0} / {:.0} |",
        setting.areas,
        setting.expected,
        setting.variance,
        none.beyond_95,
        none.high,
        none.low,
        none.wrong,
        some.found,
        some.wrong,
        none_published.beyond_95,
        none_published.high + none_published.low,
        none_published.wrong,
        some_published.found,
        some_published.wrong,
    );
    [none, some]
}

const SHAPES: [Shape; 3] = [Shape::Gamma, Shape::LogNormal, Shape::RootNormal];

pub(crate) fn table(data_sets: usize) {
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
    for shape in SHAPES {
        let [none, some] = line(Setting { shape, ..Setting::plain(106, 1e3, 0.04) }, data_sets);
        assert!((3.5..=6.0).contains(&none.beyond_95), "{} % beyond the 95 % limits", none.beyond_95);
        assert!(none.high + none.low <= 0.4, "{} % beyond the 99.8 % limits", none.high + none.low);
        assert!(none.wrong <= 10.0 && some.wrong <= 7.0, "{} and {} % of false alarms", none.wrong, some.wrong);
        assert!(some.found >= 28.0, "only {} % found", some.found);
    }
}
