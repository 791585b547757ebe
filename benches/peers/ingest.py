"""Aggregated ingest of one prescribing file, against what a user would pick instead.

    cargo build --release
    target/release/unwarranted simulate --rows 6000000 --out SYNTHETIC_EPD_201906.csv
    pip install duckdb polars
    python benches/peers/ingest.py SYNTHETIC_EPD_201906.csv [runs]

Each program sums items, quantity, net ingredient cost and actual cost by practice, commissioner and presentation, and writes
them sorted by presentation and practice as Parquet. They run in turn, as whole processes, with the file in the page cache.
Money is decimal in DuckDB and floating point in polars, which is what its users do. DuckDB is told every column's type: its
guessing costs extra. unwarranted also hashes the file, lists rejects, and reads its own Parquet back to check the totals.
The totals of all three must agree. Needs Linux or macOS.
"""

import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

DUCKDB = """
import sys, duckdb
source, target = sys.argv[1:]
text = "YEAR_MONTH REGIONAL_OFFICE_NAME REGIONAL_OFFICE_CODE AREA_TEAM_NAME AREA_TEAM_CODE PCO_NAME PCO_CODE PRACTICE_NAME \\
    PRACTICE_CODE ADDRESS_1 ADDRESS_2 ADDRESS_3 ADDRESS_4 POSTCODE BNF_CHEMICAL_SUBSTANCE CHEMICAL_SUBSTANCE_BNF_DESCR \\
    BNF_CODE BNF_DESCRIPTION BNF_CHAPTER_PLUS_CODE".split()
columns = {name: "VARCHAR" for name in text} | {"QUANTITY": "VARCHAR", "ITEMS": "BIGINT", "TOTAL_QUANTITY": "DECIMAL(18,5)",
    "ADQUSAGE": "VARCHAR", "NIC": "DECIMAL(18,5)", "ACTUAL_COST": "DECIMAL(18,5)", "UNIDENTIFIED": "VARCHAR"}
duckdb.connect().execute(f'''copy (
    select BNF_CODE bnf, PRACTICE_CODE practice, PCO_CODE pco, sum(ITEMS)::bigint items, sum(TOTAL_QUANTITY) quantity,
        sum(NIC) nic, sum(ACTUAL_COST) actual_cost
    from read_csv('{source}', header = true, auto_detect = false, delim = ',', quote = '"', escape = '"', columns = {columns})
    group by all order by bnf, practice, pco
) to '{target}' (format parquet, compression zstd)''')
"""

POLARS = """
import sys
import polars as pl
source, target = sys.argv[1:]
sums = ["ITEMS", "TOTAL_QUANTITY", "NIC", "ACTUAL_COST"]
keys = ["BNF_CODE", "PRACTICE_CODE", "PCO_CODE"]
names = pl.scan_csv(source, infer_schema_length=0).collect_schema().names()
schema = {n: pl.Int64 if n == "ITEMS" else pl.Float64 if n in sums else pl.String for n in names}
table = pl.scan_csv(source, schema=schema).select(keys + sums).group_by(keys).agg(pl.col(sums).sum()).sort(keys)
table.rename({"TOTAL_QUANTITY": "quantity"}).collect(engine="streaming").write_parquet(target)
"""

READ_BACK = """
import sys, duckdb
sums = "select count(*), sum(items), sum(quantity), sum(nic), sum(actual_cost)"
print(*duckdb.connect().execute(f"{sums} from '{sys.argv[1]}'").fetchall()[0])
"""


def run(command):
    """Wall seconds, processor seconds and peak memory in bytes of a process."""
    start = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    _, status, used = os.wait4(process.pid, 0)
    wall = time.perf_counter() - start
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        sys.exit(f"failed: {command[:2]}")
    unit = 1 if sys.platform == "darwin" else 1024
    return wall, used.ru_utime + used.ru_stime, used.ru_maxrss * unit


def totals(path):
    """Pairs, items, quantity, net ingredient cost and actual cost of a peer's file, to the penny."""
    text = subprocess.check_output([sys.executable, "-c", READ_BACK, path], text=True).split()
    return [int(text[0]), int(text[1])] + [round(float(number), 2) for number in text[2:]]


def our_totals(store):
    with open(os.path.join(store, "catalogue.json")) as file:
        table = json.load(file)["sources"][0]["tables"][0]
    sums = table["totals_stored"]
    return [table["rows"], sums["items"]] + [round(float(sums[k]), 2) for k in ("quantity", "nic", "actual_cost")]


def main():
    source = sys.argv[1]
    runs = int(sys.argv[2]) if len(sys.argv) > 2 else 5
    ours = os.environ.get("UNWARRANTED", "target/release/unwarranted")
    with open(source, "rb") as file:  # into the page cache
        while file.read(1 << 24):
            pass
    measured = {"unwarranted ingest": [], "DuckDB": [], "polars (Python)": []}
    found = {}
    with tempfile.TemporaryDirectory() as folder:
        for _ in range(runs):
            store, duck, pol = (os.path.join(folder, name) for name in ("store", "duckdb.parquet", "polars.parquet"))
            shutil.rmtree(store, ignore_errors=True)
            measured["unwarranted ingest"].append(run([ours, "ingest", source, "--store", store]))
            measured["DuckDB"].append(run([sys.executable, "-c", DUCKDB, source, duck]))
            measured["polars (Python)"].append(run([sys.executable, "-c", POLARS, source, pol]))
        found = {"unwarranted ingest": our_totals(store), "DuckDB": totals(duck), "polars (Python)": totals(pol)}
    for name, sums in found.items():
        if sums != found["DuckDB"]:
            sys.exit(f"totals differ: {name} {sums}, DuckDB {found['DuckDB']}")
    best = {name: min(wall for wall, _, _ in times) for name, times in measured.items()}
    print(f"{os.path.getsize(source) / 1e9:.2f} GB, {found['DuckDB'][0]:,} pairs, {runs} runs each, in turn\n")
    print("| program | wall s, best | wall s, median | processor s, median | peak memory MB | wall, times ours |")
    print("|---|---|---|---|---|---|")
    for name, times in measured.items():
        walls, cpus, peaks = zip(*times)
        row = [f"{best[name]:.2f}", f"{statistics.median(walls):.2f}", f"{statistics.median(cpus):.2f}"]
        ratio = statistics.median(walls) / statistics.median(w for w, _, _ in measured["unwarranted ingest"])
        print("| " + " | ".join([name, *row, f"{max(peaks) / 1e6:.0f}", f"{ratio:.2f}"]) + " |")


if __name__ == "__main__":
    main()
