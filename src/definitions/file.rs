//! A definition as a TOML file.

use super::denominator::{DenominatorTable, over};
use super::selection::{CodesTable, codes};
use super::text::Text;
use super::{Care, Definition, PerPerson, Result, Variation};
use crate::core::treatment::Counted;
use crate::core::{Kind, Polarity, Treatment};
use crate::ingest::values::day::Day;
use serde::Deserialize;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    id: String,
    title: String,
    question: String,
    why: String,
    measure: String,
    kind: Kind,
    polarity: Polarity,
    care: Care,
    variation: Variation,
    guidance: Option<String>,
    author: String,
    reviewed: String,
    #[serde(default)]
    tags: Vec<String>,
    unsure: Option<String>,
    numerator: CodesTable,
    denominator: DenominatorTable,
    per_person: Option<PerPersonTable>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PerPersonTable {
    amount: f64,
    cv: Option<f64>,
    source: String,
}

pub(super) fn read(text: &str, file: &str) -> Result<Definition> {
    let text = Text { file, text };
    let read: File = toml::from_str(text.text).map_err(|e| text.of_toml(&e))?;
    let reviewed = words(&text, &read)?;
    let measure = text.measure("measure", &read.measure)?;
    let numerator = codes(&text, "numerator", &read.numerator)?;
    let (over, denominator) = over(&text, &read.denominator, measure)?;
    let counted = Counted::Prescribed(numerator.selection.clone(), measure);
    let mut treatment = Treatment::new(read.id.as_str().into(), read.title, counted, over);
    if treatment.kind != read.kind {
        return Err(text.at("kind", kind_problem(read.kind, treatment.kind)));
    }
    let per_person = read.per_person.map(|table| per_person(&text, table)).transpose()?;
    treatment.polarity = Some(read.polarity);
    treatment.per_person = per_person.as_ref().map(|known| known.amount);
    Ok(Definition {
        treatment,
        question: read.question,
        why: read.why,
        polarity: read.polarity,
        care: read.care,
        variation: read.variation,
        guidance: read.guidance,
        author: read.author,
        reviewed,
        tags: read.tags,
        unsure: read.unsure,
        per_person,
        numerator,
        denominator,
    })
}

/// Checks what is words; the day of the review.
fn words(text: &Text<'_>, read: &File) -> Result<Day> {
    for (key, value) in [
        ("id", &read.id),
        ("title", &read.title),
        ("question", &read.question),
        ("why", &read.why),
        ("author", &read.author),
    ] {
        text.not_blank(key, value)?;
    }
    for (key, value) in [("guidance", &read.guidance), ("unsure", &read.unsure)] {
        value.iter().try_for_each(|value| text.not_blank(key, value))?;
    }
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    if !read.id.chars().all(plain) {
        return Err(text.at("id", format!("is '{}'; expected small letters, digits and '-'", read.id)));
    }
    if let Some(tag) = read.tags.iter().find(|tag| tag.is_empty() || !tag.chars().all(plain)) {
        return Err(text.at("tags", format!("has '{tag}'; expected small letters, digits and '-'")));
    }
    Day::parse(&read.reviewed)
        .ok_or_else(|| text.at("reviewed", format!("is '{}'; expected a day such as 2026-11-28", read.reviewed)))
}

fn kind_problem(said: Kind, found: Kind) -> String {
    let why = match (said, found) {
        (Kind::Share, _) => {
            "a share needs items over items, and every code of the numerator among those of the denominator"
        }
        (_, Kind::Share) => "items over items of which they are a part are a share",
        (_, Kind::Count) => "items over people are a count",
        (_, Kind::Amount) => "money and quantities, and items over other items, are an amount",
    };
    format!("is '{said}', but what is counted over what makes it '{found}': {why}")
}

fn per_person(text: &Text<'_>, table: PerPersonTable) -> Result<PerPerson> {
    let PerPersonTable { amount, cv, source } = table;
    if !(amount.is_finite() && amount > 0.0) {
        return Err(text.at("per_person.amount", format!("is {amount}; expected a number above zero")));
    }
    if let Some(cv) = cv.filter(|cv| !(cv.is_finite() && *cv >= 0.0)) {
        return Err(text.at("per_person.cv", format!("is {cv}; expected 0 or more")));
    }
    text.not_blank("per_person.source", &source)?;
    Ok(PerPerson { amount, cv, source })
}
