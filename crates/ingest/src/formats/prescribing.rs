//! What the practice-level prescribing layouts have in common: rows summed by practice and presentation.

use super::required;
use super::rows::{Bad, Row, Verdict};
use super::{Header, Middle, Org, Practice, Prescribing, PrescribingRow, Presentation, Reading, Source, Sums, Tables};
use crate::codes::{self, Label};
use crate::error::Error;
use crate::fixed::Fixed;
use std::collections::{BTreeMap, HashMap};
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
        MonthFrom::FileName => Months::Fixed(month_in_names(source)?),
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

/// The month in the name of the file: the only `YYYYMM`, `YYYY_MM` or `YYYY-MM` that stands apart from other digits.
fn month_in_names(source: &Source<'_>) -> Result<Month, Error> {
    for name in source.names {
        let mut found = months_in(name);
        found.dedup();
        match found[..] {
            [month] => return Ok(month),
            [] => {}
            _ => {
                let problem = "this layout has no month column and the file name holds more than one month; \
                               rename the file so that it holds one, such as Detailed_Prescribing_Information_201709.csv";
                return Err(source.refuse(problem));
            }
        }
    }
    Err(source.refuse(
        "this layout has no month column and the file name does not hold the month; \
         rename the file so that it ends in it, such as Detailed_Prescribing_Information_201709.csv",
    ))
}

fn months_in(name: &str) -> Vec<Month> {
    let runs: Vec<(usize, &str)> = digit_runs(name);
    let number = |text: &str| text.parse::<i32>().ok();
    let month = |year: &str, month: &str| Month::new(number(year)?, number(month)?).filter(|m| m.year() >= 1990);
    let mut found = Vec::new();
    for (i, (at, run)) in runs.iter().enumerate() {
        if run.len() == 6 {
            found.extend(month(&run[..4], &run[4..]));
        }
        if let Some((next_at, next)) = runs.get(i + 1)
            && (run.len(), next.len()) == (4, 2)
            && *next_at == at + 5
        {
            found.extend(month(run, next));
        }
    }
    found
}

/// Runs of digits with their positions.
fn digit_runs(text: &str) -> Vec<(usize, &str)> {
    let mut runs = Vec::new();
    let mut rest = 0;
    while let Some(start) = text[rest..].find(|c: char| c.is_ascii_digit()).map(|i| rest + i) {
        let end = text[start..].find(|c: char| !c.is_ascii_digit()).map_or(text.len(), |i| start + i);
        runs.push((start, &text[start..end]));
        rest = end;
    }
    runs
}

struct Columns {
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
struct Fields<'a> {
    practice: &'a str,
    pco: &'a str,
    bnf: &'a str,
    sums: Sums,
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

    fn practice(&self, row: &Row<'_>, fields: &Fields<'_>) -> Practice {
        let org = self.org(row, fields.pco);
        let name = row.text_or_blank(self.practice_name).to_owned();
        let flagged = matches!(row.text_or_blank(self.unidentified), "Y" | "y" | "true" | "TRUE");
        let label = Label::of(fields.practice, &name, fields.pco, &org.middle, flagged);
        Practice { code: fields.practice.to_owned(), name, org, label, items: 0 }
    }

    fn presentation(&self, row: &Row<'_>, bnf: &str) -> Presentation {
        let text = |at: Option<usize>| row.text_or_blank(at).to_owned();
        let (description, chemical, chapter) = (text(self.description), text(self.chemical), text(self.chapter));
        Presentation { bnf: bnf.to_owned(), description, chemical, chapter, first_row: 0, rows: 0 }
    }
}

/// One month while it is read. Everything is kept in the order of first appearance; the maps are only looked up.
#[derive(Default)]
struct Builder {
    practices: Vec<Practice>,
    presentations: Vec<Presentation>,
    rows: Vec<PrescribingRow>,
    practice_at: HashMap<String, usize>,
    presentation_at: HashMap<String, usize>,
    row_at: HashMap<(usize, usize), usize>,
    key: String,
    read: Sums,
}

