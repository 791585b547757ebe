//! Intervals of the indices: parametric bootstrap from the fitted overdispersed model.

use crate::chance::relative_variances;
use crate::error::Undefined;
use crate::interval::Confidence;
use crate::null::{Simulation, used, values};
use crate::quantile::quantiles;
use crate::sampling::draw::Frame;
use crate::sampling::fast::{Fast, Scale};
use crate::sampling::model::Model;
use crate::sampling::stream::{Purpose, Streams};
use crate::slice::{Kind, Slice};

/// An interval of one index.
#[derive(Debug, Clone, PartialEq)]
pub struct Bounds {
    /// Identifier of the index.
    pub id: &'static str,
    /// Lower and upper limit; `None` where too many replicates leave the index undefined.
    pub limits: Option<[f64; 2]>,
    /// How they were made.
    pub method: &'static str,
}

/// Share of replicates in which an index may be undefined before its interval is.
const UNDEFINED: f64 = 0.01;

/// Simulates every index from areas whose rates follow the fitted gamma distribution (for a share, beta) and whose counts
/// add chance, and turns the spread of the replicates into an interval.
///
/// The interval is the basic bootstrap interval (Davison & Hinkley 1997, Bootstrap Methods and their Application, 5.2) on
/// the scale on which the error of the index does not depend on its size: the logarithm for measures of spread, ln(V + c)
/// for variances beyond chance (c the variance of chance), ln ln for quotients. Percentile intervals cover too little: the
/// error of a spread is proportional to the true spread, not to the estimated one.
///
/// It covers what the index would be on average over areas and years like these: for a variance beyond chance the
/// true variance, for a descriptive index, which chance inflates, its median under the model.
///
/// # Errors
/// Undefined for amounts, for fewer than two areas, when nothing was observed, and where the model does not fit.
pub fn simulate(slice: &Slice, simulation: &Simulation, confidence: Confidence) -> Result<Vec<Bounds>, Undefined> {
    simulate_with(slice, simulation, confidence, &[])
}

/// [`simulate`] with Atkinson's index at further aversions.
pub(crate) fn simulate_with(
    slice: &Slice,
    simulation: &Simulation,
    confidence: Confidence,
    aversions: &[f64],
) -> Result<Vec<Bounds>, Undefined> {
    let frame = Frame::new(slice)?;
    let model = Model::overdispersed(slice, simulation.repeat_factor)?;
    let fast: Vec<Fast> = used(slice, aversions).into_iter().filter(|f| f.scale != Scale::None).collect();
    let mut observed = values(&frame, slice, &fast);
    for (t, f) in observed.iter_mut().zip(&fast).filter(|(_, f)| f.id.starts_with("variance-gamma")) {
        // The fit itself looks for a maximum beyond zero, which the fits of replicates do without.
        *t = crate::indices::find(f.id).and_then(|i| (i.compute)(slice).ok()).map_or(f64::NAN, |c| c.value);
    }
    let streams = Streams::new(simulation.seed, Purpose::Bootstrap, slice);
    let columns = model.simulate(&frame, &fast, streams, simulation.replicates);
    let chance = Chance::new(slice, simulation.repeat_factor)?;
    let bounds = |((f, t), column): ((&Fast, f64), &Vec<f64>)| {
        let pivot = Pivot { fast: f, confidence, chance: &chance, model: &model };
        Bounds { id: f.id, limits: pivot.limits(t, column), method: model.method }
    };
    Ok(fast.iter().zip(observed).zip(&columns).map(bounds).collect())
}

/// The variance that chance adds to that of each area's relative rate.
struct Chance {
    variances: Vec<f64>,
    areas: f64,
    exact: bool,
}

impl Chance {
    #[allow(clippy::cast_precision_loss)]
    fn new(slice: &Slice, repeat: f64) -> Result<Self, Undefined> {
        let relative = relative_variances(slice)?;
        let variances = relative.iter().zip(slice.expected()).map(|(v, e)| repeat * v / e).collect();
        let exact = slice.kind() == Kind::Count && (repeat - 1.0).abs() < 1e-12;
        Ok(Self { variances, areas: slice.len() as f64, exact })
    }

