//! What the practice-level prescribing layouts have in common: rows summed by practice and presentation.

use super::builder::Builder;
use super::rows::{Bad, Row};
use super::tally::Verdict;
use super::{Header, Middle, Org, Practice, Presentation, Reading, Source, Sums, Tables, file_name, required};
use crate::codes::{self, Label};
use crate::error::Error;
use crate::fixed::Fixed;
use std::collections::BTreeMap;
use unwarranted_core::{Month, Period};

pub(super) const ATTRIBUTION: &str =
    "Contains NHSBSA data: prescribing in England, licensed under the Open Government Licence v3.0.";

/// Where the month of a row is found.
#[derive(Debug, Clone, Copy)]
pub(super) enum MonthFrom {
    /// In this column.
    Column(&'static str),
    /// In the name of the file.
    FileName,
}

/// Reads practice-level prescribing, whatever the month comes from.
pub(super) fn read(source: &Source<'_>, from: MonthFrom) -> Result<Reading, Error> {
    let header = source.header()?;
    let columns = Columns::find(source, &header)?;
    let mut months = match from {
        MonthFrom::Column(name) => Months::Column { at: required(source, &header, &[name])?, last: None },
        MonthFrom::FileName => Months::Fixed(file_name::month(source)?),
    };
    let mut builders: BTreeMap<Month, Builder> = BTreeMap::new();
    let mut synthetic = false;
    let mut tally = source.each_row(&header, |row| {
        let fields = match months.of(row).and_then(|month| Ok((month, columns.fields(row)?))) {
            Ok(fields) => fields,
            Err(bad) => return Ok(Err(bad)),
        };
        let (month, fields) = fields;
        let region = row.text_or_blank(columns.region_name);
        synthetic |= codes::is_synthetic(region);
        let builder = builders.entry(month).or_default();
        let label = builder.add(row, &columns, &fields).ok_or_else(|| source.refuse(OVERFLOW))?;
        Ok(Ok(Verdict::Used((label != Label::Practice).then(|| label.word()))))
    })?;
    tally.synthetic = synthetic;
    let finish = |(month, builder): (Month, Builder)| Ok((month, builder.finish(source, columns.middle_kind())?));
    let tables = builders.into_iter().map(finish).collect::<Result<_, Error>>()?;
    Ok(Reading { tables: Tables::Prescribing(tables), tally })
}

const OVERFLOW: &str = "a total exceeds 92 million million, the largest that can be kept exactly; check the amounts";

enum Months {
    Column { at: usize, last: Option<(String, Month)> },
    Fixed(Month),
}

impl Months {
    fn of(&mut self, row: &Row<'_>) -> Result<Month, Bad> {
        let (at, last) = match self {
            Self::Fixed(month) => return Ok(*month),
            Self::Column { at, last } => (*at, last),
        };
        let text = row.text(at);
        match last {
            Some((same, month)) if same == text => Ok(*month),
            _ => match Period::parse(text) {
                Ok(Period::Month(month)) => {
                    *last = Some((text.to_owned(), month));
                    Ok(month)
                }
                _ => Err(row.bad(at, "a month such as 201709 or 2017_09")),
            },
        }
    }
}

pub(super) struct Columns {
    practice: usize,
    practice_name: Option<usize>,
    pco: usize,
    pco_name: Option<usize>,
    middle: Option<(Middle, usize)>,
    middle_name: Option<usize>,
    region: Option<usize>,
    region_name: Option<usize>,
    bnf: usize,
    description: Option<usize>,
    chemical: Option<usize>,
    chapter: Option<usize>,
    items: usize,
    total_quantity: Option<usize>,
    quantity: Option<usize>,
    nic: usize,
    actual_cost: usize,
    unidentified: Option<usize>,
}

/// The fields of one row that are checked before anything is stored.
pub(super) struct Fields<'a> {
    pub(super) practice: &'a str,
    pub(super) pco: &'a str,
    pub(super) bnf: &'a str,
    pub(super) sums: Sums,
}

