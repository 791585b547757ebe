"""Runs the null of the indices here and in vectorised numpy, in turn, and prints a table of medians and ratios.

    python3 benches/peers/null.py [treatments] [areas] [replicates] [rounds]

Needs numpy and cargo. Every round runs `null_numpy.py` (one process), the release build of the example `sweep` on one
thread and on two, one after the other, so that whatever else the machine does meets all three. Each is timed as a whole
process: wall clock, and processor time of it and its threads. The counts, statistics and replicates are the same.
"""

import json
import os
import pathlib
import resource
import statistics
import subprocess
import sys
import time

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
# numpy's own threads (matrix products) would take the second core: one process means one thread.
ALONE = {name: "1" for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")}


def build():
    """Path of the example, built."""
    command = ["cargo", "build", "--release", "-p", "unwarranted-core", "--example", "sweep", "--message-format", "json"]
    lines = subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True).stdout.splitlines()
    found = [m["executable"] for m in map(json.loads, lines) if m.get("executable")]
    return found[-1]


def timed(command):
    """Wall clock and processor time of a command, in seconds."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    start = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, env=os.environ | ALONE)
    wall = time.perf_counter() - start
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return wall, after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime


def main():
    sizes = (sys.argv[1:] + ["48", "200", "999"][len(sys.argv) - 1 :])[:3]
    rounds = int(sys.argv[4]) if len(sys.argv) > 4 else 5
    sweep = build()
    commands = {
        "numpy, one process": [sys.executable, str(HERE / "null_numpy.py"), *sizes],
        "unwarranted, 1 thread": [sweep, *sizes, "1"],
        "unwarranted, 2 threads": [sweep, *sizes, "2"],
    }
    times = {name: [] for name in commands}
    for _ in range(rounds):
        for name, command in commands.items():
            times[name].append(timed(command))
    medians = {name: [statistics.median(column) for column in zip(*runs)] for name, runs in times.items()}
    peer, peer_processor = medians["numpy, one process"]
    treatments, areas, replicates = sizes
    print(f"Null of all indices: {treatments} treatments x {areas} areas x {replicates} replicates, median of {rounds} runs\n")
    print("| | wall clock | processor time | per treatment | times as fast (wall) | by processor time |")
    print("|---|---|---|---|---|---|")
    for name, (wall, processor) in medians.items():
        each = 1000 * wall / int(treatments)
        ratios = f"{peer / wall:.1f} | {peer_processor / processor:.1f}"
        print(f"| {name} | {wall:.2f} s | {processor:.2f} s | {each:.1f} ms | {ratios} |")
    one, two = medians["unwarranted, 1 thread"][0], medians["unwarranted, 2 threads"][0]
    print(f"\nTwo threads are {one / two:.2f} times as fast as one. Load of the machine: {os.getloadavg()[0]:.1f}.")


if __name__ == "__main__":
    main()
