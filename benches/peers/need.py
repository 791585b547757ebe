"""How much goes with need, here and in statsmodels, in turn on the same file; prints a table of medians and ratios.

    python3 benches/peers/need.py [treatments] [areas] [rounds]

Needs numpy, statsmodels and cargo. Each program is timed as a whole process, from reading the file to printing. The results are held to each other
first: coefficients, errors, log likelihoods and shares of every treatment, or there is no table. `explain` gives more than its peer does (the
log-normal variance, the SCV, what every area is expected to have).
"""

import json
import os
import pathlib
import resource
import statistics
import subprocess
import sys
import tempfile
import time

import numpy as np

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
ALONE = {name: "1" for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")}
NEED = ["--need", "deprivation=imd", "--need", "age=old", "--need", "income=income"]


def build():
    """Path of the program, built."""
    command = ["cargo", "build", "--release", "--bin", "unwarranted", "--message-format", "json"]
    lines = subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True).stdout.splitlines()
    return [m["executable"] for m in map(json.loads, lines) if m.get("executable")][-1]


def write(path, treatments, areas):
    """Counts of areas whose rates have gamma spread around what need gives."""
    draw = np.random.default_rng(20250401)
    need = np.column_stack([draw.normal(22, 6, areas), draw.normal(0.17, 0.03, areas), draw.normal(0.14, 0.04, areas)])
    people = np.round(np.exp(draw.normal(np.log(250_000), 0.5, areas)))
    scaled = (need - need.mean(axis=0)) / need.std(axis=0)
    lines = ["treatment,area,imd,old,income,observed,population"]
    for t in range(treatments):
        variance = draw.uniform(0.02, 0.15)
        rate = np.exp(draw.uniform(-7, -3) + scaled @ draw.normal(0, 0.15, 3))
        counts = draw.poisson(rate * people * draw.gamma(1 / variance, variance, areas))
        rows = zip(need, counts, people)
        lines += [f"T{t:03},A{i:04},{','.join(f'{x:.6f}' for x in x)},{o},{d:.0f}" for i, (x, o, d) in enumerate(rows)]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def ours(said):
    """What `explain` says, in the shape of the peer."""
    found = {}
    for s in json.loads(said)["slices"]:
        model = s["model"]
        found[s["treatment"]] = {
            "coefficients": [c["estimate"] for c in s["coefficients"]],
            "se_hc1": [c["se_hc1"] for c in s["coefficients"]],
            "before": [model["before"]["alpha"], model["before"]["loglik"]],
            "after": [model["after"]["alpha"], model["after"]["loglik"]],
            "alone": [g["alone"] for g in s["groups"]],
            "last": [g["last"] for g in s["groups"]],
        }
    return found


def differ(own, other):
    """The largest difference: relative, of shares absolute."""
    worst = 0.0
    assert own.keys() == other.keys() and len(own) > 0
    for treatment, found in own.items():
        for key, values in found.items():
            for a, b in zip(values, other[treatment][key], strict=True):
                worst = max(worst, abs(a - b) / (1 if key in ("alone", "last") else abs(b)))
    return worst


def timed(command, threads):
    """Seconds by the clock and of processor time, and what was printed."""
    before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    env = os.environ | ALONE | {"RAYON_NUM_THREADS": str(threads)}
    said = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True, env=env).stdout
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    processor = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return time.perf_counter() - start, processor, said


def main():
    treatments, areas, rounds = (int(x) for x in (sys.argv[1:] + ["100", "182", "3"][len(sys.argv) - 1 :])[:3])
    program = os.environ.get("UNWARRANTED") or build()
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder) / "need.csv"
        write(path, treatments, areas)
        explain = [program, "explain", str(path), *NEED, "--replicates", "0", "--format", "json"]
        commands = {
            "statsmodels, one process": ([sys.executable, str(HERE / "need_statsmodels.py"), str(path)], 1),
            "unwarranted, 1 thread": (explain, 1),
            "unwarranted, 2 threads": (explain, 2),
        }
        runs = {name: [] for name in commands}
        for _ in range(rounds):
            for name, (command, threads) in commands.items():
                runs[name].append(timed(command, threads))
    names = list(commands)
    worst = differ(ours(runs[names[1]][0][2]), json.loads(runs[names[0]][0][2]))
    if worst > 1e-5:
        raise SystemExit(f"the results differ by {worst}: no table")
    print(f"{treatments} treatments x {areas} areas, 3 covariates, median of {rounds} rounds; results differ by {worst:.1e} at most\n")
    print("| | wall clock | processor time | times as fast (wall) | by processor time |\n|---|---|---|---|---|")
    peer = None
    for name in names:
        wall, processor = (statistics.median(run[i] for run in runs[name]) for i in (0, 1))
        peer = peer or (wall, processor)
        print(f"| {name} | {wall:.2f} s | {processor:.2f} s | {peer[0] / wall:.0f} | {peer[1] / processor:.0f} |")
    print(f"\nLoad of the machine: {os.getloadavg()[0]:.1f}.")


if __name__ == "__main__":
    main()
