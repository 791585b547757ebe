//! Round values for an axis. The arithmetic is that of the ticks of plotters 0.3.7, which a test holds it to.

/// At most `max` round values from `low` to `high`: multiples of 1, 2 or 5 times a power of ten.
pub(crate) fn linear((low, high): (f64, f64), max: usize) -> Vec<f64> {
    if max == 0 {
        return Vec::new();
    }
    let (low, high) = (low.min(high), low.max(high));
    if (low - high).abs() < f64::EPSILON {
        return vec![low];
    }
    let (step, grain) = step((low, high), max);
    multiples((low, high), step, grain)
}

/// The step between ticks, and what they are rounded to.
fn step((low, high): (f64, f64), max: usize) -> (f64, f64) {
    let most = max as f64;
    let mut step = libm::pow(10.0, libm::log10(high - low).floor());
    let mut grain = step / 10.0;
    if 1.0 + ((high - low) / step).floor() > most {
        step *= 10.0;
        grain *= 10.0;
    }
    loop {
        let whole = step;
        for part in [2.0, 5.0, 10.0] {
            let finer = whole / part;
            let span = (high - over(high, finer)) - first(low, finer);
            if (1.0 + span / whole * part).round() > most {
                return (step, grain);
            }
            step = finer;
        }
        step = whole / 10.0;
        grain /= 10.0;
    }
}

/// Every multiple of the step from `low` to `high`. The sum is kept in two parts, so that a step which is lost beside a large
/// value still ends the loop.
fn multiples((low, high): (f64, f64), step: f64, grain: f64) -> Vec<f64> {
    let left = first(low, step);
    let base = (left / grain).floor() * grain;
    let last = high - over(high, step);
    let mut beyond = left - base;
    let mut ticks = Vec::new();
    while last - beyond - base >= -f64::EPSILON {
        if (beyond / grain).round() * grain < 0.0 {
            beyond += grain;
        }
        ticks.push(beyond + base);
        beyond += step;
    }
    ticks
}

/// The first multiple of `step` that is not below `value`.
fn first(value: f64, step: f64) -> f64 {
    let below = value - over(value, step);
    if below < value { below + step } else { below }
}

/// What is left of a value above the multiple of `step` below it.
fn over(value: f64, step: f64) -> f64 {
    let rest = value - (value / step).floor() * step;
    if (rest - step).abs() < f64::EPSILON { 0.0 } else { rest }
}

/// Powers of ten and their multiples from `low` to `high`, both above zero, as many as there is room for; some twice.
pub(crate) fn decades((low, high): (f64, f64), max: usize) -> Vec<f64> {
    let ten = libm::log(10.0);
    let powers = whole((libm::log(high / low).abs() / ten).floor().max(1.0));
    let between = if max < powers { 0 } else { nines(1 + (max - powers) / powers) };
    let (mut ratio, mut skipped) = (10.0, 1);
    while max < powers / skipped {
        ratio *= 10.0;
        skipped += 1;
    }
    let mut ticks = Vec::new();
    let mut power = libm::pow(10.0, (libm::log(low) / ten).ceil());
    while power <= high {
        ticks.push(power);
        let parts = f64::from(between + 1);
        let inner = (1..=between).map(|i| power * (1.0 + ratio / parts * f64::from(i)));
        ticks.extend(inner.take_while(|v| *v <= high));
        power *= ratio;
    }
    ticks
}

/// 0, 9, 99 and so on: one less than the power of ten that is not above `n`.
fn nines(n: usize) -> u32 {
    let mut power: u32 = 1;
    while power as usize * 10 <= n {
        power *= 10;
    }
    power - 1
}

/// A whole number of decades.
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "from 1 to 700")]
fn whole(v: f64) -> usize {
    v as usize
}

#[cfg(test)]
mod tests {
    use super::*;
    use plotters::coord::combinators::LogCoord;
    use plotters::coord::ranged1d::Ranged;
    use plotters::coord::types::RangedCoordf64;
    use plotters::prelude::IntoLogRange;

    /// Ranges of every size, begun and ended anywhere.
    fn ranges() -> Vec<(f64, f64)> {
        let mut found = vec![(0.0, 29.7), (5.0, 5.0), (0.0, 1e-7), (-3.0, 4.0), (99.99, 100.01), (1.0, 1e12)];
        let mut state = 1_u64;
        let mut next = || {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (state >> 11) as f64 / (1_u64 << 53) as f64
        };
        for _ in 0..3000 {
            let low = libm::pow(10.0, next() * 9.0 - 4.0);
            found.push((low, low + libm::pow(10.0, next() * 9.0 - 4.0)));
        }
        found
    }

    #[test]
    fn ticks_are_those_of_plotters_to_the_bit() {
        let bits = |ticks: Vec<f64>| ticks.into_iter().map(f64::to_bits).collect::<Vec<_>>();
        for (low, high) in ranges() {
            for max in [0, 1, 2, 4, 5, 6, 8, 9, 13, 100] {
                let theirs = RangedCoordf64::from(low..high).key_points(max);
                assert_eq!(bits(linear((low, high), max)), bits(theirs), "{low} to {high}, at most {max}");
                if low > 0.0 {
                    let theirs = LogCoord::from((low..high).log_scale()).key_points(max);
                    assert_eq!(bits(decades((low, high), max)), bits(theirs), "decades of {low} to {high}, {max}");
                }
            }
        }
    }
}
