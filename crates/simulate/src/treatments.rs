//! What the simulated practices prescribe, and how much it truly varies between areas.

/// A treatment of the simulated health service: a BNF section or paragraph.
#[derive(Debug, Clone, Copy)]
pub struct Treatment {
    /// Start of its BNF codes.
    pub bnf: &'static str,
    /// What it is.
    pub title: &'static str,
    /// BNF chapter, as the publisher writes it.
    pub chapter: &'static str,
    /// Items per 1,000 patients and month in the average area.
    pub rate: f64,
    /// True variance of the area effects (gamma distributed with mean 1): the squared coefficient of variation of the
    /// areas' rates when chance is taken away. Zero: the areas differ by chance alone.
    pub variance: f64,
    /// Variance of the practice effects within an area; they average to 1 over the area's patients.
    pub practice_variance: f64,
    /// Seasonal swing: the rate is up to this share higher in January and lower in July.
    pub season: f64,
    /// What it is prescribed as.
    pub presentations: &'static [Presentation],
}

/// A presentation of a treatment.
#[derive(Debug, Clone, Copy)]
pub struct Presentation {
    /// BNF code.
    pub bnf: &'static str,
    /// Description.
    pub description: &'static str,
    /// Name of the chemical substance.
    pub chemical: &'static str,
    /// Share of the treatment's items. The shares of a treatment add up to 1.
    pub share: f64,
    /// Price of one unit of quantity in 1/100,000 pound. Invented.
    pub price: i64,
    /// Quantities per item, each with its share of the presentation's items.
    pub quantities: &'static [(i64, f64)],
}

const fn presentation(
    bnf: &'static str,
    description: &'static str,
    chemical: &'static str,
    share: f64,
    price: i64,
    quantities: &'static [(i64, f64)],
) -> Presentation {
    Presentation { bnf, description, chemical, share, price, quantities }
}

const TABLETS: &[(i64, f64)] = &[(28, 0.7), (56, 0.3)];

