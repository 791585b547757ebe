//! What is counted or summed, in words.

use crate::text::singular;
use std::fmt;

/// What a quantity is made of, as far as a reader must know.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Nature {
    /// People or things, each as one.
    Plain,
    /// Pounds.
    Money,
    /// People or things that count by weight.
    Weighted,
    /// Something whose name says nothing, such as that of a column called "numerator".
    Nameless,
}

/// Names of columns that do not say what is in them.
const NAMELESS: [&str; 7] = ["numerator", "observed", "count", "denominator", "expected", "value", "n"];

/// What is counted, or what it is counted over, in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Quantity {
    /// Plural: "items", "pounds", "registered patients".
    pub many: String,
    /// Singular: "registered patient".
    pub one: String,
    /// What a subtitle adds in brackets: "net ingredient cost".
    pub detail: Option<String>,
    /// What follows the noun and its detail: "of BNF 0501".
    pub among: Option<String>,
    /// What it is made of.
    pub nature: Nature,
}

/// What rates are over where a unit names one of them, and how many of them are called.
const ONE: [(&str, &str); 12] = [
    ("patient", "patients"),
    ("person", "people"),
    ("head", "heads"),
    ("child", "children"),
    ("adult", "adults"),
    ("resident", "residents"),
    ("item", "items"),
    ("inhaler", "inhalers"),
    ("dose", "doses"),
    ("birth", "births"),
    ("practice", "practices"),
    ("STAR-PU", "STAR-PUs"),
];

impl Quantity {
    /// People or things by their plural; the singular is made from it.
    #[must_use]
    pub fn of(many: &str) -> Self {
        Self { many: many.to_owned(), one: singular(many), detail: None, among: None, nature: Nature::Plain }
    }

    /// Pounds.
    #[must_use]
    pub fn pounds() -> Self {
        Self { nature: Nature::Money, ..Self::of("pounds") }
    }

    /// "registered patients", "weighted patients".
    #[must_use]
    pub fn patients(who: &str) -> Self {
        Self::of(&format!("{who} patients"))
    }

    /// A quantity by the name that somebody else gave it, which has no singular. A name that begins with "pounds" or a
    /// pound sign is money; one like "numerator" says nothing.
    #[must_use]
    pub fn named(name: &str) -> Self {
        let name = name.trim();
        let money = MONEY.into_iter().find(|money| name.starts_with(money));
        let (noun, rest) = name.split_at(money.map_or(name.len(), str::len));
        let nature = match money {
            Some(_) => Nature::Money,
            None if NAMELESS.contains(&name.to_lowercase().as_str()) => Nature::Nameless,
            None => Nature::Plain,
        };
        let among = Some(rest.trim()).filter(|rest| !rest.is_empty()).map(str::to_owned);
        Self { many: noun.to_owned(), one: noun.to_owned(), detail: None, among, nature }
    }

    /// A quantity by the name of one of it, as it stands in "items per patient". A name that is no count of things ("list size",
    /// "weighted population") stays as it is.
    ///
    /// ```
    /// use unwarranted_core::rates::Quantity;
    /// let many = |one: &str| Quantity::one_of(one).many;
    /// assert_eq!(["registered patient", "person", "head", "list size", "patients"].map(many),
    ///     ["registered patients", "people", "heads", "list size", "patients"]);
    /// ```
    #[must_use]
    pub fn one_of(one: &str) -> Self {
        let own = Self::named(one);
        let counted = ONE.iter().find_map(|(one, many)| {
            let before = own.one.strip_suffix(one)?;
            (before.is_empty() || before.ends_with(' ')).then(|| format!("{before}{many}"))
        });
        Self { many: counted.unwrap_or(own.many), ..own }
    }

    /// A quantity by the name of a column: as [`Self::named`], with the singular of what is counted.
    ///
    /// ```
    /// use unwarranted_core::rates::Quantity;
    /// let one = |name: &str| Quantity::column(name).one;
    /// assert_eq!(["patients", "registered patients", "people", "STAR-PUs", "n", "bonus"].map(one),
    ///     ["patient", "registered patient", "person", "STAR-PU", "n", "bonus"]);
    /// ```
    #[must_use]
    pub fn column(name: &str) -> Self {
        const COUNTED: [&str; 16] = [
            "patients",
            "persons",
            "residents",
            "items",
            "prescriptions",
            "admissions",
            "attendances",
            "referrals",
            "episodes",
            "heads",
            "births",
            "deliveries",
            "procedures",
            "visits",
            "households",
            "star-pus",
        ];
        let named = Self::named(name);
        let (lower, last) =
            (named.many.to_lowercase(), named.many.rsplit(' ').next().unwrap_or_default().to_lowercase());
        let one = match &*last {
            "people" => format!("{}person", &named.many[..lower.len() - last.len()]),
            last if COUNTED.contains(&last) => singular(&named.many),
            _ => named.one,
        };
        Self { one, ..named }
    }

    /// The same, followed by what it is part of.
    #[must_use]
    pub fn among(self, among: impl Into<String>) -> Self {
        Self { among: Some(among.into()), ..self }
    }

    /// The same, with something in brackets behind it.
    #[must_use]
    pub fn with_detail(self, detail: impl Into<String>) -> Self {
        Self { detail: Some(detail.into()), ..self }
    }

    /// The same, counting by weight.
    #[must_use]
    pub fn weighted(self) -> Self {
        Self { nature: Nature::Weighted, ..self }
    }

    pub(super) fn write(&self, f: &mut fmt::Formatter<'_>, noun: &str) -> fmt::Result {
        f.write_str(noun)?;
        self.detail.iter().try_for_each(|detail| write!(f, " ({detail})"))?;
        self.among.iter().try_for_each(|among| write!(f, " {among}"))
    }
}

impl fmt::Display for Quantity {
    /// The plural with its detail: "pounds (net ingredient cost)".
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.write(f, &self.many)
    }
}

/// Words for money that a unit may begin with.
pub(super) const MONEY: [&str; 3] = ["pounds", "Pounds", "£"];
