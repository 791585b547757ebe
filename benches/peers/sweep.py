"""A sweep from memory here and in numpy, in turn, and a bare matrix product; prints a table of medians and ratios.

    python3 benches/peers/sweep.py [treatments] [practices] [areas] [replicates] [rounds]

Needs numpy, scipy and cargo. Only the sweep itself is timed, by each program, not the making of its nation; the peak of memory is
that of the whole process.
"""

import json
import os
import pathlib
import statistics
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent


def build():
    """Path of the example, built."""
    command = ["cargo", "build", "--release", "-p", "unwarranted-core", "--example", "league", "--message-format", "json"]
    lines = subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True).stdout.splitlines()
    return [m["executable"] for m in map(json.loads, lines) if m.get("executable")][-1]


def timed(command):
    """Seconds that the program prints, and its peak of memory in MB."""
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    out = process.stdout.read()
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = status
    if status != 0:
        raise SystemExit(f"{command} failed")
    return json.loads(out)["seconds"], usage.ru_maxrss / 1024


def main():
    sizes = (sys.argv[1:] + ["2400", "7000", "106", "1000"][len(sys.argv) - 1 :])[:4]
    rounds = int(sys.argv[5]) if len(sys.argv) > 5 else 3
    league, peer = build(), [sys.executable, str(HERE / "sweep_numpy.py"), *sizes]
    commands = {
        "bare product (numpy, f64)": [*peer, "product"],
        "numpy, all treatments as matrices, without order statistics": [*peer, "matrix"],
        "numpy, all treatments as matrices": [*peer, "ordered"],
        "numpy, one treatment at a time": [*peer, "single"],
        "unwarranted, 2 threads": [league, *sizes, "0", "2"],
        "unwarranted, 1 thread": [league, *sizes, "0", "1"],
        "unwarranted, 2 threads, with p by reassignment": [league, *sizes, sizes[3], "2"],
    }
    runs = {name: [] for name in commands}
    for _ in range(rounds):
        for name, command in commands.items():
            runs[name].append(timed(command))
    medians = {name: [statistics.median(column) for column in zip(*all)] for name, all in runs.items()}
    product = medians["bare product (numpy, f64)"][0]
    print(f"{' x '.join(sizes)} (treatments, practices, areas, replicates), median of {rounds} rounds\n")
    print("| | seconds | of a bare product | peak memory |\n|---|---|---|---|")
    for name, (seconds, memory) in medians.items():
        print(f"| {name} | {seconds:.2f} | {seconds / product:.1f} | {memory:.0f} MB |")


if __name__ == "__main__":
    main()
