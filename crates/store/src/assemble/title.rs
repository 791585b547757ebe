//! What treatments are called: by the names that publishers give their codes.

use super::Query;
use super::month::MonthSums;
use super::taken::{Single, Taken};
use unwarranted_core::rates::Quantity;
use unwarranted_core::treatment::{Codes, Counted};
use unwarranted_core::{Kind, Over, Treatment};

/// The codes of the first treatment of which nothing was prescribed in any month, or nothing of its denominator.
pub(super) fn missing(query: &Query, months: &[MonthSums]) -> Option<String> {
    let none = |taken: &[usize]| taken.iter().all(|n| *n == 0);
    let of = |(at, treatment): (usize, &Treatment)| {
        let own = || months.iter().map(|m| &m.treatments[at]);
        if none(&own().map(|t| t.taken.presentations).collect::<Vec<_>>()) {
            return Some(treatment.numerator.to_string());
        }
        match &treatment.over {
            Over::Other(of @ Counted::Prescribed(..))
                if none(&own().filter_map(|t| Some(t.taken_over.as_ref()?.presentations)).collect::<Vec<_>>()) =>
            {
                Some(of.to_string())
            }
            _ => None,
        }
    };
    query.treatments.iter().enumerate().find_map(of)
}

/// The treatments of a query with the titles that the months give them. A title that is not the bare codes was given.
pub(super) fn told(query: &Query, months: &[MonthSums], weighted: bool) -> Vec<Treatment> {
    let told = |(at, treatment): (usize, &Treatment)| {
        let own = Taken::over(months.iter().map(|m| &m.treatments[at].taken));
        let over = Taken::over(months.iter().filter_map(|m| m.treatments[at].taken_over.as_ref()));
        let mut told = of(treatment, &own, Some(&over));
        if weighted {
            told.unit.denominator = Quantity::patients("weighted").weighted();
        }
        told
    };
    query.treatments.iter().enumerate().map(told).collect()
}

/// A treatment with the title that the presentations it took give it, unless it has one that is not its bare codes.
pub(super) fn of(treatment: &Treatment, own: &Taken, over: Option<&Taken>) -> Treatment {
    let mut told = treatment.clone();
    if told.title == format!("BNF {}", treatment.codes()) {
        let own = title(&treatment.numerator, own);
        told.title = match &treatment.over {
            Over::Registered => own,
            Over::People(people) => format!("{own} by {}", people.quantity),
            Over::Other(of @ Counted::Fact { .. }) => format!("{own} by {}", of.quantity()),
            Over::Other(of) => {
                let of = over.map_or_else(|| of.to_string(), |over| title(of, over));
                let how = if treatment.kind == Kind::Share { "as a share of" } else { "over" };
                format!("{own} {how} {of}")
            }
        };
    }
    told
}

/// "Antibacterial drugs (BNF 0501)"; the codes alone where no single name is known.
fn title(counted: &Counted, taken: &Taken) -> String {
    let Counted::Prescribed(selection, _) = counted else { return counted.to_string() };
    let name = match (selection.include(), selection.exclude()) {
        ([Codes::Start(code)], []) => name(code, taken),
        _ => None,
    };
    name.map_or_else(|| format!("BNF {selection}"), |name| format!("{name} (BNF {selection})"))
}

fn name(code: &str, taken: &Taken) -> Option<String> {
    let single = |found: &Single| match found {
        Single::One(name) => Some(name.clone()),
        // The latest month may spell a name differently from the first: then the code alone is the safe title.
        Single::Nothing | Single::Several => None,
    };
    match code.len() {
        2 | 4 => section_name(code).map(str::to_owned),
        9 => single(&taken.chemical),
        _ if taken.bnf == Single::One(code.to_owned()) => single(&taken.description),
        _ => None,
    }
}

/// Name of a BNF chapter (2 characters) or section (4), as the NHS Business Services Authority's code list of February
/// 2020 gives it, abbreviations written out.
fn section_name(bnf: &str) -> Option<&'static str> {
    const SECTIONS: &str = include_str!("../../data/bnf/sections.csv");
    SECTIONS.lines().skip(1).find_map(|line| {
        let (code, name) = line.split_once(',')?;
        (code == bnf).then(|| name.trim_matches('"'))
    })
}
