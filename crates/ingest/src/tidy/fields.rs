//! What a column can hold: the one list of fields and of the names their columns go by.

/// What a column of a tidy table can hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Field {
    /// Area code.
    Area,
    /// Period.
    Period,
    /// Observed events or amount.
    Observed,
    /// Denominator.
    Denominator,
    /// Expected value.
    Expected,
    /// Treatment (measure).
    Treatment,
    /// Area name.
    Name,
    /// Parent group of the area.
    Group,
    /// Variable that areas are ranked by.
    Rank,
    /// Age band of the people of a row.
    AgeBand,
    /// Sex of the people of a row.
    Sex,
    /// Practice, or another unit within the area, that a row is about.
    Within,
    /// Variance of chance relative to that of independent events, as a table of this program says it.
    ChancePhi,
    /// Whether what was observed is a count, an amount or a share, as a table of this program says it.
    ObservedIs,
    /// The need that expected values come from.
    AfterNeed,
}

/// One line of the list of aliases.
#[derive(Debug, Clone, Copy)]
pub struct FieldEntry {
    /// The field.
    pub field: Field,
    /// The word for it in messages and tables.
    pub word: &'static str,
    /// The option that names its column.
    pub flag: &'static str,
    /// Column names it is found by; blanks, dots, hyphens and underscores in a name are the same, and so is its case.
    pub aliases: &'static [&'static str],
    /// Further column names, for tables that have none of the first.
    pub also: &'static [&'static str],
    /// What it is, for help texts.
    pub meaning: &'static str,
}

/// Every field with its aliases: the only such list.
pub static FIELDS: &[FieldEntry] = &[
    FieldEntry {
        field: Field::Area,
        word: "area",
        flag: "`area`",
        aliases: &["area", "code", "area_code", "org", "org_id", "pct", "pct_id", "ccg", "ccg_id", "row_id"],
        also: &[
            "ods_code",
            "ons_code",
            "gss_code",
            "org_code",
            "organisation_code",
            "geography_code",
            "area_cd",
            "lad_code",
            "la_code",
            "local_authority_code",
            "icb_code",
            "ccg_code",
            "sub_icb_code",
            "stp_code",
            "region_code",
            "practice_code",
            "trust_code",
            "provider_code",
        ],
        meaning: "area code",
    },
    FieldEntry {
        field: Field::Period,
        word: "period",
        flag: "`period`",
        aliases: &["period", "month", "date", "year"],
        also: &[
            "time_period",
            "timeperiod",
            "reporting_period",
            "financial_year",
            "fin_year",
            "fy",
            "calendar_year",
            "year_month",
            "month_year",
            "interval_start",
            "year_ending",
            "year_to",
            "12_months_to",
            "quarter_ending",
            "quarter",
            "qtr",
            "financial_quarter",
            "reporting_quarter",
            "week",
            "week_ending",
            "week_commencing",
            "week_beginning",
        ],
        meaning: "month, quarter, year or financial year; without it the table is one period called 'all'",
    },
    FieldEntry {
        field: Field::Observed,
        word: "observed",
        flag: "`observed`",
        aliases: &["observed", "numerator", "items", "count", "y_items"],
        also: &["events", "number_of_items", "cases", "deaths", "admissions"],
        meaning: "what was counted or added up: events, items, pounds",
    },
    FieldEntry {
        field: Field::Denominator,
        word: "denominator",
        flag: "`denominator`",
        aliases: &["denominator", "population", "list_size", "total_list_size", "x_items"],
        also: &[
            "registered_patients",
            "registered_population",
            "total_population",
            "list",
            "patients",
            "pop",
            "residents",
            "people",
        ],
        meaning: "what the rate is per: patients, or all items for a share",
    },
    FieldEntry {
        field: Field::Expected,
        word: "expected",
        flag: "`expected`",
        aliases: &["expected"],
        also: &["expected_events"],
        meaning: "expected value, if the table has one of its own",
    },
    FieldEntry {
        field: Field::Treatment,
        word: "treatment",
        flag: "`treatment`",
        aliases: &["treatment", "measure"],
        also: &["indicator", "indicator_name", "treatment_name", "measure_name"],
        meaning: "treatment or measure; without it the name of the file",
    },
    FieldEntry {
        field: Field::Name,
        word: "name",
        flag: "`name`",
        aliases: &["name", "area_name", "row_name"],
        also: &[
            "area",
            "geography",
            "geography_name",
            "org_name",
            "organisation_name",
            "ccg_name",
            "pct_name",
            "icb_name",
            "sub_icb_name",
            "stp_name",
            "practice_name",
            "la_name",
            "lad_name",
            "region_name",
        ],
        meaning: "area name",
    },
    FieldEntry {
        field: Field::Group,
        word: "group",
        flag: "`group`",
        aliases: &["group", "parent", "parent_code"],
        also: &[],
        meaning: "the larger area that the area belongs to: an ICB, a region",
    },
    FieldEntry {
        field: Field::Rank,
        word: "rank",
        flag: "`rank-by`",
        aliases: &[],
        also: &[],
        meaning: "a number that areas are ranked by, such as a deprivation score",
    },
    FieldEntry {
        field: Field::AgeBand,
        word: "age-band",
        flag: "`age-band`",
        aliases: &["age_band", "age", "age_group", "ageband"],
        also: &[],
        meaning: "ages of the people of a row, such as 65-69 or 85+; rows are summed, or standardised",
    },
    FieldEntry {
        field: Field::Sex,
        word: "sex",
        flag: "`sex`",
        aliases: &["sex", "gender"],
        also: &[],
        meaning: "sex of the people of a row; rows are summed, or standardised",
    },
    FieldEntry {
        field: Field::Within,
        word: "within",
        flag: "`within`",
        aliases: &[],
        also: &[],
        meaning: "the practice, or other unit, within the area that a row is about; rows are summed by area",
    },
    FieldEntry {
        field: Field::ChancePhi,
        word: "chance-phi",
        flag: "`chance-phi`",
        aliases: &["chance_phi"],
        also: &[],
        meaning: "variance by chance relative to that of independent events, as the program's own tables have it",
    },
    FieldEntry {
        field: Field::ObservedIs,
        word: "observed-is",
        flag: "`observed-is`",
        aliases: &["observed_is"],
        also: &[],
        meaning: "count, amount or share, as the program's own tables have it",
    },
    FieldEntry {
        field: Field::AfterNeed,
        word: "after-need",
        flag: "`after-need`",
        aliases: &["after_need"],
        also: &[],
        meaning: "the need that expected values come from, as the program's own tables have it",
    },
];

impl Field {
    /// The entry of this field in [`FIELDS`].
    #[must_use]
    pub fn entry(self) -> &'static FieldEntry {
        FIELDS.iter().find(|e| e.field == self).unwrap_or(&FIELDS[0])
    }
}

impl std::fmt::Display for Field {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.entry().word)
    }
}
