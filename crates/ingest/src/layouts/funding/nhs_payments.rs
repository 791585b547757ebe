//! NHS Payments to General Practice, yearly by practice and payment stream.

mod checks;
mod columns;
mod identifiers;

use super::Roles;
use crate::error::Error;
use crate::layouts::{Format, OGL, Reader};
use crate::read::collect::{self, Collector, Group, Span};
use crate::read::{Bad, Row, Sample, Source, figures, file_name, kinds};
use crate::tables::facts::{FactArea, FactValue};
use crate::tables::{Dataset, Geography, Middle, Org, Reading, Verdict};
use crate::values::area_kind::AreaKind;
use crate::values::codes;
use crate::values::fixed::{Fixed, SCALE};
use checks::Checks;
use columns::{Columns, Flag};

/// What its measures are.
pub(crate) const ROLES: Roles = Roles {
    amount: Some("total-payments"),
    registered: Some(identifiers::REGISTERED),
    weighted: Some("weighted-patients"),
    target: None,
};

pub(crate) static FORMAT: Format = Format {
    id: "nhs-payments",
    title: "NHS Payments to General Practice",
    publisher: "NHS England (formerly NHS Digital, HSCIC)",
    years: "2014/15 to today, yearly",
    licence: OGL,
    attribution: "Contains NHS England data: NHS Payments to General Practice, licensed under the Open Government Licence v3.0.",
    columns: &[
        "Practice Code, Practice Name, CCG Code, CCG NAME or Sub ICB NAME, PCN Code or Code, NHS England (Region) code",
        "Number of Registered Patients (registered-patients), Number of Weighted Patients (weighted-patients)",
        "each payment stream (global-sum, premises-payments, ...), in pounds",
        "Total NHS Payments to General Practice (total-payments), the sum of the streams; Deductions (deductions); \
         the total minus deductions (total-payments-net)",
        "from 2020/21 totals with payments to networks and for COVID-19 (total-payments-with-pcn, -with-covid)",
        "Contract Type (contract-gms, contract-pms, contract-apms), Dispensing Practice (dispensing-practice), Practice \
         Rurality (rural-practice): 1 yes, 0 no",
    ],
    traps: &[
        "no year column: the financial year is taken from the file name (14-15, 2014-15)",
        "headers drift every year, in words, spaces and capitals: columns are known by their letters and digits alone, a \
         stream keeps its identifier when it is renamed (Total Local Enhanced Services, Local Incentive Schemes: \
         local-enhanced-services), and a stream that is not known gets one from its header",
        "in 2022/23 the columns Code and CCG NAME hold the primary care network, and Sub ICB NAME the area",
        "NHS England (Region) code holds area teams (Q71) to 2018/19 and regions (Y56) since",
        "payments to networks and for COVID-19 are not part of total-payments; local-enhanced-services-nhais and -isfe are \
         parts of local-enhanced-services where both are given",
        "negative payments are recoveries, and are kept; 2014/15 is in whole pounds, so streams and total differ by rounding",
        "registered patients are averages over the year's quarters in later years, so they have decimals",
        "opening and closing dates, addresses and atypical characteristics are not kept: the lists of practices have them",
    ],
    dataset: Some(Dataset::Facts),
    geography: Geography::Registered,
    recognise: |Sample { header, .. }| Columns::recognise(header),
    read: Some(Reader::Whole(read)),
};

fn read(source: &Source<'_>) -> Result<Reading, Error> {
    let header = source.header()?;
    let columns = Columns::find(source, &header)?;
    let year = file_name::required_financial_year(source, "nhs-payments-gp-14-15.csv")?;
    let span = Span::financial_year(year).ok_or_else(|| source.refuse("the year in the file name is out of range"))?;
    let (mut all, mut checks, mut area_teams) = (Collector::default(), Checks::default(), false);
    let mut tally = source.each_row(&header, |row| {
        Ok(columns.practice(row).and_then(|area| {
            if all.has_area(span, AreaKind::Practice, &area.code) {
                return Err(row.bad(columns.practice, "one row per practice"));
            }
            let verdict = columns.add(row, span, &area, &mut all, &mut checks)?;
            area_teams |= !area.org.middle.is_empty();
            Ok(verdict)
        }))
    })?;
    tally.notices.extend(checks.notices());
    all.finish(source, FORMAT.id, area_teams.then_some(Middle::AreaTeam), tally)
}

impl Columns {
    fn practice(&self, row: &Row<'_>) -> Result<FactArea, Bad> {
        let code = row.required(self.practice, "a practice code")?;
        let office = row.text_or_blank(self.office);
        let office_name = row.text_or_blank(self.office_name);
        let mut org = Org {
            pco: codes::trim_pco(row.text_or_blank(self.area)).to_owned(),
            pco_name: row.text_or_blank(self.area_name).to_owned(),
            ..Org::default()
        };
        let place = if office.starts_with('Q') {
            (&mut org.middle, &mut org.middle_name)
        } else {
            (&mut org.region, &mut org.region_name)
        };
        (*place.0, *place.1) = (office.to_owned(), office_name.to_owned());
        let pcn = row.text_or_blank(self.pcn);
        let pcn = if kinds::kind_of(pcn) == AreaKind::Pcn { pcn } else { "" };
        Ok(FactArea {
            pcn: pcn.to_owned(),
            org,
            ..collect::area(AreaKind::Practice, code, row.text_or_blank(self.name))
        })
    }

    /// All figures of a practice, or none: they are read before the first is added.
    fn add(
        &self,
        row: &Row<'_>,
        span: Span,
        area: &FactArea,
        all: &mut Collector,
        checks: &mut Checks,
    ) -> Result<Verdict, Bad> {
        let mut values = Vec::with_capacity(self.figures.len());
        for figure in &self.figures {
            values.push(figures::value(row.text(figure.at)).map_err(|expected| row.bad(figure.at, expected))?);
        }
        checks.practice(&area.code, &self.figures, &values);
        let flags = self.flags.iter().map(|flag| (&flag.measure, flag.value(row.text(flag.at))));
        let figures = self.figures.iter().map(|f| &f.measure).zip(values.iter().copied());
        for (measure, value) in figures.chain(flags) {
            let added = all.add(span, area, measure, Group::default(), value);
            added.map_err(|clash| row.bad(self.practice, clash.expected()))?;
        }
        Ok(Verdict::Used(self.label(row, area, &values)))
    }

    fn label(&self, row: &Row<'_>, area: &FactArea, values: &[FactValue]) -> Option<&'static str> {
        let patients = self.figures.iter().position(|f| f.measure.id == identifiers::REGISTERED).map(|at| values[at]);
        if area.code.starts_with("DUM") {
            Some("unallocated")
        } else if row.text_or_blank(self.kind).to_ascii_uppercase().starts_with("WALK") {
            Some("walk-in centre")
        } else {
            (patients == Some(FactValue::Exact(Fixed(0)))).then_some("no registered patients")
        }
    }
}

impl Flag {
    /// 1 or 0; not reported where the publisher does not know.
    fn value(&self, text: &str) -> FactValue {
        let capitals = text.to_ascii_uppercase();
        if capitals == self.yes {
            FactValue::Exact(Fixed(SCALE))
        } else if self.no.contains(&capitals.as_str()) {
            FactValue::Exact(Fixed(0))
        } else {
            FactValue::NotReported
        }
    }
}

#[cfg(test)]
mod tests;
