"""A small nation for leagues in parts: practices, and what was prescribed in each."""

import random


def made(treatments=40, areas=12, practices=9, seed=5):
    """Columns of the practices, and of what each treatment has where it is not 0."""
    rng = random.Random(seed)
    places = {"area": [], "name": [], "practice": [], "denominator": []}
    rows = {"treatment": [], "practice": [], "observed": []}
    for area in range(areas):
        for practice in range(practices):
            places["area"].append(f"Z{area:02}")
            places["name"].append(f"Place {area}")
            places["practice"].append(f"P{area:02}{practice:02}")
            places["denominator"].append(float(rng.randint(2000, 15000)))
    for treatment in range(treatments):
        spread = treatment / treatments
        rates = {area: rng.lognormvariate(-5.5, spread) for area in places["area"]}
        for area, practice, people in zip(places["area"], places["practice"], places["denominator"]):
            items = round(people * rates[area] * rng.lognormvariate(0, 0.3))
            if items:
                rows["treatment"].append(f"0501{treatment:03}A0")
                rows["practice"].append(practice)
                rows["observed"].append(float(items))
    return places, rows


def tidy(places, rows):
    """The same as one tidy table: each practice in each treatment."""
    found = {(t, p): o for t, p, o in zip(*rows.values())}
    ids = sorted(set(rows["treatment"]))
    table = {name: [] for name in ("treatment", "period", "area", "name", "practice", "observed", "population")}
    for treatment in ids:
        for area, name, practice, people in zip(*places.values()):
            cells = (treatment, "2019/20", area, name, practice, found.get((treatment, practice), 0.0), people)
            for column, cell in zip(table, cells):
                table[column].append(cell)
    return table
