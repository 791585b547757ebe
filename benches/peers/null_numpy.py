"""The null of the indices in vectorised numpy, to compare with `cargo run --release -p unwarranted-core --example sweep`.

    python benches/peers/null_numpy.py [treatments] [areas] [replicates]

Same synthetic counts and the same statistics, vectorised over replicates; the two variances by maximum likelihood
(gamma-Poisson) by Newton's method on all replicates at once, to the same tolerance, leaving out those that have
converged. One process. Needs numpy alone. The time of sampling and of those two is printed as well.
"""

import sys
import time

import numpy as np


def counts(treatment, areas):
    rate = 4e-6 * 1.0048**treatment
    i = np.arange(areas)
    mixed = (i * 7919 + treatment % 1009 * 104_729) % 1009
    population = (50_000 + (i * 2003) % 400_000).astype(float)
    return np.round(population * rate * (0.8 + mixed / 2500.0)), population


def remainders(x):
    """digamma(x) - ln(x) and trigamma(x) - 1/x, by recurrence up to 10 and the asymptotic series."""
    digamma, trigamma, z = np.zeros_like(x), np.zeros_like(x), x.copy()
    while (low := z < 10).any():
        r = np.where(low, 1 / z, 0)
        digamma -= r
        trigamma += r * r
        z += low
    r = 1 / z
    q = r * r
    d = -0.5 * r - q * (1 / 12 - q * (1 / 120 - q / 252))
    t = q * (0.5 + r * (1 / 6 - q * (1 / 30 - q / 42)))
    return digamma + d + np.log(z / x), trigamma + t + r - 1 / x


def gamma_variance(o, e, free):
    """1 / theta of the negative binomial, per row, mean free or held at 1; 0 on the boundary."""
    m = o.sum(axis=1) / e.sum() if free else np.ones(len(o))
    mu = m[:, None] * e
    score = ((o - mu) ** 2 - o).sum(axis=1) / 2
    v = np.where(score > 0, 2 * score / (mu * mu).sum(axis=1), 0)
    active = np.flatnonzero(v > 0)
    for _ in range(50):
        if active.size == 0:
            break
        oo, vv = o[active], v[active][:, None]
        mu, theta = m[active][:, None] * e, 1 / vv
        (dy, ty), (dx, tx) = remainders(oo + theta), remainders(theta)
        delta = (oo - mu) / (theta + mu)
        first = (dy - dx + np.log1p(delta) - delta).sum(axis=1)
        second = (ty - tx + delta * delta / (oo + theta)).sum(axis=1)
        shrink = 1 / (1 + vv * mu)
        theta = theta[:, 0]
        sv, iv = -(theta**2) * first, -(theta**4 * second + 2 * theta**3 * first)
        scoring = 0.5 * ((mu * shrink) ** 2).sum(axis=1)
        step = sv / np.where(iv > 0.2 * scoring, iv, scoring)
        if free:
            m[active] *= np.exp(((oo - mu) * shrink).sum(axis=1) / (mu * shrink * (1 + vv * oo) * shrink).sum(axis=1))
        new = np.clip(v[active] + step, 0.1 * v[active], 10 * v[active])
        done = np.abs(new - v[active]) <= 2e-3 * v[active]
        v[active] = new
        active = active[~done & (new > 1e-14)]
    return v