impl Builder {
    /// Adds one row and gives its prescriber's label; `None` when a sum overflows.
    fn add(&mut self, row: &Row<'_>, columns: &Columns, fields: &Fields<'_>) -> Option<Label> {
        let practice = self.practice(row, columns, fields);
        let presentation = match self.presentation_at.get(fields.bnf) {
            Some(at) => *at,
            None => {
                self.presentations.push(columns.presentation(row, fields.bnf));
                self.presentation_at.insert(fields.bnf.to_owned(), self.presentations.len() - 1);
                self.presentations.len() - 1
            }
        };
        let at = *self.row_at.entry((presentation, practice)).or_insert_with(|| {
            self.rows.push(PrescribingRow { presentation, practice, sums: Sums::default() });
            self.rows.len() - 1
        });
        let sums = &mut self.rows[at].sums;
        *sums = sums.plus(fields.sums)?;
        self.read = self.read.plus(fields.sums)?;
        let practice = &mut self.practices[practice];
        practice.items = practice.items.checked_add(fields.sums.items)?;
        Some(practice.label)
    }

    fn practice(&mut self, row: &Row<'_>, columns: &Columns, fields: &Fields<'_>) -> usize {
        self.key.clear();
        self.key.push_str(fields.practice);
        self.key.push('\n');
        self.key.push_str(fields.pco);
        if let Some(at) = self.practice_at.get(&self.key) {
            return *at;
        }
        self.practices.push(columns.practice(row, fields));
        self.practice_at.insert(self.key.clone(), self.practices.len() - 1);
        self.practices.len() - 1
    }

    fn finish(self, source: &Source<'_>, middle: Option<Middle>) -> Result<Prescribing, Error> {
        let (practices, practice_to) = sorted(self.practices, |p| (p.code.clone(), p.org.pco.clone()));
        let (mut presentations, presentation_to) = sorted(self.presentations, |p| p.bnf.clone());
        let mut rows = self.rows;
        for row in &mut rows {
            row.practice = practice_to[row.practice];
            row.presentation = presentation_to[row.presentation];
        }
        rows.sort_unstable_by_key(|row| (row.presentation, row.practice));
        for (at, row) in rows.iter().enumerate() {
            let presentation = &mut presentations[row.presentation];
            if presentation.rows == 0 {
                presentation.first_row = at;
            }
            presentation.rows += 1;
        }
        let stored = rows.iter().try_fold(Sums::default(), |sum, row| sum.plus(row.sums));
        if stored != Some(self.read) {
            return Err(source.refuse("the sums by practice and presentation do not add up to those of the rows"));
        }
        Ok(Prescribing { middle, practices, presentations, rows, read: self.read })
    }
}

/// The items in the order of their keys, and where each went.
fn sorted<T, K: Ord>(items: Vec<T>, key: impl Fn(&T) -> K) -> (Vec<T>, Vec<usize>) {
    let mut order: Vec<(usize, T)> = items.into_iter().enumerate().collect();
    order.sort_by_cached_key(|(_, item)| key(item));
    let mut to = vec![0; order.len()];
    for (now, (was, _)) in order.iter().enumerate() {
        to[*was] = now;
    }
    (order.into_iter().map(|(_, item)| item).collect(), to)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_the_one_month_in_a_file_name() {
        let names = |name| months_in(name).iter().map(ToString::to_string).collect::<Vec<_>>();
        assert_eq!(names("Detailed_Prescribing_Information_201709.csv"), ["2017-09"]);
        assert_eq!(names("dpi 2017-09.csv"), ["2017-09"]);
        assert_eq!(names("20171115_1510735567868_Detailed_Prescribing_Information.csv"), Vec::<String>::new());
        assert_eq!(names("201709_to_201710.csv"), ["2017-09", "2017-10"]);
        assert_eq!(names("dpi_2017_13.csv"), Vec::<String>::new());
    }
}
