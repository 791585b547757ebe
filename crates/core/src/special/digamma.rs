//! Digamma and trigamma, less their leading terms.

/// c(x) = digamma(x) - ln x and its derivative, for x > 0.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Psi {
    /// c(x) + 1 / (2x): what is left of c after its largest term.
    rest: f64,
    /// c'(x) = trigamma(x) - 1 / x.
    pub(crate) slope: f64,
}

impl Psi {
    /// c(theta + o) - c(theta), with the largest term subtracted exactly: o / (2 theta (theta + o)).
    pub(crate) fn difference(upper: &Self, lower: &Self, theta: f64, o: f64) -> f64 {
        0.5 * o / theta / (theta + o) + (upper.rest - lower.rest)
    }
}

/// By the asymptotic series (DLMF 5.11.2), after raising `x` above 12 by c(x) = c(x + 1) + ln(1 + 1/x) - 1/x.
pub(crate) fn psi(x: f64) -> Psi {
    let (mut y, mut rest, mut slope) = (x, 0.0, 0.0);
    while y < 12.0 {
        // The part of 1/(2y) that the next argument does not have is 1/(2y) - 1/(2(y + 1)).
        rest += (1.0 / y).ln_1p() - 1.0 / y + 0.5 / (y * (y + 1.0));
        slope += 1.0 / (y * y * (y + 1.0));
        y += 1.0;
    }
    let r = 1.0 / (y * y);
    rest -=
        r * (1.0 / 12.0 - r * (1.0 / 120.0 - r * (1.0 / 252.0 - r * (1.0 / 240.0 - r * (1.0 / 132.0 - r * 0.021)))));
    slope += r * (0.5 + (1.0 / 6.0 - r * (1.0 / 30.0 - r * (1.0 / 42.0 - r * (1.0 / 30.0 - r * 5.0 / 66.0)))) / y);
    Psi { rest, slope }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn agree_with_exact_values() {
        let euler = 0.577_215_664_901_532_9;
        let pi2 = std::f64::consts::PI.powi(2);
        let table = [
            (1.0, -euler, pi2 / 6.0),
            (0.5, -euler - 2.0 * 2.0f64.ln(), pi2 / 2.0),
            (2.0, 1.0 - euler, pi2 / 6.0 - 1.0),
            (4.0, 11.0 / 6.0 - euler, pi2 / 6.0 - 1.0 - 0.25 - 1.0 / 9.0),
        ];
        for (x, digamma, trigamma) in table {
            let found = psi(x);
            assert!((found.rest - 0.5 / x - (digamma - f64::ln(x))).abs() < 2e-15, "{x}: {found:?}");
            assert!((found.slope - (trigamma - 1.0 / x)).abs() < 4e-15, "{x}: {found:?}");
        }
    }

    #[test]
    fn differences_are_sums_of_reciprocals() {
        // digamma(x + n) - digamma(x) = 1/x + 1/(x + 1) + ...
        for theta in [1e-3, 0.4, 3.0, 11.9, 50.0, 1e6] {
            for n in [1u32, 7, 60] {
                let o = f64::from(n);
                let sum: f64 = (0..n).map(|j| 1.0 / (theta + f64::from(j))).sum();
                let found = Psi::difference(&psi(theta + o), &psi(theta), theta, o) + (o / theta).ln_1p();
                assert!((found / sum - 1.0).abs() < 4e-15, "{theta} {n}: {found} {sum}");
            }
        }
    }
}
