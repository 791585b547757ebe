//! What the practices of the nation prescribe, and how much it truly varies.

mod made_up;
mod named;

pub use named::NAMED;

use unwarranted_ingest::values::fixed::SCALE;

/// What the need for a substance goes with, in a practice.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Need {
    /// Nothing: every patient needs it alike.
    Alike,
    /// The share of patients of 65 and over, relative to the nation's, to this power.
    Age(f64),
    /// The deprivation score, relative to the nation's, to this power.
    Deprivation(f64),
    /// The prevalence of the disease with this register in the Quality and Outcomes Framework, relative to the nation's.
    Register(&'static str),
}

impl Need {
    /// What it goes with, and the power.
    pub(crate) fn words(self) -> (String, f64) {
        match self {
            Self::Alike => ("none".to_owned(), 0.0),
            Self::Age(power) => ("age".to_owned(), power),
            Self::Deprivation(power) => ("deprivation-score".to_owned(), power),
            Self::Register(code) => (format!("register-{}", code.to_lowercase()), 1.0),
        }
    }
}

/// A way in which a substance is prescribed: a presentation in a quantity.
#[derive(Debug, Clone, PartialEq)]
pub struct Form {
    /// BNF code, 15 characters, or 11 for an appliance.
    pub bnf: String,
    /// Description.
    pub description: String,
    /// Share of the persons treated with the substance. The shares of a substance add up to 1.
    pub share: f64,
    /// Quantity per item.
    pub quantity: i64,
    /// Price of one unit of quantity in 1/100,000 pound. Invented.
    pub price: i64,
}

/// A chemical substance and everything that is true of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Substance {
    /// BNF code: nine characters, or the four of a section of appliances.
    pub bnf: String,
    /// Name.
    pub name: String,
    /// Persons treated at a time, per 1,000 patients, in the average area at the start.
    pub persons: f64,
    /// Months for which a person is treated on average; 1: everyone is treated once.
    pub stay: f64,
    /// Items that a treated person gets in a month.
    pub items: i64,
    /// Standard deviation of the logarithm of the area effects, among the areas that differ. They have a mean of 1.
    pub spread: f64,
    /// Share of areas that differ from the average at all.
    pub differ: f64,
    /// Share of the variance of the logarithm that neighbouring areas have in common.
    pub spatial: f64,
    /// Standard deviation of what the practices of an area do differently, relative to their mean.
    pub habit: f64,
    /// What the need for it goes with.
    pub need: Need,
    /// Seasonal swing: up to this share higher in January and lower in July.
    pub season: f64,
    /// Growth of the nation's rate in a year.
    pub growth: f64,
    /// Growth of `spread` in a year.
    pub widening: f64,
    /// Some areas stop paying for it.
    pub stops: bool,
    /// What it is prescribed as.
    pub forms: Vec<Form>,
}

impl Substance {
    /// Number of the BNF chapter, from 1.
    pub(crate) fn chapter(&self) -> usize {
        self.bnf[..2].parse().unwrap_or(1)
    }

    /// Items per 1,000 patients and month in the average area at the start.
    pub(crate) fn rate(&self) -> f64 {
        self.persons * self.items as f64
    }

    /// The rate of a month of the simulation, from 0 and named by its place in the year, relative to `persons`.
    pub(crate) fn time(&self, m: usize, month_of_year: i32) -> f64 {
        let turn = f64::from(month_of_year - 1) / 12.0 * std::f64::consts::TAU;
        (1.0 + self.season * libm::cos(turn)) * libm::pow(1.0 + self.growth, m as f64 / 12.0)
    }
}

impl Form {
    /// Net ingredient cost of so many items in pence, and actual cost in 1/100,000 pound: less a discount of 7.2 %, and a
    /// penny per item.
    pub(crate) fn costs(&self, items: i64) -> (i64, i64) {
        let unit = SCALE / 100;
        let pence = (self.price * self.quantity * items + unit / 2) / unit;
        (pence, pence * unit / 1_000 * 928 + items * unit)
    }
}

/// Names of the BNF chapters of drugs, as the publisher writes them, and of appliances.
pub(crate) const CHAPTERS: [&str; 15] = [
    "Gastro-Intestinal System",
    "Cardiovascular System",
    "Respiratory System",
    "Central Nervous System",
    "Infections",
    "Endocrine System",
    "Obstetrics, Gynaecology and Urinary-Tract Disorders",
    "Malignant Disease and Immunosuppression",
    "Nutrition and Blood",
    "Musculoskeletal and Joint Diseases",
    "Eye",
    "Ear, Nose and Oropharynx",
    "Skin",
    "Immunological Products and Vaccines",
    "Anaesthesia",
];

/// The name of a chapter by its number, from 1.
pub(crate) fn chapter_name(number: usize) -> &'static str {
    number.checked_sub(1).and_then(|at| CHAPTERS.get(at)).copied().unwrap_or("Appliances")
}

/// The first substances with names and as many made-up ones as are asked for beyond them, sorted by BNF code.
pub(crate) fn formulary(seed: u64, wanted: usize) -> Vec<Substance> {
    let mut all: Vec<Substance> = NAMED.iter().take(wanted).map(named::Named::substance).collect();
    all.extend(made_up::substances(seed, wanted.saturating_sub(NAMED.len())));
    all.sort_by(|a, b| a.bnf.cmp(&b.bnf));
    all
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn substances_are_sound_and_all_different() {
        let all = formulary(1, 3_000);
        assert_eq!(all.len(), 3_000);
        assert!(all.windows(2).all(|pair| pair[0].bnf < pair[1].bnf));
        let mut codes = BTreeSet::new();
        for s in &all {
            let share: f64 = s.forms.iter().map(|f| f.share).sum();
            assert!((share - 1.0).abs() < 1e-12, "{}: {share}", s.bnf);
            assert!(s.persons > 0.0 && s.stay >= 1.0 && s.items > 0 && s.habit > 0.0 && s.spread >= 0.0, "{}", s.bnf);
            assert!(!s.name.contains([',', '"']) && (1..=23).contains(&s.chapter()));
            for form in &s.forms {
                assert!(form.bnf.starts_with(&s.bnf) && matches!(form.bnf.len(), 11 | 15), "{}", form.bnf);
                assert!(form.price > 0 && form.quantity > 0 && !form.description.contains([',', '"']));
                codes.insert(form.bnf.clone());
            }
        }
        assert_eq!(codes.len(), all.iter().map(|s| s.forms.len()).sum::<usize>());
        let names: BTreeSet<&str> = all.iter().map(|s| s.name.as_str()).collect();
        assert!(names.len() + 2 >= all.len(), "two substances share their name with their gel");
        // Nothing made up has a code that a substance could have.
        assert!(all.iter().filter(|s| s.name.starts_with("Synth")).all(|s| &s.bnf[2..3] == "9"));
    }

    #[test]
    fn costs_are_in_whole_pence_less_a_discount() {
        let form = Form { bnf: "x".into(), description: "x".into(), share: 1.0, quantity: 28, price: 3_300 };
        // 10 items of 28 at 3.3 pence: 9.24 pounds; 92.8 % of it and ten pence.
        assert_eq!(form.costs(10), (924, 857_472 + 10_000));
    }
}
