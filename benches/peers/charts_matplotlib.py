"""A ranked chart and a funnel by matplotlib, as SVG with live text.

    python3 benches/peers/charts_matplotlib.py FILE FOLDER [times]

FILE has the columns area, observed and population. With `times` it draws the pair so often in one process and prints the median
of the seconds; the start of Python, the imports and the reading are not in it then.
"""

import csv
import pathlib
import statistics
import sys
import time

import matplotlib

matplotlib.use("svg")
matplotlib.rcParams["svg.fonttype"] = "none"
import matplotlib.pyplot as plt  # noqa: E402
import numpy as np  # noqa: E402


def ranked(areas, observed, people, path):
    """Every area from the lowest to the highest rate, three of each end named, with all areas together as a line."""
    order = np.argsort(observed / people)
    rates = 1000 * (observed / people)[order]
    figure, axes = plt.subplots(figsize=(8, 4.5))
    axes.scatter(np.arange(len(rates)), rates, s=16)
    axes.axhline(1000 * observed.sum() / people.sum(), linestyle="--")
    for i in [0, 1, 2, -3, -2, -1]:
        axes.annotate(areas[order[i]], (i % len(rates), rates[i]), textcoords="offset points", xytext=(4, 4))
    axes.set(title="Areas in order of their rate", ylabel="per 1,000 people")
    figure.savefig(path)
    plt.close(figure)


def funnel(observed, people, path):
    """Observed over expected against expected, with limits of 95 and 99.8 per cent by the normal approximation."""
    expected = people * observed.sum() / people.sum()
    figure, axes = plt.subplots(figsize=(8, 4.5))
    axes.scatter(expected, observed / expected, s=16)
    along = np.linspace(expected.min(), expected.max(), 200)
    for z in (1.96, 3.0902):
        axes.plot(along, 1 + z / np.sqrt(along))
        axes.plot(along, 1 - z / np.sqrt(along))
    axes.axhline(1, linestyle="--")
    axes.set(title="Funnel of observed against expected", xlabel="Expected number", ylabel="Observed / expected")
    figure.savefig(path)
    plt.close(figure)


def main():
    file, folder = (pathlib.Path(argument) for argument in sys.argv[1:3])
    with file.open(encoding="utf-8", newline="") as source:
        rows = list(csv.DictReader(source))
    areas = [row["area"] for row in rows]
    observed, people = (np.array([float(row[column]) for row in rows]) for column in ("observed", "population"))
    seconds = []
    for _ in range(int(sys.argv[3]) if len(sys.argv) > 3 else 1):
        start = time.perf_counter()
        ranked(areas, observed, people, folder / "ranked.svg")
        funnel(observed, people, folder / "funnel.svg")
        seconds.append(time.perf_counter() - start)
    print(f"{statistics.median(seconds):.6f}")


if __name__ == "__main__":
    main()
