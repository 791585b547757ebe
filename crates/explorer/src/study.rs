//! The study that gives a table again on the command line.

use crate::asked::Asked;
use crate::chosen::Chosen;
use crate::engine::Engine;
use crate::error::Error;
use crate::packet::Table;
use unwarranted_core::AnalysisOptions;
use unwarranted_core::findings::Wanted;
use unwarranted_core::outliers;
use unwarranted_plot::charts::Chart;

impl Engine {
    /// The study that gives the table of [`Self::csv`] again on the command line.
    ///
    /// # Errors
    /// Those of [`Self::csv`].
    pub fn study(&self, asked: &Asked) -> Result<String, Error> {
        let chosen = self.chosen(asked)?;
        let options = chosen.entry.tabled.analysis(Wanted::Outliers, 1.0, asked.rule.as_deref(), chosen.target)?;
        let chart = self.chart(asked)?;
        Ok(study(&chosen, asked, &options, (chart, &self.site().program)))
    }
}

/// The study of the way with what the reader chose.
fn study(chosen: &Chosen<'_>, asked: &Asked, options: &AnalysisOptions, (chart, program): (&Chart, &str)) -> String {
    let given = given(chosen, asked, options);
    let (pinned, inputs) = chosen.entry.study.split_once("\n[made]\n").unwrap_or((&chosen.entry.study, ""));
    let own = |line: &&str| {
        let key = line.split(" = ").next().unwrap_or_default();
        !line.starts_with('#') && !line.trim().is_empty() && given.iter().all(|(other, _)| *other != key)
    };
    let mut text = format!(
        "# {}, {}: the figures of a page, with the defaults of {program}, which may change.\n\
         # Beside its data, this prints them again, to the byte:\n\
         # unwarranted {} --study study.toml --format csv\n{}",
        chosen.labels.measure.replace('\n', " "),
        chosen.slice.period().words(),
        chosen.entry.table,
        drawing(chosen, options, chart)
    );
    pinned.lines().filter(own).for_each(|line| text += &format!("{line}\n"));
    given.iter().filter(|(_, value)| !value.is_empty()).for_each(|(key, value)| text += &format!("{key} = {value}\n"));
    if !by_other_rule(chosen, options) {
        text += "\n[out]\nreport = \"report\"\n";
    }
    text + "\n# Inputs are looked for beside this file, in the folders above, and where the command is run.\n[made]\n"
        + inputs
}

/// Whether the reader chose another rule than that of reports and charts.
fn by_other_rule(chosen: &Chosen<'_>, options: &AnalysisOptions) -> bool {
    options.rule != chosen.entry.shown.rule()
}

/// How the chart is drawn again, for a reader of the study.
fn drawing(chosen: &Chosen<'_>, options: &AnalysisOptions, chart: &Chart) -> String {
    if by_other_rule(chosen, options) {
        return format!("# Its chart goes by the rule {}: the page draws it, and no command does.\n", options.rule);
    }
    let boundaries = if chart.of_places { " --boundaries BOUNDARIES" } else { "" };
    format!("# And this its chart: unwarranted chart {} --study study.toml{boundaries} -o chart.svg\n", chart.id)
}

/// What the reader chose, in the place of what the study of the way says; blank where an option is to be left out.
fn given(chosen: &Chosen<'_>, asked: &Asked, options: &AnalysisOptions) -> Vec<(&'static str, String)> {
    let mut given = Vec::new();
    if by_other_rule(chosen, options) {
        // A report would go by its own rule.
        given.push(("commands", list(&[chosen.entry.table.word().to_owned()])));
    }
    if chosen.way.slices.len() > 1 {
        given.push(("period", list(&[chosen.slice.period().to_string()])));
    }
    if !chosen.opened.packet.alone {
        given.push(("only-treatment", list(&[chosen.slice.treatment().to_string()])));
    }
    if !asked.areas.is_empty() {
        given.push(("only-area", list(&asked.areas)));
    }
    if let Some(area) = asked.area.as_deref().filter(|code| !code.is_empty()) {
        given.push(("highlight", string(area)));
    }
    if chosen.entry.table == Table::Outliers {
        given.push(("rule", string(options.rule)));
        let takes = outliers::find(options.rule).is_some_and(|rule| rule.against.is_some());
        given.push(("target", if takes { string(&options.target.to_string()) } else { String::new() }));
    }
    given
}

fn list(texts: &[String]) -> String {
    let quoted: Vec<String> = texts.iter().map(|text| string(text)).collect();
    format!("[{}]", quoted.join(", "))
}

/// A string of TOML: one of JSON, but for the delete character, which TOML wants escaped too.
fn string(text: &str) -> String {
    serde_json::Value::from(text).to_string().replace('\u{7f}', "\\u007f")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strings_are_escaped() {
        assert_eq!(string("a\"b\\c\n\u{7f}é"), "\"a\\\"b\\\\c\\n\\u007fé\"");
        assert_eq!(list(&["A".to_owned(), "B".to_owned()]), "[\"A\", \"B\"]");
    }
}
