"""BYM2 by nested Laplace approximation in numpy, to compare with `cargo run --release -p unwarranted-core --example smooth`.

    python benches/peers/space_numpy.py [side]

The same lattice, counts, model and priors, with dense matrices and 15 x 15 values of ln(sigma) and omega, sin^2(omega) = phi: Newton's
method to the mode by a Cholesky factor of I + W^1/2 S W^1/2, marginals with the means moved by the third derivative. One process.
"""

import sys
import time

import numpy as np
from scipy.linalg import cho_solve, cholesky


def mixed(i, stream):
    return (i * 7919 + stream * 104_729) % 2017 / 1008.5 - 1.0


def lattice(side):
    n = side * side
    i = np.arange(n)
    expected = 8 + 6 * mixed(i, 1)
    wave = np.sin(0.25 * (i % side)) * np.cos(0.2 * (i // side))
    rate = np.exp(0.4 * wave + 0.3 * mixed(i, 2) + 0.2 * mixed(i, 3))
    q = np.zeros((n, n))
    for k in range(n):
        for other in ([k + 1] if k % side + 1 < side else []) + ([k + side] if k + side < n else []):
            q[k, other] = q[other, k] = -1
            q[k, k] += 1
            q[other, other] += 1
    x = mixed(i, 3)
    design = np.column_stack([np.ones(n), (x - x.mean()) / x.std()])
    return np.floor(expected * rate + 0.5), expected, q, design


def at(y, e, prior, eta):
    """Log likelihood by Laplace, means and variances of the log ratios, and the mode."""
    for _ in range(50):
        w = e * np.exp(eta)
        root = np.sqrt(w)
        factor = cholesky(np.eye(len(y)) + root[:, None] * prior * root, lower=True)
        b = w * eta + y - w
        a = b - root * cho_solve((factor, True), root * (prior @ b))
        new = prior @ a
        moved = np.abs(new - eta).max()
        eta = new
        if moved < 1e-6:
            break
    half = cholesky(np.eye(len(y)) + root[:, None] * prior * root, lower=True)
    v = np.linalg.solve(half, root[:, None] * prior)
    covariance = prior - v.T @ v
    variance = np.diag(covariance)
    height = y @ eta - e @ np.exp(eta) - 0.5 * a @ eta - np.log(np.diag(factor)).sum()
    return height, eta - 0.5 * covariance @ (w * variance), variance, eta


def main():
    side = int(sys.argv[1]) if len(sys.argv) > 1 else 10
    y, e, q, design = lattice(side)
    start, used = time.perf_counter(), time.process_time()
    n = len(y)
    inverse = np.linalg.inv(q + 1 / n) - 1 / n
    inverse /= np.exp(np.log(np.diag(inverse)).mean())
    fixed = 1000 * design @ design.T
    eta = np.full(n, np.log(y.sum() / e.sum()))
    rows = []
    centre = np.log(np.std(np.log((y + 0.5) / (e + 0.5))))
    # Few areas leave small values of sigma open.
    for s in centre + np.linspace(-3.5 if n < 500 else -1.5, 0.7, 15):
        for omega in (np.arange(15) + 0.5) * np.pi / 30:
            phi = np.sin(omega) ** 2
            prior = np.exp(2 * s) * (phi * inverse + (1 - phi) * np.eye(n)) + fixed
            height, mean, variance, eta = at(y, e, prior, eta)
            rows.append((height + s - 4.605170185988091 * np.exp(s), s, phi, np.exp(mean[0] + variance[0] / 2)))
    height, s, phi, first = np.array(rows).T
    weight = np.exp(height - height.max())
    weight /= weight.sum()
    seconds, used = time.perf_counter() - start, time.process_time() - used
    print(f"sigma {weight @ np.exp(s):.4f} phi {weight @ phi:.4f} first {weight @ first:.4f} seconds {seconds:.3f} processor {used:.3f}")


if __name__ == "__main__":
    main()