impl Columns {
    fn find(source: &Source<'_>, header: &Header) -> Result<Self, Error> {
        let must = |name: &str| required(source, header, &[name]);
        let may = |name: &str| header.find(&[name]);
        let kinds = [(Middle::Icb, "ICB_CODE"), (Middle::Stp, "STP_CODE"), (Middle::AreaTeam, "AREA_TEAM_CODE")];
        let (total_quantity, quantity) = (may("TOTAL_QUANTITY"), may("QUANTITY"));
        if total_quantity.or(quantity).is_none() {
            required(source, header, &["TOTAL_QUANTITY", "QUANTITY"])?;
        }
        Ok(Self {
            practice: must("PRACTICE_CODE")?,
            practice_name: may("PRACTICE_NAME"),
            pco: must("PCO_CODE")?,
            pco_name: may("PCO_NAME"),
            middle: kinds.into_iter().find_map(|(kind, name)| may(name).map(|at| (kind, at))),
            middle_name: header.find(&["ICB_NAME", "STP_NAME", "AREA_TEAM_NAME"]),
            region: may("REGIONAL_OFFICE_CODE"),
            region_name: may("REGIONAL_OFFICE_NAME"),
            bnf: must("BNF_CODE")?,
            description: may("BNF_DESCRIPTION"),
            chemical: may("CHEMICAL_SUBSTANCE_BNF_DESCR"),
            chapter: may("BNF_CHAPTER_PLUS_CODE"),
            items: must("ITEMS")?,
            total_quantity,
            quantity,
            nic: must("NIC")?,
            actual_cost: must("ACTUAL_COST")?,
            unidentified: may("UNIDENTIFIED"),
        })
    }

    fn middle_kind(&self) -> Option<Middle> {
        self.middle.map(|(kind, _)| kind)
    }

    fn fields<'a>(&self, row: &Row<'a>) -> Result<Fields<'a>, Bad> {
        let practice = row.required(self.practice, "a practice code, or '-' where it is not known")?;
        let pco = codes::trim_pco(row.required(self.pco, "a commissioner's code, or '-' where it is not known")?);
        let bnf = row.text(self.bnf);
        if !codes::is_bnf(bnf) {
            return Err(row.bad(self.bnf, "a BNF code of 4 to 15 letters and digits"));
        }
        let items = row.count(self.items)?;
        let quantity = self.quantity(row, items)?;
        let (nic, actual_cost) = (row.amount(self.nic)?, row.amount(self.actual_cost)?);
        Ok(Fields { practice, pco, bnf, sums: Sums { items, quantity, nic, actual_cost } })
    }

    fn quantity(&self, row: &Row<'_>, items: i64) -> Result<Fixed, Bad> {
        match (self.total_quantity, self.quantity) {
            (Some(total), _) => row.amount(total),
            (None, Some(each)) => {
                let product = row.amount(each)?.0.checked_mul(items).map(Fixed);
                product.ok_or_else(|| row.bad(each, "a quantity that times the items stays below 92 million million"))
            }
            (None, None) => Ok(Fixed::default()),
        }
    }

    fn org(&self, row: &Row<'_>, pco: &str) -> Org {
        let text = |at: Option<usize>| row.text_or_blank(at).to_owned();
        Org {
            pco: pco.to_owned(),
            pco_name: text(self.pco_name),
            middle: text(self.middle.map(|(_, at)| at)),
            middle_name: text(self.middle_name),
            region: text(self.region),
            region_name: text(self.region_name),
        }
    }

    pub(super) fn practice(&self, row: &Row<'_>, fields: &Fields<'_>) -> Practice {
        let org = self.org(row, fields.pco);
        let name = row.text_or_blank(self.practice_name).to_owned();
        let flagged = matches!(row.text_or_blank(self.unidentified), "Y" | "y" | "true" | "TRUE");
        let label = Label::of(fields.practice, &name, fields.pco, &org.middle, flagged);
        Practice { code: fields.practice.to_owned(), name, org, label, items: 0 }
    }

    pub(super) fn presentation(&self, row: &Row<'_>, bnf: &str) -> Presentation {
        let text = |at: Option<usize>| row.text_or_blank(at).to_owned();
        let (description, chemical, chapter) = (text(self.description), text(self.chemical), text(self.chapter));
        Presentation { bnf: bnf.to_owned(), description, chemical, chapter, first_row: 0, rows: 0 }
    }
}
