"""A league of rows in Spark, on a master and workers of its own: the same as on one machine. Run by .ci/spark.

    python spark_job.py spark://127.0.0.1:7077 [TREATMENTS AREAS PRACTICES]
"""

import sys
import time

import pyarrow as pa
import unwarranted as uw
from nation import made, tidy
from pyspark.sql import SparkSession
from unwarranted import spark as us


def main(master, sizes):
    places, rows = made(*sizes)
    local = {"spark.driver.host": "127.0.0.1", "spark.driver.bindAddress": "127.0.0.1", "spark.ui.enabled": "false"}
    builder = SparkSession.builder.master(master).config("spark.sql.shuffle.partitions", "4")
    for key, value in local.items():
        builder = builder.config(key, value)
    started = time.monotonic()
    spark = builder.getOrCreate()
    session = time.monotonic() - started

    # Rows of prescribing as published: each practice's items in two presentations of a chemical, and one prescriber without an area.
    epd = {"BNF_CODE": [], "PRACTICE_CODE": [], "ITEMS": []}
    for treatment, practice, items in zip(*rows.values()):
        for end, share in (("AAAAAA", items // 3), ("AABABA", items - items // 3)):
            epd["BNF_CODE"].append(treatment + end)
            epd["PRACTICE_CODE"].append(practice)
            epd["ITEMS"].append(int(share))
    epd["BNF_CODE"].append("0501000A0AAAAAA")
    epd["PRACTICE_CODE"].append("-")
    epd["ITEMS"].append(5)
    frame = spark.createDataFrame(pa.table(epd))
    practices = spark.createDataFrame(pa.table(places))

    times = []
    for _ in range(2):
        started = time.monotonic()
        league = us.league(us.practice_rows(frame), practices, period="2019/20", blocks=8, replicates=199, seed=7)
        times.append(time.monotonic() - started)
    assert league.notes == ["Rows of practices that belong to no area are left out: 1 rows with 5 observed."], league.notes

    whole_table = pa.table(tidy(places, rows))
    started = time.monotonic()
    whole = uw.sweep(whole_table, column_within="practice", kind="count", replicates=199, seed=7)
    alone = time.monotonic() - started
    theirs, ours = league.to_polars().drop("title"), whole.to_polars().drop("title")
    assert theirs.equals(ours), "the league of Spark differs from that of one machine"
    ranked = ours["rank"].count()
    assert ranked > 10, ranked
    own_treatments(frame, epd)
    print(f"{len(ours)} treatments, {len(places['practice'])} practices, {len(rows['practice']):,} rows: the same in every bit ({ranked} ranked)")
    print(f"session {session:.1f} s, first league {times[0]:.1f} s, second {times[1]:.1f} s; one machine {alone:.1f} s")
    spark.stop()


def own_treatments(frame, epd):
    """Treatments by codes of one's own: a row of two counts in both, and once where two beginnings fit."""
    code = epd["BNF_CODE"][0]
    wanted = {"one": [code], "both": [code[:9], code], "all": ["0"]}
    sums = {}
    for row, practice, items in zip(*epd.values()):
        for name, starts in wanted.items():
            if any(row.startswith(start) for start in starts):
                sums[name, practice] = sums.get((name, practice), 0) + items
    found = us.practice_rows(frame, treatments=wanted).collect()
    assert {(r.treatment, r.practice): r.observed for r in found} == sums and len(found) == len(sums), "treatments of one's own"
    for wrong in ({}, {"x": "0212"}, {"x": []}, {" ": ["0212"]}):
        try:
            us.practice_rows(frame, treatments=wrong)
        except uw.Error:
            continue
        raise AssertionError(f"not refused: {wrong}")


if __name__ == "__main__":
    main(sys.argv[1], [int(size) for size in sys.argv[2:]])
