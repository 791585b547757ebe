"""A ranked chart and a funnel of one treatment, here and in matplotlib, in turn on the same file; prints a table of medians and ratios.

    python3 benches/peers/charts.py [areas] [rounds]

Needs numpy, matplotlib and cargo. Whole processes go from the file to two SVG files: one process of matplotlib draws both, here it takes two commands,
which write the figures drawn as CSV besides and work out limits, intervals and verdicts. Warm means the drawing alone, again and again in
one process, of figures that are ready; matplotlib writes its file in that time, here the text of the file is made.
"""

import os
import pathlib
import statistics
import subprocess
import sys
import tempfile

import numpy as np
from need import ALONE, HERE, ROOT, build, timed


def write(path, areas):
    """Counts of areas with gamma spread."""
    draw = np.random.default_rng(20250401)
    people = np.round(np.exp(draw.normal(np.log(250_000), 0.5, areas)))
    counts = draw.poisson(0.002 * people * draw.gamma(20, 1 / 20, areas))
    rows = [f"A{i:04},{o},{d:.0f}" for i, (o, d) in enumerate(zip(counts, people))]
    path.write_text("\n".join(["area,observed,population", *rows]) + "\n", encoding="utf-8")


def warm(command):
    """Median seconds of a pair, as a process prints them."""
    return float(subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True, env=os.environ | ALONE).stdout)


def both(commands):
    """Seconds by the clock and of processor time of commands one after the other."""
    runs = [timed(command, 1) for command in commands]
    return sum(run[0] for run in runs), sum(run[1] for run in runs)


def example():
    """Path of the example that draws the pair again and again, built."""
    subprocess.run(["cargo", "build", "--release", "-p", "unwarranted-plot", "--example", "pair"], cwd=ROOT, check=True)
    target = os.environ.get("CARGO_TARGET_DIR", ROOT / "target")
    return str(pathlib.Path(target) / "release" / "examples" / "pair")


def main():
    areas, rounds = (int(x) for x in (sys.argv[1:] + ["106", "5"][len(sys.argv) - 1 :])[:2])
    program, pair = os.environ.get("UNWARRANTED") or build(), example()
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder) / "hips.csv"
        write(path, areas)
        peer = [sys.executable, str(HERE / "charts_matplotlib.py"), str(path), folder]
        own = [[program, "chart", kind, str(path), "-o", f"{folder}/own-{kind}.svg"] for kind in ("ranked", "funnel")]
        whole, warmed = [], []
        for _ in range(rounds):
            whole.append((both([peer]), both(own)))
            warmed.append((warm([*peer, "20"]), warm([pair, str(areas), "200"])))
    wall, processor = ([statistics.median(run[who][i] for run in whole) for who in (0, 1)] for i in (0, 1))
    drawn = [statistics.median(run[who] for run in warmed) for who in (0, 1)]
    print(f"{areas} areas, a ranked chart and a funnel, median of {rounds} rounds, one thread each\n")
    print("| | matplotlib | unwarranted | times as fast |\n|---|---|---|---|")
    rows = [("whole process, clock", wall), ("whole process, processor time", processor), ("warm, one pair", drawn)]
    for name, (theirs, ours) in rows:
        print(f"| {name} | {1000 * theirs:.1f} ms | {1000 * ours:.2f} ms | {theirs / ours:.0f} |")
    print(f"\nLoad of the machine: {os.getloadavg()[0]:.1f}.")


if __name__ == "__main__":
    main()