    /// What the error of an estimate of the variance V is in proportion to: V + c, c a mean of the chance variances over
    /// areas counting the same (`scv`) or weighted by their precision (maximum likelihood).
    fn spread(&self, scale: Scale, v: f64) -> f64 {
        let v = v.max(0.0);
        let mean = |power: i32| self.variances.iter().map(|c| (v + c).powi(power)).sum::<f64>() / self.areas;
        if scale == Scale::Excess { mean(2).sqrt() } else { mean(-2).sqrt().recip() }
    }

    /// The variance V whose pivot (t - V) / spread(V) is `pivot`, between -1 and infinity.
    fn variance_at(&self, scale: Scale, t: f64, pivot: f64) -> f64 {
        if pivot >= 0.0 {
            // Below V = 0 the spread is constant.
            let below = t - pivot * self.spread(scale, 0.0);
            if below <= 0.0 {
                return below;
            }
        }
        let excess = |v: f64| t - v - pivot * self.spread(scale, v);
        let (mut low, mut high) = (0.0, t.max(0.0) + self.spread(scale, 0.0));
        for _ in 0..60 {
            if excess(high) <= 0.0 {
                break;
            }
            high *= 2.0;
        }
        for _ in 0..100 {
            let middle = f64::midpoint(low, high);
            if excess(middle) > 0.0 { low = middle } else { high = middle }
        }
        f64::midpoint(low, high)
    }
}

struct Pivot<'a> {
    fast: &'a Fast,
    confidence: Confidence,
    chance: &'a Chance,
    model: &'a Model,
}

impl Pivot<'_> {
    fn limits(&self, observed: f64, column: &[f64]) -> Option<[f64; 2]> {
        let mut defined: Vec<f64> = column.iter().copied().filter(|v| v.is_finite()).collect();
        #[allow(clippy::cast_precision_loss)]
        let missing = 1.0 - defined.len() as f64 / (column.len().max(1)) as f64;
        if missing > UNDEFINED || !observed.is_finite() {
            return None;
        }
        let tail = self.confidence.tail();
        let [high, middle, low] = quantiles(&mut defined, [1.0 - tail, 0.5, tail])?;
        let limits = match self.fast.scale {
            Scale::Log => ratio(observed, middle, [low, high]),
            Scale::LogLog => {
                let [low, high] = ratio(observed.ln(), middle.ln(), [low.ln(), high.ln()])?.map(f64::exp);
                Some([low, high])
            }
            Scale::Excess | Scale::WeightedExcess => self.excess(observed, middle, [low, high]),
            Scale::Share => {
                ratio(1.0 / (1.0 - observed), 1.0 / (1.0 - middle), [1.0 / (1.0 - low), 1.0 / (1.0 - high)])
                    .map(|l| l.map(|x| (1.0 - 1.0 / x).max(0.0)))
            }
            Scale::Plain => Some([observed - (high - middle), observed + (middle - low)]),
            Scale::None => None,
        };
        limits.filter(|l| l.iter().all(|v| v.is_finite()) && l[0] <= l[1])
    }

    /// By the pivot (t - V) / spread(V). The truth behind the replicates is the fitted variance.
    fn excess(&self, observed: f64, middle: f64, [low, high]: [f64; 2]) -> Option<[f64; 2]> {
        let cut_off = self.fast.id.starts_with("variance");
        let logarithmic = matches!(self.fast.id, "scv-log" | "variance-dl");
        let centre = if self.chance.exact && !logarithmic { self.model.variance } else { middle };
        let scale = self.fast.scale;
        let spread = self.chance.spread(scale, centre);
        // Where replicates are cut off at zero their quantile says too little: no nearer than large samples have it.
        let asymptotic = (-self.confidence.z() * (2.0 / (self.chance.areas - 1.0)).sqrt()).exp_m1();
        let mut pivots = [low, high].map(|q| (q - centre) / spread);
        if cut_off && low <= 0.0 {
            pivots[0] = pivots[0].min(asymptotic);
        }
        if pivots[0] <= -1.0 || !spread.is_finite() {
            return None;
        }
        let [upper, lower] = pivots.map(|pivot| self.chance.variance_at(scale, observed, pivot));
        Some(if cut_off { [lower.max(0.0), upper.max(0.0)] } else { [lower, upper] })
    }
}

/// Limits t x centre / quantile, all positive.
fn ratio(t: f64, centre: f64, [low, high]: [f64; 2]) -> Option<[f64; 2]> {
    (t >= 0.0 && centre > 0.0 && low > 0.0).then(|| [t * centre / high, t * centre / low])
}
