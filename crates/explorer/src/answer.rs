//! What a page shows of a question: words, a chart, tables.

use crate::asked::Asked;
use crate::chosen::Chosen;
use crate::engine::Engine;
use crate::error::Error;
use serde::Serialize;
use unwarranted_core::SliceFindings;
use unwarranted_core::outliers::{self, RULES};
use unwarranted_plot::charts::{Beside, CHARTS, Chart, Draw, Subject};
use unwarranted_plot::{Labels, Places, Size};
use unwarranted_report::html::live::{Live, live, not_drawn};

/// What a page shows. Pieces called HTML are escaped; all else is plain text.
#[derive(Debug, Clone, Serialize)]
pub struct Answer {
    /// The question with what was not said filled in.
    pub asked: Asked,
    /// The finding in a line.
    pub heading: String,
    /// Unit, areas, period.
    pub standfirst: String,
    /// Lines of the summary, each a label and a text.
    pub facts: Vec<(&'static str, String)>,
    /// The chart.
    pub chart: ChartAnswer,
    /// Which areas are unusual: a line.
    pub unusual: String,
    /// What that means and how sure it is.
    pub paragraphs: Vec<String>,
    /// The unusual areas, as HTML.
    pub named: Vec<String>,
    /// Every area, as HTML.
    pub areas: String,
    /// The indices, as HTML.
    pub indices: String,
    /// Deciles over time, as HTML; `None` for one period.
    pub over_time: Option<String>,
    /// What the rule does.
    pub rule: String,
    /// Whether the rule takes a benchmark.
    pub takes_target: bool,
    /// What a reader must know besides.
    pub notes: Vec<String>,
}

/// A chart in two widths, or why there is none.
#[derive(Debug, Clone, Serialize)]
pub struct ChartAnswer {
    /// Name of the chart.
    pub title: String,
    /// What it shows and how to read it.
    pub about: String,
    /// The SVG for wide screens and paper.
    pub wide: Option<String>,
    /// The SVG for phones.
    pub narrow: Option<String>,
    /// Why it is not drawn.
    pub not_drawn: Option<String>,
}

/// What can be chosen for a treatment in one way.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Choices {
    /// Periods with their words, the latest first.
    periods: Vec<[String; 2]>,
    /// Areas with names.
    areas: Vec<[String; 2]>,
    /// Groups with the codes of their areas.
    groups: Vec<(String, Vec<String>)>,
    /// Rules with their names.
    rules: Vec<[&'static str; 2]>,
    /// Charts with their names.
    charts: Vec<[&'static str; 2]>,
    unit: String,
    measure: String,
    plural: String,
}

/// Charts of one treatment; maps only where it is known where the areas lie.
fn charts(places: Option<&Places>) -> impl Iterator<Item = &'static Chart> {
    let drawn = move |chart: &&Chart| {
        matches!(chart.draw, Draw::Findings(_)) && !chart.of_several && (!chart.of_places || places.is_some())
    };
    CHARTS.iter().filter(drawn)
}

impl Engine {
    /// What a page shows of a question.
    ///
    /// # Errors
    /// What is asked for is not there or cannot be analysed.
    pub fn answer(&mut self, asked: &Asked) -> Result<Answer, Error> {
        let found = self.shown(asked)?;
        let chosen = self.chosen(asked)?;
        let (labels, draws) = (chosen.labels.clone(), chosen.draws_intervals());
        let of_charts = Labels { measure: chosen.way.drawn.clone(), ..labels.clone() };
        let rule = asked.rule.clone().unwrap_or_else(|| chosen.entry.shown.rule().to_owned());
        let target = chosen.target.unwrap_or(chosen.entry.shown.target());
        let series = self.series(asked, &found)?;
        let mark = asked.area.as_deref().filter(|code| !code.is_empty());
        let said = live(&found, &series, &labels, mark);
        let chart = self.chart(asked)?;
        let beside = Beside { places: self.places(asked.way), ..Beside::default() };
        let subject =
            Subject { findings: &found, series: &series, labels: &of_charts, highlight: mark, size: Size::WEB, beside };
        let drawn = drawn(chart, &subject);
        let own = outliers::find(&rule);
        let asked = Asked {
            period: Some(found.period.to_string()),
            rule: Some(rule),
            target: Some(target.to_string()),
            chart: Some(chart.id.to_owned()),
            ..asked.clone()
        };
        let Live { heading, standfirst, facts, unusual, areas, indices, over_time } = said;
        Ok(Answer {
            notes: notes(&asked, &found, draws),
            asked,
            heading,
            standfirst,
            facts,
            chart: drawn,
            unusual: unusual.heading,
            paragraphs: unusual.paragraphs,
            named: unusual.tables,
            areas,
            indices,
            over_time,
            rule: own.map(|rule| rule.does.to_owned()).unwrap_or_default(),
            takes_target: own.is_some_and(|rule| rule.against.is_some()),
        })
    }

