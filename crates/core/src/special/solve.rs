//! Roots: Newton's method that cannot leave its bracket, and false position.

/// The root of an increasing function, from a start: doubling steps until it is between two places, then false position in
/// the form of Illinois (Dowell & Jarratt 1971, BIT 11:168). The nearest place reached where there is none.
pub(crate) fn bracketed(start: f64, f: impl Fn(f64) -> f64) -> f64 {
    let at_start = f(start);
    if at_start == 0.0 {
        return start;
    }
    let (direction, mut step) = (if at_start > 0.0 { -1.0 } else { 1.0 }, 0.1);
    let (mut a, mut fa) = (start, at_start);
    let (mut b, mut fb) = (start, at_start);
    for _ in 0..40 {
        (a, fa) = (b, fb);
        b = a + direction * step;
        fb = f(b);
        if (fb > 0.0) != (at_start > 0.0) {
            break;
        }
        step *= 2.0;
    }
    for _ in 0..100 {
        let apart = fa * fb;
        if apart >= 0.0 || apart.is_nan() || (b - a).abs() <= 1e-10 * (1.0 + b.abs()) || fb.abs() <= 1e-12 {
            break;
        }
        let c = b - fb * (b - a) / (fb - fa);
        let fc = f(c);
        if fc * fb < 0.0 {
            (a, fa) = (b, fb);
        } else {
            fa *= 0.5;
        }
        (b, fb) = (c, fc);
    }
    b
}

/// The root of an increasing or decreasing function on (`low`, `high`), from `start`.
///
/// `f` gives value and derivative. A step that leaves the bracket is replaced by halving (or doubling towards an open
/// end). Ends when the step is below the spacing of the numbers, or after 200 steps.
pub(crate) fn root(start: f64, low: f64, high: f64, f: impl Fn(f64) -> (f64, f64)) -> f64 {
    root_within(0.0, start, low, high, f)
}

/// [`root`] that takes a step of at most `last` times the place as the last one: a step of Newton's squares the error where the
/// derivative is exact, and the next would find nothing left.
pub(crate) fn root_within(last: f64, start: f64, mut low: f64, mut high: f64, f: impl Fn(f64) -> (f64, f64)) -> f64 {
    let mut x = start;
    for _ in 0..200 {
        let (value, slope) = f(x);
        if value == 0.0 {
            break;
        }
        if (value > 0.0) == (slope > 0.0) {
            high = x
        } else {
            low = x
        }
        let step = value / slope;
        if step.abs() <= 2.0 * f64::EPSILON * x.abs() {
            break;
        }
        let mut next = x - step;
        if !(next > low && next < high) {
            next = match (low.is_finite(), high.is_finite()) {
                (true, true) => f64::midpoint(low, high),
                (true, false) => x + x.abs().max(1.0),
                (false, _) => x - x.abs().max(1.0),
            };
        }
        x = next;
        if step.abs() <= last * x.abs() {
            break;
        }
    }
    x
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn false_position_finds_roots_near_and_far() {
        for root in [-300.0, -1.0, 0.0, 1e-9, 0.7, 50.0, 1e6] {
            let found = bracketed(0.0, |x: f64| (x - root).powi(3) + (x - root));
            assert!((found - root).abs() < 1e-8 * (1.0 + root.abs()), "{root} {found}");
        }
        assert!(bracketed(0.0, |_| 1.0).is_finite());
    }
}
