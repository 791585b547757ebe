"""The sweep of a made-up nation as a careful analyst would write it in numpy; prints seconds as JSON.

    sweep_numpy.py TREATMENTS PRACTICES AREAS REPLICATES matrix|ordered|single|product

matrix: all treatments at once, a matrix product per area and running sums of moments. ordered: the same, with intervals of the
quotient of the 95th and 5th percentiles and of the sixth highest and lowest area. single: one treatment at a time, all
replicates at once, from the first 20 treatments. product: one bare product of that size in 64-bit numbers.
"""

import json
import sys
import time

import numpy as np
from scipy.special import gammainc, gammaincc


def nation(treatments, practices, areas, rng):
    """Figures (treatments x practices), patients, first practice of each area."""
    starts = np.arange(areas + 1) * practices // areas
    people = np.clip(rng.lognormal(8.95, 0.55, practices), 800, 60_000).round()
    level = np.repeat(np.arange(areas), np.diff(starts))
    figures = np.empty((treatments, practices))
    for row in figures:
        rate = min(np.exp(rng.normal(8.2, 3.3)), 6e7) / people.sum()
        sigma = min(rng.lognormal(-0.7, 0.5), 1.6)
        effect = np.exp(rng.normal(0, min(rng.lognormal(-1.6, 0.7), 1.5), areas))
        repeat = rng.choice([1, 2, 4, 6, 10])
        habit = rng.gamma(1 / sigma**2, sigma**2, practices)
        row[:] = repeat * rng.poisson(rate * people * effect[level] * habit / repeat)
    return figures, people, starts


def drawn(starts, replicates, rng):
    """How often each practice is drawn: n - 1 of n in every area, with weight n / (n - 1)."""
    sizes = np.diff(starts)
    parts = [rng.multinomial(n - 1, np.full(n, 1 / n), replicates).T * (n / (n - 1)) for n in sizes]
    return np.concatenate(parts).astype(float)


def point(figures, people, starts):
    first, sizes = starts[:-1], np.diff(starts)
    observed, below = np.add.reduceat(figures, first, axis=1), np.add.reduceat(people, first)
    rate, weight = observed.sum(1) / below.sum(), below / below.sum()
    own = observed / below
    squares = np.add.reduceat(figures * figures, first, axis=1)
    cross = np.add.reduceat(figures * people, first, axis=1)
    scatter = (squares - 2 * own * cross + own**2 * np.add.reduceat(people**2, first)) * sizes / (sizes - 1)
    with np.errstate(invalid="ignore", divide="ignore"):
        variance = (weight * (own / rate[:, None] - 1) ** 2).sum(1)
        chance = (weight * (1 - weight) * scatter / below**2).sum(1) / rate**2
        phi = scatter.sum(1) / observed.sum(1)
    return observed, below, rate, variance, chance, phi


def intervals(psv, chance, replicates):
    """Centred replicates, their limits, and the limits of ranks."""
    with np.errstate(invalid="ignore", divide="ignore"):
        above = np.maximum(psv, 0)
        closer = np.sqrt((above + chance / 2) / (above + chance))
    centred = psv[:, None] + (replicates - replicates.mean(1, keepdims=True)) * closer[:, None]
    limits = np.percentile(centred, [2.5, 97.5], axis=1)
    order = np.argsort(-centred, axis=0)
    ranks = np.empty_like(order)
    np.put_along_axis(ranks, order, np.arange(len(psv))[:, None] + 1, axis=0)
    return limits, np.percentile(ranks, [2.5, 97.5], axis=1)


def discoveries(observed, below, rate, psv, phi):
    expected = rate[:, None] * below
    with np.errstate(invalid="ignore", divide="ignore"):
        tested = expected / phi[:, None] >= 10
    found = []
    for spread in (0, np.maximum(psv, 0)[:, None] * expected**2):
        variance = (phi[:, None] * expected + spread)[tested]
        shape, at = expected[tested] ** 2 / variance, observed[tested] * expected[tested] / variance
        p = np.sort(np.minimum(1, 2 * np.minimum(gammaincc(shape, at), gammainc(shape, at))))
        q = np.minimum.accumulate((p * p.size / np.arange(1, p.size + 1))[::-1])
        found.append(int((q <= 0.05).sum()))
    return found


