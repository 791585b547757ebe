//! One row per ONS code and year, one column an indicator: the controls of studies of CCGs.

use crate::error::Error;
use crate::layouts::{Format, Reader};
use crate::read::collect::{self, Collector, Group, Measure, Span};
use crate::read::{Bad, Header, Row, Sample, Source, figures, kinds, required};
use crate::tables::facts::{FactArea, Unit};
use crate::tables::{Dataset, Geography, Org, Reading, Verdict};
use unwarranted_core::Period;

pub(crate) static FORMAT: Format = Format {
    id: "code-year-controls",
    title: "One column an indicator, by ONS code and year (CCG-year controls)",
    publisher: "research data sets; the figures are mostly of the ONS",
    years: "2004 to 2020",
    licence: "that of its source",
    attribution: "Indicators by area and year: source and licence are those of the file's publisher.",
    columns: &[
        "ccg19cd (ONS code, year in the name), CCG19NM",
        "year",
        "RGN19CD, RGN19NM",
        "any other column of numbers: its name in lower case with hyphens is the measure (treatable-mortality-rate)",
    ],
    traps: &[
        "the first column is a row number without a name: left out, like identifiers and coordinates (id, OBJECTID, BNG_E, LONG)",
        "codes of regions (E40), local offices (E39), STPs (E54), England and Wales stand beside CCGs: kept as their own kinds",
        "NA is not reported: figures and areas of several sources were joined, and many are missing in some years",
        "columns with words in them, and columns without any figure, are left out and named in a notice",
        "figures of one year (IMD_2019_Extent, Total_Rural_population_2011) are repeated in every year",
        "units are not recorded: all are plain numbers, which are not added over areas",
    ],
    dataset: Some(Dataset::Facts),
    geography: Geography::Resident,
    recognise: |Sample { header, .. }| code_column(header).is_some() && header.find(&["YEAR"]).is_some(),
    read: Some(Reader::Whole(read)),
};

/// Columns of numbers that are not figures, by their letters.
const NO_FIGURES: &[&str] = &[
    "",
    "year",
    "id",
    "objectid",
    "objectidx",
    "objectidy",
    "fid",
    "bnge",
    "bngn",
    "long",
    "lat",
    "shapeare",
    "shapelen",
    "shapearea",
    "shapelength",
];

/// `CCG19CD`: letters, the year of the geography, and an end.
fn dated(name: &str, end: &str) -> bool {
    let Some(stem) = name.strip_suffix(end) else { return false };
    let letters = stem.trim_end_matches(|c: char| c.is_ascii_digit());
    ["CCG", "SICBL", "STP", "ICB", "LAD", "LTLA", "UTLA", "CTYUA", "NHSER"].contains(&letters)
        && stem.len() == letters.len() + 2
}

fn code_column(header: &Header) -> Option<usize> {
    header.names().iter().position(|name| dated(name, "CD"))
}

struct Columns {
    code: usize,
    name: Option<usize>,
    year: usize,
    region: Option<usize>,
    region_name: Option<usize>,
    figures: Vec<(usize, Measure)>,
}

fn read(source: &Source<'_>) -> Result<Reading, Error> {
    let header = source.header()?;
    let (columns, left_out) = Columns::find(source, &header)?;
    let mut all = Collector::default();
    let mut tally = source.each_row(&header, |row| Ok(columns.add(row, &mut all)))?;
    if !left_out.is_empty() {
        tally.notices.push(format!("columns without figures, left out: {}", left_out.join(", ")));
    }
    all.finish(source, FORMAT.id, None, tally)
}

impl Columns {
    /// With the names of the columns that hold words or nothing.
    fn find(source: &Source<'_>, header: &Header) -> Result<(Self, Vec<String>), Error> {
        let code = code_column(header).ok_or_else(|| source.refuse("no column of ONS codes such as ccg19cd"))?;
        let year = required(source, header, &["YEAR"])?;
        let ends = |end: &str, region: bool| {
            header
                .names()
                .iter()
                .position(|name| if region { name.starts_with("RGN") && name.ends_with(end) } else { dated(name, end) })
        };
        let (name, region, region_name) = (ends("NM", false), ends("CD", true), ends("NM", true));
        let known = [Some(code), name, region, region_name];
        let is_candidate = |at: &usize| {
            !NO_FIGURES.contains(&figures::key(&header.shown()[*at]).as_str())
                && !known.contains(&Some(*at))
                && *at != year
        };
        let mut candidates: Vec<(usize, u64, u64)> =
            (0..header.names().len()).filter(is_candidate).map(|at| (at, 0, 0)).collect();
        source.each_row(header, |row| {
            for (at, numbers, words) in &mut candidates {
                match figures::value(row.text(*at)) {
                    Ok(value) if value.number().is_some() => *numbers += 1,
                    Ok(_) => {}
                    Err(_) => *words += 1,
                }
            }
            Ok(Ok(Verdict::Used(None)))
        })?;
        // A column is one of figures unless words outnumber them; a stray word in it rejects its row.
        let (kept, out): (Vec<_>, Vec<_>) = candidates.into_iter().partition(|(_, numbers, words)| numbers > words);
        let shown = |at: usize| header.shown()[at].clone();
        let measure = |(at, ..): (usize, _, _)| (at, Measure::new(figures::slug(&shown(at)), shown(at), Unit::Number));
        let figures = kept.into_iter().map(measure).collect();
        Ok((
            Self { code, name, year, region, region_name, figures },
            out.into_iter().map(|(at, ..)| shown(at)).collect(),
        ))
    }

