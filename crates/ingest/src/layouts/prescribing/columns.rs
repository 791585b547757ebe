//! Where the columns of a prescribing table are, and what their fields must hold.

use super::layout::{Layout, Tier};
use crate::error::Error;
use crate::input;
use crate::read::{Bad, Header, Source, required};
use crate::scan::{self, Records};
use crate::tables::{Middle, Org};
use crate::values::codes;
use crate::values::fixed::{Fixed, SCALE};
use unwarranted_core::Month;

/// Where the month of a row is found.
#[derive(Debug, Clone, Copy)]
pub(super) enum MonthAt {
    Column(usize),
    FileName,
}

#[derive(Debug)]
pub(super) struct Columns {
    pub(super) month: MonthAt,
    pub(super) practice: usize,
    practice_name: Option<usize>,
    pub(super) pco: usize,
    pco_name: Option<usize>,
    middle: Option<(Option<Middle>, usize)>,
    middle_name: Option<usize>,
    region: Option<usize>,
    region_name: Option<usize>,
    pub(super) bnf: usize,
    description: Option<usize>,
    chemical: Option<usize>,
    chapter: Option<usize>,
    items: usize,
    total_quantity: Option<usize>,
    quantity_each: Option<usize>,
    nic: usize,
    actual_cost: usize,
    unidentified: Option<usize>,
    blank_tail: bool,
}

/// The figures of one row, in whole numbers of their units.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Figures {
    pub(super) items: i64,
    pub(super) quantity: i64,
    pub(super) nic: i64,
    pub(super) actual_cost: i64,
}

impl Columns {
    pub(super) fn find(source: &Source<'_>, header: &Header, layout: &Layout) -> Result<Self, Error> {
        let must = |names: &[&str]| required(source, header, names);
        let may = |names: &[&str]| header.find(names);
        let (total_quantity, quantity_each) = (may(layout.total_quantity), may(layout.quantity_each));
        if total_quantity.or(quantity_each).is_none() && !layout.quantity_optional {
            must(&[layout.total_quantity, layout.quantity_each].concat())?;
        }
        let kinds = [(Middle::Icb, "ICB_CODE"), (Middle::Stp, "STP_CODE"), (Middle::AreaTeam, "AREA_TEAM_CODE")];
        let middle = match layout.middle {
            Tier::Named => kinds.into_iter().find_map(|(kind, name)| may(&[name]).map(|at| (Some(kind), at))),
            Tier::Sha => may(&["SHA"]).map(|at| (None, at)),
        };
        Ok(Self {
            month: layout.month.map_or(Ok(MonthAt::FileName), |names| must(names).map(MonthAt::Column))?,
            practice: must(layout.practice)?,
            practice_name: may(layout.practice_name),
            pco: must(layout.pco)?,
            pco_name: may(layout.pco_name),
            middle,
            middle_name: may(&["ICB_NAME", "STP_NAME", "AREA_TEAM_NAME"]),
            region: may(layout.region),
            region_name: may(layout.region_name),
            bnf: must(layout.bnf)?,
            description: may(layout.description),
            chemical: may(layout.chemical).or_else(|| {
                let [name, code] = layout.chemical_beside_code?;
                header.find(&[code]).and_then(|_| header.find(&[name]))
            }),
            chapter: may(layout.chapter),
            items: must(&["ITEMS"])?,
            total_quantity,
            quantity_each,
            nic: must(&["NIC"])?,
            actual_cost: must(layout.actual_cost)?,
            unidentified: may(layout.unidentified),
            blank_tail: layout.blank_tail,
        })
    }

    /// Which kind of body the tier between commissioner and region is in a month.
    pub(super) fn middle_kind(&self, month: Month) -> Option<Middle> {
        let sha = if codes::is_ccg_month(month) { Middle::AreaTeam } else { Middle::Sha };
        self.middle.map(|(kind, _)| kind.unwrap_or(sha))
    }

    /// Whether rows may end in more or fewer blank fields than the header.
    pub(super) fn blank_tail(&self) -> bool {
        self.blank_tail
    }

    /// Whether the table has quantities.
    pub(super) fn has_quantity(&self) -> bool {
        self.total_quantity.or(self.quantity_each).is_some()
    }

