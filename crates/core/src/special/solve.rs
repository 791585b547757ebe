//! Newton's method that cannot leave its bracket.

/// The root of an increasing or decreasing function on (`low`, `high`), from `start`.
///
/// `f` gives value and derivative. A step that leaves the bracket is replaced by halving (or doubling towards an open
/// end). Ends when the step is below the spacing of the numbers, or after 200 steps.
pub(crate) fn root(start: f64, mut low: f64, mut high: f64, f: impl Fn(f64) -> (f64, f64)) -> f64 {
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
    }
    x
}