/// Every treatment, in the order of their BNF codes. Between them: chance alone (metformin), small, moderate and large
/// variation, and one so rare that most areas have none in a month (liothyronine).
pub static TREATMENTS: &[Treatment] = &[
    Treatment {
        bnf: "0212",
        title: "Lipid-regulating drugs",
        chapter: "02: Cardiovascular System",
        rate: 95.0,
        variance: 0.005,
        practice_variance: 0.02,
        season: 0.0,
        presentations: &[
            presentation("0212000B0AAABAB", "Atorvastatin 20mg tablets", "Atorvastatin", 0.5, 3_300, TABLETS),
            presentation("0212000B0AAADAD", "Atorvastatin 80mg tablets", "Atorvastatin", 0.2, 7_900, &[(28, 1.0)]),
            presentation("0212000Y0AAADAD", "Simvastatin 40mg tablets", "Simvastatin", 0.3, 3_100, &[(28, 1.0)]),
        ],
    },
    Treatment {
        bnf: "0401",
        title: "Hypnotics and anxiolytics",
        chapter: "04: Central Nervous System",
        rate: 17.0,
        variance: 0.08,
        practice_variance: 0.05,
        season: 0.0,
        presentations: &[
            presentation("0401010T0AAAMAM", "Temazepam 10mg tablets", "Temazepam", 0.25, 5_400, &[(28, 1.0)]),
            presentation("0401010Z0AAAAAA", "Zopiclone 7.5mg tablets", "Zopiclone", 0.75, 3_200, &[(14, 1.0)]),
        ],
    },
    Treatment {
        bnf: "0407",
        title: "Analgesics",
        chapter: "04: Central Nervous System",
        rate: 48.0,
        variance: 0.04,
        practice_variance: 0.03,
        season: 0.03,
        presentations: &[
            presentation("0407010F0AAAHAH", "Co-codamol 30mg/500mg tablets", "Co-Codamol", 0.5, 3_500, &[(100, 1.0)]),
            presentation(
                "0407020Q0AACNCN",
                "Morphine sulfate 10mg/5ml oral solution",
                "Morphine Sulfate",
                0.1,
                1_800,
                &[(300, 1.0)],
            ),
            presentation(
                "040702040AAAAAA",
                "Tramadol 50mg capsules",
                "Tramadol Hydrochloride",
                0.4,
                2_500,
                &[(100, 1.0)],
            ),
        ],
    },
    Treatment {
        bnf: "0501",
        title: "Antibacterial drugs",
        chapter: "05: Infections",
        rate: 42.0,
        variance: 0.02,
        practice_variance: 0.03,
        season: 0.2,
        presentations: &[
            presentation("0501013B0AAAAAA", "Amoxicillin 250mg capsules", "Amoxicillin", 0.15, 4_600, &[(21, 1.0)]),
            presentation(
                "0501013B0AAABAB",
                "Amoxicillin 500mg capsules",
                "Amoxicillin",
                0.45,
                6_000,
                &[(15, 0.3), (21, 0.7)],
            ),
            presentation(
                "0501030I0AAABAB",
                "Doxycycline 100mg capsules",
                "Doxycycline Hyclate",
                0.25,
                9_800,
                &[(8, 1.0)],
            ),
            presentation("0501080W0AAAEAE", "Trimethoprim 200mg tablets", "Trimethoprim", 0.15, 6_000, &[(6, 1.0)]),
        ],
    },
    Treatment {
        bnf: "0601",
        title: "Drugs used in diabetes",
        chapter: "06: Endocrine System",
        rate: 38.0,
        variance: 0.0,
        practice_variance: 0.0,
        season: 0.0,
        presentations: &[
            presentation(
                "0601022B0AAABAB",
                "Metformin 500mg tablets",
                "Metformin Hydrochloride",
                0.7,
                2_800,
                &[(56, 0.4), (112, 0.6)],
            ),
            presentation(
                "0601022B0AAASAS",
                "Metformin 500mg modified-release tablets",
                "Metformin Hydrochloride",
                0.3,
                9_500,
                &[(56, 1.0)],
            ),
        ],
    },
    Treatment {
        bnf: "0602",
        title: "Thyroid and antithyroid drugs",
        chapter: "06: Endocrine System",
        rate: 0.02,
        variance: 0.5,
        practice_variance: 0.0,
        season: 0.0,
        presentations: &[presentation(
            "0602010M0AAAFAF",
            "Liothyronine 20microgram tablets",
            "Liothyronine Sodium",
            1.0,
            890_000,
            &[(28, 1.0)],
        )],
    },
    Treatment {
        bnf: "0904",
        title: "Foods for special diets",
        chapter: "09: Nutrition and Blood",
        rate: 1.8,
        variance: 0.6,
        practice_variance: 0.1,
        season: 0.0,
        presentations: &[presentation(
            "0904010H0AAAAAA",
            "Gluten-free bread",
            "Foods for Coeliac Disease",
            1.0,
            900,
            &[(400, 1.0)],
        )],
    },
    Treatment {
        bnf: "1502",
        title: "Local anaesthesia",
        chapter: "15: Anaesthesia",
        rate: 1.5,
        variance: 0.3,
        practice_variance: 0.1,
        season: 0.0,
        presentations: &[presentation(
            "1502010J0AAELEL",
            "Lidocaine 5% medicated plasters",
            "Lidocaine",
            1.0,
            241_300,
            &[(30, 1.0)],
        )],
    },
    Treatment {
        bnf: "2130",
        title: "Eye products",
        chapter: "21: Appliances",
        rate: 2.5,
        variance: 0.03,
        practice_variance: 0.05,
        season: 0.0,
        presentations: &[presentation(
            "21300000111",
            "Sodium hyaluronate 0.2% eye drops",
            "Eye Products",
            1.0,
            960_000,
            &[(1, 1.0)],
        )],
    },
];
