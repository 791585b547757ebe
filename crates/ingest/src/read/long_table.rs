//! Tables with one figure a row: an area, a period, what it is, and the figure.

use super::below::{self, Below};
use super::collect::{self, Clash, Collector, Group, Measure};
use super::periods::{self, Hyphen};
use super::{Header, Sample, Source, figures, kinds};
use crate::error::Error;
use crate::read::sexes;
use crate::read::{Bad, Row, ages};
use crate::tables::facts::{FactArea, Unit};
use crate::tables::{Reading, Verdict};
use crate::values::area_kind::AreaKind;
use crate::values::codes;

/// Column names of areas, in capitals, with the kind that the name implies.
const AREA: &[(&str, Option<AreaKind>)] = &[
    ("AREA", None),
    ("AREA_CODE", None),
    ("CODE", None),
    ("ORG", None),
    ("ORG_CODE", None),
    ("ORGANISATION_CODE", None),
    ("CCG", Some(AreaKind::Ccg)),
    ("CCG_CODE", Some(AreaKind::Ccg)),
    ("SUB_ICB_CODE", Some(AreaKind::Ccg)),
    ("PCT", Some(AreaKind::Pct)),
    ("PCT_CODE", Some(AreaKind::Pct)),
    ("PRACTICE", Some(AreaKind::Practice)),
    ("PRACTICE_CODE", Some(AreaKind::Practice)),
    ("PCN_CODE", Some(AreaKind::Pcn)),
    ("STP_CODE", Some(AreaKind::Stp)),
    ("ICB_CODE", Some(AreaKind::Icb)),
    ("REGION_CODE", Some(AreaKind::Region)),
];
const NAME: &[&str] = &["AREA_NAME", "NAME", "ORG_NAME", "ORGANISATION_NAME", "CCG_NAME", "PCT_NAME", "PRACTICE_NAME"];
const KIND: &[&str] = &["AREA_TYPE", "ORG_TYPE", "LEVEL"];
const PERIOD: &[&str] = &["PERIOD", "TIME_PERIOD", "FINANCIAL_YEAR", "YEAR", "QUARTER", "MONTH", "DATE"];

/// What sets one layout of this form apart from the other.
pub(crate) struct Long {
    /// The layout's id.
    pub(crate) id: &'static str,
    /// Column names of what the figure is.
    pub(crate) what: &'static [&'static str],
    /// Column names of its title.
    pub(crate) title: &'static [&'static str],
    /// Column names of the figure.
    pub(crate) value: &'static [&'static str],
    /// Unit where no column says so.
    pub(crate) unit: Unit,
}

struct Columns {
    area: usize,
    kind: Option<AreaKind>,
    name: Option<usize>,
    kinds: Option<usize>,
    period: usize,
    what: usize,
    title: Option<usize>,
    value: usize,
    unit: Option<usize>,
    age: Option<usize>,
    sex: Option<usize>,
}

impl Long {
    pub(crate) fn recognise(&self, sample: &Sample<'_>) -> bool {
        below::has_header(sample, |header| self.columns(header).is_some())
    }

    fn columns(&self, header: &Header) -> Option<Columns> {
        let (area, kind) = AREA.iter().find_map(|(name, kind)| Some((header.find(&[*name])?, *kind)))?;
        Some(Columns {
            area,
            kind,
            name: header.find(NAME),
            kinds: header.find(KIND),
            period: header.find(PERIOD)?,
            what: header.find(self.what)?,
            title: header.find(self.title),
            value: header.find(self.value)?,
            unit: header.find(&["UNIT", "UNITS"]),
            age: header.find(&["AGE", "AGE_BAND"]),
            sex: header.find(&["SEX"]),
        })
    }

    pub(crate) fn read(&self, source: &Source<'_>) -> Result<Reading, Error> {
        let table = Below::find(source, |header| self.columns(header).is_some())?;
        let columns = self.columns(&table.header).ok_or_else(|| source.refuse("the header was not found"))?;
        let mut periods: Vec<String> = Vec::new();
        table.each_row(|row| {
            periods.push(row.text(columns.period).to_owned());
            Ok(Verdict::Used(None))
        })?;
        let hyphen = Hyphen::of(&table.header.names()[columns.period], periods.iter().map(String::as_str));
        let mut all = Collector::default();
        let tally = table.each_row(|row| self.row(&columns, hyphen, row, &mut all))?;
        all.finish(source, self.id, None, tally)
    }

    fn row(&self, columns: &Columns, hyphen: Hyphen, row: &Row<'_>, all: &mut Collector) -> Result<Verdict, Bad> {
        let span = periods::span(row.text(columns.period), hyphen);
        let span = span.ok_or_else(|| row.bad(columns.period, periods::FORMS))?;
        let area = columns.area(row)?;
        let unit = columns.unit.map_or(Some(self.unit), |at| unit_named(row.text(at)));
        let unit = unit.unwrap_or(self.unit);
        let what = row.required(columns.what, "what the figure is")?;
        let id = figures::slug(what);
        if id.is_empty() {
            return Err(row.bad(columns.what, "a name with letters or digits"));
        }
        let title = columns.title.map(|at| row.text(at)).filter(|t| !t.is_empty()).unwrap_or(what);
        let text = row.text(columns.value);
        let value = if unit == Unit::Percent { figures::percentage(text) } else { figures::value(text) };
        let value = value.map_err(|expected| row.bad(columns.value, expected))?;
        let group = group(row, columns.age, columns.sex)?;
        let blame = |clash| match clash {
            Clash::Repeated => columns.what,
            Clash::OtherLength => columns.period,
        };
        let added = all.add(span, &area, &Measure::new(id, title, unit), group, value);
        added.map_err(|clash| row.bad(blame(clash), clash.expected()))?;
        Ok(Verdict::Used(area.code.starts_with("DUM").then_some("unallocated")))
    }
}

impl Columns {
    fn area(&self, row: &Row<'_>) -> Result<FactArea, Bad> {
        let code = codes::trim_pco(row.required(self.area, "the code of an area")?);
        let named = self.kinds.and_then(|at| kinds::kind_named(row.text(at)));
        let kind = named.or(self.kind).unwrap_or_else(|| kinds::kind_of(code));
        Ok(collect::area(kind, code, row.text_or_blank(self.name)))
    }
}

/// The people that a row is about, from its columns of ages and sexes.
///
/// # Errors
/// A word in the column of sexes that is none.
pub(crate) fn group<'a>(row: &Row<'a>, age: Option<usize>, sex: Option<usize>) -> Result<Group<'a>, Bad> {
    let read = self::sex(row.text_or_blank(sex));
    let sex = read.map_err(|expected| row.bad(sex.unwrap_or_default(), &expected))?;
    Ok(Group { age: all_or(row.text_or_blank(age)), sex })
}

/// Blank for words that mean everyone.
fn all_or(age: &str) -> &str {
    if ages::is_total(age) { "" } else { age }
}

/// `male`, `female`, blank where both are meant or there is no sex, or the word for people of another.
///
/// # Errors
/// What was expected.
fn sex(text: &str) -> Result<&str, String> {
    if text.trim().is_empty() { Ok("") } else { sexes::sex(text).map(|sex| sex.one().unwrap_or_default()) }
}

fn unit_named(text: &str) -> Option<Unit> {
    let lower = text.to_ascii_lowercase();
    match lower.as_str() {
        "£" | "gbp" => Some(Unit::Pounds),
        "%" | "per cent" => Some(Unit::Percent),
        "people" | "patients" => Some(Unit::Persons),
        word => word.parse().ok(),
    }
}
