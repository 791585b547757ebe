//! Registered patients by commissioner and month, as OpenPrescribing exports them.

use crate::error::Error;
use crate::layouts::{Format, OGL, Reader};
use crate::read::collect::{self, Clash, Collector, Group, Measure};
use crate::read::periods::{self, Hyphen};
use crate::read::{Bad, Header, Row, Source, figures, kinds};
use crate::tables::facts::{FactValue, Unit};
use crate::tables::{Dataset, Geography, Reading, Verdict};
use crate::values::area_kind::AreaKind;
use crate::values::codes;
use crate::values::fixed::Fixed;

pub(crate) static FORMAT: Format = Format {
    id: "ccg-list-size",
    title: "List sizes by commissioner and month",
    publisher: "OpenPrescribing, from data of NHS England",
    years: "2013 to today",
    licence: OGL,
    attribution: "Contains NHS England data: patients registered at a GP practice, from OpenPrescribing (Bennett Institute), licensed under the Open Government Licence v3.0.",
    columns: &["month", "pct, ccg, stp or icb (the commissioner's code)", "list_size or total_list_size (list-size)"],
    traps: &[
        "the column pct holds CCGs since 2013, and trusts and other bodies (RXA, 104) without patients: kept as their own kinds",
        "a row without a code is kept under the code '-', and labelled",
        "closed commissioners stay with zero patients: kept and labelled",
        "each month has a table of its own",
    ],
    dataset: Some(Dataset::Facts),
    geography: Geography::Registered,
    recognise: |sample| {
        let Some(own) = Columns::find(&sample.header) else { return false };
        // Other figures beside them are those of a tidy table.
        (0..sample.header.names().len())
            .all(|at| [own.month, own.area, own.patients].contains(&at) || !sample.has_figures(at))
    },
    read: Some(Reader::Whole(read)),
};

struct Columns {
    month: usize,
    area: usize,
    patients: usize,
}

impl Columns {
    fn find(header: &Header) -> Option<Self> {
        Some(Self {
            month: header.find(&["MONTH", "DATE"])?,
            area: header.find(&["PCT", "PCT_ID", "CCG", "CCG_ID", "STP", "ICB", "REGIONAL_TEAM"])?,
            patients: header.find(&["LIST_SIZE", "TOTAL_LIST_SIZE"])?,
        })
    }

    fn add(&self, row: &Row<'_>, all: &mut Collector) -> Result<Verdict, Bad> {
        let span = periods::span(row.text(self.month), Hyphen::Month);
        let span = span.ok_or_else(|| row.bad(self.month, "a month such as 2015-01-01"))?;
        let code = codes::trim_pco(row.text(self.area));
        let area = match code {
            "" | "-" => collect::area(AreaKind::Other, "-", "no area code"),
            _ => collect::area(kinds::kind_of(code), code, ""),
        };
        let value = figures::value(row.text(self.patients)).map_err(|e| row.bad(self.patients, e))?;
        if matches!(value, FactValue::Exact(Fixed(units)) if units < 0) {
            return Err(row.bad(self.patients, "a number of zero or more"));
        }
        let measure = Measure::new("list-size", "Registered patients", Unit::Persons);
        all.add(span, &area, &measure, Group::default(), value).map_err(|clash| match clash {
            Clash::Repeated => row.bad(self.area, "one row per area and month"),
            Clash::OtherLength => row.bad(self.month, clash.expected()),
        })?;
        Ok(Verdict::Used(match value {
            _ if area.code == "-" => Some("no area code"),
            FactValue::Exact(Fixed(0)) => Some("no registered patients"),
            _ => None,
        }))
    }
}

fn read(source: &Source<'_>) -> Result<Reading, Error> {
    let header = source.header()?;
    let columns =
        Columns::find(&header).ok_or_else(|| source.refuse("expected the columns month, pct and list_size"))?;
    let mut all = Collector::default();
    let tally = source.each_row(&header, |row| Ok(columns.add(row, &mut all)))?;
    all.finish(source, FORMAT.id, None, tally)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::formats::facts_testing::{close, exact, figure, fixture, published, tables, total};

    #[test]
    fn reads_each_month_with_its_sentinels() {
        let (format, reading) = fixture("ccg-list-size/list-size.csv");
        assert_eq!(format.id, "ccg-list-size");
        let all: Vec<_> = tables(&reading).collect();
        let months: Vec<_> = all.iter().map(|(m, f)| (m.unwrap().to_string(), f.months, f.rows.len())).collect();
        assert_eq!(months, [("2015-01".to_owned(), 1, 4), ("2015-02".to_owned(), 1, 1)]);
        assert_eq!(figure(all[0].1, "90A", "list-size"), exact("1000"));
        assert_eq!(figure(all[0].1, "-", "list-size"), exact("0"));
        close(total(all[0].1, "list-size"), 1000.0 + 250.0);
        assert_eq!(reading.tally.labelled, [("no area code", 1), ("no registered patients", 1)].into());
        let kinds: Vec<_> = all[0].1.areas.iter().map(|a| (a.kind, a.code.as_str())).collect();
        let expected =
            [(AreaKind::Ccg, "90A"), (AreaKind::Ccg, "D9P9L"), (AreaKind::Trust, "RXA"), (AreaKind::Other, "-")];
        assert_eq!(kinds, expected);
    }

    #[test]
    fn reads_the_published_list_sizes() {
        for (files, (_, reading)) in published("population/ccg-list-size-2015-2020.csv") {
            let all: Vec<_> = tables(&reading).collect();
            let (months, rows) = files.known((3, 9), (85, 16_386));
            assert_eq!((all.len(), reading.tally.used, reading.tally.rejects.len()), (months, rows, 0));
            close(total(all[0].1, "list-size"), files.known(395_497.0, 56_941_117.0)); // 106673 + 288824
            close(total(all[months - 1].1, "list-size"), files.known(508_379.0, 61_469_262.0)); // 107002 + 401377
            assert_eq!(reading.tally.labelled["no area code"], files.known(2, 9));
            assert_eq!(reading.tally.labelled["no registered patients"], files.known(2, 744 - 9));
        }
    }
}
