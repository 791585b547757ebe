"""Smooths the same lattices by BYM2 here and in numpy, in turn, and prints a table of medians and ratios.

    python3 benches/peers/space.py [sides, with commas] [rounds]

Needs numpy, scipy and cargo. The release build of the example `smooth` runs on one thread and on two. Both programs time the fit alone and
print what they find, which stands in the table so that a reader sees that it is the same. numpy leaves out lattices of more than 1,100 areas: its
matrices are dense.
"""

import json
import os
import pathlib
import statistics
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
ALONE = {name: "1" for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")}


def build():
    """Path of the example, built."""
    command = ["cargo", "build", "--release", "-p", "unwarranted-core", "--example", "smooth", "--message-format", "json"]
    lines = subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True).stdout.splitlines()
    return [m["executable"] for m in map(json.loads, lines) if m.get("executable")][-1]


def run(command):
    """Seconds and findings of one run."""
    said = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True, env=os.environ | ALONE).stdout.split()
    found = dict(zip(said[::2], said[1::2]))
    return float(found.pop("seconds")), " ".join(f"{key} {value}" for key, value in found.items())


def main():
    sides = [int(side) for side in (sys.argv[1] if len(sys.argv) > 1 else "10,32,84").split(",")]
    rounds = int(sys.argv[2]) if len(sys.argv) > 2 else 3
    program = build()
    print("| areas | | seconds | times as fast | found |\n|---|---|---|---|---|")
    for side in sides:
        commands = {}
        if side * side <= 1100:
            commands["numpy, dense, 225 points"] = [sys.executable, str(HERE / "space_numpy.py"), str(side)]
        commands["unwarranted, 1 thread"] = [program, str(side), "1"]
        commands["unwarranted, 2 threads"] = [program, str(side), "2"]
        runs = {name: [] for name in commands}
        for _ in range(rounds):
            for name, command in commands.items():
                runs[name].append(run(command))
        peer = None
        for name, found in runs.items():
            seconds = statistics.median(seconds for seconds, _ in found)
            peer = peer or (seconds if name.startswith("numpy") else None)
            ratio = f"{peer / seconds:.0f}" if peer else "-"
            print(f"| {side * side} | {name} | {seconds:.3f} | {ratio} | {found[0][1]} |")
    print(f"\nLoad of the machine: {os.getloadavg()[0]:.1f}.")


if __name__ == "__main__":
    main()
