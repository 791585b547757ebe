"""Smooths the same lattices by BYM2 here and in numpy, and by Leroux's model here and in R (TMB), in turn, and prints a table of medians and ratios.

    python3 benches/peers/space.py [sides, with commas] [rounds] [seconds]

Needs numpy, scipy and cargo, and for Leroux's model R with TMB and a C++ compiler: without them it is left out, with a word. The release build of the
example `smooth` runs on one thread and on two. All programs time the fit alone, by the clock; numpy and R also by the processor, held against the
processor time of the whole process here, which is nearly all the fit. numpy leaves out lattices of more than 1,100 areas, as its matrices are dense;
a program that takes longer than the given seconds (600) is left out.

What they find is held to each other, and the program stops where it is not the same: BYM2 by sigma and phi (5 %, as the grids are not the same) and the
ratio of the first area (0.5 %), Leroux by the likelihood (0.001), tau squared and 1 - rho (1 %), all ratios and their standard deviations (0.1 and 1 %).
"""

import json
import os
import pathlib
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
ALONE = {name: "1" for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")}
TMB = HERE / "space_tmb.R"


def build():
    """Path of the example, built."""
    command = ["cargo", "build", "--release", "-p", "unwarranted-core", "--example", "smooth", "--message-format", "json"]
    lines = subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True).stdout.splitlines()
    return [m["executable"] for m in map(json.loads, lines) if m.get("executable")][-1]


def compiled(folder):
    """Whether there is a TMB, its model then compiled into the folder, which is not timed."""
    if not shutil.which("Rscript") or subprocess.run(["Rscript", "-e", "library(TMB)"], capture_output=True).returncode:
        print("No R with TMB here: Leroux's model is left out.\n")
        return False
    subprocess.run(["Rscript", str(TMB), "compile", folder], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return True


def run(command, most):
    """Seconds of the fit by the clock and by the processor, and findings of one run; `None` where it takes too long."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    try:
        said = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True, env=os.environ | ALONE, timeout=most).stdout.split()
    except subprocess.TimeoutExpired:
        return None
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    found = {key: [float(v) for v in value.split(",")] for key, value in zip(said[::2], said[1::2])}
    whole = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return found.pop("seconds")[0], found.pop("processor", [whole])[0], found


def held(areas, ours, theirs):
    """Stops where two programs did not find the same."""
    relative = lambda key, value=lambda v: v: max(abs(value(a) / value(b) - 1) for a, b in zip(ours[key], theirs[key], strict=True))
    if "tau2" in ours:
        off = {
            "height": (abs(ours["height"][0] - theirs["height"][0]), 1e-3),
            "tau2": (relative("tau2"), 0.01),
            "1 - rho": (relative("rho", lambda rho: 1 - rho), 0.01),
            "ratios": (relative("ratios"), 1e-3),
            "errors": (relative("errors"), 0.01),
        }
    else:
        off = {key: (relative(key), 0.005 if key == "first" else 0.05) for key in ours}
    wrong = {key: value for key, (value, most) in off.items() if not value <= most}
    if wrong:
        sys.exit(f"{areas} areas: the programs did not find the same: {wrong}")
    return ", ".join(f"{key} {value:.1e}" for key, (value, _) in off.items())


def compare(side, model, peer, program, rounds, most):
    """Lines of the table for one model of one lattice; `peer` is the name and the command of the other program, or `None`."""
    commands = {f"unwarranted, {threads} thread{'s' * (threads > 1)}": [program, str(side), str(threads), model] for threads in (1, 2)}
    if peer:
        commands = {peer[0]: peer[1]} | commands
    runs = {name: [] for name in commands}
    for _ in range(rounds):
        for name, command in commands.items():
            runs[name].append(run(command, most))
    took = {name: found for name, found in runs.items() if all(found)}
    median = lambda name, what: statistics.median(found[what] for found in took[name])
    for name in runs:
        if name not in took:
            print(f"| {side * side} | {model} | {name} | over {most} | | | | |")
            continue
        ratios = ["-", "-", "-"]
        if peer and peer[0] in took and name != peer[0]:
            same = held(side * side, took[name][0][2], took[peer[0]][0][2])
            times = [median(peer[0], what) / median(name, what) for what in (0, 1)]
            ratios = [f"{by:.1f}" if by < 10 else f"{by:.0f}" for by in times] + [same]
        said = " ".join(f"{key} {value[0]:.6g}" for key, value in took[name][0][2].items() if len(value) == 1)
        seconds = " | ".join(f"{median(name, what):.3f}" for what in (0, 1))
        print(f"| {side * side} | {model} | {name} | {seconds} | {ratios[0]} | {ratios[1]} | {said} | {ratios[2]} |", flush=True)


def main():
    given = sys.argv[1:]
    sides = [int(side) for side in (given[0] if given else "10,32,84").split(",")]
    rounds, most = (int(given[at]) if len(given) > at else default for at, default in ((1, 3), (2, 600)))
    program = build()
    with tempfile.TemporaryDirectory() as folder:
        there = compiled(folder)
        print("| areas | model | | fit, s | its processor time, s | times as fast | by processor time | found | apart |")
        print("|---|---|---|---|---|---|---|---|---|")
        for side in sides:
            numpy = ("numpy, dense, 225 points", [sys.executable, str(HERE / "space_numpy.py"), str(side)])
            compare(side, "bym2", numpy if side * side <= 1100 else None, program, rounds, most)
            if there:
                tmb = ("R (TMB), 1 thread", ["Rscript", str(TMB), str(side), folder])
                compare(side, "leroux", tmb, program, rounds, most)
    print(f"\nLoad of the machine: {os.getloadavg()[0]:.1f}.")


if __name__ == "__main__":
    main()
