//! Words in the names of columns that say what their figures are.

/// Words of a column of people, or of things that are there all the time.
pub(super) const STOCK: [&str; 33] = [
    "population",
    "populations",
    "pop",
    "patient",
    "patients",
    "list",
    "lists",
    "register",
    "registers",
    "registered",
    "resident",
    "residents",
    "people",
    "person",
    "persons",
    "inhabitants",
    "head",
    "heads",
    "adults",
    "children",
    "women",
    "men",
    "females",
    "males",
    "households",
    "pu",
    "pus",
    "starpu",
    "astropu",
    "starpus",
    "astropus",
    "listsize",
    "enrolled",
];

/// Words of a column of things that happen.
pub(super) const FLOW: [&str; 29] = [
    "item",
    "items",
    "prescription",
    "prescriptions",
    "prescribed",
    "script",
    "scripts",
    "rx",
    "ddd",
    "ddds",
    "adqs",
    "quantity",
    "doses",
    "admissions",
    "attendances",
    "appointments",
    "referrals",
    "episodes",
    "spells",
    "discharges",
    "consultations",
    "tests",
    "births",
    "deliveries",
    "procedures",
    "operations",
    "visits",
    "dispensed",
    "tablets",
];

/// Words of a column of money.
pub(super) const MONEY: [&str; 13] = [
    "cost",
    "costs",
    "nic",
    "spend",
    "spending",
    "pounds",
    "gbp",
    "price",
    "expenditure",
    "payment",
    "payments",
    "amount",
    "income",
];

/// Words of what one patient may have much of: doses, and time.
pub(super) const DOSE: [&str; 26] = [
    "quantity",
    "quantities",
    "ddd",
    "ddds",
    "adq",
    "adqs",
    "dose",
    "doses",
    "tablet",
    "tablets",
    "capsule",
    "capsules",
    "mg",
    "milligrams",
    "grams",
    "kg",
    "ml",
    "millilitres",
    "litres",
    "unit",
    "units",
    "hours",
    "days",
    "nights",
    "minutes",
    "weeks",
];

/// Words of a numerator that is there all the time, and is counted anew each month.
pub(super) const THERE: [&str; 20] = [
    "register",
    "registers",
    "registered",
    "patient",
    "patients",
    "diagnosed",
    "vaccinated",
    "immunised",
    "fte",
    "ftes",
    "wte",
    "headcount",
    "waiting",
    "list",
    "population",
    "people",
    "persons",
    "residents",
    "prevalence",
    "caseload",
];

/// Whether a name says nothing.
pub(super) fn is_generic(name: &str) -> bool {
    const GENERIC: [&str; 6] = ["numerator", "observed", "count", "denominator", "value", "n"];
    GENERIC.contains(&name.to_lowercase().trim())
}

/// Whether a name says that its figures are rates, percentages or averages.
pub(super) fn is_rate(name: &str) -> bool {
    const WORDS: [&str; 23] = [
        "rate",
        "rates",
        "percentage",
        "percentages",
        "percent",
        "perc",
        "pct",
        "pc",
        "proportion",
        "proportions",
        "prop",
        "ratio",
        "ratios",
        "share",
        "fraction",
        "per",
        "mean",
        "average",
        "avg",
        "median",
        "dsr",
        "asr",
        "smr",
    ];
    name.contains(['%', '\u{2030}']) || says(name, &WORDS)
}

/// Whether one of these words stands in a name.
pub(super) fn says(name: &str, words: &[&str]) -> bool {
    let lower = name.to_lowercase();
    lower.split(|c: char| !c.is_alphanumeric()).any(|word| words.contains(&word))
}

/// Whether both columns count the same: items over all items, not items over their quantity.
pub(super) fn alike(numerator: &str, denominator: &str) -> bool {
    let stem = |word: &str| word.trim_end_matches('s').to_owned();
    let stems = |name: &str| -> Vec<String> {
        let lower = name.to_lowercase();
        lower.split(|c: char| !c.is_alphanumeric()).filter(|w| FLOW.contains(w)).map(stem).collect()
    };
    let of = stems(denominator);
    stems(numerator).iter().any(|word| of.contains(word))
}
