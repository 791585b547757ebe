"""How much of the differences between areas goes with need, in statsmodels, to compare with `unwarranted explain`.

    python benches/peers/need_statsmodels.py FILE

The same models of every treatment of FILE: Poisson with an offset for the coefficients, their errors from the sandwich times n / (n - k) (`HC1` of
a GLM in statsmodels leaves that factor out), and negative binomial models (NB2) without need, with all of it, with each covariate alone and with
all but it. Covariates are scaled, without which Newton's method fails on some treatments. One process; prints JSON.
"""

import csv
import json
import sys
import warnings

import numpy as np
import statsmodels.api as sm

COVARIATES = ["imd", "old", "income"]


def read(path):
    """Counts, people and covariates of each treatment."""
    found = {}
    with open(path, newline="", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            found.setdefault(row["treatment"], []).append([float(row[c]) for c in ["observed", "population", *COVARIATES]])
    return {treatment: np.array(rows) for treatment, rows in found.items()}


def spread(counts, people, scaled):
    """Variance of the gamma distribution, and the log likelihood."""
    design = np.column_stack([np.ones(len(counts)), scaled])
    model = sm.NegativeBinomial(counts, design, offset=np.log(people), loglike_method="nb2")
    poisson = sm.GLM(counts, design, family=sm.families.Poisson(), offset=np.log(people)).fit()
    start = np.append(poisson.params, 0.1)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        fitted = model.fit(start_params=start, method="newton", maxiter=200, tol=1e-10, disp=0)
    return float(fitted.params[-1]), float(fitted.llf)


def explained(rows):
    counts, people, x = rows[:, 0], rows[:, 1], rows[:, 2:]
    center, scale = x.mean(axis=0), x.std(axis=0)
    scaled = (x - center) / scale
    n, k = x.shape
    design = np.column_stack([np.ones(n), scaled])
    fitted = sm.GLM(counts, design, family=sm.families.Poisson(), offset=np.log(people)).fit(cov_type="HC0", tol=1e-12)
    # Back to the scale of the covariates as they are given.
    back = np.eye(k + 1)
    back[1:, 1:] = np.diag(1 / scale)
    back[0, 1:] = -center / scale
    covariance = back @ fitted.cov_params() @ back.T * n / (n - k - 1)
    before, loglik = spread(counts, people, np.empty((n, 0)))
    after, loglik_after = spread(counts, people, scaled)
    return {
        "coefficients": (back @ fitted.params).tolist(),
        "se_hc1": np.sqrt(np.diag(covariance)).tolist(),
        "before": [before, loglik],
        "after": [after, loglik_after],
        "alone": [1 - spread(counts, people, scaled[:, [j]])[0] / before for j in range(k)],
        "last": [(spread(counts, people, np.delete(scaled, j, axis=1))[0] - after) / before for j in range(k)],
    }


if __name__ == "__main__":
    print(json.dumps({treatment: explained(rows) for treatment, rows in read(sys.argv[1]).items()}))