def indices(o, e, p):
    """Every index of each row of `o` (replicates x areas)."""
    with np.errstate(divide="ignore", invalid="ignore"):
        n = e.size
        r = o / e
        order = np.argsort(r, axis=1)
        s = np.take_along_axis(r, order, axis=1)
        w = p[order]

        def quantile(q):
            h = (n - 1) * q
            low = int(h)
            return s[:, low] + (h - low) * (s[:, min(low + 1, n - 1)] - s[:, low])

        q05, q10, q25, q50, q75, q90, q95 = (quantile(q) for q in (0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95))
        mean = r @ p
        x = r / mean[:, None]
        zero = o == 0
        log = np.log(np.where(zero, 0.5, o) / e)
        log_x = np.where(zero, 0.0, log - np.log(mean)[:, None])
        any_zero = zero.any(axis=1)
        below = np.cumsum(w, axis=1) - w
        sum_e = e.sum()
        k = o.sum(axis=1) / sum_e
        m = k[:, None] * e
        squares = ((o - m) ** 2).sum(axis=1)
        chi = ((o - m) ** 2 / m).sum(axis=1)
        centre = (log @ e) / sum_e
        q_dl = ((log - centre[:, None]) ** 2 @ e)
        excess = -np.sort(-np.clip(o - e, 0, None), axis=1)
        half = (np.cumsum(excess, axis=1) < 0.5 * excess.sum(axis=1)[:, None]).sum(axis=1) + 1
        return {
            "eq": s[:, -1] / s[:, 0],
            "eq-5-95": q95 / q05,
            "eq-10-90": q90 / q10,
            "eq-25-75": q75 / q25,
            "range": s[:, -1] - s[:, 0],
            "iqr": q75 - q25,
            "mad": np.median(np.abs(r - q50[:, None]), axis=1),
            "cv": r.std(axis=1, ddof=1) / r.mean(axis=1),
            "cv-weighted": np.sqrt(((r - k[:, None]) ** 2) @ e / sum_e) / k,
            "scv": ((r - 1) ** 2 - 1 / e).mean(axis=1),
            "scv-log": np.where(any_zero, np.nan, (log**2 - 1 / e).mean(axis=1)),
            "variance-dl": (q_dl - (n - 1)) / (sum_e - (e * e).sum() / sum_e),
            "i-squared": 1 - (n - 1) / q_dl,
            "chi-square": chi,
            "dispersion": chi / (n - 1),
            "dean": (squares - o.sum(axis=1)) / np.sqrt(2 * (m * m).sum(axis=1)),
            "potthoff-whittinghill": sum_e * (o * (o - 1) / e).sum(axis=1),
            "gini": (w * (s / mean[:, None] - 1) * (2 * below + w)).sum(axis=1),
            "theil-t": (x * log_x) @ p,
            "theil-l": np.where(any_zero, np.nan, -(log_x @ p)),
            "ge2": 0.5 * ((x - 1) ** 2 @ p),
            "atkinson": 1 - (np.sqrt(x) @ p) ** 2,
            "atkinson-1": np.where(any_zero, 1, 1 - np.exp(log_x @ p)),
            "atkinson-2": np.where(any_zero, 1, 1 - 1 / ((1 / x) @ p)),
            "hoover": 0.5 * (np.abs(x - 1) @ p),
            "concentration-50": half,
        }


def main():
    treatments, areas, replicates = (int(v) for v in (sys.argv[1:] + ["24", "200", "999"][len(sys.argv) - 1 :])[:3])
    rng = np.random.default_rng(1)
    start, sampling, fitting = time.perf_counter(), 0.0, 0.0
    for t in range(treatments):
        o, population = counts(t * 2400 // treatments, areas)
        p = population / population.sum()
        e = o.sum() * p
        before = time.perf_counter()
        draws = rng.multinomial(int(o.sum()), p, size=replicates).astype(float)
        sampling += time.perf_counter() - before
        observed, nulls = indices(o[None, :], e, p), indices(draws, e, p)
        before = time.perf_counter()
        for name, free in (("variance-gamma", True), ("variance-gamma-mean1", False)):
            observed[name], nulls[name] = gamma_variance(o[None, :], e, free), gamma_variance(draws, e, free)
        fitting += time.perf_counter() - before
        for name, null in nulls.items():
            above = 1 + np.sum(~(null < observed[name][0]))
            assert 0 < above / (replicates + 1) <= 1
            finite = null[np.isfinite(null)]
            if finite.size:
                np.quantile(finite, [0.05, 0.5, 0.95])
    seconds = time.perf_counter() - start
    print(
        f"{treatments} treatments x {areas} areas x {replicates} replicates: {seconds:.3f} s,"
        f" of it sampling {sampling:.3f} s, maximum likelihood {fitting:.3f} s"
    )


if __name__ == "__main__":
    main()
