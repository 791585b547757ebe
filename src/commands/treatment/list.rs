//! The definitions that come with the program.

use crate::cli::OutputFormat;
use anyhow::Result;
use unwarranted::definitions::{Definition, all, find};

#[derive(Debug, clap::Args)]
pub(super) struct ListArgs {
    /// Only those with this tag.
    #[arg(long, value_name = "TAG")]
    tag: Option<String>,
    /// How to print.
    #[arg(long, value_enum, default_value_t = OutputFormat::Table)]
    format: OutputFormat,
}

const HEAD: [&str; 10] =
    ["id", "title", "question", "measure", "over", "kind", "polarity", "care", "variation", "tags"];

impl ListArgs {
    pub(super) fn run(&self) -> Result<()> {
        let found = match &self.tag {
            Some(tag) => find(&format!("tag:{tag}"))?,
            None => all()?.to_vec(),
        };
        super::super::print(&match self.format {
            OutputFormat::Table => table(&found),
            OutputFormat::Csv => csv(&found),
            OutputFormat::Json => serde_json::to_string_pretty(&json(&found))? + "\n",
        })
    }
}

fn table(found: &[Definition]) -> String {
    let wide = found.iter().map(|d| d.id().len()).max().unwrap_or_default();
    let line = |d: &Definition| {
        let better = if d.polarity.word() == "neither" { String::new() } else { format!("; {} is better", d.polarity) };
        format!("{:<wide$}  {} ({}{better})\n", d.id(), d.treatment.title, super::show::counted(d))
    };
    found.iter().map(line).collect()
}

fn row(d: &Definition) -> [String; 10] {
    let units = &d.treatment.unit;
    [
        d.id().to_owned(),
        d.treatment.title.clone(),
        d.question.clone(),
        units.numerator.to_string(),
        units.denominator.to_string(),
        d.treatment.kind.to_string(),
        d.polarity.to_string(),
        d.care.to_string(),
        d.variation.to_string(),
        d.tags.join(" "),
    ]
}

fn csv(found: &[Definition]) -> String {
    let quoted = |text: &String| {
        if text.contains([',', '"', '\n']) { format!("\"{}\"", text.replace('"', "\"\"")) } else { text.clone() }
    };
    let line = |d: &Definition| row(d).iter().map(quoted).collect::<Vec<_>>().join(",") + "\n";
    HEAD.join(",") + "\n" + &found.iter().map(line).collect::<String>()
}

fn json(found: &[Definition]) -> serde_json::Value {
    let one = |d: &Definition| -> serde_json::Value {
        HEAD.iter()
            .zip(row(d))
            .map(|(key, value)| ((*key).to_owned(), value.into()))
            .collect::<serde_json::Map<_, _>>()
            .into()
    };
    serde_json::json!({ "schema": 1, "treatments": found.iter().map(one).collect::<Vec<_>>() })
}
