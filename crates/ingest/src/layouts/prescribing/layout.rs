//! How the columns of a layout of prescribing are called.

/// How the columns of one layout are called; the first name that a table has counts.
#[derive(Debug)]
pub struct Layout {
    /// Where the month is; `None`: in the name of the file.
    pub(crate) month: Option<&'static [&'static str]>,
    pub(crate) practice: &'static [&'static str],
    pub(crate) practice_name: &'static [&'static str],
    pub(crate) pco: &'static [&'static str],
    pub(crate) pco_name: &'static [&'static str],
    pub(crate) middle: Tier,
    pub(crate) region: &'static [&'static str],
    pub(crate) region_name: &'static [&'static str],
    pub(crate) bnf: &'static [&'static str],
    pub(crate) description: &'static [&'static str],
    /// Name of the chemical substance.
    pub(crate) chemical: &'static [&'static str],
    /// A column that is the name of the chemical substance only where the other one stands beside it.
    pub(crate) chemical_beside_code: Option<[&'static str; 2]>,
    pub(crate) chapter: &'static [&'static str],
    /// The quantity of the whole row.
    pub(crate) total_quantity: &'static [&'static str],
    /// The quantity of one item, used where there is no total.
    pub(crate) quantity_each: &'static [&'static str],
    /// Whether a table without a quantity is of this layout.
    pub(crate) quantity_optional: bool,
    pub(crate) actual_cost: &'static [&'static str],
    pub(crate) unidentified: &'static [&'static str],
    /// Whether rows may end in more or fewer blank fields than the header.
    pub(crate) blank_tail: bool,
}

/// Where the tier between commissioner and region is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Tier {
    /// In columns called `ICB`, `STP` or `AREA_TEAM`, with `_CODE` and `_NAME`.
    Named,
    /// In the column `SHA`: strategic health authorities to March 2013, area teams from April 2013 on.
    Sha,
}

/// The column names of the NHS Business Services Authority, in which only the month differs between layouts.
pub(crate) const NHSBSA: Layout = Layout {
    month: Some(&["YEAR_MONTH"]),
    practice: &["PRACTICE_CODE"],
    practice_name: &["PRACTICE_NAME"],
    pco: &["PCO_CODE"],
    pco_name: &["PCO_NAME"],
    middle: Tier::Named,
    region: &["REGIONAL_OFFICE_CODE"],
    region_name: &["REGIONAL_OFFICE_NAME"],
    bnf: &["BNF_CODE"],
    description: &["BNF_DESCRIPTION"],
    chemical: &["CHEMICAL_SUBSTANCE_BNF_DESCR"],
    chemical_beside_code: None,
    chapter: &["BNF_CHAPTER_PLUS_CODE"],
    total_quantity: &["TOTAL_QUANTITY"],
    quantity_each: &["QUANTITY"],
    quantity_optional: false,
    actual_cost: &["ACTUAL_COST"],
    unidentified: &["UNIDENTIFIED"],
    blank_tail: false,
};
