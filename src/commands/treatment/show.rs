//! A definition in words.

use anyhow::Result;
use unwarranted::core::Over;
use unwarranted::core::text::wrapped;
use unwarranted::definitions::{Care, DefinedCodes, Definition, Variation};

#[derive(Debug, clap::Args)]
pub(super) struct ShowArgs {
    /// Identifier, or a file of one's own (.toml).
    #[arg(value_name = "ID|FILE")]
    treatment: String,
}

/// Characters of a line of words.
const WIDTH: usize = 86;

impl ShowArgs {
    pub(super) fn run(&self) -> Result<()> {
        super::super::print(&words(&super::one(&self.treatment)?))
    }
}

/// "items per registered patients", "items as a share of items".
pub(super) fn counted(d: &Definition) -> String {
    let units = &d.treatment.unit;
    match (&d.treatment.over, d.denominator.is_some()) {
        (Over::Other(of), true) => {
            let own = d.treatment.numerator.measure().map_or_else(String::new, |m| m.counted().to_string());
            let of = of.measure().map_or_else(String::new, |m| m.counted().to_string());
            if own == of { format!("share of {own}") } else { format!("{own} per {}", of.trim_end_matches('s')) }
        }
        _ => format!("{} per {}", units.numerator, units.denominator.one),
    }
}

fn words(d: &Definition) -> String {
    let mut text = format!("{} ({})\n", d.treatment.title, d.id());
    let mut add = |label: &str, value: &str| {
        for (at, line) in wrapped(value, WIDTH).iter().enumerate() {
            text += &format!("  {:<12}{line}\n", if at == 0 { label } else { "" });
        }
    };
    add("question", &d.question);
    add("why", &d.why);
    add("counts", &format!("{} ({})", counted(d), d.treatment.kind));
    add("of", &codes(&d.numerator));
    if let Some(of) = &d.denominator {
        add("over", &codes(of));
    } else {
        add("over", &d.treatment.unit.denominator.to_string());
    }
    add(
        "better",
        match d.polarity.word() {
            "low" => "less",
            "high" => "more",
            _ => "nobody can say",
        },
    );
    add("care", care(d.care));
    add("variation", variation(d.variation));
    if let Some(person) = &d.per_person {
        let unit = &d.treatment.unit.numerator.many;
        add("a person", &format!("takes {} {unit} a year: {}", person.amount, person.source));
    }
    for (label, value) in [("guidance", &d.guidance), ("not sure", &d.unsure)] {
        value.iter().for_each(|value| add(label, value));
    }
    add("by", &format!("{}, reviewed on {}", d.author, d.reviewed.words()));
    add("tags", &d.tags.join(", "));
    text
}

/// The codes, with where explicit ones are from.
fn codes(of: &DefinedCodes) -> String {
    let list = of.list.map_or_else(String::new, |month| format!(" (whole codes are from the list of {month})"));
    let found = of.name_pattern.as_ref().map_or_else(String::new, |p| format!(" (found by the name '{p}')"));
    format!("BNF {}{list}{found}", of.selection.to_string().replace('+', " + ").replace('-', " less "))
}

fn care(care: Care) -> &'static str {
    match care {
        Care::LowPriority => "guidance asks that the NHS not pay for it, or hardly ever",
        Care::Stewardship => "to be used sparingly, so that it goes on working",
        Care::Safety => "does harm where it is used wrongly",
        Care::RecommendedUptake => "guidance recommends it to more people than have it",
        Care::HighCostSwitch => "a cheaper equal exists",
        Care::SharedCare => "divided between hospital and practice: a zero may mean that somebody else pays",
        Care::SelfCare => "people are asked to buy it",
        Care::LocalPolicy => "settled locally: who pays, or who supplies it",
        Care::Choice => "one of several proper choices",
    }
}

fn variation(variation: Variation) -> &'static str {
    match variation {
        Variation::Underuse => "effective care that too few people get",
        Variation::Overuse => "care that too many people get",
        Variation::PreferenceSensitive => "depends on what patients, or their doctors, prefer",
        Variation::SupplySensitive => "depends on what is supplied, and by whom",
    }
}
