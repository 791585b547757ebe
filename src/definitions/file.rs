//! A definition as a TOML file.

use super::{Care, DefinedCodes, Definition, Error, PerPerson, Result, Variation};
use crate::core::standardise::{AgeBand, StratumKey, WeightTable};
use crate::core::treatment::{Counted, People, Sex};
use crate::core::{Kind, Measure, Month, Over, Period, Polarity, Selection, Treatment};
use crate::ingest::values::day::Day;
use serde::Deserialize;
use std::collections::BTreeMap;

/// Characters of whole codes: of appliances and of medicines.
const WHOLE: [usize; 2] = [11, 15];

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
struct CodesTable {
    #[serde(default)]
    include: Vec<String>,
    #[serde(default)]
    exclude: Vec<String>,
    #[serde(default)]
    codes: Vec<String>,
    list: Option<String>,
    name_pattern: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct DenominatorTable {
    registered: Option<bool>,
    ages: Option<String>,
    sex: Option<Sex>,
    units: Option<String>,
    weights: Option<BTreeMap<Sex, BTreeMap<String, f64>>>,
    series: Option<String>,
    facts: Option<String>,
    #[serde(default)]
    include: Vec<String>,
    #[serde(default)]
    exclude: Vec<String>,
    #[serde(default)]
    codes: Vec<String>,
    list: Option<String>,
    name_pattern: Option<String>,
    measure: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PerPersonTable {
    amount: f64,
    cv: Option<f64>,
    source: String,
}

/// A text with its name, to say where something is.
struct Text<'a> {
    file: &'a str,
    text: &'a str,
}

impl Text<'_> {
    /// An error at a key, such as "numerator.include"; at the table, where the key is not there, or at the first line.
    fn at(&self, key: &str, problem: impl Into<String>) -> Error {
        let (table, name) = key.rsplit_once('.').unwrap_or(("", key));
        let (mut now, mut found, mut header) = (String::new(), None, None);
        for (line, text) in (1..).zip(self.text.lines().map(str::trim)) {
            if let Some(name) = text.strip_prefix('[').and_then(|rest| rest.split(']').next()) {
                name.clone_into(&mut now);
                header = header.or((now == table || now == key).then_some(line));
            } else if now == table && text.split('=').next().is_some_and(|own| own.trim().trim_matches('"') == name) {
                found = found.or(Some(line));
            }
        }
        let line = found.or(header).unwrap_or(1);
        Error::Key { file: self.file.to_owned(), line, key: key.to_owned(), problem: problem.into() }
    }

    /// What the reader of TOML says.
    fn of_toml(&self, error: &toml::de::Error) -> Error {
        let before = error.span().map_or("", |span| self.text.get(..span.start).unwrap_or_default());
        let line = before.matches('\n').count() + 1;
        let own = self.text.lines().nth(line - 1).unwrap_or_default();
        let key = own.split_once('=').map_or("", |(key, _)| key.trim());
        let message = error.message();
        let key = if message.contains("missing field") { "" } else { key };
        Error::Key { file: self.file.to_owned(), line, key: key.to_owned(), problem: message.to_owned() }
    }

    fn not_blank(&self, key: &str, value: &str) -> Result<()> {
        if value.trim().is_empty() { Err(self.at(key, "is blank; expected words")) } else { Ok(()) }
    }

    fn measure(&self, key: &str, word: &str) -> Result<Measure> {
        if word == "adq" {
            let says = "average daily quantities are not in the store: it keeps items, quantity, nic and actual-cost of each \
                        practice and presentation. They would need the column ADQUSAGE of the publisher's files. Use one of \
                        these four";
            return Err(self.at(key, says));
        }
        word.parse().map_err(|says| self.at(key, format!("is '{word}'; {says}")))
    }
}

