//! Fingertips figures by practice in the short form: one value by indicator, year and practice (deprivation).

use super::fingertips;
use crate::error::Error;
use crate::layouts::{Format, OGL, Reader};
use crate::read::collect::{self, Clash, Collector, Group, Measure};
use crate::read::periods::{self, Hyphen};
use crate::read::{Bad, Header, Row, Sample, Source, figures, kinds, required};
use crate::tables::facts::Unit;
use crate::tables::{Dataset, Geography, Reading, Verdict};
use std::collections::BTreeSet;

pub(crate) static FORMAT: Format = Format {
    id: "fingertips-practice",
    title: "Fingertips public health profiles: values by practice and year (deprivation)",
    publisher: "Office for Health Improvement and Disparities (formerly Public Health England)",
    years: "2010 to today",
    licence: OGL,
    attribution: fingertips::ATTRIBUTION,
    columns: &[
        "IndicatorID (indicator-93553 is the deprivation score)",
        "Year",
        "AreaCode, AreaName",
        "IsAreaCurrent",
        "Value",
    ],
    traps: &[
        "one file holds several years; the year of a deprivation score is that of the index (2010, 2015, 2019), which is \
         used until the next one",
        "practices that closed since are listed too (IsAreaCurrent 0): kept and labelled",
        "a score is a mean over patients: it is not added over practices",
    ],
    dataset: Some(Dataset::Facts),
    geography: Geography::Registered,
    recognise: |Sample { header, .. }| header.has(&["INDICATORID", "YEAR", "AREACODE", "VALUE"]),
    read: Some(Reader::Whole(read)),
};

struct Columns {
    indicator: usize,
    year: usize,
    area: usize,
    name: Option<usize>,
    current: Option<usize>,
    value: usize,
}

fn read(source: &Source<'_>) -> Result<Reading, Error> {
    let header = source.header()?;
    let columns = Columns::find(source, &header)?;
    let (mut all, mut indicators) = (Collector::default(), BTreeSet::new());
    let tally = source.each_row(&header, |row| {
        let added = columns.add(row, &mut all);
        if added.is_ok() {
            indicators.insert(row.text(columns.indicator).to_owned());
        }
        Ok(added)
    })?;
    let ids = indicators.into_iter().collect::<Vec<_>>().join("+");
    all.finish(source, &format!("{}/{ids}", FORMAT.id), None, tally)
}

impl Columns {
    fn find(source: &Source<'_>, header: &Header) -> Result<Self, Error> {
        Ok(Self {
            indicator: required(source, header, &["INDICATORID"])?,
            year: required(source, header, &["YEAR"])?,
            area: required(source, header, &["AREACODE"])?,
            name: header.find(&["AREANAME"]),
            current: header.find(&["ISAREACURRENT"]),
            value: required(source, header, &["VALUE"])?,
        })
    }

    fn add(&self, row: &Row<'_>, all: &mut Collector) -> Result<Verdict, Bad> {
        let id = row.required(self.indicator, "the number of an indicator")?;
        let span = periods::span(row.text(self.year), Hyphen::FinancialYear);
        let span = span.ok_or_else(|| row.bad(self.year, periods::FORMS))?;
        let code = row.required(self.area, "the code of a practice")?;
        let value = figures::value(row.text(self.value)).map_err(|e| row.bad(self.value, e))?;
        let area = collect::area(kinds::kind_of(code), code, row.text_or_blank(self.name));
        let title =
            if id == "93553" { "Deprivation score (IMD)".to_owned() } else { format!("Fingertips indicator {id}") };
        let measure = Measure::new(format!("indicator-{id}"), title, Unit::Number);
        all.add(span, &area, &measure, Group::default(), value).map_err(|clash| match clash {
            Clash::Repeated => row.bad(self.area, "one row per indicator, year and practice"),
            Clash::OtherLength => row.bad(self.year, clash.expected()),
        })?;
        let closed = self.current.is_some_and(|at| row.text(at) == "0");
        Ok(Verdict::Used(closed.then_some("no longer a practice when published")))
    }
}

#[cfg(test)]
mod tests {
    use crate::formats::facts_testing::{close, exact, figure, fixture, published, tables, total};
    use crate::tables::facts::FactValue;
    use crate::values::area_kind::AreaKind;

    #[test]
    fn reads_scores_by_year() {
        let (format, reading) = fixture("fingertips-practice/imd.csv");
        assert_eq!(format.id, "fingertips-practice");
        let all: Vec<_> = tables(&reading).collect();
        let periods: Vec<_> = all.iter().map(|(m, f)| (m.unwrap().to_string(), f.areas.len())).collect();
        assert_eq!(periods, [("2010-01".to_owned(), 2), ("2015-01".to_owned(), 1)]);
        assert_eq!(figure(all[0].1, "A90001", "indicator-93553"), FactValue::Number(25.075_122_44));
        assert_eq!(figure(all[0].1, "A90002", "indicator-93553"), exact("12.5"));
        close(total(all[0].1, "indicator-93553"), 25.075_122_44 + 12.5);
        assert_eq!(reading.tally.labelled, [("no longer a practice when published", 1)].into());
        assert_eq!(
            (all[0].1.series.as_str(), all[0].1.areas[0].kind),
            ("fingertips-practice/93553", AreaKind::Practice)
        );
    }

    #[test]
    fn reads_the_published_scores() {
        for (files, (_, reading)) in published("need/fingertips-imd-practice.csv") {
            let counts: Vec<_> = tables(&reading).map(|(m, f)| (m.unwrap().year(), f.rows.len())).collect();
            assert_eq!(
                counts,
                files.known([(2010, 2), (2015, 1), (2019, 2)], [(2010, 8222), (2015, 7878), (2019, 6980)])
            );
            assert_eq!((reading.tally.used, reading.tally.rejects.len()), (files.known(5, 23_080), 0));
            let left = ("no longer a practice when published", files.known(1, 3907));
            assert_eq!(reading.tally.labelled, [left].into());
            let first = tables(&reading).next().unwrap().1;
            assert_eq!(
                figure(first, files.known("A90001", "A81001"), "indicator-93553"),
                FactValue::Number(25.075_122_44)
            );
        }
    }
}