    fn add(&self, row: &Row<'_>, all: &mut Collector) -> Result<Verdict, Bad> {
        let year = row.text(self.year).parse::<i32>().ok().filter(|y| (1900..2200).contains(y));
        let span =
            year.and_then(|y| Span::of(Period::Year(y))).ok_or_else(|| row.bad(self.year, "a year such as 2016"))?;
        let code = row.required(self.code, "an ONS code such as E38000001")?;
        let kind = kinds::kind_of(code);
        if all.has_area(span, kind, code) {
            return Err(row.bad(self.code, "one row per code and year"));
        }
        let text = |at: Option<usize>| {
            let text = row.text_or_blank(at);
            if text == "NA" { String::new() } else { text.to_owned() }
        };
        let org = Org { region: text(self.region), region_name: text(self.region_name), ..Org::default() };
        let area = FactArea { org, ..collect::area(kind, code, &text(self.name)) };
        let mut values = Vec::with_capacity(self.figures.len());
        for (at, _) in &self.figures {
            values.push(figures::value(row.text(*at)).map_err(|e| row.bad(*at, e))?);
        }
        for ((_, measure), value) in self.figures.iter().zip(values) {
            let added = all.add(span, &area, measure, Group::default(), value);
            added.map_err(|clash| row.bad(self.code, clash.expected()))?;
        }
        Ok(Verdict::Used(None))
    }
}

#[cfg(test)]
mod tests {
    use crate::formats::facts_testing::{exact, figure, fixture, published, tables};
    use crate::tables::facts::FactValue;
    use crate::values::area_kind::AreaKind;

    #[test]
    fn reads_one_measure_per_column() {
        let (format, reading) = fixture("code-year-controls/controls.csv");
        assert_eq!(format.id, "code-year-controls");
        let all: Vec<_> = tables(&reading).collect();
        let years: Vec<_> = all.iter().map(|(m, f)| (m.unwrap().to_string(), f.months, f.areas.len())).collect();
        assert_eq!(years, [("2012-01".to_owned(), 12, 2), ("2016-01".to_owned(), 12, 1)]);
        let facts = all[0].1;
        let ids: Vec<_> = facts.measures.iter().map(|m| m.id.as_str()).collect();
        assert_eq!(ids, ["est-population", "treatable-mortality-rate"]);
        assert_eq!(figure(facts, "E38000901", "treatable-mortality-rate"), exact("79.1"));
        assert_eq!(figure(facts, "E40000901", "est-population"), FactValue::NotReported);
        assert_eq!(
            (facts.areas[0].name.as_str(), facts.areas[0].org.region.as_str()),
            ("NHS Northmere CCG", "E12000901")
        );
        assert_eq!((facts.areas[1].kind, facts.areas[1].name.as_str()), (AreaKind::Region, ""));
        assert_eq!(reading.tally.notices, ["columns without figures, left out: RUC11, X"]);
    }

    #[test]
    fn reads_the_published_controls() {
        for (files, (_, reading)) in published("need/ccg-controls-2012-2019.csv") {
            let all: Vec<_> = tables(&reading).collect();
            let (years, rows) = files.known((3, 4), (16, 3441));
            assert_eq!((all.len(), reading.tally.used, reading.tally.rejects.len()), (years, rows, 0));
            let facts = all.iter().find(|(m, _)| m.unwrap().year() == 2016).unwrap().1;
            let area = files.known("E38900001", "E38000001");
            assert_eq!(figure(facts, area, "treatable-mortality-rate"), exact("83.5"));
            assert_eq!(figure(facts, area, "gdhi-per-person"), exact("17499"));
        }
    }
}