def matrix(figures, people, starts, weights, order=False):
    """With `order` a few treatments at a time, whose rates in all areas are held and brought as far into order as is needed."""
    observed, below, rate, variance, chance, phi = point(figures, people, starts)
    shape, areas = (len(figures), weights.shape[1]), list(zip(starts[:-1], starts[1:]))
    sums, squares = np.zeros(shape), np.zeros(shape)
    under = [people[first:last] @ weights[first:last] for first, last in areas]
    steps, at_once = len(areas) - 1, 32 if order else len(figures)
    places = sorted({5, steps - 5, *(int(steps * p) + i for p in (0.05, 0.95) for i in (0, 1))})
    for first in range(0, len(figures), at_once):
        some = slice(first, first + at_once)
        rates = np.empty((len(figures[some]), shape[1], len(areas))) if order else None
        for area, (start, end) in enumerate(areas):
            own = figures[some, start:end] @ weights[start:end]
            sums[some] += own
            squares[some] += own * own / under[area]
            if order:
                np.divide(own, under[area], out=rates[:, :, area])
        if order:
            rates.partition(places, axis=2)
            quotients(rates, observed[some] / below, steps)
    total = np.sum(under, axis=0)
    with np.errstate(invalid="ignore", divide="ignore"):
        mean = sums / total
        replicates = (squares / total - mean**2) / mean**2
    keep = np.isfinite(replicates).all(1)
    intervals((variance - chance)[keep], chance[keep], replicates[keep])
    return discoveries(observed, below, rate, variance - chance, phi)


def quotients(rates, own, steps):
    """Limits of both quotients, about their value by logarithms."""
    own = np.sort(own, axis=1)[:, None]

    def of(order):
        def at(p):
            place = int(steps * p)
            above = min(place + 1, steps)
            return order[..., place] + (steps * p - place) * (order[..., above] - order[..., place])

        return np.log(at(0.95) / at(0.05)), np.log(order[..., steps - 5] / order[..., 5])

    with np.errstate(invalid="ignore", divide="ignore"):
        pairs = zip(of(rates), of(own))
        return [np.exp(value + np.percentile(drawn - drawn.mean(1, keepdims=True), [2.5, 97.5], axis=1).T) for drawn, value in pairs]


def single(figures, people, starts, weights):
    below = np.add.reduceat(people[:, None] * weights, starts[:-1], axis=0)
    for row in figures:
        point(row[None], people, starts)
        own = np.add.reduceat(row[:, None] * weights, starts[:-1], axis=0)
        mean = own.sum(0) / below.sum(0)
        with np.errstate(invalid="ignore", divide="ignore"):
            np.percentile((own**2 / below).sum(0) / below.sum(0) / mean**2 - 1, [2.5, 97.5])


def main():
    treatments, practices, areas, replicates = map(int, sys.argv[1:5])
    rng = np.random.default_rng(1)
    figures, people, starts = nation(treatments, practices, areas, rng)
    start = time.perf_counter()
    if sys.argv[5] == "product":
        weights = drawn(starts, replicates, rng)
        start = time.perf_counter()
        figures @ weights
        seconds = time.perf_counter() - start
    elif sys.argv[5] in ("matrix", "ordered"):
        matrix(figures, people, starts, drawn(starts, replicates, rng), sys.argv[5] == "ordered")
        seconds = time.perf_counter() - start
    else:
        some = min(20, treatments)
        single(figures[:some], people, starts, drawn(starts, replicates, rng))
        seconds = (time.perf_counter() - start) * treatments / some
    print(json.dumps({"seconds": round(seconds, 3)}))


if __name__ == "__main__":
    main()