    /// How many leading fields hold nothing but the practice, and how many nothing but practice and presentation. Both are 0
    /// where the columns are in another order, which is slower and no less right.
    pub(super) fn leading(&self, header: &Header) -> [usize; 2] {
        let figures =
            [Some(self.items), self.total_quantity, self.quantity_each, Some(self.nic), Some(self.actual_cost)];
        let of_practice = [
            Some(self.practice),
            self.practice_name,
            Some(self.pco),
            self.pco_name,
            self.middle.map(|(_, at)| at),
            self.middle_name,
            self.region,
            self.region_name,
        ];
        let of_presentation = [Some(self.bnf), self.description, self.chemical, self.chapter];
        let first = |columns: &[Option<usize>]| columns.iter().flatten().min().copied().unwrap_or(0);
        let last = |columns: &[Option<usize>]| columns.iter().flatten().max().copied().unwrap_or(0);
        // Columns that are not read, such as the substance's code, may come before those that are.
        let bnf = header.names().iter().position(|name| name.starts_with("BNF_")).unwrap_or(usize::MAX);
        let practice = first(&of_presentation).min(first(&figures)).min(bnf);
        let presentation = first(&figures);
        if last(&of_practice) >= practice {
            return [0, 0];
        }
        [practice, if last(&of_presentation) < presentation { presentation } else { 0 }]
    }

    /// The number of fields must be that of the header.
    pub(super) fn complete(&self, row: &Records<'_>, expected: usize) -> Result<(), Bad> {
        let found = row.len();
        let blank = |range: std::ops::Range<usize>| range.into_iter().all(|at| scan::text(row.field(at)).is_empty());
        if found == expected || (self.blank_tail && found > expected && blank(expected..found)) {
            return Ok(());
        }
        Err(Bad { column: None, reason: format!("expected {expected} fields as in the header, found {found}") })
    }

    /// The fields that are numbers.
    #[inline]
    pub(super) fn figures(&self, row: &Records<'_>) -> Result<Figures, Bad> {
        let items = self.items(row)?;
        let quantity = match (self.total_quantity, self.quantity_each) {
            (Some(total), _) => signed(row, total)?,
            (None, Some(each)) => signed(row, each)?
                .checked_mul(items)
                .ok_or_else(|| bad(row, each, "a quantity that times the items stays below 92 million million"))?,
            (None, None) => 0,
        };
        Ok(Figures { items, quantity, nic: amount(row, self.nic)?, actual_cost: amount(row, self.actual_cost)? })
    }

    #[inline]
    fn items(&self, row: &Records<'_>) -> Result<i64, Bad> {
        let value = amount(row, self.items)?;
        if value % SCALE == 0 { Ok(value / SCALE) } else { Err(bad(row, self.items, "a whole number")) }
    }

    pub(super) fn org(&self, row: &Records<'_>, pco: &str) -> Org {
        let text = |at: Option<usize>| at.map(|at| scan::text(row.field(at)).into_owned()).unwrap_or_default();
        Org {
            pco: pco.to_owned(),
            pco_name: text(self.pco_name),
            middle: text(self.middle.map(|(_, at)| at)),
            middle_name: text(self.middle_name),
            region: text(self.region),
            region_name: text(self.region_name),
        }
    }

    pub(super) fn practice_name(&self, row: &Records<'_>) -> String {
        self.practice_name.map(|at| scan::text(row.field(at)).into_owned()).unwrap_or_default()
    }

    /// Whether the row says that its prescriber is not identified.
    pub(super) fn flagged(&self, row: &Records<'_>) -> bool {
        let flag = self.unidentified.map(|at| scan::text(row.field(at)));
        matches!(flag.as_deref(), Some("Y" | "y" | "true" | "TRUE"))
    }

    /// Whether the row's region says that it is simulated.
    pub(super) fn synthetic(&self, row: &Records<'_>) -> bool {
        self.region_name.is_some_and(|at| codes::is_synthetic(&scan::text(row.field(at))))
    }

    /// Description, chemical substance and chapter of the row's presentation.
    pub(super) fn described(&self, row: &Records<'_>) -> [String; 3] {
        let text = |at: Option<usize>| at.map(|at| scan::text(row.field(at)).into_owned()).unwrap_or_default();
        [text(self.description), text(self.chemical), text(self.chapter)]
    }
}

/// A decimal number of zero or more, in units of 1/100,000.
#[inline]
fn amount(row: &Records<'_>, column: usize) -> Result<i64, Bad> {
    match signed(row, column)? {
        value if value < 0 => Err(bad(row, column, "a number of zero or more")),
        value => Ok(value),
    }
}

/// A decimal number, in units of 1/100,000.
#[inline]
fn signed(row: &Records<'_>, column: usize) -> Result<i64, Bad> {
    match row.number(column) {
        Some(value) => Ok(value),
        None => {
            Fixed::parse(&scan::text(row.field(column))).map(|v| v.0).map_err(|expected| bad(row, column, expected))
        }
    }
}

pub(super) fn bad(row: &Records<'_>, column: usize, expected: &str) -> Bad {
    let found = input::shorten(&scan::text(row.field(column)));
    Bad { column: Some(column), reason: format!("found '{found}'; expected {expected}") }
}