    /// The chart that is asked for.
    pub(crate) fn chart(&self, asked: &Asked) -> Result<&'static Chart, Error> {
        chart(asked.chart.as_deref(), self.places(asked.way))
    }

    /// What can be chosen for a treatment in one way.
    pub(crate) fn choices(&self, treatment: &str, way: usize) -> Result<Choices, Error> {
        let (places, asked) = (self.places(way), Asked { treatment: treatment.to_owned(), way, ..Asked::default() });
        let Chosen { opened, way, labels, slice, .. } = self.chosen(&asked)?;
        let mut periods: Vec<[String; 2]> = way
            .asked
            .iter()
            .filter_map(|at| way.slices.get(*at))
            .map(|kept| [kept.period().to_string(), kept.period().words()])
            .collect();
        periods.reverse();
        let name = |a: &crate::KeptArea| [a.code.to_string(), a.name.as_deref().unwrap_or(&a.code).to_owned()];
        let mut groups: std::collections::BTreeMap<String, Vec<String>> = std::collections::BTreeMap::new();
        for (group, area) in slice.groups().into_iter().flatten().zip(slice.areas()) {
            groups.entry(group.to_string()).or_default().push(area.code.to_string());
        }
        Ok(Choices {
            periods,
            areas: opened.areas(way).iter().map(name).collect(),
            groups: groups.into_iter().collect(),
            rules: RULES.iter().map(|rule| [rule.id, rule.title]).collect(),
            charts: charts(places).map(|chart| [chart.id, chart.title]).collect(),
            unit: labels.unit.to_string(),
            measure: labels.measure.clone(),
            plural: labels.plural().to_owned(),
        })
    }
}

fn chart(id: Option<&str>, places: Option<&Places>) -> Result<&'static Chart, Error> {
    let wanted = |chart: &&Chart| id.is_none_or(|id| chart.id == id);
    charts(places)
        .find(wanted)
        .ok_or_else(|| Error::Unknown(format!("the page has no chart '{}'", id.unwrap_or_default())))
}

fn drawn(chart: &Chart, subject: &Subject<'_>) -> ChartAnswer {
    let of = |size| chart.draw(&Subject { size, ..*subject });
    let (wide, narrow) = (of(Size::WEB), of(Size::PHONE));
    let intervals = chart.about_intervals.filter(|_| subject.findings.areas.iter().any(|a| a.lower.is_some()));
    ChartAnswer {
        title: chart.title.to_owned(),
        about: [Some(chart.about), intervals].into_iter().flatten().collect::<Vec<_>>().join(" "),
        not_drawn: wide.as_ref().err().map(|not| not_drawn(&not.reason)),
        wide: wide.ok().map(|drawing| element(&drawing.svg)),
        narrow: narrow.ok().map(|drawing| element(&drawing.svg)),
    }
}

/// The `svg` element of a document, without what comes before it.
fn element(svg: &str) -> String {
    svg[svg.find("<svg").unwrap_or(0)..].trim_end().to_owned()
}

/// What a reader must know of this answer.
fn notes(asked: &Asked, found: &SliceFindings, draws: bool) -> Vec<String> {
    let mut notes = Vec::new();
    if !asked.areas.is_empty() {
        notes.push(format!(
            "Only {} of the areas are compared, with each other: \"all areas together\" are these, and their verdicts may differ from those \
             among all.",
            found.areas.len()
        ));
    }
    if !draws {
        notes.push(
            "Intervals of the indices rest on practices, which this page does not carry; 'unwarranted report' has them.".to_owned(),
        );
    }
    notes
}
