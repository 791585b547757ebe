"""How much lies between areas and how much between practices, here and in lme4 of R, in turn on the same file; prints a table of medians and ratios.

    python3 benches/peers/levels.py [practices] [areas] [rounds]

Needs numpy, R with lme4 and cargo. The variances of both are held to each other first, or there is no table. Whole processes are timed, from
reading the file to printing, and for R the fit alone too, which its start does not make longer. All is processor time, which other work on the
machine changes little.
"""

import json
import os
import pathlib
import statistics
import sys
import tempfile

import numpy as np
from need import HERE, build, timed

# lme4 stops where its likelihood is flat; variances of REML have a closed form but for one number.
CLOSE = {"share": 2e-3, "count": 2e-3, "amount": 1e-4}


def write(path, kind, practices, areas):
    draw = np.random.default_rng(20250401)
    area = np.arange(practices) % areas
    people = draw.integers(2_000, 14_000, practices)
    eta = 0.25 * draw.normal(size=areas)[area] + 0.35 * draw.normal(size=practices)
    if kind == "share":
        observed = draw.binomial(people, 1 / (1 + np.exp(2.4 - eta)))
    elif kind == "count":
        observed = draw.poisson(0.05 * np.exp(eta) * people)
    else:
        observed = np.round(people * (100 + 20 * eta), 2)
    rows = (f"A{a:03},P{i:04},{o},{d}" for i, (a, o, d) in enumerate(zip(area, observed, people)))
    path.write_text("area,practice,observed,population\n" + "\n".join(rows) + "\n", encoding="utf-8")


def main():
    practices, areas, rounds = (int(x) for x in (sys.argv[1:] + ["7600", "200", "3"][len(sys.argv) - 1 :])[:3])
    program = os.environ.get("UNWARRANTED") or build()
    print("| practices | lme4, its fit alone | lme4, whole process | unwarranted, whole process | times as fast: as its fit | as its process |")
    print("|---|---|---|---|---|---|")
    with tempfile.TemporaryDirectory() as folder:
        for kind in CLOSE:
            path = pathlib.Path(folder) / f"{kind}.csv"
            write(path, kind, practices, areas)
            peer = ["Rscript", str(HERE / "levels_lme4.R"), str(path), kind]
            levels = [program, "levels", str(path), "--area", "area", "--within", "practice", "--kind", kind, "--format", "json"]
            runs = [(timed(peer, 1), timed(levels, 2)) for _ in range(rounds)]
            theirs, ours = (json.loads(said) for _, _, said in runs[0])
            own = ours["slices"][0]
            for key in ("var_area", "var_practice"):
                if abs(own[key] / theirs[key] - 1) > CLOSE[kind]:
                    raise SystemExit(f"{kind}: {key} is {own[key]} here and {theirs[key]} there: no table")
            fit = statistics.median(json.loads(said)["seconds"] for (_, _, said), _ in runs)
            whole = statistics.median(processor for (_, processor, _), _ in runs)
            here = statistics.median(processor for _, (_, processor, _) in runs)
            print(
                f"| {practices}, {kind}: between areas {own['var_area']:.4g} (lme4 {theirs['var_area']:.4g}), practices {own['var_practice']:.4g} "
                f"(lme4 {theirs['var_practice']:.4g}) | {fit:.2f} s | {whole:.2f} s | {here:.3f} s | {fit / here:.0f} | {whole / here:.0f} |"
            )
    print(f"\nLoad of the machine: {os.getloadavg()[0]:.1f}.")


if __name__ == "__main__":
    main()