pub(super) fn read(text: &str, file: &str) -> Result<Definition> {
    let text = Text { file, text };
    let read: File = toml::from_str(text.text).map_err(|e| text.of_toml(&e))?;
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
    let reviewed = Day::parse(&read.reviewed)
        .ok_or_else(|| text.at("reviewed", format!("is '{}'; expected a day such as 2026-11-28", read.reviewed)))?;
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

fn codes(text: &Text<'_>, table: &str, of: &CodesTable) -> Result<DefinedCodes> {
    let key = |name: &str| format!("{table}.{name}");
    if of.include.is_empty() && of.codes.is_empty() {
        let says = "has neither; expected beginnings of BNF codes in 'include', or whole codes in 'codes'";
        return Err(text.at(&key("include"), says));
    }
    if let Some(part) = of.codes.iter().find(|code| !WHOLE.contains(&code.trim().len()) || code.contains('~')) {
        let says = format!("'{part}' is no whole code; expected 15 characters, or 11 of an appliance");
        return Err(text.at(&key("codes"), says));
    }
    let all: Vec<&str> = of.include.iter().chain(&of.codes).map(String::as_str).collect();
    let exclude: Vec<&str> = of.exclude.iter().map(String::as_str).collect();
    // The key in which the first bad text stands.
    let bad = |texts: &[&str]| texts.iter().any(|text| Selection::new(&[text], &[]).is_err());
    let at =
        |name: &str, texts: &[String]| bad(&texts.iter().map(String::as_str).collect::<Vec<_>>()).then(|| key(name));
    let place = || at("include", &of.include).or(at("codes", &of.codes)).unwrap_or_else(|| key("exclude"));
    let selection = Selection::new(&all, &exclude).map_err(|says| text.at(&place(), says.to_string()))?;
    let list = match (&of.list, of.codes.is_empty()) {
        (Some(list), false) => Some(month(text, &key("list"), list)?),
        (None, false) => {
            return Err(
                text.at(&key("codes"), "need 'list', the month of the code list they are from, such as 2020-02")
            );
        }
        (Some(_), true) => return Err(text.at(&key("list"), "goes with 'codes'")),
        (None, true) => None,
    };
    if of.name_pattern.is_some() && of.codes.is_empty() {
        let says = "says how 'codes' were found, and there are none: make them with 'unwarranted treatment new --name-pattern'";
        return Err(text.at(&key("name_pattern"), says));
    }
    Ok(DefinedCodes { selection, list, name_pattern: of.name_pattern.clone() })
}

fn month(text: &Text<'_>, key: &str, word: &str) -> Result<Month> {
    match Period::parse(word) {
        Ok(Period::Month(month)) => Ok(month),
        _ => Err(text.at(key, format!("is '{word}'; expected a month such as 2020-02"))),
    }
}

/// What is counted over what; the codes where that is prescribed too.
fn over(text: &Text<'_>, of: &DenominatorTable, measure: Measure) -> Result<(Over, Option<DefinedCodes>)> {
    let said = [
        ("registered", of.registered.is_some()),
        ("ages", of.ages.is_some() || of.sex.is_some()),
        ("weights", of.weights.is_some() || of.units.is_some()),
        ("facts", of.facts.is_some() || of.series.is_some()),
        ("include", !of.include.is_empty() || !of.codes.is_empty() || !of.exclude.is_empty()),
    ];
    let given: Vec<&str> = said.iter().filter(|(_, given)| *given).map(|(name, _)| *name).collect();
    let [which] = given[..] else {
        let says = format!(
            "has {}; expected one of 'registered = true', 'ages' and 'sex', 'units' with 'weights', 'series' with 'facts' (a \
             register), or codes in 'include' or 'codes'",
            if given.is_empty() { "nothing".to_owned() } else { given.join(" and ") }
        );
        return Err(text.at("denominator", says));
    };
    let prescribed = ["list", "name_pattern", "measure"];
    let stray = [of.list.is_some(), of.name_pattern.is_some(), of.measure.is_some()];
    if let Some((key, _)) = prescribed.iter().zip(stray).find(|(_, stray)| *stray && which != "include") {
        return Err(text.at(&format!("denominator.{key}"), "goes with codes in 'include' or 'codes'"));
    }
    let weighted = |e: crate::core::Error| text.at(&format!("denominator.{which}"), e.to_string());
    match which {
        "registered" if of.registered == Some(true) => Ok((Over::Registered, None)),
        "registered" => {
            Err(text.at("denominator.registered", "is false; leave it out, and say what it is counted over"))
        }
        "ages" => {
            let ages = of.ages.as_deref().map_or(Ok(AgeBand::ALL), str::parse).map_err(weighted)?;
            Ok((Over::People(People::of_ages(ages, of.sex).map_err(weighted)?), None))
        }
        "weights" => weights(text, of).map(|people| (Over::People(people), None)),
        "facts" => match (&of.series, &of.facts) {
            (Some(series), Some(measure)) => {
                Ok((Over::Other(Counted::Fact { series: series.clone(), measure: measure.clone() }), None))
            }
            _ => Err(text.at("denominator", "needs both 'series' and 'facts', such as qof-prevalence and register-dm")),
        },
        _ => {
            let measure =
                of.measure.as_deref().map_or(Ok(measure), |word| text.measure("denominator.measure", word))?;
            let table = CodesTable {
                include: of.include.clone(),
                exclude: of.exclude.clone(),
                codes: of.codes.clone(),
                list: of.list.clone(),
                name_pattern: of.name_pattern.clone(),
            };
            let codes = codes(text, "denominator", &table)?;
            Ok((Over::Other(Counted::Prescribed(codes.selection.clone(), measure)), Some(codes)))
        }
    }
}

fn weights(text: &Text<'_>, of: &DenominatorTable) -> Result<People> {
    let (Some(units), Some(weights)) = (&of.units, &of.weights) else {
        return Err(text
            .at("denominator", "needs both 'units' (what weighted patients are called) and 'weights' by sex and age"));
    };
    let mut table = Vec::new();
    for (sex, ages) in weights {
        let key = format!("denominator.weights.{sex}");
        for (ages, weight) in ages {
            let age_band: AgeBand = ages.parse().map_err(|e: crate::core::Error| text.at(&key, e.to_string()))?;
            table.push((StratumKey { age_band, sex: Some(sex.word().into()) }, *weight));
        }
    }
    let table = WeightTable::new(table).map_err(|e| text.at("denominator.weights", e.to_string()))?;
    if table.strata().next().is_none() {
        return Err(text.at("denominator.weights", "is empty; expected a weight for each age band of each sex"));
    }
    Ok(People::weighted(units, table))
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
